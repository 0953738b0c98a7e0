// Chromium without what drivers add to it: tabs are hidden while another one is in front, timers
// out of sight are throttled, and sound waits for a gesture. For stories about being elsewhere.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { EXECUTABLE, watched } from "./browser.js";

/** A browser with one window, as {@link person} gives it, and `close`, which ends it. */
export async function asUsed() {
  const profile = await mkdtemp(join(tmpdir(), "matinee-browser-"));
  const child = spawn(
    EXECUTABLE,
    [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--window-size=1280,860",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const address = await listening(child);
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const [context] = browser.contexts();
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    ...watched(context, page),
    close: async () => {
      await browser.close();
      if (child.exitCode === null) {
        child.kill();
        await once(child, "exit");
      }
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The address that the browser says it can be driven at. */
async function listening(child) {
  for await (const line of createInterface({ input: child.stderr })) {
    const [, address] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (address) {
      child.stderr.resume();
      return address;
    }
  }
  throw new Error("Chromium ended before it could be driven");
}

// Chromium as people have it, without the background traffic that a closed network refuses.
import { chromium } from "playwright-core";

export const EXECUTABLE = process.env.MATINEE_CHROMIUM ?? "/usr/bin/chromium";

/** @param {{autoplay?: boolean}} [options] autoplay: whether sound may start without a click */
export async function launch({ autoplay = true } = {}) {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // Both windows of a story count as visible, so that neither is throttled.
      "--disable-background-timer-throttling",
      "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding",
      `--autoplay-policy=${autoplay ? "no-user-gesture-required" : "document-user-activation-required"}`,
    ],
  });
}

/** A context of its own (cookies, storage) with every page's errors and frames kept. */
export async function person(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  return watched(context, await context.newPage());
}

/** A page whose errors and frames are kept from now on. */
export function watched(context, page) {
  const errors = [];
  const frames = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      if (typeof payload === "string") frames.push(JSON.parse(payload));
    });
  });
  return { context, page, errors, frames };
}

/** Waits until `probe` gives something truthy; says what it was waiting for when it does not. */
export async function until(what, probe, timeout = 10_000) {
  const deadline = performance.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${timeout} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

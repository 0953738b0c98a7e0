// What people see: screenshots of every page (phone and desktop, light and dark) are kept in
// `screenshots/` to be looked at, and axe finds no violation of WCAG 2.2 AA on any of them.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { person } from "../src/browser.js";
import { enterRoom, heard, makeRoom, mediaPlays, say } from "../src/room.js";
import { stage } from "../src/stage.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const folder = new URL("../screenshots/", import.meta.url).pathname;

await mkdir(folder, { recursive: true });
const here = stage("embedded");

async function look(page, name) {
  await page.screenshot({ path: `${folder}${name}.png` });
  // By way of the debugger: the page's own content security policy would refuse a script tag.
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), RULES);
  const told = violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepEqual(told, []);
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${size}, ${colorScheme}`, async () => {
      const name = `${size}-${colorScheme}`;
      const ann = await person(here.browser, { viewport, colorScheme, hasTouch: size === "phone" });
      const bob = await person(here.browser);
      await ann.page.goto(here.url);
      await ann.page.getByTestId("create-room").waitFor();
      await look(ann.page, `${name}-start`);
      const link = await makeRoom(ann, here.url, `Ann ${name}`, { sample: true });
      await enterRoom(bob, link, `Bob ${name}`);
      await mediaPlays(ann.page);
      await say(bob.page, "That clock runs well.");
      await heard(bob.page, "That clock runs well.");
      await look(ann.page, `${name}-room`);
      const wide = await ann.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} px wider than the window`);
      assert.deepEqual(ann.errors, []);
      await Promise.all([ann.context.close(), bob.context.close()]);
    });
  }
}

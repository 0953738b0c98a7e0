// What people see: a screenshot is kept in `screenshots/` to be looked at, axe finds no violation of
// WCAG 2.2 AA, and the page is no wider than the window.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const folder = new URL("../screenshots/", import.meta.url).pathname;
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

await mkdir(folder, { recursive: true });

/** How people come: each with a name, and what a context is made with. */
export const VIEWS = Object.entries(SIZES).flatMap(([size, viewport]) =>
  ["light", "dark"].map((colorScheme) => ({
    name: `${size}-${colorScheme}`,
    options: { viewport, colorScheme, hasTouch: size === "phone", reducedMotion: "reduce" },
  })),
);

/** Looks at the page as it is now. */
export async function look(page, name) {
  await page.screenshot({ path: `${folder}${name}.png` });
  // By way of the debugger: the page's own content security policy would refuse a script tag.
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), RULES);
  const told = violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepEqual(told, []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than the window`);
}

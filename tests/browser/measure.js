// What the page costs and how fast a room answers, for BENCHMARKS.md: `npm run measure`.
//
// Sizes are those of the built page. Times are of real browsers on different gateways of real
// servers, all on this machine and with one clock: from a click on play (or pause) until the other
// one's video plays (or stands). Prints Markdown.
import { readdir, readFile, stat } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { launch, person, until } from "./src/browser.js";
import { Deployment } from "./src/deployment.js";
import { quantile } from "./src/position.js";
import { by, enterRoom, makeRoom, mediaPlays } from "./src/room.js";

const CLICKS = Number(process.env.MATINEE_MEASURE_CLICKS ?? 40);
const DIST = new URL("../../services/gateway/web/dist/", import.meta.url);

/** Kilobytes as they are stored and as they travel. */
async function sizes() {
  const index = await readFile(new URL("index.html", DIST), "utf8");
  const rows = [];
  for (const name of (await readdir(new URL("assets/", DIST))).sort()) {
    const file = new URL(`assets/${name}`, DIST);
    const bytes = await readFile(file);
    rows.push({ name, first: index.includes(name), plain: (await stat(file)).size, gzip: gzipSync(bytes, { level: 6 }).length });
  }
  return rows;
}

/** Keeps when a page was clicked and when its video did what it was told. */
function stopwatch() {
  const now = () => performance.timeOrigin + performance.now();
  window.told = {};
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.('[data-testid="play-pause"]')) window.told.click = now();
  }, true);
  for (const event of ["playing", "pause"]) document.addEventListener(event, () => (window.told[event] ??= now()), true);
}

async function once(clicker, other, event) {
  for (const { page } of [clicker, other]) await page.evaluate(() => (window.told = {}));
  await by(clicker.page, "play-pause").click();
  const told = ({ page }) => page.evaluate(() => window.told);
  await until(`both saw ${event}`, async () => (await told(clicker))[event] && (await told(other))[event]);
  const { click, [event]: own } = await told(clicker);
  return { other: (await told(other))[event] - click, own: own - click };
}

async function clicks(kind) {
  const deployment = await Deployment.start(kind);
  const browser = await launch();
  try {
    const two = [await person(browser), await person(browser)];
    for (const { context } of two) await context.addInitScript(stopwatch);
    const { gateways } = deployment.addresses;
    const link = await makeRoom(two[0], gateways[0], "Measure A", { sample: true });
    await enterRoom(two[1], new URL(new URL(link).pathname, gateways.at(-1)).href, "Measure B");
    for (const { page } of two) await mediaPlays(page);
    const took = { playing: { other: [], own: [] }, pause: { other: [], own: [] } };
    for (let click = 0; click < CLICKS; click += 1) {
      for (const event of ["pause", "playing"]) {
        const { other, own } = await once(two[click % 2], two[(click + 1) % 2], event);
        took[event].other.push(other);
        took[event].own.push(own);
      }
    }
    return took;
  } finally {
    await browser.close();
    await deployment.stop();
  }
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
const files = await sizes();
const first = files.filter((file) => file.first);
const total = (key) => kilobytes(first.reduce((sum, file) => sum + file[key], 0));
console.log("| file of the page | kB | kB gzip | when |\n|---|---|---|---|");
for (const { name, plain, gzip, first: atOnce } of files) {
  console.log(`| ${name} | ${kilobytes(plain)} | ${kilobytes(gzip)} | ${atOnce ? "at once" : "when needed"} |`);
}
console.log(`| **at once, in all** | ${total("plain")} | ${total("gzip")} | |\n`);

console.log(`| from a click until … (ms, ${CLICKS} clicks) | p50 | p95 | most |\n|---|---|---|---|`);
for (const kind of ["embedded", "scaled"]) {
  const took = await clicks(kind);
  const row = (words, values) =>
    console.log(`| ${kind}: ${words} | ${[0.5, 0.95, 1].map((share) => quantile(values, share).toFixed(0)).join(" | ")} |`);
  row("the other one's video plays", took.playing.other);
  row("one's own video plays", took.playing.own);
  row("the other one's video stands", took.pause.other);
  row("one's own video stands", took.pause.own);
}

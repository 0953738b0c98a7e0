// A live stream in a room: everybody watches it at the same distance from its edge, which anybody
// may change, and which whoever comes later or comes back finds.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { person, until } from "../src/browser.js";
import { behind, LiveStream } from "../src/live-stream.js";
import { look } from "../src/look.js";
import { by, connected, enterRoom, mediaPlays } from "../src/room.js";
import { stage } from "../src/stage.js";
import { together } from "../src/together.js";

const here = stage("embedded");
let stream;
before(async () => void (stream = await LiveStream.start()));
after(() => stream.stop());

/** What a list tells in seconds, players find out to a part of one. */
const CLOSE = 0.35;

/** Waits until all watch so far behind the edge, and as far as each other. */
async function watch(pages, wanted, tolerance = 0.6) {
  let seen = [];
  const there = async () => {
    seen = await Promise.all(pages.map((page) => behind(stream, page)));
    const right = seen.every((one) => one !== undefined && Math.abs(one - wanted) < tolerance);
    return right && Math.max(...seen) - Math.min(...seen) < CLOSE;
  };
  await until(`all are ${wanted} s behind`, there, 90_000).catch((error) => {
    throw new Error(`${error.message}: ${seen}`);
  });
  return seen;
}

const told = (page) => by(page, "time").innerText();

test("all watch a live stream as far behind its edge as the room says", (t) =>
  together(here, ["Stream A", "Stream B"], async (ann, bob, link) => {
    await by(ann.page, "add-link-input").fill("https://live.example.org/stream.m3u8");
    await by(ann.page, "add-link").click();
    const atEdge = await watch([ann.page, bob.page], 3);
    t.diagnostic(`behind the edge, as near as three segments allow: ${atEdge.map((one) => one.toFixed(2)).join(" and ")} s`);
    assert.ok(await by(ann.page, "go-live").isDisabled(), "they are there");
    assert.match(await told(bob.page), /^0:03 behind live$/);

    // Back by the bar, which is the window of the stream.
    await by(bob.page, "seek-bar").evaluate((bar) => {
      bar.value = String(Number(bar.max) - 17);
      bar.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await until("both are told", async () => (await Promise.all([told(ann.page), told(bob.page)])).every((one) => one.startsWith("0:20")));
    const back = await watch([ann.page, bob.page], 20);
    t.diagnostic(`twenty seconds behind: ${back.map((one) => one.toFixed(2)).join(" and ")} s`);
    await look(ann.page, "live");

    // Whoever comes later, and whoever comes again, is where the others are.
    const eve = await person(here.browser);
    await stream.show(eve);
    await enterRoom(eve, link, "Stream C");
    await watch([ann.page, eve.page], 20);
    await bob.page.reload();
    await connected(bob.page);
    await watch([ann.page, bob.page, eve.page], 20);

    // So is everybody after a pause, however long it is.
    await by(bob.page, "play-pause").click();
    for (const { page } of [ann, bob, eve]) await mediaPlays(page, false);
    await by(ann.page, "play-pause").click();
    await watch([ann.page, bob.page, eve.page], 20);

    // Ten seconds further back by a key, and then to the edge; a mistake is taken back.
    await ann.page.keyboard.press("j");
    await watch([ann.page, bob.page], 30);
    await by(ann.page, "go-live").click();
    await watch([ann.page, bob.page, eve.page], 3);
    await by(ann.page, "undo").click();
    await watch([ann.page, bob.page], 30);
    assert.deepEqual(eve.errors, []);
    await eve.context.close();
  }, { prepare: (one) => stream.show(one) }));

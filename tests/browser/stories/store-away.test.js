// The store that all processes share goes away under people in a room, and another one comes that
// knows nothing: the film plays on, what cannot be done is said, and then all goes on without
// anybody's doing. Only the chat, which is kept nowhere else, begins anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../src/browser.js";
import { by, connected, events, heard, mediaPlays, members, say } from "../src/room.js";
import { stage } from "../src/stage.js";
import { together } from "../src/together.js";

const here = stage("scaled");

test("Redis goes away and comes back empty", (t) =>
  together(here, ["Store A", "Store B"], async (ann, bob) => {
    await mediaPlays(ann.page);
    await mediaPlays(bob.page);
    await say(ann.page, "before it went");
    await heard(bob.page, "before it went");
    // What is older than two seconds is in the database: that is the promise, and all there is to go by.
    await new Promise((resolve) => setTimeout(resolve, 2_000));

    await here.deployment.command("kill redis");
    await by(ann.page, "play-pause").click();
    // Tried again for a while before it is given up.
    await by(ann.page, "toast").waitFor();
    assert.match(await by(ann.page, "toast").innerText(), /cannot do that right now/);
    await mediaPlays(bob.page);
    await by(bob.page, "chat-message").filter({ hasText: "before it went" }).waitFor();

    await here.deployment.command("start redis");
    const again = performance.now();
    await Promise.all([ann, bob].map(({ page }) => connected(page, 20_000)));
    await until("what is said is heard again", async () => {
      await say(ann.page, "is anybody there?");
      return by(bob.page, "chat-message").filter({ hasText: "is anybody there?" }).first().isVisible();
    }, 20_000);
    t.diagnostic(`heard again ${((performance.now() - again) / 1000).toFixed(2)} s after Redis was there again`);
    assert.deepEqual((await members(bob.page)).sort(), ["Store A", "Store B"]);
    await by(bob.page, "play-pause").click();
    await mediaPlays(ann.page, false);
    await mediaPlays(bob.page, false);
    for (const { frames } of [ann, bob]) {
      assert.ok(!events(frames).includes("MEMBER_LEFT"), "somebody was seen leaving");
    }
  }, { sample: true }));

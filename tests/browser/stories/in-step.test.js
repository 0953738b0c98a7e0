// Two browsers on different gateways watch one clip: both follow a seek and a pause, and the
// measured difference of position is printed. Also through the death of a gateway.
import assert from "node:assert/strict";
import { test } from "node:test";
import { person, until } from "../src/browser.js";
import { difference, differences, quantile, sample } from "../src/position.js";
import { by, connected, enterRoom, events, makeRoom, mediaPlays } from "../src/room.js";
import { stage } from "../src/stage.js";

const here = stage("scaled");

/** Moves the room's position by the slider, as a keyboard does. */
async function seekTo(page, seconds) {
  await by(page, "seek-bar").evaluate((bar, value) => {
    bar.value = String(value);
    bar.dispatchEvent(new Event("input", { bubbles: true }));
    bar.dispatchEvent(new Event("change", { bubbles: true }));
  }, seconds);
}

async function inStep(a, b, limit, timeout = 8_000) {
  return until(`both are within ${limit} ms of each other`, async () => {
    const [one, two] = await Promise.all([sample(a), sample(b)]);
    return one && two && !one.paused && !two.paused && Math.abs(difference(one, two)) <= limit;
  }, timeout);
}

test("two browsers on different gateways stay in step", async (t) => {
  const ann = await person(here.browser);
  const bob = await person(here.browser);
  const link = await makeRoom(ann, here.deployment.addresses.gateways[0], "Ann", { sample: true });
  const room = new URL(link).pathname;
  await enterRoom(bob, new URL(room, here.deployment.addresses.gateways[1]).href, "Bob");
  await mediaPlays(ann.page);
  await mediaPlays(bob.page);
  // Whoever comes in while it plays needs a moment to catch up; that is over once they are this close.
  await inStep(ann.page, bob.page, 30);

  const steady = await differences(ann.page, bob.page, 10);
  t.diagnostic(`difference of position, steady: p50 ${quantile(steady, 0.5).toFixed(1)} ms, p95 ${quantile(steady, 0.95).toFixed(1)} ms of ${steady.length}`);
  // Loose on purpose: the machine is noisy, the figure above is what counts.
  assert.ok(quantile(steady, 0.5) < 150, "they are not in step");

  await seekTo(ann.page, 30);
  await until("Bob follows the seek", async () => Math.abs((await sample(bob.page)).position - 31) < 3);
  await inStep(ann.page, bob.page, 100);
  const after = await differences(ann.page, bob.page, 5);
  t.diagnostic(`difference of position, after a seek: p50 ${quantile(after, 0.5).toFixed(1)} ms, p95 ${quantile(after, 0.95).toFixed(1)} ms`);

  await by(bob.page, "play-pause").click();
  await mediaPlays(ann.page, false);
  await mediaPlays(bob.page, false);
  const [one, two] = await Promise.all([sample(ann.page), sample(bob.page)]);
  assert.ok(Math.abs(one.position - two.position) < 0.25, `they stopped at ${one.position} and ${two.position}`);
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("a gateway dies during playback: everybody is back in step on the other one", async (t) => {
  const { url, deployment } = here;
  const people = [await person(here.browser), await person(here.browser)];
  const [cleo, dan] = people;
  const link = await makeRoom(cleo, url, "Cleo", { sample: true });
  await enterRoom(dan, link, "Dan");
  await mediaPlays(cleo.page);
  await mediaPlays(dan.page);
  await inStep(cleo.page, dan.page, 100);

  await Promise.all(people.map(({ page }) => noteLostLines(page)));
  let gateway = 0;
  let died = await killed(deployment, gateway, people);
  if (!died) {
    // The balancer had given both to the other one.
    await deployment.command("start gateway 0");
    gateway = 1;
    died = await killed(deployment, gateway, people);
  }
  assert.ok(died, "nobody noticed that a gateway had died");
  await Promise.all(people.map(({ page }) => connected(page, 5_000)));
  await inStep(cleo.page, dan.page, 100, 5_000);
  const back = performance.now() - died;
  t.diagnostic(`in step again ${(back / 1000).toFixed(2)} s after kill -9 of a gateway`);
  assert.ok(back < 5_000, `it took ${back} ms`);
  const steady = await differences(cleo.page, dan.page, 5);
  t.diagnostic(`difference of position, after the reconnect: p95 ${quantile(steady, 0.95).toFixed(1)} ms`);
  // Longer than the grace period: nobody may have been taken for gone.
  await differences(cleo.page, dan.page, 12);
  for (const { frames, errors } of people) {
    assert.ok(!events(frames).includes("MEMBER_LEFT"), "somebody was seen leaving");
    assert.deepEqual(errors, []);
  }
  await deployment.command(`start gateway ${gateway}`);
  await Promise.all(people.map(({ context }) => context.close()));
});

/** Has a page remember that its line dropped: it may be back before anybody looks. */
function noteLostLines(page) {
  return page.evaluate(() => {
    const state = document.querySelector('[data-testid="connection-state"]');
    const look = () => (window.lineWasLost ||= state.dataset.state !== "connected");
    new MutationObserver(look).observe(state, { attributeFilter: ["data-state"] });
  });
}

/** Kills a gateway: when that was, or nothing if nobody's line dropped. */
async function killed(deployment, gateway, people) {
  const at = performance.now();
  await deployment.command(`kill gateway ${gateway}`);
  const lost = async () => (await Promise.all(people.map(({ page }) => page.evaluate(() => window.lineWasLost)))).some(Boolean);
  return until("a line drops", lost, 3_000).then(() => at, () => undefined);
}

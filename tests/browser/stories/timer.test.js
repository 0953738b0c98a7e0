// The shared timer where nobody looks: a tab in the background, a page that was frozen, a line
// that was down. What is left follows from deadlines, so it is right without having ticked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asUsed } from "../src/as-used.js";
import { person, until } from "../src/browser.js";
import { by, connected, enterRoom, makeRoom } from "../src/room.js";
import { stage } from "../src/stage.js";

const here = stage("scaled");

/** Keeps what the page would let be heard and seen: strokes of the chime, notifications. */
function attention() {
  window.strokes = [];
  window.notified = [];
  const { createOscillator } = AudioContext.prototype;
  AudioContext.prototype.createOscillator = function strike() {
    window.strokes.push({ at: Date.now(), audible: this.state });
    return createOscillator.call(this);
  };
  window.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      window.notified.push(`${title}: ${options.body}`);
    }
  };
}

const seconds = async (page) => Number(await by(page, "timer").getAttribute("data-remaining"));
const phase = (page, name) => page.locator(`[data-testid="timer"][data-phase="${name}"]`).waitFor({ state: "attached" });

async function configure(page, lengths) {
  await by(page, "timer-settings").click();
  for (const [part, minutes] of Object.entries(lengths)) await by(page, `timer-${part}`).fill(String(minutes));
  await by(page, "timer-save").click();
  await by(page, "timer-save").waitFor({ state: "detached" });
}

/** Ann's browser is one as people use it; Bob, on another gateway, leads the room. */
async function apart(names, work) {
  const ann = await asUsed();
  const bob = await person(here.browser);
  try {
    const { gateways } = here.deployment.addresses;
    await ann.context.grantPermissions(["notifications"], { origin: gateways[1] });
    await ann.page.addInitScript(attention);
    const link = await makeRoom(bob, gateways[0], names[1]);
    await enterRoom(ann, new URL(new URL(link).pathname, gateways[1]).href, names[0]);
    await work(ann, bob);
    assert.deepEqual([...ann.errors, ...bob.errors], []);
  } finally {
    await ann.close();
    await bob.context.close();
  }
}

/** Another tab in front of the page; the answer closes it again. */
async function elsewhere({ context, page }) {
  const other = await context.newPage();
  await other.bringToFront();
  await until("the page is out of sight", () => page.evaluate(() => document.visibilityState === "hidden"));
  return async () => {
    await other.close();
    await page.bringToFront();
    await until("the page is in sight", () => page.evaluate(() => document.visibilityState === "visible"));
  };
}

test("a tab in the background chimes and notifies at the end of a phase, once", () =>
  apart(["Afar A", "Afar B"], async (ann, bob) => {
    await by(ann.page, "timer-settings").click();
    await by(ann.page, "timer-notify").click();
    await until("notifications are on", () => by(ann.page, "timer-notify").isChecked());
    await ann.page.keyboard.press("Escape");
    await configure(bob.page, { focus: 0.05, short_break: 10 });

    const back = await elsewhere(ann);
    await by(bob.page, "timer-toggle").click();
    await phase(bob.page, "focus");
    await phase(bob.page, "short_break");
    await until("it has rung and said so", () => ann.page.evaluate(() => window.strokes.length > 0 && window.notified.length > 0));
    const { strokes, notified } = await ann.page.evaluate(() => ({ strokes: window.strokes, notified: window.notified }));
    assert.equal(strokes.length, 3, "one chime of three strokes");
    assert.deepEqual([...new Set(strokes.map(({ audible }) => audible))], ["running"]);
    assert.deepEqual(notified, ["Matinee: Focus is over: take a break."]);

    await back();
    const [mine, theirs] = [await seconds(ann.page), await seconds(bob.page)];
    assert.ok(Math.abs(mine - theirs) <= 1, `${mine} s left here, ${theirs} s there`);
  }));

test("a page that was frozen shows what is left at once", () =>
  apart(["Frozen A", "Frozen B"], async (ann, bob) => {
    await configure(bob.page, { focus: 20 });
    const back = await elsewhere(ann);
    const debug = await ann.context.newCDPSession(ann.page);
    await debug.send("Page.setWebLifecycleState", { state: "frozen" });
    await by(bob.page, "timer-toggle").click();
    await until("some seconds have passed", async () => (await seconds(bob.page)) <= 1196);
    await debug.send("Page.setWebLifecycleState", { state: "active" });
    await back();
    await phase(ann.page, "focus");
    const [mine, theirs] = [await seconds(ann.page), await seconds(bob.page)];
    assert.ok(Math.abs(mine - theirs) <= 1, `${mine} s left here, ${theirs} s there`);
  }));

test("a phase that ends while the line is down is told when it is back", () =>
  apart(["Down A", "Down B"], async (ann, bob) => {
    await configure(bob.page, { focus: 0.05, short_break: 10 });
    await phase(ann.page, "idle");
    await here.deployment.command("kill gateway 1");
    await by(bob.page, "timer-toggle").click();
    await phase(bob.page, "short_break");
    await here.deployment.command("start gateway 1");
    await connected(ann.page, 20_000);
    await phase(ann.page, "short_break");
    await by(ann.page, "notice").waitFor();
    assert.match(await by(ann.page, "notice").innerText(), /take a break/);
  }));

test("the timer is the leader's or anyone's, and plays and pauses nothing where there is no video", () =>
  apart(["Whose A", "Whose B"], async (ann, bob) => {
    await by(bob.page, "room-settings").click();
    await by(bob.page, "policy-timer").selectOption("leader");
    await bob.page.keyboard.press("Escape");
    await until("Ann may not", () => by(ann.page, "timer-toggle").isDisabled());
    await by(ann.page, "timer-settings").click();
    assert.equal(await by(ann.page, "timer-save").count(), 0, "she sees the settings and cannot change them");
    await ann.page.keyboard.press("Escape");

    await by(bob.page, "timer-settings").click();
    await by(bob.page, "timer-focus-action").selectOption("play");
    await by(bob.page, "timer-break-action").selectOption("pause");
    await by(bob.page, "timer-save").click();
    await by(bob.page, "timer-toggle").click();
    await phase(ann.page, "focus");
    await by(bob.page, "timer-skip").click();
    await phase(ann.page, "short_break");
    await by(bob.page, "timer-skip").click();
    await until("the second round", async () => /2/.test(await by(ann.page, "timer-cycle").innerText()));
    await by(bob.page, "timer-reset").click();
    await phase(ann.page, "idle");
  }));

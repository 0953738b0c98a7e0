// How everybody's player is: statuses and offsets in the list of people, the way back into step,
// and the view for what has no picture.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../src/browser.js";
import { by, mediaPlays } from "../src/room.js";
import { silence } from "../src/silence.js";
import { stage } from "../src/stage.js";
import { together } from "../src/together.js";
import { withoutYouTube } from "../src/youtube-api.js";

const here = stage("scaled");
const OFFSET = /^[+−]?\d+ ms$/;

const status = (page, name) => by(page, "member-item").filter({ hasText: name }).getByTestId("member-status");
const isIn = (page, name, state) =>
  by(page, "member-item").filter({ hasText: name }).and(page.locator(`[data-state="${state}"]`)).waitFor();

const add = async (page, link) => {
  await by(page, "add-link-input").fill(link);
  await by(page, "add-link").click();
};

test("the list tells everybody's offset in milliseconds, and who is who", () =>
  together(here, ["Offset A", "Offset B"], async (ann, bob) => {
    for (const { page } of [ann, bob]) {
      await mediaPlays(page);
      for (const name of ["Offset A", "Offset B"]) {
        await until(`the offset of ${name} is told`, async () => OFFSET.test(await status(page, name).innerText()));
      }
    }
    const own = by(bob.page, "member-item").filter({ has: bob.page.getByTestId("you") });
    assert.match(await own.innerText(), /Offset B/);
    const leader = by(bob.page, "member-item").filter({ has: bob.page.getByTestId("leader-mark") });
    assert.match(await leader.innerText(), /Offset A/);
  }, { sample: true }));

test("who has to load, and who cannot play something, is seen by others, who play on", () =>
  together(here, ["State A", "State B"], async (ann, bob) => {
    let go;
    const held = new Promise((resolve) => (go = resolve));
    await bob.context.route("**/sample.mp4", async (route) => {
      await held;
      await route.continue();
    });
    await bob.context.route("https://media.example.org/**", (route) => route.fulfill({ status: 404, body: "gone" }));
    await ann.context.route("https://media.example.org/**", (route) =>
      route.fulfill({ contentType: "audio/wav", body: silence(60) }));
    await add(ann.page, "/sample.mp4");
    await mediaPlays(ann.page);
    await isIn(ann.page, "State B", "buffering");
    assert.match(await status(ann.page, "State B").innerText(), /loading/);
    go();
    await isIn(ann.page, "State B", "ready");
    await mediaPlays(bob.page);

    await add(ann.page, "https://media.example.org/only-for-ann.mp3");
    await by(ann.page, "skip").click();
    await isIn(ann.page, "State B", "error");
    assert.match(await status(ann.page, "State B").innerText(), /cannot play/);
    await isIn(bob.page, "State A", "ready");
  }));

test("a player that went astray is put back in step by the button", () =>
  together(here, ["Astray A", "Astray B"], async (ann, bob) => {
    await mediaPlays(ann.page);
    await mediaPlays(bob.page);
    const inStep = () => until("Bob is in step", async () => (await by(bob.page, "offset").innerText()) === "in step");
    await inStep();
    const seeks = await bob.page.evaluateHandle(() => {
      const video = document.querySelector("video");
      const told = [];
      video.currentTime += 0.8;
      video.addEventListener("seeking", () => told.push(video.currentTime));
      return told;
    });
    await until("it shows", async () => OFFSET.test(await by(bob.page, "offset").innerText()));
    await by(bob.page, "resync").click();
    await until("it jumped back", () => seeks.evaluate((told) => told.length >= 2));
    await inStep();
  }, { sample: true }));

test("music has a compact view, and any picture can be made one", () =>
  together(here, ["Music A", "Music B"], async (ann, bob) => {
    const audio = (route) => route.fulfill({ contentType: "audio/wav", body: silence(60) });
    for (const { context } of [ann, bob]) {
      await context.route("https://media.example.org/**", audio);
      await withoutYouTube(context);
    }
    const height = async ({ page }) => (await by(page, "player").boundingBox()).height;
    for (const name of ["Nocturne.mp3", "Prelude.m4a"]) {
      await add(ann.page, `https://media.example.org/${name}`);
      if (name.endsWith("m4a")) await by(ann.page, "skip").click();
      for (const one of [ann, bob]) {
        await by(one.page, "audio-view").filter({ hasText: name }).waitFor();
        await mediaPlays(one.page);
        await until("it is small", async () => (await height(one)) < 120);
      }
    }

    await add(ann.page, "https://youtu.be/dQw4w9WgXcQ");
    await by(ann.page, "skip").click();
    for (const { page } of [ann, bob]) await page.locator('[data-testid="player"][data-provider="youtube"]').waitFor();
    await by(ann.page, "audio-view").waitFor({ state: "detached" });
    const whole = await height(ann);
    await by(ann.page, "compact").click();
    await by(ann.page, "audio-view").waitFor();
    const [player, words] = await Promise.all([by(ann.page, "media").boundingBox(), by(ann.page, "audio-view").boundingBox()]);
    assert.ok(player.width >= 200 && player.height >= 200, "YouTube's player keeps the size that it must have");
    assert.ok(words.x >= player.x + player.width, "nothing lies over YouTube's player");
    assert.ok((await height(ann)) < whole);
    assert.equal(await by(bob.page, "audio-view").count(), 0, "it is a view of this browser alone");
    await by(ann.page, "compact").click();
    await by(ann.page, "audio-view").waitFor({ state: "detached" });
  }));

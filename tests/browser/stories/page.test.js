// The page in one process: what a newcomer meets, part by part.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asUsed } from "../src/as-used.js";
import { launch, person, until } from "../src/browser.js";
import { by, enterRoom, heard, makeRoom, mediaPlays, members, playing, say } from "../src/room.js";
import { stage } from "../src/stage.js";
import { withoutYouTube } from "../src/youtube-api.js";

const here = stage("embedded");

test("a newcomer makes a room, sends the link, and both talk", async () => {
  const ann = await person(here.browser);
  const bob = await person(here.browser);
  const link = await makeRoom(ann, here.url, "Ann");
  const id = new URL(link).pathname.split("/").at(-1);
  assert.equal((await by(ann.page, "room-id").innerText()).trim(), id);
  await enterRoom(bob, link, "Bob");
  await until("Ann sees both", async () => (await members(ann.page)).length === 2);
  await until("Bob sees both", async () => (await members(bob.page)).length === 2);

  await say(ann.page, "hello <b>Bob</b>");
  await heard(ann.page, "hello <b>Bob</b>");
  await heard(bob.page, "hello <b>Bob</b>");

  await by(bob.page, "leave").click();
  await until("Ann is alone", async () => (await members(ann.page)).join() === "Ann");
  await by(bob.page, "join-again").or(by(bob.page, "create-room")).first().waitFor();
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("the page can be installed", async () => {
  const ann = await asUsed();
  try {
    await ann.page.goto(here.url);
    await by(ann.page, "create-room").waitFor();
    const debug = await ann.context.newCDPSession(ann.page);
    const { errors } = await debug.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    const { installabilityErrors } = await debug.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors, []);
  } finally {
    await ann.close();
  }
});

test("a taken nickname and an unknown room are told in words", async () => {
  const ann = await person(here.browser);
  const bob = await person(here.browser);
  const link = await makeRoom(ann, here.url, "Greta");
  await bob.page.goto(link);
  await by(bob.page, "nickname-input").fill("greta");
  await by(bob.page, "enter").click();
  await until("the reason is shown", async () => (await by(bob.page, "enter-error").innerText()).length > 5);
  await by(bob.page, "nickname-input").fill("Henrik");
  await by(bob.page, "enter").click();
  await until("both are in", async () => (await members(ann.page)).length === 2);

  const lost = await person(here.browser);
  await lost.page.goto(new URL("/r/no-such-room-0000", here.url).href);
  await by(lost.page, "unknown-room").waitFor();
  assert.equal(await by(lost.page, "nickname-input").count(), 0, "nobody is asked for a name for nothing");
  await by(lost.page, "go-home").click();
  await by(lost.page, "create-room").waitFor();
  await Promise.all([ann, bob, lost].map(({ context }) => context.close()));
});

test("who stands in front of a room sees what it is", async () => {
  const ann = await person(here.browser);
  const bob = await person(here.browser);
  const link = await makeRoom(ann, here.url, "Ines", { sample: true });
  await mediaPlays(ann.page);
  await bob.page.goto(link);
  assert.match(await by(bob.page, "enter-heads").innerText(), /^1\D/);
  await Promise.all([ann, bob].map(({ context }) => context.close()));
});

test("the leader decides who controls the player", async () => {
  const ann = await person(here.browser);
  const bob = await person(here.browser);
  const link = await makeRoom(ann, here.url, "Anna", { sample: true });
  await enterRoom(bob, link, "Bert");
  await mediaPlays(ann.page);
  await by(ann.page, "leader-switch").click();
  await by(bob.page, "locked").waitFor();
  assert.ok(await by(bob.page, "play-pause").isDisabled());
  assert.ok(await playing(ann.page));
  await by(ann.page, "leader-switch").click();
  await until("Bert may again", async () => by(bob.page, "play-pause").isEnabled());
  await by(bob.page, "play-pause").click();
  await mediaPlays(ann.page, false);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("the queue: add by link, move, remove, play", async () => {
  const ann = await person(here.browser);
  await makeRoom(ann, here.url, "Quinn", { sample: true });
  await mediaPlays(ann.page);
  const add = async (link) => {
    await by(ann.page, "add-link-input").fill(link);
    await by(ann.page, "add-link").click();
  };
  const count = () => by(ann.page, "queue-item").count();
  await add("https://example.org/first.mp4");
  await until("one is there", async () => (await count()) === 1);
  await add("https://example.org/second.webm");
  await until("two are there", async () => (await count()) === 2);
  await by(ann.page, "queue-item").nth(1).getByTestId("queue-up").click();
  await until("the second is first", async () =>
    (await by(ann.page, "queue-item").first().innerText()).includes("second"));
  await by(ann.page, "queue-item").first().getByTestId("queue-remove").click();
  await until("one is left", async () => (await count()) === 1);
  await add("ftp://example.org/odd.mp4");
  await by(ann.page, "toast").or(ann.page.getByRole("alert").filter({ hasText: /\S/ })).first().waitFor();
  assert.equal(await count(), 1);
  await ann.context.close();
});

test("where sound may not start by itself, a click starts it", async () => {
  const strict = await launch({ autoplay: false });
  try {
    const ann = await person(here.browser);
    const bob = await person(strict);
    const link = await makeRoom(ann, here.url, "Amir", { sample: true });
    await mediaPlays(ann.page);
    // Whatever the driver does in a page counts as a gesture there. So the page enters the room by
    // itself, and Ann's page tells when Bea's browser has refused to play.
    await bob.context.addInitScript(() => {
      const enter = setInterval(() => {
        const field = document.querySelector('[data-testid="nickname-input"]');
        if (!field) return;
        clearInterval(enter);
        field.value = "Bea";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        setTimeout(() => field.form.requestSubmit(), 50);
      }, 50);
    });
    await bob.page.goto(link);
    await ann.page.locator('[data-testid="member-item"][data-state="blocked"]').waitFor();
    await by(bob.page, "start-overlay").click();
    await mediaPlays(bob.page);
    await ann.page.locator('[data-testid="member-item"][data-state="blocked"]').waitFor({ state: "detached" });
    await ann.context.close();
  } finally {
    await strict.close();
  }
});

test("YouTube plays through its IFrame API and follows the room", async () => {
  await here.deployment.command("oembed title dQw4w9WgXcQ A song everybody knows");
  const ann = await person(here.browser);
  const bob = await person(here.browser);
  await withoutYouTube(ann.context);
  await withoutYouTube(bob.context);
  const link = await makeRoom(ann, here.url, "Yara");
  await enterRoom(bob, link, "Yusuf");
  await by(ann.page, "add-link-input").fill("https://youtu.be/dQw4w9WgXcQ?t=42");
  await by(ann.page, "add-link").click();
  for (const { page } of [ann, bob]) {
    await page.locator('[data-testid="player"][data-provider="youtube"]').waitFor();
    await until("the title is shown", async () => (await by(page, "now-playing").innerText()).includes("everybody knows"));
    await until("it was told to play", () =>
      page.evaluate(() => (window.youtubeCalls ?? []).some(([name]) => name === "playVideo")));
  }
  await by(ann.page, "play-pause").click();
  await until("Yusuf's player was told to pause", () =>
    bob.page.evaluate(() => window.youtubeCalls.some(([name]) => name === "pauseVideo")));
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

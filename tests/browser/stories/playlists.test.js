// What one keeps: a playlist made from the queue and loaded into another room, a list of YouTube
// that is imported while both look on, and the rooms that are one's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newcomer, signUp } from "../src/account.js";
import { person, until } from "../src/browser.js";
import { by, connected, enterRoom } from "../src/room.js";
import { stage } from "../src/stage.js";

const here = stage("embedded");
const ids = Array.from({ length: 60 }, (_, number) => `listed${String(number).padStart(5, "0")}`);

/** Somebody with an account, on the start page. */
async function account(name) {
  const one = await person(here.browser);
  await one.context.route("https://i.ytimg.com/**", (route) => route.abort());
  await one.context.route("https://www.youtube.com/**", (route) => route.abort());
  await signUp(one, here.url, newcomer(name));
  return one;
}

/** Makes a room as somebody who needs no nickname any more, or is asked for one. */
async function room({ page }) {
  await page.goto(here.url);
  await by(page, "create-room").click();
  const enter = by(page, "enter");
  await Promise.race([enter.waitFor(), connected(page)]);
  if (await enter.isVisible()) await enter.click();
  await connected(page);
  return page.url();
}

const queued = (page) => by(page, "queue-item").count();

test("a playlist is made from the queue, put in order, and loaded elsewhere", async () => {
  const ann = await account("Keeper");
  await room(ann);
  await by(ann.page, "add-link-input").fill("/sample.mp4 https://media.example.org/a.mp4 https://media.example.org/b.mp4");
  await by(ann.page, "add-link").click();
  await until("two wait", async () => (await queued(ann.page)) === 2);
  await by(ann.page, "open-playlists").click();
  await by(ann.page, "playlist-name").fill("Friday");
  await by(ann.page, "playlist-save").click();
  await by(ann.page, "playlist").filter({ hasText: "Friday" }).waitFor();
  await by(ann.page, "playlist-open").click();
  await until("three items", async () => (await by(ann.page, "playlist-item").count()) === 3);
  await by(ann.page, "playlist-item").nth(2).getByTestId("playlist-up").click();
  await until("the last is second", async () => (await by(ann.page, "playlist-item").nth(1).innerText()).includes("b.mp4"));
  await by(ann.page, "playlist-rename").fill("Saturday");
  await by(ann.page, "playlist-rename-save").click();
  await by(ann.page, "playlist-back").click();
  await by(ann.page, "playlist").filter({ hasText: "Saturday" }).waitFor();

  await room(ann);
  await by(ann.page, "open-playlists").click();
  await by(ann.page, "playlist-load").click();
  await ann.page.locator('[data-testid="import"][data-status="done"]').waitFor();
  await until("two wait here", async () => (await queued(ann.page)) === 2);
  await by(ann.page, "playlist-delete").click();
  await by(ann.page, "playlist-delete-sure").click();
  await until("it is gone", async () => (await by(ann.page, "playlist").count()) === 0);
  await ann.context.close();
});

test("a YouTube playlist is imported in sight of both, and says what it left out", async () => {
  for (const [number, id] of ids.slice(1).entries()) {
    await here.deployment.command(`youtube video ${id} ${60 + number} Listed ${number}`);
  }
  await here.deployment.command(`youtube playlist PLbrowser ${ids.join(" ")} ${ids[1]}`);
  const [ann, bob] = await Promise.all([account("Importer"), person(here.browser)]);
  await bob.context.route("https://www.youtube.com/**", (route) => route.abort());
  const link = await room(ann);
  await enterRoom(bob, link, "Watcher");
  await by(ann.page, "add-link-input").fill("https://www.youtube.com/playlist?list=PLbrowser");
  await by(ann.page, "add-link").click();
  const done = ann.page.locator('[data-testid="import"][data-status="done"]');
  await done.waitFor({ timeout: 30_000 });
  // Sixty-one entries: one is deleted, one is there twice, and the first one plays.
  assert.match(await done.innerText(), /59 added[^]*1 were there already[^]*1 unavailable/);
  await until("Bob sees them wait", async () => (await queued(bob.page)) === 58, 20_000);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("a guest is told what playlists need, and imports all the same", async () => {
  const ann = await person(here.browser);
  await ann.page.goto(here.url);
  await by(ann.page, "create-room").click();
  await by(ann.page, "nickname-input").fill("Passer-by");
  await by(ann.page, "enter").click();
  await connected(ann.page);
  await by(ann.page, "open-playlists").click();
  await by(ann.page, "playlists-guest").waitFor();
  await ann.context.close();
});

test("a room that is kept is among one's own, under its address", async () => {
  const ann = await account("Owner");
  await room(ann);
  await by(ann.page, "room-settings").click();
  await by(ann.page, "room-name").fill("The attic");
  await by(ann.page, "room-persistent").check();
  await by(ann.page, "room-address").fill(`attic-${process.pid}`);
  await by(ann.page, "room-save").click();
  await ann.page.getByText("Saved").first().waitFor();
  await ann.page.goto(here.url);
  const mine = by(ann.page, "my-room").filter({ hasText: "The attic" });
  await mine.waitFor();
  assert.match(await mine.getAttribute("href"), /attic-/);
  await by(ann.page, "my-room-delete").click();
  await by(ann.page, "my-room-delete-sure").click();
  await until("it is gone", async () => (await by(ann.page, "my-room").count()) === 0);
  await ann.context.close();
});

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
  await goIn(page);
  return page.url();
}

async function goIn(page) {
  const enter = by(page, "enter");
  await Promise.race([enter.waitFor(), connected(page)]);
  if (await enter.isVisible()) await enter.click();
  await connected(page);
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

const LISTED = ["a", "b", "c", "d"].map((name) => `https://media.example.org/${name}.mp4`);
const listed = async (page) =>
  (await by(page, "playlist-item").locator(".title").allInnerTexts()).map((title) => title.trim().replace(".mp4", "")).join("");

/** Somebody in a room, with a playlist of four open beside its queue. */
async function editing(name) {
  const ann = await account(name);
  const link = await room(ann);
  await by(ann.page, "add-link-input").fill("/sample.mp4");
  await by(ann.page, "add-link").click();
  await by(ann.page, "media").waitFor();
  await by(ann.page, "open-playlists").click();
  await by(ann.page, "playlist-name").fill("Four");
  await by(ann.page, "playlist-create").click();
  await by(ann.page, "playlist-open").click();
  await by(ann.page, "playlist-links").fill(LISTED.join("\n"));
  await by(ann.page, "playlist-links-add").click();
  await until("four are in it", async () => (await listed(ann.page)) === "abcd", 20_000);
  return { ann, link };
}

test("items of a playlist are put in order by dragging and by keys", async () => {
  const { ann } = await editing("Sorter");
  const { page } = ann;
  const focused = () => page.evaluate(() => document.activeElement.closest("li")?.querySelector(".title").innerText.trim());
  await by(page, "playlist-item").last().scrollIntoViewIfNeeded();
  const target = await by(page, "playlist-item").nth(2).boundingBox();
  await by(page, "playlist-handle").first().hover();
  await page.mouse.down();
  await page.mouse.move(target.x + 20, target.y + target.height - 4, { steps: 8 });
  await by(page, "playlist-item").and(page.locator(".after")).waitFor();
  await page.mouse.up();
  await until("the first is third", async () => (await listed(page)) === "bcad");
  await by(page, "playlist-handle").nth(2).focus();
  await page.keyboard.press("ArrowUp");
  await until("it is second", async () => (await listed(page)) === "bacd");
  await until("the focus is on what moved", async () => (await focused()) === "a.mp4");
  await page.keyboard.press("End");
  await until("it is last", async () => (await listed(page)) === "bcda");

  // Somebody else, or another tab, has changed it meanwhile: nothing of that is lost.
  const other = await ann.context.newPage();
  await other.goto(page.url());
  await goIn(other);
  await by(other, "open-playlists").click();
  await by(other, "playlist-open").click();
  await by(other, "playlist-remove").first().click();
  await until("one is gone", async () => (await listed(other)) === "cda");
  await by(page, "playlist-up").last().click();
  await until("it is as it is now", async () => (await listed(page)) === "cda");
  await page.getByText("changed elsewhere").waitFor();
  assert.deepEqual(ann.errors, []);
  await ann.context.close();
});

test("items of a playlist go into the queue, dragged or by keyboard", async () => {
  const { ann, link } = await editing("Chooser");
  const { page } = ann;
  const bob = await person(here.browser);
  await enterRoom(bob, link, "Onlooker");
  // The queue is out of sight, and what is scrolled under a pressed button is not what was pressed.
  await by(page, "playlist-item").nth(1).locator(".title").hover();
  await page.mouse.down();
  const { x, y } = await by(page, "playlist-item").nth(1).boundingBox();
  await page.mouse.move(x + 120, y + 30, { steps: 5 });
  await by(page, "queue-drop").hover();
  await by(page, "queue-drop").hover();
  await page.mouse.up();
  await by(bob.page, "queue-item").filter({ hasText: "b.mp4" }).waitFor();
  await by(page, "playlist-item-add").nth(3).focus();
  await page.keyboard.press("Enter");
  await by(bob.page, "queue-item").filter({ hasText: "d.mp4" }).waitFor();
  assert.equal(await listed(page), "abcd", "the playlist is as it was");
  await page.keyboard.press("Escape");
  await until("the pane is closed", async () => (await by(page, "playlists-pane").count()) === 0);
  assert.ok(await by(page, "open-playlists").evaluate((button) => button === document.activeElement));
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann.context.close(), bob.context.close()]);
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
  await ann.page.keyboard.press("Escape");
  await by(ann.page, "room-settings").click();
  assert.equal(await by(ann.page, "room-address").inputValue(), `attic-${process.pid}`, "the room knows its address");
  await ann.page.goto(here.url);
  const mine = by(ann.page, "my-room").filter({ hasText: "The attic" });
  await mine.waitFor();
  assert.match(await mine.getAttribute("href"), /attic-/);
  await by(ann.page, "my-room-delete").click();
  await by(ann.page, "my-room-delete-sure").click();
  await until("it is gone", async () => (await by(ann.page, "my-room").count()) === 0);
  await ann.context.close();
});

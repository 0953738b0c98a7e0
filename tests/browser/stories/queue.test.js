// The queue in many hands: lists, dragging, keys, undo, votes, loop and the rest of its tools.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../src/browser.js";
import { by, events, mediaPlays, setPolicy } from "../src/room.js";
import { silence } from "../src/silence.js";
import { stage } from "../src/stage.js";
import { together } from "../src/together.js";

const here = stage("scaled");
const NAMES = ["one", "two", "three", "four"];
const list = (names) => names.map((name) => `https://media.example.org/${name}.mp4`);

const titles = async (page) =>
  (await by(page, "queue-item").locator(".title").allInnerTexts()).map((title) => title.replace(".mp4", ""));

async function inOrder(pages, ...names) {
  for (const page of pages) {
    await until(`the order is ${names}`, async () => (await titles(page)).join() === names.join());
  }
}

/** What a paste brings: the lines as they were copied, into the focused field. */
async function paste(page, text) {
  await by(page, "add-link-input").evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** What nobody could play would be skipped. */
const prepare = ({ context }) =>
  context.route("https://media.example.org/**", (route) => route.fulfill({ contentType: "audio/wav", body: silence(60) }));

/** Two people, one video that plays and four that wait. */
const queued = (names, work) =>
  together(here, names, async (ann, bob, link) => {
    await mediaPlays(ann.page);
    await paste(ann.page, list(NAMES).join("\n"));
    await until("the links are counted", async () => /4/.test(await by(ann.page, "add-link").innerText()));
    await by(ann.page, "add-link").click();
    await inOrder([ann.page, bob.page], ...NAMES);
    await work(ann, bob, link);
  }, { sample: true, prepare });

test("a list that is pasted line by line is queued in its order", () =>
  queued(["Paste A", "Paste B"], async (ann, bob) => {
    await by(bob.page, "add-link-input").fill("https://media.example.org/zero.mp4");
    await by(bob.page, "add-next").click();
    await inOrder([ann.page, bob.page], "zero", ...NAMES);
    assert.match(await by(ann.page, "queue-item").first().innerText(), /Paste B/);
  }));

test("an item is dragged by its handle, and everybody sees it move", () =>
  queued(["Drag A", "Drag B"], async (ann, bob) => {
    const handle = by(ann.page, "queue-handle").first();
    await by(ann.page, "queue-item").last().scrollIntoViewIfNeeded();
    const target = await by(ann.page, "queue-item").nth(2).boundingBox();
    await handle.hover();
    await ann.page.mouse.down();
    await ann.page.mouse.move(target.x + 20, target.y + target.height - 4, { steps: 8 });
    await by(ann.page, "queue-item").and(ann.page.locator(".after")).waitFor();
    await ann.page.mouse.up();
    await inOrder([ann.page, bob.page], "two", "three", "one", "four");

    // Escape lets go without a move.
    await by(ann.page, "queue-handle").first().hover();
    await ann.page.mouse.down();
    await ann.page.mouse.move(target.x + 20, target.y + target.height - 4, { steps: 8 });
    await by(ann.page, "queue-item").and(ann.page.locator(".after")).waitFor();
    await ann.page.keyboard.press("Escape");
    await by(ann.page, "queue-item").and(ann.page.locator(".after")).waitFor({ state: "detached" });
    await ann.page.mouse.up();
    await by(ann.page, "add-next").scrollIntoViewIfNeeded();
    assert.deepEqual(await titles(ann.page), ["two", "three", "one", "four"]);
  }));

test("the keyboard moves an item and stays with it", () =>
  queued(["Keys A", "Keys B"], async (ann, bob) => {
    const focused = () => ann.page.evaluate(() => document.activeElement.closest("li")?.querySelector(".title").textContent);
    await by(ann.page, "queue-handle").first().focus();
    await ann.page.keyboard.press("ArrowDown");
    await inOrder([ann.page, bob.page], "two", "one", "three", "four");
    await until("the focus is on what moved", async () => (await focused()) === "one.mp4");
    await ann.page.keyboard.press("End");
    await inOrder([ann.page, bob.page], "two", "three", "four", "one");
    await until("the focus is on what moved", async () => (await focused()) === "one.mp4");

    await by(ann.page, "queue-remove").first().focus();
    await ann.page.keyboard.press("Alt+ArrowDown");
    await inOrder([ann.page, bob.page], "three", "two", "four", "one");
    await ann.page.keyboard.press("Enter");
    await inOrder([ann.page, bob.page], "three", "four", "one");
    await until("the focus is on what follows", async () => (await focused()) === "four.mp4");
  }));

test("a mistake is taken back by its author, and by the leader", () =>
  queued(["Undo A", "Undo B"], async (ann, bob) => {
    await by(bob.page, "queue-remove").first().click();
    await inOrder([ann.page, bob.page], "two", "three", "four");
    await by(bob.page, "undo").click();
    await inOrder([ann.page, bob.page], ...NAMES);

    const updates = () => events(ann.frames).filter((name) => name === "UPDATE_QUEUE").length;
    const before = updates();
    await by(bob.page, "shuffle").click();
    await until("Ann has heard of the shuffle", () => updates() > before);
    await by(ann.page, "clear-queue").click();
    await by(ann.page, "clear-queue-sure").click();
    await inOrder([ann.page, bob.page]);
    await by(ann.page, "undo").click();
    await until("all four are back", async () => (await titles(bob.page)).length === 4);
    await by(ann.page, "undo").click();
    await inOrder([ann.page, bob.page], ...NAMES);
  }));

test("votes order the queue, and a majority skips what plays", () =>
  queued(["Vote A", "Vote B"], async (ann, bob) => {
    await setPolicy(ann.page, "order", "votes");
    await by(bob.page, "vote-up").nth(3).click();
    await inOrder([ann.page, bob.page], "four", "one", "two", "three");
    await by(ann.page, "vote-down").nth(1).click();
    await inOrder([ann.page, bob.page], "four", "two", "three", "one");
    assert.deepEqual(await by(bob.page, "votes").allInnerTexts(), ["1", "0", "0", "-1"]);
    assert.equal(await by(ann.page, "queue-handle").count(), 0, "nothing moves by hand while votes order");

    await by(bob.page, "vote-skip").click();
    await until("the count is shown", async () => (await by(ann.page, "vote-skip").innerText()).trim() === "1/2");
    await by(ann.page, "vote-skip").click();
    await inOrder([ann.page, bob.page], "two", "three", "one");
  }));

test("repeating is the leader's choice and is seen by all", () =>
  queued(["Loop A", "Loop B"], async (ann, bob) => {
    const shown = (page, loop) => page.locator(`[data-testid="loop"][data-loop="${loop}"]`).waitFor();
    assert.equal(await by(bob.page, "loop").count(), 0);
    await by(ann.page, "loop").click();
    await shown(bob.page, "one");
    assert.ok(await by(bob.page, "loop").isDisabled());
    await by(ann.page, "loop").click();
    await shown(bob.page, "all");
    await by(ann.page, "skip").click();
    await inOrder([ann.page, bob.page], "two", "three", "four", "sample");
  }));

test("what has played is there to be played or queued again", () =>
  queued(["Past A", "Past B"], async (ann, bob) => {
    await by(bob.page, "view-history").click();
    await bob.page.getByText("Nothing has played before").waitFor();
    await by(ann.page, "skip").click();
    const first = by(bob.page, "history-item").filter({ hasText: "sample.mp4" });
    await first.getByTestId("add-again").click();
    await inOrder([ann.page], "two", "three", "four", "sample");
    await first.getByTestId("play-again").click();
    await mediaPlays(ann.page);
    await until("the clip plays again", async () => (await by(ann.page, "now-playing").innerText()).includes("sample"));
    await by(bob.page, "history-item").nth(1).waitFor();
    assert.match(await by(bob.page, "history-item").first().innerText(), /one\.mp4/);
    await by(bob.page, "view-queue").click();
    await inOrder([bob.page], "two", "three", "four", "sample");
  }));

// Two people look for videos together: results beside the queue, by pointer, keyboard and drag,
// and what the page says when YouTube cannot be asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { person, until } from "../src/browser.js";
import { Deployment } from "../src/deployment.js";
import { by, enterRoom, makeRoom } from "../src/room.js";
import { stage } from "../src/stage.js";

const here = stage("embedded");

const type = (page, text) => by(page, "add-link-input").fill(text);
const results = (page) => by(page, "search-result");
const state = (page, wanted) => page.locator(`[data-testid="search-results"][data-state="${wanted}"]`).waitFor();

/** A page without the thumbnails of a site that tests must not ask. */
async function someone() {
  const one = await person(here.browser);
  await one.context.route("https://i.ytimg.com/**", (route) => route.abort());
  await one.context.route("https://www.youtube.com/**", (route) => route.abort());
  return one;
}

/** Two people in a room in which a clip of our own plays, so that what is added waits. */
async function watching(first, second) {
  const [ann, bob] = await Promise.all([someone(), someone()]);
  const link = await makeRoom(ann, here.url, first);
  await enterRoom(bob, link, second);
  await type(ann.page, "/sample.mp4");
  await by(ann.page, "add-link").click();
  await by(ann.page, "media").waitFor();
  return [ann, bob];
}

test("what one finds is in the queue of both, by click and by keyboard", async () => {
  await here.deployment.command("youtube video walruswalr1 3723 Walrus & friends <3");
  const [ann, bob] = await watching("Finder A", "Finder B");
  await type(ann.page, "walrus");
  await state(ann.page, "found");
  const first = results(ann.page).first();
  assert.match(await first.innerText(), /Walrus & friends <3[^]*Tom & Jerry's/);
  assert.match(await first.innerText(), /1:02:03/);
  assert.equal(await first.getByRole("link").getAttribute("href"), "https://www.youtube.com/watch?v=walruswalr1");
  await first.getByTestId("search-add").click();
  await by(bob.page, "queue-item").filter({ hasText: "Walrus & friends <3" }).waitFor();

  // The second one by keyboard: down from the box, down once more, Enter.
  await by(ann.page, "add-link-input").focus();
  await ann.page.keyboard.press("ArrowDown");
  await ann.page.keyboard.press("ArrowDown");
  await ann.page.keyboard.press("Enter");
  await until("Bob sees both", async () => (await by(bob.page, "queue-item").count()) === 2);
  // The third one goes to the front.
  await results(ann.page).nth(2).getByTestId("search-next").click();
  await until("Bob sees three", async () => (await by(bob.page, "queue-item").count()) === 3);
  const title = await results(ann.page).nth(2).locator(".title").innerText();
  assert.ok((await by(bob.page, "queue-item").first().innerText()).includes(title));

  await ann.page.keyboard.press("Escape");
  assert.equal(await by(ann.page, "search-results").count(), 0);
  assert.equal(await by(ann.page, "add-link-input").inputValue(), "");
  assert.ok(await by(ann.page, "add-link-input").evaluate((box) => box === document.activeElement));
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("a result is dragged into the queue, and there are more pages", async () => {
  const [ann, bob] = await watching("Drag A", "Drag B");
  await type(ann.page, "lynxes");
  await by(ann.page, "add-link").click();
  await state(ann.page, "found");
  const count = await results(ann.page).count();
  await by(ann.page, "search-more").click();
  await until("another page", async () => (await results(ann.page).count()) > count);
  const title = await results(ann.page).nth(1).locator(".title").innerText();
  await results(ann.page).nth(1).dragTo(by(ann.page, "queue-drop"));
  await by(bob.page, "queue-item").filter({ hasText: title }).waitFor();
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("only the last words are searched for, and nothing found is said", async () => {
  const ann = await someone();
  await makeRoom(ann, here.url, "Typist");
  const asked = [];
  ann.page.on("request", (request) => {
    if (request.url().includes("/api/search/")) asked.push(new URL(request.url()).searchParams.get("q"));
  });
  await by(ann.page, "add-link-input").pressSequentially("nothing at all", { delay: 20 });
  await state(ann.page, "empty");
  assert.match(await by(ann.page, "search-empty").innerText(), /nothing at all/);
  assert.deepEqual(asked, ["nothing at all"]);
  await ann.context.close();
});

test("a page without mistakes for those who listen to it", async () => {
  const ann = await someone();
  await makeRoom(ann, here.url, "Listener");
  await type(ann.page, "herons");
  await state(ann.page, "found");
  const { readFile } = await import("node:fs/promises");
  const axe = new URL("../../../services/gateway/web/node_modules/axe-core/axe.min.js", import.meta.url);
  await ann.page.evaluate(await readFile(axe, "utf8"));
  for (const theme of ["light", "dark"]) {
    await ann.page.evaluate((one) => (document.documentElement.dataset.theme = one), theme);
    const found = await ann.page.evaluate(() => globalThis.axe.run(document));
    const wrong = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    assert.deepEqual(wrong, [], theme);
  }
  await ann.context.close();
});

test("when the quota is gone, links still work and the page says until when", async () => {
  const ann = await someone();
  await makeRoom(ann, here.url, "Late");
  await here.deployment.command("youtube left 0 10000");
  await type(ann.page, "too many words");
  await state(ann.page, "failed");
  assert.match(await by(ann.page, "search-trouble").innerText(), /\d\d:\d\d/);
  await type(ann.page, "/sample.mp4");
  await by(ann.page, "add-link").click();
  await by(ann.page, "media").waitFor();
  await ann.context.close();
});

test("when the quota is gone, what was found before is shown, and marked", async () => {
  // Answers are fresh for a second.
  const deployment = await Deployment.start("embedded", { SEARCH__SEARCH_HOURS: "0.0003" });
  try {
    const ann = await someone();
    await makeRoom(ann, deployment.addresses.url, "Yesterday");
    await type(ann.page, "foxes");
    await state(ann.page, "found");
    const count = await results(ann.page).count();
    assert.equal(await by(ann.page, "search-stale").count(), 0);
    await deployment.command("youtube left 0 10000");
    await until("it says that they are old", async () => {
      await type(ann.page, "");
      await type(ann.page, "foxes");
      await state(ann.page, "found");
      return by(ann.page, "search-stale").isVisible();
    });
    assert.equal(await results(ann.page).count(), count);
    await ann.context.close();
  } finally {
    await deployment.stop();
  }
});

test("a server without a key says so", async () => {
  const deployment = await Deployment.start("embedded", { SEARCH__YOUTUBE_API_KEY: "" });
  try {
    const ann = await someone();
    await makeRoom(ann, deployment.addresses.url, "Keyless");
    await type(ann.page, "anything");
    await state(ann.page, "failed");
    await ann.page.getByText(/not set up/).first().waitFor();
    await ann.context.close();
  } finally {
    await deployment.stop();
  }
});

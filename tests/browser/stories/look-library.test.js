// What people see of search, playlists and imports: in both themes, on a phone and on a desktop.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newcomer, signUp } from "../src/account.js";
import { person, until } from "../src/browser.js";
import { VIEWS, look } from "../src/look.js";
import { by, connected } from "../src/room.js";
import { stage } from "../src/stage.js";

const here = stage("embedded");
const ids = Array.from({ length: 120 }, (_, number) => `viewing${String(number).padStart(4, "0")}`);

for (const { name, options } of VIEWS) {
  test(`search, playlists and imports, ${name}`, async () => {
    // What is known of a list is not asked for again.
    const list = `PLviews${name.replace("-", "")}`;
    for (const [number, id] of ids.slice(2).entries()) {
      await here.deployment.command(`youtube video ${id} ${60 + number} A documentary about otters, part ${number}`);
    }
    await here.deployment.command(`youtube playlist ${list} ${ids.join(" ")} ${ids[5]}`);
    const ann = await person(here.browser, options);
    const { page } = ann;
    for (const site of ["https://i.ytimg.com/**", "https://www.youtube.com/**"]) {
      await ann.context.route(site, (route) => route.abort());
    }
    await signUp(ann, here.url, newcomer("Viewer"));
    await by(page, "create-room").click();
    await connected(page);
    const queue = page.locator("#tab-queue");
    if (await queue.isVisible()) await queue.click();
    await by(page, "add-link-input").fill("/sample.mp4 https://media.example.org/a-second.mp4 https://media.example.org/a-third.mp4");
    await by(page, "add-link").click();
    await until("two wait", async () => (await by(page, "queue-item").count()) === 2);

    await by(page, "add-link-input").fill("otters");
    await page.locator('[data-testid="search-results"][data-state="found"]').waitFor();
    await look(page, `${name}-search`);
    await by(page, "add-link-input").fill("nothing of the kind");
    await by(page, "search-empty").waitFor();
    await look(page, `${name}-search-empty`);
    await by(page, "search-close").click();

    await by(page, "open-playlists").click();
    await by(page, "playlist-name").fill("Otters on Friday");
    await by(page, "playlist-save").click();
    await by(page, "playlist").waitFor();
    await look(page, `${name}-playlists`);
    await by(page, "playlist-open").click();
    await by(page, "playlist-item").first().waitFor();
    await here.deployment.command("youtube delay 1500");
    await by(page, "playlist-links").fill(`https://www.youtube.com/playlist?list=${list}`);
    await by(page, "playlist-links-add").click();
    await by(page, "import-bar").waitFor();
    await look(page, `${name}-import`);
    await here.deployment.command("youtube delay 0");
    const done = page.locator('[data-testid="import"][data-status="done"]');
    await done.waitFor({ timeout: 60_000 });
    await done.locator("summary").click();
    await look(page, `${name}-import-done`);
    assert.deepEqual(ann.errors, []);
    await ann.context.close();
  });
}

// The API's documents as a page: on a phone and a desktop, by day and by night, within the policy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { person } from "../src/browser.js";
import { VIEWS, look } from "../src/look.js";
import { stage } from "../src/stage.js";

const here = stage("embedded");

for (const { name, options } of VIEWS) {
  test(`the API can be read: ${name}`, async () => {
    const { context, page, errors } = await person(here.browser, options);
    // What the policy refuses is told there.
    page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
    await page.goto(new URL("/api/docs", here.url).href);
    for (const id of ["createRoom", "command.SEEK", "event.CHAT", "type-RoomView"]) {
      await page.locator(`details[id="${id}"] > summary`).click();
      assert.ok(await page.locator(`details[id="${id}"] dl`).first().isVisible(), id);
    }
    await page.evaluate(() => document.querySelector("#createRoom").scrollIntoView());
    await look(page, `api-${name}`);
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test("what a name in it is stands where it leads to", async () => {
  const { context, page } = await person(here.browser);
  await page.goto(new URL("/api/docs", here.url).href);
  await page.locator("#joinRoom > summary").click();
  await page.locator('#joinRoom a[href="#type-Joined"]').first().click();
  assert.ok(page.url().endsWith("#type-Joined"));
  assert.ok(await page.locator("#type-Joined").isVisible());
  await context.close();
});

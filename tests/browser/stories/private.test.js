// Private messages, and the list of who is online.
import assert from "node:assert/strict";
import { test } from "node:test";
import { person, until } from "../src/browser.js";
import { by, enterRoom, makeRoom, say } from "../src/room.js";
import { stage } from "../src/stage.js";

const here = stage("embedded");

test("a private message is shown to both ends alone, with who it is from", async () => {
  const [ann, bob, eve] = await Promise.all([person(here.browser), person(here.browser), person(here.browser)]);
  const link = await makeRoom(ann, here.url, "Whisper A");
  await enterRoom(bob, link, "Whisper B");
  await enterRoom(eve, link, "Whisper E");

  const row = by(ann.page, "member-item").filter({ hasText: "Whisper B" });
  await row.getByTestId("member-menu").click();
  await by(ann.page, "person-message").click();
  await say(ann.page, "only for you");
  await ann.page.locator('[data-testid="direct-message"][data-state="sent"]').waitFor();
  await by(bob.page, "direct-message").waitFor();
  assert.match(await by(bob.page, "direct-message").innerText(), /Whisper A[^]*only for you/);

  await by(bob.page, "direct-answer").click();
  await say(bob.page, "thank you");
  await until("Ann has the answer", async () => (await by(ann.page, "direct-message").count()) === 2);
  assert.equal(await by(eve.page, "direct-message").count(), 0);

  const asked = by(bob.page, "member-item").filter({ hasText: "Whisper A" });
  await asked.getByTestId("member-menu").click();
  await by(bob.page, "person-block").click();
  await bob.page.locator('[data-testid="person-block"][aria-pressed="true"]').waitFor();
  await say(ann.page, "one more thing");
  await ann.page.locator('[data-testid="direct-message"][data-state="failed"]').waitFor();
  assert.equal(await by(bob.page, "direct-message").count(), 2);
  await Promise.all([ann.context.close(), bob.context.close(), eve.context.close()]);
});

test("the list of who is online follows people who come", async () => {
  const [ann, bob] = await Promise.all([person(here.browser), person(here.browser)]);
  await makeRoom(ann, here.url, "Online A");
  await by(ann.page, "active-users").click();
  await by(ann.page, "active-list").waitFor({ state: "attached" });
  await makeRoom(bob, here.url, "Online B");
  await by(ann.page, "active-user").filter({ hasText: "Online B" }).waitFor();
  await Promise.all([ann.context.close(), bob.context.close()]);
});

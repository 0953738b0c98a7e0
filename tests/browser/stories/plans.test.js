// Somebody meets a limit, pays, gets what they paid for without a reload, and gives it up again.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { newcomer, signUp } from "../src/account.js";
import { person, until } from "../src/browser.js";
import { by, connected, makeRoom } from "../src/room.js";
import { stage } from "../src/stage.js";
import { FakeStripe } from "../src/stripe.js";

const AD = "<p style='padding:8px'>An advertisement <script>document.title = 'ran'; try { parent.document.title = 'broken out' } catch {}</script></p>";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const folder = new URL("../screenshots/", import.meta.url).pathname;
const LONG = 30_000;

let stripe;
const here = stage("embedded", async () => {
  stripe = await FakeStripe.start();
  return { ...stripe.addresses.settings, BILLING__AD_HTML: AD };
});
after(() => stripe?.stop());

async function look(page, name) {
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: true });
  // By way of the debugger: the page's own content security policy would refuse a script tag.
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), RULES);
  assert.deepEqual(violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(" "))}`), []);
}

async function userId(page) {
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/auth/refresh") && response.ok());
  await page.reload();
  return (await (await answer).json()).user.id;
}

test("who meets a limit pays, gets it without a reload, cancels, and loses it with the period", async () => {
  await stripe.command(`tell ${here.url}`);
  const ada = await person(here.browser);
  await signUp(ada, here.url, newcomer("Ada"));
  const user = await userId(ada.page);
  await by(ada.page, "create-room").click();
  await connected(ada.page);
  const room = ada.page.url();

  // The limit, at the place where it is, and why.
  await by(ada.page, "room-settings").click();
  await by(ada.page, "locked-persistent_rooms").waitFor();
  await until("it says which plan opens it", async () =>
    (await by(ada.page, "locked-persistent_rooms").innerText()).includes("Plus"));
  await look(ada.page, "desktop-light-plans-locked");
  const [plans] = await Promise.all([ada.context.waitForEvent("page"), by(ada.page, "locked-persistent_rooms").getByTestId("see-plans").click()]);
  await by(plans, "plan-plus").getByTestId("price").waitFor();
  assert.match(await by(plans, "plan-plus").getByTestId("price").innerText(), /5/);
  await by(plans, "plan-free").getByTestId("current").waitFor();
  await look(plans, "desktop-light-plans");

  // Thinking again is free.
  await by(plans, "plan-plus").getByTestId("buy").click();
  await by(plans, "back").click();
  await by(plans, "plan-free").getByTestId("current").waitFor();
  await plans.goto(new URL("/plans/return", here.url).href);
  await by(plans, "waiting").waitFor();
  await look(plans, "desktop-light-plans-waiting");
  await plans.goto(new URL("/plans", here.url).href);

  await by(plans, "plan-plus").getByTestId("buy").click();
  await by(plans, "pay").click();
  await by(plans, "paid").waitFor({ timeout: LONG });
  assert.match(await by(plans, "paid").innerText(), /Plus/);

  // The room in the other tab was never loaded again.
  await by(ada.page, "room-persistent").waitFor({ timeout: LONG });
  await by(ada.page, "room-persistent").click();
  await by(ada.page, "room-save").click();
  await until("the room is permanent", () => ada.frames.some(({ EVENT }) => EVENT?.ROOM_UPDATED?.persistent));
  assert.equal(ada.page.url(), room);
  assert.ok(ada.frames.some(({ FEATURES }) => FEATURES?.plan === "plus"));

  // Cancelled in the portal, it goes on until the period is over.
  await plans.goto(new URL("/plans", here.url).href);
  await by(plans, "plan-renews").waitFor();
  await by(plans, "portal").click();
  await by(plans, "cancel").click();
  await by(plans, "resume").waitFor();
  await by(plans, "return").click();
  await until("the page says when it ends", async () => {
    if (await by(plans, "plan-ends").isVisible()) return true;
    await plans.reload();
    return by(plans, "plan-ends").waitFor({ timeout: 1000 }).then(() => true, () => false);
  }, LONG);
  await look(plans, "desktop-light-plans-ends");
  await stripe.command(`end ${user}`);
  await until("the room says so", async () => (await by(ada.page, "notice").innerText()).includes("Free"), LONG);
  await by(ada.page, "settings-read-only").waitFor({ timeout: LONG });
  assert.ok(await by(ada.page, "room-name").isDisabled(), "what is kept stays as it is");
  await look(ada.page, "desktop-light-read-only-settings");
  await ada.page.keyboard.press("Escape");
  await by(ada.page, "read-only").getByTestId("see-plans").waitFor();
  assert.ok(await by(ada.page, "add-link-input").isDisabled());
  await look(ada.page, "desktop-light-read-only");
  assert.deepEqual(ada.errors, []);
  await ada.context.close();
});

test("an advertisement is shown to who pays nothing, and can touch nothing", async () => {
  const bob = await person(here.browser);
  await makeRoom(bob, here.url, "Bob");
  await by(bob.page, "ad").waitFor();
  const frame = bob.page.frameLocator('[data-testid="ad"] iframe');
  await frame.getByText("An advertisement").waitFor();
  const title = await bob.page.title();
  assert.doesNotMatch(title, /broken out/);
  const origin = await bob.page.frames().find((one) => one.url().endsWith("/ad")).evaluate(() => globalThis.origin);
  assert.equal(origin, "null");
  await look(bob.page, "desktop-light-ad");
  assert.deepEqual(bob.errors, []);
  await bob.context.close();
});

for (const [size, viewport] of Object.entries({ phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } })) {
  test(`the plans to somebody without an account: ${size}, dark`, async () => {
    const eve = await person(here.browser, { viewport, colorScheme: "dark", locale: "de-DE" });
    await eve.page.goto(new URL("/plans", here.url).href);
    await by(eve.page, "plan-pro").getByTestId("price").waitFor();
    await look(eve.page, `${size}-dark-plans`);
    const wide = await eve.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} px wider than the window`);
    await eve.context.close();
  });
}

// What people do with a room and with each other: roles, settings, votes, talk, the timer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { person, until } from "../src/browser.js";
import { by, choosePerson, heard, members, say, setPolicy } from "../src/room.js";
import { stage } from "../src/stage.js";
import { together } from "../src/together.js";

const here = stage("embedded");

const offered = async (page) => {
  await by(page, "member-menu").click();
  const buttons = await page.locator("dialog li button").evaluateAll((all) => all.map((one) => one.dataset.testid));
  await page.keyboard.press("Escape");
  return buttons;
};

test("only who stands above somebody is offered power over them", () =>
  together(here, ["Role A", "Role B"], async (ann, bob) => {
    const powers = ["person-moderator", "person-lead", "person-rename", "person-mute", "person-kick", "person-ban"];
    assert.deepEqual(await offered(ann.page), ["person-message", ...powers, "person-block"]);
    assert.deepEqual(await offered(bob.page), ["person-message", "person-block"]);

    await choosePerson(ann.page, "person-moderator");
    await bob.page.locator('[data-testid="member-item"][data-role="moderator"]').waitFor();
    assert.deepEqual(await offered(bob.page), ["person-message", "person-block"], "nobody has a say over the leader");

    await choosePerson(ann.page, "person-mute");
    await until("Bob cannot write", () => by(bob.page, "chat-input").isDisabled());
    await choosePerson(ann.page, "person-unmute");
    await until("Bob can write again", () => by(bob.page, "chat-input").isEnabled());

    await choosePerson(ann.page, "person-rename");
    await by(ann.page, "person-rename-input").fill("Robert");
    await by(ann.page, "person-rename-save").click();
    await until("both know the name", async () => (await members(bob.page)).includes("Robert"));

    await choosePerson(ann.page, "person-lead");
    await by(ann.page, "person-confirm-yes").click();
    await by(bob.page, "room-settings").waitFor();
    await by(ann.page, "room-settings").waitFor({ state: "detached" });
  }));

test("who is banned is out, is told so, and comes back only when let in again", () =>
  together(here, ["Ban A", "Ban B"], async (ann, bob, link) => {
    await choosePerson(ann.page, "person-ban");
    await by(ann.page, "person-confirm-yes").click();
    await by(bob.page, "end-notice").waitFor();
    await until("Ann is alone", async () => (await members(ann.page)).join() === "Ban A");
    await bob.page.goto(link);
    await by(bob.page, "nickname-input").fill("Ban C");
    await by(bob.page, "enter").click();
    await until("the ban is told", async () => (await by(bob.page, "enter-error").innerText()).length > 5);

    await by(ann.page, "bans").click();
    await by(ann.page, "ban").filter({ hasText: "Ban B" }).getByTestId("unban").click();
    await by(ann.page, "bans-empty").waitFor();
    await ann.page.keyboard.press("Escape");
    await by(bob.page, "enter").click();
    await until("Bob is back", async () => (await members(ann.page)).length === 2);
  }));

test("a public room is listed with its name, what plays and how many are in", () =>
  together(here, ["List A", "List B"], async (ann, bob, link) => {
    await by(ann.page, "room-settings").click();
    await by(ann.page, "room-name").fill("Friday film club");
    await by(ann.page, "room-visibility").selectOption("public");
    await by(ann.page, "room-save").click();
    await bob.page.getByTestId("room-title").filter({ hasText: "Friday film club" }).waitFor();

    const eve = await person(here.browser);
    await eve.page.goto(here.url);
    const entry = eve.page.locator(`[data-room="${new URL(link).pathname.split("/").at(-1)}"]`);
    await entry.waitFor();
    assert.match(await entry.innerText(), /Friday film club\s+sample.*\s2/s);
    await entry.click();
    await by(eve.page, "nickname-input").waitFor();
    await eve.context.close();
  }, { sample: true }));

test("a pasted list goes into the queue, votes order it, and mistakes are undone", () =>
  together(here, ["Queue A", "Queue B"], async (ann, bob) => {
    const items = by(ann.page, "queue-item");
    await by(ann.page, "add-link-input").fill("/sample.mp4 and /sample.mp4 and /sample.mp4");
    await by(ann.page, "add-link").click();
    await until("three are queued", async () => (await items.count()) === 3);
    const last = await items.nth(2).getAttribute("data-item");

    await by(ann.page, "add-link-input").fill("/sample.mp4");
    await by(ann.page, "add-next").click();
    await until("four are queued", async () => (await items.count()) === 4);
    assert.equal(await items.nth(3).getAttribute("data-item"), last, "the new one is in front");

    await by(ann.page, "clear-queue").click();
    await by(ann.page, "clear-queue-sure").click();
    await until("none is queued", async () => (await items.count()) === 0);
    await by(ann.page, "leave").focus();
    await ann.page.keyboard.press("Control+z");
    await until("they are back", async () => (await items.count()) === 4);

    await setPolicy(ann.page, "order", "votes");
    await by(bob.page, "queue-item").nth(3).getByTestId("vote-up").click();
    await until("the voted one is next", async () => (await items.first().getAttribute("data-item")) === last);

    await by(bob.page, "vote-skip").click();
    await ann.page.locator('[data-testid="vote-skip"][data-votes="1"]').waitFor();
    await by(ann.page, "vote-skip").click();
    await until("the voted one plays", async () => (await by(ann.page, "player").getAttribute("data-item")) === last);
  }, { sample: true }));

test("replies, reactions and mentions are seen by both", () =>
  together(here, ["Talk A", "Talk B"], async (ann, bob) => {
    await say(ann.page, "hey @Talk B, see javascript:alert(1) and https://example.org/");
    await by(bob.page, "notice").waitFor();
    assert.equal(await by(bob.page, "mention").innerText(), "@Talk B");
    const links = bob.page.locator('[data-testid="chat-text"] a');
    assert.deepEqual(await links.evaluateAll((all) => all.map((one) => [one.href, one.rel])), [
      ["https://example.org/", "noopener noreferrer nofollow"],
    ]);

    await by(bob.page, "chat-message").hover();
    await by(bob.page, "chat-react").click();
    await by(bob.page, "reaction-other").fill("🦊");
    await by(bob.page, "reaction-other").press("Enter");
    const fox = by(ann.page, "reaction").and(ann.page.locator('[data-emoji="🦊"]'));
    await fox.click();
    await until("two foxes", async () => /2/.test(await by(bob.page, "reaction").innerText()));
    await fox.click();
    await until("one fox", async () => /1/.test(await by(bob.page, "reaction").innerText()));

    await by(bob.page, "chat-message").hover();
    await by(bob.page, "chat-reply").click();
    await say(bob.page, "on my way");
    await heard(ann.page, "on my way");
    assert.match(await by(ann.page, "chat-quote").innerText(), /Talk A: hey/);
  }));

test("the timer runs through its phases for both, without any video", () =>
  together(here, ["Timer A", "Timer B"], async (ann, bob) => {
    await by(ann.page, "timer-settings").click();
    await by(ann.page, "timer-focus").fill("0.05");
    await by(ann.page, "timer-save").click();
    await by(ann.page, "timer-toggle").click();
    const phase = (page, name) => page.locator(`[data-testid="timer"][data-phase="${name}"]`).waitFor();
    await phase(bob.page, "focus");
    await phase(bob.page, "short_break");
    await by(bob.page, "notice").waitFor();
    await by(bob.page, "timer-toggle").click();
    await ann.page.locator('[data-testid="timer"][data-running="false"]').waitFor();
    const left = await by(ann.page, "timer-remaining").innerText();
    assert.equal(await by(bob.page, "timer-remaining").innerText(), left);
    await by(bob.page, "timer-reset").click();
    await phase(ann.page, "idle");
  }));

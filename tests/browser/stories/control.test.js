// Who may do what, changed live: the policy of each capability, roles, kicks, limits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { person, until } from "../src/browser.js";
import { by, choosePerson, enterRoom, events, heard, members, say, setPolicy } from "../src/room.js";
import { stage } from "../src/stage.js";
import { together } from "../src/together.js";

const here = stage("scaled");

test("each capability is the leader's or anyone's, and says so at once", () =>
  together(here, ["Policy A", "Policy B"], async (ann, bob) => {
    const parts = {
      playback: by(bob.page, "play-pause"),
      queue: by(bob.page, "add-link-input"),
      chat: by(bob.page, "chat-input"),
      timer: by(bob.page, "timer-toggle"),
    };
    for (const [capability, control] of Object.entries(parts)) {
      await setPolicy(ann.page, capability, "anyone");
      await until(`Bob may: ${capability}`, () => control.isEnabled());
      await setPolicy(ann.page, capability, "leader");
      await until(`Bob may not: ${capability}`, () => control.isDisabled());
    }
    for (const capability of Object.keys(parts)) await setPolicy(ann.page, capability, "moderators");
    await choosePerson(ann.page, "person-moderator");
    for (const [capability, control] of Object.entries(parts)) {
      await until(`Bob may as a moderator: ${capability}`, () => control.isEnabled());
    }
  }, { sample: true }));

test("who is kicked is told, is gone for others, and may join again", () =>
  together(here, ["Kick A", "Kick B"], async (ann, bob) => {
    await choosePerson(ann.page, "person-kick");
    await by(ann.page, "person-confirm-yes").click();
    await bob.page.locator('[data-testid="end-notice"][data-code="kicked"]').waitFor();
    await until("Ann is alone", async () => (await members(ann.page)).join() === "Kick A");
    await by(bob.page, "join-again").click();
    await until("Bob is back", async () => (await members(ann.page)).length === 2);
  }));

test("the ban list is there for those who may unban, also when somebody else has banned", () =>
  together(here, ["Bans A", "Bans B"], async (ann, bob, link) => {
    const eve = await person(here.browser);
    await enterRoom(eve, link, "Bans C");
    assert.equal(await by(bob.page, "bans").count(), 0, "who has no say sees no list");
    await by(ann.page, "member-item").filter({ hasText: "Bans B" }).getByTestId("member-menu").click();
    await by(ann.page, "person-moderator").click();
    await by(bob.page, "bans").click();
    await by(bob.page, "bans-empty").waitFor();
    await by(ann.page, "member-item").filter({ hasText: "Bans C" }).getByTestId("member-menu").click();
    await by(ann.page, "person-ban").click();
    await by(ann.page, "person-confirm-yes").click();
    await eve.page.locator('[data-testid="end-notice"][data-code="banned"]').waitFor();
    await by(bob.page, "ban").filter({ hasText: "Bans C" }).getByTestId("unban").click();
    await by(bob.page, "bans-empty").waitFor();
    await eve.page.goto(link);
    assert.equal(await by(eve.page, "nickname-input").inputValue(), "Bans C");
    await by(eve.page, "enter").click();
    await until("Eve is back", async () => (await members(ann.page)).length === 3);
    await eve.context.close();
  }));

test("the leader who leaves is followed by who has been there longest", () =>
  together(here, ["Heir A", "Heir B"], async (ann, bob, link) => {
    const eve = await person(here.browser);
    await enterRoom(eve, link, "Heir C");
    await by(ann.page, "leave").click();
    for (const { page } of [bob, eve]) {
      const leader = by(page, "member-item").filter({ has: page.getByTestId("leader-mark") });
      await until("the second one leads", async () => /Heir B/.test(await leader.innerText()));
    }
    await by(bob.page, "room-settings").waitFor();
    assert.equal(await by(eve.page, "room-settings").count(), 0);
    await eve.context.close();
  }));

test("a full room, and slow mode, are told in words", () =>
  together(here, ["Full A", "Full B"], async (ann, bob, link) => {
    await by(ann.page, "room-settings").click();
    await by(ann.page, "policy-members").fill("2");
    await by(ann.page, "policy-members").press("Enter");
    await by(ann.page, "policy-buffering").selectOption("wait");
    await by(ann.page, "policy-slow").selectOption("300");
    await ann.page.keyboard.press("Escape");
    await until("all three are settled", () => events(ann.frames).filter((name) => name === "POLICY_CHANGED").length >= 3);

    const eve = await person(here.browser);
    await eve.page.goto(link);
    await by(eve.page, "nickname-input").fill("Full C");
    await by(eve.page, "enter").click();
    await until("the room is full", async () => /full/i.test(await by(eve.page, "enter-error").innerText()));
    await eve.context.close();

    await say(bob.page, "the first one");
    await heard(ann.page, "the first one");
    await say(bob.page, "too soon");
    await bob.page.locator('[data-testid="chat-message"][data-state="failed"]', { hasText: "too soon" }).waitFor();
    await by(bob.page, "chat-discard").click();
    await say(ann.page, "the leader does not wait");
    await say(ann.page, "at all");
    await heard(bob.page, "at all");
    assert.equal(await bob.page.getByText("too soon").count(), 0);

    await by(ann.page, "room-settings").click();
    for (const [choice, value] of [["policy-buffering", "wait"], ["policy-slow", "300"], ["policy-members", "2"]]) {
      assert.equal(await by(ann.page, choice).inputValue(), value);
    }
  }));

// What people do on the page, in the page's own controls.
import { until } from "./browser.js";

const by = (page, id) => page.getByTestId(id);

async function giveName(page, nickname) {
  await by(page, "nickname-input").fill(nickname);
  await by(page, "enter").click();
}

/** Makes a room from the start page; the link to it. */
export async function makeRoom({ page }, base, nickname, { sample = false } = {}) {
  await page.goto(base);
  await by(page, sample ? "try-it" : "create-room").click();
  await giveName(page, nickname);
  await connected(page);
  return page.url();
}

/** Follows a link to a room and enters it. */
export async function enterRoom({ page }, link, nickname) {
  await page.goto(link);
  await giveName(page, nickname);
  await connected(page);
}

export async function connected(page, timeout = 10_000) {
  await page.locator('[data-testid="connection-state"][data-state="connected"]').waitFor({ timeout, state: "attached" });
}

/** The room's playback as the page knows it. */
export async function playing(page) {
  return (await by(page, "play-pause").getAttribute("data-playing")) === "true";
}

/** Waits until the medium itself moves (or stands). */
export async function mediaPlays(page, expected = true, timeout = 10_000) {
  await until(`the medium ${expected ? "plays" : "stands"}`, () =>
    page.evaluate((wanted) => {
      const media = document.querySelector("video, audio");
      return media && media.readyState >= 2 && media.paused !== wanted;
    }, expected), timeout);
}

export async function say(page, text) {
  await by(page, "chat-input").fill(text);
  await by(page, "chat-send").click();
}

/** Chooses something in the menu of the only other person. */
export async function choosePerson(page, what) {
  await by(page, "member-menu").click();
  await by(page, what).click();
}

/** Sets one part of the policy in the room's settings. */
export async function setPolicy(page, part, value) {
  await by(page, "room-settings").click();
  await by(page, `policy-${part}`).selectOption(value);
  await page.keyboard.press("Escape");
}

/** Waits until a chat line with this text is there and counts. */
export async function heard(page, text) {
  await page.locator('[data-testid="chat-message"][data-state="sent"]', { hasText: text }).waitFor();
}

export async function members(page) {
  return page.getByTestId("member-name").allInnerTexts();
}

/** Names of the events among the frames that a page has received. */
export function events(frames) {
  const fixed = new Set(["epoch", "revision", "at", "by", "id"]);
  return frames.flatMap(({ EVENT }) => (EVENT ? Object.keys(EVENT).filter((key) => !fixed.has(key)) : []));
}

export { by };

// What people do with accounts, in the page's own controls.
import assert from "node:assert/strict";
import { until } from "./browser.js";
import { by } from "./room.js";

/** A password that no list has. */
export const PASSWORD = "seven lanterns under green water";

let number = 0;
/** A name that nobody in this run has, and an address for it. */
export function newcomer(name) {
  number += 1;
  const username = `${name} ${process.pid}-${number}`;
  return { username, email: `${username.toLowerCase().replaceAll(" ", ".")}@example.org`, password: PASSWORD };
}

/** Fills the form for a new account, wherever it is shown, and sends it. */
export async function fillSignUp(page, { username, email, password }) {
  await by(page, "signup-name").fill(username);
  await by(page, "signup-email").fill(email);
  await by(page, "signup-password").fill(password);
  await by(page, "signup-submit").click();
}

/** Makes an account on its own page; ends on the start page, signed in. */
export async function signUp({ page }, base, who) {
  await page.goto(new URL("/signup", base).href);
  await fillSignUp(page, who);
  await by(page, "signup-continue").click();
  await signedInAs(page, who.username);
}

/** Fills the form for signing in, wherever it is shown, and sends it. */
export async function fillSignIn(page, name, password) {
  await by(page, "login-name").fill(name);
  await by(page, "login-password").fill(password);
  await by(page, "login-submit").click();
}

/** Signs in on its own page; ends on the start page. */
export async function signIn({ page }, base, name, password) {
  await page.goto(new URL("/login", base).href);
  await fillSignIn(page, name, password);
  await page.locator('[data-testid="account-menu"][data-guest="false"]').waitFor();
}

export async function signedInAs(page, username) {
  await page.locator('[data-testid="account-menu"][data-guest="false"]').waitFor();
  await until(`the page says ${username}`, async () => (await by(page, "account-name").innerText()) === username);
}

export async function signOut(page) {
  await by(page, "account-menu").click();
  await by(page, "sign-out").click();
}

/** The link that the operator finds in the log for the last person who asked for one. */
export async function operatorsLink(deployment, page) {
  let link;
  await until(`the log has a link to ${page}`, async () => {
    const { lines } = await deployment.command(`log ${page}#token=`);
    link = /https?:\/\/\S+#token=[\w.~-]+/.exec(lines.at(-1) ?? "")?.[0];
    return link;
  });
  assert.ok(link);
  return link;
}

/** Waits until the room has told that the session is over. */
export async function sessionEnded(page, timeout = 10_000) {
  await page.locator('[data-testid="end-notice"][data-code="session_ended"]').waitFor({ timeout });
}

// Accounts, as somebody meets them who makes one, uses it in two browsers and gives it up.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  PASSWORD,
  fillSignIn,
  fillSignUp,
  newcomer,
  operatorsLink,
  sessionEnded,
  signIn,
  signOut,
  signUp,
  signedInAs,
} from "../src/account.js";
import { person, until } from "../src/browser.js";
import { by, connected, enterRoom, makeRoom, mediaPlays, members } from "../src/room.js";
import { stage } from "../src/stage.js";

const here = stage("embedded");
const address = (path) => new URL(path, here.url).href;
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));

test("who signs up stays signed in over a reload, and signing out ends the room in the other tab", async () => {
  const ann = await person(here.browser);
  const who = newcomer("Ada");
  await ann.page.goto(here.url);
  await by(ann.page, "sign-up").click();
  await fillSignUp(ann.page, who);
  await ann.page.locator('[data-testid="sent"][data-delivery="log"]').waitFor();
  await by(ann.page, "signup-continue").click();
  await signedInAs(ann.page, who.username);
  await ann.page.reload();
  await signedInAs(ann.page, who.username);
  const kept = await ann.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
  assert.doesNotMatch(kept, /eyJ|matinee_refresh/, "no token is where scripts could read it later");

  // An account has a name already: nobody asks for one.
  await by(ann.page, "create-room").click();
  await connected(ann.page);
  assert.deepEqual(await members(ann.page), [who.username]);
  const other = await ann.context.newPage();
  await other.goto(ann.page.url());
  assert.equal(await by(other, "nickname-input").inputValue(), who.username);
  await by(other, "enter").click();
  await connected(other);

  await signOut(ann.page);
  await by(ann.page, "sign-in").waitFor();
  await sessionEnded(other, 4_000);
  await by(other, "end-login").click();
  await fillSignIn(other, who.email, who.password);
  await connected(other);
  await signedInAs(ann.page, who.username);
  assert.deepEqual(ann.errors, []);
  await ann.context.close();
});

test("what is wrong is said beside each field, and the first has the focus", async () => {
  const [ann, bob] = [await person(here.browser), await person(here.browser)];
  const who = newcomer("Berta");
  await signUp(ann, here.url, who);

  await bob.page.goto(address("/signup"));
  await by(bob.page, "signup-submit").click();
  for (const field of ["name", "email", "password"]) await by(bob.page, `signup-${field}-error`).waitFor();
  assert.equal(await focused(bob.page), "signup-name");
  await fillSignUp(bob.page, { username: "Bert", email: "no address", password: "seven" });
  await by(bob.page, "signup-email-error").waitFor();
  await by(bob.page, "signup-password-error").waitFor();
  await until("the address has the focus", async () => (await focused(bob.page)) === "signup-email");
  const described = await by(bob.page, "signup-email").getAttribute("aria-describedby");
  const words = await bob.page.evaluate(
    (ids) => ids.split(" ").map((id) => document.getElementById(id)?.innerText ?? "missing").join(" "),
    described,
  );
  assert.match(words, /not an e-mail address/);
  await fillSignUp(bob.page, { ...newcomer("Bert"), password: "password1" });
  await until("the password has the focus", async () => (await focused(bob.page)) === "signup-password");
  assert.match(await by(bob.page, "signup-password-error").innerText(), /too easy to guess/);
  await fillSignUp(bob.page, { ...who, email: newcomer("x").email, username: who.username.toUpperCase() });
  await by(bob.page, "signup-name-error").waitFor();
  await fillSignUp(bob.page, { ...newcomer("Bert"), email: who.email.toUpperCase() });
  await by(bob.page, "signup-email-error").waitFor();

  await bob.page.goto(address("/login"));
  const refusal = async (name, password) => {
    await fillSignIn(bob.page, name, password);
    await until("there is an answer", async () => (await by(bob.page, "login-submit-refused").innerText()) !== "");
    return by(bob.page, "login-submit-refused").innerText();
  };
  assert.equal(await refusal(who.username, "not the password"), await refusal("nobody at all", "not the password"));
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("a guest in a playing room becomes an account and stays the same member", async () => {
  const [ann, bob] = [await person(here.browser), await person(here.browser)];
  const who = newcomer("Carla");
  const link = await makeRoom(ann, here.url, who.username, { sample: true });
  await enterRoom(bob, link, newcomer("Cem").username);
  await mediaPlays(bob.page);
  const row = () => by(bob.page, "member-item").filter({ hasText: who.username });
  const before = await row().getAttribute("data-member");
  const user = await by(ann.page, "account-menu").getAttribute("data-user");
  const welcomes = () => ann.frames.filter((frame) => frame.WELCOME).length;
  const opened = welcomes();

  await by(ann.page, "account-menu").click();
  await by(ann.page, "menu-signup").click();
  assert.equal(await by(ann.page, "signup-name").inputValue(), who.username);
  await fillSignUp(ann.page, who);
  await by(ann.page, "auth-done").click();
  await signedInAs(ann.page, who.username);
  assert.equal(await by(ann.page, "account-menu").getAttribute("data-user"), user);
  assert.equal(await row().getAttribute("data-member"), before);
  await mediaPlays(ann.page);
  await by(ann.page, "play-pause").click();
  await mediaPlays(bob.page, false);
  assert.equal(welcomes(), opened, "the line was never cut");

  await ann.page.reload();
  await connected(ann.page);
  await signedInAs(ann.page, who.username);
  assert.equal(await row().getAttribute("data-member"), before);
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("a guest in a room who signs in comes back into it as that account", async () => {
  const [ann, bob] = [await person(here.browser), await person(here.browser)];
  const who = newcomer("Dora");
  await signUp(ann, here.url, who);
  await ann.context.close();
  await makeRoom(bob, here.url, newcomer("Guest").username);
  await by(bob.page, "account-menu").click();
  await by(bob.page, "menu-login").click();
  await fillSignIn(bob.page, who.username.toLowerCase(), who.password);
  await signedInAs(bob.page, who.username);
  await connected(bob.page);
  await until("the room knows the new name", async () => (await members(bob.page)).includes(who.username));
  assert.deepEqual(bob.errors, []);
  await bob.context.close();
});

test("the list of sessions shows both browsers, and one signs the other out within two seconds", async () => {
  const [ann, bob] = [await person(here.browser), await person(here.browser)];
  const who = newcomer("Emil");
  await signUp(ann, here.url, who);
  await signIn(bob, here.url, who.email, who.password);
  await by(bob.page, "create-room").click();
  await connected(bob.page);

  await ann.page.goto(address("/account/sessions"));
  await by(ann.page, "session").nth(1).waitFor();
  assert.equal(await by(ann.page, "session").count(), 2);
  const own = ann.page.locator('[data-testid="session"][data-current="true"]');
  assert.equal(await own.count(), 1);
  assert.match(await own.innerText(), /Chrome on Linux/);
  await ann.page.locator('[data-testid="session"][data-current="false"]').getByTestId("session-end").click();
  await sessionEnded(bob.page, 2_000);
  await until("one is left", async () => (await by(ann.page, "session").count()) === 1);
  await bob.page.reload();
  await by(bob.page, "enter-login").waitFor();

  // Another password ends all sessions but the one that changed it.
  await signIn(bob, here.url, who.username, who.password);
  await by(bob.page, "create-room").click();
  await connected(bob.page);
  await by(ann.page, "account-security").click();
  await by(ann.page, "password-current").fill("not the password");
  await by(ann.page, "password-new").fill(`${PASSWORD} again`);
  await by(ann.page, "password-save").click();
  await by(ann.page, "password-current-error").waitFor();
  await by(ann.page, "password-current").fill(who.password);
  await by(ann.page, "password-save").click();
  await until("it is changed", async () => (await by(ann.page, "password-save-done").innerText()) !== "");
  await sessionEnded(bob.page, 4_000);
  await ann.page.reload();
  await signedInAs(ann.page, who.username);

  await by(ann.page, "account-sessions").click();
  await by(ann.page, "sessions-end-all").click();
  await by(ann.page, "sign-in").waitFor();
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("a forgotten password and an address are settled by links", async () => {
  const [ann, bob] = [await person(here.browser), await person(here.browser)];
  const who = newcomer("Frida");
  await signUp(ann, here.url, who);
  await ann.page.goto(await operatorsLink(here.deployment, "confirm-email"));
  await by(ann.page, "confirm-submit").waitFor();
  assert.doesNotMatch(ann.page.url(), /token/, "the token has left the address");
  await by(ann.page, "confirm-submit").click();
  await by(ann.page, "confirm-done").waitFor();
  await ann.page.goto(address("/account"));
  await ann.page.locator('[data-testid="email-state"][data-verified="true"]').waitFor();

  await bob.page.goto(address("/login"));
  await by(bob.page, "login-forgot").click();
  const ask = async (email) => {
    await bob.page.goto(address("/forgot-password"));
    await by(bob.page, "forgot-email").fill(email);
    await by(bob.page, "forgot-submit").click();
    return (await by(bob.page, "forgot-sent").innerText()).replace(email, "");
  };
  assert.equal(await ask("nobody@example.org"), await ask(who.email), "nobody learns who has an account");
  const link = await operatorsLink(here.deployment, "reset-password");
  await bob.page.goto(link);
  await by(bob.page, "reset-password").fill("password1");
  await by(bob.page, "reset-submit").click();
  await by(bob.page, "reset-password-error").waitFor();
  await by(bob.page, "reset-password").fill(`${PASSWORD} anew`);
  await by(bob.page, "reset-submit").click();
  await by(bob.page, "reset-login").click();
  await fillSignIn(bob.page, who.email, `${PASSWORD} anew`);
  await signedInAs(bob.page, who.username);
  await ann.page.reload();
  await by(ann.page, "login-page").waitFor();
  await bob.page.goto("about:blank");
  await bob.page.goto(link);
  await by(bob.page, "reset-password").fill(`${PASSWORD} once more`);
  await by(bob.page, "reset-submit").click();
  await by(bob.page, "reset-dead").waitFor();
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

test("name and picture are changed, and a picture that is none falls back to a letter", async () => {
  const ann = await person(here.browser);
  const who = newcomer("Gerda");
  const next = newcomer("Gesa");
  await ann.context.route("https://pictures.example/**", (route) =>
    route.request().url().endsWith("face.svg")
      ? route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' })
      : route.fulfill({ status: 404, body: "" }),
  );
  await signUp(ann, here.url, who);
  await ann.page.goto(address("/account"));
  await by(ann.page, "profile-avatar").fill("http://pictures.example/face.svg");
  await by(ann.page, "profile-save").click();
  await by(ann.page, "profile-avatar-error").waitFor();
  await by(ann.page, "profile-avatar").fill("https://pictures.example/missing.png");
  const preview = by(ann.page, "profile-section").getByTestId("avatar");
  await until("the letter stands in", async () => (await preview.innerText()) === "G");
  await by(ann.page, "profile-avatar").fill("https://pictures.example/face.svg");
  await preview.locator("img").waitFor();
  await by(ann.page, "profile-name").fill(next.username);
  await by(ann.page, "profile-save").click();
  await signedInAs(ann.page, next.username);
  await by(ann.page, "account-menu").locator("img").waitFor();
  await ann.page.reload();
  await signedInAs(ann.page, next.username);
  assert.deepEqual(ann.errors, []);
  await ann.context.close();
});

test("a bot's token is shown once, works, and works no more once it is revoked", async () => {
  const ann = await person(here.browser);
  const who = newcomer("Heidi");
  await signUp(ann, here.url, who);
  await ann.page.goto(address("/account/tokens"));
  await by(ann.page, "token-new").click();
  await by(ann.page, "token-create").click();
  await by(ann.page, "token-name-error").waitFor();
  await by(ann.page, "token-name").fill("reader");
  await by(ann.page, "scope-profile:read").check();
  await by(ann.page, "token-create").click();
  const token = await by(ann.page, "token-text").inputValue();
  assert.match(token, /^mtn_/);
  await by(ann.page, "token-done").click();
  const me = () => fetch(address("/api/users/me"), { headers: { authorization: `Bearer ${token}` } });
  const answer = await me();
  assert.equal(answer.status, 200);
  assert.equal((await answer.json()).username, who.username);
  await ann.page.reload();
  await by(ann.page, "token").waitFor();
  assert.ok(!(await ann.page.content()).includes(token));
  await by(ann.page, "token-revoke").click();
  await by(ann.page, "token-revoke-yes").click();
  await until("none is left", async () => (await by(ann.page, "token").count()) === 0);
  await until("it works no more", async () => (await me()).status === 401);
  await ann.context.close();
});

test("tabs that wake up together stay signed in", async () => {
  const ann = await person(here.browser);
  const who = newcomer("Ida");
  await signUp(ann, here.url, who);
  const pages = [ann.page, await ann.context.newPage(), await ann.context.newPage(), await ann.context.newPage()];
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(pages.map((page) => page.goto(address("/account"))));
    await Promise.all(pages.map((page) => signedInAs(page, who.username)));
  }
  await ann.context.close();
});

test("an account is deleted after the password, and everything with it", async () => {
  const [ann, bob] = [await person(here.browser), await person(here.browser)];
  const who = newcomer("Jan");
  await signUp(ann, here.url, who);
  await signIn(bob, here.url, who.username, who.password);
  await by(bob.page, "create-room").click();
  await connected(bob.page);
  await ann.page.goto(address("/account/security"));
  await by(ann.page, "delete-open").click();
  await by(ann.page, "delete-password").fill("not the password");
  await by(ann.page, "delete-submit").click();
  await by(ann.page, "delete-password-error").waitFor();
  await by(ann.page, "delete-password").fill(who.password);
  await by(ann.page, "delete-submit").click();
  await by(ann.page, "sign-in").waitFor();
  await sessionEnded(bob.page, 4_000);
  await ann.page.goto(address("/login"));
  await fillSignIn(ann.page, who.email, who.password);
  await until("there is an answer", async () => (await by(ann.page, "login-submit-refused").innerText()) !== "");
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann.context.close(), bob.context.close()]);
});

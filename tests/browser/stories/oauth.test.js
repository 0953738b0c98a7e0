// Signing in by way of an OpenID provider, which runs as a process of its own.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fillSignIn, newcomer, signOut, signUp, signedInAs } from "../src/account.js";
import { person, until } from "../src/browser.js";
import { OpenIdProvider } from "../src/openid.js";
import { by, connected, makeRoom, mediaPlays } from "../src/room.js";
import { stage } from "../src/stage.js";

let provider;
const here = stage("embedded", async () => {
  provider = await OpenIdProvider.start();
  return provider.settings;
});
after(() => provider?.stop());
const address = (path) => new URL(path, here.url).href;

test("whom the provider vouches for has an account at once, and the same one again", async () => {
  const ann = await person(here.browser);
  const { username, email } = newcomer("Olga");
  await provider.vouch({ sub: `sub-${username}`, email, email_verified: true, name: username });
  await ann.page.goto(address("/login?return_to=/account"));
  await by(ann.page, "provider-oidc").click();
  await by(ann.page, "account-page").waitFor();
  await ann.page.locator('[data-testid="email-state"][data-verified="true"]').waitFor();
  assert.equal(ann.page.url(), address("/account"), "nothing of the way is left in the address");
  const user = await by(ann.page, "account-menu").getAttribute("data-user");
  await by(ann.page, "account-security").click();
  await ann.page.locator('[data-testid="identity-oidc"][data-linked="true"]').waitFor();
  await ann.page.reload();
  await by(ann.page, "account-page").waitFor();

  await signOut(ann.page);
  await by(ann.page, "sign-in").click();
  await by(ann.page, "provider-oidc").click();
  await ann.page.locator(`[data-testid="account-menu"][data-user="${user}"]`).waitFor();
  assert.deepEqual(ann.errors, []);
  await ann.context.close();
});

test("who says no there is told so here", async () => {
  const ann = await person(here.browser);
  await provider.refuse();
  await ann.page.goto(address("/login"));
  await by(ann.page, "provider-oidc").click();
  await ann.page.locator('[data-testid="login-refused"][data-code="oauth_denied"]').waitFor();
  await by(ann.page, "login-form").waitFor();
  await ann.context.close();
});

test("an account whose address is not confirmed is not given to whoever the provider says", async () => {
  const [ann, eve] = [await person(here.browser), await person(here.browser)];
  const who = newcomer("Paula");
  await signUp(ann, here.url, who);
  await provider.vouch({ sub: `sub-${who.username}`, email: who.email, email_verified: true, name: "Eve" });
  await eve.page.goto(address("/login"));
  await by(eve.page, "provider-oidc").click();
  await eve.page.locator('[data-testid="login-refused"][data-code="email_taken"]').waitFor();
  // Its owner signs in with the password and links the two.
  await fillSignIn(eve.page, who.email, who.password);
  await signedInAs(eve.page, who.username);
  await eve.page.goto(address("/account/security"));
  await by(eve.page, "identity-oidc").getByRole("link").click();
  await eve.page.locator('[data-testid="identity-oidc"][data-linked="true"]').waitFor();
  assert.deepEqual([...ann.errors, ...eve.errors], []);
  await Promise.all([ann.context.close(), eve.context.close()]);
});

test("a guest in a playing room gets an account in another window, and the room stays", async () => {
  const ann = await person(here.browser);
  const { username, email } = newcomer("Quentin");
  await provider.vouch({ sub: `sub-${username}`, email, email_verified: true, name: username });
  await makeRoom(ann, here.url, username, { sample: true });
  await mediaPlays(ann.page);
  const user = await by(ann.page, "account-menu").getAttribute("data-user");
  const member = await by(ann.page, "member-item").getAttribute("data-member");
  const opened = ann.frames.filter((frame) => frame.WELCOME).length;
  await by(ann.page, "account-menu").click();
  await by(ann.page, "menu-signup").click();
  const [popup] = await Promise.all([ann.page.waitForEvent("popup"), by(ann.page, "provider-oidc").click()]);
  await ann.page.locator('[data-testid="account-menu"][data-guest="false"]').waitFor();
  assert.equal(await by(ann.page, "account-menu").getAttribute("data-user"), user);
  await until("the other window has closed itself", () => popup.isClosed());
  await connected(ann.page);
  assert.equal(await by(ann.page, "member-item").getAttribute("data-member"), member);
  assert.equal(ann.frames.filter((frame) => frame.WELCOME).length, opened, "the line was never cut");
  await mediaPlays(ann.page);
  assert.deepEqual(ann.errors, []);
  await ann.context.close();
});

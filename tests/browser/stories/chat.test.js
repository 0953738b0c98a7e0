// Talk on a line that fails: what is on its way is shown as that, what failed is sent again under
// the same id, and nobody reads anything twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../src/browser.js";
import { by, connected, heard, say } from "../src/room.js";
import { stage } from "../src/stage.js";
import { together } from "../src/together.js";

const here = stage("scaled");
const line = (page, text, state) =>
  page.locator(`[data-testid="chat-message"][data-state="${state}"]`, { hasText: text }).waitFor({ timeout: 20_000 });
const lines = (page, text) => by(page, "chat-message").filter({ hasText: text });

/** A line in the middle of which something can be lost. */
async function fragile({ context }) {
  const lost = { up: () => false, down: () => false };
  const ids = [];
  await context.routeWebSocket(/\/ws\?/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const { id, CHAT } = JSON.parse(frame);
      if (CHAT) ids.push({ id, text: CHAT.text });
      if (!lost.up(JSON.parse(frame))) server.send(frame);
    });
    server.onMessage((frame) => {
      if (!lost.down(JSON.parse(frame))) socket.send(frame);
    });
  });
  return { lost, ids };
}

/** Ann's line is a fragile one. */
async function losing(names, work) {
  let broken;
  await together(here, names, (ann, bob) => work(ann, bob, broken), {
    prepare: async (one) => void (broken ??= await fragile(one)),
  });
}

test("without an answer a message fails after ten seconds, and is sent again by the same id", () =>
  losing(["Retry A", "Retry B"], async (ann, bob, { lost, ids }) => {
    lost.up = ({ CHAT }) => CHAT !== undefined;
    const sent = performance.now();
    await say(ann.page, "did this arrive?");
    await line(ann.page, "did this arrive?", "sending");
    await line(ann.page, "did this arrive?", "failed");
    const waited = performance.now() - sent;
    assert.ok(waited > 9_000, `it failed after ${waited} ms`);
    assert.equal(await lines(bob.page, "did this arrive?").count(), 0);

    lost.up = () => false;
    await by(ann.page, "chat-retry").click();
    await heard(ann.page, "did this arrive?");
    await heard(bob.page, "did this arrive?");
    const tries = ids.filter(({ text }) => text === "did this arrive?");
    assert.equal(tries.length, 2);
    assert.equal(tries[0].id, tries[1].id);
    assert.equal(await lines(ann.page, "did this arrive?").count(), 1);
  }));

test("when only the answer was lost, sending again shows it to nobody twice", () =>
  losing(["Twice A", "Twice B"], async (ann, bob, { lost }) => {
    lost.down = ({ ACK, EVENT }) => ACK !== undefined || EVENT?.CHAT !== undefined;
    await say(ann.page, "only once");
    await heard(bob.page, "only once");
    await line(ann.page, "only once", "failed");
    lost.down = () => false;
    await by(ann.page, "chat-retry").click();
    await heard(ann.page, "only once");
    await say(ann.page, "and then this");
    await heard(bob.page, "and then this");
    for (const { page } of [ann, bob]) assert.equal(await lines(page, "only once").count(), 1);
  }));

test("without a network a message fails at once, and waits to be sent again", () =>
  together(here, ["Offline A", "Offline B"], async (ann, bob) => {
    await ann.context.setOffline(true);
    await ann.page.locator('[data-testid="connection-state"][data-state="offline"]').waitFor({ state: "attached", timeout: 20_000 });
    await say(ann.page, "from the tunnel");
    await line(ann.page, "from the tunnel", "failed");
    assert.match(await lines(ann.page, "from the tunnel").innerText(), /Not connected/);
    await say(ann.page, "never mind");
    await line(ann.page, "never mind", "failed");
    await lines(ann.page, "never mind").getByTestId("chat-discard").click();

    await ann.context.setOffline(false);
    await connected(ann.page, 20_000);
    await lines(ann.page, "from the tunnel").getByTestId("chat-retry").click();
    await heard(bob.page, "from the tunnel");
    await heard(ann.page, "from the tunnel");
    assert.equal(await lines(bob.page, "never mind").count(), 0);
    await until("it is there once", async () => (await lines(ann.page, "from the tunnel").count()) === 1);
  }));

test("everybody reads the same order", () =>
  together(here, ["Order A", "Order B"], async (ann, bob) => {
    const five = async ({ page }, name) => {
      for (const n of [1, 2, 3, 4, 5]) await say(page, `from ${name} ${n}`);
    };
    await Promise.all([five(ann, "Ann"), five(bob, "Bob")]);
    const said = async ({ page }) => (await page.getByTestId("chat-text").allInnerTexts()).join("\n");
    await until("both have all ten", async () => {
      const [one, two] = await Promise.all([ann, bob].map(({ page }) => by(page, "chat-message").and(page.locator('[data-state="sent"]')).count()));
      return one === 10 && two === 10;
    });
    assert.equal(await said(ann), await said(bob));
  }));

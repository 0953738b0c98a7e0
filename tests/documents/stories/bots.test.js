// The bots of docs/bots against real servers: they answer, and a gateway that dies takes nothing from them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { Deployment } from "../../browser/src/deployment.js";

const bots = new URL("../../../docs/bots/", import.meta.url).pathname;
const venv = new URL("../.venv/bin/python", import.meta.url).pathname;
const WebSocket = createRequire(`${bots}package.json`)("ws");
const PASSWORD = "seven lanterns under green water";
const PATIENCE = 60_000;

let server;
before(async () => {
  server = await Deployment.start("scaled", { LIMITS__ENABLED: "false" });
});
after(() => server?.stop());

async function ask(path, body, token) {
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  const headers = { "content-type": "application/json", ...authorization };
  const answer = await fetch(new URL(path, server.addresses.url), { method: "POST", headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

/** A program whose lines can be waited for. */
function start(program, args, env) {
  const child = spawn(program, args, { cwd: bots, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    line: async () => (await lines.next()).value,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill();
        await once(child, "exit");
      }
    },
  };
}

/** Somebody in the room who says things and hears what is said, over one gateway. */
async function guest(room, base, nickname) {
  const { access_token } = await ask("/api/auth/guest", { nickname });
  const socket = new WebSocket(`${base.replace("http", "ws")}/api/rooms/${room}/ws`, { headers: { authorization: `Bearer ${access_token}` } });
  const heard = [];
  socket.on("message", (text) => {
    const { message } = JSON.parse(text).EVENT?.CHAT ?? {};
    if (message) heard.push(message);
  });
  await once(socket, "open");
  let count = 0;
  const say = (text) => socket.send(JSON.stringify({ id: `${nickname}-${(count += 1)}`, CHAT: { text } }));
  return { heard, say, close: () => socket.close() };
}

async function until(what, probe) {
  const deadline = performance.now() + PATIENCE;
  while (!probe()) {
    assert.ok(performance.now() < deadline, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

for (const [language, program, file] of [
  ["python", venv, ["clock.py"]],
  ["typescript", `${bots}node_modules/.bin/tsx`, ["clock.ts"]],
]) {
  test(`the ${language} bot tells the time, also after its gateway has died`, async () => {
    const who = { username: `${language} ${process.pid}`, email: `${language}-${process.pid}@example.org`, password: PASSWORD };
    const { access_token } = await ask("/api/auth/register", who);
    const { token } = await ask("/api/users/me/tokens", { name: "clock", scopes: ["rooms:join"] }, access_token);
    const { room } = await ask("/api/rooms", {}, access_token);
    const [first, second] = server.addresses.gateways;
    const bot = start(program, [...file, room.id], { MATINEE_URL: server.addresses.url, MATINEE_TOKEN: token });
    const ada = await guest(room.id, second, `Ada ${language}`);
    try {
      assert.equal(await bot.line(), "in the room");
      const times = () => ada.heard.filter(({ text }) => /^\d\d:\d\d:\d\d UTC$/.test(text));
      ada.say("!time");
      await until("the bot answers", () => times().length === 1);
      const asked = ada.heard.find(({ text }) => text === "!time");
      assert.equal(times()[0].reply_to, asked.id);
      // The other gateway stays: the bot, wherever it is, comes back to it through the proxy.
      assert.notEqual(first, second);
      await server.command("kill gateway 0");
      ada.say("!time");
      await until("the bot answers again", () => times().length === 2);
      await server.command("start gateway 0");
      ada.say("!time");
      await until("the bot still answers", () => times().length === 3);
      assert.equal(ada.heard.filter(({ text }) => text === "!time").length, 3);
    } finally {
      ada.close();
      await bot.stop();
    }
  });
}

// Schemathesis against a real server: whatever fits the OpenAPI document or just does not is sent,
// and every answer has to be one that the document promises. The same requests each time, unless
// TEST_API_SECONDS says for how long to look further.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { Deployment } from "../../browser/src/deployment.js";
import { FakeStripe } from "../../browser/src/stripe.js";

const seconds = process.env.TEST_API_SECONDS;
const BOUND = seconds ? ["--max-time", seconds] : ["--max-examples", "12", "--generation-deterministic"];
const here = new URL("..", import.meta.url).pathname;
const PASSWORD = "seven lanterns under green water";
// What ends the session that everything else is asked with.
const ENDS = ["logout", "logoutEverywhere"];

let server;
let stripe;
before(async () => {
  stripe = await FakeStripe.start();
  server = await Deployment.start("embedded", { LIMITS__ENABLED: "false", ...stripe.addresses.settings });
});
after(async () => {
  await server?.stop();
  await stripe?.stop();
});

async function ask(path, body, token) {
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  const headers = { "content-type": "application/json", ...authorization };
  const answer = await fetch(new URL(path, server.addresses.url), { method: "POST", headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

async function schemathesis(token, settings, options) {
  const environment = { ...process.env, ...settings };
  const child = spawn(
    `${here}.venv/bin/schemathesis`,
    ["run", `${here}../../docs/openapi.json`, "--url", server.addresses.url, "--no-color", "--header", `Authorization: Bearer ${token}`, ...options],
    { cwd: here, env: environment, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  child.stdout.on("data", (part) => (said += part));
  child.stderr.on("data", (part) => (said += part));
  const [code] = await once(child, "close");
  return { code, said };
}

test("every answer is one that the document promises", async () => {
  const who = { username: `fuzz ${process.pid}`, email: `fuzz-${process.pid}@example.org`, password: PASSWORD };
  const { access_token } = await ask("/api/auth/register", who);
  const { room } = await ask("/api/rooms", { name: "Fuzz" }, access_token);
  await ask(`/api/rooms/${room.id}/join`, {}, access_token);
  const list = await ask("/api/playlists", { name: "Fuzz", items: [] }, access_token);
  const settings = { FUZZ_ROOM: room.id, FUZZ_PLAYLIST: list.id };
  const skip = ENDS.flatMap((id) => ["--exclude-operation-id", id]);
  const { code, said } = await schemathesis(access_token, settings, [...BOUND, ...skip]);
  assert.equal(code, 0, said);
  const { lines } = await server.command("log panicked");
  assert.deepEqual(lines, []);
});

test("what ends sessions answers as promised, too", async () => {
  const { access_token } = await ask("/api/auth/guest", { nickname: `guest ${process.pid}` });
  const only = ENDS.flatMap((id) => ["--include-operation-id", id]);
  const { code, said } = await schemathesis(access_token, {}, ["--max-time", "10", "--exclude-checks", "ignored_auth", ...only]);
  assert.equal(code, 0, said);
});

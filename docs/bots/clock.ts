/**
 * A bot for Matinee that answers `!time` in a room's chat.
 *
 *     npm install
 *     MATINEE_URL=https://watch.example MATINEE_TOKEN=mtn_… npm start amber-otter-4821
 *
 * The token is made on the page under Account, with the scope `rooms:join`.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

const base = (process.env.MATINEE_URL ?? "http://localhost:8080").replace(/^http/, "ws");
const token = process.env.MATINEE_TOKEN;
const [room] = process.argv.slice(2);
if (!token || !room) throw new Error("MATINEE_TOKEN and a room are needed");

interface Frame {
  WELCOME?: { member_id: string; resume: string };
  SNAPSHOT?: { epoch: string; revision: number };
  EVENT?: { epoch: string; revision: number; CHAT?: { message: { id: string; from: string; text: string } } };
  ERROR?: { code: string; detail: string };
  GOODBYE?: { retry_after: number };
}

/** What has to be known to come back and miss nothing. */
let me = "";
let resume: string | undefined;
let epoch: string | undefined;
let revision = 0;
let wait = 1;

/** With a resume token the socket continues; without one the bot joins under its own name. */
function open(): WebSocket {
  const address = new URL(`${base}/api/rooms/${room}/ws`);
  if (resume === undefined) {
    return new WebSocket(address, "matinee.v1.json", { headers: { authorization: `Bearer ${token}` } });
  }
  address.searchParams.set("resume", resume);
  if (epoch !== undefined) {
    address.searchParams.set("epoch", epoch);
    address.searchParams.set("revision", String(revision));
  }
  return new WebSocket(address, "matinee.v1.json");
}

function take(socket: WebSocket, { WELCOME, SNAPSHOT, EVENT, ERROR, GOODBYE }: Frame): void {
  if (WELCOME) {
    ({ member_id: me, resume } = WELCOME);
    wait = 1;
  }
  if (SNAPSHOT) {
    ({ epoch, revision } = SNAPSHOT);
    console.log("in the room");
  }
  if (EVENT && EVENT.epoch === epoch && EVENT.revision > revision) {
    revision = EVENT.revision;
    const message = EVENT.CHAT?.message;
    if (message && message.from !== me && message.text.trim() === "!time") {
      const now = `${new Date().toISOString().slice(11, 19)} UTC`;
      socket.send(JSON.stringify({ id: randomUUID(), CHAT: { text: now, reply_to: message.id } }));
    }
  }
  if (ERROR) console.error(`refused: ${ERROR.code}: ${ERROR.detail}`);
  if (GOODBYE) wait = Math.max(GOODBYE.retry_after, 0.1);
}

/** One connection, until it ends; the close code. */
function visit(): Promise<number> {
  return new Promise((resolve) => {
    const socket = open();
    socket.on("message", (text) => take(socket, JSON.parse(String(text)) as Frame));
    socket.on("error", (error) => console.error(`no connection: ${error.message}`));
    socket.on("close", resolve);
  });
}

for (;;) {
  const code = await visit();
  if (code === 1000 || code >= 4000) throw new Error(`the socket was closed with ${code}`);
  await sleep(Math.random() * wait * 1000);
  wait = Math.min(wait * 2, 30);
}

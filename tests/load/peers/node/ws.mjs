// Rooms on bare ws: a Set of sockets per room, one string per action for all of them. Through Redis,
// every room with somebody in it is a channel, and each process hands on what it hears.
import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";
import { port, redis } from "./options.mjs";

const rooms = new Map();
const publisher = redis && new Redis(redis, { enableAutoPipelining: true });
// Once it subscribes it may ask nothing else, so it does not ask whether Redis is ready.
const subscriber = redis && new Redis(redis, { enableReadyCheck: false });
// A message travels with its sender's id in front, so that the sender can be left out.
const ID = randomUUID().length;

function handOn(room, sender, data) {
  for (const socket of rooms.get(room) ?? []) {
    if (socket.id !== sender) socket.send(data);
  }
}

subscriber?.on("message", (room, message) => handOn(room, message.slice(0, ID), message.slice(ID)));

function act(socket, data) {
  if (publisher) publisher.publish(socket.room, socket.id + data);
  else handOn(socket.room, socket.id, data);
}

async function join(socket, room) {
  socket.room = room;
  let members = rooms.get(room);
  if (!members) rooms.set(room, (members = new Set()));
  members.add(socket);
  if (subscriber && members.size === 1) members.subscribed = subscriber.subscribe(room);
  await members.subscribed;
  socket.send(JSON.stringify({ type: "state", members: members.size }));
}

const server = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false, backlog: 4096 });
server.on("connection", (socket) => {
  socket.id = randomUUID();
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.type === "join") join(socket, message.room);
    else if (socket.room) act(socket, JSON.stringify(message));
  });
  socket.on("close", () => {
    const members = rooms.get(socket.room);
    members?.delete(socket);
    if (members?.size === 0) {
      rooms.delete(socket.room);
      subscriber?.unsubscribe(socket.room);
    }
  });
});

// Rooms of socket.io, as its documentation shows them; several processes by its Redis adapter.
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { port, redis } from "./options.mjs";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
if (redis) {
  const publisher = new Redis(redis);
  io.adapter(createAdapter(publisher, publisher.duplicate({ enableReadyCheck: false })));
}

io.on("connection", (socket) => {
  socket.on("join", async (room) => {
    await socket.join(room);
    socket.data.room = room;
    socket.emit("state", { members: io.sockets.adapter.rooms.get(room)?.size ?? 1 });
  });
  socket.on("act", (message) => {
    if (socket.data.room) socket.to(socket.data.room).emit("act", message);
  });
});

http.listen({ host: "127.0.0.1", port, backlog: 4096 });

#!/usr/bin/env python3
"""A bot for Matinee that answers `!time` in a room's chat.

    pip install websockets
    MATINEE_URL=https://watch.example MATINEE_TOKEN=mtn_... python clock.py amber-otter-4821

The token is made on the page under Account, with the scope `rooms:join`.
"""

import asyncio
import json
import os
import random
import sys
import urllib.parse
import uuid
from datetime import datetime, timezone

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

URL = os.environ.get("MATINEE_URL", "http://localhost:8080").replace("http", "ws", 1)
TOKEN = os.environ["MATINEE_TOKEN"]


class Room:
    """What has to be known to come back and miss nothing."""

    def __init__(self, room_id):
        self.address = f"{URL}/api/rooms/{room_id}/ws"
        self.me = self.resume = self.epoch = None
        self.revision = 0
        self.wait = 1.0

    def target(self):
        """With a resume token the socket continues; without one the bot joins under its own name."""
        if self.resume is None:
            return self.address, {"Authorization": f"Bearer {TOKEN}"}
        seen = {"resume": self.resume}
        if self.epoch is not None:
            seen |= {"epoch": self.epoch, "revision": self.revision}
        return f"{self.address}?{urllib.parse.urlencode(seen)}", {}

    async def visit(self):
        """One connection, until it ends. Returns the close code."""
        address, headers = self.target()
        async with connect(address, additional_headers=headers, subprotocols=["matinee.v1.json"]) as socket:
            try:
                async for text in socket:
                    for name, frame in json.loads(text).items():
                        await self.take(socket, name, frame)
            except ConnectionClosed:
                pass
            return socket.close_code or 1006

    async def take(self, socket, name, frame):
        if name == "WELCOME":
            self.me, self.resume, self.wait = frame["member_id"], frame["resume"], 1.0
        elif name == "SNAPSHOT":
            self.epoch, self.revision = frame["epoch"], frame["revision"]
            print("in the room", flush=True)
        elif name == "EVENT" and frame["epoch"] == self.epoch and frame["revision"] > self.revision:
            self.revision = frame["revision"]
            message = frame.get("CHAT", {}).get("message")
            if message and message["from"] != self.me and message["text"].strip() == "!time":
                now = datetime.now(timezone.utc).strftime("%H:%M:%S UTC")
                chat = {"text": now, "reply_to": message["id"]}
                await socket.send(json.dumps({"id": uuid.uuid4().hex, "CHAT": chat}))
        elif name == "ERROR":
            print(f"refused: {frame['code']}: {frame['detail']}", file=sys.stderr, flush=True)
        elif name == "GOODBYE":
            self.wait = max(frame["retry_after"], 0.1)


async def main(room_id):
    room = Room(room_id)
    while True:
        try:
            code = await room.visit()
        except OSError as error:
            print(f"no connection: {error}", file=sys.stderr, flush=True)
            code = 1006
        except Exception as error:  # the handshake was refused: 403, 429, 503
            print(f"not let in: {error}", file=sys.stderr, flush=True)
            code = 1013
        if code == 1000 or code >= 4000:
            sys.exit(f"the socket was closed with {code}")
        await asyncio.sleep(random.uniform(0, room.wait))
        room.wait = min(room.wait * 2, 30.0)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

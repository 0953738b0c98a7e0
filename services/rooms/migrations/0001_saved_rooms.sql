-- Instants are Unix milliseconds, truth is 0 or 1, and an empty text means "none", so that one
-- text serves SQLite and PostgreSQL.

-- Rooms as they were when they last changed. The live ones are in the broker.
CREATE TABLE rooms (
    id TEXT NOT NULL PRIMARY KEY,
    -- Of the state; only a newer one is written, and it never starts again.
    version BIGINT NOT NULL,
    -- An account; none for rooms of guests.
    owner_id TEXT NOT NULL,
    -- Who made the room, or to whom it was handed over.
    host_id TEXT NOT NULL,
    -- Another name in links.
    address TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    persistent BIGINT NOT NULL,
    -- The parts of the state in Protocol Buffers, without the queue, in base64.
    state TEXT NOT NULL,
    -- SHA-256 of the queue as stored in queue_items.
    queue_digest TEXT NOT NULL,
    queue_count BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    -- 0: never.
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX rooms_address ON rooms (address) WHERE address <> '';
CREATE INDEX rooms_host ON rooms (host_id, created_at, id);
CREATE INDEX rooms_owner ON rooms (owner_id);
CREATE INDEX rooms_expiry ON rooms (expires_at) WHERE expires_at > 0;

CREATE TABLE queue_items (
    room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    -- From 0, without holes.
    place BIGINT NOT NULL,
    item_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    media_id TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    channel TEXT NOT NULL,
    duration DOUBLE PRECISION NOT NULL,
    thumbnail_url TEXT NOT NULL,
    live BIGINT NOT NULL,
    start_at DOUBLE PRECISION NOT NULL,
    -- Member id.
    added_by TEXT NOT NULL,
    PRIMARY KEY (room_id, place)
);

-- When anybody of this service was running: whoever was in a room that comes back is still there
-- only if nobody was down for long.
CREATE TABLE lives (
    began_at BIGINT NOT NULL PRIMARY KEY,
    seen_at BIGINT NOT NULL
);

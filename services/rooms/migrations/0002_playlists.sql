-- Playlists of accounts.
CREATE TABLE playlists (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    item_count BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX playlists_owner ON playlists (owner_id, updated_at, id);

CREATE TABLE playlist_items (
    playlist_id TEXT NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
    -- From 0, without holes.
    place BIGINT NOT NULL,
    item_id TEXT NOT NULL,
    -- None while nobody could say what the link is.
    provider TEXT NOT NULL,
    media_id TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    channel TEXT NOT NULL,
    duration DOUBLE PRECISION NOT NULL,
    thumbnail_url TEXT NOT NULL,
    live BIGINT NOT NULL,
    start_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (playlist_id, place)
);

-- Imports into queues and playlists, one step after the other by whichever replica has the turn.
CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    -- 'queue' or 'playlist', and its room or playlist.
    kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    -- JSON: where items come from.
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    -- 'running', 'done', 'failed' or 'cancelled'.
    status TEXT NOT NULL,
    -- How far it is: the next page's token, or the number of items that are done.
    place TEXT NOT NULL,
    step BIGINT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    added BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    unavailable BIGINT NOT NULL,
    -- JSON: items that were not added.
    problems TEXT NOT NULL,
    error_code TEXT NOT NULL,
    error_detail TEXT NOT NULL,
    -- Failures of the present step.
    failures BIGINT NOT NULL,
    -- Who has the turn, and until when nobody else takes it.
    holder TEXT NOT NULL,
    turn_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX imports_turn ON imports (turn_at) WHERE status = 'running';
CREATE INDEX imports_owner ON imports (owner_id);
CREATE INDEX imports_updated ON imports (updated_at);

CREATE TABLE things (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX things_name ON things (name);

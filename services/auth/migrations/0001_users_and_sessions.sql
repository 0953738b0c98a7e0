-- Instants are Unix milliseconds, truth is 0 or 1, and an empty text means "none", so that one
-- text serves SQLite and PostgreSQL.

-- People with an account, and guests for as long as their session lasts.
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    -- Names are compared in this form.
    username_folded TEXT NOT NULL,
    guest BIGINT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    email_folded TEXT NOT NULL DEFAULT '',
    -- PHC string; none for guests and for those who come by an identity only.
    password_hash TEXT NOT NULL DEFAULT '',
    avatar_url TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- Guests' names are unique among those logged in only, which the broker knows.
CREATE UNIQUE INDEX users_username ON users (username_folded) WHERE guest = 0;
CREATE UNIQUE INDEX users_email ON users (email_folded) WHERE email_folded <> '';

-- Who somebody is elsewhere (OpenID Connect).
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user ON identities (user_id);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Random id of the browser.
    device_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    refreshed_at BIGINT NOT NULL,
    -- Ends then unless it is renewed before, and in any case at ends_at.
    expires_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- The chain of refresh tokens of a session: one unused, the others used once.
CREATE TABLE refresh_tokens (
    -- SHA-256; the token itself is nowhere.
    hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at BIGINT NOT NULL,
    -- 0: not yet.
    used_at BIGINT NOT NULL DEFAULT 0,
    -- With the token itself it makes the successor; none if the token was voided.
    salt TEXT NOT NULL DEFAULT ''
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_used ON refresh_tokens (used_at);

CREATE TABLE signing_keys (
    -- RFC 7638 thumbprint.
    kid TEXT NOT NULL PRIMARY KEY,
    -- 'current' for the one that was made here and signs; else the kid.
    slot TEXT NOT NULL,
    -- PKCS#8 PEM; none if the operator keeps it.
    private_key TEXT NOT NULL,
    -- JSON Web Key.
    public_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When a replica last said that it signs with it.
    used_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX signing_keys_slot ON signing_keys (slot);

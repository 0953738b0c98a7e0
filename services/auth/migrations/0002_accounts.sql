-- Accounts: addresses that were confirmed, what has ended, and tokens that are handed out once.

-- Whether the address is known to be theirs.
ALTER TABLE users ADD COLUMN email_verified BIGINT NOT NULL DEFAULT 0;
-- What the browser called itself at log-in, for the list of sessions.
ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
-- By which name the issuer is configured.
ALTER TABLE identities ADD COLUMN provider TEXT NOT NULL DEFAULT '';
-- A key that was withdrawn is not published any more; 0: it was not.
ALTER TABLE signing_keys ADD COLUMN revoked_at BIGINT NOT NULL DEFAULT 0;

-- Sessions that have ended and of which not every gateway may have been told yet.
CREATE TABLE ended_sessions (
    session_id TEXT NOT NULL PRIMARY KEY,
    ended_at BIGINT NOT NULL
);
CREATE INDEX ended_sessions_age ON ended_sessions (ended_at);

-- Tokens of links in mails, good once.
CREATE TABLE mail_tokens (
    -- SHA-256; the token itself is nowhere.
    hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- 'confirm' or 'reset'.
    purpose TEXT NOT NULL,
    -- The address it was sent to, as it is compared; another one meanwhile voids it.
    email_folded TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX mail_tokens_user ON mail_tokens (user_id, purpose);
CREATE INDEX mail_tokens_expiry ON mail_tokens (expires_at);

-- Tokens with which programs act for somebody.
CREATE TABLE bot_tokens (
    -- Stands for the session in what the bot does.
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256; the token itself is nowhere.
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Separated by spaces.
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- 0: not yet.
    last_used_at BIGINT NOT NULL DEFAULT 0,
    -- 0: never.
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX bot_tokens_hash ON bot_tokens (hash);
CREATE INDEX bot_tokens_user ON bot_tokens (user_id);
CREATE INDEX bot_tokens_expiry ON bot_tokens (expires_at);

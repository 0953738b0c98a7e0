-- Instants are Unix milliseconds unless it says seconds, truth is 0 or 1, an empty text and the
-- instant 0 mean "none", so that one text serves SQLite and PostgreSQL. What Stripe knows is
-- copied here and never the truth: every row but a customer's can be read from Stripe again.

-- Who is which customer at Stripe.
CREATE TABLE billing_customers (
    user_id TEXT NOT NULL PRIMARY KEY,
    -- None while it is being made.
    customer_id TEXT NOT NULL DEFAULT '',
    -- Counts customers made for this user: part of the idempotency key under which one is made.
    generation BIGINT NOT NULL DEFAULT 0,
    -- Numbers the readings of this customer in the order in which they began, and the last one that was written.
    reads BIGINT NOT NULL DEFAULT 0,
    applied BIGINT NOT NULL DEFAULT 0,
    -- The plan that everybody was last told of.
    told_plan TEXT NOT NULL DEFAULT 'free',
    -- When the customer is read again even if nothing is heard of them.
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX billing_customers_customer ON billing_customers (customer_id) WHERE customer_id <> '';
CREATE INDEX billing_customers_due ON billing_customers (due_at) WHERE customer_id <> '';

-- Their subscriptions as last read.
CREATE TABLE billing_subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES billing_customers (user_id) ON DELETE CASCADE,
    -- Price ids, comma-separated.
    prices TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    period_end BIGINT NOT NULL,
    -- When it will end by somebody's wish.
    ends_at BIGINT NOT NULL DEFAULT 0,
    -- Since when a payment is missing; 0 while none is.
    past_due_since BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX billing_subscriptions_user ON billing_subscriptions (user_id);

-- Payments that went back or are disputed: what they had paid for is not paid.
CREATE TABLE billing_reversals (
    charge_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES billing_customers (user_id) ON DELETE CASCADE,
    subscription_id TEXT NOT NULL,
    -- The end of the period that it had paid for.
    covers_until BIGINT NOT NULL
);
CREATE INDEX billing_reversals_user ON billing_reversals (user_id);

-- What Stripe told us, each event once; what is not done yet is the outbox.
CREATE TABLE billing_events (
    id TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    object_id TEXT NOT NULL,
    -- Whom it is about, as far as the event itself says.
    customer_id TEXT NOT NULL,
    charge_id TEXT NOT NULL,
    -- 'webhook', or 'list' if the webhook did not come.
    source TEXT NOT NULL,
    -- Seconds, Stripe's clock.
    created_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    -- When it may be taken up: at once, after a pause, or when whoever took it up seems to be gone.
    due_at BIGINT NOT NULL,
    done_at BIGINT NOT NULL DEFAULT 0,
    -- 'applied', 'foreign' or 'failed'.
    outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX billing_events_due ON billing_events (due_at) WHERE done_at = 0;
CREATE INDEX billing_events_done ON billing_events (done_at) WHERE done_at > 0;

-- How far lists have been read, by one replica at a time.
CREATE TABLE billing_cursors (
    name TEXT NOT NULL PRIMARY KEY,
    -- Everything created before this was read; seconds, Stripe's clock.
    position BIGINT NOT NULL,
    -- Where a reading that was too long for once goes on, and the newest that it began with.
    page TEXT NOT NULL DEFAULT '',
    newest BIGINT NOT NULL DEFAULT 0,
    -- When it may be read next.
    due_at BIGINT NOT NULL
);

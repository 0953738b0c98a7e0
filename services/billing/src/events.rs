//! The table `billing_events`: every event once, by its id, and the outbox of those that are to be
//! acted on.
//!
//! An event is taken up by moving it a lease into the future; whoever took it up and was killed
//! leaves it there, and the next replica takes it up when the lease has run out. Acting twice does
//! no harm, because acting is reading.

use matinee_database::{Dialect, Result, Store};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::envelope::Envelope;

/// An event that was taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) customer: String,
    pub(crate) charge: String,
    pub(crate) attempts: i64,
    pub(crate) received_at: i64,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The customer was read.
    Applied,
    /// It is about nobody here.
    Foreign,
    /// It could not be acted on for days.
    Failed,
}

impl Outcome {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Foreign => "foreign",
            Self::Failed => "failed",
        }
    }
}

/// What to put behind a `SELECT` that takes rows which others may be taking at this moment. On
/// SQLite nobody else writes.
pub(crate) fn skip_locked(store: &Store) -> &'static str {
    match store.dialect() {
        Dialect::Sqlite => "",
        Dialect::Postgres => " FOR UPDATE SKIP LOCKED",
    }
}

/// Stores events; how many of them were new.
pub(crate) async fn store(store: &Store, events: &[Envelope], source: &str, now: i64) -> Result<u64> {
    let mut transaction = store.begin().await?;
    let mut new = 0;
    for event in events {
        let insert = sqlx::query(
            "INSERT INTO billing_events \
             (id, type, object_id, customer_id, charge_id, source, created_at, received_at, due_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
        );
        let insert = insert.bind(&event.id).bind(&event.kind).bind(event.object_id()).bind(event.customer_id());
        let insert = insert.bind(event.charge_id()).bind(source).bind(event.created).bind(now).bind(now);
        new += insert.execute(&mut *transaction).await?.rows_affected();
    }
    transaction.commit().await?;
    Ok(new)
}

/// Takes up to `limit` events that are due, and hides them until `hidden_until`.
pub(crate) async fn claim(store: &Store, now: i64, hidden_until: i64, limit: i64) -> Result<Vec<Event>> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query(AssertSqlSafe(format!(
        "UPDATE billing_events SET due_at = $1, attempts = attempts + 1 WHERE id IN \
         (SELECT id FROM billing_events WHERE done_at = 0 AND due_at <= $2 ORDER BY due_at LIMIT $3{}) \
         RETURNING id, type, customer_id, charge_id, attempts, received_at",
        skip_locked(store)
    )));
    let rows = update.bind(hidden_until).bind(now).bind(limit).fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn read(row: &AnyRow) -> Result<Event, sqlx::Error> {
    Ok(Event {
        id: row.try_get("id")?,
        kind: row.try_get("type")?,
        customer: row.try_get("customer_id")?,
        charge: row.try_get("charge_id")?,
        attempts: row.try_get("attempts")?,
        received_at: row.try_get("received_at")?,
    })
}

/// Notes what became of events.
pub(crate) async fn done(store: &Store, events: &[Event], outcome: Outcome, now: i64) -> Result<()> {
    let mut transaction = store.begin().await?;
    for event in events {
        let update = sqlx::query("UPDATE billing_events SET done_at = $1, outcome = $2 WHERE id = $3");
        update.bind(now).bind(outcome.as_str()).bind(&event.id).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    let lag = metrics::histogram!("matinee_billing_event_lag_seconds");
    events.iter().for_each(|event| lag.record((now - event.received_at).max(0) as f64 / 1e3));
    metrics::counter!("matinee_billing_events_total", "outcome" => outcome.as_str()).increment(events.len() as u64);
    Ok(())
}

/// Puts events back for another attempt.
pub(crate) async fn postpone(store: &Store, events: &[Event], due_at: i64) -> Result<()> {
    let mut transaction = store.begin().await?;
    for event in events {
        let update = sqlx::query("UPDATE billing_events SET due_at = $1 WHERE id = $2 AND done_at = 0");
        update.bind(due_at).bind(&event.id).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// How many wait.
pub(crate) async fn waiting(store: &Store) -> Result<i64> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM billing_events WHERE done_at = 0");
    Ok(count.fetch_one(store.pool()).await?)
}

/// Forgets up to `limit` events that were done before an instant; how many.
pub(crate) async fn forget(store: &Store, before: i64, limit: i64) -> Result<u64> {
    let mut transaction = store.begin().await?;
    let delete = sqlx::query(
        "DELETE FROM billing_events WHERE id IN \
         (SELECT id FROM billing_events WHERE done_at > 0 AND done_at < $1 LIMIT $2)",
    );
    let gone = delete.bind(before).bind(limit).execute(&mut *transaction).await?.rows_affected();
    transaction.commit().await?;
    Ok(gone)
}

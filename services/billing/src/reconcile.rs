//! Finds what webhooks missed: in Stripe's list of events, and by reading customers again who were
//! not heard of for long or whose plan ends by time alone.
//!
//! The list is read by one replica at a time, whoever moves the cursor's date first; a customer by
//! whoever takes them. Both are bounded at each step and go on with the next.

use matinee_database::{Result, Store};
use sqlx::Row;

use crate::customers;
use crate::error::Error;
use crate::events;
use crate::service::Open;

/// Pages of events read in one go.
const PAGES: usize = 20;
/// Seconds that are read again each time: an event appears in the list a little after its date.
const OVERLAP: i64 = 300;
/// Seconds that a first start looks back.
const LOOK_BACK: i64 = 3600;
/// Customers read in one go, and for how long they are this replica's, milliseconds.
const CUSTOMERS: i64 = 32;
const LEASE: i64 = 60_000;
/// Done events are remembered for so long: Stripe lists them for 30 days.
const REMEMBER: i64 = 45 * 24 * 3600 * 1000;
/// Events forgotten in one go.
const FORGET: i64 = 500;
const CURSOR: &str = "events";

/// How far the list has been read.
#[derive(Clone, Debug)]
struct Cursor {
    position: i64,
    page: String,
    newest: i64,
}

impl Open {
    /// Reads the next pages of Stripe's list of events, if it is time and nobody else does.
    pub(crate) async fn read_events(&self) -> Result<(), Error> {
        let now = (self.clock)();
        let Some(mut cursor) = claim_cursor(&self.store, now, now + self.events_every).await? else { return Ok(()) };
        for _ in 0..PAGES {
            let after = Some(cursor.page.as_str()).filter(|page| !page.is_empty());
            let page = match self.stripe.events(cursor.position, after).await {
                // The event at which it was to go on has left the list.
                Err(crate::stripe::StripeFailure::Missing) if after.is_some() => {
                    cursor.page.clear();
                    continue;
                }
                page => page?,
            };
            if after.is_none() {
                cursor.newest = page.events.first().map_or(cursor.position, |event| event.created);
            }
            let ours: Vec<_> =
                page.events.into_iter().filter(|event| event.livemode == self.stripe.livemode()).collect();
            let missed = events::store(&self.store, &ours, "list", now).await?;
            if missed > 0 {
                metrics::counter!("matinee_billing_events_missed_total").increment(missed);
                tracing::info!(count = missed, "events that no webhook has brought");
                self.wake.notify_one();
            }
            match page.more {
                Some(more) => cursor.page = more,
                None => {
                    cursor.position = cursor.position.max(cursor.newest - OVERLAP);
                    cursor.page.clear();
                    break;
                }
            }
        }
        Ok(move_cursor(&self.store, &cursor).await?)
    }

    /// Reads customers again for whom it is time.
    pub(crate) async fn recheck(&self) -> Result<(), Error> {
        let now = (self.clock)();
        for customer in customers::claim_due(&self.store, now, now + LEASE, CUSTOMERS).await? {
            if let Err(error) = self.sync(&customer, &[]).await {
                tracing::warn!(%error, billing.user = customer.user, "a customer is read again a minute later");
            }
        }
        Ok(())
    }

    /// Forgets events of long ago, and says how many wait.
    pub(crate) async fn keep_house(&self) -> Result<(), Error> {
        events::forget(&self.store, (self.clock)() - REMEMBER, FORGET).await?;
        metrics::gauge!("matinee_billing_events_waiting").set(events::waiting(&self.store).await? as f64);
        Ok(())
    }
}

/// The cursor, if it is due; it is then not due again before `due_at`.
async fn claim_cursor(store: &Store, now: i64, due_at: i64) -> Result<Option<Cursor>> {
    let mut transaction = store.begin().await?;
    let insert = sqlx::query(
        "INSERT INTO billing_cursors (name, position, due_at) VALUES ($1, $2, 0) ON CONFLICT (name) DO NOTHING",
    );
    insert.bind(CURSOR).bind(now / 1000 - LOOK_BACK).execute(&mut *transaction).await?;
    let update = sqlx::query(
        "UPDATE billing_cursors SET due_at = $1 WHERE name = $2 AND due_at <= $3 RETURNING position, page, newest",
    );
    let row = update.bind(due_at).bind(CURSOR).bind(now).fetch_optional(&mut *transaction).await?;
    transaction.commit().await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Cursor { position: row.try_get("position")?, page: row.try_get("page")?, newest: row.try_get("newest")? }))
}

async fn move_cursor(store: &Store, cursor: &Cursor) -> Result<()> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query("UPDATE billing_cursors SET position = $1, page = $2, newest = $3 WHERE name = $4");
    let update = update.bind(cursor.position).bind(&cursor.page).bind(cursor.newest).bind(CURSOR);
    update.execute(&mut *transaction).await?;
    transaction.commit().await
}

//! The tables `billing_customers`, `billing_subscriptions` and `billing_reversals`: who is which
//! customer, and what they had when they were last read.
//!
//! Any number of replicas read the same customer at the same time, and the slower one may hold the
//! older answer. So a reading draws a number **before** it asks Stripe ([`begin_reading`]) and is
//! written only while no later number has been ([`write`]); whoever comes too late reads again.
//! What stands here was therefore read after every event that has been worked off.

use matinee_database::{Result, Store};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::plan::PlanId;
use crate::prices::Prices;
use crate::standing::{Held, Status};
use crate::stripe::{Reversed, Subscription};

/// Somebody who has, or is about to have, a customer at Stripe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    pub(crate) user: String,
    /// Empty while it is being made.
    pub(crate) id: String,
    pub(crate) generation: i64,
    pub(crate) told: PlanId,
}

/// A subscription as it stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) status: String,
    pub(crate) created_at: i64,
    pub(crate) held: Held,
}

/// One reading of a customer, from Stripe.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) subscriptions: Vec<Subscription>,
    /// Payments that were looked at, by their ids, and what they no longer pay for.
    pub(crate) charges: Vec<(String, Option<Reversed>)>,
}

const COLUMNS: &str = "user_id, customer_id, generation, told_plan";

fn customer(row: &AnyRow) -> Result<Customer, sqlx::Error> {
    Ok(Customer {
        user: row.try_get("user_id")?,
        id: row.try_get("customer_id")?,
        generation: row.try_get("generation")?,
        told: PlanId::named(row.try_get("told_plan")?).unwrap_or(PlanId::Free),
    })
}

/// The customer of a user.
pub(crate) async fn of_user(store: &Store, user: &str) -> Result<Option<Customer>> {
    let select = sqlx::query(AssertSqlSafe(format!("SELECT {COLUMNS} FROM billing_customers WHERE user_id = $1")));
    let row = store.read("billing_customers", select.bind(user).fetch_optional(store.pool())).await?;
    Ok(row.as_ref().map(customer).transpose()?)
}

/// A customer by Stripe's id; `None` if it is not one of ours.
pub(crate) async fn by_id(store: &Store, id: &str) -> Result<Option<Customer>> {
    let select = sqlx::query(AssertSqlSafe(format!("SELECT {COLUMNS} FROM billing_customers WHERE customer_id = $1")));
    let row = store.read("billing_customers", select.bind(id).fetch_optional(store.pool())).await?;
    Ok(row.as_ref().map(customer).transpose()?)
}

/// Notes that a user is to have a customer.
pub(crate) async fn intend(store: &Store, user: &str, now: i64) -> Result<()> {
    let mut transaction = store.begin().await?;
    let insert = sqlx::query(
        "INSERT INTO billing_customers (user_id, due_at, created_at) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO NOTHING",
    );
    insert.bind(user).bind(now).bind(now).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Notes the customer that Stripe made, unless another call did so before.
pub(crate) async fn made(store: &Store, user: &str, generation: i64, id: &str) -> Result<()> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query(
        "UPDATE billing_customers SET customer_id = $1 WHERE user_id = $2 AND generation = $3 AND customer_id = ''",
    );
    update.bind(id).bind(user).bind(generation).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Notes that a customer is gone at Stripe, so that the next one is another.
pub(crate) async fn lost(store: &Store, customer: &Customer) -> Result<()> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query(
        "UPDATE billing_customers SET customer_id = '', generation = generation + 1 \
         WHERE user_id = $1 AND generation = $2",
    );
    update.bind(&customer.user).bind(customer.generation).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Has a customer read by `due_at` even if nothing is heard of them.
pub(crate) async fn read_by(store: &Store, user: &str, due_at: i64) -> Result<()> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query("UPDATE billing_customers SET due_at = $1 WHERE user_id = $2 AND due_at > $3");
    update.bind(due_at).bind(user).bind(due_at).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Removes a user with all that refers to them.
pub(crate) async fn forget(store: &Store, user: &str) -> Result<()> {
    let mut transaction = store.begin().await?;
    sqlx::query("DELETE FROM billing_customers WHERE user_id = $1").bind(user).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// What a user holds.
pub(crate) async fn subscriptions(store: &Store, user: &str, prices: &Prices) -> Result<Vec<Kept>> {
    let mut connection = store.pool().acquire().await?;
    Ok(held(&mut connection, user, prices).await?)
}

async fn held(connection: &mut AnyConnection, user: &str, prices: &Prices) -> Result<Vec<Kept>, sqlx::Error> {
    let select = sqlx::query(
        "SELECT s.prices, s.status, s.created_at, s.period_end, s.ends_at, s.past_due_since, \
         (SELECT COUNT(*) FROM billing_reversals r WHERE r.subscription_id = s.id AND r.covers_until >= s.period_end) \
         AS reversals FROM billing_subscriptions s WHERE s.user_id = $1 ORDER BY s.created_at, s.id",
    );
    let rows = select.bind(user).fetch_all(connection).await?;
    rows.iter().map(|row| read_row(row, prices)).collect()
}

fn read_row(row: &AnyRow, prices: &Prices) -> Result<Kept, sqlx::Error> {
    let status: String = row.try_get("status")?;
    let listed: String = row.try_get("prices")?;
    let ends_at: i64 = row.try_get("ends_at")?;
    let held = Held {
        plan: listed.split(',').filter_map(|price| prices.plan(price)).max(),
        status: Status::named(&status),
        period_end: row.try_get("period_end")?,
        ends_at: (ends_at > 0).then_some(ends_at),
        past_due_since: row.try_get("past_due_since")?,
        reversed: row.try_get::<i64, _>("reversals")? > 0,
    };
    Ok(Kept { status, created_at: row.try_get("created_at")?, held })
}

/// Draws the number of a reading that begins now; `None` if the user has been forgotten.
pub(crate) async fn begin_reading(store: &Store, user: &str) -> Result<Option<i64>> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query_scalar(
        "UPDATE billing_customers SET reads = reads + 1 WHERE user_id = $1 AND customer_id <> '' RETURNING reads",
    );
    let number = update.bind(user).fetch_optional(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(number)
}

/// Writes a reading, unless a later one was written; what the user holds then.
pub(crate) async fn write(
    store: &Store,
    user: &str,
    number: i64,
    reading: &Reading,
    prices: &Prices,
) -> Result<Option<Vec<Kept>>> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query("UPDATE billing_customers SET applied = $1 WHERE user_id = $2 AND applied < $3");
    if update.bind(number).bind(user).bind(number).execute(&mut *transaction).await?.rows_affected() == 0 {
        return Ok(None);
    }
    sqlx::query("DELETE FROM billing_subscriptions WHERE user_id = $1").bind(user).execute(&mut *transaction).await?;
    for subscription in &reading.subscriptions {
        insert_subscription(&mut transaction, user, subscription).await?;
    }
    for (charge, reversed) in &reading.charges {
        let delete = sqlx::query("DELETE FROM billing_reversals WHERE charge_id = $1");
        delete.bind(charge).execute(&mut *transaction).await?;
        if let Some(reversed) = reversed {
            insert_reversal(&mut transaction, user, charge, reversed).await?;
        }
    }
    let held = held(&mut transaction, user, prices).await?;
    transaction.commit().await?;
    Ok(Some(held))
}

async fn insert_subscription(
    connection: &mut AnyConnection,
    user: &str,
    subscription: &Subscription,
) -> Result<(), sqlx::Error> {
    let insert = sqlx::query(
        "INSERT INTO billing_subscriptions \
         (id, user_id, prices, status, created_at, period_end, ends_at, past_due_since) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    let prices = subscription.prices().collect::<Vec<_>>().join(",");
    let insert = insert.bind(&subscription.id).bind(user).bind(prices).bind(&subscription.status);
    let insert = insert.bind(subscription.created_at()).bind(subscription.period_end());
    insert.bind(subscription.ends_at()).bind(subscription.past_due_since()).execute(connection).await?;
    Ok(())
}

async fn insert_reversal(
    connection: &mut AnyConnection,
    user: &str,
    charge: &str,
    reversed: &Reversed,
) -> Result<(), sqlx::Error> {
    let insert = sqlx::query(
        "INSERT INTO billing_reversals (charge_id, user_id, subscription_id, covers_until) VALUES ($1, $2, $3, $4)",
    );
    let insert = insert.bind(charge).bind(user).bind(&reversed.subscription).bind(reversed.covers_until);
    insert.execute(connection).await?;
    Ok(())
}

/// Notes what everybody was told after this reading, and when the customer is read again; nothing
/// if a later reading was written: then that one tells.
pub(crate) async fn told(store: &Store, user: &str, number: i64, plan: PlanId, due_at: i64) -> Result<()> {
    let mut transaction = store.begin().await?;
    let update =
        sqlx::query("UPDATE billing_customers SET told_plan = $1, due_at = $2 WHERE user_id = $3 AND applied = $4");
    let update = update.bind(plan.as_str()).bind(due_at).bind(user).bind(number);
    update.execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Takes up to `limit` customers who are to be read again, and hides them until `hidden_until`.
pub(crate) async fn claim_due(store: &Store, now: i64, hidden_until: i64, limit: i64) -> Result<Vec<Customer>> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query(AssertSqlSafe(format!(
        "UPDATE billing_customers SET due_at = $1 WHERE user_id IN \
         (SELECT user_id FROM billing_customers WHERE customer_id <> '' AND due_at <= $2 ORDER BY due_at LIMIT $3{}) \
         RETURNING {COLUMNS}",
        crate::events::skip_locked(store)
    )));
    let rows = update.bind(hidden_until).bind(now).bind(limit).fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(rows.iter().map(customer).collect::<Result<_, _>>()?)
}

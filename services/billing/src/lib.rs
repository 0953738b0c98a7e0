//! Plans and entitlements: what a user may do is decided here, enforced in `rooms` and `gateway`,
//! and shown in the page; and payments through Stripe, which decide the plan.
//!
//! Whether anything is for sale is decided by one key. Without a Stripe secret key there is
//! nobody to pay, so everybody has everything ([`PlanId::Pro`]); with one, whoever has no
//! subscription is on [`PlanId::Free`]. An answer carries until when it holds, so that those who
//! enforce it neither ask for every command nor miss a change for long.
//!
//! Stripe is the truth, and what stands in the tables is a copy. A payment's way: Stripe calls the
//! webhook → `signature` (is it from Stripe?) → `events` (stored once, answered) → `outbox` (taken
//! up, again if the process dies) → `sync` (the customer is read from Stripe) → `standing` (what
//! that gives) → an announcement to all gateways and rooms. What webhooks miss, `reconcile` finds.

mod catalogue;
mod checkout;
mod config;
mod customers;
mod envelope;
mod error;
mod events;
mod meters;
mod outbox;
mod plan;
mod prices;
mod reconcile;
mod run;
mod service;
mod signature;
mod standing;
mod stripe;
mod sync;
mod webhook;

#[cfg(test)]
mod tables_tests;

use matinee_database::Database;
use sqlx::migrate::Migrator;

pub use config::{Config, ConfigError, DEFAULTS, PlanConfig, Plans};
pub use error::OpenError;
pub use meters::METRICS;
pub use plan::{Feature, PlanId};
pub use prices::Prices;
pub use service::BillingService;

/// The name of the service: of its schema, and the audience of calls to it.
const NAME: &str = "billing";

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Brings the tables of this service up to date and does nothing else.
///
/// # Errors
/// The database cannot be reached, or a migration failed; nothing has changed then.
pub async fn migrate(database: &Database) -> Result<(), OpenError> {
    database.migrate(NAME, &MIGRATIONS).await?.close().await;
    Ok(())
}

//! Plans and entitlements: what a user may do is decided here, enforced in `rooms` and `gateway`,
//! and shown in the page.
//!
//! Whether anything is for sale is decided by one key. Without a Stripe secret key there is
//! nobody to pay, so everybody has everything ([`PlanId::Pro`]); with one, whoever has no
//! subscription is on [`PlanId::Free`]. An answer carries until when it holds, so that those who
//! enforce it neither ask for every command nor miss a change for long.

mod config;
mod plan;
mod prices;
mod service;

pub use config::{Config, ConfigError, DEFAULTS, PlanConfig, Plans};
pub use plan::{Feature, PlanId};
pub use prices::Prices;
pub use service::BillingService;

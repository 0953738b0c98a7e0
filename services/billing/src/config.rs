//! The section `[billing]`.

use std::net::SocketAddr;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::plan::{Feature, PlanId};
use crate::prices::Prices;

/// The commented defaults of the section `[billing]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// The section `[billing]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// gRPC listener of the role.
    pub listen: SocketAddr,
    /// Where the role is; `None` = in this process.
    pub url: Option<String>,
    /// Secret key of the Stripe API; `None` (or empty) = nothing is for sale.
    pub stripe_secret_key: Option<SecretString>,
    /// Secrets with which Stripe signs its webhooks, comma-separated.
    pub stripe_webhook_secret: Option<SecretString>,
    /// Base of the Stripe API.
    pub stripe_url: String,
    /// Stripe prices by plan, see [`Prices::parse`].
    pub stripe_prices: Option<String>,
    /// Seconds for which an answer holds.
    pub valid_seconds: u32,
    /// What plans unlock.
    pub plans: Plans,
}

/// What each plan unlocks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plans {
    /// Of [`PlanId::Free`].
    pub free: PlanConfig,
    /// Of [`PlanId::Plus`].
    pub plus: PlanConfig,
    /// Of [`PlanId::Pro`].
    pub pro: PlanConfig,
}

/// What one plan unlocks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanConfig {
    /// Features, in any order.
    pub features: Vec<Feature>,
    /// Members of a room.
    pub members_max: u32,
    /// Items of a queue.
    pub queue_max: u32,
    /// Saved playlists.
    pub playlists_max: u32,
}

/// A key whose value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct ConfigError {
    /// For example `billing.stripe_prices`.
    pub key: String,
    /// What is wrong with it. Never the value of a secret.
    pub reason: String,
}

impl ConfigError {
    fn new(key: &str, reason: impl Into<String>) -> Self {
        Self { key: format!("billing.{key}"), reason: reason.into() }
    }
}

impl Plans {
    /// What a plan unlocks.
    #[must_use]
    pub fn get(&self, plan: PlanId) -> &PlanConfig {
        match plan {
            PlanId::Free => &self.free,
            PlanId::Plus => &self.plus,
            PlanId::Pro => &self.pro,
        }
    }
}

impl Config {
    /// Whether anything is for sale here.
    #[must_use]
    pub fn enabled(&self) -> bool {
        self.stripe_secret_key.as_ref().is_some_and(|key| !key.expose_secret().trim().is_empty())
    }

    /// Reads what is text in the file, and says which key is wrong.
    ///
    /// # Errors
    /// The first key whose value cannot be used.
    pub fn prices(&self) -> Result<Prices, ConfigError> {
        match self.stripe_prices.as_deref().map(str::trim) {
            None | Some("") => Ok(Prices::default()),
            Some(text) => Prices::parse(text).map_err(|reason| ConfigError::new("stripe_prices", reason)),
        }
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// The first key whose value cannot be used.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.prices()?;
        match Url::parse(&self.stripe_url) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {}
            Ok(_) => return Err(ConfigError::new("stripe_url", "is not an http or https URL")),
            Err(error) => return Err(ConfigError::new("stripe_url", error.to_string())),
        }
        for plan in PlanId::ALL {
            if self.plans.get(plan).members_max == 0 {
                return Err(ConfigError::new(&format!("plans.{plan}.members_max"), "a room needs at least one member"));
            }
        }
        Ok(())
    }
}

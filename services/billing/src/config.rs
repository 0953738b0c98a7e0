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
    /// Days of a new subscription that cost nothing.
    pub trial_days: u32,
    /// Whether Stripe's checkout takes promotion codes.
    pub promotion_codes: bool,
    /// Days for which a plan goes on while a payment is missing.
    pub grace_days: f64,
    /// Seconds between two looks at Stripe's list of events.
    pub events_seconds: f64,
    /// Hours after which a customer is read again although nothing was heard of them.
    pub recheck_hours: f64,
    /// HTML for those whose plan is not ad-free.
    pub ad_html: Option<String>,
    /// Address of a page for those whose plan is not ad-free.
    pub ad_url: Option<String>,
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

/// Days of a trial at most, as Stripe has it.
const TRIAL_MAX: u32 = 730;
/// Bytes of an advertisement at most.
const AD_MAX: usize = 32 * 1024;

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
    pub(crate) fn new(key: &str, reason: impl Into<String>) -> Self {
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
        self.check_secrets()?;
        match Url::parse(&self.stripe_url) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {}
            Ok(_) => return Err(ConfigError::new("stripe_url", "is not an http or https URL")),
            Err(error) => return Err(ConfigError::new("stripe_url", error.to_string())),
        }
        if self.trial_days > TRIAL_MAX {
            return Err(ConfigError::new("trial_days", format!("at most {TRIAL_MAX}")));
        }
        for (key, value, least) in [
            ("grace_days", self.grace_days, 0.0),
            ("events_seconds", self.events_seconds, 0.1),
            ("recheck_hours", self.recheck_hours, 0.001),
        ] {
            if !(least..=1e6).contains(&value) {
                return Err(ConfigError::new(key, format!("a number from {least} to 1000000")));
            }
        }
        self.check_ad()?;
        for plan in PlanId::ALL {
            if self.plans.get(plan).members_max == 0 {
                return Err(ConfigError::new(&format!("plans.{plan}.members_max"), "a room needs at least one member"));
            }
        }
        Ok(())
    }

    /// Stripe's keys say by their first letters what they are, and are easily taken for each other.
    fn check_secrets(&self) -> Result<(), ConfigError> {
        let key = self.stripe_secret_key.as_ref().map(|key| key.expose_secret().trim()).unwrap_or_default();
        if key.starts_with("pk_") || key.starts_with("whsec_") {
            let problem = "is another one of Stripe's keys: the secret one begins with sk_, a restricted one with rk_";
            return Err(ConfigError::new("stripe_secret_key", problem));
        }
        let api_key =
            |secret: &SecretString| ["sk_", "rk_", "pk_"].iter().any(|kind| secret.expose_secret().starts_with(kind));
        if self.webhook_secrets().iter().any(api_key) {
            let problem = "is a key for calls: the signing secret of a webhook endpoint begins with whsec_";
            return Err(ConfigError::new("stripe_webhook_secret", problem));
        }
        Ok(())
    }

    fn check_ad(&self) -> Result<(), ConfigError> {
        if self.ad_html().is_some_and(|html| html.len() > AD_MAX) {
            return Err(ConfigError::new(
                "ad_html",
                format!("at most {AD_MAX} bytes; name a page with ad_url instead"),
            ));
        }
        match self.ad_url().map(Url::parse) {
            None => Ok(()),
            Some(Ok(url)) if url.scheme() == "https" && url.has_host() => Ok(()),
            Some(_) => Err(ConfigError::new("ad_url", "is not an https:// URL")),
        }
    }

    /// The operator's own HTML.
    #[must_use]
    pub fn ad_html(&self) -> Option<&str> {
        self.ad_html.as_deref().map(str::trim).filter(|html| !html.is_empty())
    }

    /// The address of the operator's own page.
    #[must_use]
    pub fn ad_url(&self) -> Option<&str> {
        self.ad_url.as_deref().map(str::trim).filter(|url| !url.is_empty())
    }

    /// The secrets with which Stripe signs.
    pub(crate) fn webhook_secrets(&self) -> Vec<SecretString> {
        let text = self.stripe_webhook_secret.as_ref().map(|secret| secret.expose_secret()).unwrap_or_default();
        text.split(',').map(str::trim).filter(|secret| !secret.is_empty()).map(SecretString::from).collect()
    }
}

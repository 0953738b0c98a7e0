//! The section `[auth]`.

use std::net::SocketAddr;

use matinee_token::SigningKey;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// The commented defaults of the section `[auth]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// What a PEM text begins with; anything else is a path.
const PEM: &str = "-----BEGIN ";
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A value of `[auth]` that cannot be used. The text never holds the value of a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("auth.{key}: {reason}")]
pub struct ConfigError {
    /// Which key.
    pub key: &'static str,
    /// Why not.
    pub reason: String,
}

/// The section `[auth]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the role listens for gRPC.
    pub listen: SocketAddr,
    /// Where the role is, if not in this process.
    pub url: Option<String>,
    /// Private key of access tokens, PKCS#8 PEM or the path of a file with it.
    pub signing_key: Option<SecretString>,
    /// Seconds for which an access token is good.
    pub access_seconds: u32,
    /// Hours without a renewal after which a guest's session ends.
    pub guest_idle_hours: u32,
    /// Days without a renewal after which an account's session ends.
    pub account_idle_days: u32,
    /// Days after which an account's session ends anyway.
    pub account_max_days: u32,
}

impl Config {
    /// Checks what types cannot say, and reads the signing key if there is one.
    ///
    /// # Errors
    /// The first value that makes no sense, by its key.
    pub fn check(&self) -> Result<Checked, ConfigError> {
        within("access_seconds", self.access_seconds, 30, 3600)?;
        within("guest_idle_hours", self.guest_idle_hours, 1, 24 * 365)?;
        within("account_idle_days", self.account_idle_days, 1, 3650)?;
        within("account_max_days", self.account_max_days, self.account_idle_days, 3650)?;
        let signing_key = self.signing_key.as_ref().map(|key| read_key(key.expose_secret())).transpose()?;
        let lifetimes = Lifetimes {
            access_s: self.access_seconds,
            guest_idle: i64::from(self.guest_idle_hours) * HOUR_MS,
            account_idle: i64::from(self.account_idle_days) * DAY_MS,
            account_max: i64::from(self.account_max_days) * DAY_MS,
        };
        Ok(Checked { signing_key, lifetimes })
    }
}

/// A configuration that makes sense.
#[derive(Clone, Debug)]
pub struct Checked {
    pub(crate) signing_key: Option<SigningKey>,
    pub(crate) lifetimes: Lifetimes,
}

/// How long things last, in milliseconds but for `access_s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lifetimes {
    /// An access token, in seconds.
    pub(crate) access_s: u32,
    pub(crate) guest_idle: i64,
    pub(crate) account_idle: i64,
    pub(crate) account_max: i64,
}

fn within(key: &'static str, value: u32, least: u32, most: u32) -> Result<(), ConfigError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(ConfigError { key, reason: format!("{value} is not between {least} and {most}") })
}

fn read_key(text: &str) -> Result<SigningKey, ConfigError> {
    let wrong = |reason: String| ConfigError { key: "signing_key", reason };
    let pem = if text.trim_start().starts_with(PEM) {
        text.trim_start().to_owned()
    } else {
        std::fs::read_to_string(text.trim())
            .map_err(|error| wrong(format!("no PEM text, nor the path of one: {error}")))?
    };
    SigningKey::from_pem(&pem).map_err(|error| wrong(error.to_string()))
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;

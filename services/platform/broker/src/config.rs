//! The section `[broker]`.

use secrecy::SecretString;
use serde::Deserialize;

/// The commented defaults of the section `[broker]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// The section `[broker]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Unset = in memory. A secret, because a password may stand in it.
    pub url: Option<SecretString>,
    /// Milliseconds within which a server must answer.
    pub response_timeout_ms: u64,
    /// Milliseconds within which a server must accept a connection.
    pub connect_timeout_ms: u64,
}

impl Config {
    /// The defaults with this URL: for tests and tools.
    #[must_use]
    pub fn with_url(url: &str) -> Self {
        Self { url: Some(url.to_owned().into()), response_timeout_ms: 2000, connect_timeout_ms: 2000 }
    }
}

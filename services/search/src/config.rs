//! The section `[search]`.

use std::net::SocketAddr;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use crate::link::MediaHosts;

/// The commented defaults of the section `[search]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// Seconds of a day.
const DAY: f64 = 24.0 * 3600.0;
/// Seconds for which YouTube's terms let what it said be kept.
const KEPT_MAX: f64 = 30.0 * DAY;

/// The section `[search]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// gRPC listener of the role.
    pub listen: SocketAddr,
    /// Where the role is; `None` = in this process.
    pub url: Option<String>,
    /// Key of the YouTube Data API, for searching.
    pub youtube_api_key: Option<SecretString>,
    /// Base of the YouTube Data API.
    pub youtube_url: String,
    /// YouTube's oEmbed endpoint.
    pub oembed_url: String,
    /// Vimeo's oEmbed endpoint.
    pub vimeo_oembed_url: String,
    /// Hosts whose direct files are always allowed, see [`MediaHosts::parse`].
    pub media_hosts: Vec<String>,
    /// Seconds in which a provider must have answered.
    pub timeout_seconds: f64,
    /// Hours for which what an oEmbed endpoint said is kept.
    pub cache_hours: f64,
    /// Hours for which what a search found is not searched for again.
    pub search_hours: f64,
    /// Days after which what a search found is forgotten; until then it is shown when YouTube cannot be asked.
    pub stale_days: f64,
    /// Days for which what the YouTube Data API said of a video is kept.
    pub metadata_days: f64,
    /// Searches in a day.
    pub daily_searches: u32,
    /// Units of all other calls in a day.
    pub daily_units: u32,
    /// Searches in a day that one user may cause.
    pub daily_searches_per_user: u32,
    /// Seconds for which YouTube is left alone after failing repeatedly.
    pub breaker_seconds: f64,
}

/// A key whose value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("search.{key}: {reason}")]
pub struct ConfigError {
    /// For example `media_hosts`.
    pub key: &'static str,
    /// What is wrong with it. Never the value of a secret.
    pub reason: String,
}

impl Config {
    /// Checks what the types do not.
    ///
    /// # Errors
    /// The first key whose value cannot be used.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.checked().map(drop)
    }

    /// The values as the service uses them.
    pub(crate) fn checked(&self) -> Result<Checked, ConfigError> {
        Ok(Checked {
            api: endpoint("youtube_url", &self.youtube_url)?,
            youtube: endpoint("oembed_url", &self.oembed_url)?,
            vimeo: endpoint("vimeo_oembed_url", &self.vimeo_oembed_url)?,
            media_hosts: MediaHosts::parse(&self.media_hosts)
                .map_err(|reason| ConfigError { key: "media_hosts", reason })?,
            timeout: duration("timeout_seconds", self.timeout_seconds, 60.0)?,
            cache: duration("cache_hours", self.cache_hours * 3600.0, KEPT_MAX)?,
            search: duration("search_hours", self.search_hours * 3600.0, KEPT_MAX)?,
            stale: duration("stale_days", self.stale_days * DAY, KEPT_MAX)?,
            metadata: duration("metadata_days", self.metadata_days * DAY, KEPT_MAX)?,
            rest: duration("breaker_seconds", self.breaker_seconds, 3600.0)?,
        })
    }
}

/// What of [`Config`] the service uses, read.
pub(crate) struct Checked {
    pub(crate) youtube: Url,
    pub(crate) vimeo: Url,
    pub(crate) media_hosts: MediaHosts,
    pub(crate) timeout: Duration,
    pub(crate) cache: Duration,
    pub(crate) api: Url,
    pub(crate) search: Duration,
    pub(crate) stale: Duration,
    pub(crate) metadata: Duration,
    pub(crate) rest: Duration,
}

fn endpoint(key: &'static str, text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|error| ConfigError { key, reason: error.to_string() })?;
    if matches!(url.scheme(), "http" | "https") {
        Ok(url)
    } else {
        Err(ConfigError { key, reason: "is not an http or https URL".to_owned() })
    }
}

fn duration(key: &'static str, seconds: f64, max: f64) -> Result<Duration, ConfigError> {
    if seconds > 0.0 && seconds <= max {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(ConfigError { key, reason: format!("must be more than 0 and at most {max} seconds in all") })
    }
}

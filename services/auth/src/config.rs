//! The section `[auth]`.

use std::net::SocketAddr;

use lettre::message::Mailbox;
use matinee_token::SigningKey;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::{Host, Url};

/// The commented defaults of the section `[auth]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// What a PEM text begins with; anything else is a path.
const PEM: &str = "-----BEGIN ";
const HOUR_MS: f64 = 3_600_000.0;
const DAY_MS: f64 = 24.0 * HOUR_MS;
/// Days that anything lasts at most.
const DAYS_MAX: f64 = 3650.0;

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
    pub guest_idle_hours: f64,
    /// Days without a renewal after which an account's session ends.
    pub account_idle_days: f64,
    /// Days after which an account's session ends anyway.
    pub account_max_days: f64,
    /// Whether a second log-in under one name is refused.
    pub single_session: bool,
    /// Password hashes computed at once; 0: half of the processor's cores.
    pub hashes_at_once: usize,
    /// Where mail is handed in, with user and password.
    pub smtp_url: Option<SecretString>,
    /// Who mail is from.
    pub mail_from: Option<String>,
    /// Log-in with Google.
    pub google: ProviderConfig,
    /// Log-in with another issuer.
    pub oidc: ProviderConfig,
}

/// A provider of identities (OpenID Connect). There is none while the client id is unset.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// Whose identities.
    pub issuer: Option<String>,
    /// For people.
    pub name: String,
    /// By which the issuer knows this installation.
    pub client_id: Option<String>,
    /// With which this installation shows that it is the one.
    pub client_secret: Option<SecretString>,
}

impl Config {
    /// Checks what types cannot say, and reads the signing key if there is one.
    ///
    /// # Errors
    /// The first value that makes no sense, by its key.
    pub fn check(&self) -> Result<Checked, ConfigError> {
        within("access_seconds", f64::from(self.access_seconds), 30.0, 3600.0)?;
        within("guest_idle_hours", self.guest_idle_hours, 1e-4, DAYS_MAX * 24.0)?;
        within("account_idle_days", self.account_idle_days, 1e-5, DAYS_MAX)?;
        within("account_max_days", self.account_max_days, self.account_idle_days, DAYS_MAX)?;
        let signing_key = self.signing_key.as_ref().map(|key| read_key(key.expose_secret())).transpose()?;
        let lifetimes = Lifetimes {
            access_s: self.access_seconds,
            guest_idle: millis(self.guest_idle_hours * HOUR_MS),
            account_idle: millis(self.account_idle_days * DAY_MS),
            account_max: millis(self.account_max_days * DAY_MS),
        };
        let mail = self.mail()?;
        let google = self.google.check("google", ["google.issuer", "google.client_id"])?;
        let oidc = self.oidc.check("oidc", ["oidc.issuer", "oidc.client_id"])?;
        let providers = [google, oidc].into_iter().flatten().collect();
        Ok(Checked { signing_key, lifetimes, mail, providers })
    }

    fn mail(&self) -> Result<Option<MailSettings>, ConfigError> {
        let wrong = |key, reason: &str| ConfigError { key, reason: reason.to_owned() };
        let Some(url) = &self.smtp_url else { return Ok(None) };
        let known = Url::parse(url.expose_secret()).ok().filter(|url| matches!(url.scheme(), "smtp" | "smtps"));
        if known.and_then(|url| url.host_str().map(str::to_owned)).is_none() {
            return Err(wrong("smtp_url", "not smtp://host or smtps://host"));
        }
        let from = self.mail_from.as_deref().ok_or_else(|| wrong("mail_from", "must be set where smtp_url is"))?;
        let from = from.parse().map_err(|_| wrong("mail_from", "not an address, as Matinee <matinee@example.org>"))?;
        Ok(Some(MailSettings { url: url.clone(), from }))
    }
}

impl ProviderConfig {
    fn check(&self, id: &'static str, keys: [&'static str; 2]) -> Result<Option<ProviderSettings>, ConfigError> {
        let [issuer_key, client_key] = keys;
        let wrong = |key, reason: &str| ConfigError { key, reason: reason.to_owned() };
        let Some(client_id) = self.client_id.clone() else {
            if self.client_secret.is_some() {
                return Err(wrong(client_key, "must be set where client_secret is"));
            }
            return Ok(None);
        };
        let issuer = self.issuer.clone().ok_or_else(|| wrong(issuer_key, "must be set where client_id is"))?;
        if !Url::parse(&issuer).is_ok_and(|url| is_private(&url)) {
            return Err(wrong(issuer_key, "not an https:// address (http:// will do on this computer alone)"));
        }
        let (name, client_secret) = (self.name.clone(), self.client_secret.clone());
        Ok(Some(ProviderSettings { id, name, issuer, client_id, client_secret }))
    }
}

/// Whether nobody can listen in on the way there.
fn is_private(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

/// A configuration that makes sense.
#[derive(Clone, Debug)]
pub struct Checked {
    pub(crate) signing_key: Option<SigningKey>,
    pub(crate) lifetimes: Lifetimes,
    pub(crate) mail: Option<MailSettings>,
    pub(crate) providers: Vec<ProviderSettings>,
}

/// How mail is sent.
#[derive(Clone, Debug)]
pub(crate) struct MailSettings {
    pub(crate) url: SecretString,
    pub(crate) from: Mailbox,
}

/// A provider that is configured.
#[derive(Clone, Debug)]
pub(crate) struct ProviderSettings {
    pub(crate) id: &'static str,
    pub(crate) name: String,
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<SecretString>,
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

fn within(key: &'static str, value: f64, least: f64, most: f64) -> Result<(), ConfigError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(ConfigError { key, reason: format!("{value} is not between {least} and {most}") })
}

#[allow(clippy::cast_possible_truncation, reason = "checked to be some thousand days at most")]
fn millis(value: f64) -> i64 {
    value.round() as i64
}

fn read_key(text: &str) -> Result<SigningKey, ConfigError> {
    let wrong = |reason: String| ConfigError { key: "signing_key", reason };
    let pem = if text.trim_start().starts_with(PEM) {
        text.trim_start().to_owned()
    } else {
        std::fs::read_to_string(text.trim()).map_err(|error| {
            wrong(format!("neither PEM text (-----BEGIN PRIVATE KEY-----) nor the path of a file with it: {error}"))
        })?
    };
    SigningKey::from_pem(&pem).map_err(|error| wrong(error.to_string()))
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;

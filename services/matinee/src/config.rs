//! The whole configuration, typed: a section per crate, each with the defaults that the crate
//! itself brings. The crates know nothing of files and variables, this one nothing of their keys.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use matinee_token::InternalKey;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use crate::cli::Choice;
use crate::roles::{Each, Plan, Section};
use crate::settings::{Settings, SettingsError};
use crate::telemetry;

/// Every section's commented defaults, in the order in which `default-config` prints them.
const DEFAULTS: [&str; 9] = [
    include_str!("../default.toml"),
    matinee_gateway::DEFAULTS,
    matinee_limits::DEFAULTS,
    matinee_auth::DEFAULTS,
    matinee_rooms::DEFAULTS,
    matinee_search::DEFAULTS,
    matinee_billing::DEFAULTS,
    matinee_broker::DEFAULTS,
    matinee_database::DEFAULTS,
];

/// The documented defaults as one text: what `default-config` prints and what holds.
pub(crate) fn defaults() -> String {
    DEFAULTS.map(str::trim_end).join("\n\n") + "\n"
}

/// All sections.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    #[serde(default, deserialize_with = "web_url")]
    pub(crate) public_url: Option<Url>,
    pub(crate) admin: Admin,
    pub(crate) internal: Internal,
    pub(crate) log: telemetry::LogConfig,
    pub(crate) telemetry: telemetry::Config,
    pub(crate) shutdown: Shutdown,
    pub(crate) gateway: matinee_gateway::Config,
    pub(crate) limits: matinee_limits::Limits,
    pub(crate) auth: matinee_auth::Config,
    pub(crate) rooms: matinee_rooms::Config,
    pub(crate) search: matinee_search::Config,
    pub(crate) billing: matinee_billing::Config,
    pub(crate) broker: matinee_broker::Config,
    pub(crate) database: matinee_database::DatabaseConfig,
}

/// The section `[admin]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Admin {
    pub(crate) listen: SocketAddr,
}

/// The section `[internal]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Internal {
    pub(crate) key: Option<SecretString>,
}

/// The section `[shutdown]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shutdown {
    #[serde(deserialize_with = "seconds")]
    pub(crate) delay: Duration,
    #[serde(deserialize_with = "seconds")]
    pub(crate) timeout: Duration,
}

/// Where a browser can go.
fn web_url<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.map(Some).ok_or_else(|| serde::de::Error::custom("is not an http:// or https:// URL"))
}

/// A number of seconds from 0 to a day.
fn seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    let range = 0.0..=86_400.0;
    let duration = range.contains(&seconds).then(|| Duration::from_secs_f64(seconds));
    duration.ok_or_else(|| serde::de::Error::custom("not a number of seconds from 0 to 86400"))
}

/// The configuration and where its values came from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) settings: Settings,
}

impl Loaded {
    /// Defaults, then the file, then the environment.
    pub(crate) fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut settings = Settings::defaults(&defaults());
        if let Some(file) = file {
            settings.overlay_file(file)?;
        }
        settings.overlay_environment(environment)?;
        let config: Config = settings.deserialize()?;
        let loaded = Self { config, settings };
        loaded.check()?;
        Ok(loaded)
    }

    /// What no type can say.
    fn check(&self) -> Result<(), SettingsError> {
        let Config { auth, search, billing, .. } = &self.config;
        let invalid = |key: &str, reason| self.settings.invalid(key, reason);
        if let Some(key) = &self.config.internal.key {
            InternalKey::new(key.clone()).map_err(|error| invalid("internal.key", error.to_string()))?;
        }
        auth.check().map_err(|error| invalid(&format!("auth.{}", error.key), error.reason))?;
        if auth.smtp_url.is_some() && self.config.public_url.is_none() {
            return Err(invalid(
                "public_url",
                "must be set where auth.smtp_url is: links of mails lead there".to_owned(),
            ));
        }
        self.config.telemetry.check().map_err(|(key, problem)| invalid(key, problem))?;
        search.validate().map_err(|error| invalid(&format!("search.{}", error.key), error.reason))?;
        billing.validate().map_err(|error| invalid(&error.key, error.reason))?;
        Ok(())
    }

    /// What runs where, if these roles are asked for, and the secret they share.
    pub(crate) fn plan(&self, choices: &[Choice]) -> Result<(Plan, InternalKey), SettingsError> {
        let section = |url: &Option<String>, listen| Section {
            url: url.clone().filter(|url| !url.is_empty()),
            listen_set: self.settings.is_set(listen),
        };
        let Config { auth, rooms, search, billing, .. } = &self.config;
        let sections = Each {
            auth: section(&auth.url, "auth.listen"),
            rooms: section(&rooms.url, "rooms.listen"),
            search: section(&search.url, "search.listen"),
            billing: section(&billing.url, "billing.listen"),
        };
        let plan = Plan::new(choices, sections);
        if plan.shares_state() && self.config.broker.url.is_none() {
            let problem = "must be set when auth or rooms run in processes of their own: they meet in Redis";
            return Err(self.settings.invalid("broker.url", problem));
        }
        let key = self.internal_key(&plan)?;
        Ok((plan, key))
    }

    fn internal_key(&self, plan: &Plan) -> Result<InternalKey, SettingsError> {
        let secret = match &self.config.internal.key {
            Some(secret) => secret.clone(),
            None if plan.spans_processes() || self.config.broker.url.is_some() => {
                let problem = "must be set, to the same secret in all of them, when there are several processes";
                return Err(self.settings.invalid("internal.key", problem));
            }
            None => {
                let random: [u8; 32] = rand::random();
                random.map(|byte| format!("{byte:02x}")).concat().into()
            }
        };
        InternalKey::new(secret).map_err(|error| self.settings.invalid("internal.key", error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Loaded, SettingsError> {
        Loaded::read(None, variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
    }

    fn refusal(variables: &[(&str, &str)], choices: &[Choice]) -> String {
        match read(variables) {
            Err(error) => error.to_string(),
            Ok(loaded) => loaded.plan(choices).map(drop).expect_err("it is refused").to_string(),
        }
    }

    #[test]
    fn the_defaults_are_complete_and_run_everything_here() {
        let loaded = read(&[]).unwrap();
        assert_eq!(loaded.config.gateway.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(loaded.config.admin.listen.to_string(), "127.0.0.1:8081");
        let (plan, _) = loaded.plan(&[]).unwrap();
        assert!(plan.gateway && !plan.spans_processes());
        let ports = [&loaded.config.auth.listen, &loaded.config.rooms.listen];
        assert_eq!(ports.map(|listen| listen.port()), [50051, 50052]);
        assert_eq!([loaded.config.search.listen.port(), loaded.config.billing.listen.port()], [50053, 50054]);
    }

    #[test]
    fn what_processes_must_share_is_asked_for_by_name() {
        let redis = ("MATINEE_BROKER__URL", "redis://127.0.0.1:1");
        let key = ("MATINEE_INTERNAL__KEY", "0123456789abcdef0123456789abcdef");
        assert!(refusal(&[], &[Choice::Rooms]).starts_with("broker.url: must be set"));
        assert!(refusal(&[redis], &[Choice::Rooms]).starts_with("internal.key: must be set"));
        assert!(refusal(&[redis], &[]).starts_with("internal.key: must be set"));
        assert!(refusal(&[], &[Choice::Search]).starts_with("internal.key: must be set"));
        assert!(read(&[redis, key]).unwrap().plan(&[Choice::Rooms]).is_ok());
        let short = refusal(&[("MATINEE_INTERNAL__KEY", "too short")], &[]);
        assert!(short.starts_with("internal.key: has fewer than 32") && !short.contains("too short"), "{short}");
    }

    #[test]
    fn common_mistakes_are_named() {
        for (variable, text, told) in [
            ("MATINEE_GATEWAY__LISTEN", "8080", "gateway.listen: is not an IP address with a port, such as"),
            ("MATINEE_ADMIN__LISTEN", "localhost:8081", "admin.listen: is not an IP address with a port"),
            ("MATINEE_BILLING__STRIPE_SECRET_KEY", "pk_test_hunter2", "billing.stripe_secret_key: is another one"),
            ("MATINEE_BILLING__STRIPE_SECRET_KEY", "whsec_hunter2", "billing.stripe_secret_key: is another one"),
            ("MATINEE_BILLING__STRIPE_WEBHOOK_SECRET", "whsec_a,sk_hunter2", "billing.stripe_webhook_secret: is a key"),
        ] {
            let refusal = refusal(&[(variable, text)], &[]);
            assert!(refusal.starts_with(told) && refusal.contains(&format!("(set by {variable})")), "{refusal}");
            assert!(!refusal.contains("hunter2"), "{refusal}");
        }
        assert!(refusal(&[], &[Choice::Rooms]).ends_with("(MATINEE_BROKER__URL sets it)"));
        for secrets in
            [("MATINEE_BILLING__STRIPE_SECRET_KEY", "rk_live_x"), ("MATINEE_BILLING__STRIPE_WEBHOOK_SECRET", "whsec_a")]
        {
            assert!(read(&[secrets]).is_ok());
        }
    }

    #[test]
    fn every_variable_of_the_contract_is_known() {
        for name in [
            "PUBLIC_URL",
            "GATEWAY__ORIGINS",
            "LIMITS__ENABLED",
            "GATEWAY__LISTEN",
            "ADMIN__LISTEN",
            "AUTH__LISTEN",
            "ROOMS__LISTEN",
            "SEARCH__LISTEN",
            "BILLING__LISTEN",
            "AUTH__URL",
            "ROOMS__URL",
            "SEARCH__URL",
            "BILLING__URL",
            "BROKER__URL",
            "DATABASE__URL",
            "AUTH__SIGNING_KEY",
            "INTERNAL__KEY",
            "SEARCH__YOUTUBE_API_KEY",
            "SEARCH__YOUTUBE_URL",
            "SEARCH__OEMBED_URL",
            "BILLING__STRIPE_SECRET_KEY",
            "BILLING__STRIPE_WEBHOOK_SECRET",
            "BILLING__STRIPE_URL",
            "BILLING__STRIPE_PRICES",
        ] {
            let name = format!("MATINEE_{name}");
            if let Err(error) = read(&[(&name, "x")]) {
                assert!(!matches!(error, SettingsError::Unknown { .. }), "{error}");
            }
        }
    }
}

//! An OpenID provider that runs here: npm's `oauth2-mock-server`, as a process.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::process::{Process, Program, folder, free_port, until};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A provider that vouches for whomever it is told.
#[derive(Debug)]
pub struct OpenIdProvider {
    _process: Process,
    issuer: String,
    claims: PathBuf,
}

impl OpenIdProvider {
    /// Starts one.
    ///
    /// # Panics
    /// It does not start: `tests/setup.sh` installs what it needs.
    #[must_use]
    pub fn start() -> Self {
        let claims = folder("openid").join("claims.json");
        std::fs::write(&claims, "{}").expect("a file of the tests");
        let port = free_port();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/src/openid-server.js");
        let settings = [("PORT", port.to_string()), ("CLAIMS", claims.display().to_string())];
        let settings = settings.map(|(name, value)| (name.to_owned(), value));
        let program = Program::new("openid", "node").arguments([script.display().to_string()]).environment(settings);
        let mut process = program.start();
        until("the OpenID provider listens", PATIENCE, || {
            assert!(!process.has_ended(), "the OpenID provider ended:\n{}", process.log());
            process.log().contains("issuer ")
        });
        let log = process.log();
        let issuer =
            log.lines().find_map(|line| line.split_once("issuer ")).map(|(_, issuer)| issuer.trim().to_owned());
        Self { _process: process, issuer: issuer.expect("it said where"), claims }
    }

    /// Settings with which Matinee offers it.
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AUTH__OIDC__ISSUER", self.issuer.clone()),
            ("AUTH__OIDC__CLIENT_ID", "matinee".to_owned()),
            ("AUTH__OIDC__CLIENT_SECRET", "what the provider and Matinee share".to_owned()),
            ("AUTH__OIDC__NAME", "Example ID".to_owned()),
        ]
    }

    /// What its tokens say from now on, besides what they have to.
    ///
    /// # Panics
    /// It cannot be told.
    pub fn vouch(&self, claims: &Value) {
        std::fs::write(&self.claims, claims.to_string()).expect("a file of the tests");
    }
}

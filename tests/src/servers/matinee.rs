//! Roles of Matinee as processes of their own.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use super::{START, status};
use crate::process::{Process, Program, free_port, until};

/// The binary, built if it is not up to date: next to the tests, with their profile. With
/// `TEST_MATINEE_BINARY` it is that file, as it is.
///
/// # Panics
/// If it cannot be built.
#[must_use]
pub fn binary() -> PathBuf {
    static BINARY: LazyLock<PathBuf> = LazyLock::new(|| {
        if let Some(built) = std::env::var_os("TEST_MATINEE_BINARY") {
            return PathBuf::from(built);
        }
        let tests = std::env::current_exe().expect("the tests are a file");
        // target/<profile>/deps/e2e-… and target/<profile>/matinee-deployment.
        let mut profile = tests.parent().expect("it is in a folder");
        if profile.ends_with("deps") {
            profile = profile.parent().expect("deps is in a folder");
        }
        let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
        cargo.args(["build", "--quiet", "-p", "matinee", "--manifest-path"]);
        cargo.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).arg("--target-dir");
        cargo.arg(profile.parent().expect("the profile is in the target folder"));
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        let built = cargo.status().expect("cargo is there");
        assert!(built.success(), "matinee does not build");
        profile.join("matinee")
    });
    BINARY.clone()
}

/// A process that runs some of the roles.
#[derive(Debug)]
pub struct Role {
    process: Process,
    start: Start,
}

/// How it was started, to do it again.
#[derive(Clone, Debug)]
struct Start {
    role: &'static str,
    name: String,
    environment: Vec<(String, String)>,
    port: u16,
    admin: u16,
}

impl Role {
    /// Starts `matinee serve <role>` with these settings (`SECTION__KEY`) on free ports; does not
    /// wait until it is ready.
    #[must_use]
    pub fn start(role: &'static str, name: impl Into<String>, settings: &[(String, String)]) -> Self {
        let (port, admin) = (free_port(), free_port());
        let section = if role == "all" { "GATEWAY".to_owned() } else { role.to_uppercase() };
        let keys = settings.iter().filter(|(key, _)| key != "RUST_LOG");
        let mut environment: Vec<_> = keys.map(|(key, value)| (format!("MATINEE_{key}"), value.clone())).collect();
        environment.push((format!("MATINEE_{section}__LISTEN"), format!("127.0.0.1:{port}")));
        environment.push(("MATINEE_ADMIN__LISTEN".to_owned(), format!("127.0.0.1:{admin}")));
        if settings.iter().all(|(key, _)| key != "LOG__FORMAT") {
            environment.push(("MATINEE_LOG__FORMAT".to_owned(), "human".to_owned()));
        }
        let own = settings.iter().find(|(key, _)| key == "RUST_LOG").map(|(_, level)| level.clone());
        let log = own.or_else(|| std::env::var("RUST_LOG").ok()).unwrap_or_else(|| "info".to_owned());
        environment.push(("RUST_LOG".to_owned(), log));
        let start = Start { role, name: name.into(), environment, port, admin };
        Self { process: start.process(), start }
    }

    /// Waits until it says that it is ready.
    ///
    /// # Panics
    /// If it ends instead.
    pub fn ready(&mut self) {
        let Self { process, start } = self;
        until(&format!("{} is ready", start.name), START, || {
            assert!(!process.has_ended(), "{} ended:\n{}", start.name, process.log());
            status(start.admin, "/readyz") == Some(200)
        });
    }

    /// What `/readyz` says at this moment, if anything.
    #[must_use]
    pub fn readiness(&self) -> Option<u16> {
        status(self.start.admin, "/readyz")
    }

    /// Starts it again on the same ports, after it has ended, and waits until it is ready.
    pub fn again(&mut self) {
        self.start_again();
        self.ready();
    }

    /// Starts it again on the same ports; does not wait until it is ready.
    pub fn start_again(&mut self) {
        self.process.kill();
        self.process = self.start.process();
    }

    /// Another value for a setting (`SECTION__KEY`), for when it is started again.
    pub fn set(&mut self, key: &str, value: &str) {
        let name = format!("MATINEE_{key}");
        self.start.environment.retain(|(known, _)| *known != name);
        self.start.environment.push((name, value.to_owned()));
    }

    /// The process, to look at or to signal.
    #[must_use]
    pub fn process_ref(&self) -> &Process {
        &self.process
    }

    /// Its public port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.start.port
    }

    /// The port of its admin listener.
    #[must_use]
    pub fn admin(&self) -> u16 {
        self.start.admin
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.start.port)
    }

    /// The process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// The last lines of its log.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.log()
    }
}

impl Start {
    fn process(&self) -> Process {
        let program = Program::new(self.name.clone(), binary()).arguments(["serve", self.role]);
        program.environment(self.environment.iter().cloned()).start()
    }
}

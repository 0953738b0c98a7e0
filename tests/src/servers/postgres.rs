//! One PostgreSQL with a cluster of its own in a folder of its own.

use std::path::PathBuf;
use std::process::Command;

use super::START;
use crate::process::{Process, Program, folder, free_port, is_root, until};

/// The user that runs it where the tests run as root, which it refuses.
const USER: &str = "postgres";

/// A running PostgreSQL with an empty database `matinee`.
#[derive(Debug)]
pub struct Postgres {
    process: Process,
    port: u16,
}

impl Postgres {
    /// Makes a cluster and starts it on a free port.
    ///
    /// # Panics
    /// If PostgreSQL is not there or does not start.
    #[must_use]
    pub fn start() -> Self {
        let port = free_port();
        let directory = folder("postgres");
        if is_root() {
            let owned = Command::new("chown").arg(USER).arg(&directory).status();
            assert!(owned.is_ok_and(|status| status.success()), "{} could not be given to {USER}", directory.display());
        }
        let place = directory.join("data").display().to_string();
        let options = ["-D", &place, "-U", "matinee", "--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C"];
        Program::new("initdb", program("initdb")).arguments(options).unless_root(USER).run();
        let port_text = port.to_string();
        let sockets = directory.display().to_string();
        let options = ["-D", &place, "-p", &port_text, "-h", "127.0.0.1", "-k", &sockets, "-F"];
        let tuned = ["-c", "max_connections=200", "-c", "shared_buffers=32MB", "-c", "synchronous_commit=off"];
        let server = Program::new("postgres", program("postgres")).arguments(options).arguments(tuned);
        let process = server.unless_root(USER).start();
        let postgres = Self { process, port };
        // It answers before it can be written to; making the database is the condition itself.
        until("postgres takes a database", START, || postgres.asked("createdb", "matinee"));
        postgres
    }

    /// Drops the database and makes a new one of this name; where that is.
    ///
    /// # Panics
    /// If it cannot be made, or the first not be dropped.
    #[must_use]
    pub fn another(&self, name: &str) -> String {
        assert!(self.asked("dropdb", "matinee") && self.asked("createdb", name), "{name} is not made");
        format!("postgres://matinee@127.0.0.1:{}/{name}", self.port)
    }

    fn asked(&self, program_name: &str, database: &str) -> bool {
        let mut command = Command::new(program(program_name));
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "matinee", database]);
        command.output().is_ok_and(|output| output.status.success())
    }

    /// Where the database is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://matinee@127.0.0.1:{}/matinee", self.port)
    }

    /// The process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }
}

/// One of PostgreSQL's programs, which Debian keeps out of the path.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.exists()).max();
    newest.unwrap_or_else(|| PathBuf::from(name))
}

//! Who is measured, and how each one is started: every server process and Redis pinned to one
//! CPU, everything ended when the deployment is dropped.

use std::error::Error;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::point::Point;

/// A server that is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Contender {
    /// One `write` per delivery.
    LimitPlain,
    /// One `write` per member and poll round.
    LimitBatched,
    Matinee,
}

impl Contender {
    pub(crate) const ALL: [Contender; 3] = [Self::LimitPlain, Self::LimitBatched, Self::Matinee];
}

/// Running servers.
pub(crate) struct Deployment {
    contender: Contender,
    cpu: usize,
    directory: TempDir,
    processes: Vec<Child>,
    /// Ports that members connect to.
    ports: Vec<u16>,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

impl Deployment {
    pub(crate) fn start(contender: Contender, scaled: bool, cpu: usize) -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        let mut deployment = Self { contender, cpu, directory, processes: Vec::new(), ports: Vec::new() };
        let redis = if scaled { Some(deployment.start_redis()?) } else { None };
        match contender {
            Contender::Matinee => deployment.start_matinee(redis)?,
            limit => deployment.start_limit(limit == Contender::LimitBatched, redis)?,
        }
        Ok(deployment)
    }

    fn spawn(&mut self, program: &str, arguments: &[String], environment: &[(String, String)]) -> Outcome<()> {
        let log = std::fs::File::create(self.directory.path().join(format!("{}.log", self.processes.len())))?;
        let child = Command::new("taskset")
            .args(["-c", &self.cpu.to_string(), program])
            .args(arguments)
            .envs(environment.iter().cloned())
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .map_err(|error| format!("taskset {program}: {error}"))?;
        self.processes.push(child);
        Ok(())
    }

    fn start_redis(&mut self) -> Outcome<u16> {
        let port = free_port()?;
        let arguments = ["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        self.spawn("redis-server", &arguments.map(String::from), &[])?;
        self.wait_for(port)?;
        Ok(port)
    }

    fn start_limit(&mut self, batched: bool, redis: Option<u16>) -> Outcome<()> {
        for replica in 0..if redis.is_some() { 2 } else { 1 } {
            let port = free_port()?;
            let mut arguments = vec!["--port".to_owned(), port.to_string()];
            arguments.extend(["--replica".to_owned(), replica.to_string()]);
            arguments.extend(["--batch".to_owned(), u8::from(batched).to_string()]);
            if let Some(redis) = redis {
                arguments.extend(["--redis".to_owned(), redis.to_string()]);
            }
            self.spawn(&sibling("matinee-load-limit")?, &arguments, &[])?;
            self.wait_for(port)?;
            self.ports.push(port);
        }
        Ok(())
    }

    /// One process, or two gateways with the services as processes of their own.
    fn start_matinee(&mut self, redis: Option<u16>) -> Outcome<()> {
        let mut common = vec![
            variable("LIMITS__ENABLED", "false"),
            variable("DATABASE__URL", &format!("sqlite://{}/matinee.db", self.directory.path().display())),
            ("RUST_LOG".to_owned(), "warn".to_owned()),
        ];
        let Some(redis) = redis else {
            return self.start_role("all", "GATEWAY", &common).map(|port| self.ports.push(port));
        };
        common.push(variable("BROKER__URL", &format!("redis://127.0.0.1:{redis}")));
        common.push(variable("INTERNAL__KEY", "a secret of the benchmark, long enough"));
        for role in ["auth", "search", "billing", "rooms"] {
            let port = self.start_role(role, &role.to_uppercase(), &common)?;
            common.push(variable(&format!("{}__URL", role.to_uppercase()), &format!("http://127.0.0.1:{port}")));
        }
        for _ in 0..2 {
            let port = self.start_role("gateway", "GATEWAY", &common)?;
            self.ports.push(port);
        }
        Ok(())
    }

    fn start_role(&mut self, role: &str, section: &str, common: &[(String, String)]) -> Outcome<u16> {
        let (port, admin) = (free_port()?, free_port()?);
        let mut environment = common.to_vec();
        environment.push(variable(&format!("{section}__LISTEN"), &format!("127.0.0.1:{port}")));
        environment.push(variable("ADMIN__LISTEN", &format!("127.0.0.1:{admin}")));
        self.spawn(&sibling("matinee")?, &["serve".to_owned(), role.to_owned()], &environment)?;
        self.wait_for(port)?;
        Ok(port)
    }

    fn wait_for(&mut self, port: u16) -> Outcome<()> {
        let deadline = Instant::now() + Duration::from_secs(20);
        let newest = self.processes.len() - 1;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = self.processes[newest].try_wait()?.is_some();
            if ended || Instant::now() > deadline {
                let log = std::fs::read_to_string(self.directory.path().join(format!("{newest}.log")))?;
                return Err(format!("a server did not come up on port {port}:\n{log}").into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Runs the generator against the deployment and returns its report.
    pub(crate) fn measure(&self, point: &Point, seconds: f64, cpu: usize) -> Outcome<Value> {
        let path = if self.contender == Contender::Matinee { "" } else { "r/{room}" };
        let urls: Vec<String> = self.ports.iter().map(|port| format!("ws://127.0.0.1:{port}/{path}")).collect();
        let pids: Vec<String> = self.processes.iter().map(|process| process.id().to_string()).collect();
        let adapter = if self.contender == Contender::Matinee { "matinee" } else { "raw" };
        let options = [
            ("adapter", adapter.to_owned()),
            ("label", format!("{:?} {}", self.contender, point.name())),
            ("url", urls.join(",")),
            ("pids", pids.join(",")),
            ("mode", "saturate".to_owned()),
            ("rooms", point.rooms.to_string()),
            ("members", point.members.to_string()),
            ("window", point.window.to_string()),
            ("duration", seconds.to_string()),
        ];
        let output = Command::new("taskset")
            .args(["-c", &cpu.to_string(), &sibling("matinee-load-generator")?])
            .args(options.iter().flat_map(|(name, value)| [format!("--{name}"), value.clone()]))
            .output()?;
        if !output.status.success() {
            return Err(format!("{:?}: {}", self.contender, String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        for process in self.processes.iter_mut().rev() {
            // It may have ended already; either way it is gone afterwards.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn variable(name: &str, value: &str) -> (String, String) {
    (format!("MATINEE_{name}"), value.to_owned())
}

fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A program that was built next to this one.
fn sibling(name: &str) -> Outcome<String> {
    let path: PathBuf = std::env::current_exe()?.with_file_name(name);
    if !path.exists() {
        return Err(format!("{} is not built; use `make bench`", path.display()).into());
    }
    Ok(path.to_string_lossy().into_owned())
}

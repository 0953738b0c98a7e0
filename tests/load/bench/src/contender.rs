//! Who is measured, and how each one is started: every server process and Redis pinned to one
//! CPU, everything ended when the deployment is dropped.

use std::error::Error;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Where the peers are, from the top of the repository.
const PEERS: &str = "tests/load/peers";
/// Open files that a server and the generator may need.
const FILES: u32 = 20_000;
/// How often a start is tried.
const STARTS: usize = 3;

/// A server that is measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Contender {
    /// One `write` per delivery.
    LimitPlain,
    /// One `write` per member and poll round.
    LimitBatched,
    /// socket.io, with its Redis adapter.
    SocketIo,
    /// Bare `ws`, with Redis by ioredis.
    Ws,
    /// socketioxide, with its Redis adapter.
    Socketioxide,
    Matinee,
}

impl Contender {
    pub(crate) const LIMITS: [Contender; 2] = [Self::LimitPlain, Self::LimitBatched];
    pub(crate) const PEERS: [Contender; 3] = [Self::SocketIo, Self::Ws, Self::Socketioxide];

    /// Its name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LimitPlain => "limit, plain",
            Self::LimitBatched => "limit, batched",
            Self::SocketIo => "socket.io",
            Self::Ws => "ws",
            Self::Socketioxide => "socketioxide",
            Self::Matinee => "Matinee",
        }
    }

    /// Why it cannot run here, if it cannot.
    pub(crate) fn missing(self) -> Option<String> {
        let there = match self {
            Self::SocketIo | Self::Ws => Path::new(PEERS).join("node/node_modules").is_dir(),
            Self::Socketioxide => sibling("matinee-load-peer-socketioxide").is_ok(),
            _ => return None,
        };
        (!there).then(|| format!("{} is not installed; `make bench` does it", self.name()))
    }

    /// How the generator speaks with it: options and the path of the URL.
    fn dialect(self) -> (&'static str, &'static [(&'static str, &'static str)]) {
        match self {
            Self::LimitPlain | Self::LimitBatched => ("r/{room}", &[("adapter", "raw")]),
            Self::SocketIo | Self::Socketioxide => ("", &[("adapter", "socketio")]),
            Self::Ws => ("", &[("adapter", "raw"), ("join", r#"{"type":"join","room":"{room}"}"#)]),
            Self::Matinee => ("", &[("adapter", "matinee")]),
        }
    }
}

/// Servers that are to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// One process.
    One,
    /// So many gateways (or servers of a peer), services as processes of their own, and Redis.
    Scaled(usize),
}

/// Running servers.
pub(crate) struct Deployment {
    contender: Contender,
    cpu: usize,
    directory: TempDir,
    processes: Vec<Child>,
    /// Ports that members connect to.
    ports: Vec<u16>,
    redis: Option<u16>,
}

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

impl Deployment {
    /// Starts servers; again where they did not come up, as when somebody else was faster to take a free port.
    pub(crate) fn start(contender: Contender, shape: Shape, cpu: usize) -> Outcome<Self> {
        for _ in 1..STARTS {
            match Self::try_start(contender, shape, cpu) {
                Err(error) => eprintln!("{error}; once more"),
                started => return started,
            }
        }
        Self::try_start(contender, shape, cpu)
    }

    fn try_start(contender: Contender, shape: Shape, cpu: usize) -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        let mut deployment = Self { contender, cpu, directory, processes: Vec::new(), ports: Vec::new(), redis: None };
        if shape != Shape::One {
            deployment.redis = Some(deployment.start_redis()?);
        }
        let servers = if let Shape::Scaled(servers) = shape { servers } else { 1 };
        match contender {
            Contender::Matinee => deployment.start_matinee(servers)?,
            Contender::LimitPlain | Contender::LimitBatched => deployment.start_limit(servers)?,
            peer => deployment.start_peer(peer, servers)?,
        }
        Ok(deployment)
    }

    /// Where Redis listens.
    pub(crate) fn redis(&self) -> Option<u16> {
        self.redis
    }

    /// Where members connect to.
    pub(crate) fn ports(&self) -> &[u16] {
        &self.ports
    }

    fn spawn(&mut self, program: &str, arguments: &[String], environment: &[(String, String)]) -> Outcome<()> {
        let log = std::fs::File::create(self.directory.path().join(format!("{}.log", self.processes.len())))?;
        let child = pinned(self.cpu, program)
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

    fn start_limit(&mut self, servers: usize) -> Outcome<()> {
        for replica in 0..servers {
            let port = free_port()?;
            let batch = u8::from(self.contender == Contender::LimitBatched);
            let mut arguments = options(&[("port", port.into()), ("replica", replica), ("batch", batch.into())]);
            if let Some(redis) = self.redis {
                arguments.extend(options(&[("redis", redis.into())]));
            }
            self.spawn(&sibling("matinee-load-limit")?, &arguments, &[])?;
            self.wait_for(port)?;
            self.ports.push(port);
        }
        Ok(())
    }

    fn start_peer(&mut self, peer: Contender, servers: usize) -> Outcome<()> {
        let script = |name: &str| -> Outcome<String> {
            Ok(std::fs::canonicalize(Path::new(PEERS).join("node").join(name))?.to_string_lossy().into_owned())
        };
        let (program, first) = match peer {
            Contender::SocketIo => ("node".to_owned(), vec![script("socketio.mjs")?]),
            Contender::Ws => ("node".to_owned(), vec![script("ws.mjs")?]),
            _ => (sibling("matinee-load-peer-socketioxide")?, Vec::new()),
        };
        for _ in 0..servers {
            let port = free_port()?;
            let mut arguments = first.clone();
            arguments.extend(options(&[("port", port.into())]));
            if let Some(redis) = self.redis {
                arguments.extend(["--redis".to_owned(), format!("redis://127.0.0.1:{redis}")]);
            }
            self.spawn(&program, &arguments, &[("NODE_ENV".to_owned(), "production".to_owned())])?;
            self.wait_for(port)?;
            self.ports.push(port);
        }
        Ok(())
    }

    /// One process, or gateways with the services as processes of their own.
    fn start_matinee(&mut self, gateways: usize) -> Outcome<()> {
        let mut common = vec![
            // Rates, which a load generator exceeds by its nature. Everything else is as shipped.
            variable("LIMITS__ENABLED", "false"),
            variable("LIMITS__MEMBERS", "20000"),
            // All members come from one address.
            variable("LIMITS__SOCKETS_PER_ADDRESS", "100000"),
            variable("DATABASE__URL", &format!("sqlite://{}/matinee.db", self.directory.path().display())),
            ("RUST_LOG".to_owned(), "warn".to_owned()),
        ];
        let Some(redis) = self.redis else {
            return self.start_role("all", "GATEWAY", &common).map(|port| self.ports.push(port));
        };
        common.push(variable("BROKER__URL", &format!("redis://127.0.0.1:{redis}")));
        common.push(variable("INTERNAL__KEY", "a secret of the benchmark: long enough"));
        for role in ["auth", "search", "billing", "rooms"] {
            let port = self.start_role(role, &role.to_uppercase(), &common)?;
            common.push(variable(&format!("{}__URL", role.to_uppercase()), &format!("http://127.0.0.1:{port}")));
        }
        for _ in 0..gateways {
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
        let deadline = Instant::now() + Duration::from_secs(30);
        let newest = self.processes.len() - 1;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = self.processes[newest].try_wait()?.is_some();
            if ended || Instant::now() > deadline {
                let log = std::fs::read_to_string(self.directory.path().join(format!("{newest}.log")))?;
                return Err(format!("a server did not come up on port {port}:\n{log}").into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Runs the generator against the deployment and returns its report.
    pub(crate) fn measure(&self, options: &[(&str, String)], cpu: usize) -> Outcome<Value> {
        let (path, dialect) = self.contender.dialect();
        let urls: Vec<String> = self.ports.iter().map(|port| format!("ws://127.0.0.1:{port}/{path}")).collect();
        let pids: Vec<String> = self.processes.iter().map(|process| process.id().to_string()).collect();
        let own = [("url", urls.join(",")), ("pids", pids.join(",")), ("label", self.contender.name().to_owned())];
        let dialect = dialect.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let all = dialect.chain(own).chain(options.iter().cloned());
        let output = pinned(cpu, &sibling("matinee-load-generator")?)
            .args(all.flat_map(|(name, value)| [format!("--{name}"), value]))
            .output()?;
        if !output.status.success() {
            return Err(format!("{}: {}", self.contender.name(), String::from_utf8_lossy(&output.stderr)).into());
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

/// A program on one CPU that may open as many files as this user may, up to what is needed.
fn pinned(cpu: usize, program: &str) -> Command {
    let mut command = Command::new("prlimit");
    command.arg(format!("--nofile={FILES}")).args(["taskset", "-c", &cpu.to_string(), program]);
    command
}

fn options(options: &[(&str, usize)]) -> Vec<String> {
    options.iter().flat_map(|(name, value)| [format!("--{name}"), value.to_string()]).collect()
}

fn variable(name: &str, value: &str) -> (String, String) {
    (format!("MATINEE_{name}"), value.to_owned())
}

fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A program that was built next to this one.
pub(crate) fn sibling(name: &str) -> Outcome<String> {
    let path: PathBuf = std::env::current_exe()?.with_file_name(name);
    if !path.exists() {
        return Err(format!("{} is not built; use `make bench`", path.display()).into());
    }
    Ok(path.to_string_lossy().into_owned())
}

//! A PostgreSQL cluster of a test's own, on a free port of the loopback, gone when it is dropped.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long initdb and the server's start may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// The account that runs the server where the tests are run by root, whom it refuses.
const ACCOUNT: &str = "postgres";

/// A running cluster.
pub struct Postgres {
    server: Child,
    port: u16,
    binaries: PathBuf,
    _directory: TempDir,
}

impl Postgres {
    /// Makes a cluster and starts its server.
    pub fn start() -> Self {
        let binaries = binaries();
        let directory = tempfile::Builder::new().prefix("matinee-postgres").tempdir().unwrap();
        let owner = owner();
        if let Some((user, group)) = owner {
            std::os::unix::fs::chown(directory.path(), Some(user), Some(group)).unwrap();
        }
        let data = directory.path().join("data");
        let made = as_owner(&binaries.join("initdb"), owner)
            .args(["--auth=trust", "--username=matinee", "--encoding=UTF8", "--no-sync", "--pgdata"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let (server, port) = serve(&binaries, &data, owner);
        let this = Self { server, port, binaries, _directory: directory };
        let deadline = Instant::now() + PATIENCE;
        while let Err(complaint) = this.psql("postgres", "SELECT 1") {
            assert!(Instant::now() < deadline, "PostgreSQL did not start: {complaint}");
            std::thread::sleep(Duration::from_millis(50));
        }
        this
    }

    /// Makes an empty database; its URL.
    pub fn database(&self, name: &str) -> String {
        self.psql("postgres", &format!("CREATE DATABASE {name}")).unwrap();
        format!("postgres://matinee@127.0.0.1:{}/{name}", self.port)
    }

    /// Runs a statement as the owner of the cluster; what it prints, or the complaint.
    pub fn psql(&self, database: &str, statement: &str) -> Result<String, String> {
        let answer = Command::new(self.binaries.join("psql"))
            .args(["-h", "127.0.0.1", "-U", "matinee", "-qtAX", "-v", "ON_ERROR_STOP=1"])
            .args(["-p", &self.port.to_string(), "-d", database, "-c", statement])
            .output()
            .map_err(|error| error.to_string())?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if answer.status.success() { Ok(text(&answer.stdout)) } else { Err(text(&answer.stderr)) }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // An interrupt is a fast shutdown; a kill would leave shared memory behind.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
    }
}

/// Starts the server on a free port; tries another one if somebody else was quicker to take it.
fn serve(binaries: &Path, data: &Path, owner: Option<(u32, u32)>) -> (Child, u16) {
    for _ in 0..5 {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = as_owner(&binaries.join("postgres"), owner)
            .arg("-D")
            .arg(data)
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
            .args(["-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=16MB"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                if server.try_wait().unwrap().is_none() {
                    return (server, port);
                }
                break;
            }
            if server.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = server.kill();
        let _ = server.wait();
    }
    panic!("PostgreSQL does not start");
}

/// The newest installed server.
fn binaries() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = installed.map(|version| version.path().join("bin")).collect();
    found.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    found.retain(|directory| ["initdb", "postgres", "psql"].iter().all(|name| directory.join(name).is_file()));
    found.sort();
    found.pop().expect("these tests need PostgreSQL: apt-get install postgresql")
}

/// User and group to run as, if the tests are run by root.
fn owner() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| {
        let answer = Command::new("id").args(arguments).output().unwrap();
        String::from_utf8(answer.stdout).unwrap().trim().parse::<u32>().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    let account = (id(&["-u", ACCOUNT]), id(&["-g", ACCOUNT]));
    Some((account.0.expect("an account that may run PostgreSQL"), account.1.expect("its group")))
}

fn as_owner(program: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}

//! Child processes that never outlive the tests.
//!
//! Dropping a [`Process`] ends it. That is not enough: what a static holds is never dropped, and a
//! test process may be killed. So children are also told by the kernel (`PR_SET_PDEATHSIG`, through
//! `setpriv`) to die with the thread that started them, and that is one thread that lives as long
//! as the process. Their files lie in a folder named after this process, and the next run removes
//! the folders of processes that are gone.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Lines of a child's output that are kept for when something fails.
const KEPT: usize = 400;

type Log = Arc<Mutex<VecDeque<String>>>;

/// A running child.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: Log,
}

/// What to start.
#[derive(Debug)]
pub struct Program {
    name: String,
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    user: Option<&'static str>,
}

impl Program {
    /// `program`, found in the path or among the system's servers; `name` is for people.
    pub fn new(name: impl Into<String>, program: impl AsRef<Path>) -> Self {
        let program = program.as_ref().to_owned();
        Self { name: name.into(), program, arguments: Vec::new(), environment: Vec::new(), user: None }
    }

    /// With these arguments.
    #[must_use]
    pub fn arguments<S: Into<String>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// With these variables, and none of ours that the tests themselves were given.
    #[must_use]
    pub fn environment(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        self.environment.extend(variables);
        self
    }

    /// As another user, where this one is root: some servers refuse root.
    #[must_use]
    pub fn unless_root(mut self, user: &'static str) -> Self {
        self.user = is_root().then_some(user);
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if let Some(user) = self.user {
            command.args(["--reuid", user, "--regid", user, "--init-groups"]);
        }
        command.arg("--").arg(&self.program).args(&self.arguments);
        for (name, _) in std::env::vars_os().filter(|(name, _)| starts_with(name, "MATINEE_")) {
            command.env_remove(name);
        }
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin:/sbin")).envs(self.environment.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Starts it.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    pub fn start(self) -> Process {
        let mut child = spawn(self.command()).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let log = Log::default();
        follow(child.stdout.take(), &log);
        follow(child.stderr.take(), &log);
        Process { name: self.name, child, log }
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// If it fails.
    pub fn run(self) {
        let output = self.command().output().unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {}\n{text}", self.name, output.status);
    }
}

impl Process {
    /// Its name, for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Ends it at once and waits until it is gone.
    pub fn kill(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends a signal, by name.
    ///
    /// # Panics
    /// If it cannot be sent.
    pub fn signal(&self, signal: &str) {
        let status = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "{signal} could not be sent to {}", self.name);
    }

    /// Waits until it has ended by itself.
    ///
    /// # Panics
    /// If it does not within `patience`.
    pub fn wait(&mut self, patience: Duration) -> ExitStatus {
        let mut ended = None;
        until(&format!("{} has ended", self.name), patience, || {
            ended = self.child.try_wait().expect("it is our child");
            ended.is_some()
        });
        ended.expect("it has ended")
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// The last lines of its output.
    #[must_use]
    pub fn log(&self) -> String {
        let lines = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| format!("{} │ {line}\n", self.name)).collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if thread::panicking() {
            eprint!("{}", self.log());
        }
    }
}

/// Waits until `condition` holds.
///
/// # Panics
/// If it does not within `patience`.
pub fn until(what: &str, patience: Duration, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + patience;
    while !condition() {
        assert!(Instant::now() < deadline, "waited {patience:?} in vain until {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Whether the tests run as root.
#[must_use]
pub fn is_root() -> bool {
    static ROOT: LazyLock<bool> = LazyLock::new(|| {
        let output = Command::new("id").arg("-u").output();
        output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
    });
    *ROOT
}

/// A port of loopback that is free and is given to nobody else here. It lies below those that the
/// system gives to whoever asks for any (`ip_local_port_range`), so nobody gets it by chance before
/// the server that it is for has bound it.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn free_port() -> u16 {
    const PORTS: Range<u32> = 10_000..32_000;
    // Each process begins somewhere else, and goes round.
    static NEXT: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(std::process::id().wrapping_mul(7_919)));
    let mut ports = PORTS.map(|_| {
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        (PORTS.start + next % (PORTS.end - PORTS.start)) as u16
    });
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("loopback has a free port")
}

/// A new folder that is removed with this process, or by the next one.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn folder(name: &str) -> PathBuf {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let all = std::env::temp_dir().join("matinee-tests");
        for old in std::fs::read_dir(&all).into_iter().flatten().flatten() {
            if !Path::new("/proc").join(old.file_name()).exists() {
                // Another run may be removing it, too.
                let _ = std::fs::remove_dir_all(old.path());
            }
        }
        all.join(std::process::id().to_string())
    });
    static MADE: AtomicU32 = AtomicU32::new(0);
    let folder = ROOT.join(format!("{name}-{}", MADE.fetch_add(1, Ordering::Relaxed)));
    std::fs::create_dir_all(&folder).expect("the temporary folder takes folders");
    folder
}

/// Starts a command from the one thread that lives as long as this process.
fn spawn(command: Command) -> std::io::Result<Child> {
    type Request = (Command, SyncSender<std::io::Result<Child>>);
    static STARTER: LazyLock<SyncSender<Request>> = LazyLock::new(|| {
        let (sender, receiver) = sync_channel::<Request>(0);
        thread::spawn(move || {
            for (mut command, answer) in receiver {
                // Whoever asked may be gone; the child is then dropped and ends with us.
                let _ = answer.send(command.spawn());
            }
        });
        sender
    });
    let (answer, answered) = sync_channel(1);
    STARTER.send((command, answer)).expect("the starter lives as long as the process");
    answered.recv().expect("the starter answers")
}

/// Words that nothing may ever show, and the lines and answers that did.
static SECRETS: Mutex<(Vec<String>, Vec<String>)> = Mutex::new((Vec::new(), Vec::new()));

/// From now on no process may log this, and no answer to a client may hold it.
pub fn never_show(secret: &str) {
    let mut secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    if !secrets.0.iter().any(|known| known == secret) {
        secrets.0.push(secret.to_owned());
    }
}

/// Looks for what may never be shown in something that is being shown.
pub fn watch_for_secrets(shown: &str, what: &str) {
    let mut secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    if secrets.0.iter().any(|secret| shown.contains(secret.as_str())) {
        secrets.1.push(format!("{what}: {shown}"));
    }
}

/// Whatever has shown a secret so far.
#[must_use]
pub fn shown_secrets() -> Vec<String> {
    SECRETS.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
}

/// Keeps the last lines of an output.
fn follow(output: Option<impl Read + Send + 'static>, log: &Log) {
    let Some(output) = output else { return };
    let log = Arc::clone(log);
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            watch_for_secrets(&line, "a log");
            let mut lines = log.lock().unwrap_or_else(PoisonError::into_inner);
            if lines.len() == KEPT {
                lines.pop_front();
            }
            lines.push_back(line);
        }
    });
}

fn starts_with(name: &OsStr, prefix: &str) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(prefix))
}

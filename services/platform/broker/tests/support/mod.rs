//! Redis servers that a test starts for itself: on free ports, in directories of their own, ended with the test.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use tempfile::TempDir;

pub mod cluster;
pub mod proxy;
pub mod sentinel;

/// A port nobody listens on at present.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

/// Polls until `condition` gives something; panics after a minute.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut condition: impl FnMut() -> F) -> T {
    let mut round = tokio::time::interval(Duration::from_millis(20));
    let waiting = async {
        loop {
            round.tick().await;
            if let Some(found) = condition().await {
                return found;
            }
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    found.unwrap_or_else(|_| panic!("waited in vain for: {what}"))
}

/// A Redis server process.
pub struct RedisServer {
    child: Child,
    directory: TempDir,
    port: u16,
    options: Vec<String>,
}

impl RedisServer {
    /// Starts a server with further command line options and waits until it answers.
    pub async fn start(options: &[&str]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let port = free_port();
        let child = spawn(&directory, port, &options);
        let server = Self { child, directory, port, options };
        server.answers().await;
        server
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    pub async fn connect(&self) -> MultiplexedConnection {
        let client = redis::Client::open(self.url()).expect("a URL");
        client.get_multiplexed_async_connection().await.expect("the server accepts connections")
    }

    /// Sends one command.
    pub async fn command<T: redis::FromRedisValue>(&self, words: &[&str]) -> redis::RedisResult<T> {
        let mut command = redis::Cmd::new();
        command.arg(words);
        command.query_async(&mut self.connect().await).await
    }

    /// Ends the server, with or without saving, and starts it again on the same port and directory.
    pub async fn restart(&mut self, save: bool) {
        let how = if save { "SAVE" } else { "NOSAVE" };
        // The answer is that the connection ends.
        let _ = self.command::<()>(&["SHUTDOWN", how]).await;
        self.child.wait().expect("the server ends");
        self.child = spawn(&self.directory, self.port, &self.options);
        self.answers().await;
    }

    async fn answers(&self) {
        let client = redis::Client::open(self.url()).expect("a URL");
        eventually("the server answers", || async {
            let mut connection = client.get_multiplexed_async_connection().await.ok()?;
            redis::cmd("PING").query_async::<String>(&mut connection).await.ok()
        })
        .await;
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(directory: &TempDir, port: u16, options: &[String]) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"])
        .arg("--dir")
        .arg(directory.path())
        .args(options)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is installed")
}

//! A primary with a replica, watched by one Sentinel.

use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::{RedisServer, eventually, free_port};

/// See the module's documentation.
pub struct Watched {
    pub servers: [RedisServer; 2],
    sentinel: Child,
    port: u16,
    _directory: TempDir,
}

impl Watched {
    /// Starts all three and waits until the Sentinel knows both servers.
    pub async fn start() -> Self {
        let primary = RedisServer::start(&[]).await;
        let replica = RedisServer::start(&["--replicaof", "127.0.0.1", &primary.port().to_string()]).await;
        let (directory, port) = (tempfile::tempdir().expect("a directory"), free_port());
        let file = directory.path().join("sentinel.conf");
        let settings = format!(
            "port {port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {} 1\n\
             sentinel down-after-milliseconds main 1000\nsentinel failover-timeout main 5000\n\
             sentinel known-replica main 127.0.0.1 {}\n",
            primary.port(),
            replica.port()
        );
        std::fs::write(&file, settings).expect("the configuration is written");
        let sentinel = Command::new("redis-server").arg(&file).arg("--sentinel").stdout(Stdio::null()).spawn();
        let sentinel = sentinel.expect("redis-server is installed");
        let watched = Self { servers: [primary, replica], sentinel, port, _directory: directory };
        eventually("the Sentinel knows the replica", || async {
            let replicas: Vec<redis::Value> = watched.ask(&["SENTINEL", "REPLICAS", "main"]).await?;
            let info: String = watched.servers[1].command(&["INFO", "replication"]).await.ok()?;
            (replicas.len() == 1 && info.contains("master_link_status:up")).then_some(())
        })
        .await;
        watched
    }

    pub fn url(&self) -> String {
        format!("redis-sentinel://127.0.0.1:{}/main", self.port)
    }

    /// Has the Sentinel make the replica the primary.
    pub async fn fail_over(&self) {
        eventually("the Sentinel fails over", || self.ask::<String>(&["SENTINEL", "FAILOVER", "main"])).await;
    }

    async fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> Option<T> {
        let client = redis::Client::open(format!("redis://127.0.0.1:{}", self.port)).expect("a URL");
        let mut connection = client.get_multiplexed_async_connection().await.ok()?;
        let mut command = redis::Cmd::new();
        command.arg(words);
        command.query_async(&mut connection).await.ok()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.sentinel.kill();
        let _ = self.sentinel.wait();
    }
}

//! A Redis server of a test's own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use matinee_broker::{BrokerConfig, SharedBroker};

use crate::house::House;

/// A server on a free port, ended with its owner.
struct Server {
    process: Child,
    _directory: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Two replicas on a Redis server of their own.
pub async fn house() -> House {
    let (broker, server) = broker().await;
    House::on(broker, Some(server)).await
}

/// A Redis server, and what must live as long as it is needed.
pub async fn broker() -> (SharedBroker, Box<dyn std::any::Any + Send>) {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port is free").port();
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let process = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"])
        .arg("--dir")
        .arg(directory.path())
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is installed");
    let server = Server { process, _directory: directory };
    let config = BrokerConfig::with_url(&format!("redis://127.0.0.1:{port}"));
    let started = Instant::now();
    loop {
        match matinee_broker::open(&config).await {
            Ok(broker) => return (broker, Box::new(server)),
            Err(error) if started.elapsed() > Duration::from_secs(10) => panic!("no Redis: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Tells each story on a broker in memory and on Redis.
#[macro_export]
macro_rules! on_both_brokers {
    ($($story:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story($crate::house::House::memory().await).await;
            })+
        }

        mod redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story($crate::redis::house().await).await;
            })+
        }
    };
}

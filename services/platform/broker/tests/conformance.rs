//! One suite for every broker: what holds in memory holds on one Redis and on a Cluster.

mod cases;
mod faults;
mod support;

use std::sync::Arc;
use std::time::Duration;

use cases::Stage;
use matinee_broker::{Config, DEFAULTS, Memory, SharedBroker, WAKEUP_HOLD, WakeupKind};
use support::RedisServer;
use support::cluster::RedisCluster;

#[derive(serde::Deserialize)]
struct File {
    broker: Config,
}

async fn open(url: &str) -> SharedBroker {
    matinee_broker::open(&Config::with_url(url)).await.expect("the broker opens")
}

#[tokio::test(flavor = "multi_thread")]
async fn memory() {
    let file: File = toml::from_str(DEFAULTS).unwrap();
    let broker = matinee_broker::open(&file.broker).await.unwrap();
    cases::run(&Stage::new(broker.clone(), broker.clone())).await;
    closes(broker).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_redis() {
    let server = RedisServer::start(&[]).await;
    let (a, b) = (open(&server.url()).await, open(&server.url()).await);
    cases::run(&Stage::new(a.clone(), b.clone())).await;
    let left: Vec<String> = server.command(&["KEYS", "*"]).await.unwrap();
    for key in left.iter().filter(|key| !key.ends_with(":wakeups") && !key.ends_with(":dirty")) {
        let ttl: i64 = server.command(&["PTTL", key]).await.unwrap();
        assert!(ttl > 0, "{key} would stay for ever");
    }
    closes(a).await;
    closes(b).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_cluster() {
    let cluster = RedisCluster::start().await;
    let (a, b) = (open(&cluster.url()).await, open(&cluster.url()).await);
    cases::run(&Stage::new(a.clone(), b.clone())).await;
    for node in &cluster.nodes {
        let keys: usize = node.command(&["DBSIZE"]).await.unwrap();
        assert!(keys > 0, "every node has its share");
    }
    closes(a).await;
    closes(b).await;
}

async fn closes(broker: SharedBroker) {
    let mut open = broker.subscribe("any-room-0001").await.unwrap();
    broker.close().await;
    let ended = tokio::time::timeout(Duration::from_secs(5), open.recv()).await;
    assert_eq!(ended, Ok(None), "feeds end");
    assert!(!broker.healthy());
    assert!(broker.subscribe("any-room-0001").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn unfinished_wakeups_go_to_others() {
    let server = RedisServer::start(&[]).await;
    let cluster = RedisCluster::start().await;
    let memory: SharedBroker = Arc::new(Memory::new());
    let brokers = [memory, open(&server.url()).await, open(&cluster.url()).await];
    futures::future::join_all(brokers.map(gives_unfinished_wakeups_to_others)).await;
}

/// A replica that crashes after claiming delays a wake-up, it does not lose it.
async fn gives_unfinished_wakeups_to_others(broker: SharedBroker) {
    let deadline = broker.now() - 5.0;
    broker.create("lost-otter-0001", vec![], vec![(WakeupKind::Timer, deadline)]).await.unwrap();
    assert_eq!(cases::due(&broker, "lost-otter-0001").await, [(WakeupKind::Timer, deadline)]);
    let claimed_at = broker.now();
    let again = support::eventually("claimed again", || async {
        Some(cases::due(&broker, "lost-otter-0001").await).filter(|due| !due.is_empty())
    });
    assert_eq!(again.await, [(WakeupKind::Timer, deadline)], "with its first deadline, so that it acts once");
    let hidden = broker.now() - claimed_at;
    assert!((hidden - WAKEUP_HOLD.as_secs_f64() * 1e3).abs() < 1_000.0, "hidden for {hidden} ms");
}

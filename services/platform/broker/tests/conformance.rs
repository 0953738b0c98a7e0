//! One suite for every broker: what holds in memory holds on one Redis and on a Cluster.

mod cases;

use std::sync::Arc;
use std::time::Duration;

use cases::Stage;
use matinee_broker::{Config, DEFAULTS, Memory, SharedBroker, WAKEUP_HOLD, WakeupKind};

#[derive(serde::Deserialize)]
struct File {
    broker: Config,
}

#[tokio::test(flavor = "multi_thread")]
async fn memory() {
    let file: File = toml::from_str(DEFAULTS).unwrap();
    let broker = matinee_broker::open(&file.broker).await.unwrap();
    cases::run(&Stage::new(broker.clone(), broker.clone())).await;
    broker.close().await;
    assert!(!broker.healthy());
    assert!(broker.subscribe("any-room-0001").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_gives_unfinished_wakeups_to_others() {
    gives_unfinished_wakeups_to_others(Arc::new(Memory::new())).await;
}

/// A replica that crashes after claiming delays a wake-up, it does not lose it.
async fn gives_unfinished_wakeups_to_others(broker: SharedBroker) {
    let deadline = broker.now() - 5.0;
    broker.create("lost-otter-0001", vec![], vec![(WakeupKind::Timer, deadline)]).await.unwrap();
    assert_eq!(cases::due(&broker, "lost-otter-0001").await, [(WakeupKind::Timer, deadline)]);
    let claimed_at = broker.now();
    let mut waiting = tokio::time::interval(Duration::from_millis(100));
    let again = async {
        loop {
            waiting.tick().await;
            let due = cases::due(&broker, "lost-otter-0001").await;
            if !due.is_empty() {
                return due;
            }
        }
    };
    let again = tokio::time::timeout(2 * WAKEUP_HOLD, again).await.expect("never claimed again");
    assert_eq!(again, [(WakeupKind::Timer, deadline)], "with its first deadline, so that it acts once");
    assert!(broker.now() - claimed_at > 9_000.0, "hidden meanwhile");
}

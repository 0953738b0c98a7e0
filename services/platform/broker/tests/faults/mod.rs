//! What must hold when servers restart, fail over, hang or hand on slots, and connections break.

use std::time::Duration;

use matinee_broker::{CommitOutcome, Config, Published, RoomState, SharedBroker, Subscription};

use crate::cases::{Stage, bytes, committed, load, next, on};
use crate::support::eventually;

mod connections;
mod restarts;
mod store;

async fn open(url: &str) -> SharedBroker {
    matinee_broker::open(&Config::with_url(url)).await.expect("the broker opens")
}

/// A broker that gives up on silent servers quickly.
async fn open_impatient(url: &str) -> SharedBroker {
    let config = Config { response_timeout_ms: 500, connect_timeout_ms: 500, ..Config::with_url(url) };
    matinee_broker::open(&config).await.expect("the broker opens")
}

/// Receives until the subscriber is told that something may have been missed.
async fn interrupted(subscription: &mut Subscription) {
    while next(subscription).await != Published::Interrupted {}
}

/// Waits until a new commit arrives at the subscription. If the subscriber is told meanwhile that something may
/// have been missed, that commit may be among it; the next one must arrive.
async fn arrives(broker: &SharedBroker, room: &str, subscription: &mut Subscription) {
    let arrived = async {
        loop {
            let (state, revision) = eventually("a commit counts", || commits(broker, room)).await;
            loop {
                match subscription.recv().await.expect("the feed has ended") {
                    Published::Interrupted => break,
                    Published::Events(batch) if batch.epoch == state.head.epoch && batch.first_revision == revision => {
                        return;
                    }
                    _ => {}
                }
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), arrived).await.expect("the event does not arrive");
}

/// Loads the room and commits an event; the revision it got.
async fn commits(broker: &SharedBroker, room: &str) -> Option<(RoomState, u32)> {
    let state = broker.load(room).await.ok()??;
    match broker.commit(on(room, &state, &["again"])).await.ok()? {
        CommitOutcome::Committed { revision, .. } => Some((state, revision)),
        _ => None,
    }
}

async fn healthy(broker: &SharedBroker, expected: bool) {
    let what = if expected { "healthy" } else { "unhealthy" };
    eventually(what, || async { (broker.healthy() == expected).then_some(()) }).await;
}

/// A room with one event and some state on a single broker.
async fn room(broker: &SharedBroker) -> (String, RoomState) {
    let (room, state) = Stage::new(broker.clone(), broker.clone()).room().await;
    let mut commit = on(&room, &state, &["one"]);
    commit.chat = vec![bytes("hello")];
    commit.commands = vec![crate::cases::command("m/1", 1)];
    committed(broker, commit).await;
    let state = load(broker, &room).await;
    (room, state)
}

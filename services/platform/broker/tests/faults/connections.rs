//! Broken, starved and moved connections: nothing is lost in silence.

use std::process::Command;

use matinee_broker::BrokerError;

use super::{arrives, healthy, interrupted, open, open_impatient, room};
use crate::cases::{Stage, bytes, committed, load, next, on};
use crate::support::cluster::RedisCluster;
use crate::support::proxy::Proxy;
use crate::support::{RedisServer, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn killed_subscriptions_come_back() {
    let server = RedisServer::start(&[]).await;
    let broker = open(&server.url()).await;
    let (id, _) = room(&broker).await;
    let mut subscription = broker.subscribe(&id).await.unwrap();
    let mut notices = broker.notices().await.unwrap();
    for _ in 0..3 {
        let killed: u32 = server.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await.unwrap();
        assert_eq!(killed, 1, "one subscription connection per process");
        interrupted(&mut subscription).await;
        let notice = tokio::time::timeout(std::time::Duration::from_secs(10), notices.recv()).await;
        assert_eq!(
            notice.expect("those who follow notices are told too"),
            Some(matinee_broker::Item::Value(bytes("")))
        );
        arrives(&broker, &id, &mut subscription).await;
    }
    healthy(&broker, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_subscriptions_of_a_cluster_come_back() {
    let cluster = RedisCluster::start().await;
    let broker = open(&cluster.url()).await;
    let stage = Stage::new(broker.clone(), broker.clone());
    let mut rooms = Vec::new();
    for _ in 0..50 {
        let (id, _) = stage.room().await;
        let subscription = broker.subscribe(&id).await.unwrap();
        rooms.push((id, subscription));
    }
    for node in &cluster.nodes {
        let killed: u32 = node.command(&["CLIENT", "KILL", "TYPE", "pubsub"]).await.unwrap();
        assert_eq!(killed, 1);
    }
    for (id, subscription) in &mut rooms {
        interrupted(subscription).await;
        arrives(&broker, id, subscription).await;
    }
    healthy(&broker, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_commands_are_made_again() {
    let server = RedisServer::start(&[]).await;
    let broker = open(&server.url()).await;
    let (id, state) = room(&broker).await;
    for n in 0..5 {
        server.command::<u32>(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).await.unwrap();
        assert_eq!(load(&broker, &id).await.head, state.head, "the {n}th time");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn starved_subscriptions_are_noticed() {
    let server = RedisServer::start(&[]).await;
    let proxy = Proxy::start(server.port()).await;
    let (broker, writer) = (open(&proxy.url()).await, open(&server.url()).await);
    let (id, state) = room(&writer).await;
    let mut subscription = broker.subscribe(&id).await.unwrap();
    committed(&writer, on(&id, &state, &["two"])).await;
    assert!(matches!(next(&mut subscription).await, matinee_broker::Published::Events(_)));
    proxy.starve_subscriptions();
    committed(&writer, on(&id, &state, &["unheard"])).await;
    interrupted(&mut subscription).await;
    arrives(&writer, &id, &mut subscription).await;
    healthy(&broker, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_server_is_unhealthy_and_recovers() {
    let server = RedisServer::start(&[]).await;
    let broker = open_impatient(&server.url()).await;
    let (id, state) = room(&broker).await;
    let mut subscription = broker.subscribe(&id).await.unwrap();
    let signal = |signal: &str| {
        let sent = Command::new("kill").args([signal, &server.process_id().to_string()]).status();
        assert!(sent.expect("kill is installed").success());
    };
    signal("-STOP");
    let commit = broker.commit(on(&id, &state, &["unsure"])).await;
    let clock = broker.now();
    let unhealthy = tokio::spawn({
        let broker = broker.clone();
        async move { healthy(&broker, false).await }
    });
    let unhealthy = unhealthy.await;
    signal("-CONT");
    unhealthy.unwrap();
    assert!(matches!(commit, Err(BrokerError::Unavailable(_))), "{commit:?}");
    assert!(broker.now() > clock, "the clock goes on");
    healthy(&broker, true).await;
    arrives(&broker, &id, &mut subscription).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_slots_are_followed() {
    let cluster = RedisCluster::start().await;
    let broker = open(&cluster.url()).await;
    let (id, state) = room(&broker).await;
    let mut subscription = broker.subscribe(&id).await.unwrap();
    let slot: u16 = cluster.nodes[0].command(&["CLUSTER", "KEYSLOT", &channel(&cluster, &id).await]).await.unwrap();
    cluster.move_slot(slot).await;
    let after = eventually("the new owner serves it", || async { broker.load(&id).await.ok()? }).await;
    assert_ne!(after.head.epoch, state.head.epoch, "another server, another epoch");
    assert_eq!(after.chat, [bytes("hello")]);
    arrives(&broker, &id, &mut subscription).await;
    healthy(&broker, true).await;
}

/// The name of the room's hash, which is its channel, as it stands in the store.
async fn channel(cluster: &RedisCluster, room: &str) -> String {
    for node in &cluster.nodes {
        let keys: Vec<String> = node.command(&["KEYS", &format!("matinee:*:room:{room}")]).await.unwrap();
        if let Some(key) = keys.into_iter().next() {
            return key;
        }
    }
    panic!("no node has the room");
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_subscriptions_are_given_up() {
    let server = RedisServer::start(&[]).await;
    let broker = open(&server.url()).await;
    let (id, _) = room(&broker).await;
    let subscribers = || async {
        let channels: Vec<String> = server.command(&["PUBSUB", "CHANNELS", "matinee:*:room:*"]).await.unwrap();
        channels.len()
    };
    let (first, second) = (broker.subscribe(&id).await.unwrap(), broker.subscribe(&id).await.unwrap());
    assert_eq!(subscribers().await, 1, "one for the process");
    drop(first);
    drop(second);
    eventually("nobody listens", || async { (subscribers().await == 0).then_some(()) }).await;
    let mut again = broker.subscribe(&id).await.unwrap();
    arrives(&broker, &id, &mut again).await;
}

/// Rooms are left and entered all the time while idle subscriptions are being given up: whoever was told
/// that the subscription stands hears the next event.
#[tokio::test(flavor = "multi_thread")]
async fn giving_up_never_overtakes_subscribing() {
    const ROOMS: u64 = 24;
    let server = RedisServer::start(&[]).await;
    let broker = open(&server.url()).await;
    let stage = Stage::new(broker.clone(), broker.clone());
    let until = std::time::Instant::now() + std::time::Duration::from_millis(3_500);
    let mut visitors = tokio::task::JoinSet::new();
    for visitor in 0..ROOMS {
        let (id, _) = stage.room().await;
        let broker = broker.clone();
        visitors.spawn(async move {
            let mut visits = 0;
            while std::time::Instant::now() < until {
                let mut subscription = broker.subscribe(&id).await.unwrap();
                arrives(&broker, &id, &mut subscription).await;
                drop(subscription);
                visits += 1;
                // Away for a while, each for another one, so that some are when the round comes.
                tokio::time::sleep(std::time::Duration::from_millis(visitor * 7 % 40)).await;
            }
            visits
        });
    }
    assert!(visitors.join_all().await.into_iter().all(|visits: u32| visits > 5));
}

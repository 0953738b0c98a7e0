//! Coming back: what was missed arrives whole, from memory, from the log or as a snapshot.

use matinee_proto::sync::v1::event::Event as Kind;
use matinee_proto::sync::v1::{ChatMessage, Chatted, Event};
use matinee_token::ended;
use serde_json::{Value, json};

use crate::house::{House, PATIENCE, Socket, limits};

fn said(n: usize) -> Event {
    let message = ChatMessage { text: format!("text {n} {}", "x".repeat(200)), ..ChatMessage::default() };
    Event { event: Some(Kind::Chat(Chatted { message: Some(message) })), ..Event::default() }
}

async fn back(house: &House, room: &str, socket: &Socket, epoch: &str, revision: u64) -> Socket {
    let token = socket.welcome["resume"].as_str().unwrap();
    let mut back =
        Socket::open(&house.ws(room, &format!("resume={token}&epoch={epoch}&revision={revision}")), &[]).await.unwrap();
    back.welcome = back.next("WELCOME").await;
    back
}

/// Revisions of the next `count` events, which must come before any snapshot.
async fn revisions(socket: &mut Socket, count: usize) -> Vec<u64> {
    let mut revisions = Vec::new();
    while revisions.len() < count {
        let tokio_tungstenite::tungstenite::Message::Text(text) = socket.message().await else { continue };
        let frame: Value = serde_json::from_str(&text).unwrap();
        assert!(frame.get("SNAPSHOT").is_none(), "a replay needs no snapshot");
        revisions.extend(frame["EVENT"]["revision"].as_u64());
    }
    revisions
}

#[tokio::test]
async fn what_was_missed_is_replayed_from_memory_and_from_the_log() {
    // A ring of a few kilobytes: far less than what is said.
    let house = House::with(|config| config.ring_bytes = 8_000, limits()).await;
    let room = house.make_room().await;
    let mut keeper = house.enter(&room, "keeper").await;
    let gone = house.enter(&room, "ada").await;
    let epoch = gone.snapshot["epoch"].as_str().unwrap().to_owned();
    for n in 0..100 {
        house.rooms.publish(&room, vec![said(n)]).await;
    }
    assert_eq!(revisions(&mut keeper, 100).await, (1..=100).collect::<Vec<u64>>());
    let mut from_log = back(&house, &room, &gone, &epoch, 0).await;
    assert_eq!(revisions(&mut from_log, 100).await, (1..=100).collect::<Vec<u64>>());
    let mut from_memory = back(&house, &room, &gone, &epoch, 97).await;
    assert_eq!(revisions(&mut from_memory, 3).await, [98, 99, 100]);
    // And both go on with what comes next.
    house.rooms.publish(&room, vec![said(100), said(101)]).await;
    assert_eq!(revisions(&mut from_log, 2).await, [101, 102]);
    assert_eq!(revisions(&mut from_memory, 2).await, [101, 102]);
}

#[tokio::test]
async fn where_the_log_does_not_reach_there_is_a_snapshot() {
    let house = House::open().await;
    let room = house.make_room().await;
    let keeper = house.enter(&room, "keeper").await;
    let epoch = keeper.snapshot["epoch"].as_str().unwrap().to_owned();
    for part in 0..15 {
        house.rooms.publish(&room, (0..100).map(|n| said(part * 100 + n)).collect()).await;
    }
    for (epoch, revision) in [(epoch.as_str(), 1), ("another", 1_400), (epoch.as_str(), 9_999)] {
        let mut socket = back(&house, &room, &keeper, epoch, revision).await;
        assert_eq!(socket.next("SNAPSHOT").await["revision"], 1_500, "{epoch} {revision}");
        assert_eq!(socket.chat(&format!("c{revision}{epoch}"), "shout").await, Err("forbidden".into()));
    }
}

#[tokio::test]
async fn a_new_epoch_brings_everybody_a_snapshot() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    assert_eq!(ada.chat("c1", "before").await, Ok(1));
    house.broker.remove(&room).await.unwrap();
    house.broker.create(&room, vec![("about".into(), "x".into())], Vec::new()).await.unwrap();
    let snapshot = loop {
        let snapshot = ada.next("SNAPSHOT").await;
        if snapshot["epoch"] != ada.snapshot["epoch"] {
            break snapshot;
        }
    };
    assert_eq!(snapshot["revision"], 0);
    assert_eq!(ada.chat("c2", "after").await, Ok(1));
}

#[tokio::test]
async fn who_is_removed_after_a_new_epoch_is_closed() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    house.rooms.publish(&room, (0..10).map(said).collect()).await;
    // Came at revision 10; the epoch after it counts from the beginning.
    let mut bob = house.enter(&room, "bob").await;
    house.broker.remove(&room).await.unwrap();
    house.broker.create(&room, vec![("about".into(), "x".into())], Vec::new()).await.unwrap();
    for socket in [&mut ada, &mut bob] {
        let anew = async { while socket.next("SNAPSHOT").await["revision"] != 0 {} };
        tokio::time::timeout(PATIENCE, anew).await.expect("a snapshot of the new epoch");
    }
    ada.send(json!({ "id": "k", "KICK": { "member_id": "member-bob", "ban": false } })).await;
    assert_eq!(ada.answer("k").await, Ok(1));
    assert_eq!(bob.closed().await.0, 4003);
}

#[tokio::test]
async fn a_stay_that_has_ended_is_not_resumed() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let mut bob = house.enter(&room, "bob").await;
    let mut cleo = house.enter(&room, "cleo").await;
    let resume = |socket: &Socket| house.ws(&room, &format!("resume={}", socket.welcome["resume"].as_str().unwrap()));
    ada.send(json!({ "id": "k", "KICK": { "member_id": "member-bob", "ban": false } })).await;
    assert_eq!(bob.closed().await.0, 4003);
    assert_eq!(ada.answer("k").await, Ok(1));
    let code = async |url: String| Socket::open(&url, &[]).await.unwrap().closed().await.0;
    assert_eq!(code(resume(&bob)).await, 4003, "kicked");
    // A fresh join is another stay.
    let again = house.enter(&room, "bob").await;
    assert_eq!(code(resume(&bob)).await, 4003, "the old token stays dead");
    let mut back = Socket::open(&resume(&again), &[]).await.unwrap();
    back.next("SNAPSHOT").await;
    // Leaving over HTTP ends it too.
    let left = house.post(&format!("/api/rooms/{room}/leave"), "cleo", json!({})).await;
    assert_eq!(left.status(), 204);
    assert_eq!(code(resume(&cleo)).await, 4001, "left");
    cleo.stream.close(None).await.unwrap();
    // And so does the end of the session, which auth notes before it tells of it.
    let (key, note) = (ended::key("session-ada"), ended::note(house.broker.now()));
    house.broker.cache(&key, note.into(), ended::KEPT).await.unwrap();
    house.broker.announce(json!({ "session_ended": "session-ada" }).to_string().into()).await.unwrap();
    assert_eq!(ada.closed().await.0, 4009);
    assert_eq!(code(resume(&ada)).await, 4009);
}

//! The replay window: everything, or an honest "too old".

use bytes::Bytes;
use matinee_broker::{REPLAY_BYTES, REPLAY_EVENTS, Replay};

use super::{Stage, bytes, committed, load, on};

/// Revisions and events after `after`.
async fn replayed(stage: &Stage, room: &str, epoch: &str, after: u32) -> Vec<(u32, Bytes)> {
    let Replay::Events(batches) = stage.b.replay(room, epoch, after).await.unwrap() else { panic!("no events") };
    let numbered = |batch: &std::sync::Arc<matinee_broker::EventBatch>| {
        assert_eq!(&*batch.epoch, epoch);
        (batch.first_revision..).zip(batch.events.clone()).collect::<Vec<_>>()
    };
    batches.iter().flat_map(numbered).collect()
}

pub async fn fills_any_gap(stage: &Stage) {
    let (room, state) = stage.room().await;
    for events in [&["1"][..], &["2", "3", "4"], &["5", "6"]] {
        committed(&stage.a, on(&room, &state, events)).await;
    }
    for after in 0..=6_u32 {
        let expected: Vec<_> = (after + 1..=6).map(|n| (n, bytes(&n.to_string()))).collect();
        assert_eq!(replayed(stage, &room, &state.head.epoch, after).await, expected);
    }
    let ahead = stage.a.replay(&room, &state.head.epoch, 7).await.unwrap();
    assert!(matches!(ahead, Replay::TooOld(head) if head.revision == 6), "nobody can be ahead of the head");
    assert_eq!(stage.a.replay("no-such-room", &state.head.epoch, 0).await.unwrap(), Replay::NoRoom);
}

pub async fn window_is_bounded_in_events(stage: &Stage) {
    let (room, state) = stage.room().await;
    let events = vec!["e"; 10];
    for _ in 0..REPLAY_EVENTS / 4 {
        committed(&stage.a, on(&room, &state, &events)).await;
    }
    let head = load(&stage.a, &room).await.head;
    let kept = u32::try_from(REPLAY_EVENTS).unwrap();
    assert_eq!(replayed(stage, &room, &head.epoch, head.revision - kept).await.len(), REPLAY_EVENTS);
    let too_old = stage.b.replay(&room, &head.epoch, head.revision - 2 * kept).await.unwrap();
    assert_eq!(too_old, Replay::TooOld(head));
}

pub async fn window_is_bounded_in_bytes(stage: &Stage) {
    let (room, state) = stage.room().await;
    let big = "x".repeat(REPLAY_BYTES / 32);
    for _ in 0..96 {
        committed(&stage.a, on(&room, &state, &[&big])).await;
    }
    let head = load(&stage.a, &room).await.head;
    assert_eq!(replayed(stage, &room, &head.epoch, head.revision - 28).await.len(), 28);
    assert_eq!(stage.b.replay(&room, &head.epoch, head.revision - 36).await.unwrap(), Replay::TooOld(head));
}

pub async fn foreign_epochs_are_too_old(stage: &Stage) {
    let (room, state) = stage.room().await;
    committed(&stage.a, on(&room, &state, &["one"])).await;
    let head = load(&stage.a, &room).await.head;
    assert_eq!(stage.b.replay(&room, "another", 0).await.unwrap(), Replay::TooOld(head.clone()));
    assert_eq!(stage.b.replay(&room, "another", 1).await.unwrap(), Replay::TooOld(head));
}

pub async fn heads_of_many(stage: &Stage) {
    let mut rooms = Vec::new();
    let mut expected = Vec::new();
    for n in 0..40 {
        let (room, state) = stage.room().await;
        let events = vec!["e"; n];
        committed(&stage.a, on(&room, &state, &events)).await;
        expected.push(Some(load(&stage.a, &room).await.head));
        rooms.push(room);
        rooms.push(format!("no-room-{n}"));
        expected.push(None);
    }
    assert_eq!(stage.b.heads(&rooms).await.unwrap(), expected);
    assert_eq!(stage.b.heads(&[]).await.unwrap(), []);
}

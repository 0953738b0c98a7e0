//! Fan-out: what was confirmed to be subscribed arrives, in order, or the subscriber is told.

use std::time::Duration;

use bytes::Bytes;
use matinee_broker::{Item, Published, Replay};

use super::{Stage, bytes, committed, load, next, on};

pub async fn before_the_room_exists(stage: &Stage) {
    let room = stage.room_id();
    let mut subscription = stage.b.subscribe(&room).await.unwrap();
    let (_, state) = stage.a.create(&room, vec![], vec![]).await.unwrap();
    committed(&stage.a, on(&room, &state, &["one"])).await;
    assert_eq!(next(&mut subscription).await, Published::Reset(state.head.clone()));
    let Published::Events(batch) = next(&mut subscription).await else { panic!("no events") };
    assert_eq!((&batch.epoch, batch.first_revision), (&state.head.epoch, 1));
    assert_eq!(batch.events, [bytes("one")]);
}

/// Subscribe, then read the head, then replay: no revision is missing while others commit.
pub async fn nothing_is_lost_between_subscribing_and_reading(stage: &Stage) {
    let (room, state) = stage.room().await;
    let (writer, id) = (stage.a.clone(), room.clone());
    let from = state.clone();
    let writing = tokio::spawn(async move {
        for n in 1..=300_u32 {
            committed(&writer, on(&id, &from, &[&n.to_string()])).await;
        }
    });
    let mut readers = Vec::new();
    for _ in 0..8 {
        let (broker, room) = (stage.b.clone(), room.clone());
        readers.push(tokio::spawn(async move {
            let mut subscription = broker.subscribe(&room).await.unwrap();
            let head = load(&broker, &room).await.head;
            let mut seen = head.revision;
            while seen < 300 {
                match next(&mut subscription).await {
                    Published::Events(batch) if batch.first_revision > seen => {
                        assert_eq!(batch.first_revision, seen + 1, "a hole");
                        assert_eq!(batch.events[0], bytes(&(seen + 1).to_string()));
                        seen += 1;
                    }
                    Published::Events(_) => {}
                    // A quick writer is ahead of a slow reader, who then reads what was missed.
                    Published::Interrupted => {
                        let missed = broker.replay(&room, &head.epoch, seen).await.unwrap();
                        let Replay::Events(batches) = missed else { panic!("{missed:?}") };
                        for batch in batches {
                            assert_eq!(batch.first_revision, seen + 1, "a hole");
                            seen += 1;
                        }
                    }
                    other => panic!("{other:?}"),
                }
            }
        }));
    }
    writing.await.unwrap();
    for reader in readers {
        reader.await.unwrap();
    }
}

pub async fn both_replicas_hear_the_same(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut at_a = stage.a.subscribe(&room).await.unwrap();
    let mut at_b = [stage.b.subscribe(&room).await.unwrap(), stage.b.subscribe(&room).await.unwrap()];
    committed(&stage.a, on(&room, &state, &["one", "two"])).await;
    committed(&stage.b, on(&room, &state, &["three"])).await;
    for first_revision in [1, 3] {
        let Published::Events(at_a) = next(&mut at_a).await else { panic!("no events") };
        assert_eq!(at_a.first_revision, first_revision);
        for at_b in &mut at_b {
            assert_eq!(next(at_b).await, Published::Events(at_a.clone()));
        }
    }
    assert!(at_a.try_recv().is_none(), "nothing arrives twice");
}

pub async fn transients_and_notices(stage: &Stage) {
    let (room, _) = stage.room().await;
    let mut subscription = stage.b.subscribe(&room).await.unwrap();
    let mut notices = [stage.a.notices().await.unwrap(), stage.b.notices().await.unwrap()];
    stage.a.publish_transient(&room, Bytes::from_static(b"\x00statuses\xff")).await.unwrap();
    assert_eq!(next(&mut subscription).await, Published::Transient(Bytes::from_static(b"\x00statuses\xff")));
    stage.b.announce(bytes("a session has ended")).await.unwrap();
    for notices in &mut notices {
        let notice = tokio::time::timeout(Duration::from_secs(10), notices.recv()).await.expect("no notice");
        assert_eq!(notice, Some(Item::Value(bytes("a session has ended"))));
    }
}

pub async fn dropping_and_subscribing_again(stage: &Stage) {
    let (room, state) = stage.room().await;
    for n in 1..=30 {
        let mut subscription = stage.b.subscribe(&room).await.unwrap();
        committed(&stage.a, on(&room, &state, &["e"])).await;
        let Published::Events(batch) = next(&mut subscription).await else { panic!("no events") };
        assert_eq!(batch.first_revision, n);
    }
}

pub async fn slow_receivers_are_told(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut slow = stage.b.subscribe(&room).await.unwrap();
    let mut quick = stage.b.subscribe(&room).await.unwrap();
    for revision in 1..=600 {
        committed(&stage.a, on(&room, &state, &["e"])).await;
        let Published::Events(batch) = next(&mut quick).await else { panic!("no events") };
        assert_eq!(batch.first_revision, revision, "a slow neighbour holds nobody up");
    }
    assert_eq!(next(&mut slow).await, Published::Interrupted);
    let Published::Events(batch) = next(&mut slow).await else { panic!("no events") };
    let missed = stage.b.replay(&room, &state.head.epoch, 0).await.unwrap();
    let Replay::Events(batches) = missed else { panic!("no replay") };
    assert_eq!(batches.len(), 600, "what was missed can be read");
    assert!(batch.first_revision > 1);
}

pub async fn remaking_a_room_resets(stage: &Stage) {
    let (room, _) = stage.room().await;
    let mut subscription = stage.b.subscribe(&room).await.unwrap();
    stage.a.remove(&room).await.unwrap();
    let (_, anew) = stage.a.create(&room, vec![], vec![]).await.unwrap();
    assert_eq!(next(&mut subscription).await, Published::Reset(anew.head));
}

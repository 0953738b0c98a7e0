//! Deadlines that some replica acts on.

use matinee_broker::WakeupKind;

use super::{Stage, committed, due, load, on};

pub async fn due_ones_are_claimed_once(stage: &Stage) {
    let now = stage.a.now();
    let mut rooms = Vec::new();
    for n in 0..60 {
        let room = stage.room_id();
        stage.a.create(&room, vec![], vec![(WakeupKind::Timer, now - 1000.0 + f64::from(n) + 0.125)]).await.unwrap();
        rooms.push(room);
    }
    let claim = |broker: matinee_broker::SharedBroker| async move {
        let mut all = Vec::new();
        loop {
            let claimed = broker.claim_wakeups(7).await.unwrap();
            assert!(claimed.len() <= 7);
            if claimed.is_empty() {
                return all;
            }
            all.extend(claimed);
        }
    };
    let (one, two) = (tokio::spawn(claim(stage.a.clone())), tokio::spawn(claim(stage.b.clone())));
    let claimed = [one.await.unwrap(), two.await.unwrap()].concat();
    for (n, room) in (0..60).zip(&rooms) {
        let mine: Vec<_> = claimed.iter().filter(|wakeup| wakeup.room == *room).collect();
        assert_eq!(mine.len(), 1, "once, however many replicas ask");
        assert_eq!((mine[0].kind, mine[0].deadline), (WakeupKind::Timer, now - 1000.0 + f64::from(n) + 0.125));
    }
}

pub async fn commits_set_move_and_remove(stage: &Stage) {
    let (room, state) = stage.room().await;
    let past = stage.a.now() - 100.0;
    let mut both = on(&room, &state, &[]);
    both.wakeups = vec![(WakeupKind::Playback, Some(past)), (WakeupKind::Timer, Some(past))];
    committed(&stage.a, both).await;
    let mut one = on(&room, &state, &[]);
    one.wakeups = vec![(WakeupKind::Timer, None), (WakeupKind::Expiry, None)];
    committed(&stage.a, one).await;
    assert_eq!(due(&stage.b, &room).await, [(WakeupKind::Playback, past)]);
    assert_eq!(due(&stage.b, &room).await, [], "claimed ones are hidden");
    let mut moved = on(&room, &state, &[]);
    moved.wakeups = vec![(WakeupKind::Playback, Some(past + 1.0))];
    committed(&stage.a, moved).await;
    assert_eq!(due(&stage.b, &room).await, [(WakeupKind::Playback, past + 1.0)], "a new deadline is not hidden");
}

pub async fn future_ones_wait(stage: &Stage) {
    let room = stage.room_id();
    let soon = stage.a.now() + 60_000.0;
    stage.a.create(&room, vec![], vec![(WakeupKind::Expiry, soon)]).await.unwrap();
    assert_eq!(due(&stage.b, &room).await, []);
    let (made, _) = stage.b.create(&room, vec![], vec![(WakeupKind::Expiry, soon - 120_000.0)]).await.unwrap();
    assert!(!made);
    assert_eq!(due(&stage.b, &room).await, [], "who makes no room sets no wake-up");
}

pub async fn removed_rooms_have_none(stage: &Stage) {
    let room = stage.room_id();
    let past = stage.a.now() - 100.0;
    stage.a.create(&room, vec![], WakeupKind::ALL.map(|kind| (kind, past)).to_vec()).await.unwrap();
    stage.a.remove(&room).await.unwrap();
    assert_eq!(due(&stage.b, &room).await, []);
    stage.a.create(&room, vec![], vec![]).await.unwrap();
    assert_eq!(due(&stage.b, &room).await, [], "a room made again does not inherit any");
    assert_eq!(load(&stage.a, &room).await.head.revision, 0);
}

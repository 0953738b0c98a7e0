//! Marks of what changed, letting rooms go, and putting them back.

use matinee_broker::{CommitOutcome, Connection, Published, SharedBroker, WakeupKind};

use super::{Stage, bytes, committed, due, load, next, on, set, sorted};
use std::time::Duration;

/// Claims all marks there are; whether this room's was among them.
async fn is_dirty(broker: &SharedBroker, room: &str) -> bool {
    let mut mine = 0;
    loop {
        let claimed = broker.claim_dirty(50, broker.now()).await.unwrap();
        if claimed.is_empty() {
            assert!(mine <= 1, "a mark is claimed once");
            return mine == 1;
        }
        mine += claimed.iter().filter(|claimed| *claimed == room).count();
    }
}

pub async fn changes_are_claimed_once(stage: &Stage) {
    let mut rooms = Vec::new();
    for _ in 0..40 {
        rooms.push(stage.room().await.0);
    }
    assert_eq!(stage.b.claim_dirty(100, 1.0).await.unwrap(), Vec::<String>::new(), "none of them is that old");
    let claim = |broker: SharedBroker| async move {
        let mut all = Vec::new();
        loop {
            let claimed = broker.claim_dirty(7, broker.now()).await.unwrap();
            assert!(claimed.len() <= 7);
            if claimed.is_empty() {
                return all;
            }
            all.extend(claimed);
        }
    };
    let (one, two) = (tokio::spawn(claim(stage.a.clone())), tokio::spawn(claim(stage.b.clone())));
    let claimed = [one.await.unwrap(), two.await.unwrap()].concat();
    for room in &rooms {
        assert_eq!(claimed.iter().filter(|claimed| *claimed == room).count(), 1, "{room}");
    }
}

pub async fn marks_go_when_what_was_saved_is_the_newest(stage: &Stage) {
    let (room, mut state) = stage.room().await;
    assert!(is_dirty(&stage.a, &room).await, "a new room is to be saved");
    let mut change = on(&room, &state, &["one"]);
    change.changes = vec![set("a", "a2")];
    (_, state.version) = committed(&stage.b, change).await;
    assert!(!is_dirty(&stage.b, &room).await, "somebody saves it already");
    stage.a.saved(&[(room.clone(), state.version - 1)]).await.unwrap();
    assert!(is_dirty(&stage.b, &room).await, "what was saved is not the newest");
    stage.b.saved(&[(room.clone(), state.version)]).await.unwrap();
    assert!(!is_dirty(&stage.a, &room).await);

    let mut talk = on(&room, &state, &["two"]);
    talk.chat = vec![bytes("hello")];
    committed(&stage.a, talk).await;
    assert!(!is_dirty(&stage.a, &room).await, "talk is not saved");
    let mut change = on(&room, &state, &["three"]);
    change.changes = vec![set("a", "a3")];
    committed(&stage.a, change).await;
    assert!(is_dirty(&stage.b, &room).await);
    stage.a.remove(&room).await.unwrap();
    stage.a.saved(&[(room.clone(), 1), ("never-there-0001".to_owned(), 1)]).await.unwrap();
    assert!(!is_dirty(&stage.b, &room).await);
}

pub async fn a_room_is_rebuilt_once(stage: &Stage) {
    let room = stage.room_id();
    let mut ear = stage.b.subscribe(&room).await.unwrap();
    let rebuild = |broker: SharedBroker, value: &str| {
        let (room, parts) = (room.clone(), vec![("a".to_owned(), bytes(value))]);
        async move {
            let past = broker.now() - 10.0;
            broker.rebuild(&room, 1_000_041, parts, vec![(WakeupKind::Timer, past)]).await.unwrap()
        }
    };
    let (one, two) = tokio::join!(rebuild(stage.a.clone(), "one"), rebuild(stage.b.clone(), "two"));
    assert!(one.0 != two.0, "exactly one makes it");
    assert_eq!((one.1.version, &one.1.head), (1_000_041, &two.1.head), "the other adopts it");
    assert_eq!(sorted(one.1.parts), sorted(two.1.parts.clone()));
    assert_eq!(next(&mut ear).await, Published::Reset(two.1.head.clone()), "whoever listens hears of the new epoch");
    assert_eq!(due(&stage.b, &room).await.len(), 1);

    let mut change = on(&room, &two.1, &["one"]);
    change.changes = vec![set("a", "three")];
    assert_eq!(committed(&stage.a, change.clone()).await, (1, 1_000_042), "versions go on");
    let CommitOutcome::Conflict(newer) = stage.b.commit(change).await.unwrap() else { panic!("it is old") };
    assert_eq!((newer.whole, newer.changes), (false, vec![set("a", "three")]));
    let mut ancient = on(&room, &two.1, &["one"]);
    (ancient.version, ancient.changes) = (41, vec![set("a", "four")]);
    let CommitOutcome::Conflict(newer) = stage.b.commit(ancient).await.unwrap() else { panic!("it is old") };
    assert!(newer.whole, "what was removed before is not known");
}

pub async fn unloading_never_races_a_join(stage: &Stage) {
    let (room, state) = stage.room().await;
    let connection = Connection { room: room.as_str().into(), member: "m".into(), id: "c".into() };
    let (lease, grace) = (Duration::from_secs(45), Duration::from_secs(15));
    assert!(stage.b.open_connection(&connection, lease, grace).await.unwrap());
    assert!(!stage.a.unload(&room, state.version, state.presence_version).await.unwrap(), "somebody is on the way in");
    let state = load(&stage.a, &room).await;
    let mut change = on(&room, &state, &["one"]);
    change.changes = vec![set("a", "a2")];
    committed(&stage.b, change).await;
    assert!(!stage.a.unload(&room, state.version, state.presence_version).await.unwrap(), "somebody is in");
    let state = load(&stage.a, &room).await;
    assert!(stage.b.unload(&room, state.version, state.presence_version).await.unwrap());
    assert_eq!(stage.a.load(&room).await.unwrap(), None);
    assert!(!is_dirty(&stage.a, &room).await);
    assert_eq!(due(&stage.a, &room).await, []);
    assert!(!stage.a.open_connection(&connection, lease, grace).await.unwrap(), "whoever comes now rebuilds it");
    assert!(stage.a.unload(&room, 1, 0).await.unwrap(), "gone is gone");

    // A join and the end of the room at once: one of the two wins, and both know which.
    for _ in 0..50 {
        let (room, state) = stage.room().await;
        let connection = Connection { room: room.as_str().into(), ..connection.clone() };
        let (opened, unloaded) = tokio::join!(
            stage.a.open_connection(&connection, lease, grace),
            stage.b.unload(&room, state.version, state.presence_version)
        );
        assert!(opened.unwrap() != unloaded.unwrap());
    }
}

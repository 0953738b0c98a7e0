//! Leases of connections and the version that guards their reading.

use std::time::Duration;

use matinee_broker::{CommitOutcome, Connection, Lease, WakeupKind};

use super::{Stage, committed, due, load, on};

const LEASE: Duration = Duration::from_secs(45);
const GRACE: Duration = Duration::from_secs(15);

fn connection(room: &str, member: &str, id: &str) -> Connection {
    Connection { room: room.into(), member: member.into(), id: id.into() }
}

async fn leases(stage: &Stage, room: &str) -> (u64, Vec<Lease>) {
    let (version, mut leases) = stage.b.connections(room).await.unwrap();
    leases.sort_by(|a, b| (&a.member, &a.connection).cmp(&(&b.member, &b.connection)));
    (version, leases)
}

pub async fn leases_and_versions(stage: &Stage) {
    let (room, state) = stage.room().await;
    assert!(!stage.a.open_connection(&connection("no-such-room", "m", "c"), LEASE, GRACE).await.unwrap());
    for (member, id) in [("ann", "1"), ("ann", "2"), ("bob", "1")] {
        assert!(stage.a.open_connection(&connection(&room, member, id), LEASE, GRACE).await.unwrap());
    }
    let (version, open) = leases(stage, &room).await;
    assert_eq!(version, state.presence_version + 3);
    assert_eq!(load(&stage.b, &room).await.presence_version, version);
    let now = stage.b.now();
    let names: Vec<_> = open.iter().map(|lease| (lease.member.as_str(), lease.connection.as_str())).collect();
    assert_eq!(names, [("ann", "1"), ("ann", "2"), ("bob", "1")]);
    assert!(open.iter().all(|lease| (lease.until - now - 45_000.0).abs() < 5_000.0));
    stage.b.close_connection(&connection(&room, "ann", "1"), GRACE).await.unwrap();
    let (version, left) = leases(stage, &room).await;
    assert_eq!(version, state.presence_version + 4);
    assert!((left[0].until - stage.b.now()).abs() < 5_000.0, "a closed one keeps the instant of its end");
    assert_eq!(left[1..], open[1..]);
    stage.b.close_connection(&connection(&room, "nobody", "9"), GRACE).await.unwrap();
    assert_eq!(leases(stage, &room).await.0, version, "closing what is unknown is harmless");
    stage.a.forget_connections(&room, left[0].until + 1.0, &["bob".into()]).await.unwrap();
    assert_eq!(leases(stage, &room).await.1, open[1..2], "what ended and the named member are forgotten");
}

pub async fn presence_version_guards_commits(stage: &Stage) {
    let (room, state) = stage.room().await;
    let (version, _) = stage.a.connections(&room).await.unwrap();
    stage.a.open_connection(&connection(&room, "ann", "1"), LEASE, GRACE).await.unwrap();
    let mut lost = on(&room, &state, &["ann is lost"]);
    lost.presence_version = Some(version);
    let CommitOutcome::Conflict(newer) = stage.b.commit(lost.clone()).await.unwrap() else { panic!("no conflict") };
    assert!(!newer.whole && newer.changes.is_empty(), "the parts are the same");
    assert_eq!(newer.presence_version, version + 1);
    lost.presence_version = Some(newer.presence_version);
    committed(&stage.b, lost).await;
}

pub async fn closed_connections_stay_closed(stage: &Stage) {
    let (room, _) = stage.room().await;
    let ann = connection(&room, "ann", "1");
    stage.a.open_connection(&ann, LEASE, GRACE).await.unwrap();
    stage.a.close_connection(&ann, GRACE).await.unwrap();
    let before = leases(stage, &room).await;
    stage.a.renew_connections(&[ann], LEASE).await.unwrap();
    assert_eq!(leases(stage, &room).await, before, "a renewal that was under way makes no ghost");
}

pub async fn forgotten_leases_come_back(stage: &Stage) {
    let (one, _) = stage.room().await;
    let (two, _) = stage.room().await;
    stage.a.open_connection(&connection(&one, "ann", "1"), Duration::from_secs(1), GRACE).await.unwrap();
    let (version, _) = leases(stage, &one).await;
    let all = [
        connection(&one, "ann", "1"),
        connection(&one, "bob", "2"),
        connection(&two, "eve", "3"),
        connection("no-such-room", "x", "4"),
    ];
    stage.b.renew_connections(&all, LEASE).await.unwrap();
    let (after, renewed) = leases(stage, &one).await;
    assert_eq!(after, version + 1, "only what was put back raises the version");
    let now = stage.a.now();
    assert_eq!(renewed.len(), 2);
    assert!(renewed.iter().all(|lease| (lease.until - now - 45_000.0).abs() < 5_000.0));
    assert_eq!(leases(stage, &two).await.1.len(), 1);
    assert_eq!(stage.a.connections("no-such-room").await.unwrap(), (0, vec![]));
}

pub async fn presence_wakeup_is_due(stage: &Stage) {
    let (room, _) = stage.room().await;
    let ann = connection(&room, "ann", "1");
    stage.a.open_connection(&ann, LEASE, GRACE).await.unwrap();
    assert_eq!(due(&stage.b, &room).await, [], "not before the lease and the grace have run out");
    let closed_at = stage.a.now();
    stage.a.close_connection(&ann, Duration::ZERO).await.unwrap();
    let woken = due(&stage.b, &room).await;
    assert_eq!(woken.len(), 1);
    assert_eq!(woken[0].0, WakeupKind::Presence);
    assert!((woken[0].1 - closed_at).abs() < 5_000.0);
    let (short, _) = stage.room().await;
    stage.a.open_connection(&connection(&short, "ann", "1"), Duration::ZERO, Duration::ZERO).await.unwrap();
    assert_eq!(due(&stage.b, &short).await.len(), 1);
}

//! Commits: all or nothing, in one order.

use bytes::Bytes;
use matinee_broker::{
    CHAT_KEPT, CommitOutcome, Newer, PartChange, REACTIONS_KEPT, Replay, SharedBroker, TOMBSTONES_KEPT, WakeupKind,
};

use super::{Stage, bytes, command, committed, load, on, set, sorted, unset};

pub async fn create_once(stage: &Stage) {
    let (room, state) = stage.room().await;
    assert_eq!(state.head.revision, 0);
    assert!(!state.head.epoch.is_empty());
    let (made, found) = stage.b.create(&room, vec![("a".into(), bytes("other"))], vec![]).await.unwrap();
    assert!(!made, "the loser adopts the winner's room");
    assert_eq!(found.head, state.head);
    assert_eq!(sorted(found.parts), [("a".into(), bytes("a1")), ("b".into(), bytes("b1"))]);
    assert_eq!(stage.b.load("nobody-made-this").await.unwrap(), None);
}

pub async fn state_changes_in_parts(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut commit = on(&room, &state, &["one", "two"]);
    commit.changes = vec![set("a", "a2"), unset("b"), set("member/x", "x1")];
    let (revision, version) = committed(&stage.a, commit).await;
    assert_eq!(revision, 2);
    assert!(version > state.version);
    let after = load(&stage.b, &room).await;
    assert_eq!((after.head.revision, after.version), (2, version));
    assert_eq!(sorted(after.parts), [("a".into(), bytes("a2")), ("member/x".into(), bytes("x1"))]);
    let mut silent = on(&room, &load(&stage.b, &room).await, &[]);
    silent.changes = vec![set("a", "a3")];
    assert_eq!(committed(&stage.b, silent).await.0, 2, "no event, no revision");
}

async fn conflict(broker: &SharedBroker, commit: matinee_broker::Commit) -> Newer {
    match broker.commit(commit).await.unwrap() {
        CommitOutcome::Conflict(newer) => newer,
        other => panic!("no conflict: {other:?}"),
    }
}

pub async fn stale_version_conflicts_with_what_is_newer(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut first = on(&room, &state, &["one"]);
    first.changes = vec![set("a", "a2")];
    let (_, version) = committed(&stage.a, first).await;
    let mut late = on(&room, &state, &["never"]);
    late.changes = vec![set("b", "b2")];
    let newer = conflict(&stage.b, late).await;
    assert!(!newer.whole);
    assert_eq!((newer.head.revision, newer.version), (1, version));
    assert_eq!(newer.changes, [set("a", "a2")], "only what is newer");
    let after = load(&stage.a, &room).await;
    assert_eq!(after.head.revision, 1, "a conflict changes nothing");
    assert!(after.parts.contains(&("b".into(), bytes("b1"))));
}

pub async fn removals_are_told(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut first = on(&room, &state, &["one"]);
    first.changes = vec![unset("a"), set("c", "c1")];
    committed(&stage.a, first).await;
    let mut newer = conflict(&stage.b, on(&room, &state, &["late"])).await;
    newer.changes.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(newer.changes, [unset("a"), set("c", "c1")]);
    let mut again = on(&room, &load(&stage.a, &room).await, &["two"]);
    again.changes = vec![set("a", "a3")];
    committed(&stage.a, again).await;
    let newer = conflict(&stage.b, on(&room, &state, &["late"])).await;
    assert!(newer.changes.contains(&set("a", "a3")), "a part that came back is no removal: {newer:?}");
}

pub async fn forgotten_removals_make_it_whole(stage: &Stage) {
    let (room, state) = stage.room().await;
    let names: Vec<String> = (0..=TOMBSTONES_KEPT).map(|n| format!("member/{n}")).collect();
    let mut make = on(&room, &state, &[]);
    make.changes = names.iter().map(|name| set(name, "x")).collect();
    committed(&stage.a, make).await;
    let before = load(&stage.a, &room).await;
    assert_eq!(before.parts.len(), names.len() + 2);
    let mut remove = on(&room, &before, &[]);
    remove.changes = names.iter().map(|name| unset(name)).collect();
    committed(&stage.a, remove).await;
    let newer = conflict(&stage.b, on(&room, &before, &["late"])).await;
    assert!(newer.whole, "so many removals are not remembered");
    let mut parts: Vec<PartChange> = newer.changes;
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(parts, [set("a", "a1"), set("b", "b1")]);
}

pub async fn wrong_epoch_is_gone(stage: &Stage) {
    let (room, mut state) = stage.room().await;
    state.head.epoch = "another".into();
    assert_eq!(stage.a.commit(on(&room, &state, &["x"])).await.unwrap(), CommitOutcome::Gone);
    let nowhere = stage.room_id();
    assert_eq!(stage.a.commit(on(&nowhere, &state, &["x"])).await.unwrap(), CommitOutcome::Gone);
    assert_eq!(load(&stage.a, &room).await.head.revision, 0);
}

pub async fn known_commands_get_their_first_answer(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut first = on(&room, &state, &["one", "two"]);
    first.changes = vec![set("a", "a2")];
    first.commands = vec![command("m1/c1", 1), command("m1/c2", 2)];
    committed(&stage.a, first.clone()).await;
    let mut other = on(&room, &load(&stage.a, &room).await, &["three"]);
    other.commands = vec![command("m2/c1", 1)];
    committed(&stage.a, other).await;
    // Also under a version that has passed: the answer comes before the check.
    let known = stage.b.commit(first).await.unwrap();
    assert_eq!(known, CommitOutcome::Known(vec![(0, 1), (1, 2)]));
    assert_eq!(load(&stage.a, &room).await.head.revision, 3);
}

pub async fn half_known_commits_change_nothing(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut first = on(&room, &state, &["one"]);
    first.commands = vec![command("m1/c1", 1)];
    committed(&stage.a, first).await;
    let mut both = on(&room, &state, &["two", "one again"]);
    both.commands = vec![command("m1/c2", 1), command("m1/c1", 2)];
    assert_eq!(stage.b.commit(both.clone()).await.unwrap(), CommitOutcome::Known(vec![(1, 1)]));
    both.commands.pop();
    both.events.pop();
    assert_eq!(committed(&stage.b, both).await.0, 2);
}

pub async fn chat_leaves_the_version(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut chat = on(&room, &state, &["chat one"]);
    chat.chat = vec![bytes("hello")];
    assert_eq!(committed(&stage.a, chat).await, (1, state.version));
    let mut change = on(&room, &state, &["play"]);
    change.changes = vec![set("a", "a2")];
    assert_eq!(committed(&stage.b, change).await.0, 2, "chat makes no command fail");
    let after = load(&stage.a, &room).await;
    assert_eq!(after.chat, [bytes("hello")]);
    assert!(matches!(stage.a.commit(on(&room, &state, &["late chat"])).await.unwrap(), CommitOutcome::Conflict(_)));
}

pub async fn chat_and_reactions_are_bounded(stage: &Stage) {
    let (room, state) = stage.room().await;
    for batch in 0..16_usize {
        let mut chat = on(&room, &state, &["chat"]);
        chat.chat = (0..10).map(|n| bytes(&format!("m{}", batch * 10 + n))).collect();
        chat.reactions = (0..50).map(|n| bytes(&format!("r{}", batch * 50 + n))).collect();
        committed(&stage.a, chat).await;
    }
    let after = load(&stage.b, &room).await;
    assert_eq!(after.chat.len(), CHAT_KEPT);
    assert_eq!((&after.chat[0], &after.chat[99]), (&bytes("m60"), &bytes("m159")));
    assert_eq!(after.reactions.len(), REACTIONS_KEPT);
    assert_eq!((&after.reactions[0], &after.reactions[499]), (&bytes("r300"), &bytes("r799")));
}

pub async fn many_commands_in_one_commit(stage: &Stage) {
    let (room, state) = stage.room().await;
    let events: Vec<String> = (0..3000).map(|n| format!("event {n}")).collect();
    let mut commit = on(&room, &state, &events.iter().map(String::as_str).collect::<Vec<_>>());
    commit.commands = (0..3000).map(|n| command(&format!("m/{n}"), n + 1)).collect();
    commit.changes = (0..3000).map(|n| set(&format!("member/{n}"), "x")).collect();
    commit.chat = events.iter().map(|event| bytes(event)).collect();
    commit.wakeups = WakeupKind::ALL.map(|kind| (kind, Some(4e12))).to_vec();
    assert_eq!(committed(&stage.a, commit.clone()).await.0, 3000);
    let known = stage.b.commit(commit).await.unwrap();
    assert_eq!(known, CommitOutcome::Known((0..3000).map(|n| (n as usize, n + 1)).collect()));
    assert_eq!(load(&stage.b, &room).await.parts.len(), 3002);
    stage.a.remove(&room).await.unwrap();
}

/// Two replicas commit at once, each judging again on a conflict: every event exactly once, in one order.
pub async fn two_replicas_lose_nothing(stage: &Stage) {
    const EACH: u32 = 150;
    let (room, _) = stage.room().await;
    let worker = |broker: SharedBroker, name: &'static str, room: String| async move {
        let mut state = load(&broker, &room).await;
        let mut revisions = Vec::new();
        for n in 0..EACH {
            loop {
                let mut commit = on(&room, &state, &[&format!("{name}{n}")]);
                commit.commands = vec![command(&format!("{name}/{n}"), 1)];
                if n % 3 != 0 {
                    commit.changes = vec![set(name, &n.to_string())];
                }
                match broker.commit(commit).await.unwrap() {
                    CommitOutcome::Committed { revision, version } => {
                        revisions.push(revision);
                        (state.head.revision, state.version) = (revision, version);
                        break;
                    }
                    CommitOutcome::Conflict(newer) => state.version = newer.version,
                    other => panic!("{other:?}"),
                }
            }
        }
        revisions
    };
    let one = tokio::spawn(worker(stage.a.clone(), "a", room.clone()));
    let two = tokio::spawn(worker(stage.b.clone(), "b", room.clone()));
    let mut revisions = [one.await.unwrap(), two.await.unwrap()].concat();
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=2 * EACH).collect::<Vec<_>>());
    let state = load(&stage.a, &room).await;
    let Replay::Events(batches) = stage.b.replay(&room, &state.head.epoch, 0).await.unwrap() else {
        panic!("no events")
    };
    let mut events: Vec<Bytes> = batches.iter().flat_map(|batch| batch.events.clone()).collect();
    events.sort();
    let mut expected: Vec<Bytes> =
        ["a", "b"].iter().flat_map(|name| (0..EACH).map(move |n| bytes(&format!("{name}{n}")))).collect();
    expected.sort();
    assert_eq!(events, expected);
}

pub async fn removed_room_is_gone(stage: &Stage) {
    let (room, state) = stage.room().await;
    let mut commit = on(&room, &state, &["one"]);
    commit.commands = vec![command("m/1", 1)];
    commit.chat = vec![bytes("hello")];
    committed(&stage.a, commit.clone()).await;
    stage.b.remove(&room).await.unwrap();
    assert_eq!(stage.a.load(&room).await.unwrap(), None);
    assert_eq!(stage.a.commit(commit).await.unwrap(), CommitOutcome::Gone);
    let (made, anew) = stage.a.create(&room, vec![], vec![]).await.unwrap();
    assert!(made && anew.head.epoch != state.head.epoch, "a room made again has another epoch");
    assert_eq!((anew.parts.len(), anew.chat.len(), anew.head.revision), (0, 0, 0));
}

pub async fn binary_survives(stage: &Stage) {
    let (room, state) = stage.room().await;
    let all: Bytes = (0..=255).collect();
    let mut commit = on(&room, &state, &[]);
    commit.events = vec![all.clone(), Bytes::new()];
    commit.changes = vec![PartChange { name: "member/ü\n".into(), value: Some(all.clone()) }];
    commit.chat = vec![all.clone()];
    commit.commands = vec![command("m/\u{0}ü", 2)];
    committed(&stage.a, commit).await;
    let after = load(&stage.b, &room).await;
    assert!(after.parts.contains(&("member/ü\n".into(), all.clone())));
    assert_eq!(after.chat, std::slice::from_ref(&all));
    let Replay::Events(batches) = stage.b.replay(&room, &state.head.epoch, 0).await.unwrap() else {
        panic!("no events")
    };
    assert_eq!(batches[0].events, [all, Bytes::new()]);
}

//! UNDO.

use room_core::{Command, Inverse, Permission, PolicyChange, UNDO_ITEMS_KEPT, UNDO_KEPT};

use crate::scene::{Scene, clip, item};

fn add(ids: &[&str]) -> Command {
    Command::Add { items: ids.iter().map(|id| clip(id)).collect(), next: false }
}

#[test]
fn every_queue_and_seek_action_can_be_taken_back() {
    let all = [
        add(&["x", "y"]),
        Command::Add { items: vec![clip("x")], next: true },
        Command::Remove { item: item("c") },
        Command::Move { item: item("b"), index: 2 },
        Command::Move { item: item("d"), index: 0 },
        Command::Shuffle { seed: 7 },
        Command::Clear,
        Command::Seek { timestamp: 70.0 },
    ];
    for action in all {
        let mut scene = Scene::playing(&["ann", "bob"], &["a", "b", "c", "d"]);
        scene.ok("bob", Command::Vote { item: item("c"), up: true });
        scene.pass(5.0);
        let (queue, undo, position) = (scene.room.queue.clone(), scene.room.undo.clone(), scene.position());
        scene.ok("bob", action.clone());
        assert!(scene.room.queue != queue || scene.position() != position, "{action:?} does something");
        scene.ok("bob", Command::Undo);
        assert_eq!((scene.position(), &scene.room.queue, &scene.room.undo), (position, &queue, &undo), "{action:?}");
    }
}

#[test]
fn adding_to_an_idle_room_is_taken_back_whole() {
    let mut scene = Scene::with(&["ann"]);
    scene.ok("ann", add(&["a", "b"]));
    scene.ok("ann", Command::Undo);
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("", ""));

    let mut scene = Scene::with(&["ann", "bob"]);
    scene.ok("bob", add(&["a", "b"]));
    scene.ok("ann", add(&["c"]));
    scene.ok("bob", Command::Undo);
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("c", ""), "what others added stays");
}

#[test]
fn members_undo_their_own_and_the_leader_anybodys() {
    let mut scene = Scene::playing(&["ann", "bob", "cid"], &["a", "b"]);
    scene.ok("bob", add(&["x"]));
    scene.ok("cid", add(&["y"]));
    assert_eq!(scene.queue(), "b x y");
    scene.ok("bob", Command::Undo);
    assert_eq!(scene.queue(), "b y");
    assert_eq!(scene.refused("bob", Command::Undo), "not_found");
    scene.ok("ann", Command::Undo);
    assert_eq!(scene.queue(), "b");
}

#[test]
fn undo_needs_the_right_to_the_action() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b"]);
    scene.ok("bob", Command::Seek { timestamp: 50.0 });
    scene.policy(PolicyChange { playback: Some(Permission::Leader), ..PolicyChange::default() });
    assert_eq!(scene.refused("bob", Command::Undo), "not_leader");
    scene.ok("ann", Command::Undo);
    assert_eq!(scene.position(), 0.0);
}

#[test]
fn what_has_been_overtaken_is_passed_over() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b", "c"]);
    scene.ok("bob", Command::Remove { item: item("b") });
    scene.ok("bob", Command::Move { item: item("c"), index: 0 });
    scene.ok("bob", Command::Seek { timestamp: 50.0 });
    scene.ok("ann", Command::Skip);
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("c", ""));
    scene.ok("bob", Command::Undo);
    assert_eq!(scene.queue(), "b", "the seek was in another item, so the removal is what is left");
    assert_eq!(scene.refused("bob", Command::Undo), "not_found");
}

#[test]
fn putting_back_respects_the_limit() {
    let mut scene = Scene::playing(&["ann"], &["a", "b", "c"]);
    scene.ok("ann", Command::Clear);
    scene.limits.queue = 2;
    scene.ok("ann", add(&["d"]));
    scene.ok("ann", Command::Undo);
    scene.ok("ann", Command::Undo);
    assert_eq!(scene.queue(), "b c");

    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b", "c"]);
    scene.ok("bob", Command::Clear);
    scene.ok("ann", add(&["d"]));
    scene.limits.queue = 2;
    assert_eq!(scene.refused("bob", Command::Undo), "queue_full");
}

#[test]
fn the_log_is_bounded_by_number_and_by_weight() {
    let mut scene = Scene::playing(&["ann"], &["a"]);
    for second in 0..2 * UNDO_KEPT {
        scene.ok("ann", Command::Seek { timestamp: second as f64 });
    }
    assert_eq!(scene.room.undo.entries().count(), UNDO_KEPT);
    let ids: Vec<String> = (0..400).map(|n| format!("i{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    for _ in 0..5 {
        scene.ok("ann", add(&ids));
        scene.ok("ann", Command::Clear);
    }
    let weight: usize = scene
        .room
        .undo
        .entries()
        .map(|(_, entry)| match &entry.inverse {
            Inverse::Remove(ids) => ids.len(),
            Inverse::Insert(removed) => removed.len(),
            _ => 1,
        })
        .sum();
    assert_eq!(weight, 800);
    assert!(weight <= UNDO_ITEMS_KEPT);
    scene.ok("ann", Command::Undo);
    assert_eq!(scene.room.queue.len(), 400);
}

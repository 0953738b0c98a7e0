//! Live streams: SEEK says how far behind their edge everybody watches.

use room_core::{Command, LIVE_OFFSET_MAX, Permission, PolicyChange};

use crate::scene::{Scene, clip, lasting, names};

fn seek_live(offset: f64) -> Command {
    Command::SeekLive { offset }
}

fn offset(scene: &Scene) -> f64 {
    scene.room.playback.track.as_ref().expect("something is loaded").live_offset
}

/// A stream, of which the room only knows that it has no end, and a clip after it.
fn streaming() -> Scene {
    let mut scene = Scene::with(&["ann", "bob"]);
    scene.ok("ann", Command::Add { items: vec![lasting("stream", 0.0), clip("a")], next: false });
    scene.pass(3.0);
    scene.due();
    scene
}

#[test]
fn everybody_watches_as_far_behind_as_was_said_last() {
    let mut scene = streaming();
    assert_eq!(offset(&scene), 0.0, "it begins at the edge");
    scene.pass(10.0);
    assert_eq!(names(&scene.ok("bob", seek_live(42.5))), "Sought UndoRecorded");
    assert_eq!((offset(&scene), scene.position()), (42.5, 10.0), "what it has played is not changed by it");
    scene.pass(5.0);
    scene.ok("ann", Command::Pause { position: None });
    scene.pass(60.0);
    scene.ok("ann", Command::Play { position: None });
    assert_eq!(offset(&scene), 42.5, "a pause does not change it");
    scene.ok("ann", seek_live(0.0));
    assert_eq!(offset(&scene), 0.0);
}

#[test]
fn it_is_taken_back_like_any_seek() {
    let mut scene = streaming();
    scene.ok("ann", seek_live(20.0));
    scene.ok("ann", seek_live(90.0));
    scene.ok("ann", Command::Undo);
    assert_eq!(offset(&scene), 20.0);
    scene.ok("ann", Command::Undo);
    assert_eq!(offset(&scene), 0.0);
}

#[test]
fn the_next_item_begins_at_its_own_edge() {
    let mut scene = streaming();
    scene.ok("ann", seek_live(20.0));
    scene.ok("ann", Command::Skip);
    assert_eq!(offset(&scene), 0.0);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut scene = streaming();
    for wrong in [-0.1, LIVE_OFFSET_MAX + 1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(scene.refused("ann", seek_live(wrong)), "invalid_argument");
    }
    scene.ok("ann", seek_live(LIVE_OFFSET_MAX));
    scene.ok("ann", Command::Skip);
    assert_eq!(scene.refused("ann", seek_live(10.0)), "invalid_argument", "a clip has no live edge");
    assert_eq!(Scene::with(&["ann"]).refused("ann", seek_live(10.0)), "item_not_found");
    let mut scene = streaming();
    let change = PolicyChange { playback: Some(Permission::Leader), ..PolicyChange::default() };
    scene.ok("ann", Command::SetPolicy(change));
    assert_eq!(scene.refused("bob", seek_live(10.0)), "not_leader");
}

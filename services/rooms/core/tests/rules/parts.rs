//! Parts: their names, and that a room can be put together from them in any order.

use std::sync::Arc;

use room_core::{Command, Grant, Part, Room};

use crate::scene::{Scene, item, member};

/// A room that has something in every part.
fn full() -> Scene {
    let mut scene = Scene::playing(&["ann", "bob", "cid"], &["a", "b", "c"]);
    scene.ok("bob", Command::Vote { item: item("b"), up: true });
    scene.ok("bob", Command::VoteSkip);
    scene.ok("ann", Command::SetRole { member: member("bob"), grant: Grant::Moderator });
    scene.ok("ann", Command::Kick { member: member("cid"), ban: true });
    scene.ok("ann", Command::TimerStart);
    scene
}

#[test]
fn names_are_read_back() {
    for part in full().room.parts() {
        assert_eq!(Part::parse(&part.to_string()), Some(part));
    }
    for name in ["", "members", "undo/", "undo/x", "memberann"] {
        assert_eq!(Part::parse(name), None, "{name}");
    }
}

#[test]
fn a_room_is_the_sum_of_its_parts() {
    let room = full().room;
    let mut parts = room.parts();
    parts.reverse();
    let mut copy = Room::new(room.about.clone());
    for part in parts {
        assert!(part.exists(&room));
        match part {
            Part::About => copy.about = room.about.clone(),
            Part::Policy => copy.policy = room.policy.clone(),
            Part::Playback => copy.playback = room.playback.clone(),
            Part::Skip => copy.skip = room.skip.clone(),
            Part::Queue => copy.queue.set_items(room.queue.items().to_vec()),
            Part::Votes(item) => copy.queue.set_votes(item.clone(), room.queue.votes(&item).cloned()),
            Part::History => copy.history = room.history.clone(),
            Part::Undo(number) => copy.undo.set(number, room.undo.get(number).cloned()),
            Part::Timer => copy.timer = room.timer.clone(),
            Part::Lead => copy.lead = room.lead.clone(),
            Part::Bans => copy.bans = room.bans.clone(),
            Part::Departures => copy.departures = room.departures.clone(),
            Part::Moderators => copy.moderators = room.moderators.clone(),
            Part::Member(id) => copy.members.insert(Arc::clone(room.members.get(&id).expect("listed"))),
        }
    }
    assert_eq!(copy, room);
}

#[test]
fn a_play_writes_the_anchor_alone() {
    let mut scene = full();
    let events = scene.ok("ann", Command::Pause { position: None });
    assert_eq!(events[0].parts(), [Part::Playback]);
    let events = scene.ok("ann", Command::Vote { item: item("c"), up: true });
    assert_eq!(events[0].parts(), [Part::Votes(item("c"))]);
    let events = scene.ok("ann", Command::Seek { timestamp: 3.0 });
    let number = scene.room.undo.entries().next_back().expect("recorded").0;
    assert_eq!(events[1].parts(), [Part::Undo(number)]);
}

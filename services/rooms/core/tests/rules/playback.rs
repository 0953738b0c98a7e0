//! PLAY, PAUSE, SEEK, SET_RATE, CHANGE_VIDEO, SKIP, VOTE_SKIP, the end of an item.

use room_core::{Command, Event, Internal, Loop, Media, Motion, NewItem, Permission, PolicyChange, Target};

use crate::scene::{Scene, clip, item, lasting, member, names, visitor};

const PLAY: Command = Command::Play { position: None };
const PAUSE: Command = Command::Pause { position: None };

fn seek(timestamp: f64) -> Command {
    Command::Seek { timestamp }
}

#[test]
fn the_position_follows_from_the_anchor() {
    let mut scene = Scene::playing(&["ann"], &["a"]);
    scene.pass(10.0);
    assert_eq!(scene.position(), 10.0);
    assert_eq!(names(&scene.ok("ann", PAUSE)), "Paused");
    scene.pass(5.0);
    assert_eq!(scene.position(), 10.0);
    assert_eq!(names(&scene.ok("ann", PLAY)), "Started");
    scene.ok("ann", Command::SetRate { rate: 2.0 });
    scene.pass(5.0);
    assert_eq!(scene.position(), 20.0);
    scene.ok("ann", seek(90.0));
    scene.pass(60.0);
    assert_eq!(scene.position(), 100.0, "no position is past the end");
}

#[test]
fn a_clock_that_runs_backwards_moves_nothing_back() {
    let mut scene = Scene::playing(&["ann"], &["a"]);
    scene.pass(10.0);
    scene.ok("ann", seek(30.0));
    scene.pass(-3_600.0);
    assert_eq!(scene.position(), 30.0);
    let at = scene.room.playback.at;
    scene.ok("ann", PAUSE);
    assert_eq!((scene.position(), scene.room.playback.at), (30.0, at));
}

#[test]
fn playing_what_plays_and_pausing_what_stands_change_nothing() {
    let mut scene = Scene::playing(&["ann"], &["a"]);
    assert_eq!(scene.ok("ann", Command::Play { position: Some(50.0) }), []);
    scene.ok("ann", PAUSE);
    assert_eq!(scene.ok("ann", Command::Pause { position: Some(50.0) }), []);
    assert_eq!(scene.position(), 0.0);
    assert_eq!(scene.ok("ann", Command::SetRate { rate: 1.0 }), []);
}

#[test]
fn the_senders_position_counts_and_is_clamped() {
    let cases = [(42.0, 42.0), (-5.0, 0.0), (1e12, 100.0)];
    for (sent, expected) in cases {
        let mut scene = Scene::playing(&["ann"], &["a"]);
        scene.ok("ann", Command::Pause { position: Some(sent) });
        assert_eq!(scene.position(), expected);
        scene.ok("ann", Command::Play { position: Some(sent) });
        assert_eq!(scene.position(), expected);
    }
}

#[test]
fn numbers_out_of_range_are_invalid() {
    let mut scene = Scene::playing(&["ann"], &["a"]);
    let bad = [
        seek(f64::NAN),
        seek(f64::INFINITY),
        seek(-0.1),
        seek(100.1),
        Command::Play { position: Some(f64::NAN) },
        Command::Pause { position: Some(f64::NEG_INFINITY) },
        Command::SetRate { rate: f64::NAN },
        Command::SetRate { rate: 0.24 },
        Command::SetRate { rate: 4.01 },
    ];
    for command in bad {
        assert_eq!(scene.refused("ann", command), "invalid_argument");
    }
    for command in [seek(0.0), seek(100.0), Command::SetRate { rate: 0.25 }, Command::SetRate { rate: 4.0 }] {
        scene.ok("ann", command);
    }
}

#[test]
fn an_idle_room_has_nothing_to_control() {
    let mut scene = Scene::with(&["ann"]);
    for command in [PLAY, PAUSE, seek(1.0), Command::Skip, Command::VoteSkip] {
        assert_eq!(scene.refused("ann", command), "item_not_found");
    }
    assert_eq!(scene.refused("ann", seek(f64::NAN)), "invalid_argument");
    scene.ok("ann", Command::SetRate { rate: 2.0 });
    scene.ok("ann", Command::Add { items: vec![clip("a")], next: false });
    assert_eq!(scene.room.playback.rate, 2.0, "the speed stays from item to item");
}

#[test]
fn an_item_ends_once_and_the_next_one_plays() {
    let mut scene = Scene::playing(&["ann"], &["a", "b"]);
    let deadline = scene.room.playback_deadline().expect("it ends");
    assert_eq!(deadline, scene.now + 100_000.0);
    scene.now = deadline - 1.0;
    assert_eq!(scene.due(), []);
    scene.now = deadline;
    assert_eq!(names(&scene.due()), "QueueUpdated VideoChanged");
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("b", ""));
    assert_eq!(scene.due(), [], "the same deadline again does nothing");
    scene.pass(3.0);
    scene.due();
    scene.pass(100.0);
    scene.due();
    assert_eq!(scene.loaded(), "");
    assert_eq!(scene.room.playback_deadline(), None);
    let played: Vec<_> = scene.room.history.0.iter().map(|played| (played.item.id.as_str(), played.position)).collect();
    assert_eq!(played, [("a", 100.0), ("b", 100.0)]);
}

#[test]
fn an_item_without_known_duration_has_no_deadline() {
    let mut scene = Scene::with(&["ann"]);
    let live = NewItem { media: Media { live: true, duration: 30.0, ..clip("live").media }, id: item("live") };
    scene.ok("ann", Command::Add { items: vec![lasting("a", 0.0), live, lasting("c", f64::NAN)], next: false });
    for id in ["a", "live", "c"] {
        assert_eq!(scene.loaded(), id);
        scene.pass(3.0);
        scene.due();
        assert_eq!(scene.room.playback_deadline(), None);
        scene.ok("ann", Command::Skip);
    }
}

#[test]
fn loops() {
    // (loop, by skipping, then loaded, then queue)
    let cases = [
        (Loop::None, false, "b", "c"),
        (Loop::One, false, "a", "b c"),
        (Loop::All, false, "b", "c a"),
        (Loop::None, true, "b", "c"),
        (Loop::One, true, "b", "c"),
        (Loop::All, true, "b", "c a"),
    ];
    for (repeat, skip, loaded, queue) in cases {
        let mut scene = Scene::playing(&["ann"], &["a", "b", "c"]);
        scene.policy(PolicyChange { repeat: Some(repeat), ..PolicyChange::default() });
        if skip {
            scene.ok("ann", Command::Skip);
        } else {
            scene.pass(100.0);
            scene.due();
        }
        assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), (loaded, queue), "{repeat:?} {skip}");
        assert_eq!(scene.position(), 0.0);
    }
}

#[test]
fn alone_in_a_loop_an_item_starts_over() {
    for repeat in [Loop::One, Loop::All] {
        let mut scene = Scene::playing(&["ann"], &["a"]);
        scene.policy(PolicyChange { repeat: Some(repeat), ..PolicyChange::default() });
        scene.pass(100.0);
        scene.due();
        assert_eq!((scene.loaded().as_str(), scene.position()), ("a", 0.0));
        assert!(scene.room.playback.playing());
        assert!(scene.room.history.0.is_empty(), "it was not left");
    }
}

#[test]
fn change_video_takes_from_the_queue_or_a_link() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b", "c"]);
    scene.ok("bob", Command::ChangeVideo(Target::Queued(item("c"))));
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("c", "b"));
    assert_eq!(scene.ok("ann", Command::ChangeVideo(Target::Queued(item("c")))), [], "both wanted it");
    assert_eq!(scene.refused("ann", Command::ChangeVideo(Target::Queued(item("a")))), "item_not_found");
    let media = Media { start: 33.0, ..clip("d").media };
    scene.ok("bob", Command::ChangeVideo(Target::New(NewItem { id: item("d"), media })));
    assert_eq!((scene.loaded().as_str(), scene.position()), ("d", 33.0), "a link may ask where to begin");
    assert_eq!(scene.refused("bob", Command::ChangeVideo(Target::New(clip("b")))), "invalid_argument", "id is taken");
}

#[test]
fn the_policy_says_who_controls_playback() {
    let all = [PLAY, PAUSE, seek(1.0), Command::SetRate { rate: 2.0 }, Command::Skip, Command::VoteSkip];
    for (permission, code) in [(Permission::Leader, "not_leader"), (Permission::Moderators, "forbidden")] {
        let mut scene = Scene::playing(&["ann", "bob"], &["a", "b"]);
        scene.policy(PolicyChange { playback: Some(permission), ..PolicyChange::default() });
        for command in all.clone() {
            assert_eq!(scene.refused("bob", command), code);
        }
        scene.ok("ann", seek(2.0));
    }
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b"]);
    scene.policy(PolicyChange { playback: Some(Permission::Moderators), ..PolicyChange::default() });
    scene.ok("ann", Command::SetRole { member: member("bob"), grant: room_core::Grant::Moderator });
    scene.ok("bob", seek(2.0));
}

#[test]
fn the_majority_skips() {
    let mut scene = Scene::playing(&["ann", "bob", "cid", "dan"], &["a", "b"]);
    let events = scene.ok("bob", Command::VoteSkip);
    assert!(matches!(events[..], [Event::SkipVoted { votes: 1, needed: 3, .. }]));
    assert_eq!(scene.ok("bob", Command::VoteSkip), [], "one vote each");
    scene.ok("cid", Command::VoteSkip);
    assert_eq!(scene.loaded(), "a");
    scene.ok("dan", Command::VoteSkip);
    assert_eq!(scene.loaded(), "b");
    assert!(scene.room.skip.0.is_empty(), "votes are for one item");
}

#[test]
fn when_somebody_leaves_the_rest_may_be_a_majority() {
    let mut scene = Scene::playing(&["ann", "bob", "cid", "dan"], &["a", "b"]);
    scene.ok("bob", Command::VoteSkip);
    scene.ok("cid", Command::VoteSkip);
    scene.lose(&["dan"]);
    assert_eq!(scene.loaded(), "b", "two of three");

    let mut scene = Scene::playing(&["ann", "bob", "cid", "dan"], &["a", "b"]);
    scene.ok("bob", Command::VoteSkip);
    scene.ok("bob", Command::Leave);
    assert!(scene.room.skip.0.is_empty(), "the vote goes with the voter");
    assert_eq!(scene.loaded(), "a");
}

#[test]
fn only_those_who_may_count_for_the_majority() {
    let mut scene = Scene::playing(&["ann", "bob", "cid", "dan"], &["a", "b"]);
    scene.ok("bob", Command::VoteSkip);
    scene.policy(PolicyChange { playback: Some(Permission::Leader), ..PolicyChange::default() });
    let events = scene.ok("ann", Command::VoteSkip);
    assert!(matches!(events[0], Event::SkipVoted { votes: 1, needed: 1, .. }), "{events:?}");
    assert_eq!(scene.loaded(), "b");
}

#[test]
fn the_count_is_told_when_it_is_another_without_a_vote() {
    let told = |events: &[Event]| match events {
        [.., Event::SkipTallied { votes, needed, .. }] => Some((*votes, *needed)),
        _ => None,
    };
    let mut scene = Scene::playing(&["ann", "bob", "cid", "dan"], &["a", "b"]);
    assert_eq!(told(&scene.ok("dan", Command::Leave)), None, "nobody has voted");
    scene.ok("bob", Command::VoteSkip);
    scene.internal(&Internal::Reserve(visitor("eve"))).expect("the name is free");
    assert_eq!(told(&scene.announce(&["eve"])), Some((1, 3)), "who comes raises what it takes");
    assert_eq!(told(&scene.ok("bob", Command::Leave)), Some((0, 2)), "the vote goes with the voter");
    assert_eq!(told(&scene.ok("eve", Command::Leave)), None, "there is nothing to count any more");
    assert_eq!(room_core::tally(&scene.room), room_core::Tally { votes: 0, needed: 2 });
}

#[test]
fn a_vote_becomes_the_majority_when_others_may_no_longer_control() {
    let mut scene = Scene::playing(&["ann", "bob", "cid", "dan"], &["a", "b"]);
    scene.ok("ann", Command::VoteSkip);
    scene.policy(PolicyChange { playback: Some(Permission::Leader), ..PolicyChange::default() });
    assert_eq!(scene.loaded(), "b", "the leader is all there is, and has voted");
    assert!(scene.room.skip.0.is_empty());
}

#[test]
fn a_single_vote_that_decides_leaves_no_vote_behind() {
    let mut scene = Scene::playing(&["ann"], &["a", "b"]);
    scene.ok("ann", Command::VoteSkip);
    assert_eq!(scene.loaded(), "b");
    assert!(scene.room.skip.0.is_empty());
}

#[test]
fn an_empty_room_stands_still_and_keeps_its_place() {
    let mut scene = Scene::playing(&["ann"], &["a", "b"]);
    scene.pass(20.0);
    scene.lose(&["ann"]);
    scene.pass(3_600.0);
    assert_eq!(scene.due(), []);
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str(), scene.position()), ("a", "b", 20.0));
    scene.enter("bob");
    assert_eq!(scene.room.playback.track.as_ref().map(|track| track.motion), Some(Motion::Paused));
    scene.ok("bob", PLAY);
    assert_eq!(scene.position(), 20.0);
}

//! Waiting for players, broken items, durations that only players know.

use room_core::PlayerState::{Ad, Blocked, Buffering as Buffers, Ended, Error, Ready};
use room_core::{Buffering, Command, Loop, Motion, PolicyChange, Report, reports_matter};

use crate::scene::{Scene, clip, lasting, member, names};

fn start(names: &[&str], duration: f64) -> Scene {
    let mut scene = Scene::with(names);
    scene.ok(names[0], Command::Add { items: vec![lasting("a", duration), clip("b")], next: false });
    scene
}

#[test]
fn a_start_waits_until_everybody_is_ready() {
    let mut scene = start(&["ann", "bob"], 100.0);
    assert!(scene.room.playback.playing() && scene.room.playback.waiting());
    scene.pass(1.0);
    assert_eq!(scene.report("ann", Ready, "a", None), []);
    assert_eq!(scene.report("bob", Ready, "other", None), [], "of another item");
    assert_eq!(scene.report("bob", Buffers, "a", None), []);
    assert_eq!(scene.position(), 0.0);
    assert_eq!(names(&scene.report("bob", Ready, "a", None)), "Started");
    scene.pass(2.0);
    assert_eq!((scene.room.playback.waiting(), scene.position()), (false, 2.0));
}

#[test]
fn a_start_waits_three_seconds_at_most() {
    let mut scene = start(&["ann", "bob"], 100.0);
    scene.report("bob", Buffers, "a", None);
    assert_eq!(scene.room.playback_deadline(), Some(scene.now + 3_000.0));
    scene.pass(2.999);
    assert_eq!(scene.due(), []);
    scene.pass(0.001);
    assert_eq!(names(&scene.due()), "Started");
    assert_eq!((scene.room.playback.waiting(), scene.position()), (false, 0.0));

    let mut scene = start(&["ann", "bob"], 100.0);
    scene.pass(-3_600.0);
    assert_eq!(names(&scene.due()), "Started", "a clock that was set back lengthens no wait");
}

#[test]
fn nobody_waits_for_those_who_are_ready_or_will_not_be() {
    for state in [Ready, Blocked, Error, Ended] {
        let mut scene = Scene::with(&["ann", "bob"]);
        scene.report("ann", Ready, "a", None);
        scene.report("bob", state, "a", None);
        scene.ok("ann", Command::Add { items: vec![clip("a")], next: false });
        assert!(!scene.room.playback.waiting(), "{state:?}");
    }
    for state in [Buffers, Ad] {
        let mut scene = Scene::with(&["ann", "bob"]);
        scene.report("ann", Ready, "a", None);
        scene.report("bob", state, "a", None);
        scene.ok("ann", Command::Add { items: vec![clip("a")], next: false });
        assert!(scene.room.playback.waiting(), "{state:?}");
    }
}

#[test]
fn nobody_waits_for_late_comers() {
    let mut scene = start(&["ann", "bob"], 100.0);
    scene.enter("cid");
    scene.report("ann", Ready, "a", None);
    scene.report("bob", Ready, "a", None);
    assert!(!scene.room.playback.waiting(), "Cid came after the start");
    scene.policy(PolicyChange { buffering: Some(Buffering::Wait), ..PolicyChange::default() });
    scene.pass(60.0);
    assert_eq!(scene.report("cid", Buffers, "a", None), []);
    scene.lose(&["cid", "bob"]);
    scene.enter("dan");
    assert_eq!(scene.report("dan", Buffers, "a", None), [], "nor does Dan inherit Bob's place");
}

#[test]
fn control_goes_on_while_a_start_waits() {
    let mut scene = start(&["ann", "bob"], 100.0);
    scene.ok("ann", Command::Seek { timestamp: 40.0 });
    assert!(scene.room.playback.waiting());
    scene.ok("bob", Command::Pause { position: None });
    assert_eq!((scene.room.playback.playing(), scene.position()), (false, 40.0));
    scene.pass(5.0);
    assert_eq!(scene.due(), []);
}

#[test]
fn a_room_waits_for_buffering_if_it_wants_to_and_not_again_at_once() {
    let mut scene = start(&["ann", "bob"], 100.0);
    scene.report("ann", Ready, "a", None);
    scene.report("bob", Ready, "a", None);
    scene.pass(10.0);
    assert_eq!(scene.report("bob", Buffers, "a", None), [], "ignored unless the policy says so");
    scene.report("bob", Ready, "a", None);
    scene.policy(PolicyChange { buffering: Some(Buffering::Wait), ..PolicyChange::default() });
    assert_eq!(names(&scene.report("bob", Buffers, "a", None)), "Started");
    assert!(scene.room.playback.waiting());
    scene.pass(1.0);
    assert_eq!(scene.position(), 10.0);
    scene.report("bob", Ready, "a", None);
    assert!(!scene.room.playback.waiting());
    scene.pass(5.0);
    assert_eq!(scene.report("bob", Buffers, "a", None), [], "not again within thirty seconds");
    scene.report("bob", Ready, "a", None);
    scene.pass(30.0);
    scene.report("bob", Buffers, "a", None);
    assert!(scene.room.playback.waiting());
    scene.pass(3.0);
    scene.due();
    assert!(!scene.room.playback.waiting(), "three seconds at most");
    assert_eq!(scene.report("bob", Buffers, "a", None), []);
}

#[test]
fn what_most_cannot_play_is_skipped() {
    for repeat in [Loop::None, Loop::One, Loop::All] {
        let mut scene = start(&["ann", "bob", "cid"], 100.0);
        scene.policy(PolicyChange { repeat: Some(repeat), ..PolicyChange::default() });
        scene.report("ann", Error, "a", None);
        scene.report("bob", Error, "b", None);
        assert_eq!(scene.loaded(), "a", "one of three, and one of another item");
        scene.report("cid", Error, "a", None);
        assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("b", ""), "{repeat:?}: and does not come again");
    }
}

#[test]
fn half_of_them_is_not_most() {
    let mut scene = start(&["ann", "bob"], 0.0);
    scene.report("ann", Error, "a", None);
    assert_eq!(scene.loaded(), "a");
    scene.report("ann", Ready, "a", None);
    scene.report("bob", Ready, "a", None);
    scene.pass(50.0);
    scene.report("bob", Ended, "a", None);
    assert_eq!(scene.loaded(), "a");
}

#[test]
fn an_unknown_duration_is_the_leaders_or_the_median() {
    let mut scene = start(&["ann", "bob", "cid", "dan"], 0.0);
    for (who, duration) in [("bob", f64::NAN), ("bob", -5.0), ("bob", 0.0)] {
        scene.report(who, Buffers, "a", Some(duration));
        assert_eq!(scene.room.playback.track.as_ref().and_then(|track| track.item.duration()), None);
    }
    let learned = |scene: &Scene| scene.room.playback.track.as_ref().and_then(|track| track.item.duration());
    for (who, duration) in [("bob", 5.0), ("cid", 60.0), ("dan", 61.0)] {
        let report =
            Report { state: Buffers, item: "a".into(), position: 0.0, at: scene.now, duration: Some(duration) };
        scene.reports.put(member(who), report);
    }
    scene.internal(&room_core::Internal::Reported).expect("reports are never refused");
    assert_eq!(learned(&scene), Some(60.0), "one liar does not matter");

    let mut scene = start(&["ann", "bob", "cid"], 0.0);
    let report = Report { state: Buffers, item: "a".into(), position: 0.0, at: scene.now, duration: Some(5.0) };
    scene.reports.put(member("bob"), report);
    scene.report("ann", Ready, "a", Some(60.0));
    assert_eq!(learned(&scene), Some(60.0), "the leader's counts");
    assert_eq!(scene.report("bob", Buffers, "a", Some(5.0)), [], "and what is known stays");
}

#[test]
fn learning_the_duration_ends_a_wait_in_the_same_step() {
    let mut scene = start(&["ann"], 0.0);
    assert_eq!(names(&scene.report("ann", Ready, "a", Some(60.0))), "ItemUpdated Started");
    assert_eq!(scene.room.playback_deadline(), Some(scene.now + 60_000.0));
    assert_eq!(scene.room.playback.track.as_ref().map(|track| track.motion), Some(Motion::Playing));
}

#[test]
fn a_position_past_a_learned_end_moves_to_the_end() {
    let mut scene = start(&["ann"], 0.0);
    scene.report("ann", Ready, "a", None);
    scene.pass(50.0);
    assert_eq!(names(&scene.report("ann", Ready, "a", Some(30.0))), "ItemUpdated Sought");
    assert_eq!(scene.position(), 30.0);
    scene.due();
    assert_eq!(scene.loaded(), "b");
}

#[test]
fn without_duration_the_majority_says_that_it_is_over() {
    let mut scene = start(&["ann", "bob", "cid"], 0.0);
    ["ann", "bob", "cid"].iter().for_each(|who| drop(scene.report(who, Ready, "a", None)));
    scene.pass(50.0);
    scene.report("ann", Ended, "a", None);
    assert_eq!(scene.loaded(), "a");
    scene.report("bob", Ended, "a", None);
    assert_eq!(scene.loaded(), "b");
    scene.report("cid", Ended, "a", None);
    assert_eq!(scene.loaded(), "b", "it ends once");
}

#[test]
fn in_a_loop_the_former_end_is_not_the_next_one() {
    let mut scene = start(&["ann"], 0.0);
    scene.policy(PolicyChange { repeat: Some(Loop::One), ..PolicyChange::default() });
    scene.report("ann", Ready, "a", None);
    scene.pass(50.0);
    assert_eq!(names(&scene.report("ann", Ended, "a", None)), "VideoChanged");
    scene.pass(1.0);
    assert_eq!(scene.internal(&room_core::Internal::Reported), Ok(vec![]));
}

#[test]
fn reports_that_cannot_matter_are_known_as_such() {
    let mut scene = start(&["ann", "bob"], 100.0);
    let report = |state, item: &str, duration| Report { state, item: item.into(), position: 0.0, at: 0.0, duration };
    assert!(reports_matter(&scene.room, &report(Ready, "a", None)), "a start waits");
    assert!(!reports_matter(&scene.room, &report(Buffers, "a", None)));
    assert!(!reports_matter(&scene.room, &report(Ready, "b", None)));
    scene.pass(3.0);
    scene.due();
    assert!(!reports_matter(&scene.room, &report(Ready, "a", Some(99.0))), "the duration is known");
    assert!(!reports_matter(&scene.room, &report(Ended, "a", None)), "and so is the end");
    assert!(!reports_matter(&scene.room, &report(Buffers, "a", None)));
    assert!(reports_matter(&scene.room, &report(Error, "a", None)));
    scene.policy(PolicyChange { buffering: Some(Buffering::Wait), ..PolicyChange::default() });
    assert!(reports_matter(&scene.room, &report(Buffers, "a", None)));
}

#[test]
fn ten_thousand_players_become_ready() {
    let names: Vec<String> = (0..10_000).map(|n| format!("g{n}")).collect();
    let mut room = Scene::empty().room;
    for (order, name) in (1..).zip(&names) {
        let standing = room_core::Standing::Present { since: 0.0, order };
        let [id, user, nickname] = [name.clone(), name.clone(), name.clone()];
        room.members.insert(std::sync::Arc::new(room_core::Member {
            id: id.into(),
            user: user.into(),
            nickname,
            guest: true,
            avatar_url: String::new(),
            device: String::new(),
            grant: room_core::Grant::Member,
            muted: false,
            standing,
        }));
    }
    room.lead.leader = Some(member("g0"));
    let mut scene = Scene { room, ..Scene::empty() };
    scene.ok("g0", Command::Add { items: vec![clip("a")], next: false });
    for name in &names {
        assert!(scene.room.playback.waiting());
        let report = Report { state: Ready, item: "a".into(), position: 0.0, at: scene.now, duration: None };
        scene.reports.put(member(name), report);
        let context =
            room_core::Context { now: scene.now, limits: &scene.limits, reports: &scene.reports, last_chat: None };
        for event in room_core::decide_internal(&scene.room, &room_core::Internal::Reported, &context).unwrap() {
            room_core::evolve(&mut scene.room, &event);
        }
    }
    assert!(!scene.room.playback.waiting());
}

#[test]
fn offsets_are_seconds_ahead_of_the_room() {
    let mut scene = start(&["ann"], 100.0);
    scene.report("ann", Ready, "a", None);
    scene.pass(10.0);
    let report = |position, at| Report { state: Ready, item: "a".into(), position, at, duration: None };
    assert_eq!(report(10.5, scene.now).offset(&scene.room), Some(0.5));
    assert_eq!(report(9.0, scene.now).offset(&scene.room), Some(-1.0));
    assert_eq!(report(f64::NAN, scene.now).offset(&scene.room), None);
    assert_eq!(report(1.0, f64::INFINITY).offset(&scene.room), None);
    assert_eq!(Report { item: "b".into(), ..report(1.0, scene.now) }.offset(&scene.room), None);
}

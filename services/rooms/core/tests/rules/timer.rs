//! The focus timer.

use room_core::{Command, Event, Internal, Permission, Phase, PhaseAction, PolicyChange, TimerSettings, TimerState};

use crate::scene::{Scene, names};

fn settings() -> TimerSettings {
    TimerSettings { focus: 100, short_break: 20, long_break: 50, cycles: 2, ..TimerSettings::default() }
}

fn with(settings: TimerSettings) -> Scene {
    let mut scene = Scene::playing(&["ann", "bob"], &["a"]);
    scene.ok("ann", Command::TimerConfigure(settings));
    scene
}

fn due(scene: &mut Scene) -> Vec<Event> {
    scene.internal(&Internal::TimerDue).expect("a deadline is never refused")
}

/// Waits for the deadline and acts on it, this many seconds late.
fn phase_ends(scene: &mut Scene, late: f64) {
    scene.now = scene.room.timer_deadline().expect("a phase runs") + late * 1_000.0;
    assert!(!due(scene).is_empty());
}

#[test]
fn phases_follow_each_other_without_drift() {
    let mut scene = with(settings());
    scene.ok("bob", Command::TimerStart);
    let start = scene.now;
    let mut end = start;
    let round = [
        (Phase::Focus, 100.0, 0),
        (Phase::ShortBreak, 20.0, 1),
        (Phase::Focus, 100.0, 1),
        (Phase::LongBreak, 50.0, 2),
        (Phase::Focus, 100.0, 0),
    ];
    for (phase, length, cycle) in round {
        end += length * 1_000.0;
        let timer = &scene.room.timer;
        assert_eq!((timer.state, timer.cycle), (TimerState::Running { phase, ends_at: end }, cycle));
        phase_ends(&mut scene, 0.3);
        assert_eq!(due(&mut scene), [], "once per phase");
    }
}

#[test]
fn after_a_long_silence_the_next_phase_begins_now() {
    let mut scene = with(settings());
    scene.ok("ann", Command::TimerStart);
    phase_ends(&mut scene, 10_000.0);
    assert_eq!(scene.room.timer.remaining(scene.now), 20.0);
}

#[test]
fn a_phase_waits_to_be_started_unless_it_starts_by_itself() {
    let mut scene = with(TimerSettings { auto_start: false, ..settings() });
    scene.ok("ann", Command::TimerStart);
    phase_ends(&mut scene, 0.0);
    assert_eq!(scene.room.timer.state, TimerState::Ready { phase: Phase::ShortBreak });
    assert_eq!((scene.room.timer_deadline(), scene.room.timer.remaining(scene.now)), (None, 20.0));
    scene.pass(60.0);
    scene.ok("bob", Command::TimerStart);
    assert_eq!(scene.room.timer.remaining(scene.now), 20.0);
}

#[test]
fn pausing_keeps_what_is_left() {
    let mut scene = with(settings());
    assert_eq!(scene.ok("ann", Command::TimerPause), []);
    scene.ok("ann", Command::TimerStart);
    assert_eq!(scene.ok("bob", Command::TimerStart), []);
    scene.pass(30.0);
    scene.ok("ann", Command::TimerPause);
    scene.pass(1_000.0);
    assert_eq!((scene.room.timer.remaining(scene.now), due(&mut scene)), (70.0, vec![]));
    scene.ok("ann", Command::TimerStart);
    assert_eq!(scene.room.timer_deadline(), Some(scene.now + 70_000.0));
    scene.pass(-3_600.0);
    assert_eq!(scene.room.timer.remaining(scene.now), 100.0, "never more than the phase has");
}

#[test]
fn reset_and_skip() {
    let mut scene = with(settings());
    assert_eq!(scene.ok("ann", Command::TimerSkip), [], "there is no phase to skip");
    scene.ok("ann", Command::TimerStart);
    scene.ok("ann", Command::TimerSkip);
    assert!(scene.room.timer.running());
    assert_eq!((scene.room.timer.phase(), scene.room.timer.cycle), (Some(Phase::ShortBreak), 1));
    scene.ok("ann", Command::TimerPause);
    scene.ok("ann", Command::TimerSkip);
    assert_eq!(scene.room.timer.state, TimerState::Ready { phase: Phase::Focus });
    scene.ok("ann", Command::TimerReset);
    assert_eq!((scene.room.timer.state, scene.room.timer.cycle), (TimerState::Idle, 0));
    assert_eq!(scene.room.timer.settings, settings());
    assert_eq!(scene.ok("ann", Command::TimerReset), []);
}

#[test]
fn settings_have_bounds() {
    let mut scene = with(settings());
    scene.ok("ann", Command::TimerStart);
    let bad = [
        TimerSettings { focus: 0, ..settings() },
        TimerSettings { short_break: 0, ..settings() },
        TimerSettings { long_break: 86_401, ..settings() },
        TimerSettings { cycles: 0, ..settings() },
        TimerSettings { cycles: 101, ..settings() },
    ];
    for settings in bad {
        assert_eq!(scene.refused("ann", Command::TimerConfigure(settings)), "invalid_argument");
    }
    scene.ok("ann", Command::TimerConfigure(TimerSettings { focus: 1, ..settings() }));
    assert_eq!(scene.room.timer.state, TimerState::Idle, "configuring goes to idle");
}

#[test]
fn the_policy_says_who_uses_the_timer() {
    let mut scene = with(settings());
    scene.policy(PolicyChange { timer: Some(Permission::Leader), ..PolicyChange::default() });
    let all = [
        Command::TimerConfigure(settings()),
        Command::TimerStart,
        Command::TimerPause,
        Command::TimerReset,
        Command::TimerSkip,
    ];
    for command in all {
        assert_eq!(scene.refused("bob", command), "not_leader");
    }
}

#[test]
fn the_start_of_a_phase_acts_on_the_video() {
    let actions = TimerSettings { focus_action: PhaseAction::Pause, break_action: PhaseAction::Play, ..settings() };
    let mut scene = with(actions);
    let events = scene.ok("ann", Command::TimerStart);
    assert_eq!(names(&events), "TimerChanged Paused");
    phase_ends(&mut scene, 0.0);
    assert!(scene.room.playback.playing());
    scene.ok("ann", Command::TimerPause);
    scene.ok("ann", Command::Pause { position: None });
    scene.ok("ann", Command::TimerStart);
    assert!(!scene.room.playback.playing(), "going on is not a start");
    scene.ok("ann", Command::TimerSkip);
    scene.ok("ann", Command::TimerSkip);
    assert!(scene.room.playback.playing());
}

#[test]
fn the_timer_is_no_way_around_the_policy_for_playback() {
    let mut scene = with(settings());
    scene.policy(PolicyChange { playback: Some(Permission::Leader), ..PolicyChange::default() });
    let pausing = TimerSettings { focus_action: PhaseAction::Pause, ..settings() };
    assert_eq!(scene.refused("bob", Command::TimerConfigure(pausing.clone())), "not_leader");
    scene.ok("ann", Command::TimerConfigure(pausing.clone()));
    scene.ok("bob", Command::TimerConfigure(TimerSettings { focus: 60, ..pausing }));
    scene.ok("bob", Command::TimerStart);
    assert!(!scene.room.playback.playing(), "as the leader configured it");
}

#[test]
fn the_timer_needs_no_video_and_no_company() {
    let mut scene = Scene::with(&["ann"]);
    let playing = TimerSettings { focus_action: PhaseAction::Play, ..settings() };
    scene.ok("ann", Command::TimerConfigure(playing));
    assert_eq!(names(&scene.ok("ann", Command::TimerStart)), "TimerChanged");
    scene.lose(&["ann"]);
    assert!(scene.room.timer.running(), "who closes the lid comes back to a running timer");
    phase_ends(&mut scene, 0.0);
    assert_eq!(scene.room.timer.state, TimerState::Ready { phase: Phase::ShortBreak }, "but not for ever");
}

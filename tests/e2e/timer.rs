//! The focus timer: one for all, phases that follow each other by themselves and once, and what
//! they do to the video.

use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event;
use matinee_proto::sync::v1::{PolicyChange, Timer, TimerConfigure};
use matinee_tests::commands::{
    pause, playback_by, policy, timer_of, timer_pause, timer_reset, timer_skip, timer_start,
};
use matinee_tests::{Deployment, Socket, stories};

use crate::stage::Pair;

stories!(
    it_runs_stands_and_starts_over,
    phases_follow_each_other_once,
    a_phase_plays_and_pauses_the_video,
    it_is_the_leaders_if_they_say_so
);

fn timer(socket: &Socket) -> Timer {
    socket.room.timer.clone().expect("there is a timer")
}

fn configure(settings: TimerConfigure) -> Command {
    Command::TimerConfigure(settings)
}

async fn it_runs_stands_and_starts_over(deployment: &Deployment) {
    // Without any video.
    let mut pair = Pair::enter(deployment).await;
    pair.b.does(configure(timer_of(60, 10, 20, 2))).await;
    pair.together().await;
    let idle = timer(&pair.a);
    assert_eq!((idle.phase.as_str(), idle.running, idle.remaining, idle.focus), ("idle", false, 60.0, 60));
    let began = pair.a.pings().await.server_time;
    pair.b.does(timer_start()).await;
    pair.together().await;
    let running = timer(&pair.a);
    assert_eq!((running.phase.as_str(), running.running), ("focus", true));
    assert!(running.ends_at >= began + 59_000.0 && running.ends_at <= began + 75_000.0, "{running:?} {began}");
    for socket in [&mut pair.a, &mut pair.b] {
        let heartbeat = socket.heartbeat().await;
        let told = heartbeat.timer.expect("a heartbeat tells of the timer");
        assert_eq!((told.phase.as_str(), told.running, told.ends_at), ("focus", true, running.ends_at));
        assert!((told.remaining - (told.ends_at - heartbeat.server_time) / 1000.0).abs() < 1.0, "{told:?}");
    }
    pair.a.does(timer_pause()).await;
    pair.together().await;
    let paused = timer(&pair.b);
    assert!(!paused.running && paused.phase == "focus" && paused.remaining > 0.0 && paused.remaining < 60.0);
    assert_eq!(paused.ends_at, 0.0);
    // What has stopped goes on from there.
    pair.b.does(timer_start()).await;
    pair.together().await;
    let now = pair.b.pings().await.server_time;
    let left = (timer(&pair.b).ends_at - now) / 1000.0;
    assert!(left <= paused.remaining + 0.1, "{left} of {paused:?}");
    pair.a.does(timer_skip()).await;
    pair.a.does(timer_skip()).await;
    pair.a.does(timer_skip()).await;
    pair.together().await;
    let long = timer(&pair.b);
    assert_eq!((long.phase.as_str(), long.cycle, long.running), ("long_break", 2, true));
    pair.a.does(timer_reset()).await;
    pair.together().await;
    let over = timer(&pair.b);
    assert_eq!((over.phase.as_str(), over.running, over.cycle, over.remaining), ("idle", false, 0, 60.0));
    for wrong in [timer_of(0, 10, 20, 2), timer_of(60, 10, 20, 0), timer_of(60, 10, 86_401, 2)] {
        assert_eq!(pair.a.is_refused(configure(wrong)).await, "invalid_argument");
    }
    let wrong = TimerConfigure { focus_action: "explode".to_owned(), ..timer_of(60, 10, 20, 2) };
    assert_eq!(pair.a.is_refused(configure(wrong)).await, "invalid_argument");
    assert_eq!(timer(&pair.a), over, "wrong input changes nothing");
}

async fn phases_follow_each_other_once(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.a.does(configure(timer_of(1, 1, 1, 2))).await;
    pair.together().await;
    for socket in [&mut pair.a, &mut pair.b] {
        socket.take_events();
    }
    pair.a.does(timer_start()).await;
    let phases = ["focus", "short_break", "focus", "long_break", "focus", "short_break"];
    let mut heard = Vec::new();
    for socket in [&mut pair.a, &mut pair.b] {
        let mut own = Vec::new();
        while own.len() < phases.len() {
            own.push(
                socket
                    .event("TIMER", |event| match event.event.as_ref()? {
                        Event::Timer(changed) => {
                            changed.timer.as_ref().map(|timer| (timer.phase.clone(), timer.ends_at))
                        }
                        _ => None,
                    })
                    .await,
            );
        }
        assert_eq!(own.iter().map(|(phase, _)| phase.as_str()).collect::<Vec<_>>(), phases, "each once, in order");
        for pair in own.windows(2) {
            let apart = pair[1].1 - pair[0].1;
            assert!(apart >= 999.0, "a phase is never cut short: {own:?}");
        }
        heard.push(own);
    }
    assert_eq!(heard[0], heard[1]);
    pair.a.does(timer_reset()).await;
    pair.together().await;
}

async fn a_phase_plays_and_pauses_the_video(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    pair.a.does(pause()).await;
    let acting = TimerConfigure {
        focus_action: "pause".to_owned(),
        break_action: "play".to_owned(),
        ..timer_of(2, 600, 600, 4)
    };
    pair.a.does(configure(acting)).await;
    pair.a.does(timer_start()).await;
    assert!(!pair.a.playback().playing);
    for socket in [&mut pair.a, &mut pair.b] {
        socket.until("the break plays the video", |socket| socket.playback().playing).await;
        socket.until("it is the break", |socket| timer(socket).phase == "short_break").await;
    }
    pair.b.does(timer_skip()).await;
    pair.together().await;
    assert!(!pair.a.playback().playing && timer(&pair.a).phase == "focus", "focus pauses it");
    pair.a.does(timer_reset()).await;
    pair.together().await;
    // The timer is no way around the policy for playback.
    let revision = pair.a.does(playback_by("leader")).await;
    pair.b.reaches(revision).await;
    let acting = TimerConfigure { focus_action: "play".to_owned(), ..timer_of(2, 600, 600, 4) };
    assert_eq!(pair.b.is_refused(configure(acting)).await, "not_leader");
}

async fn it_is_the_leaders_if_they_say_so(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.b.does(timer_start()).await;
    pair.together().await;
    let only = policy(PolicyChange { timer: Some("leader".to_owned()), ..PolicyChange::default() });
    let revision = pair.a.does(only).await;
    pair.b.reaches(revision).await;
    let all = [configure(timer_of(9, 9, 9, 9)), timer_start(), timer_pause(), timer_reset(), timer_skip()];
    for command in all.clone() {
        assert_eq!(pair.b.is_refused(command).await, "not_leader");
    }
    let before = timer(&pair.b);
    pair.together().await;
    assert_eq!(timer(&pair.b).ends_at, before.ends_at);
    for command in all {
        pair.a.does(command).await;
    }
    pair.together().await;
}

//! Play, pause, seek: everybody in step, whatever gateway they are on.

use matinee_proto::sync::v1::Playback;
use matinee_proto::sync::v1::event::Event;
use matinee_tests::commands::{add, change_to, pause, play, playback_by, ready, seek, set_rate, skip};
use matinee_tests::{Deployment, Subprotocol, Upgrade, stories};

use crate::stage::{CLIP, Pair};

stories!(
    one_acts_and_all_follow,
    heartbeats_say_where_it_is,
    only_the_leader_controls_unless_anyone_may,
    the_clock_is_one,
    both_subprotocols_say_the_same
);

/// Where it is at an instant of the room clock.
fn position(playback: &Playback, now: f64) -> f64 {
    let moved = if playback.playing && !playback.waiting { (now - playback.at) / 1000.0 * playback.rate } else { 0.0 };
    playback.position + moved
}

async fn one_acts_and_all_follow(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let (a, b) = (&mut pair.a, &mut pair.b);
    a.does(pause()).await;
    let paused = b.event("PAUSE", |event| match event.event.as_ref()? {
        Event::Pause(paused) => Some((paused.clone(), event.by.clone())),
        _ => None,
    });
    let (paused, by) = paused.await;
    assert_eq!(by, a.member());
    assert!(paused.playback.is_some_and(|playback| !playback.playing && playback.position == paused.position));

    a.does(seek(93.25)).await;
    let sought = b.event("SEEK", |event| match event.event.as_ref()? {
        Event::Seek(sought) => Some(sought.clone()),
        _ => None,
    });
    let sought = sought.await;
    assert_eq!((sought.timestamp, sought.position), (93.25, 93.25));
    assert_eq!(b.playback().position, 93.25);

    a.does(play()).await;
    let played = b.event("PLAY", |event| match event.event.as_ref()? {
        Event::Play(played) => Some(played.clone()),
        _ => None,
    });
    assert_eq!(played.await.position, 93.25);
    a.does(set_rate(1.5)).await;
    let revision = a.room.revision;
    b.reaches(revision).await;
    assert_eq!(b.playback().rate, 1.5);
    assert!(b.playback().playing);
    pair.together().await;
}

async fn heartbeats_say_where_it_is(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let revision = pair.a.does(seek(10.0)).await;
    pair.b.reaches(revision).await;
    for socket in [&mut pair.a, &mut pair.b] {
        let mut heartbeat = socket.heartbeat().await;
        // A start that waited for players goes on meanwhile.
        while heartbeat.revision != socket.room.revision || socket.playback().waiting {
            heartbeat = socket.heartbeat().await;
        }
        assert_eq!(heartbeat.epoch, socket.room.epoch);
        assert!(heartbeat.playing && heartbeat.revision >= revision);
        let expected = position(&socket.playback(), heartbeat.server_time);
        assert!((heartbeat.position - expected).abs() < 0.05, "{} against {expected}", heartbeat.position);
        assert!(heartbeat.position > 10.0 && heartbeat.timer.is_some());
    }
}

async fn only_the_leader_controls_unless_anyone_may(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let revision = pair.a.does(playback_by("leader")).await;
    pair.b.reaches(revision).await;
    for command in [pause(), play(), seek(1.0), set_rate(2.0), skip()] {
        let before = pair.b.room.revision;
        assert_eq!(pair.b.is_refused(command).await, "not_leader");
        assert_eq!(pair.b.room.revision, before);
    }
    assert_eq!(pair.b.is_refused(playback_by("anyone")).await, "not_leader");
    let revision = pair.a.does(playback_by("anyone")).await;
    pair.b.reaches(revision).await;
    assert_eq!(pair.b.room.policy.as_ref().expect("a policy").playback, "anyone");
    pair.b.does(pause()).await;
    pair.b.does(seek(7.0)).await;
    pair.together().await;
    assert_eq!(pair.a.playback().position, 7.0);
    let revision = pair.a.does(playback_by("leader")).await;
    pair.b.reaches(revision).await;
    assert_eq!(pair.b.is_refused(play()).await, "not_leader");
    assert_eq!(pair.a.ask(playback_by("nobody")).await.expect_err("no such policy").code, "invalid_argument");
    pair.together().await;
}

async fn the_clock_is_one(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let one = pair.a.pings().await;
    let two = pair.b.pings().await;
    let three = pair.a.pings().await;
    assert_eq!(one.client_time, 12.5);
    assert!(one.server_time <= two.server_time + 50.0 && two.server_time <= three.server_time + 50.0);
    assert!(three.server_time >= one.server_time, "it never runs backwards");
}

async fn both_subprotocols_say_the_same(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let joined = pair.bob.join(&pair.room).await;
    let mut binary =
        Upgrade::ticket(&joined).speaking(Subprotocol::Binary).open().await.expect("it opens").entered().await;
    let joined = pair.bob.join(&pair.room).await;
    let mut unnamed =
        Upgrade::ticket(&joined).speaking(Subprotocol::Unnamed).open().await.expect("it opens").entered().await;
    let ticks = pair.a.playback().item.expect("an item").id;
    let now = pair.a.pings().await.server_time;
    pair.a.does(ready(&ticks, 0.0, now, 600.0)).await;
    pair.a.does(add(CLIP)).await;
    let next = pair.a.queue()[0].clone();
    let revision = pair.a.does(change_to(&next)).await;
    for socket in [&mut binary, &mut unnamed, &mut pair.b] {
        socket.reaches(revision).await;
        let (told, others) = (socket.playback(), pair.a.playback());
        // The JSON reader of these tests may be off by the last bit of an instant.
        assert!((told.at - others.at).abs() < 0.001);
        assert_eq!(Playback { at: 0.0, ..told }, Playback { at: 0.0, ..others });
    }
    binary.says("in binary").await;
    binary.agrees().await;
    unnamed.says("in JSON").await;
    unnamed.agrees().await;
}

//! How everybody's player is: told to all, waited for a moment at a start, and believed by the
//! majority when something cannot be played or has ended.

use std::time::Duration;

use matinee_proto::sync::v1::event::Event;
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{MemberStatus, PolicyChange};
use matinee_tests::commands::{add, change_to, pause, play, policy, seek, status};
use matinee_tests::{Deployment, Person, Socket, stories};

use crate::stage::{CLIP, Pair};

/// How long a start, or the room for one who buffers, waits at most; and what a busy machine adds.
const WAIT: f64 = 3_000.0;
const NOTICED: f64 = 5_000.0;

stories!(
    everybody_sees_how_the_others_are,
    a_start_waits_for_those_who_load_but_not_for_long,
    a_start_waits_no_longer_than_needed,
    who_comes_late_stops_nobody,
    a_room_can_wait_for_who_buffers,
    what_most_cannot_play_is_skipped,
    it_goes_on_with_nobody_looking
);

fn playing(socket: &Socket) -> String {
    socket.playback().item.expect("something plays").id
}

/// The next status of a member in STATUSES.
async fn status_of(socket: &mut Socket, member: &str) -> MemberStatus {
    socket
        .frame("STATUSES", |frame| match frame {
            Frame::Statuses(all) => all.statuses.iter().find(|status| status.member_id == member).cloned(),
            _ => None,
        })
        .await
}

async fn everybody_sees_how_the_others_are(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let item = playing(&pair.a);
    pair.a.does(pause()).await;
    pair.a.does(seek(100.0)).await;
    pair.together().await;
    let bob = pair.b.member().to_owned();
    for (state, position, offset) in [("ready", 100.0, 0.0), ("buffering", 98.5, -1.5), ("ad", 100.25, 0.25)] {
        let now = pair.b.pings().await.server_time;
        pair.b.does(status(state, &item, position, now)).await;
        for socket in [&mut pair.a, &mut pair.b] {
            let mut told = status_of(socket, &bob).await;
            while told.state != state {
                told = status_of(socket, &bob).await;
            }
            assert!((told.offset - offset).abs() < 0.01, "{told:?}");
        }
    }
    // Whoever comes later finds it in the snapshot.
    let carol = Person::guest(deployment.gateway(0), "Carol").await;
    let c = carol.enter(&pair.room).await;
    let shown = c.room.members.iter().find(|member| member.id == bob).expect("Bob is in");
    assert_eq!(shown.state, "ad");
    assert_eq!(pair.b.is_refused(status("dancing", &item, 0.0, 0.0)).await, "invalid_argument");
}

async fn a_start_waits_for_those_who_load_but_not_for_long(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.a.does(add(CLIP)).await;
    pair.together().await;
    // It may be over already on a machine this busy; what was told says how long it took.
    let began = pair.a.event("it is about to play", |event| match event.event.as_ref()? {
        Event::ChangeVideo(changed) => changed.playback.clone().map(|playback| (playback.waiting, event.at)),
        _ => None,
    });
    let (waiting, began) = began.await;
    assert!(waiting, "nobody has said that they are ready");
    let item = playing(&pair.a);
    pair.b.does(status("buffering", &item, 0.0, began)).await;
    pair.a.until("it plays without Bob", |socket| !socket.playback().waiting).await;
    let playback = pair.a.playback();
    assert!(playback.playing && playback.position == 0.0, "{playback:?}");
    let waited = playback.at - began;
    assert!((WAIT - 1.0..WAIT + NOTICED).contains(&waited), "{waited} ms");
    pair.together().await;
}

async fn a_start_waits_no_longer_than_needed(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    pair.a.does(add("https://media.example.org/next.mp4")).await;
    let next = pair.a.queue()[0].clone();
    pair.a.does(change_to(&next)).await;
    pair.b.reaches(pair.a.room.revision).await;
    pair.b.take_events();
    for socket in [&mut pair.a, &mut pair.b] {
        let now = socket.pings().await.server_time;
        socket.does(status("ready", &next, 0.0, now)).await;
    }
    for socket in [&mut pair.a, &mut pair.b] {
        socket.until("it plays", |socket| !socket.playback().waiting && socket.playback().playing).await;
    }
    pair.together().await;
}

async fn who_comes_late_stops_nobody(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let item = playing(&pair.a);
    pair.a.does(policy(PolicyChange { buffering: Some("wait".to_owned()), ..PolicyChange::default() })).await;
    for socket in [&mut pair.a, &mut pair.b] {
        socket.until("it plays", |socket| !socket.playback().waiting).await;
        let now = socket.pings().await.server_time;
        socket.does(status("ready", &item, 0.0, now)).await;
    }
    pair.together().await;
    pair.a.take_events();
    let carol = Person::guest(deployment.gateway(1), "Carol").await;
    let mut c = carol.enter(&pair.room).await;
    let now = c.pings().await.server_time;
    c.does(status("buffering", &item, 0.0, now)).await;
    pair.a.says("nothing stops").await;
    pair.together().await;
    let stopped = |event: &Event| matches!(event, Event::Play(_) | Event::Pause(_));
    assert!(!pair.a.take_events().iter().any(stopped));
    assert!(pair.a.playback().playing && !pair.a.playback().waiting);
}

async fn a_room_can_wait_for_who_buffers(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    // Both have it before it begins: nobody is waited for, which counts as a rest.
    pair.a.does(add("https://media.example.org/ready.mp4")).await;
    let item = pair.a.queue()[0].clone();
    for socket in [&mut pair.a, &mut pair.b] {
        let now = socket.pings().await.server_time;
        socket.does(status("ready", &item, 0.0, now)).await;
    }
    pair.a.does(change_to(&item)).await;
    pair.together().await;
    assert!(pair.a.playback().playing && !pair.a.playback().waiting, "it plays at once");
    let now = pair.b.pings().await.server_time;
    pair.b.does(status("buffering", &item, 1.0, now)).await;
    pair.a.says("by default nobody waits").await;
    assert!(!pair.a.playback().waiting);
    pair.b.does(status("ready", &item, 1.0, now)).await;
    pair.a.does(policy(PolicyChange { buffering: Some("wait".to_owned()), ..PolicyChange::default() })).await;
    pair.together().await;
    pair.a.take_events();
    pair.b.does(status("buffering", &item, 1.5, now)).await;
    let waits = pair.a.event("the room waits", |event| match event.event.as_ref()? {
        Event::Play(played) => played.playback.clone().filter(|playback| playback.waiting).map(|_| event.at),
        _ => None,
    });
    let began = waits.await;
    let goes = pair.a.event("the room goes on", |event| match event.event.as_ref()? {
        Event::Play(played) => played.playback.clone().filter(|playback| !playback.waiting).map(|_| event.at),
        _ => None,
    });
    let waited = goes.await - began;
    assert!(waited < WAIT + NOTICED, "{waited} ms, and Bob still buffers");
    pair.together().await;
}

async fn what_most_cannot_play_is_skipped(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let carol = Person::guest(deployment.gateway(0), "Carol").await;
    let mut c = carol.enter(&pair.room).await;
    pair.a.does(add("https://media.example.org/works.mp4")).await;
    let (broken, works) = (playing(&pair.a), pair.a.queue()[0].clone());
    for socket in [&mut pair.a, &mut pair.b, &mut c] {
        socket.until("three are in", |socket| socket.room.members.len() == 3).await;
    }
    let now = pair.a.pings().await.server_time;
    pair.b.does(status("error", &broken, 0.0, now)).await;
    pair.b.says("one is not most").await;
    pair.a.until("it is said", |socket| !socket.room.chat.is_empty()).await;
    assert_eq!(playing(&pair.a), broken);
    c.does(status("error", &broken, 0.0, now)).await;
    for socket in [&mut pair.a, &mut pair.b, &mut c] {
        socket.until("the next one plays", |socket| playing(socket) == works).await;
        socket.agrees().await;
    }
    assert!(pair.a.queue().is_empty());
}

async fn it_goes_on_with_nobody_looking(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    for name in ["second", "third"] {
        pair.a.does(add(&format!("https://media.example.org/{name}.mp4"))).await;
    }
    let queue = pair.a.queue();
    // The lengths become known from a player; the ends nobody reports.
    let mut now = pair.a.pings().await.server_time;
    let mut current = playing(&pair.a);
    pair.b.take_events();
    for next in [Some(queue[0].clone()), Some(queue[1].clone()), None] {
        pair.a.does(matinee_tests::commands::ready(&current, 0.0, now, 1.0)).await;
        let changed = pair.b.event("it goes on", |event| match event.event.as_ref()? {
            Event::ChangeVideo(changed) => Some((changed.item.clone().map(|item| item.id), event.by.clone())),
            _ => None,
        });
        let (item, by) = changed.await;
        assert_eq!((&item, by.as_str()), (&next, ""), "once, and by nobody");
        pair.a.until("she sees it", |socket| socket.playback().item.map(|item| item.id) == next).await;
        let Some(item) = item else { break };
        current = item;
        now = pair.a.pings().await.server_time;
    }
    pair.together().await;
    assert!(pair.b.playback().item.is_none());
    assert_eq!(pair.b.room.history.len(), 3);
    let more = tokio::time::timeout(
        Duration::from_secs(1),
        pair.b.event("nothing more", |event| matches!(event.event, Some(Event::ChangeVideo(_))).then_some(())),
    );
    assert!(more.await.is_err(), "nothing happens twice");
    assert_eq!(pair.a.is_refused(play()).await, "item_not_found");
}

//! Servers that stop: in order, and not. Each story breaks a deployment of its own.

use std::time::{Duration, Instant};

use matinee_proto::sync::v1::event::Event;
use matinee_tests::commands::{chat, pause, play};
use matinee_tests::process::until;
use matinee_tests::{Deployment, Kind, Person, Socket, Upgrade};
use serde_json::json;

use crate::stage::{Pair, figure};

/// How long a member may take to be back in step after a gateway has died.
const BACK: Duration = Duration::from_secs(5);
/// How long a gateway may take to stop in order.
const STOP: Duration = Duration::from_secs(30);

/// Comes back through the front door, as often as it takes.
async fn resume(deployment: &Deployment, lost: &Socket) -> Socket {
    let deadline = Instant::now() + STOP;
    loop {
        let upgrade = Upgrade::resume(&deployment.url(), lost);
        if let Ok(mut socket) = upgrade.open().await {
            socket.room = lost.room.clone();
            return socket;
        }
        assert!(Instant::now() < deadline, "no gateway takes the socket");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Whether the others heard that somebody came or went.
fn noise(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::MemberLeft(_) | Event::MemberJoined(_) | Event::LeaderChanged(_)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_gateway_is_not_missed() {
    let deployment = Deployment::start(Kind::Scaled);
    let mut pair = Pair::watching(&deployment).await;
    pair.b.take_events();
    deployment.gateway_role(0).process().kill();
    let killed = Instant::now();
    assert_eq!(pair.a.is_closed().await, 1006);
    pair.a = resume(&deployment, &pair.a).await;
    pair.a.does(pause()).await;
    let back = killed.elapsed();
    figure(&format!("back in step {} ms after the gateway was killed", back.as_millis()));
    assert!(back < BACK, "{back:?}");
    pair.together().await;
    assert!(!pair.a.playback().playing);
    assert!(!noise(&pair.b.take_events()), "nobody left, nobody came");
    assert_eq!(pair.a.snapshots, 1, "only the one that was asked for");
    // Beyond grace and leases, too.
    deployment.gateway_role(0).again();
    pair.a.does(play()).await;
    pair.together().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_stops_says_goodbye() {
    let deployment = Deployment::start(Kind::Scaled);
    let mut pair = Pair::watching(&deployment).await;
    let id = pair.a.send(chat("acknowledged is kept")).await;
    let revision = pair.a.answer(&id).await.expect("it is accepted");
    pair.b.reaches(revision).await;
    pair.b.take_events();
    deployment.gateway_role(0).process().signal("TERM");
    assert_eq!(pair.a.is_closed().await, 1012);
    let goodbye = pair.a.goodbye.clone().expect("it said so before");
    assert_eq!(goodbye.code, 1012);
    assert!(goodbye.retry_after > 0.0 && goodbye.retry_after <= 5.0, "{goodbye:?}");
    pair.a = resume(&deployment, &pair.a).await;
    pair.a.does(pause()).await;
    pair.together().await;
    assert!(pair.b.room.chat.iter().any(|message| message.text == "acknowledged is kept"));
    assert!(!noise(&pair.b.take_events()), "nobody left, nobody came");
    let status = deployment.gateway_role(0).process().wait(STOP);
    assert_eq!(status.code(), Some(0), "{}", deployment.gateway_role(0).log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_stops_in_order_too() {
    let deployment = Deployment::start(Kind::Embedded);
    let mut pair = Pair::watching(&deployment).await;
    deployment.gateway_role(0).process().signal("TERM");
    for socket in [&mut pair.a, &mut pair.b] {
        assert_eq!(socket.is_closed().await, 1012);
        assert_eq!(socket.goodbye.as_ref().map(|goodbye| goodbye.code), Some(1012));
    }
    let status = deployment.gateway_role(0).process().wait(STOP);
    assert_eq!(status.code(), Some(0), "{}", deployment.gateway_role(0).log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_service_is_not_missed() {
    let deployment = Deployment::start(Kind::Scaled);
    let mut pair = Pair::watching(&deployment).await;
    // One of two of each: auth, search, billing, rooms.
    for role in [0, 2, 4, 6] {
        deployment.service_role(role).process().kill();
    }
    let killed = Instant::now();
    let mut attempts = 0;
    for number in 0..5 {
        let command = if number % 2 == 0 { pause() } else { play() };
        while pair.a.ask(command.clone()).await.is_err() {
            attempts += 1;
            assert!(killed.elapsed() < BACK, "commands are answered again after {BACK:?} at most");
        }
    }
    let took = killed.elapsed().as_millis();
    figure(&format!("{attempts} commands refused in the {took} ms after half of the services were killed"));
    pair.together().await;
    let carol = Person::guest(&deployment.url(), "Carol").await;
    let mut c = carol.enter(&pair.room).await;
    c.says("hello").await;
    pair.b.until("Carol is heard", |socket| !socket.room.chat.is_empty()).await;
    c.agrees().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_stops_is_not_noticed() {
    let deployment = Deployment::start_with(Kind::Scaled, &[("LIMITS__ENABLED", "false")]);
    let mut pair = Pair::watching(&deployment).await;
    let first_of_each = [0, 2, 4, 6];
    for role in first_of_each {
        deployment.service_role(role).process().signal("TERM");
    }
    let mut commands = [pause(), play()].into_iter().cycle();
    let deadline = Instant::now() + STOP;
    while !first_of_each.iter().all(|role| deployment.service_role(*role).process().has_ended()) {
        pair.a.ask(commands.next().expect("a cycle")).await.expect("commands are answered all the while");
        assert!(Instant::now() < deadline, "services stop when they are told to");
    }
    for role in first_of_each {
        let mut role = deployment.service_role(role);
        assert_eq!(role.process().wait(STOP).code(), Some(0), "{}", role.log());
    }
    pair.a.ask(pause()).await.expect("the other half answers");
    pair.together().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_redis_nobody_is_ready_and_with_it_all_are() {
    let deployment = Deployment::start(Kind::Scaled);
    let mut pair = Pair::watching(&deployment).await;
    // Until what was done is in the database.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let ready = |expected: u16| (0..2).all(|number| deployment.gateway_role(number).readiness() == Some(expected));
    deployment.redis().expect("it is scaled").process().kill();
    until("no gateway is ready", STOP, || ready(503));
    let answer = pair.ada.post("/api/rooms", json!({})).await;
    answer.refused(503, "unavailable");
    deployment.redis().expect("it is scaled").again();
    until("both gateways are ready", STOP, || ready(200));
    // That Redis kept nothing, but the room is saved, and its members are in it again.
    let epoch = pair.a.room.epoch.clone();
    for socket in [&mut pair.a, &mut pair.b] {
        socket.until("a new epoch has begun", |socket| socket.room.epoch != epoch).await;
    }
    pair.a.does(pause()).await;
    pair.together().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_away_too_long_gets_a_snapshot() {
    for kind in [Kind::Embedded, Kind::Scaled] {
        let deployment = Deployment::start_with(kind, &[("LIMITS__ENABLED", "false")]);
        let mut pair = Pair::enter(&deployment).await;
        let room = pair.b.room.clone();
        let upgrade = Upgrade::resume(deployment.gateway(1), &pair.b);
        let mut waiting = Vec::new();
        // More than the replay window holds; acknowledged as they go, so that no queue fills.
        for number in 0..1_100 {
            waiting.push(pair.a.send(chat(&format!("message {number}"))).await);
            if waiting.len() == 100 {
                for id in waiting.drain(..) {
                    pair.a.answer(&id).await.expect("it is accepted");
                }
            }
        }
        drop(pair.b);
        let mut back = upgrade.open().await.expect("it opens");
        back.room = room;
        back.until("a snapshot has come", |socket| socket.snapshots == 1).await;
        assert_eq!(back.room.chat.len(), 100, "the last hundred are kept");
        back.agrees().await;
    }
}

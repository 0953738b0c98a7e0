//! Who is in: tabs that come and go, lines that drop, servers that die, rooms that are full or
//! listed.

use std::time::{Duration, Instant};

use matinee_proto::sync::v1::PolicyChange;
use matinee_proto::sync::v1::event::Event;
use matinee_tests::client::{PATIENCE, unique};
use matinee_tests::commands::{add, pause, policy};
use matinee_tests::{Deployment, Kind, Person, Socket, stories};
use serde_json::{Value, json};

use crate::stage::{Pair, figure};

stories!(
    a_page_that_reloads_is_not_noticed,
    a_dropped_line_is_waited_for,
    a_full_room_takes_nobody,
    the_list_says_what_plays
);

fn noise(event: &Event) -> bool {
    matches!(event, Event::LeaderChanged(_) | Event::MemberLeft(_) | Event::MemberJoined(_))
}

async fn a_page_that_reloads_is_not_noticed(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    pair.b.take_events();
    let ada = pair.a.member().to_owned();
    let mut gateway = 0;
    for _ in 0..5 {
        pair.a.close().await;
        gateway += 1;
        pair.a = pair.ada.at(deployment.gateway(gateway)).enter(&pair.room).await;
        assert_eq!(pair.a.member(), ada);
    }
    pair.a.does(pause()).await;
    pair.together().await;
    assert!(!pair.b.take_events().iter().any(noise));
    assert_eq!(pair.b.room.leader, ada);
}

async fn a_dropped_line_is_waited_for(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let mut tab = pair.bob.at(deployment.gateway(0)).enter(&pair.room).await;
    let bob = pair.b.member().to_owned();
    pair.a.take_events();
    let grace = pair.b.welcome.grace;
    assert_eq!(grace, 15.0);
    // One of two tabs is none too many.
    drop(pair.b);
    tab.says("still here").await;
    pair.a.until("he is heard", |socket| !socket.room.chat.is_empty()).await;
    let dropped = pair.a.pings().await.server_time;
    drop(tab);
    let gone = async {
        loop {
            let left = pair.a.frame("Bob has left, or a HEARTBEAT", |frame| match frame {
                matinee_proto::sync::v1::server_frame::Frame::Event(event) => match event.event.as_ref()? {
                    Event::MemberLeft(left) => Some(Some((left.clone(), event.at))),
                    _ => None,
                },
                matinee_proto::sync::v1::server_frame::Frame::Heartbeat(_) => Some(None),
                _ => None,
            });
            if let Some(left) = left.await {
                return left;
            }
        }
    };
    let (left, at) = tokio::time::timeout(Duration::from_secs(40), gone).await.expect("he is not waited for for ever");
    assert_eq!((left.member_id, left.reason.as_str()), (bob, "lost"));
    let waited = (at - dropped) / 1000.0;
    assert!(waited > grace - 1.0, "{waited} s");
    pair.a.agrees().await;
    assert_eq!(pair.a.room.members.len(), 1);
}

async fn a_full_room_takes_nobody(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    for wrong in [0, 1_000_000] {
        let change = policy(PolicyChange { members_max: Some(wrong), ..PolicyChange::default() });
        assert_eq!(pair.a.is_refused(change).await, "invalid_argument");
    }
    let change = |most| policy(PolicyChange { members_max: Some(most), ..PolicyChange::default() });
    pair.a.does(change(2)).await;
    let carol = Person::guest(deployment.gateway(1), "Carol").await;
    carol.try_join(&pair.room, json!({})).await.refused(409, "room_full");
    // Who is in may open another tab.
    let mut tab = pair.bob.at(deployment.gateway(0)).enter(&pair.room).await;
    tab.agrees().await;
    pair.bob.leave(&pair.room).await.expect(204);
    pair.a.until("Bob has left", |socket| socket.room.members.len() == 1).await;
    // Of many who want the last place, one gets it.
    let mut crowd = Vec::new();
    for number in 0..6 {
        crowd.push(Person::guest(deployment.gateway(number), "Rush").await);
    }
    let rush: Vec<_> = crowd.iter().map(|person| person.try_join(&pair.room, json!({}))).collect();
    let answers = futures::future::join_all(rush).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
    pair.a.agrees().await;
}

/// The entry of a room in the public list, once it is as `wanted`.
async fn listed(person: &Person, room: &str, wanted: impl Fn(Option<&Value>) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut found = None;
        let mut cursor = String::new();
        loop {
            let page = person.get(&format!("/api/rooms?limit=100{cursor}")).await.expect(200);
            let items = page.body["items"].as_array().expect("a list").clone();
            found = found.or_else(|| items.into_iter().find(|item| item["id"] == room));
            let Value::String(next) = &page.body["next_cursor"] else { break };
            cursor = format!("&cursor={next}");
        }
        if wanted(found.as_ref()) {
            return;
        }
        assert!(Instant::now() < deadline, "{room} is listed as {found:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn the_list_says_what_plays(deployment: &Deployment) {
    let ada = Person::guest(deployment.gateway(0), "Ada").await;
    let bob = Person::guest(deployment.gateway(1), "Bob").await;
    let name = unique("Cinema");
    let made = ada.post("/api/rooms", json!({ "name": name, "visibility": "public" })).await.expect(201);
    let room = made.text("/room/id");
    listed(&bob, &room, |entry| entry.is_none()).await;
    let mut a = ada.enter(&room).await;
    let says = |count: u64, playing: &'static str| {
        let name = name.clone();
        move |entry: Option<&Value>| {
            entry.is_some_and(|entry| {
                entry["name"] == name.as_str()
                    && entry["member_count"] == count
                    && entry["playing"]
                        .as_str()
                        .is_some_and(|title| title.contains(playing) && title.is_empty() == playing.is_empty())
            })
        }
    };
    listed(&bob, &room, says(1, "")).await;
    let b = bob.enter(&room).await;
    a.does(add("https://media.example.org/matinee-clip.mp4")).await;
    listed(&bob, &room, says(2, "matinee-clip")).await;
    drop(b);
    bob.leave(&room).await.expect(204);
    listed(&bob, &room, says(1, "matinee-clip")).await;
    let path = format!("/api/rooms/{room}");
    let change = json!({ "visibility": "unlisted" });
    bob.request(reqwest::Method::PATCH, &path, Some(change.clone())).await.refused(403, "forbidden");
    ada.request(reqwest::Method::PATCH, &path, Some(change)).await.expect(200);
    a.until("members are told", |socket| socket.room.visibility == "unlisted").await;
    listed(&bob, &room, |entry| entry.is_none()).await;
    a.agrees().await;
}

/// Leases as short as they can be without running out by themselves on a busy machine.
const BRISK: [(&str, &str); 6] = [
    ("ROOMS__GRACE_SECONDS", "3"),
    ("GATEWAY__GRACE_SECONDS", "3"),
    ("ROOMS__LEASE_SECONDS", "9"),
    ("GATEWAY__LEASE_SECONDS", "9"),
    ("GATEWAY__RENEW_SECONDS", "2"),
    ("LIMITS__ENABLED", "false"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ghosts_of_a_killed_gateway_are_gone_when_their_leases_are() {
    let deployment = Deployment::start_with(Kind::Scaled, &BRISK);
    let mut pair = Pair::watching(&deployment).await;
    let mut ghosts: Vec<Socket> = Vec::new();
    for _ in 0..5 {
        let ghost = Person::guest(deployment.gateway(0), "Ghost").await;
        ghosts.push(ghost.enter(&pair.room).await);
    }
    pair.b.until("seven are in", |socket| socket.room.members.len() == 7).await;
    let bob = pair.b.member().to_owned();
    deployment.gateway_role(0).process().kill();
    let killed = Instant::now();
    pair.b.until_in(Duration::from_secs(60), "all ghosts are gone", |socket| socket.room.members.len() == 1).await;
    figure(&format!("ghosts gone {} ms after the kill, leases 9 s, grace 3 s", killed.elapsed().as_millis()));
    assert!(killed.elapsed() >= Duration::from_secs(3), "they were waited for");
    assert_eq!(pair.b.room.leader, bob);
    pair.b.agrees().await;
    let lost = pair.b.take_events().into_iter().filter_map(|event| match event {
        Event::MemberLeft(left) => Some(left.reason),
        _ => None,
    });
    assert_eq!(lost.collect::<Vec<_>>(), vec!["lost"; 6], "each once");
}

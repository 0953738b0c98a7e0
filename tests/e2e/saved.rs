//! Rooms that outlive what runs them.

use std::time::{Duration, Instant};

use matinee_tests::client::unique;
use matinee_tests::commands::{add, pause, play};
use matinee_tests::{Deployment, Kind, Person, Socket, Upgrade, stories};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{CLIP, Pair, figure};

async fn titles_of(person: &Person, room: &str) -> (Vec<String>, Value) {
    let mut socket = person.enter(room).await;
    socket.agrees().await;
    let playback = serde_json::to_value(socket.playback()).expect("it is JSON");
    let queue = socket.room.queue.iter().map(|item| item.url.clone()).collect();
    socket.close().await;
    (queue, playback)
}

/// Comes back with what it had, as often as it takes.
async fn resume(base: &str, lost: &Socket) -> Socket {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Ok(mut socket) = Upgrade::resume(base, lost).open().await {
            socket.room = lost.room.clone();
            return socket;
        }
        assert!(Instant::now() < deadline, "the socket is taken again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

const SECOND: &str = "https://media.example.org/second.mp4";
const THIRD: &str = "https://media.example.org/third.mp4";

/// Everything stops in order and starts again, with a Redis that knows nothing: rooms are as they
/// were, and who was in them comes back into them.
async fn a_restart_keeps_rooms(kind: Kind) {
    let deployment = Deployment::start(kind);
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let made = ada.post("/api/rooms", json!({ "name": "Films", "persistent": true })).await.expect(201);
    assert_eq!(made.body["room"]["persistent"], true);
    let room = made.text("/room/id");
    let mut socket = ada.enter(&room).await;
    for link in [CLIP, SECOND, THIRD] {
        socket.does(add(link)).await;
    }
    socket.does(pause()).await;
    let position = socket.playback().position;
    socket.close().await;
    let pair = Pair::watching(&deployment).await;
    let began = Instant::now();
    deployment.restart(true);
    figure(&format!("{kind:?}: everything stopped in order and started again in {} ms", began.elapsed().as_millis()));

    let (queue, playback) = titles_of(&ada, &room).await;
    assert_eq!(queue, [SECOND, THIRD]);
    assert_eq!((playback["playing"].as_bool(), playback["position"].as_f64()), (Some(false), Some(position)));
    let mine = ada.get("/api/users/me/rooms").await.expect(200);
    assert_eq!(mine.body["items"][0]["id"], room.as_str());
    assert_eq!(mine.body["items"][0]["queue_count"], 2);

    // Also one that does not stay, and whoever was in it is still in it, and still watches.
    let mut bob = pair.bob.enter(&pair.room).await;
    assert!(bob.playback().playing, "what played goes on for those who stayed");
    assert_eq!(bob.member(), pair.b.member());
    assert_eq!(bob.room.leader, pair.a.member());
    bob.agrees().await;
}

/// What was answered is in the database two seconds later, whatever becomes of everything.
async fn a_kill_loses_nothing_older_than_two_seconds(kind: Kind) {
    let deployment = Deployment::start(kind);
    let mut pair = Pair::watching(&deployment).await;
    pair.a.does(add(SECOND)).await;
    pair.a.does(pause()).await;
    let position = pair.a.playback().position;
    tokio::time::sleep(Duration::from_secs(2)).await;
    deployment.restart(false);
    let (queue, playback) = titles_of(&pair.bob, &pair.room).await;
    assert_eq!(queue, [SECOND]);
    assert_eq!((playback["playing"].as_bool(), playback["position"].as_f64()), (Some(false), Some(position)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_restarts() {
    a_restart_keeps_rooms(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_roles_restart() {
    a_restart_keeps_rooms(Kind::Scaled).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_is_killed() {
    a_kill_loses_nothing_older_than_two_seconds(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_roles_are_killed() {
    a_kill_loses_nothing_older_than_two_seconds(Kind::Scaled).await;
}

/// Redis is emptied under people who watch: they get a snapshot of the same room, and it goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emptied_redis_is_hardly_noticed() {
    let deployment = Deployment::start(Kind::Scaled);
    let mut pair = Pair::watching(&deployment).await;
    pair.a.does(add(SECOND)).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let epoch = pair.a.room.epoch.clone();
    deployment.redis().expect("it is scaled").again();
    for socket in [&mut pair.a, &mut pair.b] {
        socket.until("a new epoch has begun", |socket| socket.room.epoch != epoch).await;
        assert_eq!(socket.room.queue.len(), 1);
        assert!(socket.playback().playing);
        assert_eq!(socket.room.members.len(), 2);
    }
    pair.a.does(pause()).await;
    pair.a.does(play()).await;
    pair.together().await;
    let mut again = resume(deployment.gateway(0), &pair.b).await;
    again.agrees().await;
}

async fn an_owner_arranges_a_room(deployment: &Deployment) {
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let bob = Person::account(deployment.gateway(1), "Bob").await;
    let guest = Person::guest(deployment.gateway(1), "Carol").await;
    guest.post("/api/rooms", json!({ "persistent": true })).await.refused(402, "feature_not_in_plan");
    let address = unique("club").to_lowercase().replace(' ', "-");
    let made = ada.post("/api/rooms", json!({ "persistent": true, "address": address })).await.expect(201);
    let room = made.text("/room/id");
    assert!(made.text("/room/url").ends_with(&format!("/r/{address}")));
    bob.post("/api/rooms", json!({ "address": address })).await.refused(409, "address_taken");
    for wrong in ["api", "no", "Has Spaces"] {
        let refused = ada.post("/api/rooms", json!({ "persistent": true, "address": wrong })).await;
        refused.refused(422, "invalid_argument");
        assert_eq!(refused.body["errors"][0]["field"], "address");
    }
    let shown = guest.get(&format!("/api/rooms/{address}")).await.expect(200);
    assert_eq!(shown.text("/room/id"), room);
    let mut b = bob.enter(&address).await;
    assert_eq!(b.room.id, room, "whoever knows the address is in the room");
    let _a = ada.at(deployment.gateway(1)).enter(&room).await;

    let path = format!("/api/rooms/{room}");
    bob.request(Method::PATCH, &path, Some(json!({ "address": "" }))).await.refused(403, "forbidden");
    let changed = ada.request(Method::PATCH, &path, Some(json!({ "name": "Club", "owner_id": bob.user_id }))).await;
    assert_eq!(changed.expect(200).text("/room/owner_id"), bob.user_id);
    b.until("Bob owns it", |socket| socket.room.owner_id == bob.user_id && socket.room.name == "Club").await;
    ada.request(Method::PATCH, &path, Some(json!({ "persistent": false }))).await.refused(403, "forbidden");
    let mine = bob.get("/api/users/me/rooms?limit=1").await.expect(200);
    assert_eq!((mine.text("/items/0/id"), mine.body["items"][0]["expires_at"].is_null()), (room.clone(), true));
    bob.request(Method::DELETE, &path, None).await.expect(204);
    assert_eq!(b.is_closed().await, 4004);
    guest.get(&format!("/api/rooms/{address}")).await.refused(404, "room_not_found");
}

stories!(an_owner_arranges_a_room);

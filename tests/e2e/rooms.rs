//! Rooms: made, found, joined, left.

use matinee_proto::sync::v1::event::Event;
use matinee_tests::client::unique;
use matinee_tests::commands::leave;
use matinee_tests::{Deployment, Person, stories};
use serde_json::json;

use crate::stage::Pair;

stories!(
    a_room_is_made_and_joined,
    leaving_is_seen_at_once,
    a_password_keeps_others_out,
    public_rooms_are_listed,
    the_same_user_is_one_member
);

async fn a_room_is_made_and_joined(deployment: &Deployment) {
    let ada = Person::guest(deployment.gateway(0), "Ada").await;
    let made = ada.post("/api/rooms", json!({ "name": "Friday" })).await.expect(201);
    let (room, url) = (made.text("/room/id"), made.text("/room/url"));
    assert!(
        room.len() >= 3 && room.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
        "{room}"
    );
    assert!(url.starts_with(deployment.gateway(0)) && url.ends_with(&room), "{url}");

    let joined = ada.join(&room).await;
    assert!(joined.ws_url.starts_with("ws://") && joined.ws_url.contains(&room), "{}", joined.ws_url);

    let mut pair = Pair::enter(deployment).await;
    assert_eq!(pair.a.room.member_count, 2);
    let roles: Vec<_> = pair.b.room.members.iter().map(|member| (member.id.clone(), member.role.clone())).collect();
    assert!(roles.contains(&(pair.a.member().to_owned(), "leader".to_owned())));
    assert!(roles.contains(&(pair.b.member().to_owned(), "member".to_owned())));
    assert!(pair.a.welcome.heartbeat > 0.0 && pair.a.welcome.grace > 0.0);
    assert_eq!(pair.a.welcome.limits.as_ref().expect("limits").chat, 500);
    pair.together().await;
    let shown = pair.bob.get(&format!("/api/rooms/{}", pair.room)).await.expect(200);
    assert!(shown.body.to_string().contains(&pair.room), "{}", shown.body);
}

async fn leaving_is_seen_at_once(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let bob = pair.b.member().to_owned();
    let began = std::time::Instant::now();
    pair.b.send(leave()).await;
    let reason = pair.a.event("Bob has left", |event| match event.event.as_ref()? {
        Event::MemberLeft(left) if left.member_id == bob => Some(left.reason.clone()),
        _ => None,
    });
    assert_eq!(reason.await, "left");
    assert!(began.elapsed().as_secs() < 5, "without grace");
    assert_eq!(pair.b.is_closed().await, 1000);

    let back = pair.bob.enter(&pair.room).await;
    pair.a.until("Bob is back", |socket| socket.room.members.len() == 2).await;
    pair.bob.leave(&pair.room).await.expect(204);
    pair.a.until("Bob has left again", |socket| socket.room.members.len() == 1).await;
    pair.a.agrees().await;
    drop(back);
}

async fn a_password_keeps_others_out(deployment: &Deployment) {
    let ada = Person::guest(deployment.gateway(0), "Ada").await;
    let made = ada.post("/api/rooms", json!({ "visibility": "password", "password": "open sesame" })).await.expect(201);
    let room = made.text("/room/id");
    let bob = Person::guest(deployment.gateway(1), "Bob").await;
    bob.try_join(&room, json!({})).await.refused(403, "wrong_password");
    bob.try_join(&room, json!({ "password": "sesame" })).await.refused(403, "wrong_password");
    let mut socket = bob.enter_as(&room, json!({ "password": "open sesame" })).await;
    assert_eq!(socket.room.visibility, "password");
    socket.agrees().await;
}

async fn public_rooms_are_listed(deployment: &Deployment) {
    let ada = Person::guest(deployment.gateway(0), "Ada").await;
    let name = unique("Public");
    let made = ada.post("/api/rooms", json!({ "name": name, "visibility": "public" })).await.expect(201);
    let hidden = ada.make_room().await;
    let room = made.text("/room/id");
    let _socket = ada.enter(&room).await;
    let bob = Person::guest(deployment.gateway(1), "Bob").await;
    let deadline = std::time::Instant::now() + matinee_tests::client::PATIENCE;
    loop {
        let list = bob.get("/api/rooms?limit=100").await.expect(200);
        let items = list.body["items"].as_array().expect("items").clone();
        assert!(items.iter().all(|item| item["id"] != hidden.as_str()), "unlisted rooms are not listed");
        if items.iter().any(|item| item["id"] == room.as_str() && item["name"] == name.as_str()) {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{room} is not in {}", list.body);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

async fn the_same_user_is_one_member(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let mut tab = pair.bob.at(deployment.gateway(0)).enter(&pair.room).await;
    assert_eq!(tab.member(), pair.b.member());
    pair.a.says("only one Bob").await;
    tab.until("the tab hears it, too", |socket| !socket.room.chat.is_empty()).await;
    assert_eq!(tab.room.members.len(), 2);
    tab.close().await;
    pair.a.says("still one Bob").await;
    pair.together().await;
    assert_eq!(pair.a.room.members.len(), 2, "closing one tab is not leaving");
}

//! Doors that stay shut: wrong tickets, foreign pages, rooms that are not there.

use matinee_tests::{Deployment, Person, Upgrade, stories};
use serde_json::json;

use crate::stage::Pair;

stories!(
    a_ticket_is_good_once,
    a_ticket_is_good_for_half_a_minute,
    a_foreign_page_is_kept_out,
    a_room_that_is_not_there,
    a_header_opens_a_socket_too
);

async fn a_ticket_is_good_once(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let joined = pair.bob.join(&pair.room).await;
    let _first = Upgrade::ticket(&joined).open().await.expect("it opens").entered().await;
    let elsewhere = joined
        .ws_url
        .replace(deployment.gateway(1).trim_start_matches("http"), deployment.gateway(0).trim_start_matches("http"));
    for url in [joined.ws_url.clone(), elsewhere] {
        let again = Upgrade::to(format!("{url}?ticket={}", joined.ticket));
        let mut again = again.open().await.expect("refusals come after the handshake");
        assert_eq!(again.is_closed().await, 4001, "used");
    }
    for ticket in ["", "nonsense", &format!("{}x", pair.bob.join(&pair.room).await.ticket)] {
        let mut wrong = Upgrade::to(format!("{}?ticket={ticket}", joined.ws_url)).open().await.expect("it opens");
        assert_eq!(wrong.is_closed().await, 4001, "{ticket:?}");
    }
    let mut without = Upgrade::to(joined.ws_url.clone()).open().await.expect("it opens");
    assert_eq!(without.is_closed().await, 4001);
    // A resume token is no ticket, nor one room's ticket another's.
    let mut confused =
        Upgrade::to(format!("{}?ticket={}", joined.ws_url, pair.b.welcome.resume)).open().await.expect("it opens");
    assert_eq!(confused.is_closed().await, 4001);
    let other = pair.ada.make_room().await;
    let joined = pair.ada.join(&other).await;
    let here = joined.ws_url.replace(&other, &pair.room);
    let mut confused = Upgrade::to(format!("{here}?ticket={}", joined.ticket)).open().await.expect("it opens");
    assert!(confused.is_closed().await >= 4000);
    pair.together().await;
    assert_eq!(pair.a.room.members.len(), 2);
}

async fn a_ticket_is_good_for_half_a_minute(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let joined = pair.bob.join(&pair.room).await;
    let taken = pair.a.pings().await.server_time;
    // Heartbeats tell how time goes by.
    while pair.a.heartbeat().await.server_time < taken + 31_000.0 {}
    let mut late = Upgrade::ticket(&joined).open().await.expect("refusals come after the handshake");
    assert_eq!(late.is_closed().await, 4001);
    pair.together().await;
}

async fn a_foreign_page_is_kept_out(deployment: &Deployment) {
    let pair = Pair::enter(deployment).await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example"] {
        let joined = pair.bob.join(&pair.room).await;
        let refused = Upgrade::ticket(&joined).header("origin", origin).open().await;
        assert_eq!(refused.err(), Some(403), "{origin}");
    }
    let joined = pair.bob.join(&pair.room).await;
    let own = Upgrade::ticket(&joined).header("origin", deployment.gateway(1)).open().await;
    own.expect("the page's own origin is good").entered().await;
}

async fn a_room_that_is_not_there(deployment: &Deployment) {
    let ada = Person::guest(deployment.gateway(0), "Ada").await;
    ada.get("/api/rooms/no-such-room-1234").await.refused(404, "room_not_found");
    ada.try_join("no-such-room-1234", json!({})).await.refused(404, "room_not_found");
    for room in ["X", "..%2f..%2fetc", "Ünïcode", "a%00b", &"x".repeat(65)] {
        let answer = ada.try_join(room, json!({})).await;
        assert_eq!(answer.status, 404, "{room}: {}", answer.body);
    }
    let base = deployment.gateway(0).replacen("http", "ws", 1);
    let upgrade = Upgrade::to(format!("{base}/api/rooms/no-such-room-1234/ws"));
    let upgrade = upgrade.header("authorization", format!("Bearer {}", ada.token));
    let mut refused = upgrade.open().await.expect("refusals come after the handshake");
    assert_eq!(refused.is_closed().await, 4004);
    let unknown = ada.get("/api/no-such-thing").await;
    assert_eq!(unknown.status, 404);
    let body = ada.post("/api/rooms", json!({ "name": "x".repeat(81) })).await;
    body.refused(422, "invalid_argument");
    let huge = ada.post("/api/rooms", json!({ "name": "x".repeat(70_000) })).await;
    assert_eq!(huge.status, 413, "{}", huge.body);
}

async fn a_header_opens_a_socket_too(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let bot = Person::guest(deployment.gateway(0), "Bot").await;
    let base = deployment.gateway(0).replacen("http", "ws", 1);
    let upgrade = Upgrade::to(format!("{base}/api/rooms/{}/ws", pair.room));
    let upgrade = upgrade.header("authorization", format!("Bearer {}", bot.token));
    let mut socket = upgrade.open().await.expect("it opens").entered().await;
    pair.b.until("the bot is in", |socket| socket.room.members.iter().any(|member| member.nickname == bot.name)).await;
    socket.says("beep").await;
    pair.b.until("it is heard", |socket| socket.room.chat.len() == 1).await;
    socket.agrees().await;
}

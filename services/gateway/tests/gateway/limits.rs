//! Bad input: each the named error or close code, and nobody else notices.

use futures::SinkExt;
use matinee_limits::{Frequency, Limits};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use crate::house::{House, Socket, limits};

#[tokio::test]
async fn bad_frames_are_answered_and_harm_nobody() {
    let house = House::open().await;
    let room = house.make_room().await;
    let (mut ada, mut bob) = (house.enter(&room, "ada").await, house.enter(&room, "bob").await);
    for (text, code) in [
        ("{", "invalid_frame"),
        ("", "invalid_frame"),
        (r#"{"PLAY":{}}"#, "invalid_frame"),
        (r#"{"id":"c","PLAY":{},"PAUSE":{}}"#, "invalid_frame"),
        (r#"{"id":"c","SEEK":{"timestamp":"NaN"}}"#, "invalid_argument"),
        (r#"{"id":"c","MOVE":{"item_id":7}}"#, "invalid_frame"),
    ] {
        ada.stream.send(Message::text(text)).await.unwrap();
        assert_eq!(ada.next("ERROR").await["code"], code, "{text}");
    }
    assert_eq!(ada.chat("ok", "fine").await, Ok(1));
    ada.stream.send(Message::text("x".repeat(20_000))).await.unwrap();
    assert_eq!(ada.closed().await.0, 1009);
    let mut ada = house.enter(&room, "ada").await;
    ada.stream.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(ada.closed().await.0, 1003);
    assert_eq!(bob.chat("b", "undisturbed").await, Ok(2));
}

#[tokio::test]
async fn too_many_frames_are_refused_and_flooding_closes() {
    let frames = Frequency { burst: 3, per_second: 0.5 };
    let house = House::with(|_| {}, Limits { frames, ..limits() }).await;
    let room = house.make_room().await;
    let (mut ada, mut bob) = (house.enter(&room, "ada").await, house.enter(&room, "bob").await);
    for n in 0..3 {
        assert_eq!(ada.chat(&format!("c{n}"), "hi").await, Ok(n + 1));
    }
    ada.send(json!({ "id": "more", "CHAT": { "text": "hi" } })).await;
    let error = ada.next("ERROR").await;
    assert_eq!((&error["code"], &error["id"]), (&json!("rate_limited"), &json!("more")));
    assert!(error["retry_after"].as_f64().unwrap() > 0.5);
    for n in 0..60 {
        ada.stream.feed(Message::text(json!({ "id": format!("f{n}"), "RESYNC": {} }).to_string())).await.unwrap();
    }
    let _ = ada.stream.flush().await;
    assert_eq!(ada.closed().await.0, 4008);
    assert_eq!(bob.chat("b", "undisturbed").await, Ok(4));
}

#[tokio::test]
async fn flooding_with_pings_closes_too() {
    let frames = Frequency { burst: 3, per_second: 0.5 };
    let house = House::with(|_| {}, Limits { frames, ..limits() }).await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    for _ in 0..10 {
        ada.stream.feed(Message::Ping("still here".into())).await.unwrap();
    }
    ada.stream.flush().await.unwrap();
    while !matches!(ada.message().await, Message::Pong(_)) {}
    for _ in 0..60 {
        let _ = ada.stream.feed(Message::Ping("still here".into())).await;
    }
    let _ = ada.stream.flush().await;
    assert_eq!(ada.closed().await.0, 4008);
}

#[tokio::test]
async fn who_is_not_let_in_learns_why() {
    let house = House::open().await;
    let room = house.make_room().await;
    let ticket = house.ticket(&room, "ada").await;
    let other = house.make_room().await;
    let first = Socket::open(&house.ws(&room, &format!("ticket={ticket}")), &[]).await.unwrap();
    for (url, code) in [
        (house.ws(&room, &format!("ticket={ticket}")), 4001),
        (house.ws(&room, "ticket=nonsense"), 4001),
        (house.ws(&room, "resume=nonsense&epoch=e&revision=1"), 4001),
        (house.ws(&room, "revision=no-number"), 4001),
        (house.ws(&room, ""), 4001),
        (house.ws(&other, &format!("ticket={}", house.ticket(&room, "bob").await)), 4001),
    ] {
        assert_eq!(Socket::open(&url, &[]).await.unwrap().closed().await.0, code, "{url}");
    }
    let bearer = format!("Bearer {}", house.token("cleo"));
    let auth = [("authorization", bearer.as_str())];
    assert_eq!(Socket::open(&house.ws("no-such-room", ""), &auth).await.unwrap().closed().await.0, 4004);
    assert_eq!(Socket::open(&house.ws("No%20Room", ""), &auth).await.unwrap().closed().await.0, 4004);
    let mut cleo = Socket::open(&house.ws(&room, ""), &auth).await.unwrap();
    assert_eq!(cleo.next("WELCOME").await["member_id"], "member-cleo");
    let subprotocol = [("authorization", bearer.as_str()), ("sec-websocket-protocol", "chat")];
    let refused = tokio_tungstenite::connect_async(request(&house.ws(&room, ""), &subprotocol)).await;
    assert!(refused.is_err(), "a client that insists on a subprotocol of its own is not served another");
    drop(first);
}

#[tokio::test]
async fn a_foreign_origin_is_refused_before_the_handshake() {
    let house = House::open().await;
    let room = house.make_room().await;
    let ticket = house.ticket(&room, "ada").await;
    let url = house.ws(&room, &format!("ticket={ticket}"));
    for origin in ["https://evil.example", "null", "file://"] {
        assert_eq!(Socket::open(&url, &[("origin", origin)]).await.err(), Some(403), "{origin}");
    }
    let mut own = Socket::open(&url, &[("origin", &house.url)]).await.unwrap();
    own.next("SNAPSHOT").await;
    let plain = house.get(&format!("/api/rooms/{room}/ws")).await;
    assert_eq!(plain.status(), 426);
    assert_eq!(plain.json::<Value>().await.unwrap()["code"], "upgrade_required");
}

#[tokio::test]
async fn headers_have_a_deadline() {
    let house = House::with(|config| config.header_seconds = std::time::Duration::from_millis(200), limits()).await;
    let mut slow = tokio::net::TcpStream::connect(house.url.trim_start_matches("http://")).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let mut rest = Vec::new();
    let read = tokio::time::timeout(std::time::Duration::from_secs(5), slow.read_to_end(&mut rest)).await;
    read.expect("the connection is closed").unwrap();
    assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
}

#[tokio::test]
async fn what_an_address_or_a_user_may_is_counted_over_all_gateways() {
    let few = Frequency { burst: 4, per_second: 0.01 };
    let house = House::with(|_| {}, Limits { rooms: few, requests: Frequency { burst: 12, ..few }, ..limits() }).await;
    let other = house.beside().await;
    let mut made = Vec::new();
    for gateway in [&house, &other, &house, &other, &house] {
        made.push(gateway.post("/api/rooms", "ada", json!({})).await.status().as_u16());
    }
    assert_eq!(made, [201, 201, 201, 201, 429], "one user's rooms");
    let bob = other.post("/api/rooms", "bob", json!({})).await;
    assert_eq!(bob.status(), 201, "another user has their own");
    let mut asked = Vec::new();
    for gateway in [&house, &other].into_iter().cycle().take(8) {
        asked.push(gateway.get("/api/rooms").await);
    }
    let refused = asked.iter().filter(|answer| answer.status() == 429);
    assert_eq!(refused.count(), 2, "six of twelve were left");
    let last = asked.pop().unwrap();
    assert!(last.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 1);
}

#[tokio::test]
async fn a_connections_frames_are_its_own_and_knocking_is_the_users() {
    let few = Frequency { burst: 3, per_second: 0.01 };
    let house = House::with(|_| {}, Limits { frames: few, joins: few, ..limits() }).await;
    let other = house.beside().await;
    let room = house.make_room().await;
    let bearer = format!("Bearer {}", house.token("ada"));
    let auth = [("authorization", bearer.as_str())];
    let mut sockets = Vec::new();
    for gateway in [&house, &other, &house] {
        let mut socket = Socket::open(&gateway.ws(&room, ""), &auth).await.unwrap();
        socket.next("SNAPSHOT").await;
        sockets.push(socket);
    }
    let mut fourth = Socket::open(&other.ws(&room, ""), &auth).await.unwrap();
    assert_eq!(fourth.closed().await.0, 4008, "one user's connections in a row, over both gateways");
    for (number, socket) in sockets.iter_mut().enumerate() {
        for n in 0..3 {
            socket.chat(&format!("c{number}-{n}"), "hi").await.unwrap();
        }
    }
}

fn request(url: &str, headers: &[(&'static str, &str)]) -> http::Request<()> {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    request
}

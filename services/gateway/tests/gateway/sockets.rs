//! The WebSocket: who gets in, what is answered, what everybody hears, how it ends.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::SinkExt;
use matinee_broker::Claim;
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event as Kind;
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{Chat, ClientFrame, Event, MemberLeft, RoomClosed, ServerFrame};
use prost::Message as _;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::fakes::Fate;
use crate::house::{House, Socket, limits, until};

#[tokio::test]
async fn what_one_says_everybody_hears_once_and_in_order() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let mut bob = house.enter(&room, "bob").await;
    assert_eq!(ada.welcome["member_id"], "member-ada");
    assert_eq!(ada.welcome["features"], json!(["ad_free"]));
    assert_eq!(ada.welcome["limits"]["members_max"], 50, "the plan gives less than the house");
    assert_eq!(ada.snapshot["room"]["url"], format!("{}/r/{room}", house.url));
    for n in 0..20 {
        assert_eq!(ada.chat(&format!("c{n}"), &format!("text {n}")).await, Ok(n + 1));
    }
    for n in 0..20 {
        let event = bob.next("EVENT").await;
        assert_eq!((event["revision"].as_u64(), event["by"].as_str()), (Some(n + 1), Some("member-ada")));
        assert_eq!(event["CHAT"]["message"]["text"], format!("text {n}"));
        assert_eq!(event["epoch"], bob.snapshot["epoch"]);
        assert_eq!(event["id"], format!("c{n}"));
    }
    assert_eq!(ada.chat("c99", "shout").await, Err("forbidden".into()));
}

#[tokio::test]
async fn protobuf_carries_the_same() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let url = house.ws(&room, &format!("ticket={}", house.ticket(&room, "bob").await));
    let mut bob = Socket::open(&url, &[("sec-websocket-protocol", "matinee.v1.proto")]).await.unwrap();
    let frame =
        ClientFrame { id: "b1".into(), command: Some(Command::Chat(Chat { text: "hi".into(), reply_to: None })) };
    bob.stream.send(Message::binary(frame.encode_to_vec())).await.unwrap();
    let mut kinds = Vec::new();
    while kinds.len() < 4 {
        let Message::Binary(bytes) = bob.message().await else { continue };
        match ServerFrame::decode(bytes).unwrap().frame.unwrap() {
            Frame::Welcome(welcome) => kinds.push(format!("welcome {}", welcome.member_id)),
            Frame::Snapshot(snapshot) => kinds.push(format!("snapshot {}", snapshot.room.unwrap().id)),
            Frame::Event(event) => kinds.push(format!("event {}", event.revision)),
            Frame::Ack(ack) => kinds.push(format!("ack {} {}", ack.id, ack.revision)),
            _ => {}
        }
    }
    kinds[2..].sort();
    assert_eq!(
        kinds,
        ["welcome member-bob".to_owned(), format!("snapshot {room}"), "ack b1 1".into(), "event 1".into()]
    );
    assert_eq!(ada.next("EVENT").await["CHAT"]["message"]["text"], "hi");
}

#[tokio::test]
async fn many_who_come_at_once_share_a_snapshot_and_find_themselves() {
    let house = House::with(|_| {}, matinee_limits::Limits { enabled: false, ..limits() }).await;
    let room = house.make_room().await;
    let mut tickets = Vec::new();
    for n in 0..60 {
        tickets.push(house.ticket(&room, &format!("guest{n}")).await);
    }
    let entering = tickets.iter().map(async |ticket| {
        let mut socket = Socket::open(&house.ws(&room, &format!("ticket={ticket}")), &[]).await.unwrap();
        socket.welcome = socket.next("WELCOME").await;
        socket.snapshot = socket.next("SNAPSHOT").await;
        socket
    });
    let sockets = futures::future::join_all(entering).await;
    for socket in &sockets {
        let members = socket.snapshot["room"]["members"].as_array().unwrap();
        let own = members.iter().filter(|member| member["id"] == socket.welcome["member_id"]).count();
        assert_eq!(own, 1, "{members:?}");
    }
    assert!(house.rooms.snapshots.load(Ordering::Relaxed) <= 3);
    // Without the member in the answer, each one has a snapshot of their own.
    house.rooms.tells_member.store(false, Ordering::Relaxed);
    let late = house.enter(&room, "guest59").await;
    let members = late.snapshot["room"]["members"].as_array().unwrap().clone();
    assert!(members.iter().any(|member| member["id"] == "member-guest59"));
}

#[tokio::test]
async fn the_edge_answers_what_it_knows() {
    let house = House::with(|config| config.heartbeat_seconds = Duration::from_millis(50), limits()).await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    ada.send(json!({ "id": "p", "PING": { "client_time": 7.5 } })).await;
    let pong = ada.next("PONG").await;
    assert_eq!((&pong["id"], &pong["client_time"]), (&json!("p"), &json!(7.5)));
    assert!(pong["server_time"].as_f64().unwrap() > 1e12);
    ada.send(json!({ "id": "r", "RESYNC": {} })).await;
    assert_eq!(ada.next("SNAPSHOT").await["epoch"], ada.snapshot["epoch"]);
    assert_eq!(ada.answer("r").await, Ok(0));
    ada.send(json!({ "id": "play", "PLAY": {} })).await;
    assert_eq!(ada.answer("play").await, Ok(1));
    loop {
        let beat = ada.next("HEARTBEAT").await;
        if beat["revision"] == 1 {
            assert_eq!((&beat["playing"], &beat["epoch"]), (&json!(true), &ada.snapshot["epoch"]));
            assert!(beat["position"].as_f64().unwrap() < 10.0);
            break;
        }
    }
    ada.send(json!({ "id": "x", "DANCE": {} })).await;
    assert_eq!(ada.answer("x").await, Err("unknown_command".into()));
}

#[tokio::test]
async fn statuses_reach_everybody_and_rooms_only_hears_of_changes() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let mut bob = house.enter(&room, "bob").await;
    let status = |id: &str, state: &str| json!({ "id": id, "STATUS": { "state": state, "item_id": "none", "position": 1.0, "at": 2.0 } });
    for (id, state) in [("s1", "ready"), ("s2", "ready"), ("s3", "ready")] {
        ada.send(status(id, state)).await;
        assert_eq!(ada.answer(id).await, Ok(0));
    }
    assert_eq!(house.rooms.forwarded.load(Ordering::Relaxed), 1);
    ada.send(status("s4", "dancing")).await;
    assert_eq!(ada.answer("s4").await, Err("invalid_argument".into()));
    let told = bob.next("STATUSES").await;
    assert_eq!(told["statuses"], json!([{ "member_id": "member-ada", "state": "ready", "offset": 0.0 }]));
}

#[tokio::test]
async fn a_broken_stream_to_rooms_loses_no_command() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    house.rooms.fates.lock().push_back(Fate::Breaks);
    assert_eq!(ada.chat("c1", "through").await, Ok(1));
    assert_eq!(ada.chat("c2", "again").await, Ok(2));
}

#[tokio::test]
async fn a_replica_that_stops_loses_no_command_however_often_it_is_found() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    house.rooms.fates.lock().extend([Fate::Breaks, Fate::Ends, Fate::Refused, Fate::Ends, Fate::Ends]);
    assert_eq!(ada.chat("c1", "through").await, Ok(1));
    assert!(house.rooms.fates.lock().is_empty());
}

#[tokio::test]
async fn a_command_under_which_streams_break_is_given_up() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    house.rooms.fates.lock().extend([Fate::Breaks; 3]);
    assert_eq!(ada.chat("c1", "poison").await, Err("unavailable".into()));
    assert_eq!(ada.chat("c2", "as ever").await, Ok(1));
}

#[tokio::test]
async fn an_event_acknowledges_its_command_and_the_answer_does_not_do_so_again() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let answers = house.rooms.answers.forget_permits(usize::MAX);
    assert_eq!(ada.chat("c1", "nobody answers").await, Ok(1));
    house.rooms.answers.add_permits(answers);
    // No event comes of this one, so only its answer says so, which comes after that to the first.
    ada.send(json!({ "id": "c2", "PAUSE": {} })).await;
    assert_eq!(ada.next("ACK").await, json!({ "id": "c2", "revision": 1 }));
    assert_eq!(ada.chat("c3", "as ever").await, Ok(2));
}

#[tokio::test]
async fn those_who_are_removed_are_closed_with_the_reason() {
    let house = House::open().await;
    let room = house.make_room().await;
    let (mut ada, mut bob) = (house.enter(&room, "ada").await, house.enter(&room, "bob").await);
    let mut tab = house.enter(&room, "bob").await;
    ada.send(json!({ "id": "k", "KICK": { "member_id": "member-bob", "ban": false } })).await;
    for socket in [&mut bob, &mut tab] {
        assert_eq!(socket.next("EVENT").await["MEMBER_KICKED"]["member_id"], "member-bob");
        let (code, goodbye) = socket.closed().await;
        assert_eq!((code, goodbye.unwrap()["retry_after"].as_f64()), (4003, Some(0.0)));
    }
    until("rooms hears that both are gone", || house.rooms.disconnected.load(Ordering::Relaxed) == 2).await;
    ada.send(json!({ "id": "l", "LEAVE": {} })).await;
    assert_eq!(ada.answer("l").await, Ok(1));
    assert_eq!(ada.closed().await.0, 1000);
}

#[tokio::test]
async fn what_the_log_says_of_an_earlier_stay_does_not_close_this_one() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let left = |reason: &str| Event {
        event: Some(Kind::MemberLeft(MemberLeft { member_id: "member-bob".into(), reason: reason.into() })),
        ..Event::default()
    };
    house.rooms.publish(&room, vec![left("left")]).await;
    let mut bob = house.enter(&room, "bob").await;
    assert_eq!(bob.chat("c", "still here").await, Ok(2));
    house.rooms.publish(&room, vec![left("lost")]).await;
    assert_eq!(bob.closed().await.0, 1013, "lost: come back");
    let closed = Event { event: Some(Kind::RoomClosed(RoomClosed { reason: "closed".into() })), ..Event::default() };
    house.rooms.publish(&room, vec![closed]).await;
    assert_eq!(ada.closed().await.0, 4004);
}

#[tokio::test]
async fn logging_out_closes_the_sockets_of_the_session() {
    let house = House::open().await;
    let room = house.make_room().await;
    let (mut ada, mut bob) = (house.enter(&room, "ada").await, house.enter(&room, "bob").await);
    let logout =
        house.client.post(format!("{}/api/auth/logout", house.url)).header("cookie", "matinee_refresh=refresh-bob");
    assert_eq!(logout.send().await.unwrap().status(), 204);
    assert_eq!(bob.closed().await.0, 4009);
    assert_eq!(ada.chat("c", "alone").await, Ok(1));
    // Another gateway hears of it by a notice.
    house.broker.announce(json!({ "session_ended": "session-ada" }).to_string().into()).await.unwrap();
    assert_eq!(ada.closed().await.0, 4009);
}

#[tokio::test]
async fn who_missed_a_notice_asks_whose_session_has_ended() {
    let house = House::open().await;
    let room = house.make_room().await;
    let (mut ada, mut bob) = (house.enter(&room, "ada").await, house.enter(&room, "bob").await);
    // Another gateway has heard it and noted it.
    let note = format!("ended {}", house.broker.now()).into();
    house.broker.cache("resume/session/session-bob", note, Duration::from_secs(60)).await.unwrap();
    // More at once than anybody keeps: this one only hears that there was something.
    for _ in 0..10_000 {
        house.broker.announce("{}".into()).await.unwrap();
    }
    assert_eq!(bob.closed().await.0, 4009);
    assert_eq!(ada.chat("c", "still here").await, Ok(1));
    // The broker says that it was away for a moment.
    let note = format!("ended {}", house.broker.now()).into();
    house.broker.cache("resume/session/session-ada", note, Duration::from_secs(60)).await.unwrap();
    house.broker.announce("".into()).await.unwrap();
    assert_eq!(ada.closed().await.0, 4009);
}

#[tokio::test]
async fn the_end_of_the_gateway_tells_everybody_to_come_back() {
    let mut house = House::open().await;
    let room = house.make_room().await;
    let (mut ada, mut bob) = (house.enter(&room, "ada").await, house.enter(&room, "bob").await);
    house.stop();
    for socket in [&mut ada, &mut bob] {
        let (code, goodbye) = socket.closed().await;
        let wait = goodbye.unwrap()["retry_after"].as_f64().unwrap();
        assert_eq!(code, 1012);
        assert!((0.1..=5.0).contains(&wait), "{wait}");
    }
    drop((ada, bob));
    house.close().await;
}

#[tokio::test]
async fn silence_is_pinged_and_then_closed() {
    let short = |config: &mut matinee_gateway::Config| {
        config.heartbeat_seconds = Duration::from_millis(50);
        config.ping_seconds = Duration::from_millis(100);
        config.idle_seconds = Duration::from_secs(1);
    };
    let house = House::with(short, limits()).await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    // Reading answers pings, so this one lives on well past the limit.
    let begun = std::time::Instant::now();
    let mut pings = 0;
    while begun.elapsed() < Duration::from_secs(3) {
        pings += u32::from(matches!(ada.message().await, Message::Ping(_)));
    }
    assert!(pings >= 5, "{pings} pings");
    // One that does not read answers nothing; the other goes on reading.
    let bob = house.enter(&room, "bob").await;
    let begun = std::time::Instant::now();
    while house.rooms.disconnected.load(Ordering::Relaxed) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the silent one is closed");
        ada.message().await;
    }
    drop(bob);
    assert_eq!(ada.chat("c", "still here").await, Ok(1));
}

#[tokio::test]
async fn a_guest_who_is_renamed_holds_the_new_name_and_not_the_old() {
    let often = |config: &mut matinee_gateway::Config| config.renew_seconds = Duration::from_millis(20);
    let house = House::with(often, limits()).await;
    let room = house.make_room().await;
    let ada = house.enter(&room, "Ada").await;
    let minute = Duration::from_secs(60);
    // Let go of, a name that is held is soon held again.
    let held = async |name: &str| {
        let begun = tokio::time::Instant::now();
        house.broker.release(name, "session-Ada").await.unwrap();
        while house.broker.claim(name, "somebody", minute).await.unwrap() == Claim::Granted {
            house.broker.release(name, "somebody").await.unwrap();
            assert!(begun.elapsed() < Duration::from_secs(10), "{name} is held");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let free = async |name: &str| {
        house.broker.release(name, "session-Ada").await.unwrap();
        held("name/eve").await;
        held("name/eve").await;
        let claim = house.broker.claim(name, "somebody", Duration::from_millis(1)).await.unwrap();
        assert_eq!(claim, Claim::Granted, "{name} is free");
    };
    held("name/ada").await;
    house.broker.announce(json!({ "session_renamed": "session-Ada", "name": "eve" }).to_string().into()).await.unwrap();
    held("name/eve").await;
    free("name/ada").await;
    // The token says who they were.
    let resume = format!("resume={}", ada.welcome["resume"].as_str().unwrap());
    drop(ada);
    let mut back = Socket::open(&house.ws(&room, &resume), &[]).await.unwrap();
    back.next("SNAPSHOT").await;
    until("the first socket is gone", || house.rooms.disconnected.load(Ordering::Relaxed) == 1).await;
    held("name/eve").await;
    free("name/ada").await;
}

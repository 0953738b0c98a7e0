//! Talk across rooms: direct messages, blocks, who is active.

use std::collections::BTreeSet;
use std::time::Duration;

use matinee_limits::{Frequency, Limits};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::house::{House, Socket, limits};

impl Socket {
    /// Says something to a user; ACK or the code of the refusal.
    async fn tell(&mut self, id: &str, to: &str, text: &str) -> Result<u64, String> {
        self.send(json!({ "id": id, "DIRECT_MESSAGE": { "to": to, "text": text } })).await;
        self.answer(id).await
    }

    /// Texts of the direct messages until one says `last`.
    async fn told(&mut self, last: &str) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.last().is_none_or(|text| text != last) {
            texts.push(self.next("DIRECT_MESSAGE").await["text"].as_str().unwrap().to_owned());
        }
        texts
    }

    /// Direct messages and the answer to a PING: all that was on its way has come then.
    async fn told_so_far(&mut self) -> Vec<String> {
        self.send(json!({ "id": "so-far", "PING": { "client_time": 1.0 } })).await;
        let mut texts = Vec::new();
        loop {
            let Message::Text(text) = self.message().await else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap();
            texts.extend(frame["DIRECT_MESSAGE"]["text"].as_str().map(str::to_owned));
            if frame["PONG"]["id"] == "so-far" {
                return texts;
            }
        }
    }
}

async fn back(house: &House, room: &str, gone: &Socket, dm: &str) -> Socket {
    let token = gone.welcome["resume"].as_str().unwrap();
    let mut socket = Socket::open(&house.ws(room, &format!("resume={token}{dm}")), &[]).await.unwrap();
    socket.welcome = socket.next("WELCOME").await;
    socket
}

#[tokio::test]
async fn both_ends_are_told_wherever_they_are() {
    let house = House::open().await;
    let other = house.beside().await;
    let (room, elsewhere) = (house.make_room().await, house.make_room().await);
    let mut ada = house.enter(&room, "ada").await;
    let mut ada_again = other.enter(&room, "ada").await;
    let mut bob = other.enter(&room, "bob").await;
    let mut bob_elsewhere = house.enter(&elsewhere, "bob").await;
    let mut cleo = other.enter(&room, "cleo").await;
    ada.send(json!({ "id": "d1", "DIRECT_MESSAGE": { "to": "user-bob", "text": " psst\u{7} " } })).await;
    let mut ids = BTreeSet::new();
    for socket in [&mut ada, &mut ada_again, &mut bob, &mut bob_elsewhere] {
        let told = socket.next("DIRECT_MESSAGE").await;
        assert_eq!(told["from"], json!({ "user_id": "user-ada", "username": "ada" }));
        assert_eq!(told["to"], json!({ "user_id": "user-bob", "username": "bob" }));
        assert_eq!(told["text"], "psst");
        assert!(told["at"].as_f64().unwrap() > 1e12);
        ids.insert(told["message_id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), 1, "one message has one id");
    // By name, however it is written, and in the order in which it was said.
    for n in 0..6 {
        assert!(bob_elsewhere.tell(&format!("b{n}"), "ADA", &format!("answer {n}")).await.is_ok());
    }
    let expected: Vec<String> = (0..6).map(|n| format!("answer {n}")).collect();
    for socket in [&mut ada, &mut ada_again, &mut bob] {
        assert_eq!(socket.told("answer 5").await, expected);
    }
    assert_eq!(cleo.told_so_far().await, Vec::<String>::new(), "nobody else hears it");
}

#[tokio::test]
async fn saying_it_twice_is_saying_it_once() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let mut bob = house.enter(&room, "bob").await;
    let first = ada.tell("same", "bob", "once").await.unwrap();
    assert_eq!(ada.tell("same", "bob", "twice").await, Ok(first));
    assert!(ada.tell("next", "bob", "done").await.is_ok());
    assert_eq!(bob.told("done").await, ["once", "done"]);
    // Even after the receiver has gone it gets its first answer.
    bob.send(json!({ "id": "bye", "LEAVE": {} })).await;
    assert_eq!(bob.closed().await.0, 1000);
    while ada.tell(&format!("{}", rand_id()), "bob", "there?").await != Err("user_offline".into()) {}
    assert!(ada.tell("same", "bob", "once").await.is_ok());
}

fn rand_id() -> u128 {
    uuid::Uuid::new_v4().as_u128()
}

#[tokio::test]
async fn what_may_not_be_said_is_refused_by_name() {
    let house = House::with(|_| {}, Limits { enabled: false, ..limits() }).await;
    let (room, elsewhere) = (house.make_room().await, house.make_room().await);
    let mut ada = house.enter(&room, "ada").await;
    let mut bob = house.enter(&room, "bob").await;
    let mut eve = house.enter(&elsewhere, "eve").await;
    house.post("/api/auth/guest", "ada", json!({ "nickname": "fay" })).await;
    let long = "x".repeat(501);
    for (n, (to, text, code)) in [
        ("nobody", "hi", "user_not_found"),
        ("", "hi", "user_not_found"),
        (long.as_str(), "hi", "user_not_found"),
        ("fay", "hi", "user_offline"),
        ("user-fay", "hi", "user_offline"),
        ("ada", "hi", "invalid_argument"),
        ("bob", " \u{7} ", "invalid_argument"),
        ("bob", long.as_str(), "invalid_argument"),
        ("eve", "hi", "forbidden"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(ada.tell(&format!("r{n}"), to, text).await, Err(code.to_owned()), "{to:.10} {text:.10}");
    }
    let block = async |socket: &mut Socket, id: &str, user: &str, blocked: bool| {
        socket.send(json!({ "id": id, "BLOCK": { "user_id": user, "blocked": blocked } })).await;
        socket.answer(id).await
    };
    assert_eq!(block(&mut bob, "k1", "user-nobody", true).await, Err("user_not_found".into()));
    assert_eq!(block(&mut bob, "k2", "user-bob", true).await, Err("invalid_argument".into()));
    assert_eq!(block(&mut bob, "k3", "user-ada", true).await, Ok(0));
    assert_eq!(ada.tell("b1", "bob", "hello?").await, Err("blocked".into()));
    assert_eq!(block(&mut bob, "k4", "user-ada", false).await, Ok(0));
    assert_eq!(ada.tell("b1", "bob", "hello!").await, Ok(0), "a refused one is judged anew");
    assert_eq!(bob.told("hello!").await, ["hello!"]);
    assert_eq!(eve.told_so_far().await, Vec::<String>::new());
}

#[tokio::test]
async fn too_much_is_refused() {
    let few = Frequency { burst: 3, per_second: 0.01 };
    let house = House::with(|_| {}, Limits { chat_messages: few, ..limits() }).await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let _bob = house.enter(&room, "bob").await;
    for n in 0..3 {
        assert_eq!(ada.tell(&format!("d{n}"), "bob", "hi").await, Ok(0));
    }
    ada.send(json!({ "id": "d3", "DIRECT_MESSAGE": { "to": "bob", "text": "hi" } })).await;
    let error = ada.next("ERROR").await;
    assert_eq!((&error["id"], &error["code"]), (&json!("d3"), &json!("rate_limited")));
    assert!(error["retry_after"].as_f64().unwrap() > 1.0);
}

#[tokio::test]
async fn what_was_missed_comes_once() {
    let house = House::with(|_| {}, Limits { enabled: false, ..limits() }).await;
    let other = house.beside().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let bob = house.enter(&room, "bob").await;
    let token = bob.welcome["resume"].clone();
    let dropped = Socket { welcome: json!({ "resume": token }), ..bob };
    let (welcome, room) = (dropped.welcome.clone(), room.as_str());
    drop(dropped.stream);
    assert_eq!(ada.tell("d1", "bob", "one").await, Ok(0), "a line that drops is waited for");
    assert_eq!(ada.tell("d2", "bob", "two").await, Ok(0));
    let gone = |stream| Socket { stream, welcome: welcome.clone(), snapshot: Value::Null };
    // Who has seen none gets all, on another gateway as well.
    let mut back_once =
        Socket::open(&other.ws(room, &format!("resume={}", welcome["resume"].as_str().unwrap())), &[]).await.unwrap();
    back_once.welcome = back_once.next("WELCOME").await;
    let first = back_once.next("DIRECT_MESSAGE").await;
    assert_eq!(first["text"], "one");
    assert_eq!(back_once.told("two").await, ["two"]);
    assert_eq!(back_once.told_so_far().await, Vec::<String>::new());
    // Whose first one was the last they saw gets the second; also after another socket of theirs has read it.
    let dm = format!("&dm={}", first["message_id"].as_str().unwrap());
    let mut again = back(&house, room, &back_once, &dm).await;
    assert_eq!(again.told("two").await, ["two"]);
    // What one has said oneself is a place too.
    again.send(json!({ "id": "b1", "DIRECT_MESSAGE": { "to": "ada", "text": "three" } })).await;
    let own = again.next("DIRECT_MESSAGE").await;
    assert_eq!(own["text"], "three");
    ada.told("three").await;
    assert_eq!(ada.tell("d3", "bob", "four").await, Ok(0));
    assert_eq!(again.told("four").await, ["four"]);
    let dm = format!("&dm={}", own["message_id"].as_str().unwrap());
    let mut last = back(&other, room, &again, &dm).await;
    assert_eq!(last.told_so_far().await, ["four"]);
    // An id that was never one is as if none were given.
    let mut odd = back(&other, room, &gone(last.stream), "&dm=nonsense").await;
    assert_eq!(odd.told("four").await, ["one", "two", "three", "four"]);
}

/// Reads USERS until `done`; ids that joined and left, in order.
async fn users(socket: &mut Socket, done: impl Fn(&[String], &[String]) -> bool) -> (Vec<String>, Vec<String>) {
    let (mut joined, mut left) = (Vec::new(), Vec::new());
    while !done(&joined, &left) {
        let users = socket.next("USERS").await;
        let ids = |key: &str| -> Vec<String> {
            users[key].as_array().unwrap().iter().map(|user| user["user_id"].as_str().unwrap().to_owned()).collect()
        };
        assert!(users["joined"].as_array().unwrap().len() <= 200, "frames are bounded");
        joined.extend(ids("joined"));
        left.extend(ids("left"));
    }
    (joined, left)
}

#[tokio::test]
async fn the_list_of_active_users_follows_them() {
    let house = House::with(|config| config.grace_seconds = Duration::from_millis(300), limits()).await;
    let other = house.beside().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    let bob = other.enter(&room, "bob").await;
    ada.send(json!({ "id": "w1", "WATCH_USERS": { "on": true } })).await;
    assert_eq!(ada.answer("w1").await, Ok(0), "the answer comes first");
    let (joined, _) = users(&mut ada, |joined, _| joined.len() >= 2).await;
    assert_eq!(joined, ["user-ada", "user-bob"]);
    let mut cleo = other.enter(&room, "cleo").await;
    let second = house.enter(&room, "cleo").await;
    assert_eq!(users(&mut ada, |joined, _| !joined.is_empty()).await.0, ["user-cleo"]);

    let page = async |query: &str| -> Value {
        let url = format!("{}/api/users/active{query}", house.url);
        let answer = house.client.get(url).bearer_auth(house.token("ada")).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    };
    let first = page("?limit=2").await;
    assert_eq!(first["items"][1], json!({ "user_id": "user-bob", "username": "bob" }));
    let rest = page(&format!("?limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((&rest["items"][0]["username"], &rest["next_cursor"]), (&json!("cleo"), &Value::Null));
    assert_eq!(house.get("/api/users/active").await.status(), 401);
    let wrong = house.client.get(format!("{}/api/users/active?limit=0", house.url)).bearer_auth(house.token("ada"));
    assert_eq!(wrong.send().await.unwrap().status(), 422);

    // One of two sockets gone is nothing; a dropped line counts once nobody came back for it.
    drop(second);
    drop(bob);
    assert_eq!(users(&mut ada, |_, left| !left.is_empty()).await, (vec![], vec!["user-bob".to_owned()]));
    // The end of a session counts at once.
    house.broker.announce(json!({ "session_ended": "session-cleo" }).to_string().into()).await.unwrap();
    assert_eq!(cleo.closed().await.0, 4009);
    assert_eq!(users(&mut ada, |_, left| !left.is_empty()).await, (vec![], vec!["user-cleo".to_owned()]));
    // Who no longer wants to know is not told.
    ada.send(json!({ "id": "w2", "WATCH_USERS": { "on": false } })).await;
    assert_eq!(ada.answer("w2").await, Ok(0));
    let _dan = other.enter(&room, "dan").await;
    ada.send(json!({ "id": "w3", "WATCH_USERS": { "on": true } })).await;
    assert_eq!(users(&mut ada, |joined, _| joined.len() >= 2).await.0, ["user-ada", "user-dan"]);
}

//! Talk across rooms and gateways: private messages arrive once and in order, people are who they are, and
//! the list of who is there follows them.

use std::time::Duration;

use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{Block, DirectMessage, SendDirectMessage, Users, WatchUsers};
use matinee_tests::commands::leave;
use matinee_tests::{Deployment, Person, Socket, Upgrade, stories};
use reqwest::Method;
use serde_json::Value;

use crate::stage::Pair;

stories!(
    both_ends_hear_it_on_every_socket,
    words_cross_rooms_once_people_have_met,
    what_was_missed_comes_once_wherever_one_comes_back,
    saying_it_twice_is_saying_it_once,
    what_may_not_be_said_is_refused_by_name,
    a_new_name_is_on_what_is_said_from_then_on,
    the_list_follows_who_comes_and_goes,
    ghosts_of_a_dropped_line_leave_after_the_grace
);

fn direct(to: &str, text: &str) -> Command {
    Command::DirectMessage(SendDirectMessage { to: to.to_owned(), text: text.to_owned() })
}

fn block(user: &Person, blocked: bool) -> Command {
    Command::Block(Block { user_id: user.user_id.clone(), blocked })
}

/// The next direct message.
async fn hears(socket: &mut Socket) -> DirectMessage {
    let message = socket.frame("a DIRECT_MESSAGE", |frame| match frame {
        Frame::DirectMessage(message) => Some(message.clone()),
        _ => None,
    });
    message.await
}

async fn both_ends_hear_it_on_every_socket(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let mut tab = pair.ada.at(deployment.gateway(1)).enter(&pair.room).await;
    let elsewhere = pair.bob.make_room().await;
    let mut other_room = pair.bob.at(deployment.gateway(0)).enter(&elsewhere).await;
    pair.a.ask(direct(&pair.bob.user_id, "only for you")).await.expect("it is accepted");
    let mut ids = Vec::new();
    for socket in [&mut pair.a, &mut tab, &mut pair.b, &mut other_room] {
        let heard = hears(socket).await;
        let (from, to) = (heard.from.expect("a sender"), heard.to.expect("a receiver"));
        assert_eq!((&from.user_id, &from.username), (&pair.ada.user_id, &pair.ada.name));
        assert_eq!((&to.user_id, &to.username), (&pair.bob.user_id, &pair.bob.name));
        assert_eq!(heard.text, "only for you");
        ids.push(heard.message_id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "one message has one id: {ids:?}");
    // Many at once, both ways: each one's words keep their order.
    let mut sent = Vec::new();
    for number in 0..4 {
        sent.push((0, pair.a.send(direct(&pair.bob.name, &format!("a{number}"))).await));
        sent.push((1, pair.b.send(direct(&pair.ada.name, &format!("b{number}"))).await));
    }
    for (who, id) in sent {
        let socket = if who == 0 { &mut pair.a } else { &mut pair.b };
        socket.answer(&id).await.expect("it is accepted");
    }
    for socket in [&mut pair.a, &mut tab, &mut pair.b, &mut other_room] {
        let mut texts = Vec::new();
        for _ in 0..8 {
            texts.push(hears(socket).await.text);
        }
        for who in ["a", "b"] {
            let theirs: Vec<_> = texts.iter().filter(|text| text.starts_with(who)).collect();
            assert_eq!(theirs, [0, 1, 2, 3].map(|number| format!("{who}{number}")).iter().collect::<Vec<_>>());
        }
    }
    pair.together().await;
    assert!(pair.b.room.chat.is_empty(), "the room hears nothing");
}

async fn words_cross_rooms_once_people_have_met(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let cleo = Person::guest(deployment.gateway(1), "Cleo").await;
    let room = cleo.make_room().await;
    let mut c = cleo.enter(&room).await;
    assert_eq!(pair.a.is_refused(direct(&cleo.user_id, "hello stranger")).await, "forbidden");
    // Bob goes to Cleo's room, and Ada still knows him.
    let mut b = pair.bob.enter(&room).await;
    pair.b.send(leave()).await;
    assert_eq!(pair.b.is_closed().await, 1000);
    pair.a.ask(direct(&pair.bob.name, "where are you?")).await.expect("they were in one room");
    assert_eq!(hears(&mut b).await.text, "where are you?");
    c.ask(direct(&pair.bob.name, "welcome")).await.expect("they are in one room");
    assert_eq!(hears(&mut b).await.text, "welcome");
    assert_eq!(c.is_refused(direct(&pair.ada.name, "who are you?")).await, "forbidden");
}

async fn what_was_missed_comes_once_wherever_one_comes_back(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.a.ask(direct(&pair.bob.name, "seen")).await.expect("it is accepted");
    let seen = hears(&mut pair.b).await;
    let back = |gateway: usize, socket: &Socket, dm: Option<&str>| {
        let base = deployment.gateway(gateway).replacen("http", "ws", 1);
        let dm = dm.map(|dm| format!("&dm={dm}")).unwrap_or_default();
        let (room, epoch, revision) = (&socket.room.id, &socket.room.epoch, socket.room.revision);
        let token = &socket.welcome.resume;
        Upgrade::to(format!("{base}/api/rooms/{room}/ws?resume={token}&epoch={epoch}&revision={revision}{dm}"))
    };
    let (with, without) = (back(0, &pair.b, Some(&seen.message_id)), back(1, &pair.b, None));
    let room = pair.b.room.clone();
    drop(pair.b);
    for number in 0..3 {
        pair.a.ask(direct(&pair.bob.name, &format!("missed {number}"))).await.expect("he is waited for");
    }
    let mut b = with.open().await.expect("it opens");
    b.room = room.clone();
    for number in 0..3 {
        assert_eq!(hears(&mut b).await.text, format!("missed {number}"));
    }
    pair.a.ask(direct(&pair.bob.name, "live again")).await.expect("it is accepted");
    assert_eq!(hears(&mut b).await.text, "live again", "nothing comes twice");
    // One that has seen none gets all since it first listened.
    let mut forgetful = without.open().await.expect("it opens");
    forgetful.room = room;
    for text in ["seen", "missed 0", "missed 1", "missed 2", "live again"] {
        assert_eq!(hears(&mut forgetful).await.text, text);
    }
}

async fn saying_it_twice_is_saying_it_once(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let mut tab = pair.ada.at(deployment.gateway(1)).enter(&pair.room).await;
    for socket in [&mut pair.a, &mut tab] {
        socket.send_as("same-id", direct(&pair.bob.name, "once")).await;
        socket.answer("same-id").await.expect("it is accepted");
    }
    pair.b.send_as("same-id", direct(&pair.ada.name, "mine is another")).await;
    pair.b.answer("same-id").await.expect("it is accepted");
    for socket in [&mut pair.a, &mut pair.b, &mut tab] {
        assert_eq!(hears(socket).await.text, "once");
        assert_eq!(hears(socket).await.text, "mine is another");
    }
}

async fn what_may_not_be_said_is_refused_by_name(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let idle = Person::guest(deployment.gateway(1), "Idle").await;
    assert_eq!(pair.a.is_refused(direct("nobody at all", "hi")).await, "user_not_found");
    assert_eq!(pair.a.is_refused(direct(&idle.user_id, "hi")).await, "user_offline");
    assert_eq!(pair.a.is_refused(direct(&idle.name, "hi")).await, "user_offline");
    assert_eq!(pair.a.is_refused(direct(&pair.ada.user_id, "hi")).await, "invalid_argument");
    for text in ["", "   ", &"x".repeat(501)] {
        assert_eq!(pair.a.is_refused(direct(&pair.bob.name, text)).await, "invalid_argument");
    }
    pair.b.ask(block(&pair.ada, true)).await.expect("it is accepted");
    assert_eq!(pair.a.is_refused(direct(&pair.bob.name, "hi")).await, "blocked");
    pair.b.ask(block(&pair.ada, false)).await.expect("it is accepted");
    pair.a.ask(direct(&pair.bob.name, "friends again")).await.expect("it is accepted");
    assert_eq!(hears(&mut pair.b).await.text, "friends again");
    pair.together().await;
}

async fn a_new_name_is_on_what_is_said_from_then_on(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let name = format!("{} II", pair.ada.name);
    let body = serde_json::json!({ "username": name });
    pair.ada.at(deployment.gateway(1)).request(Method::PATCH, "/api/users/me", Some(body)).await.expect(200);
    // The gateway that has her socket hears of it a moment later.
    let called_so = async {
        loop {
            pair.a.ask(direct(&pair.bob.user_id, "who am I?")).await.expect("it is accepted");
            let from = hears(&mut pair.b).await.from.expect("a sender");
            assert_eq!(from.user_id, pair.ada.user_id);
            if from.username == name {
                break;
            }
            assert_eq!(from.username, pair.ada.name);
        }
    };
    tokio::time::timeout(Duration::from_secs(10), called_so).await.expect("the new name is used on open sockets");
}

/// Reads USERS until this person has come, or gone.
async fn told(socket: &mut Socket, who: &Person, within: Duration, joined: bool) {
    let listed = |users: &Users| {
        let list = if joined { &users.joined } else { &users.left };
        list.iter().any(|user| user.user_id == who.user_id && user.username == who.name)
    };
    let told = async {
        loop {
            // Each wait is as long as any; together they may be longer.
            let seen = socket.frame("USERS or a HEARTBEAT", |frame| match frame {
                Frame::Users(users) => Some(listed(users)),
                Frame::Heartbeat(_) => Some(false),
                _ => None,
            });
            if seen.await {
                return;
            }
        }
    };
    let waited = tokio::time::timeout(within, told).await;
    waited.unwrap_or_else(|_| panic!("not told that {} has {}", who.name, if joined { "come" } else { "gone" }));
}

const SOON: Duration = Duration::from_secs(10);

async fn the_list_follows_who_comes_and_goes(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.a.ask(Command::WatchUsers(WatchUsers { on: true })).await.expect("it is accepted");
    told(&mut pair.a, &pair.ada, SOON, true).await;
    let cleo = Person::guest(deployment.gateway(1), "Cleo").await;
    let c = cleo.enter(&pair.room).await;
    told(&mut pair.a, &cleo, SOON, true).await;
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = pair.ada.get(&format!("/api/users/active?limit=2{cursor}")).await.expect(200);
        let items = page.body["items"].as_array().expect("a list").clone();
        assert!(items.len() <= 2);
        names.extend(items.iter().map(|item| item["username"].as_str().expect("a name").to_owned()));
        let Value::String(next) = &page.body["next_cursor"] else { break };
        cursor = format!("&cursor={next}");
    }
    for person in [&pair.ada, &pair.bob, &cleo] {
        assert_eq!(names.iter().filter(|name| **name == person.name).count(), 1, "{names:?}");
    }
    // Logging out counts at once: long before the grace.
    cleo.post("/api/auth/logout", serde_json::json!({})).await.expect(204);
    told(&mut pair.a, &cleo, SOON, false).await;
    assert_eq!(pair.a.is_refused(direct(&cleo.user_id, "gone?")).await, "user_offline");
    drop(c);
    pair.a.ask(Command::WatchUsers(WatchUsers { on: false })).await.expect("it is accepted");
}

async fn ghosts_of_a_dropped_line_leave_after_the_grace(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.a.ask(Command::WatchUsers(WatchUsers { on: true })).await.expect("it is accepted");
    told(&mut pair.a, &pair.bob, SOON, true).await;
    drop(pair.b);
    pair.a.ask(direct(&pair.bob.name, "are you there?")).await.expect("he is waited for");
    told(&mut pair.a, &pair.bob, Duration::from_secs(40), false).await;
    assert_eq!(pair.a.is_refused(direct(&pair.bob.name, "hello?")).await, "user_offline");
}

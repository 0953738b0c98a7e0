//! Talk: one order for all, and a sender knows what became of what they said.

use matinee_proto::sync::v1::event::Event;
use matinee_tests::commands::chat;
use matinee_tests::{Deployment, stories};

use crate::stage::Pair;

stories!(
    everybody_hears_in_one_order,
    saying_it_twice_is_saying_it_once,
    what_was_said_is_there_for_latecomers,
    too_much_is_refused
);

async fn everybody_hears_in_one_order(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let mut ids = Vec::new();
    for number in 0..4 {
        ids.push(pair.a.send(chat(&format!("a{number}"))).await);
        ids.push(pair.b.send(chat(&format!("b{number} <b>&amp;"))).await);
    }
    for (number, id) in ids.iter().enumerate() {
        let socket = if number % 2 == 0 { &mut pair.a } else { &mut pair.b };
        socket.answer(id).await.expect("it is accepted");
    }
    for socket in [&mut pair.a, &mut pair.b] {
        socket.until("all is heard", |socket| socket.room.chat.len() == 8).await;
    }
    pair.together().await;
    let mine: Vec<_> = pair.b.room.chat.iter().filter(|message| message.from == pair.a.member()).collect();
    let texts: Vec<_> = mine.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["a0", "a1", "a2", "a3"], "each one's own words keep their order");
    assert!(pair.b.room.chat.iter().any(|message| message.text == "b0 <b>&amp;"), "text is text");
    assert_eq!(mine[0].nickname, pair.ada.name);
}

async fn saying_it_twice_is_saying_it_once(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.a.send_as("same-id", chat("once")).await;
    let first = pair.a.answer("same-id").await.expect("it is accepted");
    pair.a.send_as("same-id", chat("twice")).await;
    let second = pair.a.answer("same-id").await.expect("it gets the first answer");
    assert_eq!(first, second);
    // Another tab, another gateway, the same member.
    let mut tab = pair.ada.at(deployment.gateway(1)).enter(&pair.room).await;
    tab.send_as("same-id", chat("thrice")).await;
    assert_eq!(tab.answer("same-id").await, Ok(first));
    pair.b.send_as("same-id", chat("another member's id is another id")).await;
    pair.b.answer("same-id").await.expect("it is accepted");
    pair.b.until("both are heard", |socket| socket.room.chat.len() == 2).await;
    pair.together().await;
    let (id, by) = pair
        .b
        .event("the first", |event| match event.event.as_ref()? {
            Event::Chat(_) => Some((event.id.clone(), event.by.clone())),
            _ => None,
        })
        .await;
    assert_eq!((id.as_str(), by.as_str()), ("same-id", pair.a.member()));
}

async fn what_was_said_is_there_for_latecomers(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.a.says("before you came").await;
    let mut late = pair.bob.enter(&pair.room).await;
    late.until("it is there", |socket| socket.room.chat.len() == 1).await;
    assert_eq!(late.room.chat[0].text, "before you came");
}

async fn too_much_is_refused(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    for text in ["", "   ", &"x".repeat(501)] {
        assert_eq!(pair.a.is_refused(chat(text)).await, "invalid_argument", "{} characters", text.len());
    }
    pair.a.says(&"ü".repeat(500)).await;
    let mut codes = Vec::new();
    for number in 0..15 {
        codes.extend(pair.b.ask(chat(&format!("{number}"))).await.err().map(|refusal| refusal.code));
    }
    assert!(!codes.is_empty() && codes.iter().all(|code| code == "rate_limited"), "{codes:?}");
    pair.together().await;
}

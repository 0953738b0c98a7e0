//! Many at once, through both replicas: one order for all, nothing acknowledged is lost.

use std::collections::{HashMap, HashSet};

use matinee_proto::rooms::v1::execute_request::Action;
use matinee_proto::sync::v1::event::Event as Told;
use matinee_proto::sync::v1::{ClientFrame, client_frame};

use crate::frames::{add, chat, mv, pause, play};
use crate::house::{Gateway, House, Member, answer, code};

fn frame(id: String, command: client_frame::Command) -> Action {
    Action::Command(ClientFrame { id, command: Some(command) })
}

/// Two members command through two replicas at once: every acknowledged command is in the one
/// log, under its revision, and a member's own commands are in their order.
pub async fn one_order_and_nothing_lost(house: House) {
    let gateways = [house.gateway(0).await, house.gateway(1).await];
    let room = house.room("anna").await;
    let anna = house.enter(&gateways[0], &room, "anna").await;
    let bo = house.enter(&gateways[1], &room, "bo").await;
    gateways[0].command(&anna, "a0", add("film.mp4?seconds=600")).await.expect("it plays");
    house.until(&room, |room| room.members.len() == 2).await;
    let mut ear = house.listen(&room).await;
    let from = house.snapshot(0, &room).await.revision;

    let mut answers = Vec::new();
    for round in 0..100 {
        for (gateway, member, who) in [(&gateways[0], &anna, "a"), (&gateways[1], &bo, "b")] {
            let id = format!("{who}-{round}");
            let command = match round % 4 {
                0 => play(),
                2 => pause(),
                _ => chat(&id),
            };
            answers.push((id.clone(), gateway.send(member, frame(id, command)).await));
        }
    }
    let mut revisions = HashMap::new();
    for (id, outcome) in answers {
        let revision = answer(outcome).await.unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
        revisions.insert(id, revision);
    }
    let last = *revisions.values().max().expect("there are answers");
    let events = ear.up_to(last).await;
    assert!(events.iter().all(|event| event.revision > from));
    for who in ["a", "b"] {
        let own: Vec<u32> = (0..100).map(|round| revisions[&format!("{who}-{round}")]).collect();
        assert!(own.is_sorted(), "in the order in which they were sent");
    }
    let logged: HashMap<&str, u32> = events.iter().map(|event| (event.id.as_str(), event.revision)).collect();
    for (id, revision) in &revisions {
        // A PLAY while it plays changes nothing, and has the head as its answer.
        if let Some(logged) = logged.get(id.as_str()) {
            assert_eq!(logged, revision, "{id}");
        }
    }
    let said = events.iter().filter(|event| matches!(event.event, Some(Told::Chat(_)))).count();
    assert_eq!(said, 100, "every message once");
    let [first, second] = [house.snapshot(0, &room).await, house.snapshot(1, &room).await];
    assert_eq!((first.revision, first.playback), (second.revision, second.playback));
    assert_eq!(first.chat, second.chat);
}

/// Fifty moves of one queue at once all count, and everybody has the same queue.
pub async fn fifty_moves_at_once(house: House) {
    let gateways = [house.gateway(0).await, house.gateway(1).await];
    let room = house.room("anna").await;
    let anna = house.enter(&gateways[0], &room, "anna").await;
    for number in 0..11 {
        let id = format!("add-{number}");
        gateways[0].command(&anna, &id, add(&format!("{number}.mp4?seconds=600"))).await.expect("it is added");
    }
    let queue = house.snapshot(0, &room).await.queue;
    let mut ear = house.listen(&room).await;
    let moves = (0..50).map(|number| {
        let gateway = &gateways[number % 2];
        let item = &queue[number % queue.len()].id;
        let index = u32::try_from(number * 7 % queue.len()).expect("it is small");
        let anna = &anna;
        async move { gateway.command(anna, &format!("move-{number}"), mv(item, index)).await }
    });
    let outcomes = futures::future::join_all(moves).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let [first, second] = [house.snapshot(0, &room).await, house.snapshot(1, &room).await];
    assert_eq!(first.queue, second.queue);
    assert_eq!(first.queue.len(), queue.len());
    let ids =
        |queue: &[matinee_proto::sync::v1::Item]| queue.iter().map(|item| item.id.clone()).collect::<HashSet<_>>();
    assert_eq!(ids(&first.queue), ids(&queue), "nothing lost, nothing doubled");
    let events = ear.up_to(first.revision).await;
    let last = events.iter().rev().find_map(|event| match &event.event {
        Some(Told::UpdateQueue(update)) => Some(update.queue.clone()),
        _ => None,
    });
    assert_eq!(last, Some(first.queue), "the last event tells the last state");
}

/// What is sent together by one member is judged in that order, refusals between what counts.
pub async fn a_group_keeps_its_order(house: House) {
    let gateway = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&gateway, &room, "anna").await;
    gateway.command(&anna, "a0", add("film.mp4?seconds=600")).await.expect("it plays");
    let mut answers = Vec::new();
    for round in 0..40 {
        let command = if round % 5 == 4 { chat("") } else { chat(&format!("{round}")) };
        answers.push(gateway.send(&anna, frame(format!("c-{round}"), command)).await);
    }
    let mut revisions = Vec::new();
    for (round, outcome) in answers.into_iter().enumerate() {
        let outcome = answer(outcome).await;
        if round % 5 == 4 {
            assert_eq!(code(outcome), "invalid_argument");
        } else {
            revisions.push(outcome.expect("a message is taken"));
        }
    }
    assert!(revisions.is_sorted());
    assert_eq!(revisions.iter().collect::<HashSet<_>>().len(), 32, "each has its own");
    let texts: Vec<String> = house.snapshot(0, &room).await.chat.into_iter().map(|message| message.text).collect();
    let expected: Vec<String> = (0..40).filter(|round| round % 5 != 4).map(|round| round.to_string()).collect();
    assert_eq!(texts, expected);
}

/// A kick through one replica against messages through the other: what is acknowledged came before
/// the kick, and nothing comes after it.
pub async fn chat_under_a_kick(house: House) {
    let gateways = [house.gateway(0).await, house.gateway(1).await];
    let room = house.room("anna").await;
    let anna = house.enter(&gateways[0], &room, "anna").await;
    let bo = house.enter(&gateways[1], &room, "bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    let mut ear = house.listen(&room).await;
    let talk = async {
        let mut outcomes = Vec::new();
        for number in 0..10 {
            outcomes.push(gateways[1].command(&bo, &format!("b-{number}"), chat("la")).await);
        }
        outcomes
    };
    let kick = kick(&gateways[0], &anna, &bo.id);
    let (outcomes, kicked) = tokio::join!(talk, kick);
    let after = gateways[1].command(&bo, "b-after", chat("la")).await;
    assert_eq!(code(after), "member_not_found");
    let snapshot = house.snapshot(0, &room).await;
    let events = ear.up_to(snapshot.revision).await;
    let said: Vec<u32> =
        events.iter().filter(|event| matches!(event.event, Some(Told::Chat(_)))).map(|event| event.revision).collect();
    let acknowledged: Vec<u32> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok().copied()).collect();
    assert_eq!(said, acknowledged);
    assert!(said.iter().all(|revision| *revision < kicked));
    for outcome in outcomes.into_iter().filter(Result::is_err) {
        assert_eq!(code(outcome), "member_not_found");
    }
}

async fn kick(gateway: &Gateway, leader: &Member, member: &str) -> u32 {
    let kick = matinee_proto::sync::v1::Kick { member_id: member.to_owned(), ban: false };
    gateway.command(leader, "kick", client_frame::Command::Kick(kick)).await.expect("the leader may")
}

crate::on_both_brokers!(one_order_and_nothing_lost, fifty_moves_at_once, a_group_keeps_its_order, chat_under_a_kick);

/// A member who talks too fast is told to wait.
#[tokio::test]
async fn talking_has_a_rate() {
    let house = House::with(|_, limits| limits.chat_messages.burst = 3).await;
    let gateway = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&gateway, &room, "anna").await;
    let mut codes = Vec::new();
    for number in 0..5 {
        codes.push(code(gateway.command(&anna, &format!("c{number}"), chat("la")).await));
    }
    assert_eq!(codes, ["accepted", "accepted", "accepted", "rate_limited", "rate_limited"]);
}

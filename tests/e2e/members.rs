//! Who is in, under what name, and who leads.

use matinee_proto::sync::v1::event::Event;
use matinee_tests::commands::{pause, playback_by, rename, transfer_leader};
use matinee_tests::{Deployment, Person, stories};
use serde_json::json;

use crate::stage::Pair;

stories!(
    a_new_name_is_seen_by_all,
    names_are_unique_in_a_room,
    the_longest_present_leads_next,
    the_lead_is_handed_over,
    the_creator_leads
);

async fn a_new_name_is_seen_by_all(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.b.does(rename("  Bob\u{202e} the   Great ")).await;
    let bob = pair.b.member().to_owned();
    let renamed = pair.a.event("MEMBER_RENAMED", |event| match event.event.as_ref()? {
        Event::MemberRenamed(renamed) => Some(renamed.clone()),
        _ => None,
    });
    let renamed = renamed.await;
    assert_eq!((renamed.member_id, renamed.nickname.as_str()), (bob, "Bob the Great"));
    pair.together().await;
}

async fn names_are_unique_in_a_room(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    pair.a.does(rename("Zoë")).await;
    assert_eq!(pair.b.is_refused(rename("ZOË")).await, "nickname_taken");
    for name in ["", " \u{200b} ", &"x".repeat(33)] {
        assert_eq!(pair.b.is_refused(rename(name)).await, "invalid_argument", "{name:?}");
    }
    let carol = Person::guest(deployment.gateway(0), "Carol").await;
    carol.try_join(&pair.room, json!({ "nickname": "zoe\u{308}" })).await.refused(409, "nickname_taken");
    let refused = carol.try_join(&pair.room, json!({ "nickname": "x".repeat(33) })).await;
    refused.refused(422, "invalid_argument");
    pair.b.does(rename(&"x".repeat(32))).await;
    pair.together().await;
    assert_eq!(pair.a.room.members.len(), 2);
}

async fn the_longest_present_leads_next(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let carol = Person::guest(deployment.gateway(0), "Carol").await;
    let mut c = carol.enter(&pair.room).await;
    c.until("all are in", |socket| socket.room.members.len() == 3).await;
    pair.ada.leave(&pair.room).await.expect(204);
    let bob = pair.b.member().to_owned();
    for socket in [&mut pair.b, &mut c] {
        socket.until("Bob leads", |socket| socket.room.leader == bob).await;
        socket.until("Ada has left", |socket| socket.room.members.len() == 2).await;
        socket.agrees().await;
    }
}

async fn the_lead_is_handed_over(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let revision = pair.a.does(playback_by("leader")).await;
    pair.b.reaches(revision).await;
    let (ada, bob) = (pair.a.member().to_owned(), pair.b.member().to_owned());
    assert_eq!(pair.b.is_refused(transfer_leader(&bob)).await, "not_leader");
    assert_eq!(pair.a.is_refused(transfer_leader("nobody")).await, "member_not_found");
    let revision = pair.a.does(transfer_leader(&bob)).await;
    pair.b.reaches(revision).await;
    assert_eq!(pair.b.room.leader, bob);
    assert_eq!(pair.a.is_refused(pause()).await, "not_leader");
    pair.b.does(pause()).await;
    pair.together().await;
    let role = |id: &str| pair.a.room.members.iter().find(|member| member.id == id).map(|member| member.role.clone());
    assert_eq!((role(&ada).as_deref(), role(&bob).as_deref()), (Some("member"), Some("leader")));
}

async fn the_creator_leads(deployment: &Deployment) {
    let ada = Person::guest(deployment.gateway(0), "Ada").await;
    let bob = Person::guest(deployment.gateway(1), "Bob").await;
    let room = ada.make_room().await;
    let mut b = bob.enter(&room).await;
    let member = b.member().to_owned();
    b.until("who is alone leads", |socket| socket.room.leader == member).await;
    let mut a = ada.enter(&room).await;
    let creator = a.member().to_owned();
    for socket in [&mut a, &mut b] {
        socket.until("who made the room leads", |socket| socket.room.leader == creator).await;
        socket.agrees().await;
    }
}

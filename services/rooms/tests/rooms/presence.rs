//! Who is there, and for how long somebody who is not is waited for.

use std::time::Duration;

use matinee_broker::Connection;
use matinee_proto::sync::v1::event::Event as Told;

use crate::doors::returning;
use crate::frames::chat;
use crate::house::{House, Member, code};

fn left(told: &Told) -> bool {
    matches!(told, Told::MemberLeft(_))
}

/// Leaving is immediate, and the longest-present member leads on.
pub async fn who_leaves_is_followed(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.until(&room, |room| room.leader == anna.id).await;
    let bo = house.enter(&two, &room, "bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    house.enter(&one, &room, "cy").await;
    house.until(&room, |room| room.members.len() == 3).await;
    let mut ear = house.listen(&room).await;
    house.leave(1, &room, "anna").await.expect("anna leaves");
    let event = ear.until(left).await;
    assert_eq!(event.by, anna.id);
    assert!(matches!(event.event, Some(Told::MemberLeft(gone)) if gone.reason == "left" && gone.member_id == anna.id));
    let leads = ear.until(|told| matches!(told, Told::LeaderChanged(_))).await;
    assert!(matches!(leads.event, Some(Told::LeaderChanged(changed)) if changed.member_id == bo.id));
    assert_eq!(code(one.connect(&anna, Some(returning("anna"))).await), "forbidden", "a resume after leaving");
    assert_eq!(code(house.leave(0, &room, "anna").await), "member_not_found");
    assert_ne!(house.enter(&one, &room, "anna").await.id, anna.id);
}

/// Who is back within the grace was never gone; who is not is lost, and joins again by resuming.
pub async fn grace_is_given_and_ends(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let bo = house.enter(&two, &room, "bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    let mut ear = house.listen(&room).await;

    one.disconnect(&anna).await.expect("the socket is gone");
    let again = Member { connection: "another".to_owned(), ..anna.clone() };
    two.connect(&again, Some(returning("anna"))).await.expect("anna is back on another gateway");
    // A second round of grace passes for somebody else; anna stays.
    two.disconnect(&bo).await.expect("the socket is gone");
    let event = ear.until(left).await;
    assert!(matches!(event.event, Some(Told::MemberLeft(gone)) if gone.reason == "lost" && gone.member_id == bo.id));
    assert!(event.by.is_empty() && event.id.is_empty(), "nobody did it");
    let snapshot = house.snapshot(0, &room).await;
    assert_eq!(snapshot.members.len(), 1);
    assert_eq!(snapshot.leader, anna.id);

    assert_eq!(code(one.connect(&bo, None).await), "member_not_found");
    one.connect(&bo, Some(returning("bo"))).await.expect("bo resumes");
    let joined = ear.until(|told| matches!(told, Told::MemberJoined(_))).await;
    let Some(Told::MemberJoined(joined)) = joined.event else { panic!("it is that") };
    assert_eq!(joined.members[0].id, bo.id, "as the same member");
}

/// The leader is lost: the longest-present member leads, and the lost one does not when back.
pub async fn a_lost_leader_is_followed(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.until(&room, |room| room.leader == anna.id).await;
    let bo = house.enter(&two, &room, "bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    one.disconnect(&anna).await.expect("the socket is gone");
    house.until(&room, |room| room.leader == bo.id).await;
    two.connect(&anna, Some(returning("anna"))).await.expect("anna resumes");
    let snapshot = house.until(&room, |room| room.members.len() == 2).await;
    assert_eq!(snapshot.leader, bo.id);
}

/// A gateway that dies tells nobody: leases run out, then the grace.
pub async fn a_dead_gateway_takes_its_members_along(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    house.enter(&one, &room, "anna").await;
    let id = house.join(0, &room, "bo").await.expect("bo joins");
    let connection =
        Connection { room: room.as_str().into(), member: id.as_str().into(), id: "of-a-dead-gateway".into() };
    let (lease, grace) = (Duration::from_millis(200), Duration::from_millis(300));
    house.broker.open_connection(&connection, lease, grace).await.expect("the broker is there");
    let bo = Member { room: room.clone(), id, connection: String::new() };
    one.command(&bo, "b1", chat("here for a moment")).await.expect("a message");
    house.until(&room, |room| room.members.len() == 2).await;
    let mut ear = house.listen(&room).await;
    let event = ear.until(left).await;
    assert!(matches!(event.event, Some(Told::MemberLeft(gone)) if gone.member_id == bo.id));
}

/// Many arrivals are few announcements.
pub async fn arrivals_are_announced_together(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let mut ear = house.listen(&room).await;
    let arrivals = (0..60).map(|number| {
        let gateway = if number % 2 == 0 { &one } else { &two };
        let (house, room) = (&house, &room);
        async move { house.enter(gateway, room, &format!("guest{number}")).await }
    });
    futures::future::join_all(arrivals).await;
    let snapshot = house.until(&room, |room| room.members.len() == 60).await;
    let events = ear.up_to(snapshot.revision).await;
    let announced: Vec<usize> = events
        .iter()
        .filter_map(|event| match &event.event {
            Some(Told::MemberJoined(joined)) => Some(joined.members.len()),
            _ => None,
        })
        .collect();
    assert_eq!(announced.iter().sum::<usize>(), 60, "everybody once: {announced:?}");
    assert!(announced.len() <= 20, "together: {announced:?}");
}

crate::on_both_brokers!(
    who_leaves_is_followed,
    grace_is_given_and_ends,
    a_lost_leader_is_followed,
    a_dead_gateway_takes_its_members_along,
    arrivals_are_announced_together,
);

/// Who joins and never connects loses the place.
#[tokio::test]
async fn a_reservation_ends() {
    let house = House::with(|config, _| config.reservation_seconds = 0.2).await;
    let room = house.room("anna").await;
    let id = house.join(0, &room, "bo").await.expect("bo joins");
    assert_eq!(code(house.snapshot_for(1, &room, &id).await), "accepted");
    let wait = async {
        while house.snapshot_for(1, &room, &id).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(crate::house::PATIENCE, wait).await.expect("the place is free again");
    assert_eq!(house.snapshot(0, &room).await.revision, 0, "nobody has heard of it");
}

/// A member has so many sockets and no more, whichever replica they come by.
#[tokio::test]
async fn sockets_of_a_member_are_counted() {
    let house = House::with(|_, limits| limits.connections_per_member = 4).await;
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let mut codes = Vec::new();
    for number in 0..5 {
        let tab = Member { connection: format!("tab-{number}"), ..anna.clone() };
        codes.push(code(one.connect(&tab, None).await));
    }
    assert_eq!(codes, ["accepted", "accepted", "accepted", "rate_limited", "rate_limited"]);
    one.disconnect(&anna).await.expect("a tab is closed");
    let tab = Member { connection: "one-more".to_owned(), ..anna };
    assert_eq!(code(one.connect(&tab, None).await), "accepted");
}

/// Who comes back under a name that nobody can have is not let in, and counts nowhere.
#[tokio::test]
async fn who_is_not_let_in_holds_no_lease() {
    let house = House::memory().await;
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let bo = Member { connection: "of-bo".to_owned(), ..anna };
    let nameless = matinee_proto::rooms::v1::Returning { nickname: "\u{0}".to_owned(), ..returning("bo") };
    assert_eq!(code(one.connect(&bo, Some(nameless)).await), "invalid_argument");
    let (_, leases) = house.broker.connections(&room).await.expect("the broker is there");
    assert!(leases.iter().all(|lease| lease.connection != "of-bo"), "{leases:?}");
}

/// A room that belongs to nobody is forgotten when it has been empty for long.
#[tokio::test]
async fn an_empty_room_is_forgotten() {
    let house = House::with(|config, _| config.empty_hours = 0.3 / 3600.0).await;
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    one.command(&anna, "a1", chat("somebody is here")).await.expect("the room is there");
    let mut ear = house.listen(&room).await;
    house.leave(0, &room, "anna").await.expect("anna leaves");
    ear.until(|told| matches!(told, Told::RoomClosed(_))).await;
    assert_eq!(code(house.join(1, &room, "bo").await), "room_not_found");
}

//! Making, finding, entering, changing and closing rooms.

use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{
    CreateRoomRequest, DeleteRoomRequest, GetRoomRequest, JoinRoomRequest, ListRoomsRequest, UpdateRoomRequest,
};
use matinee_proto::sync::v1 as sync;
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event as Told;

use crate::frames::{add, chat};
use crate::house::{House, code};

fn with_password(room: &str, password: &str) -> JoinRoomRequest {
    JoinRoomRequest { room_id: room.to_owned(), password: Some(password.to_owned()), ..Default::default() }
}

fn kick(member: &str, ban: bool) -> Command {
    Command::Kick(sync::Kick { member_id: member.to_owned(), ban })
}

/// Who joins has a member id at once, and is announced when their connection stands.
pub async fn joining_is_announced_by_the_connection(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let mut ear = house.listen(&room).await;
    let id = house.join(1, &room, "bo").await.expect("bo joins");
    assert!(house.snapshot(0, &room).await.members.is_empty(), "nobody is shown yet");
    let own = house.snapshot_for(0, &room, &id).await.expect("but to bo");
    assert_eq!((own.members.len(), own.member_count), (1, 1));

    let bo = crate::house::Member { room: room.clone(), id: id.clone(), connection: "c1".to_owned() };
    one.connect(&bo, None).await.expect("bo connects");
    let joined = ear.until(|told| matches!(told, Told::MemberJoined(_))).await;
    let Some(Told::MemberJoined(joined)) = joined.event else { panic!("it is that") };
    assert_eq!(joined.members.iter().map(|member| member.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
    let leads = ear.until(|told| matches!(told, Told::LeaderChanged(_))).await;
    assert!(matches!(leads.event, Some(Told::LeaderChanged(changed)) if changed.member_id == id));

    assert_eq!(house.join(0, &room, "bo").await, Ok(id), "the same user is the same member");
    let anna = house.enter(&one, &room, "anna").await;
    let leads = ear.until(|told| matches!(told, Told::LeaderChanged(_))).await;
    assert!(matches!(leads.event, Some(Told::LeaderChanged(changed)) if changed.member_id == anna.id), "the creator");
    let taken = JoinRoomRequest { room_id: room.clone(), nickname: Some("ANNA".to_owned()), ..Default::default() };
    assert_eq!(code(house.join_as(1, "cy", taken).await), "nickname_taken");
    let empty = JoinRoomRequest { room_id: room, nickname: Some(" \u{200b} ".to_owned()), ..Default::default() };
    assert_eq!(code(house.join_as(1, "cy", empty).await), "invalid_argument");
    assert_eq!(code(house.join(0, "no-such-room", "cy").await), "room_not_found");
    assert_eq!(code(house.join(0, "../etc", "cy").await), "room_not_found");
}

/// A room with a password asks for it, and counts who tries.
pub async fn a_password_is_asked_for(house: House) {
    let asked = CreateRoomRequest {
        visibility: Some("password".to_owned()),
        password: Some("sesame".to_owned()),
        ..Default::default()
    };
    let room = house.room_as("anna", asked).await.expect("a room is made");
    assert_eq!(room.visibility, "password");
    let id = room.id;
    assert_eq!(code(house.join(0, &id, "bo").await), "wrong_password");
    assert_eq!(code(house.join_as(1, "bo", with_password(&id, "open")).await), "wrong_password");
    assert_eq!(code(house.join_as(1, "bo", with_password(&id, "sesame")).await), "accepted");
    assert_eq!(code(house.join(0, &id, "bo").await), "accepted", "a member is not asked again");
    assert_eq!(code(house.join(0, &id, "anna").await), "accepted", "nor is who made it");
    let mut codes = Vec::new();
    for _ in 0..8 {
        codes.push(code(house.join_as(0, "cy", with_password(&id, "guess")).await));
    }
    assert_eq!(codes.last().map(String::as_str), Some("rate_limited"), "{codes:?}");

    let change = UpdateRoomRequest { room_id: id.clone(), password: Some("new".to_owned()), ..Default::default() };
    house.client(1).update_room(house.call(change, "anna")).await.expect("anna may");
    assert_eq!(code(house.join_as(0, "dora", with_password(&id, "sesame")).await), "wrong_password");
    assert_eq!(code(house.join_as(0, "dora", with_password(&id, "new")).await), "accepted");
}

/// Rooms are made as asked for, or not at all.
pub async fn rooms_are_made_as_asked(house: House) {
    let ask = |name: Option<&str>, visibility: Option<&str>, password: Option<&str>| CreateRoomRequest {
        name: name.map(str::to_owned),
        visibility: visibility.map(str::to_owned),
        password: password.map(str::to_owned),
        persistent: None,
        address: None,
    };
    let room = house.room_as("anna", ask(None, None, None)).await.expect("a room is made");
    assert_eq!((room.name.as_str(), room.visibility.as_str()), ("anna’s room", "unlisted"));
    let named = house.room_as("anna", ask(Some("  Film \u{202e}night "), Some("public"), None)).await;
    assert_eq!(named.expect("a room is made").name, "Film night");
    for (name, visibility, password) in [
        (Some("x".repeat(81)), None, None),
        (None, Some("secret"), None),
        (None, Some("password"), None),
        (None, Some("public"), Some("why")),
    ] {
        let asked = ask(name.as_deref(), visibility, password);
        assert_eq!(code(house.room_as("anna", asked).await), "invalid_argument");
    }
    let stays = CreateRoomRequest { persistent: Some(true), ..Default::default() };
    assert_eq!(code(house.room_as("free", stays.clone()).await), "feature_not_in_plan");
    let mut owner = crate::house::actor("owner");
    owner.guest = false;
    let call = house.key.authorize(stays, "gateway", "rooms", Some(&owner));
    let made = house.client(0).create_room(call).await.expect("the plan has it").into_inner().room.expect("a room");
    assert!(made.persistent);
    assert_eq!(made.owner_id, owner.user_id);
}

/// The plan of who made a room limits its size and its queue.
pub async fn the_plan_of_the_host_limits_the_room(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("free").await;
    let host = house.enter(&one, &room, "free").await;
    house.enter(&one, &room, "bo").await;
    assert_eq!(code(house.join(1, &room, "cy").await), "room_full");
    for (id, expected) in [("a1", "accepted"), ("a2", "accepted"), ("a3", "accepted"), ("a4", "queue_full")] {
        let added = one.command(&host, id, add(&format!("{id}.mp4?seconds=600"))).await;
        assert_eq!(code(added), expected, "one plays and two wait");
    }
    let policy = sync::PolicyChange { members_max: Some(50), ..Default::default() };
    let larger = Command::SetPolicy(sync::SetPolicy { policy: Some(policy) });
    assert_eq!(code(one.command(&host, "a5", larger).await), "invalid_argument");
}

/// The public list shows rooms that are public and alive.
pub async fn the_public_list_shows_what_is_live(house: House) {
    let one = house.gateway(0).await;
    let public = CreateRoomRequest { visibility: Some("public".to_owned()), ..Default::default() };
    let open = house.room_as("anna", public).await.expect("a room is made").id;
    let hidden = house.room("bo").await;
    let anna = house.enter(&one, &open, "anna").await;
    house.enter(&one, &hidden, "bo").await;
    one.command(&anna, "a1", add("film.mp4?seconds=600")).await.expect("it plays");
    let listed = wait_for_list(&house, |rooms| rooms.iter().any(|room| room.playing.starts_with("film"))).await;
    assert_eq!(listed.iter().map(|room| room.id.as_str()).collect::<Vec<_>>(), [open.as_str()]);
    assert_eq!(listed[0].member_count, 1);

    let asked = GetRoomRequest { room_id: hidden.clone() };
    let seen = house.client(1).get_room(house.call(asked, "cy")).await.expect("it is there").into_inner();
    assert_eq!(seen.room.expect("it is").playing, "", "what plays is told of public rooms only");
    house.leave(1, &open, "anna").await.expect("anna leaves");
    wait_for_list(&house, <[_]>::is_empty).await;
}

async fn wait_for_list(
    house: &House,
    wanted: impl Fn(&[matinee_proto::rooms::v1::RoomSummary]) -> bool,
) -> Vec<matinee_proto::rooms::v1::RoomSummary> {
    let wait = async {
        loop {
            let asked = ListRoomsRequest { limit: 10, cursor: String::new() };
            let answer = house.client(1).list_rooms(house.call(asked, "cy")).await;
            let rooms = answer.expect("the list is there").into_inner().rooms;
            if wanted(&rooms) {
                return rooms;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(crate::house::PATIENCE, wait).await.expect("the list becomes so")
}

/// Closing is for those who may, is told to all, and ends the room.
pub async fn a_closed_room_is_gone(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    house.enter(&one, &room, "anna").await;
    let bo = house.enter(&two, &room, "bo").await;
    let mut ear = house.listen(&room).await;
    let delete = || DeleteRoomRequest { room_id: room.clone() };
    let refused = house.client(1).delete_room(house.call(delete(), "bo")).await;
    assert_eq!(refused.map_err(|status| Refusal::from_status(&status).code).err().as_deref(), Some("forbidden"));
    house.client(1).delete_room(house.call(delete(), "anna")).await.expect("anna may");
    ear.until(|told| matches!(told, Told::RoomClosed(_))).await;
    assert_eq!(code(two.command(&bo, "b1", chat("hello?")).await), "not_found");
    assert_eq!(code(house.join(0, &room, "cy").await), "room_not_found");
    assert_eq!(code(house.snapshot_for(1, &room, "").await), "room_not_found");
}

/// Once everybody has had the time to see how a room ended, nothing is left of it.
#[tokio::test]
async fn nothing_is_left_of_a_closed_room() {
    let house = House::memory().await;
    let room = house.room("anna").await;
    let delete = DeleteRoomRequest { room_id: room.clone() };
    house.client(1).delete_room(house.call(delete, "anna")).await.expect("anna may");
    let wait = async {
        while house.broker.load(&room).await.expect("the broker is there").is_some() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(crate::house::PATIENCE, wait).await.expect("it is removed");
}

/// A kick holds against a resume, a ban against everything.
pub async fn kicks_and_bans_hold(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let bo = house.enter(&two, &room, "bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    one.command(&anna, "a1", kick(&bo.id, false)).await.expect("anna leads");
    assert_eq!(code(two.command(&bo, "b1", chat("still here?")).await), "member_not_found");
    assert_eq!(code(two.connect(&bo, Some(returning("bo"))).await), "kicked");
    let back = house.enter(&two, &room, "bo").await;
    assert_ne!(back.id, bo.id, "a fresh join is another stay");
    house.until(&room, |room| room.members.len() == 2).await;
    one.command(&anna, "a2", kick(&back.id, true)).await.expect("anna leads");
    assert_eq!(code(house.join(1, &room, "bo").await), "banned");
    assert_eq!(code(two.connect(&back, Some(returning("bo"))).await), "kicked");
    // Another guest from the same browser.
    let mut same = crate::house::actor("cy");
    same.device_id = crate::house::actor("bo").device_id;
    let asked = JoinRoomRequest { room_id: room.clone(), ..Default::default() };
    let call = house.key.authorize(asked, "gateway", "rooms", Some(&same));
    let refused = house.client(0).join_room(call).await.map_err(|status| Refusal::from_status(&status).code);
    assert_eq!(refused.err().as_deref(), Some("banned"));
}

/// Who `user` is when they come back.
pub fn returning(user: &str) -> matinee_proto::rooms::v1::Returning {
    let actor = crate::house::actor(user);
    matinee_proto::rooms::v1::Returning {
        user_id: actor.user_id,
        username: actor.username,
        nickname: user.to_owned(),
        guest: actor.guest,
        device_id: actor.device_id,
    }
}

crate::on_both_brokers!(
    joining_is_announced_by_the_connection,
    a_password_is_asked_for,
    rooms_are_made_as_asked,
    the_plan_of_the_host_limits_the_room,
    the_public_list_shows_what_is_live,
    a_closed_room_is_gone,
    kicks_and_bans_hold,
);

/// Nothing is answered without an internal token, and nothing for a user without that user.
#[tokio::test]
async fn calls_need_a_token_and_a_user() {
    let house = House::memory().await;
    let bare = house.client(0).create_room(CreateRoomRequest::default()).await;
    assert_eq!(bare.expect_err("no token").code(), tonic::Code::Unauthenticated);
    let other = house.key.authorize(CreateRoomRequest::default(), "gateway", "auth", None);
    assert_eq!(house.client(0).create_room(other).await.expect_err("not for us").code(), tonic::Code::Unauthenticated);
    let nobody = house.key.authorize(CreateRoomRequest::default(), "gateway", "rooms", None);
    let refused = house.client(0).create_room(nobody).await.expect_err("for whom?");
    assert_eq!(Refusal::from_status(&refused).code, "unauthenticated");
}

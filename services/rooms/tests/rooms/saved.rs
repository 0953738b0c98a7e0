//! What is kept of rooms when everything that runs has ended: on both databases, with a broker in
//! memory and one on Redis.

#[path = "../../../platform/database/tests/postgres/mod.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
pub mod postgres;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use matinee_broker::{Connection, Memory, SharedBroker};
use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{
    CreateRoomRequest, DeleteRoomRequest, ForgetUserRequest, GetRoomRequest, ListOwnRoomsRequest, RoomSummary,
    UpdateRoomRequest,
};
use matinee_proto::sync::v1 as sync;
use matinee_proto::sync::v1::client_frame::Command;

use crate::frames::add;
use crate::house::{Gateway, House, Member, PATIENCE, code};

/// A broker that holds no rooms: what is left of one that has lost everything.
fn emptied() -> SharedBroker {
    Arc::new(Memory::new())
}

fn persistent() -> CreateRoomRequest {
    CreateRoomRequest { name: Some("Films".into()), persistent: Some(true), ..Default::default() }
}

async fn kept(house: &House, user: &str) -> RoomSummary {
    house.room_as(user, persistent()).await.expect("a room that stays is made")
}

async fn patch(house: &House, user: &str, change: UpdateRoomRequest) -> Result<RoomSummary, Refusal> {
    let changed = house.ask(user, change, |mut rooms, call| async move { rooms.update_room(call).await }).await;
    changed.map(|answer| answer.room.expect("the answer has the room"))
}

async fn get(house: &House, room: &str) -> Result<RoomSummary, Refusal> {
    let asked = GetRoomRequest { room_id: room.to_owned() };
    let shown = house.ask("anybody", asked, |mut rooms, call| async move { rooms.get_room(call).await }).await;
    shown.map(|answer| answer.room.expect("the answer has the room"))
}

async fn own(house: &House, user: &str) -> Vec<RoomSummary> {
    let asked = ListOwnRoomsRequest { limit: 100, cursor: String::new() };
    let listed = house.ask(user, asked, |mut rooms, call| async move { rooms.list_own_rooms(call).await }).await;
    listed.expect("rooms are listed").rooms.into_iter().map(|own| own.room.expect("it has one")).collect()
}

/// When somebody was last in each of a user's rooms.
async fn used(house: &House, user: &str) -> Vec<f64> {
    let asked = ListOwnRoomsRequest { limit: 100, cursor: String::new() };
    let listed = house.ask(user, asked, |mut rooms, call| async move { rooms.list_own_rooms(call).await }).await;
    listed.expect("rooms are listed").rooms.into_iter().map(|own| own.used_at).collect()
}

/// Anna leads in a room that plays one clip and has two in its queue.
async fn watching(house: &House, gateway: &Gateway, room: &str) -> Member {
    let anna = house.enter(gateway, room, "Anna").await;
    house.until(room, |room| room.leader == anna.id).await;
    for (id, clip) in [("a1", "one.mp4?seconds=600"), ("a2", "two.mp4?seconds=60"), ("a3", "three.mp4")] {
        gateway.command(&anna, id, add(clip)).await.expect("it is added");
    }
    let pause = Command::Pause(sync::Pause { position: Some(41.5) });
    gateway.command(&anna, "p1", pause).await.expect("it stands");
    anna
}

fn titles(room: &sync::Room) -> Vec<&str> {
    room.queue.iter().map(|item| item.title.as_str()).collect()
}

/// Stopping writes everything at once, and whoever starts next has it, under a new epoch.
async fn everything_comes_back(url: &str, broker: SharedBroker) {
    let mut house = House::at(broker, url, |_, _| {}).await;
    let gateway = house.gateway(0).await;
    let room = kept(&house, "Anna").await.id;
    let anna = watching(&house, &gateway, &room).await;
    let bo = house.enter(&gateway, &room, "Bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    let moderator = Command::SetRole(sync::SetRole { member_id: bo.id.clone(), role: "moderator".into() });
    gateway.command(&anna, "r1", moderator).await.expect("Bo moderates");
    let policy = sync::PolicyChange { queue: Some("moderators".into()), ..Default::default() };
    gateway
        .command(&anna, "s1", Command::SetPolicy(sync::SetPolicy { policy: Some(policy) }))
        .await
        .expect("it is set");
    house.leave(0, &room, "Bo").await.expect("Bo leaves");
    let before = house.snapshot(0, &room).await;
    house.stop().await;

    let house = House::at(emptied(), url, |_, _| {}).await;
    let after = house.snapshot(1, &room).await;
    assert_ne!(after.epoch, before.epoch, "continuity is lost, and everybody is told so");
    assert_eq!(after.revision, 0);
    assert_eq!(titles(&after), ["two.mp4?seconds=60", "three.mp4"]);
    assert_eq!((&after.queue, &after.policy, &after.name), (&before.queue, &before.policy, &before.name));
    let playback = after.playback.expect("there is one");
    assert_eq!((playback.playing, playback.position), (false, 41.5));
    assert_eq!(playback.item, before.playback.and_then(|playback| playback.item));
    assert_eq!(after.members.len(), 1, "Anna is still connected, as far as anybody knows");
    assert_eq!(after.leader, anna.id);

    let gateway = house.gateway(0).await;
    let same = house.enter(&gateway, &room, "Anna").await;
    assert_eq!(same.id, anna.id, "and is the same member when she comes");
    let bo = house.enter(&gateway, &room, "Bo").await;
    let now = house.until(&room, |room| room.members.len() == 2).await;
    let role = now.members.iter().find(|member| member.id == bo.id).map(|member| member.role.as_str());
    assert_eq!(role, Some("moderator"), "roles are kept where rooms are");
    gateway.command(&same, "a9", add("four.mp4")).await.expect("it goes on");
    house.until(&room, |room| room.queue.len() == 3).await;
}

/// What was answered is in the database a moment later, though nobody stops in order.
async fn what_was_answered_survives_a_kill(url: &str, broker: SharedBroker) {
    let mut house = House::at(broker, url, |_, _| {}).await;
    let gateway = house.gateway(0).await;
    let room = house.room("Anna").await;
    watching(&house, &gateway, &room).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    house.kill();
    let house = House::at(emptied(), url, |_, _| {}).await;
    let after = house.snapshot(0, &room).await;
    assert!(!after.persistent, "also of rooms that do not stay");
    assert_eq!(titles(&after), ["two.mp4?seconds=60", "three.mp4"]);
    assert_eq!(after.playback.expect("there is one").position, 41.5);
}

/// A broker that forgets under running replicas: two of them rebuild at once, one room comes of it.
async fn two_replicas_rebuild_at_once(url: &str, broker: SharedBroker) {
    let mut house = House::at(broker, url, |config, _| (config.lease_seconds, config.grace_seconds) = (3.0, 3.0)).await;
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = kept(&house, "Anna").await.id;
    let anna = watching(&house, &one, &room).await;
    let bo = house.enter(&two, &room, "Bo").await;
    renew(&house, &[&anna, &bo]).await;
    gateway_plays(&one, &anna).await;
    house.until(&room, |room| room.members.len() == 2).await;
    until_saved(&house, &room).await;
    let before = house.snapshot(0, &room).await;
    house.broker.remove(&room).await.expect("it forgets");
    let (a, b) = tokio::join!(one.command(&anna, "x1", add("five.mp4")), two.command(&anna, "x2", add("six.mp4")));
    a.expect("the first counts");
    b.expect("so does the second");
    renew(&house, &[&anna]).await;
    let after = house.until(&room, |room| room.queue.len() == 4).await;
    assert_ne!(after.epoch, before.epoch);
    assert_eq!(after.leader, anna.id, "whoever is connected stays");
    assert!(after.playback.expect("there is one").playing, "and what plays goes on");
    let left = house.until(&room, |room| room.members.len() == 1).await;
    assert_eq!(left.members[0].id, anna.id, "only who is not heard of again is lost");
    house.stop().await;
}

/// What a gateway does for its connections every few seconds.
async fn renew(house: &House, members: &[&Member]) {
    let connection = |member: &&Member| Connection {
        room: member.room.as_str().into(),
        member: member.id.as_str().into(),
        id: member.connection.as_str().into(),
    };
    let connections: Vec<Connection> = members.iter().map(connection).collect();
    house.broker.renew_connections(&connections, PATIENCE * 10).await.expect("the broker answers");
}

async fn gateway_plays(gateway: &Gateway, anna: &Member) {
    gateway.command(anna, "p9", Command::Play(sync::Play { position: None })).await.expect("it plays");
}

/// Waits until the room is written as it is now.
async fn until_saved(house: &House, room: &str) {
    let store = house.store().await;
    let newest = house.broker.load(room).await.expect("it answers").expect("it is live").version;
    let wait = async {
        loop {
            let written: Option<i64> = sqlx::query_scalar("SELECT version FROM rooms WHERE id = $1")
                .bind(room)
                .fetch_optional(store.pool())
                .await
                .expect("it answers");
            if written.is_some_and(|written| u64::try_from(written).is_ok_and(|written| written >= newest)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("it is saved");
}

/// An empty room is let go, and comes back for whoever joins, however closely that follows.
async fn empty_rooms_are_let_go(url: &str, broker: SharedBroker) {
    let house = House::at(broker, url, |config, _| {
        // Whoever has joined and not come holds a place, and a room with it.
        (config.unload_minutes, config.reservation_seconds) = (0.2 / 60.0, 0.5);
    })
    .await;
    let gateway = house.gateway(0).await;
    let room = house.room("Anna").await;
    for round in 0..5 {
        let anna = house.enter(&gateway, &room, "Anna").await;
        gateway.command(&anna, &format!("a{round}"), add(&format!("clip-{round}.mp4"))).await.expect("it is added");
        house.leave(0, &room, "Anna").await.expect("she leaves");
        gateway.disconnect(&anna).await.expect("her socket is closed");
        if round % 2 == 0 {
            let gone = async {
                while house.broker.load(&room).await.expect("it answers").is_some() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            tokio::time::timeout(PATIENCE, gone).await.expect("nobody is in, so it is let go");
        }
    }
    let after = house.snapshot(0, &room).await;
    assert_eq!(after.queue.len(), 4, "nothing that was answered is lost");
    let joins = (0..20).map(|number| {
        let (house, room) = (&house, &room);
        async move { house.join(number % 2, room, &format!("guest{number}")).await }
    });
    for joined in futures::future::join_all(joins).await {
        joined.expect("everybody gets in");
    }
}

/// Rename, address, owner, persistence, and the end.
async fn what_owners_may_do(url: &str, broker: SharedBroker) {
    let house = House::at(broker, url, |config, _| config.persistent_rooms = 2).await;
    let gateway = house.gateway(0).await;
    assert_eq!(code(house.room_as("guest", persistent()).await), "feature_not_in_plan");
    assert_eq!(code(house.room_as("Freefree", persistent()).await), "feature_not_in_plan");
    let asked = CreateRoomRequest { address: Some("film-club".into()), ..persistent() };
    let room = house.room_as("Anna", asked.clone()).await.expect("it is made");
    assert_eq!((room.address.as_str(), room.persistent), ("film-club", true));
    assert_eq!(code(house.room_as("Bo", asked).await), "address_taken");
    let change = |room: &str| UpdateRoomRequest { room_id: room.to_owned(), ..Default::default() };
    for address in ["api", "a", "amber-otter-4821", "Films"] {
        let asked = UpdateRoomRequest { address: Some(address.into()), ..change(&room.id) };
        assert_eq!(code(patch(&house, "Anna", asked).await), "invalid_argument", "{address}");
    }
    assert_eq!(get(&house, "film-club").await.expect("it is found").id, room.id);

    house.join(1, "film-club", "Anna").await.expect("whoever knows the address gets in");
    let _anna = house.enter(&gateway, &room.id, "Anna").await;
    let bo = house.enter(&gateway, &room.id, "Bo").await;
    house.until(&room.id, |room| room.members.len() == 2).await;
    let asked = UpdateRoomRequest { address: Some("elsewhere".into()), ..change(&room.id) };
    assert_eq!(code(patch(&house, "Bo", asked.clone()).await), "forbidden");
    let moved =
        patch(&house, "Anna", UpdateRoomRequest { name: Some("Club".into()), ..asked }).await.expect("it moves");
    assert_eq!((moved.address.as_str(), moved.name.as_str()), ("elsewhere", "Club"));
    assert_eq!(code(get(&house, "film-club").await), "room_not_found", "given up");
    assert_eq!(get(&house, "elsewhere").await.expect("it is found").id, room.id);
    assert_eq!(get(&house, &room.id).await.expect("the id always works").name, "Club");

    let hand_over = |to: &str| UpdateRoomRequest { owner_id: Some(format!("user-{to}")), ..change(&room.id) };
    assert_eq!(code(patch(&house, "Anna", hand_over("Carl")).await), "invalid_argument", "not in the room");
    let given = patch(&house, "Anna", hand_over("Bo")).await.expect("it is Bo's");
    assert_eq!(given.owner_id, "user-Bo");
    assert_eq!(code(patch(&house, "Anna", hand_over("Anna")).await), "forbidden");
    assert_eq!(own(&house, "Anna").await.len(), 0);
    assert_eq!(own(&house, "Bo").await[0].id, room.id);
    drop(bo);

    kept(&house, "Bo").await;
    assert_eq!(code(house.room_as("Bo", persistent()).await), "too_many_rooms");
    let asked = UpdateRoomRequest { persistent: Some(false), ..change(&room.id) };
    assert!(!patch(&house, "Bo", asked).await.expect("it does not stay").persistent);
    let delete = DeleteRoomRequest { room_id: room.id.clone() };
    house
        .ask("Bo", delete, |mut rooms, call| async move { rooms.delete_room(call).await })
        .await
        .expect("it is closed");
    assert_eq!(own(&house, "Bo").await.len(), 1);
    assert_eq!(code(get(&house, &room.id).await), "room_not_found");

    let forget = |user: &'static str| {
        house.ask(user, ForgetUserRequest {}, |mut rooms, call| async move { rooms.forget_user(call).await })
    };
    forget("Bo").await.expect("Bo goes");
    forget("Bo").await.expect("twice is harmless");
    assert_eq!(own(&house, "Bo").await.len(), 0);
}

/// A room whose owner does not pay any more stays as it is, and works again when they do.
async fn unpaid_rooms_are_read_only(url: &str, broker: SharedBroker) {
    let house = House::at(broker, url, |config, _| config.entitlements_seconds = 60.0).await;
    let gateway = house.gateway(0).await;
    let room = kept(&house, "Anna").await.id;
    let anna = watching(&house, &gateway, &room).await;
    let notice = || house.broker.announce(Bytes::from_static(br#"{"entitlements_changed":"user-Anna"}"#));
    house.billing.pays("user-Anna", false);
    notice().await.expect("it is announced");
    let unpaid = house.until(&room, |room| room.read_only).await;
    assert_eq!(titles(&unpaid), ["two.mp4?seconds=60", "three.mp4"], "nobody loses anything");
    assert_eq!(code(gateway.command(&anna, "n1", add("four.mp4")).await), "feature_not_in_plan");
    let rename = UpdateRoomRequest { room_id: room.clone(), name: Some("X".into()), ..Default::default() };
    assert_eq!(code(patch(&house, "Anna", rename).await), "feature_not_in_plan");
    gateway_plays(&gateway, &anna).await;
    house.billing.pays("user-Anna", true);
    notice().await.expect("it is announced");
    house.until(&room, |room| !room.read_only).await;
    gateway.command(&anna, "n2", add("four.mp4")).await.expect("it works again");

    // Whoever missed the notice finds out when the room is loaded, or somebody joins.
    house.billing.pays("user-Anna", false);
    until_saved(&house, &room).await;
    let house = House::at(emptied(), url, |_, _| {}).await;
    house.billing.pays("user-Anna", false);
    assert!(house.snapshot(0, &room).await.read_only);
}

/// Rooms that do not stay are forgotten some time after the last one left, and not before.
async fn rooms_that_do_not_stay_expire(url: &str, broker: SharedBroker) {
    let mut house = House::at(broker, url, |_, _| {}).await;
    let (short, long) = (house.room("Anna").await, kept(&house, "Anna").await.id);
    house.stop().await;
    let mut house = House::at(emptied(), url, |_, _| {}).await;
    let used = used(&house, "Anna").await;
    assert_eq!(used.len(), 2);
    get(&house, &short).await.expect("it is still there");
    until_saved(&house, &short).await;
    assert_eq!(self::used(&house, "Anna").await, used, "who only looks at a room does not use it");
    house.stop().await;
    // As it will be a day later.
    let store = house.store().await;
    let mut transaction = store.begin().await.expect("it begins");
    let age = sqlx::query("UPDATE rooms SET expires_at = expires_at - 90000000 WHERE expires_at > 0");
    age.execute(&mut *transaction).await.expect("time passes");
    transaction.commit().await.expect("it counts");
    let house = House::at(emptied(), url, |_, _| {}).await;
    assert_eq!(code(get(&house, &short).await), "room_not_found");
    get(&house, &long).await.expect("a room that stays does");
    assert_eq!(own(&house, "Anna").await.len(), 1);
}

macro_rules! saved_stories {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let folder = tempfile::tempdir().expect("there is room");
                let url = format!("sqlite://{}", folder.path().join("rooms.db").display());
                super::$story(&url, super::emptied()).await;
            })+
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn on_postgres_and_redis() {
            let server = postgres::Postgres::start();
            $(
                println!("story {}", stringify!($story));
                let (broker, _redis) = crate::redis::broker().await;
                $story(&server.database(stringify!($story)), broker).await;
            )+
        }
    };
}

saved_stories!(
    everything_comes_back,
    what_was_answered_survives_a_kill,
    two_replicas_rebuild_at_once,
    empty_rooms_are_let_go,
    what_owners_may_do,
    unpaid_rooms_are_read_only,
    rooms_that_do_not_stay_expire,
);

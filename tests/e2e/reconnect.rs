//! A line that drops: the member comes back where they were, with everything they missed, once.

use std::time::Duration;

use matinee_proto::sync::v1::event::Event;
use matinee_tests::commands::{leave, pause, play, seek};
use matinee_tests::{Deployment, Person, Upgrade, stories};

use crate::stage::Pair;

stories!(
    what_was_missed_comes_once,
    who_has_missed_nothing_gets_nothing,
    another_epoch_gets_a_snapshot,
    a_dropped_line_is_not_leaving,
    who_does_not_come_back_is_lost,
    who_has_left_does_not_resume
);

/// Longer than a lost member is waited for.
const BEYOND_GRACE: Duration = Duration::from_secs(40);

async fn what_was_missed_comes_once(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let (room, seen) = (pair.b.room.clone(), pair.b.room.revision);
    // At the other gateway, which has to know the room's past as well.
    let upgrade = Upgrade::resume(deployment.gateway(0), &pair.b);
    let bob = pair.b.member().to_owned();
    drop(pair.b);
    pair.a.does(pause()).await;
    pair.a.does(seek(33.0)).await;
    pair.a.says("you missed this").await;
    pair.a.does(play()).await;
    let head = pair.a.room.revision;
    assert!(head >= seen + 4);

    let mut back = upgrade.open().await.expect("it opens");
    // Folding checks that each revision comes exactly once and in order.
    back.room = room;
    back.reaches(head).await;
    assert_eq!(back.member(), bob);
    assert_eq!(back.snapshots, 0, "the events cover the gap");
    assert_eq!(back.playback(), pair.a.playback());
    back.agrees().await;
    pair.b = back;
    pair.together().await;
}

async fn who_has_missed_nothing_gets_nothing(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let room = pair.b.room.clone();
    let upgrade = Upgrade::resume(deployment.gateway(1), &pair.b);
    drop(pair.b);
    let mut back = upgrade.open().await.expect("it opens");
    back.room = room;
    pair.a.says("first after the gap").await;
    back.until("it is heard", |socket| socket.room.chat.len() == 1).await;
    assert_eq!(back.snapshots, 0);
    back.agrees().await;
}

async fn another_epoch_gets_a_snapshot(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    pair.b.room.epoch = "another".to_owned();
    let upgrade = Upgrade::resume(deployment.gateway(0), &pair.b);
    drop(pair.b);
    let mut back = upgrade.open().await.expect("it opens").entered().await;
    assert_eq!(back.room.revision, pair.a.room.revision);
    back.agrees().await;
    // A revision that has not been yet is no past of this room either.
    let upgrade = Upgrade::resume_from(deployment.gateway(0), &back, back.room.revision + 1000);
    drop(back);
    let mut back = upgrade.open().await.expect("it opens").entered().await;
    back.agrees().await;
}

async fn a_dropped_line_is_not_leaving(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let room = pair.a.room.clone();
    let ada = pair.a.member().to_owned();
    let upgrade = Upgrade::resume(deployment.gateway(1), &pair.a);
    drop(pair.a);
    pair.b.take_events();
    pair.b.says("are you there?").await;
    let mut back = upgrade.open().await.expect("it opens");
    back.room = room;
    back.until("it is heard", |socket| socket.room.chat.len() == 1).await;
    back.does(pause()).await;
    pair.b.reaches(back.room.revision).await;
    assert_eq!(pair.b.room.leader, ada, "who is back within grace never lost the lead");
    let noise = pair
        .b
        .take_events()
        .into_iter()
        .filter(|event| matches!(event, Event::MemberLeft(_) | Event::MemberJoined(_) | Event::LeaderChanged(_)));
    assert_eq!(noise.count(), 0);
}

async fn who_does_not_come_back_is_lost(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let (ada, bob) = (pair.a.member().to_owned(), pair.b.member().to_owned());
    let (upgrade, room) = (Upgrade::resume(deployment.gateway(0), &pair.a), pair.a.room.clone());
    drop(pair.a);
    pair.b.until_in(BEYOND_GRACE, "Ada is gone", |socket| socket.room.members.len() == 1).await;
    pair.b.until("Bob leads", |socket| socket.room.leader == bob).await;
    let reason = pair.b.take_events().into_iter().find_map(|event| match event {
        Event::MemberLeft(left) if left.member_id == ada => Some(left.reason),
        _ => None,
    });
    assert_eq!(reason.as_deref(), Some("lost"));
    // The token is still good: coming back is joining again.
    let mut back = upgrade.open().await.expect("it opens");
    back.room = room;
    back.until("Ada has seen herself go and come", |socket| {
        socket.room.leader == bob && socket.room.members.iter().any(|member| member.id == ada)
    })
    .await;
    back.agrees().await;
    pair.b.until("Ada is back", |socket| socket.room.members.len() == 2).await;
}

async fn who_has_left_does_not_resume(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let upgrade = Upgrade::resume(deployment.gateway(0), &pair.b);
    pair.b.send(leave()).await;
    assert_eq!(pair.b.is_closed().await, 1000);
    let mut back = upgrade.open().await.expect("refusals come after the handshake");
    assert!(back.is_closed().await >= 4000, "{:?}", back.closed);
    assert_eq!(back.snapshots, 0);
    // By the door, one may.
    pair.b = pair.bob.enter(&pair.room).await;
    pair.a.until("Bob is back", |socket| socket.room.members.len() == 2).await;

    let carol = Person::guest(deployment.gateway(0), "Carol").await;
    let c = carol.enter(&pair.room).await;
    let forged = Upgrade::to(format!(
        "{}/api/rooms/{}/ws?resume={}x&epoch={}&revision=1",
        deployment.gateway(0).replacen("http", "ws", 1),
        pair.room,
        c.welcome.resume,
        c.room.epoch
    ));
    let mut refused = forged.open().await.expect("refusals come after the handshake");
    assert_eq!(refused.is_closed().await, 4001);
}

//! Who may do what, changed while people are in: capabilities, roles, names, silence, bans, and who
//! leads when somebody goes.

use std::time::Duration;

use matinee_proto::sync::v1::PolicyChange;
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event;
use matinee_tests::client::unique;
use matinee_tests::commands::{
    add, chat, kick, leave, mute, pause, play, policy, rename, rename_other, seek, set_role, timer_start,
    transfer_leader, unban,
};
use matinee_tests::{Deployment, Person, Socket, Upgrade, stories};
use serde_json::json;

use crate::stage::{CLIP, Pair};

stories!(
    every_capability_is_given_and_taken,
    moderators_stand_between,
    a_muted_member_is_silent_whatever_they_do,
    slow_mode_slows_ordinary_members,
    a_kick_reaches_every_tab_and_a_ban_every_name,
    the_lead_survives_a_dropped_line_but_not_the_grace
);

fn by(playback: &str, queue: &str, chat: &str, timer: &str) -> Command {
    let [playback, queue, chat, timer] = [playback, queue, chat, timer].map(|who| Some(who.to_owned()));
    policy(PolicyChange { playback, queue, chat, timer, ..PolicyChange::default() })
}

fn role(socket: &Socket, member: &str) -> String {
    let found = socket.room.members.iter().find(|known| known.id == member);
    found.map(|member| member.role.clone()).unwrap_or_default()
}

/// A change that the first makes and the second has seen.
async fn settle(pair: &mut Pair, command: Command) {
    let revision = pair.a.does(command).await;
    pair.b.reaches(revision).await;
}

async fn every_capability_is_given_and_taken(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let uses = || [(pause(), 0), (add(CLIP), 1), (chat("may I?"), 2), (timer_start(), 3)];
    let bob = pair.b.member().to_owned();
    for (who, code) in [("leader", "not_leader"), ("moderators", "forbidden")] {
        for only in 0..4 {
            let mut may = ["anyone"; 4];
            may[only] = who;
            settle(&mut pair, by(may[0], may[1], may[2], may[3])).await;
            for (command, capability) in uses() {
                let outcome = pair.b.ask(command).await.map_err(|refusal| refusal.code);
                assert_eq!(outcome.is_ok(), capability != only, "{may:?} {capability}");
                assert!(outcome.is_ok() || outcome == Err(code.to_owned()), "{outcome:?}");
            }
        }
    }
    settle(&mut pair, by("moderators", "moderators", "moderators", "moderators")).await;
    settle(&mut pair, set_role(&bob, "moderator")).await;
    for (command, _) in uses() {
        pair.b.does(command).await;
    }
    settle(&mut pair, by("leader", "leader", "leader", "leader")).await;
    for (command, _) in uses() {
        assert_eq!(pair.b.is_refused(command).await, "not_leader");
    }
    // What is left out stays.
    settle(&mut pair, policy(PolicyChange { slow_mode: Some(1), ..PolicyChange::default() })).await;
    let policy = pair.b.room.policy.clone().expect("a policy");
    assert_eq!((policy.playback.as_str(), policy.chat.as_str(), policy.slow_mode), ("leader", "leader", 1));
    pair.together().await;
}

async fn moderators_stand_between(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let carol = Person::guest(deployment.gateway(1), "Carol").await;
    let mut c = carol.enter(&pair.room).await;
    let [ada, bob, cleo] = [pair.a.member(), pair.b.member(), c.member()].map(str::to_owned);
    pair.a.until("Carol is in", |socket| socket.room.members.len() == 3).await;
    for command in [set_role(&cleo, "moderator"), rename_other(&cleo, "Cee"), mute(&cleo, true), kick(&cleo, false)] {
        assert_eq!(pair.b.is_refused(command).await, "forbidden", "a member has no say over another");
    }
    settle(&mut pair, set_role(&bob, "moderator")).await;
    assert_eq!(pair.a.is_refused(set_role(&bob, "leader")).await, "invalid_argument");
    let name = unique("Cee");
    pair.b.does(rename_other(&cleo, &name)).await;
    pair.b.does(mute(&cleo, true)).await;
    for command in [rename_other(&ada, "Boss"), mute(&ada, true), kick(&ada, true), transfer_leader(&bob)] {
        let code = pair.b.is_refused(command).await;
        assert!(code == "forbidden" || code == "not_leader", "{code}");
    }
    c.until("she hears her name", |socket| socket.room.members.iter().any(|member| member.nickname == name)).await;
    c.agrees().await;
    // Leading ends what one was made no more than being one of two does.
    settle(&mut pair, transfer_leader(&bob)).await;
    assert_eq!((role(&pair.a, &bob).as_str(), role(&pair.a, &ada).as_str()), ("leader", "member"));
    let revision = pair.b.does(transfer_leader(&ada)).await;
    pair.a.reaches(revision).await;
    pair.together().await;
    assert_eq!(role(&pair.a, &bob), "moderator", "he is what he was made");
    settle(&mut pair, set_role(&bob, "member")).await;
    assert_eq!(pair.b.is_refused(mute(&cleo, false)).await, "forbidden");
    pair.together().await;
    c.agrees().await;
}

async fn a_muted_member_is_silent_whatever_they_do(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let bob = pair.b.member().to_owned();
    settle(&mut pair, mute(&bob, true)).await;
    assert_eq!(pair.b.is_refused(chat("hello?")).await, "forbidden");
    let mut tab = pair.bob.at(deployment.gateway(0)).enter(&pair.room).await;
    assert_eq!(tab.is_refused(chat("another tab")).await, "forbidden");
    tab.send(leave()).await;
    assert_eq!(pair.b.is_closed().await, 1000, "leaving ends every tab");
    pair.a.until("Bob has left", |socket| socket.room.members.len() == 1).await;
    let mut back = pair.bob.enter(&pair.room).await;
    assert_eq!(back.is_refused(chat("I am new here")).await, "forbidden", "coming again shakes no mute off");
    let again = back.member().to_owned();
    pair.a.until("Bob is back", |socket| socket.room.members.iter().any(|member| member.id == again)).await;
    pair.a.does(mute(&again, false)).await;
    back.says("thank you").await;
    pair.a.agrees().await;
}

async fn slow_mode_slows_ordinary_members(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let bob = pair.b.member().to_owned();
    settle(&mut pair, policy(PolicyChange { slow_mode: Some(30), ..PolicyChange::default() })).await;
    pair.b.says("first").await;
    let refusal = pair.b.ask(chat("second")).await.expect_err("it is too soon");
    assert_eq!(refusal.code, "rate_limited");
    // Another tab is the same member, on whatever replica it is counted.
    let mut tab = pair.bob.at(deployment.gateway(0)).enter(&pair.room).await;
    assert_eq!(tab.is_refused(chat("third")).await, "rate_limited");
    for text in ["a leader", "is not slowed"] {
        pair.a.says(text).await;
    }
    settle(&mut pair, set_role(&bob, "moderator")).await;
    pair.b.says("nor is a moderator").await;
    settle(&mut pair, set_role(&bob, "member")).await;
    assert_eq!(pair.b.is_refused(chat("fourth")).await, "rate_limited");
    settle(&mut pair, policy(PolicyChange { slow_mode: Some(0), ..PolicyChange::default() })).await;
    pair.b.says("as fast as I like").await;
    pair.together().await;
}

async fn a_kick_reaches_every_tab_and_a_ban_every_name(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let mut tab = pair.bob.at(deployment.gateway(0)).enter(&pair.room).await;
    let bob = pair.b.member().to_owned();
    assert_eq!(pair.a.is_refused(kick(pair.a.member().to_owned().as_str(), false)).await, "invalid_argument");
    pair.a.does(kick(&bob, false)).await;
    for socket in [&mut pair.b, &mut tab] {
        assert_eq!(socket.is_closed().await, 4003);
    }
    for gateway in deployment.gateways() {
        let mut back = Upgrade::resume(gateway, &pair.b).open().await.expect("closing says why");
        assert_eq!(back.is_closed().await, 4003, "no resume after a kick");
    }
    pair.b = pair.bob.enter(&pair.room).await;
    let bob = pair.b.member().to_owned();
    pair.a.until("Bob is back", |socket| socket.room.members.iter().any(|member| member.id == bob)).await;

    pair.a.does(kick(&bob, true)).await;
    assert_eq!(pair.b.is_closed().await, 4003);
    let body = || json!({ "nickname": unique("Rob") });
    pair.bob.try_join(&pair.room, body()).await.refused(403, "banned");
    pair.bob.at(deployment.gateway(0)).try_join(&pair.room, body()).await.refused(403, "banned");
    // The same browser, another guest.
    let device: Vec<_> = pair.bob.cookies().into_iter().filter(|(name, _)| name.contains("device")).collect();
    assert!(!device.is_empty(), "a browser is known by a cookie");
    let other = Person::with_cookies(deployment.gateway(1), &unique("Innocent"), &device).await;
    assert_ne!(other.user_id, pair.bob.user_id);
    other.try_join(&pair.room, json!({})).await.refused(403, "banned");
    let stranger = Person::guest(deployment.gateway(1), "Stranger").await;
    let mut s = stranger.enter(&pair.room).await;

    let bans = |person: &Person, query: &str| {
        let (person, path) = (person.at(person.base()), format!("/api/rooms/{}/bans{query}", pair.room));
        async move { person.get(&path).await }
    };
    let list = bans(&pair.ada, "").await.expect(200);
    let items = list.body["items"].as_array().expect("a list");
    assert_eq!(items.len(), 1);
    assert_eq!(
        (items[0]["user_id"].as_str(), items[0]["nickname"].as_str()),
        (Some(&*pair.bob.user_id), Some(&*pair.bob.name))
    );
    bans(&stranger, "").await.refused(403, "forbidden");
    bans(&pair.bob, "").await.refused(403, "forbidden");
    bans(&pair.ada, "?cursor=nonsense").await.refused(422, "invalid_argument");
    assert_eq!(s.is_refused(unban(&pair.bob.user_id)).await, "forbidden");
    assert_eq!(pair.a.is_refused(unban("nobody")).await, "user_not_found");
    pair.a.does(unban(&pair.bob.user_id)).await;
    assert_eq!(bans(&pair.ada, "").await.expect(200).body["items"], json!([]));
    pair.b = pair.bob.enter(&pair.room).await;
    let bob = pair.b.member().to_owned();
    for socket in [&mut pair.a, &mut s] {
        socket.until("Bob is back", |socket| socket.room.members.iter().any(|member| member.id == bob)).await;
    }
    pair.together().await;
    s.agrees().await;
}

async fn the_lead_survives_a_dropped_line_but_not_the_grace(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let carol = Person::guest(deployment.gateway(1), "Carol").await;
    let mut c = carol.enter(&pair.room).await;
    let [ada, bob] = [pair.a.member(), pair.b.member()].map(str::to_owned);
    pair.b.until("Carol is in", |socket| socket.room.members.len() == 3).await;
    pair.b.take_events();
    // The leader's line drops, and she is back within the grace, on another gateway.
    let upgrade = Upgrade::resume(deployment.gateway(1), &pair.a);
    let room = pair.a.room.clone();
    drop(pair.a);
    pair.a = upgrade.open().await.expect("it opens");
    pair.a.room = room;
    pair.a.does(seek(5.0)).await;
    pair.a.does(rename(&unique("Ada"))).await;
    pair.together().await;
    let noise =
        |event: &Event| matches!(event, Event::LeaderChanged(_) | Event::MemberLeft(_) | Event::MemberJoined(_));
    assert!(!pair.b.take_events().iter().any(noise), "nobody noticed");
    assert_eq!(pair.b.room.leader, ada);
    // Now she is gone for longer.
    let before = pair.a.room.clone();
    let upgrade = Upgrade::resume(deployment.gateway(0), &pair.a);
    drop(pair.a);
    let gone = Duration::from_secs(40);
    for socket in [&mut pair.b, &mut c] {
        socket.until_in(gone, "Bob leads", |socket| socket.room.leader == bob).await;
        socket.until("Ada is gone", |socket| socket.room.members.len() == 2).await;
    }
    let lost = pair.b.take_events().into_iter().find_map(|event| match event {
        Event::MemberLeft(left) => Some((left.member_id, left.reason)),
        _ => None,
    });
    assert_eq!(lost, Some((ada.clone(), "lost".to_owned())));
    // A resume after that joins again, and does not lead.
    let mut a = upgrade.open().await.expect("it opens");
    a.room = before;
    a.until("she is in", |socket| {
        socket.room.leader == bob && socket.room.members.iter().any(|member| member.id == ada)
    })
    .await;
    a.does(play()).await;
    for socket in [&mut a, &mut pair.b, &mut c] {
        socket.agrees().await;
        assert_eq!(socket.room.leader, bob);
    }
}

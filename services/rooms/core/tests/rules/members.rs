//! Coming, going, leading, names.

use room_core::{Code, Command, DEPARTURES_KEPT, Event, Grant, Internal, PolicyChange, Reason, Rejection, Role};

use crate::scene::{Scene, member, names, visitor};

fn rename(nickname: &str) -> Command {
    Command::Rename { nickname: nickname.into(), member: None }
}

fn code(result: Result<Vec<Event>, Rejection>) -> Code {
    result.expect_err("a refusal").code
}

#[test]
fn a_reserved_member_is_there_for_nobody_but_keeps_the_name() {
    let mut scene = Scene::with(&["ann"]);
    let events = scene.internal(&Internal::Reserve(visitor("bob"))).expect("there is room");
    assert!(!events[0].is_published());
    assert_eq!((scene.room.members.present_count(), scene.room.members.len()), (1, 2));
    let other = room_core::NewMember { nickname: "BOB".into(), ..visitor("bob2") };
    assert_eq!(code(scene.internal(&Internal::Reserve(other))), Code::NicknameTaken);
    let kick = Command::Kick { member: member("bob"), ban: false };
    assert_eq!(scene.refused("ann", kick), "member_not_found");
    let events = scene.lose(&["bob"]);
    assert_eq!((names(&events).as_str(), events[0].is_published()), ("MemberLeft", false));
    assert_eq!(scene.room.members.len(), 1);
}

#[test]
fn several_are_announced_at_once_and_only_once() {
    let mut scene = Scene::with(&["ann"]);
    for name in ["bob", "cid", "dan"] {
        scene.internal(&Internal::Reserve(visitor(name))).expect("there is room");
    }
    let events = scene.announce(&["cid", "bob", "cid", "nobody"]);
    assert_eq!(names(&events), "MembersJoined");
    assert_eq!(scene.announce(&["bob", "cid"]), []);
    let present: Vec<_> = scene.room.members.present().map(|member| member.id.as_str()).collect();
    assert_eq!(present, ["ann", "cid", "bob"]);
}

#[test]
fn the_same_user_is_the_same_member() {
    let mut scene = Scene::with(&["ann"]);
    let again = room_core::NewMember { id: member("ann2"), ..visitor("ann") };
    assert_eq!(scene.internal(&Internal::Reserve(again)), Ok(vec![]));
    assert_eq!(scene.room.members.of_user(&"user-ann".into()).map(|ann| ann.id.clone()), Some(member("ann")));
}

#[test]
fn the_creator_leads_as_soon_as_they_arrive() {
    let mut scene = Scene::with(&["bob", "cid"]);
    assert_eq!(scene.leader(), "bob");
    scene.internal(&Internal::Reserve(visitor("ann"))).expect("there is room");
    assert_eq!(scene.leader(), "bob", "on the way is not there");
    assert_eq!(names(&scene.announce(&["ann"])), "MembersJoined LeaderChanged");
    assert_eq!(scene.leader(), "ann");
}

#[test]
fn the_creator_leads_on_the_first_arrival_only() {
    let mut scene = Scene::with(&["ann", "bob"]);
    scene.ok("ann", Command::TransferLeader { member: member("bob") });
    scene.lose(&["ann"]);
    scene.enter("ann");
    assert_eq!(scene.leader(), "bob");
    scene.lose(&["ann", "bob"]);
    scene.enter("bob");
    scene.enter("ann");
    assert_eq!(scene.leader(), "ann", "a room that was empty is its creator's again");
}

#[test]
fn the_longest_present_succeeds() {
    let mut scene = Scene::with(&["ann", "bob", "cid", "dan"]);
    scene.ok("bob", Command::Leave);
    scene.enter("bob");
    let events = scene.ok("ann", Command::Leave);
    assert_eq!(names(&events), "MemberLeft LeaderChanged");
    assert_eq!(scene.leader(), "cid", "Bob went and came after Cid");
    scene.lose(&["cid", "dan"]);
    assert_eq!(scene.leader(), "bob");
    let events = scene.lose(&["bob"]);
    assert_eq!(scene.room.lead.leader, None);
    assert!(!events[1].is_published(), "there is nobody left to hear who leads");
}

#[test]
fn a_leader_who_is_not_lost_keeps_the_lead() {
    let mut scene = Scene::with(&["ann", "bob"]);
    scene.lose(&["nobody"]);
    assert_eq!(scene.announce(&["ann"]), []);
    assert_eq!(scene.leader(), "ann");
}

#[test]
fn a_full_room_takes_nobody() {
    let mut scene = Scene::with(&["ann", "bob"]);
    scene.limits.members = 2;
    assert_eq!(code(scene.internal(&Internal::Reserve(visitor("cid")))), Code::RoomFull);
    scene.limits.members = 10;
    scene.policy(PolicyChange { members_max: Some(3), ..PolicyChange::default() });
    scene.internal(&Internal::Reserve(visitor("cid"))).expect("the third");
    assert_eq!(code(scene.internal(&Internal::Reserve(visitor("dan")))), Code::RoomFull, "Cid is on the way");
}

#[test]
fn nicknames_are_cleaned_and_measured() {
    let longest = "x".repeat(32);
    let family = "👩‍👩‍👧";
    let good = [
        ("  Ann \t B  ", "Ann B"),
        ("A\u{202E}n\u{200B}n\u{7}2", "Ann2"),
        (longest.as_str(), longest.as_str()),
        ("名前", "名前"),
        (family, family),
    ];
    for (asked, kept) in good {
        let mut scene = Scene::with(&["bob"]);
        scene.ok("bob", rename(asked));
        assert_eq!(scene.room.members.get(&member("bob")).map(|bob| bob.nickname.as_str()), Some(kept));
    }
    let mut scene = Scene::with(&["bob"]);
    for bad in ["", "   ", "\u{202E}\u{0}", "\u{200D}", &"x".repeat(33)] {
        assert_eq!(scene.refused("bob", rename(bad)), "invalid_argument", "{bad:?}");
        let new = room_core::NewMember { nickname: bad.into(), ..visitor("cid") };
        assert_eq!(code(scene.internal(&Internal::Reserve(new))), Code::InvalidArgument);
    }
}

#[test]
fn nicknames_are_unique_without_regard_to_case() {
    let mut scene = Scene::with(&["ann", "Straße"]);
    for taken in ["ANN", "Ann", "a\u{200B}nn", "ann\u{FE0F}"] {
        assert_eq!(scene.refused("Straße", rename(taken)), "nickname_taken", "{taken:?}");
    }
    assert_eq!(scene.refused("ann", rename("STRASSE")), "nickname_taken");
    assert_eq!(names(&scene.ok("ann", rename("ANN"))), "MemberRenamed");
    assert_eq!(scene.ok("ann", rename("ANN")), []);
    scene.ok("ann", rename("zoe"));
    scene.ok("Straße", rename("ann"));
    assert_eq!(scene.room.members.named("Ann").map(|ann| ann.id.as_str()), Some("Straße"));
}

#[test]
fn departures_tell_who_must_not_resume() {
    let mut scene = Scene::with(&["ann", "bob", "cid", "dan"]);
    scene.ok("bob", Command::Leave);
    scene.ok("ann", Command::Kick { member: member("cid"), ban: false });
    scene.lose(&["dan"]);
    let reason = |scene: &Scene, who| scene.room.departure(&member(who)).map(|departure| departure.reason);
    assert_eq!(reason(&scene, "bob"), Some(Reason::Left));
    assert_eq!(reason(&scene, "cid"), Some(Reason::Kicked));
    assert_eq!(reason(&scene, "dan"), None, "nothing speaks against coming back");
    scene.enter("cid");
    assert!(scene.room.members.get(&member("cid")).is_some(), "a fresh join after a kick is allowed");
    for n in 0..2 * DEPARTURES_KEPT {
        let name = format!("guest{n}");
        scene.enter(&name);
        scene.ok(&name, Command::Leave);
    }
    assert_eq!(scene.room.departures.0.len(), DEPARTURES_KEPT);
    assert_eq!(reason(&scene, "cid"), Some(Reason::Kicked), "kicks are forgotten last");
    scene.pass(16.0 * 60.0);
    scene.enter("eve");
    scene.ok("eve", Command::Leave);
    assert_eq!(scene.room.departures.0.len(), 1, "and only for so long");
}

#[test]
fn coming_back_shakes_off_no_mute_and_loses_no_role() {
    let mut scene = Scene::with(&["ann", "bob"]);
    scene.ok("ann", Command::Mute { member: member("bob"), muted: true });
    scene.ok("bob", Command::Leave);
    scene.enter("bob");
    assert!(scene.room.members.get(&member("bob")).is_some_and(|bob| bob.muted));
    scene.ok("ann", Command::Mute { member: member("bob"), muted: false });
    scene.ok("ann", Command::SetRole { member: member("bob"), grant: Grant::Moderator });
    scene.lose(&["bob"]);
    scene.enter("bob");
    assert_eq!(scene.room.role(&member("bob")), Some(Role::Moderator), "a dropped line is nobody's fault");
    scene.ok("ann", Command::SetRole { member: member("bob"), grant: Grant::Member });
    scene.lose(&["bob"]);
    scene.enter("bob");
    assert_eq!(scene.room.role(&member("bob")), Some(Role::Member), "the last departure speaks");
    scene.ok("ann", Command::SetRole { member: member("bob"), grant: Grant::Moderator });
    scene.ok("bob", Command::Leave);
    scene.enter("bob");
    assert_eq!(scene.room.role(&member("bob")), Some(Role::Member), "who leaves lays it down");
}

#[test]
fn somebody_who_is_not_announced_yet_can_only_leave() {
    let mut scene = Scene::with(&["ann"]);
    scene.internal(&Internal::Reserve(visitor("bob"))).expect("there is room");
    let say = Command::Chat { message: "m1".into(), text: "hi".into(), reply_to: None };
    assert_eq!(scene.refused("bob", say), "member_not_found");
    assert_eq!(scene.refused("bob", rename("bobby")), "member_not_found");
    scene.ok("bob", Command::Leave);
    assert_eq!(scene.refused("bob", Command::Leave), "member_not_found");
}

#[test]
fn a_room_of_ten_thousand_works() {
    let mut scene = Scene::empty();
    scene.limits.members = 10_000;
    let limits = scene.limits.clone();
    let reports = room_core::Reports::default();
    let context = room_core::Context { now: scene.now, limits: &limits, reports: &reports, last_chat: None };
    scene.room.policy.members_max = 10_000;
    let everybody: Vec<_> = (0..10_000).map(|n| visitor(&format!("guest{n}"))).collect();
    for visitor in &everybody {
        for event in room_core::decide_internal(&scene.room, &Internal::Reserve(visitor.clone()), &context).unwrap() {
            room_core::evolve(&mut scene.room, &event);
        }
    }
    let members = everybody.iter().map(|visitor| visitor.id.clone()).collect();
    for event in room_core::decide_internal(&scene.room, &Internal::Announce { members }, &context).unwrap() {
        room_core::evolve(&mut scene.room, &event);
    }
    assert_eq!((scene.room.members.present_count(), scene.leader().as_str()), (10_000, "guest0"));
    for visitor in everybody {
        let events = room_core::apply(&mut scene.room, &visitor.id, &Command::Leave, &context).expect("they are in");
        assert!(matches!(events[0], Event::MemberLeft { .. }));
    }
    assert_eq!((scene.room.members.len(), scene.room.lead.leader), (0, None));
}

#[test]
fn a_new_picture_is_shown() {
    let mut scene = Scene::with(&["ann"]);
    let request = Internal::Pictured { user: "user-ann".into(), avatar_url: "https://example.org/a.png".into() };
    assert_eq!(scene.internal(&request).map(|events| names(&events)), Ok("MemberUpdated".into()));
    assert_eq!(scene.internal(&request), Ok(vec![]));
}

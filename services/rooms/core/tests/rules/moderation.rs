//! Who may do what to whom; bans; managing and closing the room.

use room_core::{
    BANS_KEPT, Code, Command, Event, Grant, Internal, Keeping, Manage, NewMember, Permission, PolicyChange, Role,
    Visibility,
};

use crate::scene::{Scene, member, names, visitor};

fn kick(who: &str, ban: bool) -> Command {
    Command::Kick { member: member(who), ban }
}

fn mute(who: &str) -> Command {
    Command::Mute { member: member(who), muted: true }
}

fn promote(who: &str) -> Command {
    Command::SetRole { member: member(who), grant: Grant::Moderator }
}

fn rename(who: &str) -> Command {
    Command::Rename { nickname: "new".into(), member: Some(member(who)) }
}

/// Ann leads, Mia and Max moderate, Bob and Cid are in.
fn hierarchy() -> Scene {
    let mut scene = Scene::with(&["ann", "mia", "max", "bob", "cid"]);
    scene.ok("ann", promote("mia"));
    scene.ok("ann", promote("max"));
    scene
}

#[test]
fn each_acts_on_those_below() {
    let allowed = [("ann", "mia"), ("ann", "bob"), ("mia", "bob")];
    let forbidden = [("mia", "max"), ("mia", "ann"), ("bob", "cid"), ("bob", "mia"), ("bob", "ann")];
    for action in [|who: &str| kick(who, false), mute, rename] {
        for (actor, target) in allowed {
            assert!(!hierarchy().ok(actor, action(target)).is_empty());
        }
        for (actor, target) in forbidden {
            assert_eq!(hierarchy().refused(actor, action(target)), "forbidden", "{actor} {:?}", action(target));
        }
        assert_eq!(hierarchy().refused("ann", action("nobody")), "member_not_found");
    }
}

#[test]
fn roles_are_given_and_taken_from_above() {
    let mut scene = hierarchy();
    assert_eq!(names(&scene.ok("mia", promote("bob"))), "MemberUpdated");
    assert_eq!(scene.room.role(&member("bob")), Some(Role::Moderator));
    assert_eq!(scene.ok("ann", promote("bob")), []);
    let demote = |who: &str| Command::SetRole { member: member(who), grant: Grant::Member };
    assert_eq!(scene.refused("mia", demote("bob")), "forbidden", "equals now");
    scene.ok("bob", demote("bob"));
    assert_eq!(scene.room.role(&member("bob")), Some(Role::Member), "anybody may step down");
    assert_eq!(scene.refused("bob", promote("bob")), "forbidden");
    assert_eq!(scene.refused("cid", promote("cid")), "forbidden");
}

#[test]
fn only_the_leader_hands_over_and_sets_the_policy() {
    let mut scene = hierarchy();
    let policy = Command::SetPolicy(PolicyChange { playback: Some(Permission::Leader), ..PolicyChange::default() });
    let transfer = |who: &str| Command::TransferLeader { member: member(who) };
    for who in ["mia", "bob"] {
        assert_eq!(scene.refused(who, policy.clone()), "not_leader");
        assert_eq!(scene.refused(who, transfer(who)), "not_leader");
    }
    assert_eq!(scene.refused("ann", transfer("nobody")), "member_not_found");
    assert_eq!(scene.ok("ann", transfer("ann")), []);
    scene.ok("ann", transfer("bob"));
    assert_eq!((scene.leader().as_str(), scene.room.role(&member("ann"))), ("bob", Some(Role::Member)));
    assert_eq!(scene.refused("ann", policy.clone()), "not_leader");
    scene.ok("bob", policy);
}

#[test]
fn a_kick_removes_and_a_ban_sticks() {
    let mut scene = hierarchy();
    let events = scene.ok("mia", kick("bob", true));
    assert_eq!(names(&events), "MemberKicked MemberLeft");
    assert!(matches!(events[0], Event::MemberKicked { ban: Some(_), .. }));
    let attempts = [
        visitor("bob"),
        NewMember { id: member("bob2"), nickname: "other".into(), ..visitor("bob") },
        NewMember { device: "device-bob".into(), ..visitor("zed") },
        NewMember { device: "another".into(), user: "user-bob".into(), ..visitor("zed") },
    ];
    for attempt in attempts {
        let refusal = scene.internal(&Internal::Reserve(attempt)).expect_err("banned");
        assert_eq!(refusal.code, Code::Banned);
    }
    let nameless = NewMember { device: String::new(), ..visitor("zed") };
    scene.internal(&Internal::Reserve(nameless)).expect("an unknown browser is nobody's");
    assert_eq!(scene.refused("bob", Command::Leave), "member_not_found");
    assert_eq!(scene.refused("cid", Command::Unban { user: "user-bob".into() }), "forbidden");
    assert_eq!(scene.refused("mia", Command::Unban { user: "user-cid".into() }), "user_not_found");
    scene.ok("mia", Command::Unban { user: "user-bob".into() });
    scene.enter("bob");
}

#[test]
fn who_may_unban_sees_the_bans() {
    let mut scene = hierarchy();
    scene.ok("mia", kick("bob", true));
    scene.ok("ann", kick("cid", true));
    let bans = |user: &str| {
        let bans = scene.room.bans_for(&user.into()).map_err(|rejection| rejection.code)?;
        Ok(bans.0.iter().map(|ban| ban.nickname.clone()).collect::<Vec<_>>())
    };
    assert_eq!(bans("user-ann"), Ok(vec!["bob".to_owned(), "cid".to_owned()]));
    assert_eq!(bans("user-max"), bans("user-ann"));
    for outsider in ["user-bob", "user-nobody"] {
        assert_eq!(bans(outsider), Err(Code::Forbidden));
    }
    scene.enter("dee");
    scene.ok("ann", Command::SetRole { member: member("max"), grant: Grant::Member });
    for below in ["user-dee", "user-max"] {
        assert_eq!(scene.room.bans_for(&below.into()).map_err(|rejection| rejection.code), Err(Code::Forbidden));
    }
    scene.ok("ann", Command::Leave);
    assert!(scene.room.bans_for(&"user-ann".into()).is_err(), "only while they are in");
}

#[test]
fn a_ban_ends_every_stay_of_that_browser() {
    let mut scene = hierarchy();
    let beside = |name: &str| NewMember { device: "device-bob".into(), ..visitor(name) };
    for name in ["rob", "bert"] {
        scene.internal(&Internal::Reserve(beside(name))).expect("not banned yet");
    }
    scene.announce(&["rob"]);
    scene.ok("mia", kick("bob", false));
    assert!(scene.room.members.get(&member("rob")).is_some(), "a kick alone is of one stay");
    scene.enter("bob");
    let events = scene.ok("mia", kick("bob", true));
    let kicked: Vec<_> = events.iter().filter(|event| matches!(event, Event::MemberKicked { .. })).collect();
    assert_eq!(kicked.len(), 3, "who is on the way in may have a socket that must close");
    for gone in ["bob", "rob", "bert"] {
        assert!(scene.room.members.get(&member(gone)).is_none(), "{gone}");
    }
    scene.ok("mia", Command::Unban { user: "user-bob".into() });
    for back in ["bob", "rob"] {
        scene.enter(back);
    }

    // Nobody above the one who bans goes along.
    let mut scene = hierarchy();
    let beside = NewMember { device: "device-max".into(), ..visitor("bart") };
    scene.internal(&Internal::Reserve(beside)).expect("not banned yet");
    scene.announce(&["bart"]);
    scene.ok("mia", kick("bart", true));
    assert!(scene.room.members.get(&member("max")).is_some());
}

#[test]
fn who_was_made_a_moderator_is_one_after_leading() {
    let mut scene = hierarchy();
    scene.ok("ann", Command::TransferLeader { member: member("mia") });
    let back = scene.ok("mia", Command::TransferLeader { member: member("ann") });
    assert_eq!(names(&back), "LeaderChanged MemberUpdated", "who hears of it knows that she moderates");
    let on = scene.ok("ann", Command::TransferLeader { member: member("bob") });
    assert_eq!(names(&on), "LeaderChanged");
}

#[test]
fn a_ban_never_hits_the_one_who_bans_nor_the_creator() {
    let mut scene = Scene::with(&["ann"]);
    let beside = NewMember { device: "device-ann".into(), ..visitor("bob") };
    scene.internal(&Internal::Reserve(beside)).expect("two at one browser");
    scene.announce(&["bob"]);
    scene.ok("ann", kick("bob", true));
    assert!(!scene.room.is_banned(&"user-ann".into(), "device-ann"));
    assert!(scene.room.is_banned(&"user-bob".into(), "device-ann"));
    assert_eq!(scene.refused("ann", kick("ann", true)), "invalid_argument");

    // Bob shares the absent creator's browser, and Cid bans him.
    let mut scene = Scene::with(&["cid"]);
    let beside = NewMember { device: "device-ann".into(), ..visitor("bob") };
    scene.internal(&Internal::Reserve(beside)).expect("there is room");
    scene.announce(&["bob"]);
    scene.ok("cid", kick("bob", true));
    scene.enter("ann");
    assert_eq!(scene.leader(), "ann");
}

#[test]
fn the_list_of_bans_is_bounded() {
    let mut scene = Scene::with(&["ann"]);
    for n in 0..=BANS_KEPT {
        let name = format!("guest{n}");
        scene.enter(&name);
        scene.ok("ann", kick(&name, true));
    }
    assert_eq!(scene.room.bans.0.len(), BANS_KEPT);
    assert!(!scene.room.is_banned(&"user-guest0".into(), "device-guest0"), "the oldest ends");
}

#[test]
fn leader_owner_and_creator_manage_the_room() {
    let mut scene = Scene::with(&["bob", "cid"]);
    scene.room.about.owner = Some("user-olga".into());
    let name = |name: &str| Manage::Update { name: Some(name.into()), visibility: None, keeping: Keeping::default() };
    for (user, new) in [("user-bob", "one"), ("user-ann", "two"), ("user-olga", "three")] {
        assert_eq!(scene.manage(user, &name(new)).map(|events| names(&events)), Ok("RoomUpdated".into()));
        assert_eq!(scene.room.about.name, new);
    }
    assert_eq!(scene.manage("user-cid", &name("four")).expect_err("no right").code, Code::Forbidden);
    for bad in ["", "\u{202E}", &"x".repeat(81)] {
        assert_eq!(scene.manage("user-ann", &name(bad)).expect_err("bad name").code, Code::InvalidArgument);
    }
    assert_eq!(scene.manage("user-ann", &name("three")), Ok(vec![]));
    let secret = Visibility::Password { hash: "hash".into() };
    let request = Manage::Update { name: None, visibility: Some(secret.clone()), keeping: Keeping::default() };
    let events = scene.manage("user-ann", &request).expect("the creator may");
    assert!(!format!("{events:?}").contains("hash"), "hashes do not get into logs");
    assert_eq!((scene.room.about.name.as_str(), &scene.room.about.visibility), ("three", &secret));
}

#[test]
fn nothing_happens_in_a_closed_room() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a"]);
    assert_eq!(scene.manage("user-bob", &Manage::Close).expect_err("no right").code, Code::Forbidden);
    scene.manage("user-ann", &Manage::Close).expect("the creator may");
    assert_eq!(scene.refused("ann", Command::Skip), "not_found");
    assert_eq!(scene.manage("user-ann", &Manage::Close).expect_err("closed").code, Code::NotFound);
    assert_eq!(scene.internal(&Internal::Reserve(visitor("cid"))).expect_err("closed").code, Code::NotFound);
    scene.pass(1_000.0);
    assert_eq!((scene.due(), scene.lose(&["bob"])), (vec![], vec![]));
}

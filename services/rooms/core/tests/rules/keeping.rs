//! Rooms that stay: whose they are, who moderates them, and what an unpaid plan leaves of them.

use room_core::{Code, Command, Event, Grant, Internal, Keeping, Manage, NewMember, PolicyChange};

use crate::scene::{Scene, clip, item, member, names, visitor};

fn keep(keeping: Keeping) -> Manage {
    Manage::Update { name: None, visibility: None, keeping }
}

fn persistent(persistent: bool) -> Manage {
    keep(Keeping { persistent: Some(persistent), ..Keeping::default() })
}

fn hand_over(user: &str) -> Manage {
    keep(Keeping { owner: Some(user.into()), ..Keeping::default() })
}

#[test]
fn only_the_owner_keeps_a_room_and_hands_it_over() {
    let mut scene = Scene::with(&["bob"]);
    assert_eq!(scene.manage("user-bob", &persistent(true)).expect_err("he only leads").code, Code::Forbidden);
    assert_eq!(names(&scene.manage("user-ann", &persistent(true)).expect("she made it")), "RoomUpdated");
    assert_eq!(scene.room.about.owner, Some("user-ann".into()));
    assert_eq!(scene.manage("user-ann", &hand_over("user-bob")).expect_err("a guest").code, Code::InvalidArgument);
    let cid = NewMember { guest: false, ..visitor("cid") };
    scene.internal(&Internal::Reserve(cid)).expect("there is room");
    assert_eq!(
        scene.manage("user-ann", &hand_over("user-cid")).expect_err("not there yet").code,
        Code::InvalidArgument
    );
    scene.announce(&["cid"]);
    scene.manage("user-ann", &hand_over("user-cid")).expect("it is Cid's");
    assert_eq!((&scene.room.about.owner, &scene.room.about.creator), (&Some("user-cid".into()), &"user-cid".into()));
    assert_eq!(scene.manage("user-ann", &persistent(false)).expect_err("not hers any more").code, Code::Forbidden);
    let address = keep(Keeping { address: Some("club".into()), ..Keeping::default() });
    scene.manage("user-cid", &address).expect("it is his to name");
    assert_eq!(scene.room.about.address, "club");
}

#[test]
fn who_moderates_a_room_that_stays_does_so_again() {
    let mut scene = Scene::with(&["ann", "bob", "cid"]);
    let role = |who: &str, grant| Command::SetRole { member: member(who), grant };
    let grant = |scene: &Scene, who: &str| scene.room.members.get(&member(who)).expect("they are in").grant;
    scene.ok("ann", role("bob", Grant::Moderator));
    scene.manage("user-ann", &persistent(true)).expect("it stays");
    scene.ok("ann", role("cid", Grant::Moderator));
    for who in ["bob", "cid"] {
        scene.ok(who, Command::Leave);
        scene.enter(who);
        assert_eq!(grant(&scene, who), Grant::Moderator, "{who}");
    }
    scene.ok("ann", role("bob", Grant::Member));
    scene.ok("ann", Command::Kick { member: member("cid"), ban: false });
    scene.ok("bob", Command::Leave);
    for who in ["bob", "cid"] {
        scene.enter(who);
        assert_eq!(grant(&scene, who), Grant::Member, "{who}");
    }

    let mut passing = Scene::with(&["ann", "bob"]);
    passing.ok("ann", role("bob", Grant::Moderator));
    passing.ok("bob", Command::Leave);
    passing.enter("bob");
    assert_eq!(grant(&passing, "bob"), Grant::Member, "a room that does not stay forgets");
}

#[test]
fn an_unpaid_room_plays_what_it_has_and_changes_nothing() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b", "c"]);
    let entitled = |persistent_rooms| Internal::Entitled { persistent_rooms };
    assert_eq!(scene.internal(&entitled(false)), Ok(vec![]), "a room that does not stay needs no plan");
    scene.manage("user-ann", &persistent(true)).expect("it stays");
    assert_eq!(names(&scene.internal(&entitled(false)).expect("it is told")), "RoomUpdated");
    assert_eq!(scene.internal(&entitled(false)), Ok(vec![]), "once");
    let refused = [
        Command::Add { items: vec![clip("d")], next: false },
        Command::Remove { item: item("b") },
        Command::Clear,
        Command::Shuffle { seed: 1 },
        Command::Vote { item: item("b"), up: true },
        Command::Undo,
        Command::SetPolicy(PolicyChange { slow_mode: Some(5), ..PolicyChange::default() }),
        Command::SetRole { member: member("bob"), grant: Grant::Moderator },
    ];
    for command in refused {
        assert_eq!(scene.refused("ann", command), "feature_not_in_plan");
    }
    let rename = Manage::Update { name: Some("X".into()), visibility: None, keeping: Keeping::default() };
    assert_eq!(scene.manage("user-ann", &rename).expect_err("settings stay").code, Code::FeatureNotInPlan);
    scene.ok("ann", Command::Pause { position: None });
    scene.ok("ann", Command::Skip);
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("b", "c"), "what is there plays on");
    scene.ok("ann", Command::Kick { member: member("bob"), ban: true });
    let told = scene.internal(&entitled(true)).expect("it is told");
    assert!(matches!(&told[..], [Event::RoomUpdated { about }] if !about.read_only));
    scene.ok("ann", Command::Add { items: vec![clip("d")], next: false });
    scene.internal(&entitled(false)).expect("it is told");
    scene.manage("user-ann", &persistent(false)).expect("one may let it go");
    scene.ok("ann", Command::Clear);
}

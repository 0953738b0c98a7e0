//! SET_POLICY.

use room_core::{Buffering, Capability, Command, Loop, Order, Permission, Policy, PolicyChange};

use crate::scene::{Scene, member, names};

#[test]
fn what_is_left_out_stays() {
    let mut scene = Scene::with(&["ann"]);
    let change = PolicyChange { playback: Some(Permission::Leader), slow_mode: Some(5), ..PolicyChange::default() };
    assert_eq!(names(&scene.ok("ann", Command::SetPolicy(change.clone()))), "PolicyChanged");
    let expected = Policy { playback: Permission::Leader, slow_mode: 5, ..Policy::default() };
    assert_eq!(scene.room.policy, expected);
    assert_eq!(scene.ok("ann", Command::SetPolicy(change)), []);
    assert_eq!(scene.ok("ann", Command::SetPolicy(PolicyChange::default())), []);
}

#[test]
fn numbers_have_bounds() {
    let mut scene = Scene::with(&["ann"]);
    let bad = [
        PolicyChange { slow_mode: Some(21_601), ..PolicyChange::default() },
        PolicyChange { members_max: Some(0), ..PolicyChange::default() },
        PolicyChange { members_max: Some(1_001), ..PolicyChange::default() },
    ];
    for change in bad {
        assert_eq!(scene.refused("ann", Command::SetPolicy(change)), "invalid_argument");
    }
}

#[test]
fn everybody_may_do_everything_until_the_leader_says_otherwise() {
    let mut scene = Scene::with(&["ann", "bob"]);
    for capability in [Capability::Playback, Capability::Queue, Capability::Chat, Capability::Timer] {
        assert_eq!(scene.room.allows(&member("bob"), capability), Ok(()));
    }
    scene.policy(PolicyChange { chat: Some(Permission::Leader), ..PolicyChange::default() });
    let refusal = scene.room.allows(&member("bob"), Capability::Chat).expect_err("the leader alone");
    assert_eq!(refusal.code.as_str(), "not_leader");
    assert_eq!(scene.room.allows(&member("bob"), Capability::Queue), Ok(()));
}

#[test]
fn names_of_the_contract_are_read_back() {
    for name in ["leader", "moderators", "anyone"] {
        assert_eq!(Permission::parse(name).map(Permission::as_str), Some(name));
    }
    for name in ["ignore", "wait"] {
        assert_eq!(Buffering::parse(name).map(Buffering::as_str), Some(name));
    }
    for name in ["manual", "votes"] {
        assert_eq!(Order::parse(name).map(Order::as_str), Some(name));
    }
    for name in ["none", "one", "all"] {
        assert_eq!(Loop::parse(name).map(Loop::as_str), Some(name));
    }
    assert_eq!(Permission::parse("everybody"), None);
}

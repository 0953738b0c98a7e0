//! CHAT and REACT.

use room_core::{Command, Event, Grant, Permission, PolicyChange, Rejection};

use crate::scene::{Scene, member};

fn say(text: &str) -> Command {
    Command::Chat { message: "m1".into(), text: text.into(), reply_to: None }
}

fn react(emoji: &str) -> Command {
    Command::React { message: "m1".into(), emoji: emoji.into(), remove: false }
}

#[test]
fn talk_touches_no_state() {
    let mut scene = Scene::with(&["ann"]);
    let before = scene.room.clone();
    let reply = Command::Chat { message: "m2".into(), text: " hi\u{7}\nyou ".into(), reply_to: Some("m1".into()) };
    let events = scene.ok("ann", reply);
    let [Event::Chatted { message }] = &events[..] else { panic!("{events:?}") };
    assert_eq!((message.text.as_str(), message.nickname.as_str(), message.at), ("hi\nyou", "ann", scene.now));
    assert_eq!(message.reply_to, Some("m1".into()));
    let reaction = scene.ok("ann", react("👍"));
    assert!(matches!(&reaction[..], [Event::Reacted { removed: false, .. }]));
    assert!(events[0].parts().is_empty() && reaction[0].parts().is_empty());
    assert_eq!(scene.room, before);
}

#[test]
fn messages_are_measured_in_characters() {
    let mut scene = Scene::with(&["ann"]);
    scene.ok("ann", say(&"é".repeat(500)));
    for bad in ["", " \n ", "\u{0}", &"x".repeat(501)] {
        assert_eq!(scene.refused("ann", say(bad)), "invalid_argument");
    }
    for id in [String::new(), "x".repeat(65)] {
        let reply = Command::Chat { message: "m1".into(), text: "hi".into(), reply_to: Some(id.into()) };
        assert_eq!(scene.refused("ann", reply), "invalid_argument");
    }
}

#[test]
fn reactions_are_emoji() {
    let mut scene = Scene::with(&["ann"]);
    for good in ["👍", "❤️", "👩‍👩‍👧‍👦", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🅰️"]
    {
        scene.ok("ann", react(good));
    }
    for bad in ["", "a", "hello", "é", "👍 👍", "1", "\u{202E}x", &"👍".repeat(17), "<b>👍"] {
        assert_eq!(scene.refused("ann", react(bad)), "invalid_argument", "{bad:?}");
    }
}

#[test]
fn the_muted_and_those_without_right_are_silent() {
    let mut scene = Scene::with(&["ann", "bob"]);
    scene.ok("ann", Command::Mute { member: member("bob"), muted: true });
    assert_eq!(scene.refused("bob", say("hi")), "forbidden");
    assert_eq!(scene.refused("bob", react("👍")), "forbidden");
    scene.ok("ann", Command::Mute { member: member("bob"), muted: false });
    scene.ok("bob", say("hi"));
    scene.policy(PolicyChange { chat: Some(Permission::Moderators), ..PolicyChange::default() });
    assert_eq!(scene.refused("bob", say("hi")), "forbidden");
    scene.policy(PolicyChange { chat: Some(Permission::Leader), ..PolicyChange::default() });
    assert_eq!(scene.refused("bob", react("👍")), "not_leader");
    scene.ok("ann", say("hi"));
    assert_eq!(scene.refused("nobody", say("hi")), "member_not_found");
}

#[test]
fn a_muted_member_who_comes_to_lead_may_speak() {
    let mut scene = Scene::with(&["ann", "bob"]);
    scene.ok("ann", Command::Mute { member: member("bob"), muted: true });
    scene.ok("ann", Command::Leave);
    scene.ok("bob", say("well"));
    scene.ok("bob", Command::Mute { member: member("bob"), muted: false });
}

#[test]
fn slow_mode_says_when_to_try_again() {
    let mut scene = Scene::with(&["ann", "mia", "bob"]);
    scene.ok("ann", Command::SetRole { member: member("mia"), grant: Grant::Moderator });
    scene.policy(PolicyChange { slow_mode: Some(10), ..PolicyChange::default() });
    scene.ok("bob", say("first"));
    scene.last_chat = Some(scene.now);
    scene.pass(4.0);
    let Err(Rejection { code, retry_after, .. }) = scene.run("bob", say("second")) else { panic!("too soon") };
    assert_eq!((code.as_str(), retry_after), ("rate_limited", Some(6.0)));
    scene.ok("ann", say("leaders are not slowed"));
    scene.ok("mia", say("nor are moderators"));
    scene.ok("bob", react("👍"));
    scene.pass(6.0);
    scene.ok("bob", say("second"));
    scene.pass(-3_600.0);
    scene.ok("bob", say("a clock that was set back silences nobody"));
}

//! Commands: one order over all replicas, idempotent ids, links.

use matinee_proto::sync::v1 as sync;
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event as Told;

use crate::frames::{add, chat, link, pause, play, remove, status};
use crate::house::{House, code};

/// PLAY and CHAT reach everybody, and the answer names the revision of the event.
pub async fn commands_become_events(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let bo = house.enter(&two, &room, "bo").await;
    let mut ear = house.listen(&room).await;

    let added = one.command(&anna, "a1", add("first.mp4?seconds=600")).await.expect("a link is added");
    let said = two.command(&bo, "b1", chat("hello")).await.expect("a message is taken");
    assert!(said > added);
    let paused = one.command(&anna, "a2", pause()).await.expect("the leader pauses");
    let events = ear.up_to(paused).await;

    let started = events.iter().find(|event| matches!(event.event, Some(Told::ChangeVideo(_)))).expect("it plays");
    assert_eq!((started.by.as_str(), started.id.as_str()), (anna.id.as_str(), "a1"));
    let message = events.iter().find(|event| event.revision == said).expect("the answer names the event");
    assert_eq!((message.by.as_str(), message.id.as_str()), (bo.id.as_str(), "b1"));
    let Some(Told::Chat(chatted)) = &message.event else { panic!("a message: {message:?}") };
    assert_eq!(chatted.message.as_ref().map(|message| message.text.as_str()), Some("hello"));
    assert!(matches!(events.last().and_then(|event| event.event.as_ref()), Some(Told::Pause(_))));

    let [first, second] = [house.snapshot(0, &room).await, house.snapshot(1, &room).await];
    assert_eq!(first.revision, paused);
    assert_eq!(first.chat, second.chat);
    assert_eq!(first.chat.len(), 1);
    assert_eq!(first.playback, second.playback);
    assert_eq!(first.leader, anna.id);
    assert_eq!(first.members.len(), 2);
}

/// The same id again, on another replica too, has no second effect and gets the first answer,
/// even when it would be refused by now.
pub async fn ids_are_idempotent(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    one.command(&anna, "a0", add("playing.mp4?seconds=600")).await.expect("it plays");
    one.command(&anna, "a1", add("next.mp4?seconds=600")).await.expect("it waits");
    let item = house.snapshot(0, &room).await.queue[0].id.clone();

    let first = one.command(&anna, "a2", remove(&item)).await.expect("it is removed");
    one.command(&anna, "a3", chat("in between")).await.expect("a message");
    assert_eq!(two.command(&anna, "a2", remove(&item)).await, Ok(first));
    assert_eq!(one.command(&anna, "a2", remove(&item)).await, Ok(first));
    assert_eq!(code(two.command(&anna, "a4", remove(&item)).await), "item_not_found");
    let said = two.command(&anna, "a5", chat("once")).await.expect("a message");
    assert_eq!(one.command(&anna, "a5", chat("once")).await, Ok(said));
    let texts: Vec<String> = house.snapshot(1, &room).await.chat.into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["in between", "once"]);
}

/// A replica that has seen an old state only refuses nothing that the present one allows.
pub async fn a_stale_replica_does_not_refuse(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    assert_eq!(code(two.command(&anna, "a1", play()).await), "item_not_found", "the second replica knows the room");
    let bo = house.enter(&one, &room, "bo").await;
    assert_eq!(code(two.command(&bo, "b1", chat("it has not seen me come")).await), "accepted");
    one.command(&anna, "a2", add("film.mp4?seconds=600")).await.expect("it plays");
    assert_eq!(code(two.command(&bo, "b2", pause()).await), "accepted");
}

/// What may be refused is refused with its name, and changes nothing.
pub async fn refusals_have_names(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let bo = house.enter(&one, &room, "bo").await;
    one.command(&anna, "a1", add("film.mp4?seconds=60")).await.expect("it plays");
    let policy = sync::PolicyChange { playback: Some("leader".to_owned()), ..Default::default() };
    let set = Command::SetPolicy(sync::SetPolicy { policy: Some(policy) });
    one.command(&anna, "a2", set).await.expect("the leader sets the policy");
    let before = house.until(&room, |room| room.members.len() == 2).await;

    let seek = |timestamp| Command::Seek(sync::Seek { timestamp, live_offset: None });
    assert_eq!(code(one.command(&bo, "b1", pause()).await), "not_leader");
    assert_eq!(code(one.command(&anna, "a3", seek(f64::NAN)).await), "invalid_argument");
    assert_eq!(code(one.command(&anna, "a4", seek(-1.0)).await), "invalid_argument");
    assert_eq!(code(one.command(&anna, "a5", remove("no-such-item")).await), "item_not_found");
    assert_eq!(code(one.command(&anna, "a6", add("gone.mp4")).await), "unsupported_url");
    assert_eq!(code(one.command(&anna, "", pause()).await), "invalid_frame");
    assert_eq!(code(one.command(&anna, &"x".repeat(65), pause()).await), "invalid_frame");
    assert_eq!(code(one.command(&anna, "a7", Command::Ping(sync::Ping::default())).await), "unknown_command");
    assert_eq!(code(one.command(&anna, "a8", chat("")).await), "invalid_argument");
    let mut stranger = bo.clone();
    stranger.id = "nobody".to_owned();
    assert_eq!(code(one.command(&stranger, "s1", chat("hi")).await), "member_not_found");
    stranger.room = "no-such-room".to_owned();
    assert_eq!(code(one.command(&stranger, "s2", chat("hi")).await), "not_found");

    let after = house.snapshot(1, &room).await;
    assert_eq!(before.revision, after.revision);
    assert_eq!(before.queue, after.queue);
    // What was refused is judged anew.
    assert_eq!(code(one.command(&anna, "a3", seek(30.0)).await), "accepted");
}

/// A link that takes long holds up nobody, and what its member pasted after it waits for it.
pub async fn links_keep_their_order_and_hold_up_nobody(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    one.command(&anna, "a0", add("playing.mp4?seconds=600")).await.expect("it plays");
    let frame = |id: &str, command| {
        let frame = sync::ClientFrame { id: id.to_owned(), command: Some(command) };
        matinee_proto::rooms::v1::execute_request::Action::Command(frame)
    };
    let slow = one.send(&anna, frame("a1", add("slow.mp4"))).await;
    let quick = one.send(&anna, frame("a2", add("quick.mp4"))).await;
    assert_eq!(code(one.command(&anna, "a3", chat("meanwhile")).await), "accepted");
    assert!(house.snapshot(0, &room).await.queue.is_empty());
    house.search.release();
    assert_eq!(code(crate::house::answer(slow).await), "accepted");
    assert_eq!(code(crate::house::answer(quick).await), "accepted");
    let titles: Vec<String> = house.snapshot(1, &room).await.queue.into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["slow.mp4", "quick.mp4"]);
}

/// When nobody can be asked what a link is, the link is its title.
pub async fn a_link_nobody_can_explain_is_its_own_title(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    one.command(&anna, "a1", add("down.mp4")).await.expect("it is taken as it is");
    let item = house.snapshot(0, &room).await.playback.and_then(|playback| playback.item).expect("it plays");
    assert_eq!((item.title.as_str(), item.provider.as_str()), (link("down.mp4").as_str(), "file"));
    let page = Command::Add(sync::Add { url: Some("https://down.example/page".to_owned()), ..Default::default() });
    assert_eq!(code(one.command(&anna, "a2", page).await), "unavailable");
}

/// Reactions are part of the message they are for.
pub async fn reactions_are_kept_with_their_message(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let bo = house.enter(&two, &room, "bo").await;
    one.command(&anna, "a1", chat("like it?")).await.expect("a message");
    let message_id = house.snapshot(0, &room).await.chat[0].id.clone();
    let react = |emoji: &str, remove| {
        let (message_id, emoji) = (message_id.clone(), emoji.to_owned());
        Command::React(sync::React { message_id, emoji, remove: Some(remove) })
    };
    for (id, emoji, removed) in [("b1", "👍", false), ("b2", "🎉", false), ("b3", "🎉", true)] {
        two.command(&bo, id, react(emoji, removed)).await.expect("a reaction");
    }
    let message = house.snapshot(0, &room).await.chat.remove(0);
    assert_eq!(message.reactions.keys().collect::<Vec<_>>(), ["👍"]);
}

/// Slow mode holds over replicas, tells a repetition from a second message, and leaves the state
/// alone.
pub async fn slow_mode_holds_and_touches_nothing(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.until(&room, |room| room.leader == anna.id).await;
    let bo = house.enter(&two, &room, "bo").await;
    let slow = |seconds| {
        let policy = sync::PolicyChange { slow_mode: Some(seconds), ..Default::default() };
        Command::SetPolicy(sync::SetPolicy { policy: Some(policy) })
    };
    one.command(&anna, "a1", slow(600)).await.expect("the leader slows the room");
    house.until(&room, |room| room.members.len() == 2).await;
    let version = async || house.broker.load(&room).await.expect("the broker is there").expect("the room is").version;
    let before = version().await;

    assert_eq!(code(two.command(&bo, "b0", chat(" ")).await), "invalid_argument", "what is no message costs nothing");
    let said = one.command(&bo, "b1", chat("first")).await.expect("a message");
    assert_eq!(two.command(&bo, "b1", chat("first")).await, Ok(said), "the same once more");
    for gateway in [&one, &two] {
        assert_eq!(code(gateway.command(&bo, "b2", chat("second")).await), "rate_limited");
    }
    assert_eq!(version().await, before, "chat is no part of the state");
    let cy = house.enter(&two, &room, "cy").await;
    let joined = house.until(&room, |room| room.members.len() == 3).await.revision;
    let after_joining = version().await;
    let frame = |id: &str| {
        let frame = sync::ClientFrame { id: id.to_owned(), command: Some(chat(id)) };
        matinee_proto::rooms::v1::execute_request::Action::Command(frame)
    };
    let at_once =
        [one.send(&cy, frame("c1")).await, two.send(&cy, frame("c2")).await, one.send(&cy, frame("c3")).await];
    let outcomes = futures::future::join_all(at_once.map(crate::house::answer)).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "one of many at once: {outcomes:?}");
    for id in ["a2", "a3"] {
        assert_eq!(code(one.command(&anna, id, chat("leaders are not slowed")).await), "accepted");
    }
    assert_eq!(version().await, after_joining, "chat is no part of the state");
    assert_eq!(house.snapshot(0, &room).await.revision, joined + 3);

    one.command(&anna, "a4", slow(0)).await.expect("the leader lets go");
    for id in ["b3", "b4"] {
        assert_eq!(code(two.command(&bo, id, chat("at last")).await), "accepted");
    }
}

/// What the room does of itself is nobody's command, even when a command or a report made it
/// look; a vote to skip says what for.
pub async fn the_rooms_own_events_are_nobodys(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let mut ear = house.listen(&room).await;
    // Joined, but no connection stands: the first command announces.
    let id = house.join(0, &room, "anna").await.expect("anna joins");
    let anna = crate::house::Member { room: room.clone(), id, connection: String::new() };
    assert_eq!(code(one.command(&anna, "a1", remove("no-such-item")).await), "item_not_found");
    let said = one.command(&anna, "a2", chat("here I am")).await.expect("a message");
    let bo = house.enter(&two, &room, "bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    one.command(&anna, "a3", add("unknown.mp4")).await.expect("it plays");
    let item = house.snapshot(0, &room).await.playback.and_then(|playback| playback.item).expect("it plays");
    let now = house.broker.now();
    one.command(&anna, "s1", status("ready", &item.id, now, Some(600.0))).await.expect("ready");
    two.command(&bo, "s2", status("ready", &item.id, now, None)).await.expect("ready");
    let voted = two.command(&bo, "b1", Command::VoteSkip(sync::VoteSkip {})).await.expect("a vote");

    let own = |told: &Told| {
        matches!(told, Told::MemberJoined(_) | Told::LeaderChanged(_) | Told::ItemUpdated(_) | Told::Play(_))
    };
    let events = ear.up_to(voted).await;
    let itself: Vec<_> = events.iter().filter(|event| event.event.as_ref().is_some_and(own)).collect();
    assert_eq!(itself.len(), 5, "two arrivals, a leader, a duration, a start: {itself:?}");
    assert!(itself.iter().all(|event| event.by.is_empty() && event.id.is_empty()), "{itself:?}");
    let message = events.iter().find(|event| event.revision == said).expect("it is heard");
    assert_eq!((message.by.as_str(), message.id.as_str()), (anna.id.as_str(), "a2"));
    let vote = events.last().and_then(|event| event.event.as_ref());
    assert!(matches!(vote, Some(Told::Votes(votes)) if votes.item_id == item.id && votes.skip.is_some()), "{vote:?}");
}

crate::on_both_brokers!(
    commands_become_events,
    ids_are_idempotent,
    a_stale_replica_does_not_refuse,
    refusals_have_names,
    links_keep_their_order_and_hold_up_nobody,
    a_link_nobody_can_explain_is_its_own_title,
    reactions_are_kept_with_their_message,
    slow_mode_holds_and_touches_nothing,
    the_rooms_own_events_are_nobodys,
);

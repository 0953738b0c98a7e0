//! ADD, REMOVE, MOVE, SHUFFLE, CLEAR, VOTE, and the limits.

use room_core::{Command, Event, Internal, Media, NewItem, Order, Permission, PolicyChange, Target};

use crate::scene::{Scene, clip, item, lasting, member, names};

fn add(ids: &[&str]) -> Command {
    Command::Add { items: ids.iter().map(|id| clip(id)).collect(), next: false }
}

fn vote(id: &str, up: bool) -> Command {
    Command::Vote { item: item(id), up }
}

fn by_votes(scene: &mut Scene) {
    scene.policy(PolicyChange { order: Some(Order::Votes), ..PolicyChange::default() });
}

#[test]
fn an_idle_room_starts_to_play() {
    let mut scene = Scene::with(&["ann", "bob"]);
    assert_eq!(names(&scene.ok("bob", add(&["a"]))), "VideoChanged UndoRecorded");
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("a", ""));
    assert_eq!(scene.room.playback.track.as_ref().map(|track| track.item.added_by.clone()), Some(member("bob")));
    assert_eq!(names(&scene.ok("bob", add(&["b"]))), "QueueUpdated UndoRecorded");
    assert_eq!(scene.queue(), "b");
}

#[test]
fn several_at_once_last_or_next() {
    let mut scene = Scene::with(&["ann"]);
    scene.ok("ann", add(&["a", "b", "c"]));
    scene.ok("ann", Command::Add { items: vec![clip("x"), clip("y")], next: true });
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("a", "x y b c"));
}

#[test]
fn items_that_cannot_be_are_refused() {
    let mut scene = Scene::playing(&["ann"], &["a", "b"]);
    let empty = NewItem { id: item("x"), media: Media::default() };
    let long = NewItem { id: item("x"), media: Media { url: "x".repeat(2_049), ..clip("x").media } };
    for items in [vec![], vec![empty], vec![long], vec![clip("a")], vec![clip("b")], vec![clip("x"), clip("x")]] {
        assert_eq!(scene.refused("ann", Command::Add { items, next: false }), "invalid_argument");
    }
}

#[test]
fn what_a_provider_tells_is_cut_to_what_a_room_keeps() {
    let mut scene = Scene::with(&["ann"]);
    let media = Media {
        title: "t".repeat(1_000),
        thumbnail_url: "u".repeat(5_000),
        start: f64::INFINITY,
        duration: -1.0,
        ..clip("a").media
    };
    scene.ok("ann", Command::Add { items: vec![NewItem { id: item("a"), media }], next: false });
    let kept = &scene.room.playback.track.as_ref().expect("it plays").item.media;
    assert_eq!((kept.title.len(), kept.thumbnail_url.as_str(), kept.start, kept.duration), (300, "", 0.0, 0.0));
}

#[test]
fn the_queue_and_each_ones_share_are_limited() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a"]);
    scene.limits.queue = 3;
    scene.limits.queue_per_member = 2;
    scene.ok("ann", add(&["b", "c"]));
    assert_eq!(scene.refused("ann", add(&["d"])), "queue_full", "Ann has two");
    assert_eq!(scene.refused("bob", add(&["d", "e"])), "queue_full", "all or nothing");
    scene.ok("bob", add(&["d"]));
    assert_eq!(scene.refused("bob", add(&["e"])), "queue_full");
    assert_eq!(scene.queue(), "b c d");

    let mut scene = Scene::with(&["ann"]);
    let ids: Vec<String> = (0..502).map(|n| format!("i{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(scene.refused("ann", add(&ids)), "queue_full");
    scene.ok("ann", add(&ids[..501]));
    assert_eq!(scene.room.queue.len(), 500, "and one plays");
}

#[test]
fn remove_move_clear() {
    let mut scene = Scene::playing(&["ann"], &["a", "b", "c", "d"]);
    scene.ok("ann", Command::Move { item: item("b"), index: 2 });
    assert_eq!(scene.queue(), "c d b");
    scene.ok("ann", Command::Move { item: item("b"), index: 0 });
    assert_eq!(scene.queue(), "b c d");
    assert_eq!(scene.ok("ann", Command::Move { item: item("b"), index: 0 }), []);
    assert_eq!(scene.refused("ann", Command::Move { item: item("b"), index: 3 }), "invalid_argument");
    assert_eq!(scene.refused("ann", Command::Move { item: item("b"), index: usize::MAX }), "invalid_argument");
    assert_eq!(scene.refused("ann", Command::Move { item: item("a"), index: 0 }), "item_not_found", "it plays");
    scene.ok("ann", Command::Remove { item: item("c") });
    assert_eq!(scene.queue(), "b d");
    assert_eq!(scene.refused("ann", Command::Remove { item: item("c") }), "item_not_found");
    scene.ok("ann", Command::Clear);
    assert_eq!((scene.loaded().as_str(), scene.queue().as_str()), ("a", ""));
    assert_eq!(scene.ok("ann", Command::Clear), []);
}

#[test]
fn shuffling_depends_on_the_seed_alone() {
    let items = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let shuffled = |seed| {
        let mut scene = Scene::playing(&["ann"], &items);
        scene.ok("ann", Command::Shuffle { seed });
        scene.queue()
    };
    assert_eq!(shuffled(1), shuffled(1));
    let orders: std::collections::HashSet<String> = (0..100).map(shuffled).collect();
    assert!(orders.len() > 90, "{} orders of a hundred seeds", orders.len());
    for order in orders {
        let mut ids: Vec<&str> = order.split(' ').collect();
        ids.sort_unstable();
        assert_eq!(ids, items[1..]);
    }
}

#[test]
fn a_vote_is_one_step_between_minus_one_and_one() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b"]);
    for (who, up, sum) in [("ann", true, 1), ("bob", true, 2), ("bob", false, 1), ("bob", false, 0)] {
        let events = scene.ok(who, vote("b", up));
        assert!(matches!(events[..], [Event::Voted { votes, .. }] if votes == sum), "{events:?}");
        assert_eq!(scene.room.queue.score(&item("b")), sum);
    }
    assert_eq!(scene.ok("bob", vote("b", false)), []);
    assert_eq!(scene.ok("ann", vote("b", true)), []);
    assert_eq!(scene.refused("ann", vote("a", true)), "item_not_found", "it plays");
}

#[test]
fn leaving_and_coming_back_gives_no_second_vote() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b"]);
    scene.ok("bob", vote("b", true));
    scene.ok("bob", Command::Leave);
    scene.enter("bob");
    assert_eq!(scene.ok("bob", vote("b", true)), []);
    assert_eq!(scene.room.queue.score(&item("b")), 1);
}

#[test]
fn votes_order_the_queue_and_equals_stay_as_they_are() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b", "c", "d", "e"]);
    scene.ok("ann", vote("d", true));
    assert_eq!(scene.queue(), "b c d e", "by hand, votes move nothing");
    by_votes(&mut scene);
    assert_eq!(scene.queue(), "d b c e");
    scene.ok("ann", vote("c", true));
    assert_eq!(scene.queue(), "d c b e");
    scene.ok("bob", vote("c", true));
    assert_eq!(scene.queue(), "c d b e");
    scene.ok("bob", vote("b", false));
    assert_eq!(scene.queue(), "c d e b");
    scene.ok("bob", Command::Add { items: vec![clip("f")], next: true });
    assert_eq!(scene.queue(), "c d f e b", "next among equals");
    assert_eq!(scene.refused("ann", Command::Move { item: item("b"), index: 0 }), "invalid_argument");
    scene.ok("ann", Command::Skip);
    assert_eq!(scene.loaded(), "c");
    assert_eq!(scene.room.queue.votes(&item("c")), None, "votes end when an item leaves the queue");
}

#[test]
fn the_policy_says_who_changes_the_queue() {
    let mut scene = Scene::playing(&["ann", "bob"], &["a", "b", "c"]);
    scene.policy(PolicyChange { queue: Some(Permission::Leader), ..PolicyChange::default() });
    let all = [
        add(&["x"]),
        Command::Remove { item: item("b") },
        Command::Move { item: item("b"), index: 1 },
        Command::Shuffle { seed: 1 },
        Command::Clear,
        vote("b", true),
    ];
    for command in all {
        assert_eq!(scene.refused("bob", command), "not_leader");
    }
    scene.ok("bob", Command::ChangeVideo(Target::Queued(item("c"))));
    assert_eq!(scene.queue(), "b", "playback is another capability");
}

#[test]
fn more_may_become_known_of_an_item() {
    let mut scene = Scene::with(&["ann"]);
    scene.ok("ann", Command::Add { items: vec![lasting("a", 0.0), lasting("b", 0.0)], next: false });
    let media = |title: &str, duration| Media { title: title.into(), duration, ..clip(title).media };
    let resolved = |id: &str, media| Internal::Resolved { item: item(id), media };
    scene.internal(&resolved("b", media("B", 50.0))).expect("it is there");
    assert_eq!(scene.room.queue.items()[0].media.title, "B");
    assert_eq!(scene.internal(&resolved("b", media("B", 50.0))), Ok(vec![]), "nothing new");
    assert_eq!(scene.internal(&resolved("b", media("B", 0.0))), Ok(vec![]), "a known duration stays");
    assert_eq!(scene.internal(&resolved("gone", media("x", 50.0))), Ok(vec![]));
    scene.pass(3.0);
    scene.due();
    scene.pass(20.0);
    let events = scene.internal(&resolved("a", media("A", 10.0))).expect("it plays");
    assert_eq!(names(&events), "ItemUpdated Sought");
    assert_eq!(scene.position(), 10.0);
    scene.due();
    assert_eq!(scene.loaded(), "b", "it turns out to be over");
}

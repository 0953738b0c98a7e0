//! What happens by itself, once, however many replicas look.

use matinee_proto::sync::v1 as sync;
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event as Told;

use crate::frames::{add, status};
use crate::house::House;

fn changed(told: &Told) -> bool {
    matches!(told, Told::ChangeVideo(_))
}

/// The next item begins when one ends, once.
pub async fn the_next_item_begins_once(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let mut ear = house.listen(&room).await;
    for (id, name) in [("a1", "one.mp4?seconds=0.4"), ("a2", "two.mp4?seconds=0.4"), ("a3", "three.mp4?seconds=0.4")] {
        one.command(&anna, id, add(name)).await.expect("it is added");
    }
    let playing = house.snapshot(0, &room).await.playback.and_then(|playback| playback.item).expect("it plays");
    one.command(&anna, "s1", status("ready", &playing.id, 0.0, None)).await.expect("the player is ready");
    let idle = house.until(&room, |room| room.playback.as_ref().is_some_and(|playback| playback.item.is_none())).await;
    let events = ear.up_to(idle.revision).await;
    let titles: Vec<String> = events
        .iter()
        .filter_map(|event| match &event.event {
            Some(Told::ChangeVideo(change)) => Some(change.item.as_ref().map(|item| item.title.clone())),
            _ => None,
        })
        .map(Option::unwrap_or_default)
        .collect();
    let expected = ["one.mp4?seconds=0.4", "two.mp4?seconds=0.4", "three.mp4?seconds=0.4", ""];
    assert_eq!(titles, expected, "each once, in order, and then nothing");
}

/// A duration that only the player knows makes the room go on.
pub async fn a_reported_duration_counts(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.until(&room, |room| room.leader == anna.id).await;
    one.command(&anna, "a1", add("unknown.mp4")).await.expect("it plays");
    one.command(&anna, "a2", add("after.mp4?seconds=600")).await.expect("it waits");
    let mut ear = house.listen(&room).await;
    let item = house.snapshot(0, &room).await.playback.and_then(|playback| playback.item).expect("it plays");
    assert_eq!(item.duration, 0.0);
    let report = status("ready", &item.id, house.broker.now(), Some(0.5));
    two.command(&anna, "s1", report).await.expect("the player says how long it is");
    let updated = ear.until(|told| matches!(told, Told::ItemUpdated(_))).await;
    assert!(
        matches!(updated.event, Some(Told::ItemUpdated(it)) if it.item.as_ref().is_some_and(|it| it.duration == 0.5))
    );
    let next = ear.until(changed).await;
    assert!(
        matches!(next.event, Some(Told::ChangeVideo(it)) if it.item.as_ref().is_some_and(|it| it.duration == 600.0))
    );
}

/// Reports that came by different replicas are counted together.
pub async fn most_ends_make_an_end(house: House) {
    let (one, two) = (house.gateway(0).await, house.gateway(1).await);
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let bo = house.enter(&two, &room, "bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    one.command(&anna, "a1", add("unknown.mp4")).await.expect("it plays");
    one.command(&anna, "a2", add("after.mp4?seconds=600")).await.expect("it waits");
    let item = house.snapshot(0, &room).await.playback.and_then(|playback| playback.item).expect("it plays");
    one.command(&anna, "s1", status("ready", &item.id, house.broker.now(), None)).await.expect("ready");
    two.command(&bo, "s2", status("ready", &item.id, house.broker.now(), None)).await.expect("ready");
    house.until(&room, |room| room.playback.as_ref().is_some_and(|playback| !playback.waiting)).await;
    one.command(&anna, "s3", status("ended", &item.id, house.broker.now(), None)).await.expect("over for one");
    let still = house.snapshot(1, &room).await.playback.and_then(|playback| playback.item).expect("it plays");
    assert_eq!(still.id, item.id);
    two.command(&bo, "s4", status("ended", &item.id, house.broker.now(), None)).await.expect("over for both");
    let next = house.snapshot(0, &room).await.playback.and_then(|playback| playback.item).expect("it plays");
    assert_eq!(next.duration, 600.0);
}

/// Phases of the timer end by themselves, each once.
pub async fn phases_of_the_timer_end_once(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    let mut ear = house.listen(&room).await;
    let settings = sync::TimerConfigure {
        focus: 1,
        short_break: 600,
        long_break: 600,
        cycles: 2,
        auto_start: true,
        focus_action: "none".to_owned(),
        break_action: "none".to_owned(),
    };
    one.command(&anna, "a1", Command::TimerConfigure(settings)).await.expect("it is configured");
    one.command(&anna, "a2", Command::TimerStart(sync::TimerStart {})).await.expect("it starts");
    let rest = |told: &Told| matches!(told, Told::Timer(it) if it.timer.as_ref().is_some_and(|timer| timer.phase == "short_break"));
    ear.until(rest).await;
    let snapshot = house.until(&room, |_| true).await;
    let events = ear.up_to(snapshot.revision).await;
    let rests = events.iter().filter(|event| event.event.as_ref().is_some_and(rest)).count();
    assert_eq!(rests, 1);
    assert_eq!(snapshot.timer.map(|timer| (timer.phase, timer.cycle)), Some(("short_break".to_owned(), 1)));
}

/// A start waits for members who load, but not for ever.
pub async fn a_start_does_not_wait_for_ever(house: House) {
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.enter(&one, &room, "bo").await;
    house.until(&room, |room| room.members.len() == 2).await;
    one.command(&anna, "a1", add("film.mp4?seconds=600")).await.expect("it is added");
    let waiting = house.snapshot(0, &room).await.playback.expect("it is there");
    assert!(waiting.waiting && waiting.playing, "nobody has said that they are ready");
    house.until(&room, |room| room.playback.as_ref().is_some_and(|playback| !playback.waiting)).await;
}

crate::on_both_brokers!(
    the_next_item_begins_once,
    a_reported_duration_counts,
    most_ends_make_an_end,
    phases_of_the_timer_end_once,
    a_start_does_not_wait_for_ever,
);

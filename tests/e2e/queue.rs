//! The queue: filled, ordered, and played to its end by itself.

use matinee_proto::sync::v1::event::Event;
use matinee_tests::commands::{add, add_all, add_next, change_to, change_to_url, clear, move_to, ready, remove, skip};
use matinee_tests::oembed::Verdict;
use matinee_tests::{Deployment, stories};

use crate::stage::{CLIP, Pair};

stories!(
    the_queue_is_ordered_by_people,
    the_next_item_plays_by_itself,
    a_link_gets_its_title,
    what_cannot_be_played_is_refused
);

fn clips<const N: usize>() -> [String; N] {
    std::array::from_fn(|number| format!("https://media.example.org/clip-{number}.webm"))
}

async fn the_queue_is_ordered_by_people(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let clips = clips::<4>();
    let a = &mut pair.a;
    a.does(add_all(&clips.each_ref().map(String::as_str))).await;
    a.until("all four are queued", |socket| socket.room.queue.len() == 4).await;
    let urls: Vec<_> = a.room.queue.iter().map(|item| item.url.clone()).collect();
    assert_eq!(urls, clips, "in the order in which they were given");
    let ids = a.queue();
    a.does(move_to(&ids[3], 0)).await;
    assert_eq!(a.queue(), [&ids[3], &ids[0], &ids[1], &ids[2]].map(Clone::clone));
    a.does(remove(&ids[0])).await;
    assert_eq!(a.queue(), [&ids[3], &ids[1], &ids[2]].map(Clone::clone));
    a.does(add_next(CLIP)).await;
    assert_eq!(a.queue()[1..], [&ids[3], &ids[1], &ids[2]].map(Clone::clone));
    a.does(change_to(&ids[1])).await;
    assert_eq!(a.playback().item.expect("an item").id, ids[1]);
    assert!(!a.queue().contains(&ids[1]), "what plays is not in the queue");
    a.does(skip()).await;
    pair.together().await;
    pair.a.does(clear()).await;
    pair.a.does(change_to_url("https://media.example.org/live.m3u8")).await;
    pair.together().await;
    assert!(pair.b.room.queue.is_empty());
    assert_eq!(pair.b.playback().item.expect("an item").provider, "hls");
}

async fn the_next_item_plays_by_itself(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    pair.a.does(add("https://media.example.org/second.mp4")).await;
    let (first, second) = (pair.a.playback().item.expect("an item").id, pair.a.queue()[0].clone());
    let now = pair.a.pings().await.server_time;
    // The leader's player knows how long the clip is; from then on nobody needs to say anything.
    pair.a.does(ready(&first, 0.0, now, 2.0)).await;
    for socket in [&mut pair.a, &mut pair.b] {
        let item = socket.event("the second item", |event| match event.event.as_ref()? {
            Event::ChangeVideo(changed) => changed.item.clone().filter(|item| item.id != first),
            _ => None,
        });
        assert_eq!(item.await.id, second);
    }
    pair.together().await;
    assert!(pair.b.room.queue.is_empty() && pair.b.playback().playing);
    let changes = pair.b.take_events().into_iter().filter(|event| matches!(event, Event::ChangeVideo(_))).count();
    assert_eq!(changes, 0, "once, however many replicas there are");
}

async fn a_link_gets_its_title(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    deployment.oembed.set("aaaaaaaaaa1", Verdict::Title("Tom & Jerry <3".to_owned()));
    pair.a.does(add("https://youtu.be/aaaaaaaaaa1?t=42")).await;
    pair.a.until("it plays", |socket| socket.playback().item.is_some()).await;
    pair.a
        .until("it has its title", |socket| socket.playback().item.is_some_and(|item| item.title == "Tom & Jerry <3"))
        .await;
    let item = pair.a.playback().item.expect("an item");
    assert_eq!((item.provider.as_str(), item.media_id.as_str()), ("youtube", "aaaaaaaaaa1"));
    pair.together().await;
    let resolved = pair.bob.get("/api/media/resolve?url=https://www.youtube.com/watch?v=aaaaaaaaaa1").await.expect(200);
    assert_eq!(resolved.text("/title"), "Tom & Jerry <3");
    assert_eq!(resolved.text("/media_id"), "aaaaaaaaaa1");
}

async fn what_cannot_be_played_is_refused(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    deployment.oembed.set("gonegonego1", Verdict::Status(404));
    deployment.oembed.set("brokenbrok1", Verdict::Status(503));
    deployment.youtube.be_silent_about("brokenbrok1");
    for url in [
        "https://youtu.be/gonegonego1",
        "not a link",
        "javascript:alert(1)",
        "http://127.0.0.1/x.mp4",
        "http://169.254.169.254/latest/meta-data.mp4",
        "https://example.org/page",
        "file:///etc/passwd",
    ] {
        let refusal = pair.a.ask(add(url)).await.expect_err(url);
        assert_eq!(refusal.code, "unsupported_url", "{url}");
    }
    assert!(pair.a.playback().item.is_none() && pair.a.room.queue.is_empty());
    let refused = pair.bob.get("/api/media/resolve?url=https://example.org/page").await;
    refused.refused(422, "unsupported_url");
    // Nobody could be asked: the link is its own title.
    pair.a.does(add("https://youtu.be/brokenbrok1")).await;
    pair.a.until("it plays", |socket| socket.playback().item.is_some()).await;
    assert!(pair.a.playback().item.expect("an item").title.contains("brokenbrok1"));
    pair.together().await;
}

//! The queue as everybody shapes it: by votes, at random, in a circle, and back again.

use matinee_proto::sync::v1::PolicyChange;
use matinee_proto::sync::v1::event::Event;
use matinee_tests::commands::{
    add, add_all, change_to, clear, leave, move_to, policy, ready, remove, seek, shuffle, skip, undo, vote, vote_skip,
};
use matinee_tests::{Deployment, Kind, Person, Socket, stories};

use crate::stage::{CLIP, Pair};

stories!(
    votes_order_the_queue,
    the_majority_of_those_present_skips,
    a_shuffle_is_the_same_for_all_and_undone,
    what_loops_comes_again,
    only_its_author_and_the_leader_undo,
    what_played_is_remembered_and_plays_again,
    five_hundred_links_and_no_more
);

/// Something plays, and so many clips wait.
async fn queued(deployment: &Deployment, count: usize) -> Pair {
    let mut pair = Pair::watching(deployment).await;
    let urls: Vec<String> = (0..count).map(|number| format!("https://media.example.org/film-{number}.mp4")).collect();
    pair.a.does(add_all(&urls.iter().map(String::as_str).collect::<Vec<_>>())).await;
    pair.together().await;
    assert_eq!(pair.b.queue().len(), count);
    pair
}

fn looped(how: &str) -> matinee_proto::sync::v1::client_frame::Command {
    policy(PolicyChange { r#loop: Some(how.to_owned()), ..PolicyChange::default() })
}

fn ordered(how: &str) -> matinee_proto::sync::v1::client_frame::Command {
    policy(PolicyChange { order: Some(how.to_owned()), ..PolicyChange::default() })
}

/// The id of what plays.
fn playing(socket: &Socket) -> String {
    socket.playback().item.expect("something plays").id
}

async fn votes_order_the_queue(deployment: &Deployment) {
    let mut pair = queued(deployment, 3).await;
    let [x, y, z] = [0, 1, 2].map(|at| pair.a.queue()[at].clone());
    pair.b.does(vote(&z, true)).await;
    pair.together().await;
    assert_eq!(pair.a.queue(), [&x, &y, &z].map(Clone::clone), "by hand until votes count");
    assert_eq!(pair.a.room.queue[2].votes, 1);
    pair.a.does(ordered("votes")).await;
    pair.together().await;
    assert_eq!(pair.b.queue(), [&z, &x, &y].map(Clone::clone));
    pair.a.does(vote(&y, true)).await;
    pair.b.does(vote(&y, true)).await;
    pair.a.does(vote(&x, false)).await;
    // The same again changes nothing, in whatever tab.
    let mut tab = pair.bob.at(deployment.gateway(0)).enter(&pair.room).await;
    tab.does(vote(&y, true)).await;
    pair.together().await;
    assert_eq!(pair.b.queue(), [&y, &z, &x].map(Clone::clone));
    let votes: Vec<_> = pair.b.room.queue.iter().map(|item| item.votes).collect();
    assert_eq!(votes, [2, 1, -1]);
    assert_eq!(pair.a.is_refused(move_to(&x, 0)).await, "invalid_argument", "votes order this queue");
    assert_eq!(pair.a.is_refused(vote("nothing", true)).await, "item_not_found");
    pair.b.does(vote(&y, false)).await;
    pair.b.does(vote(&y, false)).await;
    pair.together().await;
    assert_eq!(pair.a.queue(), [&z, &y, &x].map(Clone::clone), "taken back, and against it then");
}

async fn the_majority_of_those_present_skips(deployment: &Deployment) {
    let mut pair = queued(deployment, 3).await;
    let carol = Person::guest(deployment.gateway(0), "Carol").await;
    let dan = Person::guest(deployment.gateway(1), "Dan").await;
    let (mut c, mut d) = (carol.enter(&pair.room).await, dan.enter(&pair.room).await);
    for socket in [&mut pair.a, &mut pair.b, &mut c, &mut d] {
        socket.until("four are in", |socket| socket.room.members.len() == 4).await;
    }
    let first = playing(&pair.a);
    pair.b.does(vote_skip()).await;
    c.does(vote_skip()).await;
    // Twice is once.
    let revision = pair.b.does(vote_skip()).await;
    let votes = pair.a.event("two of the three that it takes", |event| match event.event.as_ref()? {
        Event::Votes(votes) => votes.skip.filter(|skip| skip.votes == 2),
        _ => None,
    });
    assert_eq!(votes.await.needed, 3);
    pair.a.reaches(revision).await;
    assert_eq!(playing(&pair.a), first);
    // Who comes meanwhile sees the votes.
    let eve = Person::guest(deployment.gateway(0), "Eve").await;
    let mut e = eve.enter(&pair.room).await;
    e.until("Eve sees two votes", |socket| socket.room.skip.is_some_and(|skip| skip.votes == 2)).await;
    pair.a.until("five are in", |socket| socket.room.members.len() == 5).await;
    pair.together().await;
    e.send(leave()).await;
    pair.a.until("four are in", |socket| socket.room.members.len() == 4).await;
    pair.together().await;
    // When somebody goes, what it takes falls, and two of three are a majority.
    d.send(leave()).await;
    pair.a.until("it is skipped", |socket| playing(socket) != first).await;
    pair.together().await;
    let second = playing(&pair.a);
    // Votes were for what played.
    c.does(vote_skip()).await;
    pair.together().await;
    assert_eq!(playing(&pair.a), second);
    // Who may not control playback does not count, so the leader alone is a majority.
    pair.a.does(matinee_tests::commands::playback_by("leader")).await;
    assert_eq!(c.is_refused(vote_skip()).await, "not_leader");
    pair.a.does(vote_skip()).await;
    pair.together().await;
    assert_ne!(playing(&pair.b), second);
    c.agrees().await;
}

async fn a_shuffle_is_the_same_for_all_and_undone(deployment: &Deployment) {
    let mut pair = queued(deployment, 20).await;
    let before = pair.a.queue();
    pair.b.does(shuffle()).await;
    pair.together().await;
    let shuffled = pair.a.queue();
    assert_ne!(shuffled, before);
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!(sorted(shuffled.clone()), sorted(before.clone()), "nothing is lost");
    pair.b.does(undo()).await;
    pair.together().await;
    assert_eq!(pair.a.queue(), before);
    pair.a.does(clear()).await;
    pair.together().await;
    assert!(pair.b.queue().is_empty());
    pair.a.does(undo()).await;
    pair.together().await;
    assert_eq!(pair.b.queue(), before, "in its order");
}

async fn what_loops_comes_again(deployment: &Deployment) {
    let mut pair = queued(deployment, 1).await;
    let (first, second) = (playing(&pair.a), pair.a.queue()[0].clone());
    pair.a.does(looped("one")).await;
    let now = pair.a.pings().await.server_time;
    pair.a.take_events();
    // It ends by itself, and begins again.
    pair.a.does(ready(&first, 0.0, now, 1.0)).await;
    for socket in [&mut pair.a, &mut pair.b] {
        let again = socket.event("it begins again", |event| match event.event.as_ref()? {
            Event::ChangeVideo(changed) => changed.item.clone(),
            _ => None,
        });
        assert_eq!(again.await.id, first);
    }
    pair.a.does(looped("all")).await;
    pair.a.until("the other one plays", |socket| playing(socket) == second).await;
    pair.together().await;
    assert_eq!(pair.b.queue(), std::slice::from_ref(&first), "what ended is at the end");
    pair.b.does(skip()).await;
    pair.together().await;
    assert_eq!((playing(&pair.a), pair.a.queue()), (first, vec![second]));
    assert!(pair.a.room.history.len() >= 2);
}

async fn only_its_author_and_the_leader_undo(deployment: &Deployment) {
    let mut pair = queued(deployment, 2).await;
    let carol = Person::guest(deployment.gateway(1), "Carol").await;
    let mut c = carol.enter(&pair.room).await;
    let before = pair.a.queue();
    assert_eq!(pair.b.is_refused(undo()).await, "not_found", "what Ada did is not his to undo");
    pair.b.does(move_to(&before[1], 0)).await;
    assert_eq!(c.is_refused(undo()).await, "not_found");
    pair.b.does(seek(50.0)).await;
    pair.b.does(undo()).await;
    pair.together().await;
    assert!(pair.a.playback().position < 50.0, "the last one first");
    pair.b.does(undo()).await;
    pair.together().await;
    assert_eq!(pair.a.queue(), before);
    assert_eq!(pair.b.is_refused(undo()).await, "not_found", "once");
    // The leader takes back what anybody did; what others did since then stays.
    c.does(remove(&before[0])).await;
    pair.b.does(add("https://media.example.org/later.mp4")).await;
    let later = pair.b.queue().last().cloned().expect("it is queued");
    let revision = c.room.revision.max(pair.b.room.revision);
    pair.a.reaches(revision).await;
    c.does(undo()).await;
    pair.together().await;
    assert_eq!(pair.a.queue(), [&before[0], &before[1], &later].map(Clone::clone));
    pair.a.does(undo()).await;
    pair.together().await;
    assert_eq!(pair.b.queue(), before, "Bob's link, undone by Ada");
}

async fn what_played_is_remembered_and_plays_again(deployment: &Deployment) {
    let mut pair = queued(deployment, 3).await;
    let first = pair.a.playback().item.expect("it plays");
    let third = pair.a.queue()[2].clone();
    pair.a.does(skip()).await;
    pair.b.reaches(pair.a.room.revision).await;
    pair.b.does(change_to(&third)).await;
    pair.together().await;
    let history = pair.a.room.history.clone();
    assert_eq!(history.len(), 2);
    let entry = &history[0];
    assert_eq!(entry.item.as_ref().map(|item| &item.id), Some(&first.id));
    assert!(entry.at > 0.0 && entry.at <= history[1].at && entry.position >= 0.0);
    // Whoever comes later sees it, too, and any of it plays again by its link.
    let carol = Person::guest(deployment.gateway(1), "Carol").await;
    let mut c = carol.enter(&pair.room).await;
    assert_eq!(c.room.history, history);
    c.does(matinee_tests::commands::change_to_url(&first.url)).await;
    pair.together().await;
    let again = pair.b.playback().item.expect("it plays");
    assert_eq!(again.url, first.url);
    assert_ne!(again.id, first.id);
    assert_eq!(pair.b.room.history.len(), 3);
    c.agrees().await;
}

async fn five_hundred_links_and_no_more(deployment: &Deployment) {
    // Heavy, and the same rules in both.
    if deployment.kind() == Kind::Scaled {
        return;
    }
    let mut pair = Pair::watching(deployment).await;
    let link = |number: usize| format!("https://media.example.org/n{number}.mp4");
    for part in 0..10 {
        let urls: Vec<String> = (part * 50..part * 50 + 50).map(link).collect();
        pair.a.does(add_all(&urls.iter().map(String::as_str).collect::<Vec<_>>())).await;
    }
    assert_eq!(pair.a.queue().len(), 500);
    let urls: Vec<_> = pair.a.room.queue.iter().map(|item| item.url.clone()).collect();
    assert_eq!(urls, (0..500).map(link).collect::<Vec<_>>(), "in the order in which they were pasted");
    for socket in [&mut pair.a, &mut pair.b] {
        assert_eq!(socket.is_refused(add(CLIP)).await, "queue_full");
    }
    let last = pair.a.queue()[499].clone();
    pair.b.does(remove(&last)).await;
    pair.b.does(add(CLIP)).await;
    pair.together().await;
    assert_eq!(pair.a.queue().len(), 500);
}

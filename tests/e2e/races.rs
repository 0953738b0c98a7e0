//! Two at once, on different gateways: one order for all, no acknowledged command lost, and the
//! same room in the end for those who were there and for who asks anew.

use std::collections::HashSet;
use std::time::Duration;

use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event as Happened;
use matinee_proto::sync::v1::{Event, Timer};
use matinee_tests::client::unique;
use matinee_tests::commands::{
    add_all, kick, move_to, pause, play, ready, seek, skip, timer_of, timer_pause, timer_reset, timer_start, unban,
};
use matinee_tests::{Deployment, Person, Socket, Upgrade, stories};
use rand::RngExt;
use serde_json::json;

use crate::ledger::Ledger;
use crate::stage::{Pair, seeded};

stories!(
    two_hands_on_the_controls,
    fifty_moves_of_one_queue,
    a_kick_against_coming_back,
    the_end_of_a_phase_against_a_pause,
    the_end_of_a_clip_against_a_skip
);

/// Both send all of theirs at once and hear the answers; those refused are counted by their codes.
async fn both(pair: &mut Pair, ledger: &mut Ledger, commands: [Vec<(Command, bool)>; 2]) -> Vec<String> {
    async fn say(socket: &mut Socket, commands: Vec<(Command, bool)>) -> (Ledger, Vec<String>) {
        let (mut sent, mut ledger, mut refused) = (Vec::new(), Ledger::default(), Vec::new());
        for (command, tells) in commands {
            sent.push((socket.send(command).await, tells));
        }
        for (id, tells) in sent {
            match socket.answer(&id).await {
                Ok(revision) => ledger.accept(id, revision, tells),
                Err(refusal) => refused.push(refusal.code),
            }
        }
        (ledger, refused)
    }
    let [first, second] = commands;
    let ((one, mut refused), (other, more)) = tokio::join!(say(&mut pair.a, first), say(&mut pair.b, second));
    ledger.merge(one);
    ledger.merge(other);
    refused.extend(more);
    refused
}

/// Everybody is at the same point, has heard the same, and nothing acknowledged is missing.
async fn settled(pair: &mut Pair, ledger: &mut Ledger) {
    pair.together().await;
    for socket in [&mut pair.a, &mut pair.b] {
        ledger.hear(socket.take_log());
    }
    ledger.balances();
}

/// From here on the log is complete.
fn begin(pair: &mut Pair) -> Ledger {
    let from = pair.a.room.revision.max(pair.b.room.revision);
    let mut ledger = Ledger::default();
    for socket in [&mut pair.a, &mut pair.b] {
        ledger.hear(socket.take_log().into_iter().filter(|event| event.revision > from));
    }
    ledger
}

async fn two_hands_on_the_controls(deployment: &Deployment) {
    let mut random = seeded("two hands on the controls");
    let mut pair = Pair::watching(deployment).await;
    pair.together().await;
    let mut ledger = begin(&mut pair);
    for _ in 0..3 {
        let mut some = |count| {
            let one = |_| match random.random_range(0..4) {
                0 => (play(), false),
                1 | 2 => (pause(), false),
                _ => (seek(random.random_range(0.0..900.0)), true),
            };
            (0..count).map(one).collect::<Vec<_>>()
        };
        let commands = [some(8), some(8)];
        let refused = both(&mut pair, &mut ledger, commands).await;
        assert_eq!(refused, Vec::<String>::new(), "two people may both be right");
        settled(&mut pair, &mut ledger).await;
    }
    assert!(ledger.events() >= 3);
}

async fn fifty_moves_of_one_queue(deployment: &Deployment) {
    let mut random = seeded("fifty moves of one queue");
    let mut pair = Pair::watching(deployment).await;
    let urls: Vec<String> = (0..10).map(|number| format!("https://media.example.org/f{number}.mp4")).collect();
    pair.a.does(add_all(&urls.iter().map(String::as_str).collect::<Vec<_>>())).await;
    pair.together().await;
    let items: Vec<String> = pair.a.queue();
    let mut ledger = begin(&mut pair);
    let mut moves = || {
        let one = |_| (move_to(&items[random.random_range(0..10)], random.random_range(0..10)), false);
        (0..25).map(one).collect::<Vec<_>>()
    };
    let commands = [moves(), moves()];
    let refused = both(&mut pair, &mut ledger, commands).await;
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(ledger.len(), 50);
    settled(&mut pair, &mut ledger).await;
    let (before, after): (HashSet<_>, HashSet<_>) = (items.into_iter().collect(), pair.b.queue().into_iter().collect());
    assert_eq!(before, after, "no item is lost, none is there twice");
}

/// Comes in by whatever way, and stays until closed; the code, or that of the refusal.
async fn comes(way: Upgrade) -> Option<Socket> {
    way.open().await.ok()
}

async fn a_kick_against_coming_back(deployment: &Deployment) {
    let mut random = seeded("a kick against coming back");
    let mut pair = Pair::watching(deployment).await;
    for ban in [false, true, true] {
        let bob = pair.b.member().to_owned();
        pair.a.until("Bob is in", |socket| socket.room.members.iter().any(|member| member.id == bob)).await;
        let device: Vec<_> = pair.bob.cookies().into_iter().filter(|(name, _)| name.contains("device")).collect();
        let other = Person::with_cookies(deployment.gateway(0), &unique("Rob"), &device).await;
        let [tab, again] = [pair.bob.at(deployment.gateway(0)), pair.bob.at(deployment.gateway(1))];
        let resumes = [0, 1].map(|gateway| Upgrade::resume(deployment.gateway(gateway), &pair.b));
        // What a resume goes on from; a ticket begins with a snapshot.
        let before = pair.b.room.clone();
        let mut pause = || Duration::from_millis(random.random_range(0..30));
        let pauses = [pause(), pause(), pause(), pause()];
        let room = pair.room.clone();
        let kicks = async {
            tokio::time::sleep(pauses[0]).await;
            pair.a.does(kick(&bob, ban)).await
        };
        let joins = async |person: &Person, pause: Duration| {
            tokio::time::sleep(pause).await;
            let answer = person.try_join(&room, json!({})).await;
            if answer.status != 200 {
                assert_eq!(answer.text("/code"), "banned");
                return None;
            }
            let way = format!("{}?ticket={}", answer.text("/ws_url"), answer.text("/ticket"));
            comes(Upgrade::to(way)).await
        };
        let resume = async {
            tokio::time::sleep(pauses[3]).await;
            let [one, two] = resumes;
            [comes(one).await, comes(two).await]
        };
        let (_, first, second, third, back) =
            tokio::join!(kicks, joins(&tab, pauses[1]), joins(&again, pauses[2]), joins(&other, pauses[1]), resume);
        assert_eq!(pair.b.is_closed().await, 4003);
        // Whoever came under the old membership is closed with it; after a kick without a ban a
        // fresh join is another stay.
        let came = [first, second, third].into_iter().chain(back).enumerate();
        for (which, mut socket) in came.filter_map(|(which, socket)| Some((which, socket?))) {
            socket.room = before.clone();
            let mut closes = false;
            let deadline = tokio::time::Instant::now() + Duration::from_secs(3);
            while socket.welcome.member_id.is_empty() && socket.read(deadline).await {}
            let member = socket.welcome.member_id.clone();
            if ban || member == bob {
                let what = format!("way {which} is closed to {member}, once {bob}");
                socket.until(&what, |socket| socket.closed.is_some()).await;
                let code = socket.closed.expect("it is closed");
                assert!([4003, 4001].contains(&code), "{code} for {member}");
                closes = true;
            }
            assert!(closes || !member.is_empty() || socket.closed.is_some());
        }
        pair.bob.leave(&room).await;
        other.leave(&room).await;
        pair.a.until("only Ada is in", |socket| socket.room.members.len() == 1).await;
        pair.a.agrees().await;
        for gateway in deployment.gateways() {
            let mut back = Upgrade::resume(gateway, &pair.b).open().await.expect("closing says why");
            assert_eq!(back.is_closed().await, 4003);
            if ban {
                pair.bob.at(gateway).try_join(&room, json!({})).await.refused(403, "banned");
                other.at(gateway).try_join(&room, json!({})).await.refused(403, "banned");
            }
        }
        if ban {
            pair.a.does(unban(&pair.bob.user_id)).await;
        }
        pair.b = pair.bob.enter(&room).await;
    }
    let bob = pair.b.member().to_owned();
    pair.a.until("Bob is in", |socket| socket.room.members.iter().any(|member| member.id == bob)).await;
    pair.together().await;
}

fn timers<'a>(ledger: &'a Ledger) -> Vec<(&'a Event, &'a Timer)> {
    let of = |event: &'a Event| match event {
        Event { event: Some(Happened::Timer(changed)), .. } => Some((event, changed.timer.as_ref()?)),
        _ => None,
    };
    ledger.log().filter_map(of).collect()
}

async fn the_end_of_a_phase_against_a_pause(deployment: &Deployment) {
    let mut random = seeded("the end of a phase against a pause");
    let mut pair = Pair::enter(deployment).await;
    pair.a.does(Command::TimerConfigure(timer_of(1, 1, 1, 3))).await;
    pair.together().await;
    let mut ledger = begin(&mut pair);
    for _ in 0..4 {
        both(&mut pair, &mut ledger, [vec![(timer_start(), false)], vec![]]).await;
        // Right at the end, as far as one can aim.
        tokio::time::sleep(Duration::from_millis(random.random_range(900..1_100))).await;
        let commands = [vec![(timer_pause(), false)], vec![(timer_pause(), false), (timer_start(), false)]];
        let refused = both(&mut pair, &mut ledger, commands).await;
        assert_eq!(refused, Vec::<String>::new());
        settled(&mut pair, &mut ledger).await;
    }
    both(&mut pair, &mut ledger, [vec![(timer_reset(), true)], vec![]]).await;
    settled(&mut pair, &mut ledger).await;
    let all = timers(&ledger);
    // A phase that ends by itself does so once, and never one that stands.
    for pair in all.windows(2) {
        let ((_, before), (event, after)) = (pair[0], pair[1]);
        if event.by.is_empty() {
            assert!(before.running && before.phase != after.phase, "{before:?} {after:?}");
            assert!(event.at >= before.ends_at, "not before its time");
        }
        assert_ne!(before, after, "an event changes something");
    }
}

async fn the_end_of_a_clip_against_a_skip(deployment: &Deployment) {
    let mut random = seeded("the end of a clip against a skip");
    let mut pair = Pair::watching(deployment).await;
    let urls: Vec<String> = (0..12).map(|number| format!("https://media.example.org/s{number}.mp4")).collect();
    pair.a.does(add_all(&urls.iter().map(String::as_str).collect::<Vec<_>>())).await;
    pair.together().await;
    let order = pair.a.queue();
    let mut ledger = begin(&mut pair);
    for _ in 0..4 {
        let Some(item) = pair.a.playback().item else { break };
        let now = pair.a.pings().await.server_time;
        for socket in [&mut pair.a, &mut pair.b] {
            // It may be over already.
            let _ = socket.ask(ready(&item.id, 0.0, now, 1.0)).await;
        }
        pair.a
            .until("it runs or is over", |socket| {
                !socket.playback().waiting || socket.playback().item.is_none_or(|other| other.id != item.id)
            })
            .await;
        let (playback, now) = (pair.a.playback(), pair.a.pings().await.server_time);
        let left = (playback.at + 1_000.0 - now).clamp(0.0, 1_000.0) + random.random_range(-60.0..120.0);
        tokio::time::sleep(Duration::from_millis(left.max(0.0) as u64)).await;
        let refused = both(&mut pair, &mut ledger, [vec![(skip(), true)], vec![(skip(), true)]]).await;
        assert_eq!(refused, Vec::<String>::new());
        settled(&mut pair, &mut ledger).await;
    }
    let played: Vec<String> = ledger
        .log()
        .filter_map(|event| match &event.event {
            Some(Happened::ChangeVideo(changed)) => {
                Some(changed.item.as_ref().map(|item| item.id.clone()).unwrap_or_default())
            }
            _ => None,
        })
        .collect();
    assert!(played.len() >= 8, "{played:?}");
    assert_eq!(played, order[..played.len().min(order.len())], "each once, in order, whoever ended the one before");
}

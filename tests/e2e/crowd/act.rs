//! What comes to somebody's mind next.

use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::{PolicyChange, Room, TimerConfigure};
use matinee_tests::client::unique;
use matinee_tests::commands::{
    add, add_all, add_next, change_to, change_to_url, chat, clear, kick, move_to, mute, pause, play, policy, react,
    ready, remove, rename, rename_other, seek, set_rate, set_role, shuffle, skip, status, timer_of, timer_pause,
    timer_reset, timer_skip, timer_start, transfer_leader, unban, undo, vote, vote_skip,
};
use rand::RngExt;
use rand::rngs::StdRng;

/// A command, and whether it cannot be accepted without anybody hearing of it.
pub type Idea = (Command, bool);

fn pick<'a, T>(random: &mut StdRng, all: &'a [T]) -> Option<&'a T> {
    (!all.is_empty()).then(|| &all[random.random_range(0..all.len())])
}

/// Any command, as far as the room has what it needs; a chat otherwise.
pub fn idea(random: &mut StdRng, room: &Room, me: &str, number: u64) -> Idea {
    let say = (chat(&format!("{number} says {}", random.random::<u32>())), true);
    match random.random_range(0..100) {
        0..20 => say,
        20..26 => reaction(random, room).unwrap_or(say),
        26..52 => playback(random, room),
        52..76 => queue(random, room).unwrap_or(say),
        76..90 => people(random, room, me).unwrap_or(say),
        _ => timer(random),
    }
}

fn reaction(random: &mut StdRng, room: &Room) -> Option<Idea> {
    let message = pick(random, &room.chat)?;
    let emoji = ["👍", "🎉", "😂"][random.random_range(0..3)];
    Some((react(&message.id, emoji, random.random_bool(0.3)), true))
}

fn playback(random: &mut StdRng, room: &Room) -> Idea {
    let item = room.playback.as_ref().and_then(|playback| playback.item.as_ref());
    let id = item.map(|item| item.id.clone()).unwrap_or_default();
    match random.random_range(0..12) {
        0 | 1 => (play(), false),
        2 | 3 => (pause(), false),
        4 => (seek(random.random_range(0.0..60.0)), true),
        5 => (set_rate([0.5, 1.0, 1.5, 2.0][random.random_range(0..4)]), false),
        6 => (skip(), true),
        7 => (vote_skip(), false),
        8 => (change_to_url(&format!("https://media.example.org/{}.mp4", random.random::<u32>())), true),
        9 => {
            let state = ["ready", "buffering", "ad", "blocked", "error", "ended"][random.random_range(0..6)];
            (status(state, &id, random.random_range(0.0..60.0), 0.0), false)
        }
        _ => {
            let at = room.playback.as_ref().map_or(0.0, |playback| playback.at);
            (ready(&id, 0.0, at, random.random_range(1.0..90.0)), false)
        }
    }
}

fn queue(random: &mut StdRng, room: &Room) -> Option<Idea> {
    let link = |random: &mut StdRng| format!("https://media.example.org/{}.webm", random.random::<u32>());
    // What is added is taken away again, so that the queue stays of a size that can be sent often.
    let crowded = room.queue.len() > 20;
    let item = pick(random, &room.queue).map(|item| item.id.clone());
    Some(match random.random_range(0..14) {
        0..3 if !crowded => (add(&link(random)), true),
        3 if !crowded => (add_next(&link(random)), true),
        4 if !crowded => {
            let links = [link(random), link(random), link(random)];
            (add_all(&links.each_ref().map(String::as_str)), true)
        }
        0..6 => (remove(&item?), true),
        6 | 7 => (move_to(&item?, random.random_range(0..4)), false),
        8 => (shuffle(), false),
        9 if crowded => (clear(), false),
        9 | 10 => (vote(&item?, random.random()), false),
        11 => (change_to(&item?), false),
        _ => (undo(), true),
    })
}

fn people(random: &mut StdRng, room: &Room, me: &str) -> Option<Idea> {
    let other = pick(random, &room.members)?;
    let id = other.id.clone();
    // A watcher has to see all of it, and who leads to be able to do something.
    let spared = other.nickname.starts_with("Watcher");
    Some(match random.random_range(0..14) {
        0..3 => (rename(&unique("Guest")), true),
        3 if !spared => (rename_other(&id, &unique("Named")), true),
        4 if !spared && id != me => (transfer_leader(&id), false),
        5 | 6 => (set_role(&id, ["moderator", "member"][random.random_range(0..2)]), false),
        7 | 8 if !spared && id != me => (kick(&id, random.random_bool(0.3)), true),
        9 => (unban(&other.user_id), false),
        10 => (mute(&id, random.random_bool(0.4)), false),
        _ => (policy(change(random)), false),
    })
}

/// Mostly free for all: when only leaders may, hardly anything happens.
fn change(random: &mut StdRng) -> PolicyChange {
    let mut who = |percent| {
        let anyone = random.random_range(0..100) < percent;
        Some(if anyone { "anyone" } else { ["leader", "moderators"][random.random_range(0..2)] }.to_owned())
    };
    let (playback, queue, chat, timer) = (who(85), who(85), who(95), who(85));
    let mut of = |all: &[&str]| Some(all[random.random_range(0..all.len())].to_owned());
    PolicyChange {
        playback,
        queue,
        chat,
        timer,
        buffering: of(&["ignore", "wait"]),
        order: of(&["manual", "votes"]),
        r#loop: of(&["none", "one", "all"]),
        slow_mode: Some(0),
        members_max: None,
    }
}

fn timer(random: &mut StdRng) -> Idea {
    match random.random_range(0..6) {
        0 => {
            let action = |random: &mut StdRng| ["none", "play", "pause"][random.random_range(0..3)].to_owned();
            let settings = TimerConfigure {
                auto_start: random.random(),
                focus_action: action(random),
                break_action: action(random),
                ..timer_of(random.random_range(1..8), random.random_range(1..4), 2, 2)
            };
            (Command::TimerConfigure(settings), false)
        }
        1 | 2 => (timer_start(), false),
        3 => (timer_pause(), false),
        4 => (timer_reset(), false),
        _ => (timer_skip(), false),
    }
}

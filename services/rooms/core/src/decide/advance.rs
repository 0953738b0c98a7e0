//! From one item to the next: by itself, by skipping, or because it cannot be played.

use std::sync::Arc;

use super::playback::anchor_time;
use super::{queue, reports};
use crate::{Context, Event, Item, Loop, Motion, Playback, Played, Room, Track, WAIT_MAX, Wait};

/// Why the room moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The item has ended.
    Ended,
    /// Somebody, or the majority, wants to.
    Skipped,
    /// Most cannot play it: it must not come again, whatever the loop says.
    Broken,
}

/// On to whatever comes next, nothing if there is nothing.
pub(crate) fn advance(room: &Room, why: Why, context: &Context<'_>) -> Vec<Event> {
    let current = room.playback.track.as_ref().map(|track| Arc::clone(&track.item));
    match (why, room.policy.repeat, current) {
        (Why::Ended, Loop::One, Some(item)) => change(room, Some(item), context),
        (Why::Ended | Why::Skipped, Loop::All, Some(item)) => around(room, item, context),
        _ => next(room, context),
    }
}

/// The front of the queue, or nothing.
fn next(room: &Room, context: &Context<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    let front = room.queue.items().first().cloned();
    if front.is_some() {
        events.push(queue::updated(room, room.queue.items()[1..].to_vec()));
    }
    events.extend(change(room, front, context));
    events
}

/// The front of the queue, and what played goes to its end. Alone, it starts over.
fn around(room: &Room, current: Arc<Item>, context: &Context<'_>) -> Vec<Event> {
    let Some((front, rest)) = room.queue.items().split_first() else {
        return change(room, Some(current), context);
    };
    let items = rest.iter().cloned().chain([current]).collect();
    let items = queue::ordered(room, items);
    let mut events = change(room, Some(Arc::clone(front)), context);
    events.push(queue::updated(room, items));
    events
}

/// What is loaded changes to this, which plays from its beginning. The history tells of what was
/// loaded before, unless that starts over.
pub(crate) fn change(room: &Room, item: Option<Arc<Item>>, context: &Context<'_>) -> Vec<Event> {
    let at = anchor_time(room, context);
    let again = |track: &&Track| item.as_ref().is_some_and(|item| item.id == track.item.id);
    let played = room.playback.track.as_ref().filter(|track| !again(track)).map(|track| Played {
        item: Arc::clone(&track.item),
        position: room.playback.position(at),
        at,
    });
    let track = item.map(|item| begin(room, item, at, context));
    let playback = Playback { rate: room.playback.rate, at, track };
    let mut events = vec![Event::VideoChanged { playback, played }];
    if !room.skip.0.is_empty() {
        events.push(Event::SkipCleared { member: None });
    }
    events
}

/// The item from its beginning: it waits for those present unless all of them are ready, and
/// stands if there is nobody to see it.
fn begin(room: &Room, item: Arc<Item>, at: f64, context: &Context<'_>) -> Track {
    let audience = room.members.last_order();
    let motion = if room.members.present_count() == 0 {
        Motion::Paused
    } else if reports::everybody_settled(room, &item.id, audience, context) {
        Motion::Playing
    } else {
        Motion::Waiting { since: at, until: at + WAIT_MAX, reason: Wait::Start }
    };
    let position = item.media.start.clamp(0.0, item.end());
    Track { position, live_offset: 0.0, item, motion, audience, waited: None }
}

//! What players' reports do: a start ends its wait, the room waits for somebody who buffers, an
//! item turns out to be broken, over, or of a length that nobody knew.
//!
//! Counting is over those present. Who came after an item began is never waited for, and no wait
//! is longer than [`crate::WAIT_MAX`]: reports can shorten a wait, never lengthen it.

use std::sync::Arc;

use super::advance::{self, Why};
use super::playback::{anchor, anchor_time};
use crate::item::known_duration;
use crate::{
    Buffering, Context, Event, Item, ItemId, Media, Motion, Place, Playback, PlayerState, Report, Room, Seconds, Track,
    WAIT_AGAIN, WAIT_MAX, Wait,
};

/// How far a report's clock may run ahead of the room's before it is not believed.
const CLOCK_ERROR: f64 = 5_000.0;

/// Whether a report that has just arrived can make [`crate::Internal::Reported`] do anything, so
/// that the thousands that cannot cost nothing.
#[must_use]
pub fn reports_matter(room: &Room, report: &Report) -> bool {
    let Some(track) = &room.playback.track else { return false };
    if track.item.id != report.item {
        return false;
    }
    if learns_duration(&track.item) && report.duration.and_then(known_duration).is_some() {
        return true;
    }
    match (report.state, track.motion) {
        (PlayerState::Error, _) => true,
        (state, Motion::Waiting { reason, .. }) => settled(state, reason),
        (PlayerState::Buffering, Motion::Playing) => room.policy.buffering == Buffering::Wait,
        (PlayerState::Ended, Motion::Playing) => track.item.duration().is_none(),
        _ => false,
    }
}

fn learns_duration(item: &Item) -> bool {
    item.duration().is_none() && !item.media.live
}

/// Whether a player in this state is none to wait for: it is ready, or it will not become so.
fn settled(state: PlayerState, wait: Wait) -> bool {
    match state {
        PlayerState::Ready | PlayerState::Blocked | PlayerState::Error | PlayerState::Ended => true,
        PlayerState::Ad => wait == Wait::Buffering,
        PlayerState::Buffering => false,
    }
}

/// The reports that those present up to this order of arrival made of the item, `None` for each
/// who made none.
fn audience<'a>(
    room: &'a Room,
    item: &'a ItemId,
    last: u64,
    context: &'a Context<'_>,
) -> impl Iterator<Item = Option<&'a Report>> {
    let early = room.members.present().take_while(move |member| member.order().is_some_and(|order| order <= last));
    early.map(move |member| context.reports.get(&member.id).filter(|report| report.item == *item))
}

/// Whether nobody of the audience has to be waited for before the item begins.
pub(crate) fn everybody_settled(room: &Room, item: &ItemId, last: u64, context: &Context<'_>) -> bool {
    let size = room.members.present_count() - room.members.present_after(last);
    if context.reports.count(item, |state| settled(state, Wait::Start)) < size {
        return false;
    }
    audience(room, item, last, context).all(|report| report.is_some_and(|report| settled(report.state, Wait::Start)))
}

fn nobody_buffers(room: &Room, track: &Track, context: &Context<'_>) -> bool {
    if context.reports.count(&track.item.id, |state| !settled(state, Wait::Buffering)) == 0 {
        return true;
    }
    audience(room, &track.item.id, track.audience, context)
        .flatten()
        .all(|report| settled(report.state, Wait::Buffering))
}

/// Whether more than half of those present say this of the item. An end counts only if it was
/// reported after the present anchor: in a loop, the former round's end is not this one's.
fn most_say(room: &Room, item: &ItemId, state: PlayerState, context: &Context<'_>) -> bool {
    if context.reports.count(item, |other| other == state) * 2 <= room.members.present_count() {
        return false;
    }
    let says = |report: &&Report| match state {
        PlayerState::Ended => {
            report.state == state && report.at > room.playback.at && report.at <= context.now + CLOCK_ERROR
        }
        _ => report.state == state,
    };
    let count = audience(room, item, u64::MAX, context).flatten().filter(says).count();
    count * 2 > room.members.present_count()
}

/// Acts on the reports in the context.
pub(crate) fn reported(room: &Room, context: &Context<'_>) -> Vec<Event> {
    let Some(track) = &room.playback.track else { return Vec::new() };
    let item = &track.item;
    if most_say(room, &item.id, PlayerState::Error, context) {
        return advance::advance(room, Why::Broken, context);
    }
    let plays = track.motion == Motion::Playing;
    if plays && item.duration().is_none() && most_say(room, &item.id, PlayerState::Ended, context) {
        return advance::advance(room, Why::Ended, context);
    }
    let mut events = Vec::new();
    let mut playback = room.playback.clone();
    if let Some(duration) = reported_duration(room, item, context) {
        events = learn(room, &mut playback, duration, context);
    }
    events.extend(wait_or_go(room, &playback, context));
    events
}

/// The duration that counts while the provider has told none: the leader's report, else the
/// median of those present.
fn reported_duration(room: &Room, item: &Item, context: &Context<'_>) -> Option<Seconds> {
    if !learns_duration(item) {
        return None;
    }
    let of = |report: &Report| if report.item == item.id { report.duration.and_then(known_duration) } else { None };
    let leader = room.lead.leader.as_ref().and_then(|leader| context.reports.get(leader)).and_then(of);
    leader.or_else(|| {
        let mut all: Vec<Seconds> = audience(room, &item.id, u64::MAX, context).flatten().filter_map(of).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len().checked_sub(1)? / 2).copied()
    })
}

/// The item's duration becomes known; a position past it moves to the end.
fn learn(room: &Room, playback: &mut Playback, duration: Seconds, context: &Context<'_>) -> Vec<Event> {
    let at = anchor_time(room, context);
    let before = room.playback.position(at);
    let Some(track) = &mut playback.track else { return Vec::new() };
    let media = Media { duration, ..track.item.media.clone() };
    track.item = Arc::new(Item { media, ..(*track.item).clone() });
    let item = Arc::clone(&track.item);
    let (motion, past) = (track.motion, before > duration);
    let mut events = vec![Event::ItemUpdated { item, place: Place::Playing }];
    if past {
        *playback = anchor(playback, at, duration, motion);
        events.push(Event::Sought { playback: playback.clone() });
    }
    events
}

/// Ends a wait that nobody needs any more, or begins one for somebody who buffers.
fn wait_or_go(room: &Room, playback: &Playback, context: &Context<'_>) -> Option<Event> {
    let track = playback.track.as_ref()?;
    let at = anchor_time(room, context);
    let motion = match track.motion {
        Motion::Waiting { reason: Wait::Start, .. }
            if everybody_settled(room, &track.item.id, track.audience, context) =>
        {
            Motion::Playing
        }
        Motion::Waiting { reason: Wait::Buffering, .. } if nobody_buffers(room, track, context) => Motion::Playing,
        Motion::Playing if room.policy.buffering == Buffering::Wait => {
            let rested = track.waited.is_none_or(|waited| at - waited >= WAIT_AGAIN);
            if !rested || nobody_buffers(room, track, context) {
                return None;
            }
            Motion::Waiting { since: at, until: at + WAIT_MAX, reason: Wait::Buffering }
        }
        Motion::Waiting { .. } | Motion::Playing | Motion::Paused => return None,
    };
    let mut playback = anchor(playback, at, playback.position(at), motion);
    if let (Motion::Waiting { .. }, Some(track)) = (motion, &mut playback.track) {
        track.waited = Some(at);
    }
    Some(Event::Started { playback })
}

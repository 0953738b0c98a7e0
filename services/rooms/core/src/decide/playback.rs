//! PLAY, PAUSE, SEEK, SET_RATE, CHANGE_VIDEO, SKIP, and deadlines of playback.

use std::sync::Arc;

use super::advance::{self, Why};
use super::{Decision, access, queue, undo};
use crate::{
    Capability, Code, Context, Event, Inverse, Item, LIVE_OFFSET_MAX, Member, Millis, Motion, Playback, RATE_MAX,
    RATE_MIN, Rejection, Room, Seconds, Target, Track,
};

/// The instant of a new anchor: now, but never before the last one.
pub(crate) fn anchor_time(room: &Room, context: &Context<'_>) -> Millis {
    context.now.max(room.playback.at)
}

/// The anchor moved to this instant, position and motion.
pub(crate) fn anchor(playback: &Playback, at: Millis, position: Seconds, motion: Motion) -> Playback {
    let track = playback.track.as_ref().map(|track| Track {
        position: position.clamp(0.0, track.item.end()),
        motion,
        ..track.clone()
    });
    Playback { at, rate: playback.rate, track }
}

fn track(room: &Room) -> Result<&Track, Rejection> {
    room.playback.track.as_ref().ok_or_else(|| Rejection::new(Code::ItemNotFound, "nothing is loaded"))
}

fn number(position: Option<Seconds>) -> Result<Option<Seconds>, Rejection> {
    match position {
        Some(position) if !position.is_finite() => Err(Rejection::invalid("a position is a number of seconds")),
        _ => Ok(position),
    }
}

pub(crate) fn play(room: &Room, actor: &Member, position: Option<Seconds>, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    let position = number(position)?;
    match &room.playback.track {
        Some(_) => Ok(resume(room, position, context)),
        None if room.queue.is_empty() => Err(Rejection::new(Code::ItemNotFound, "there is nothing to play")),
        None => Ok(advance::advance(room, Why::Skipped, context)),
    }
}

/// Makes what is loaded play, if it stands.
pub(crate) fn resume(room: &Room, position: Option<Seconds>, context: &Context<'_>) -> Vec<Event> {
    match &room.playback.track {
        Some(track) if track.motion == Motion::Paused => {
            let position = position.unwrap_or(track.position);
            let at = anchor_time(room, context);
            vec![Event::Started { playback: anchor(&room.playback, at, position, Motion::Playing) }]
        }
        _ => Vec::new(),
    }
}

pub(crate) fn pause(room: &Room, actor: &Member, position: Option<Seconds>, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    let position = number(position)?;
    track(room)?;
    Ok(halt(room, position, context))
}

/// Makes what plays stand.
pub(crate) fn halt(room: &Room, position: Option<Seconds>, context: &Context<'_>) -> Vec<Event> {
    if !room.playback.playing() {
        return Vec::new();
    }
    let at = anchor_time(room, context);
    let position = position.unwrap_or_else(|| room.playback.position(at));
    vec![Event::Paused { playback: anchor(&room.playback, at, position, Motion::Paused) }]
}

pub(crate) fn seek(room: &Room, actor: &Member, timestamp: Seconds, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    if !timestamp.is_finite() || timestamp < 0.0 {
        return Err(Rejection::invalid("a timestamp is a number of seconds from 0"));
    }
    let track = track(room)?;
    if timestamp > track.item.end() {
        return Err(Rejection::invalid("the timestamp is past the end"));
    }
    let at = anchor_time(room, context);
    let sought = Event::Sought { playback: anchor(&room.playback, at, timestamp, track.motion) };
    Ok(vec![sought, undo::record(room, actor, back_to(room, track, at), context)])
}

/// Watches a live stream so far behind its edge. Whether it is one, only its players know; what
/// has an end is none.
pub(crate) fn seek_live(room: &Room, actor: &Member, offset: Seconds, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    if !(0.0..=LIVE_OFFSET_MAX).contains(&offset) {
        return Err(Rejection::invalid(format!("a live offset is 0 to {LIVE_OFFSET_MAX} seconds")));
    }
    let track = track(room)?;
    if track.item.duration().is_some() {
        return Err(Rejection::invalid("what plays has an end, and no live edge"));
    }
    let at = anchor_time(room, context);
    let playback = behind(anchor(&room.playback, at, room.playback.position(at), track.motion), offset);
    Ok(vec![Event::Sought { playback }, undo::record(room, actor, back_to(room, track, at), context)])
}

/// The anchor at this distance from the edge of a live stream.
pub(crate) fn behind(mut playback: Playback, offset: Seconds) -> Playback {
    if let Some(track) = &mut playback.track {
        track.live_offset = offset;
    }
    playback
}

/// What takes back that something was moved in.
fn back_to(room: &Room, track: &Track, at: Millis) -> Inverse {
    Inverse::Seek { item: track.item.id.clone(), position: room.playback.position(at), live_offset: track.live_offset }
}

pub(crate) fn set_rate(room: &Room, actor: &Member, rate: f64, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    if !(RATE_MIN..=RATE_MAX).contains(&rate) {
        return Err(Rejection::invalid("a rate is 0.25 to 4"));
    }
    #[expect(clippy::float_cmp, reason = "a rate is what somebody chose, never computed")]
    if rate == room.playback.rate {
        return Ok(Vec::new());
    }
    let at = anchor_time(room, context);
    let motion = room.playback.track.as_ref().map_or(Motion::Paused, |track| track.motion);
    let anchored = anchor(&room.playback, at, room.playback.position(at), motion);
    Ok(vec![Event::RateSet { playback: Playback { rate, ..anchored } }])
}

pub(crate) fn change_video(room: &Room, actor: &Member, target: &Target, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    let playing = |id: &crate::ItemId| room.playback.track.as_ref().is_some_and(|track| track.item.id == *id);
    match target {
        // Two people who choose the same item at once both get what they want.
        Target::Queued(id) if playing(id) => Ok(Vec::new()),
        Target::Queued(id) => {
            let index = queue::index_of(room, id)?;
            let mut items = room.queue.items().to_vec();
            let item = items.remove(index);
            let mut events = vec![queue::updated(room, items)];
            events.extend(advance::change(room, Some(item), context));
            Ok(events)
        }
        Target::New(new) => {
            queue::unused(room, std::slice::from_ref(new))?;
            let item = Item { id: new.id.clone(), media: new.media.admitted()?, added_by: actor.id.clone() };
            Ok(advance::change(room, Some(Arc::new(item)), context))
        }
    }
}

pub(crate) fn skip(room: &Room, actor: &Member, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    if room.playback.track.is_none() && room.queue.is_empty() {
        return Err(Rejection::new(Code::ItemNotFound, "there is nothing to skip"));
    }
    Ok(advance::advance(room, Why::Skipped, context))
}

/// The deadline of playback may have passed: a wait is over, or the item has ended.
pub(crate) fn due(room: &Room, context: &Context<'_>) -> Vec<Event> {
    let (Some(track), Some(deadline)) = (&room.playback.track, room.playback.deadline()) else { return Vec::new() };
    match track.motion {
        // A clock that ran backwards must not make a wait any longer.
        Motion::Waiting { since, until, .. } if context.now >= until || context.now < since => {
            let at = anchor_time(room, context);
            let mut playback = anchor(&room.playback, at, track.position, Motion::Playing);
            if let Some(track) = &mut playback.track {
                track.waited = Some(at);
            }
            vec![Event::Started { playback }]
        }
        Motion::Playing if context.now >= deadline => advance::advance(room, Why::Ended, context),
        Motion::Waiting { .. } | Motion::Playing | Motion::Paused => Vec::new(),
    }
}

//! SET_POLICY: the leader changes how the room works; what is left out stays.

use super::{Decision, access, queue};
use crate::{Context, Event, Member, Order, Policy, PolicyChange, Rejection, Room};

/// Longest slow mode, seconds.
const SLOW_MODE_MAX: u32 = 21_600;

pub(crate) fn change(room: &Room, actor: &Member, change: &PolicyChange, context: &Context<'_>) -> Decision {
    access::leader(room, actor)?;
    let old = &room.policy;
    let policy = Policy {
        playback: change.playback.unwrap_or(old.playback),
        queue: change.queue.unwrap_or(old.queue),
        chat: change.chat.unwrap_or(old.chat),
        timer: change.timer.unwrap_or(old.timer),
        buffering: change.buffering.unwrap_or(old.buffering),
        order: change.order.unwrap_or(old.order),
        repeat: change.repeat.unwrap_or(old.repeat),
        slow_mode: change.slow_mode.unwrap_or(old.slow_mode),
        members_max: change.members_max.unwrap_or(old.members_max),
    };
    if policy.slow_mode > SLOW_MODE_MAX {
        return Err(Rejection::invalid("slow mode is 0 to 21600 seconds"));
    }
    let most = u32::try_from(context.limits.members).unwrap_or(u32::MAX);
    if change.members_max.is_some_and(|asked| asked == 0 || asked > most) {
        return Err(Rejection::invalid(format!("a room takes 1 to {most} members")));
    }
    if policy == *old {
        return Ok(Vec::new());
    }
    let votes_begin = policy.order == Order::Votes && old.order == Order::Manual;
    let mut events = vec![Event::PolicyChanged { policy }];
    if votes_begin {
        let items = queue::by_votes(room.queue.items().to_vec(), |item| room.queue.score(item));
        if items.iter().zip(room.queue.items()).any(|(new, old)| new.id != old.id) {
            events.push(queue::updated(room, items));
        }
    }
    Ok(events)
}

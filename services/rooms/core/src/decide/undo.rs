//! UNDO: takes the last queue or seek action back, by its author or the leader, as far as what
//! others did since leaves anything to take back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::playback::{anchor, anchor_time, behind};
use super::{Decision, access, advance, queue};
use crate::{
    Capability, Code, Context, Event, Inverse, Item, ItemId, Member, Order, Rejection, Removed, Role, Room,
    UNDO_ITEMS_KEPT, UNDO_KEPT, UndoEntry,
};

/// The event that makes an action one that can be undone, at the cost of the oldest ones.
pub(crate) fn record(room: &Room, actor: &Member, inverse: Inverse, context: &Context<'_>) -> Event {
    let (mut count, mut weight) = (1, inverse.weight());
    for (_, entry) in room.undo.entries() {
        count += 1;
        weight += entry.inverse.weight();
    }
    let mut dropped = Vec::new();
    for (number, entry) in room.undo.entries() {
        if count <= UNDO_KEPT && weight <= UNDO_ITEMS_KEPT {
            break;
        }
        count -= 1;
        weight -= entry.inverse.weight();
        dropped.push(number);
    }
    let entry = UndoEntry { by: actor.id.clone(), at: context.now, inverse };
    Event::UndoRecorded { number: room.undo.next(), entry, dropped }
}

pub(crate) fn undo(room: &Room, actor: &Member, context: &Context<'_>) -> Decision {
    let leads = access::role(room, actor) == Role::Leader;
    let mut numbers = Vec::new();
    for (number, entry) in room.undo.entries().rev().filter(|(_, entry)| leads || entry.by == actor.id) {
        let capability = match entry.inverse {
            Inverse::Seek { .. } => Capability::Playback,
            _ => Capability::Queue,
        };
        access::may(room, actor, capability)?;
        numbers.push(number);
        let mut events = take_back(room, &entry.inverse, context)?;
        if !events.is_empty() {
            events.push(Event::UndoDropped { numbers });
            return Ok(events);
        }
    }
    Err(Rejection::new(Code::NotFound, "there is nothing to undo"))
}

/// What takes an action back; nothing if there is nothing left of it.
fn take_back(room: &Room, inverse: &Inverse, context: &Context<'_>) -> Decision {
    match inverse {
        Inverse::Remove(ids) => Ok(take_out(room, ids, context)),
        Inverse::Insert(removed) => put_back(room, removed, context),
        Inverse::Move { item, index } => Ok(move_back(room, item, *index)),
        Inverse::Order(ids) => Ok(reorder(room, ids)),
        Inverse::Seek { item, position, live_offset } => {
            let track = room.playback.track.as_ref().filter(|track| track.item.id == *item);
            let at = anchor_time(room, context);
            let back = |motion| {
                let back = anchor(&room.playback, at, *position, motion);
                Event::Sought { playback: behind(back, *live_offset) }
            };
            Ok(track.map(|track| back(track.motion)).into_iter().collect())
        }
    }
}

/// Takes added items out. If one of them has begun to play, what comes after it does.
fn take_out(room: &Room, ids: &[ItemId], context: &Context<'_>) -> Vec<Event> {
    let ids: HashSet<&ItemId> = ids.iter().collect();
    let mut items: Vec<_> = room.queue.items().iter().filter(|item| !ids.contains(&item.id)).cloned().collect();
    let playing = room.playback.track.as_ref().is_some_and(|track| ids.contains(&track.item.id));
    let next = (playing && !items.is_empty()).then(|| items.remove(0));
    let mut events = Vec::new();
    if items.len() != room.queue.len() {
        events.push(queue::updated(room, items));
    }
    if playing {
        events.extend(advance::change(room, next, context));
    }
    events
}

/// Puts removed items back where they were, with their votes.
fn put_back(room: &Room, removed: &[Removed], context: &Context<'_>) -> Decision {
    let playing = room.playback.track.as_ref().map(|track| &track.item.id);
    let gone = |item: &ItemId| playing != Some(item) && room.queue.index_of(item).is_none();
    let back: Vec<&Removed> = removed.iter().filter(|removed| gone(&removed.item.id)).collect();
    if back.is_empty() {
        return Ok(Vec::new());
    }
    if room.queue.len() + back.len() > context.limits.queue {
        return Err(Rejection::new(Code::QueueFull, "the queue has no room for what was removed"));
    }
    let mut items = room.queue.items().to_vec();
    for removed in &back {
        items.insert(removed.index.min(items.len()), Arc::clone(&removed.item));
    }
    let votes: HashMap<&ItemId, i32> = back.iter().map(|removed| (&removed.item.id, removed.votes.sum())).collect();
    if room.policy.order == Order::Votes {
        items = queue::by_votes(items, |id| votes.get(id).copied().unwrap_or_else(|| room.queue.score(id)));
    }
    let voted = back.iter().filter(|removed| !removed.votes.is_empty());
    let votes = voted.map(|removed| (removed.item.id.clone(), Some(removed.votes.clone()))).collect();
    Ok(vec![Event::QueueUpdated { items, votes }])
}

fn move_back(room: &Room, item: &ItemId, index: usize) -> Vec<Event> {
    let Some(from) = room.queue.index_of(item).filter(|_| room.policy.order == Order::Manual) else {
        return Vec::new();
    };
    let mut items = room.queue.items().to_vec();
    let moved = items.remove(from);
    let to = index.min(items.len());
    items.insert(to, moved);
    if to == from { Vec::new() } else { vec![queue::updated(room, items)] }
}

/// The former order for those that are still there; what came since stays behind them.
fn reorder(room: &Room, ids: &[ItemId]) -> Vec<Event> {
    let rank: HashMap<&ItemId, usize> = ids.iter().enumerate().map(|(rank, id)| (id, rank)).collect();
    let mut items: Vec<Arc<Item>> = room.queue.items().to_vec();
    items.sort_by_key(|item| rank.get(&item.id).copied().unwrap_or(usize::MAX));
    let items = queue::ordered(room, items);
    if items.iter().zip(room.queue.items()).all(|(new, old)| new.id == old.id) {
        Vec::new()
    } else {
        vec![queue::updated(room, items)]
    }
}

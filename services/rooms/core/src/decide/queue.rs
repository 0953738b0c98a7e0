//! ADD, REMOVE, MOVE, SHUFFLE, CLEAR, VOTE.

use std::collections::HashSet;
use std::sync::Arc;

use super::playback::{anchor, anchor_time};
use super::{Decision, access, advance, undo};
use crate::{
    Capability, Code, Context, Event, Inverse, Item, ItemId, Media, Member, NewItem, Order, Place, Rejection, Removed,
    Room,
};

/// Where an item of the queue is.
pub(crate) fn index_of(room: &Room, item: &ItemId) -> Result<usize, Rejection> {
    room.queue.index_of(item).ok_or_else(|| Rejection::new(Code::ItemNotFound, "there is no such item in the queue"))
}

/// The ids of new items are new, and no two of them the same.
pub(crate) fn unused(room: &Room, new: &[NewItem]) -> Result<(), Rejection> {
    let queued = room.queue.items().iter().map(|item| &item.id);
    let mut known: HashSet<&ItemId> = queued.chain(room.playback.track.iter().map(|track| &track.item.id)).collect();
    if new.iter().all(|item| known.insert(&item.id)) {
        Ok(())
    } else {
        Err(Rejection::invalid("an item's id is taken"))
    }
}

/// The items in the order that the policy wants: as they are, or by votes and as they are among
/// equals.
pub(crate) fn ordered(room: &Room, items: Vec<Arc<Item>>) -> Vec<Arc<Item>> {
    if room.policy.order == Order::Votes { by_votes(items, |item| room.queue.score(item)) } else { items }
}

/// The items by these scores, the highest first.
pub(crate) fn by_votes(mut items: Vec<Arc<Item>>, score: impl Fn(&ItemId) -> i32) -> Vec<Arc<Item>> {
    items.sort_by_cached_key(|item| std::cmp::Reverse(score(&item.id)));
    items
}

/// The event of a new queue; votes of items that are not in it any more end.
pub(crate) fn updated(room: &Room, items: Vec<Arc<Item>>) -> Event {
    let kept: HashSet<&ItemId> = items.iter().map(|item| &item.id).collect();
    let ended = room.queue.all_votes().filter(|(item, _)| !kept.contains(item));
    let mut votes: Vec<_> = ended.map(|(item, _)| (item.clone(), None)).collect();
    votes.sort_by(|(a, _), (b, _)| a.cmp(b));
    Event::QueueUpdated { items, votes }
}

fn same_order(room: &Room, items: &[Arc<Item>]) -> bool {
    room.queue.len() == items.len() && room.queue.items().iter().zip(items).all(|(old, new)| old.id == new.id)
}

pub(crate) fn add(room: &Room, actor: &Member, new: &[NewItem], next: bool, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Queue)?;
    if new.is_empty() {
        return Err(Rejection::invalid("there is no link to add"));
    }
    if new.len() > context.limits.queue.saturating_add(1) {
        return Err(full("the queue is full"));
    }
    unused(room, new)?;
    let mut added = Vec::with_capacity(new.len());
    for item in new {
        let media = item.media.admitted()?;
        added.push(Arc::new(Item { id: item.id.clone(), media, added_by: actor.id.clone() }));
    }
    let old = room.queue.items().to_vec();
    let items = if next { [added, old].concat() } else { [old, added].concat() };
    let mut items = ordered(room, items);
    let start = room.playback.track.is_none().then(|| items.remove(0));
    if items.len() > context.limits.queue {
        return Err(full("the queue is full"));
    }
    if items.iter().filter(|item| item.added_by == actor.id).count() > context.limits.queue_per_member {
        return Err(full("you have as many items in the queue as you may have"));
    }
    let mut events = Vec::new();
    if !same_order(room, &items) {
        events.push(updated(room, items));
    }
    if start.is_some() {
        events.extend(advance::change(room, start, context));
    }
    let ids = new.iter().map(|item| item.id.clone()).collect();
    events.push(undo::record(room, actor, Inverse::Remove(ids), context));
    Ok(events)
}

fn full(detail: &'static str) -> Rejection {
    Rejection::new(Code::QueueFull, detail)
}

/// What is needed to put the item at this index back.
fn removed(room: &Room, index: usize) -> Removed {
    let item = Arc::clone(&room.queue.items()[index]);
    let votes = room.queue.votes(&item.id).cloned().unwrap_or_default();
    Removed { index, item, votes }
}

pub(crate) fn remove(room: &Room, actor: &Member, item: &ItemId, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Queue)?;
    let index = index_of(room, item)?;
    let mut items = room.queue.items().to_vec();
    items.remove(index);
    let inverse = Inverse::Insert(vec![removed(room, index)]);
    Ok(vec![updated(room, items), undo::record(room, actor, inverse, context)])
}

pub(crate) fn move_to(room: &Room, actor: &Member, item: &ItemId, index: usize, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Queue)?;
    if room.policy.order == Order::Votes {
        return Err(Rejection::invalid("votes order this queue"));
    }
    let from = index_of(room, item)?;
    if index >= room.queue.len() {
        return Err(Rejection::invalid("the index is past the end of the queue"));
    }
    if index == from {
        return Ok(Vec::new());
    }
    let mut items = room.queue.items().to_vec();
    let moved = items.remove(from);
    items.insert(index, moved);
    let inverse = Inverse::Move { item: item.clone(), index: from };
    Ok(vec![updated(room, items), undo::record(room, actor, inverse, context)])
}

pub(crate) fn shuffle(room: &Room, actor: &Member, seed: u64, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Queue)?;
    let mut items = room.queue.items().to_vec();
    let mut random = SplitMix(seed);
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last + 1));
    }
    let items = ordered(room, items);
    if same_order(room, &items) {
        return Ok(Vec::new());
    }
    let inverse = Inverse::Order(room.queue.items().iter().map(|item| item.id.clone()).collect());
    Ok(vec![updated(room, items), undo::record(room, actor, inverse, context)])
}

/// SplitMix64 (Steele, Lea and Flood, 2014): enough to shuffle a playlist from one seed, the same
/// on every replica.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `bound`, by taking the high half of a product; the bias is below 2⁻⁵⁰ for any queue.
    fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.next()) * bound as u128;
        usize::try_from(product >> 64).unwrap_or(0)
    }
}

pub(crate) fn clear(room: &Room, actor: &Member, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Queue)?;
    if room.queue.is_empty() {
        return Ok(Vec::new());
    }
    let inverse = Inverse::Insert((0..room.queue.len()).map(|index| removed(room, index)).collect());
    Ok(vec![updated(room, Vec::new()), undo::record(room, actor, inverse, context)])
}

pub(crate) fn vote(room: &Room, actor: &Member, item: &ItemId, up: bool) -> Decision {
    access::may(room, actor, Capability::Queue)?;
    index_of(room, item)?;
    let before = room.queue.votes(item).map_or(0, |votes| votes.of(&actor.user));
    let vote = (before + if up { 1 } else { -1 }).clamp(-1, 1);
    if vote == before {
        return Ok(Vec::new());
    }
    let votes = room.queue.score(item) + vote - before;
    let mut events = vec![Event::Voted { item: item.clone(), user: actor.user.clone(), vote, votes }];
    if room.policy.order == Order::Votes {
        let score = |id: &ItemId| if id == item { votes } else { room.queue.score(id) };
        let items = by_votes(room.queue.items().to_vec(), score);
        if !same_order(room, &items) {
            events.push(updated(room, items));
        }
    }
    Ok(events)
}

/// More became known of an item; a duration moves a position that turns out to be past the end.
pub(crate) fn resolved(room: &Room, item: &ItemId, media: &Media, context: &Context<'_>) -> Vec<Event> {
    let Ok(media) = media.admitted() else { return Vec::new() };
    // A duration that players reported is better than none.
    let with = |old: &Item| {
        let duration = if media.duration > 0.0 || media.live { media.duration } else { old.media.duration };
        Arc::new(Item { media: Media { duration, ..media.clone() }, ..old.clone() })
    };
    if let Some(track) = room.playback.track.as_ref().filter(|track| track.item.id == *item) {
        let item = with(&track.item);
        if item == track.item {
            return Vec::new();
        }
        let mut playback = room.playback.clone();
        if let Some(track) = &mut playback.track {
            track.item = Arc::clone(&item);
        }
        let at = anchor_time(room, context);
        let before = room.playback.position(at);
        let past = before > item.end();
        let sought = past.then(|| Event::Sought { playback: anchor(&playback, at, before, track.motion) });
        return [Event::ItemUpdated { item, place: Place::Playing }].into_iter().chain(sought).collect();
    }
    let queued = room.queue.index_of(item).map(|index| &room.queue.items()[index]);
    let updated = queued.map(|old| (old, with(old))).filter(|(old, new)| *old != new);
    updated.map(|(_, item)| Event::ItemUpdated { item, place: Place::Queued }).into_iter().collect()
}

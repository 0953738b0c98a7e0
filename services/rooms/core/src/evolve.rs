//! Bookkeeping: what an event does to the state. No rules here: an event has happened, whatever
//! anybody thinks of it.

use std::sync::Arc;

use crate::{
    BANS_KEPT, Ban, DEPARTURE_MEMORY, DEPARTURES_KEPT, Departure, Event, MODERATORS_KEPT, Place, Reason, Room, Track,
};

/// Folds one event into the state. Touches what [`Event::parts`] names and nothing else.
pub fn evolve(room: &mut Room, event: &Event) {
    match event {
        Event::Started { playback }
        | Event::Paused { playback }
        | Event::Sought { playback }
        | Event::RateSet { playback } => room.playback.clone_from(playback),
        Event::VideoChanged { playback, played } => {
            room.playback.clone_from(playback);
            if let Some(played) = played {
                room.history.push(played.clone());
            }
        }
        Event::SkipVoted { member, .. } => {
            room.skip.0.insert(member.clone());
        }
        Event::SkipCleared { member: Some(member) } => {
            room.skip.0.remove(member);
        }
        Event::SkipCleared { member: None } => room.skip.0.clear(),
        Event::QueueUpdated { items, votes } => {
            room.queue.set_items(items.clone());
            for (item, votes) in votes {
                room.queue.set_votes(item.clone(), votes.clone());
            }
        }
        Event::Voted { item, user, vote, .. } => {
            let mut votes = room.queue.votes(item).cloned().unwrap_or_default();
            votes.put(user.clone(), *vote);
            room.queue.set_votes(item.clone(), Some(votes));
        }
        Event::ItemUpdated { item, place } => update_item(room, item, *place),
        Event::UndoRecorded { number, entry, dropped } => {
            dropped.iter().for_each(|number| room.undo.set(*number, None));
            room.undo.set(*number, Some(entry.clone()));
        }
        Event::UndoDropped { numbers } => numbers.iter().for_each(|number| room.undo.set(*number, None)),
        Event::PolicyChanged { policy } => room.policy.clone_from(policy),
        Event::TimerChanged { timer } => room.timer.clone_from(timer),
        Event::RoomUpdated { about } => room.about.clone_from(about),
        Event::RoomClosed { .. } => room.about.closed = true,
        Event::Chatted { .. } | Event::Reacted { .. } | Event::SkipTallied { .. } => {}
        _ => evolve_members(room, event),
    }
}

fn evolve_members(room: &mut Room, event: &Event) {
    match event {
        Event::MemberReserved { member } | Event::MemberUpdated { member } => room.members.insert(Arc::clone(member)),
        Event::MembersJoined { members } => members.iter().for_each(|member| room.members.insert(Arc::clone(member))),
        Event::MemberLeft { member, departure, .. } => {
            room.members.remove(member);
            if let Some(departure) = departure {
                remember(room, departure.clone());
            }
        }
        Event::MemberRenamed { member, nickname } => {
            if let Some(found) = room.members.get(member) {
                let mut renamed = Arc::clone(found);
                Arc::make_mut(&mut renamed).nickname.clone_from(nickname);
                room.members.insert(renamed);
            }
        }
        Event::LeaderChanged { leader, creator_expected } => {
            room.lead.leader.clone_from(leader);
            room.lead.creator_expected = *creator_expected;
        }
        Event::MemberKicked { ban: Some(ban), .. } => forbid(room, ban.clone()),
        Event::Unbanned { user } => room.bans.0.retain(|ban| ban.user != *user),
        Event::ModeratorKept { user, kept: false } => {
            room.moderators.0.remove(user);
        }
        Event::ModeratorKept { user, kept: true } => {
            while room.moderators.0.len() >= MODERATORS_KEPT && room.moderators.0.pop_first().is_some() {}
            room.moderators.0.insert(user.clone());
        }
        _ => {}
    }
}

fn update_item(room: &mut Room, item: &Arc<crate::Item>, place: Place) {
    match place {
        Place::Playing => {
            if let Some(track) = &mut room.playback.track {
                *track = Track { item: Arc::clone(item), ..track.clone() };
            }
        }
        Place::Queued => {
            let swap = |old: &Arc<crate::Item>| Arc::clone(if old.id == item.id { item } else { old });
            let items = room.queue.items().iter().map(swap).collect();
            room.queue.set_items(items);
        }
    }
}

/// Adds a departure; forgets those that are too old, and the oldest beyond the bound: first one
/// of somebody who was not kicked, since a kick is what a resume must not undo.
fn remember(room: &mut Room, departure: Departure) {
    let all = &mut room.departures.0;
    all.retain(|old| old.at + DEPARTURE_MEMORY > departure.at && old.member != departure.member);
    while all.len() >= DEPARTURES_KEPT {
        let index = all.iter().position(|old| old.reason != Reason::Kicked).unwrap_or(0);
        all.remove(index);
    }
    all.push_back(departure);
}

fn forbid(room: &mut Room, ban: Ban) {
    let all = &mut room.bans.0;
    all.retain(|old| old.user != ban.user);
    while all.len() >= BANS_KEPT {
        all.pop_front();
    }
    all.push_back(ban);
}

//! VOTE_SKIP: the majority of those who may control playback decides.

use super::advance::{self, Why};
use super::{Decision, access};
use crate::{Capability, Code, Context, Event, Grant, Member, Permission, Rejection, Room, evolve};

/// How many want to skip what plays, and how many it takes: votes of members who may not control
/// playback (any more) do not count, nor do they raise what is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many do.
    pub votes: usize,
    /// How many it takes: more than half of those who may.
    pub needed: usize,
}

/// Counts the votes to skip what plays.
#[must_use]
pub fn tally(room: &Room) -> Tally {
    let permission = room.policy.permission(Capability::Playback);
    let leads = |member: &Member| room.lead.leader.as_ref() == Some(&member.id);
    let counts = |member: &Member| match permission {
        Permission::Anyone => true,
        Permission::Moderators => leads(member) || member.grant == Grant::Moderator,
        Permission::Leader => leads(member),
    };
    let allowed = room.members.present().filter(|member| counts(member));
    let (votes, allowed) = allowed
        .fold((0, 0), |(votes, allowed), member| (votes + usize::from(room.skip.0.contains(&member.id)), allowed + 1));
    Tally { votes, needed: allowed / 2 + 1 }
}

pub(crate) fn vote(room: &Room, actor: &Member) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    let Some(track) = &room.playback.track else {
        return Err(Rejection::new(Code::ItemNotFound, "there is nothing to skip"));
    };
    if room.skip.0.contains(&actor.id) {
        return Ok(Vec::new());
    }
    let Tally { votes, needed } = tally(room);
    Ok(vec![Event::SkipVoted { item: track.item.id.clone(), member: actor.id.clone(), votes: votes + 1, needed }])
}

/// What `events` mean for the votes to skip, appended to them: the majority may have been reached,
/// by a vote or because those who were against it have left or may not control playback any more.
/// Else it is told when the count has become another.
pub(crate) fn settle(room: &Room, mut events: Vec<Event>, context: &Context<'_>) -> Vec<Event> {
    let voted = events.iter().any(|event| matches!(event, Event::SkipVoted { .. }));
    let changed = events.iter().any(|event| matches!(event, Event::VideoChanged { .. }));
    // Another video begins without votes, as everybody knows.
    if events.is_empty() || changed || (room.skip.0.is_empty() && !voted) {
        return events;
    }
    let mut after = room.clone();
    events.iter().for_each(|event| evolve(&mut after, event));
    let Some(track) = &after.playback.track else { return events };
    let now = tally(&after);
    if now.votes > 0 && now.votes >= now.needed {
        events.extend(advance::advance(&after, Why::Skipped, context));
        return events;
    }
    let before = tally(room);
    if !voted && now != before && (now.votes > 0 || before.votes > 0) {
        let Tally { votes, needed } = now;
        events.push(Event::SkipTallied { item: track.item.id.clone(), votes, needed });
    }
    events
}

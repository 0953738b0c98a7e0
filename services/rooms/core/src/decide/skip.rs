//! VOTE_SKIP: the majority of those who may control playback decides.

use std::collections::HashSet;

use super::advance::{self, Why};
use super::{Decision, access};
use crate::{Capability, Code, Context, Event, Grant, Member, MemberId, Permission, Rejection, Room};

/// How many votes there are and how many it takes.
pub(crate) struct Tally {
    pub(crate) votes: usize,
    pub(crate) needed: usize,
}

/// Counts, as if those who are `gone` had left and `leader` led. Votes of members who may not
/// control playback (any more) do not count, nor do they raise what is needed.
pub(crate) fn tally(room: &Room, leader: Option<&MemberId>, gone: &HashSet<&MemberId>) -> Tally {
    let permission = room.policy.permission(Capability::Playback);
    let counts = |member: &Member| {
        member.is_present()
            && !gone.contains(&member.id)
            && match permission {
                Permission::Anyone => true,
                Permission::Moderators => leader == Some(&member.id) || member.grant == Grant::Moderator,
                Permission::Leader => leader == Some(&member.id),
            }
    };
    let votes = room.skip.0.iter().filter_map(|id| room.members.get(id)).filter(|member| counts(member)).count();
    let allowed = room.members.present().filter(|member| counts(member)).count();
    Tally { votes, needed: allowed / 2 + 1 }
}

pub(crate) fn vote(room: &Room, actor: &Member, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Playback)?;
    let Some(track) = &room.playback.track else {
        return Err(Rejection::new(Code::ItemNotFound, "there is nothing to skip"));
    };
    if room.skip.0.contains(&actor.id) {
        return Ok(Vec::new());
    }
    let Tally { votes, needed } = tally(room, room.lead.leader.as_ref(), &HashSet::new());
    let votes = votes + 1;
    let voted = Event::SkipVoted { item: track.item.id.clone(), member: actor.id.clone(), votes, needed };
    let mut events = vec![voted];
    if votes >= needed {
        events.extend(advance::advance(room, Why::Skipped, context));
        // The room that was judged had no votes to clear if this was the first.
        if room.skip.0.is_empty() {
            events.push(Event::SkipCleared { member: None });
        }
    }
    Ok(events)
}

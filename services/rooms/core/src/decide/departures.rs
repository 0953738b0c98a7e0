//! Going: what a room does when members are gone, whatever the reason.

use std::collections::HashSet;
use std::sync::Arc;

use super::playback;
use crate::{Context, Departure, Event, Grant, Member, MemberId, Reason, Room};

pub(crate) fn leave(room: &Room, actor: &Arc<Member>, context: &Context<'_>) -> Vec<Event> {
    depart(room, &[actor], Reason::Left, context)
}

pub(crate) fn lost(room: &Room, members: &[MemberId], context: &Context<'_>) -> Vec<Event> {
    let mut seen = HashSet::new();
    let known = members.iter().filter_map(|id| room.members.get(id));
    let members: Vec<_> = known.filter(|member| seen.insert(&member.id)).collect();
    depart(room, &members, Reason::Lost, context)
}

/// These members are gone: the longest-present of the others leads if the leader is among them,
/// the last one turns off the light, and their votes to skip end.
pub(crate) fn depart(room: &Room, going: &[&Arc<Member>], reason: Reason, context: &Context<'_>) -> Vec<Event> {
    let gone: HashSet<&MemberId> = going.iter().map(|member| &member.id).collect();
    let mut events: Vec<Event> = going.iter().map(|member| left(room, member, reason, context)).collect();
    for member in going.iter().filter(|member| room.skip.0.contains(&member.id)) {
        events.push(Event::SkipCleared { member: Some(member.id.clone()) });
    }
    let mut leader = room.lead.leader.as_ref();
    if leader.is_some_and(|leader| gone.contains(leader)) {
        leader = room.members.present().map(|member| &member.id).find(|id| !gone.contains(id));
        // An empty room is its creator's again.
        let creator_expected = room.lead.creator_expected || leader.is_none();
        events.push(Event::LeaderChanged { leader: leader.cloned(), creator_expected });
    }
    let somebody_went = going.iter().any(|member| member.is_present());
    if leader.is_none() && somebody_went {
        events.extend(playback::halt(room, None, context));
    }
    events
}

/// The event of one member's going, with what must be remembered of them.
fn left(room: &Room, member: &Member, reason: Reason, context: &Context<'_>) -> Event {
    let announced = member.is_present();
    // A former departure would speak for this one if this one were not remembered.
    let again = || room.departures.0.iter().any(|departure| departure.user == member.user);
    let remembered = reason != Reason::Lost || member.muted || member.grant == Grant::Moderator || again();
    let matters = announced && remembered;
    let departure = matters.then(|| Departure {
        member: member.id.clone(),
        user: member.user.clone(),
        reason,
        at: context.now,
        muted: member.muted,
        grant: member.grant,
    });
    Event::MemberLeft { member: member.id.clone(), reason, announced, departure }
}

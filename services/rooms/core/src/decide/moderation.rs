//! RENAME, TRANSFER_LEADER, SET_ROLE, KICK, UNBAN, MUTE.

use std::sync::Arc;

use super::{Decision, access, arrivals, departures};
use crate::{Ban, Code, Context, Event, Grant, Member, MemberId, Reason, Rejection, Role, Room, UserId, evolve, text};

pub(crate) fn rename(
    room: &Room,
    actor: &Arc<Member>,
    nickname: &str,
    member: Option<&MemberId>,
    context: &Context<'_>,
) -> Decision {
    let renamed = match member.filter(|id| **id != actor.id) {
        Some(other) => {
            access::moderator(room, actor)?;
            let other = access::present(room, other)?;
            access::above(room, actor, other)?;
            other
        }
        None => actor,
    };
    let nickname = text::name(nickname, context.limits.nickname, "a nickname")?;
    if nickname == renamed.nickname {
        return Ok(Vec::new());
    }
    if room.members.named(&nickname).is_some_and(|other| other.id != renamed.id) {
        return Err(arrivals::nickname_taken());
    }
    Ok(vec![Event::MemberRenamed { member: renamed.id.clone(), nickname }])
}

pub(crate) fn transfer(room: &Room, actor: &Member, member: &MemberId) -> Decision {
    access::leader(room, actor)?;
    let heir = access::present(room, member)?;
    if heir.id == actor.id {
        return Ok(Vec::new());
    }
    let creator_expected = room.lead.creator_expected;
    let changed = Event::LeaderChanged { leader: Some(heir.id.clone()), creator_expected };
    Ok(std::iter::once(changed).chain(back_in_line(room)).collect())
}

/// What is told of the present leader once another one leads: LEADER_CHANGED alone reads as if
/// they were an ordinary member then, but who was made a moderator is one again.
pub(crate) fn back_in_line(room: &Room) -> Option<Event> {
    let former = room.members.get(room.lead.leader.as_ref()?)?;
    (former.grant == Grant::Moderator).then(|| Event::MemberUpdated { member: Arc::clone(former) })
}

pub(crate) fn set_role(room: &Room, actor: &Member, member: &MemberId, grant: Grant) -> Decision {
    access::moderator(room, actor)?;
    let target = access::present(room, member)?;
    // Moderators may step down, and the leader may say what they will be once they do not lead.
    if target.id != actor.id {
        access::above(room, actor, target)?;
    }
    if target.grant == grant {
        return Ok(Vec::new());
    }
    let mut events = vec![Event::MemberUpdated { member: Arc::new(Member { grant, ..(**target).clone() }) }];
    events.extend(kept(room, target, grant));
    Ok(events)
}

/// In a room that is kept, who moderates does so when they come again.
fn kept(room: &Room, member: &Member, grant: Grant) -> Option<Event> {
    let (before, kept) = (room.moderators.0.contains(&member.user), grant == Grant::Moderator);
    (before != kept && (room.about.persistent || before))
        .then(|| Event::ModeratorKept { user: member.user.clone(), kept })
}

pub(crate) fn kick(room: &Room, actor: &Member, member: &MemberId, ban: bool, context: &Context<'_>) -> Decision {
    access::moderator(room, actor)?;
    let target = access::present(room, member)?;
    if target.id == actor.id {
        return Err(Rejection::invalid("leave instead of kicking yourself"));
    }
    access::above(room, actor, target)?;
    // Two people at one browser: banning one of them must not ban the one who bans.
    let device = if target.device == actor.device { String::new() } else { target.device.clone() };
    let ban =
        ban.then(|| Ban { user: target.user.clone(), device, nickname: target.nickname.clone(), at: context.now });
    let beside = ban.as_ref().map_or_else(Vec::new, |ban| beside(room, actor, target, &ban.device));
    // Who is on the way in may hold a socket already, which closes when its member is told to go:
    // so they come in first.
    let mut events = arrivals::announce(room, &beside, context);
    let mut after = room.clone();
    events.iter().for_each(|event| evolve(&mut after, event));
    events.push(Event::MemberKicked { member: target.id.clone(), ban });
    events.extend(kept(room, target, Grant::Member));
    let others: Vec<_> = beside.iter().filter_map(|other| after.members.get(other)).collect();
    events.extend(others.iter().map(|other| Event::MemberKicked { member: other.id.clone(), ban: None }));
    let going: Vec<_> = std::iter::once(target).chain(others).collect();
    events.extend(departures::depart(&after, &going, Reason::Kicked, context));
    Ok(events)
}

/// Others whom the ban of that browser would not let in, and who are in, or on the way in, already:
/// another name that somebody kept for the case that they are banned. Those over whom the actor has
/// no say stay, and so does the creator, whom no browser keeps out.
fn beside(room: &Room, actor: &Member, target: &Member, device: &str) -> Vec<MemberId> {
    let mut others: Vec<MemberId> = room
        .members
        .all()
        .filter(|other| !device.is_empty() && other.device == device && other.id != target.id)
        .filter(|other| other.user != room.about.creator && access::role(room, other) < access::role(room, actor))
        .map(|other| other.id.clone())
        .collect();
    others.sort();
    others
}

pub(crate) fn unban(room: &Room, actor: &Member, user: &UserId) -> Decision {
    access::moderator(room, actor)?;
    if room.bans.0.iter().all(|ban| ban.user != *user) {
        return Err(Rejection::new(Code::UserNotFound, "that user is not banned"));
    }
    Ok(vec![Event::Unbanned { user: user.clone() }])
}

pub(crate) fn mute(room: &Room, actor: &Member, member: &MemberId, muted: bool) -> Decision {
    access::moderator(room, actor)?;
    let target = access::present(room, member)?;
    if !(target.id == actor.id && access::role(room, actor) == Role::Leader) {
        access::above(room, actor, target)?;
    }
    if target.muted == muted {
        return Ok(Vec::new());
    }
    Ok(vec![Event::MemberUpdated { member: Arc::new(Member { muted, ..(**target).clone() }) }])
}

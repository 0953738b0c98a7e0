//! Coming in: first the name is reserved, then, when a connection stands, the others are told,
//! many arrivals at once.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Decision, moderation};
use crate::{
    Code, Context, DEPARTURE_MEMORY, Event, Grant, Member, MemberId, NewMember, Reason, Rejection, Room, Standing,
    UserId, text,
};

pub(crate) fn reserve(room: &Room, new: &NewMember, context: &Context<'_>) -> Decision {
    if room.is_banned(&new.user, &new.device) {
        return Err(Rejection::new(Code::Banned, "you are banned from this room"));
    }
    if room.members.of_user(&new.user).is_some() {
        return Ok(Vec::new());
    }
    if room.members.get(&new.id).is_some() {
        return Err(Rejection::invalid("the member's id is taken"));
    }
    let nickname = text::name(&new.nickname, context.limits.nickname, "a nickname")?;
    if room.members.named(&nickname).is_some() {
        return Err(nickname_taken());
    }
    let policy = usize::try_from(room.policy.members_max).unwrap_or(usize::MAX);
    if room.members.len() >= context.limits.members.min(policy) {
        return Err(Rejection::new(Code::RoomFull, "the room is full"));
    }
    let (mut grant, muted) = left_behind(room, &new.user, context);
    if room.moderators.0.contains(&new.user) {
        grant = Grant::Moderator;
    }
    let member = Member {
        id: new.id.clone(),
        user: new.user.clone(),
        nickname,
        guest: new.guest,
        avatar_url: new.avatar_url.clone(),
        device: new.device.clone(),
        grant,
        muted,
        standing: Standing::Reserved { since: context.now },
    };
    Ok(vec![Event::MemberReserved { member: Arc::new(member) }])
}

/// Somebody in the room has that nickname.
pub(crate) fn nickname_taken() -> Rejection {
    Rejection::new(Code::NicknameTaken, "somebody in the room has that nickname")
}

/// What a user who was here lately still is: a mute is not shaken off by leaving, and a
/// moderator who was lost moderates when they are back.
fn left_behind(room: &Room, user: &UserId, context: &Context<'_>) -> (Grant, bool) {
    let last = room.departures.0.iter().rev().find(|departure| departure.user == *user);
    match last.filter(|departure| departure.at + DEPARTURE_MEMORY > context.now) {
        Some(departure) if departure.reason == Reason::Lost => (departure.grant, departure.muted),
        Some(departure) => (Grant::Member, departure.muted),
        None => (Grant::Member, false),
    }
}

/// Tells of those who are on the way in. The creator leads as soon as they arrive; otherwise the
/// first one does if nobody leads.
pub(crate) fn announce(room: &Room, members: &[MemberId], context: &Context<'_>) -> Vec<Event> {
    let mut seen = HashSet::new();
    let arriving = members.iter().filter_map(|id| room.members.get(id));
    let arriving = arriving.filter(|member| !member.is_present() && seen.insert(member.id.clone()));
    // Above everybody's, and above that of an audience whose last member has left.
    let audience = room.playback.track.as_ref().map_or(0, |track| track.audience);
    let orders = room.members.last_order().max(audience) + 1..;
    let present = |(order, member): (u64, &Arc<Member>)| {
        let standing = Standing::Present { since: context.now, order };
        Arc::new(Member { standing, ..(**member).clone() })
    };
    let members: Vec<_> = orders.zip(arriving).map(present).collect();
    let Some(first) = members.first() else { return Vec::new() };
    let creator = members.iter().find(|member| member.user == room.about.creator);
    let leader = match creator.filter(|_| room.lead.creator_expected) {
        Some(creator) => Some((creator, false)),
        None if room.lead.leader.is_none() => Some((first, room.lead.creator_expected)),
        None => None,
    };
    let change = leader
        .map(|(leader, creator_expected)| Event::LeaderChanged { leader: Some(leader.id.clone()), creator_expected });
    let former = change.as_ref().and_then(|_| moderation::back_in_line(room));
    [Event::MembersJoined { members }].into_iter().chain(change).chain(former).collect()
}

/// The user's picture has changed.
pub(crate) fn pictured(room: &Room, user: &UserId, avatar_url: &str) -> Vec<Event> {
    match room.members.of_user(user) {
        Some(member) if member.avatar_url != avatar_url => {
            let member = Arc::new(Member { avatar_url: avatar_url.to_owned(), ..(**member).clone() });
            let known = member.is_present();
            vec![if known { Event::MemberUpdated { member } } else { Event::MemberReserved { member } }]
        }
        _ => Vec::new(),
    }
}

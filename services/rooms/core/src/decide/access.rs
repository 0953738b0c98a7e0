//! Who may: the one place that says `not_leader` and `forbidden`.

use std::sync::Arc;

use crate::{Capability, Code, Command, Grant, Member, MemberId, Permission, Rejection, Role, Room, Target, UserId};

/// The room is still there.
pub(crate) fn open(room: &Room) -> Result<(), Rejection> {
    if room.about.closed { Err(Rejection::new(Code::NotFound, "the room is closed")) } else { Ok(()) }
}

/// The member of that id, announced or not.
pub(crate) fn member<'r>(room: &'r Room, member: &MemberId) -> Result<&'r Arc<Member>, Rejection> {
    room.members.get(member).ok_or_else(no_such_member)
}

/// The member of that id, if the others know of them.
pub(crate) fn present<'r>(room: &'r Room, member: &MemberId) -> Result<&'r Arc<Member>, Rejection> {
    room.members.get(member).filter(|member| member.is_present()).ok_or_else(no_such_member)
}

fn no_such_member() -> Rejection {
    Rejection::new(Code::MemberNotFound, "there is no such member in the room")
}

/// What a member is; an ordinary one unless more is known.
pub(crate) fn role(room: &Room, member: &Member) -> Role {
    match member.grant {
        _ if room.lead.leader.as_ref() == Some(&member.id) => Role::Leader,
        Grant::Moderator => Role::Moderator,
        Grant::Member => Role::Member,
    }
}

/// The member may use the capability.
pub(crate) fn capability<'r>(
    room: &'r Room,
    actor: &MemberId,
    capability: Capability,
) -> Result<&'r Arc<Member>, Rejection> {
    let actor = member(room, actor)?;
    may(room, actor, capability)?;
    Ok(actor)
}

/// The member may use the capability.
pub(crate) fn may(room: &Room, actor: &Member, capability: Capability) -> Result<(), Rejection> {
    let role = role(room, actor);
    match room.policy.permission(capability) {
        Permission::Anyone => Ok(()),
        Permission::Moderators if role >= Role::Moderator => Ok(()),
        Permission::Moderators => Err(forbidden()),
        Permission::Leader => leader(room, actor),
    }
}

/// The member leads.
pub(crate) fn leader(room: &Room, actor: &Member) -> Result<(), Rejection> {
    if role(room, actor) == Role::Leader {
        Ok(())
    } else {
        Err(Rejection::new(Code::NotLeader, "only the leader may do this"))
    }
}

/// The member leads or moderates.
pub(crate) fn moderator(room: &Room, actor: &Member) -> Result<(), Rejection> {
    if role(room, actor) >= Role::Moderator { Ok(()) } else { Err(forbidden()) }
}

/// The member leads or moderates, and stands above the other one: moderators have no say over
/// each other, nor over the leader.
pub(crate) fn above(room: &Room, actor: &Member, other: &Member) -> Result<(), Rejection> {
    moderator(room, actor)?;
    if role(room, actor) > role(room, other) { Ok(()) } else { Err(forbidden()) }
}

/// The user is in the room and leads or moderates.
pub(crate) fn moderating_user(room: &Room, user: &UserId) -> Result<(), Rejection> {
    let actor = room.members.of_user(user).filter(|member| member.is_present()).ok_or_else(forbidden)?;
    moderator(room, actor)
}

/// The room's plan allows this: without it a room that is kept can be used, but what is kept of
/// it stays as it is. What plays goes on by itself, and who misbehaves can be removed.
pub(crate) fn writable(room: &Room, command: &Command) -> Result<(), Rejection> {
    let changes = matches!(
        command,
        Command::ChangeVideo(Target::New(_))
            | Command::Add { .. }
            | Command::Remove { .. }
            | Command::Move { .. }
            | Command::Shuffle { .. }
            | Command::Clear
            | Command::Vote { .. }
            | Command::Undo
            | Command::SetRole { .. }
            | Command::SetPolicy(_)
            | Command::TimerConfigure(_)
    );
    if room.about.read_only && changes { Err(read_only()) } else { Ok(()) }
}

/// What is kept of the room stays as it is.
pub(crate) fn read_only() -> Rejection {
    Rejection::new(Code::FeatureNotInPlan, "the plan of this room's owner does not keep rooms; nothing of it is lost")
}

/// The user owns the room, or made it while it belongs to no account.
pub(crate) fn owner(room: &Room, user: &UserId) -> Result<(), Rejection> {
    if room.about.owner.as_ref().unwrap_or(&room.about.creator) == user {
        Ok(())
    } else {
        Err(Rejection::new(Code::Forbidden, "only the owner may do this"))
    }
}

/// The user leads, owns or made the room.
pub(crate) fn manager(room: &Room, user: &UserId) -> Result<(), Rejection> {
    let leads = || room.members.of_user(user).is_some_and(|member| role(room, member) == Role::Leader);
    if room.about.creator == *user || room.about.owner.as_ref() == Some(user) || leads() {
        Ok(())
    } else {
        Err(Rejection::new(Code::Forbidden, "only the leader and the owner may do this"))
    }
}

fn forbidden() -> Rejection {
    Rejection::new(Code::Forbidden, "only the leader and the moderators may do this")
}

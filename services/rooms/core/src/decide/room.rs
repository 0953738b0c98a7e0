//! Changing what a room is and whose, and closing it.

use super::{Decision, access};
use crate::{About, Context, Event, Grant, Keeping, Manage, Rejection, Room, UserId, text};

pub(crate) fn manage(room: &Room, user: &UserId, request: &Manage, context: &Context<'_>) -> Decision {
    match request {
        Manage::Update { name, visibility, keeping } => {
            let mut about = room.about.clone();
            if let Some(name) = name {
                about.name = text::name(name, context.limits.room_name, "a room's name")?;
            }
            if let Some(visibility) = visibility {
                about.visibility.clone_from(visibility);
            }
            if !keeping.is_empty() {
                access::owner(room, user)?;
                keep(room, user, keeping, &mut about)?;
            }
            let kept = |about: &About| (about.name.clone(), about.visibility.clone(), about.address.clone());
            if room.about.read_only && about.read_only && kept(&about) != kept(&room.about) {
                return Err(access::read_only());
            }
            if about == room.about {
                return Ok(Vec::new());
            }
            let mut events = Vec::new();
            if about.persistent && !room.about.persistent {
                events.extend(present_moderators(room));
            }
            events.push(Event::RoomUpdated { about: Box::new(about) });
            Ok(events)
        }
        Manage::Close => Ok(close("the room was closed")),
    }
}

/// Whose it is and how it is kept. Whether somebody's plan allows it, the service has asked.
fn keep(room: &Room, user: &UserId, keeping: &Keeping, about: &mut About) -> Result<(), Rejection> {
    if let Some(persistent) = keeping.persistent {
        about.persistent = persistent;
        about.read_only &= persistent;
        if persistent && about.owner.is_none() {
            about.owner = Some(user.clone());
        }
    }
    if let Some(address) = &keeping.address {
        about.address.clone_from(address);
    }
    if let Some(heir) = keeping.owner.as_ref().filter(|heir| room.about.owner.as_ref() != Some(heir)) {
        let member = room.members.of_user(heir).filter(|member| member.is_present());
        match member {
            Some(member) if !member.guest => {}
            Some(_) => return Err(Rejection::invalid("owner_id: only an account can own a room")),
            None => return Err(Rejection::invalid("owner_id: the new owner has to be in the room")),
        }
        (about.owner, about.creator, about.read_only) = (Some(heir.clone()), heir.clone(), false);
    }
    Ok(())
}

/// Who moderates now does so when they come again, once the room is kept.
fn present_moderators(room: &Room) -> Vec<Event> {
    let moderators = room.members.present().filter(|member| member.grant == Grant::Moderator);
    moderators.map(|member| Event::ModeratorKept { user: member.user.clone(), kept: true }).collect()
}

/// The owner's plan keeps rooms, or does not.
pub(crate) fn entitled(room: &Room, persistent_rooms: bool) -> Vec<Event> {
    let read_only = room.about.persistent && !persistent_rooms;
    if read_only == room.about.read_only {
        return Vec::new();
    }
    vec![Event::RoomUpdated { about: Box::new(About { read_only, ..room.about.clone() }) }]
}

pub(crate) fn close(reason: &str) -> Vec<Event> {
    vec![Event::RoomClosed { reason: reason.to_owned() }]
}

//! Changing what a room is, and closing it.

use super::Decision;
use crate::{Context, Event, Manage, Room, text};

pub(crate) fn manage(room: &Room, request: &Manage, context: &Context<'_>) -> Decision {
    match request {
        Manage::Update { name, visibility } => {
            let name = match name {
                Some(name) => text::name(name, context.limits.room_name, "a room's name")?,
                None => room.about.name.clone(),
            };
            let visibility = visibility.clone().unwrap_or_else(|| room.about.visibility.clone());
            if name == room.about.name && visibility == room.about.visibility {
                return Ok(Vec::new());
            }
            Ok(vec![Event::RoomUpdated { name, visibility }])
        }
        Manage::Close => Ok(close("the room was closed")),
    }
}

pub(crate) fn close(reason: &str) -> Vec<Event> {
    vec![Event::RoomClosed { reason: reason.to_owned() }]
}

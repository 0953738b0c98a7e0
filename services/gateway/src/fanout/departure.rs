//! What ends a stay in a room: an event that closes the sockets of one member, or of all.

use matinee_proto::sync::v1::Event;
use matinee_proto::sync::v1::event::Event as Kind;

use crate::outlet::Close;

/// The end of a member's stay, or of the room's.
pub(super) struct Departure {
    pub(super) revision: u32,
    /// `None`: everybody.
    pub(super) member: Option<String>,
    pub(super) close: (Close, &'static str, f64),
}

impl Departure {
    /// What an event ends, if anything.
    pub(super) fn of(event: &Event) -> Option<Self> {
        let (member, close) = match event.event.as_ref()? {
            Kind::MemberKicked(kicked) => (Some(kicked.member_id.clone()), departure("kicked")),
            Kind::MemberLeft(left) => (Some(left.member_id.clone()), departure(&left.reason)),
            Kind::RoomClosed(_) => (None, (Close::RoomNotFound, "the room is closed", 0.0)),
            _ => return None,
        };
        Some(Self { revision: event.revision, member, close })
    }
}

/// What the end of a stay means for the member's sockets.
fn departure(reason: &str) -> (Close, &'static str, f64) {
    match reason {
        "kicked" => (Close::Kicked, "removed from the room", 0.0),
        "lost" => (Close::TooSlow, "the connection was lost; come back", 1.0),
        _ => (Close::Left, "left", 0.0),
    }
}

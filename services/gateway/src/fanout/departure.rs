//! What ends a stay in a room: an event that closes the sockets of one member, or of all.

use std::collections::VecDeque;

use matinee_proto::sync::v1::Event;
use matinee_proto::sync::v1::event::Event as Kind;

use crate::outlet::Close;

/// How sockets are closed: code, detail, seconds after which to come back.
pub(super) type Farewell = (Close, &'static str, f64);

/// The end of a member's stay, or of the room's.
pub(super) struct Departure {
    pub(super) revision: u32,
    /// `None`: everybody.
    pub(super) member: Option<String>,
    pub(super) close: Farewell,
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
fn departure(reason: &str) -> Farewell {
    match reason {
        "kicked" => (Close::Kicked, "removed from the room", 0.0),
        "lost" => (Close::TooSlow, "the connection was lost; come back", 1.0),
        _ => (Close::Left, "left", 0.0),
    }
}

/// Departures that are kept for sockets that come a moment after.
const KEPT: usize = 256;

/// The last departures of a room. A socket is attached a moment after rooms has said that its
/// member is in; whoever was removed in that moment must not stay.
pub(super) struct Departed {
    /// All departures after this revision are here.
    since: u32,
    all: VecDeque<Departure>,
}

/// What is known of a member since some revision.
pub(super) enum Since {
    /// They were not removed.
    Stayed,
    /// They were, and this is how their sockets close.
    Gone(Farewell),
    /// That was too long ago to say.
    Unknown,
}

impl Departed {
    /// Nothing is known of what was up to `revision`.
    pub(super) fn after(revision: u32) -> Self {
        Self { since: revision, all: VecDeque::new() }
    }

    pub(super) fn keep(&mut self, departure: Departure) {
        if self.all.len() == KEPT
            && let Some(oldest) = self.all.pop_front()
        {
            self.since = oldest.revision;
        }
        self.all.push_back(departure);
    }

    /// What has become of a member who was in at `revision`.
    pub(super) fn of(&self, member: &str, revision: u32) -> Since {
        let meant = |departure: &&Departure| departure.member.as_deref().is_none_or(|gone| gone == member);
        match self.all.iter().rev().find(meant) {
            Some(departure) if departure.revision > revision => Since::Gone(departure.close),
            _ if revision < self.since => Since::Unknown,
            _ => Since::Stayed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kicked(member: &str, revision: u32) -> Departure {
        Departure { revision, member: Some(member.to_owned()), close: departure("kicked") }
    }

    #[test]
    fn who_was_removed_before_their_socket_came_is_known() {
        let mut departed = Departed::after(10);
        departed.keep(kicked("bob", 12));
        assert!(matches!(departed.of("bob", 11), Since::Gone((Close::Kicked, ..))));
        assert!(matches!(departed.of("bob", 12), Since::Stayed), "they came again");
        assert!(matches!(departed.of("ada", 10), Since::Stayed));
        assert!(matches!(departed.of("ada", 9), Since::Unknown));
        for revision in 13..400 {
            departed.keep(kicked("zoe", revision));
        }
        assert!(matches!(departed.of("bob", 11), Since::Unknown), "bounded");
        departed.keep(Departure { revision: 400, member: None, close: (Close::RoomNotFound, "closed", 0.0) });
        assert!(matches!(departed.of("ada", 399), Since::Gone((Close::RoomNotFound, ..))));
    }
}

//! What members' players report (STATUS). Reports never enter the state document, because there
//! is one every few seconds from everybody; the rules that need them get them as an argument.

use std::collections::HashMap;

use crate::{ItemId, MemberId, Millis, Room, Seconds};

/// How a player is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlayerState {
    /// Can play, or plays.
    Ready,
    /// Loads.
    Buffering,
    /// Shows an advertisement.
    Ad,
    /// The browser does not let it start by itself.
    Blocked,
    /// Cannot play the item.
    Error,
    /// Has reached the end.
    Ended,
}

impl PlayerState {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Buffering => "buffering",
            Self::Ad => "ad",
            Self::Blocked => "blocked",
            Self::Error => "error",
            Self::Ended => "ended",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Ready, Self::Buffering, Self::Ad, Self::Blocked, Self::Error, Self::Ended]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// One report of one member's player. Numbers come from outside and may be anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How the player is.
    pub state: PlayerState,
    /// Of which item it speaks.
    pub item: ItemId,
    /// Where the player was …
    pub position: Seconds,
    /// … at this instant of the room clock.
    pub at: Millis,
    /// What the player says the item's duration is.
    pub duration: Option<Seconds>,
}

impl Report {
    /// How far the player is ahead of (positive) or behind (negative) the room; `None` if it
    /// speaks of another item or not in numbers.
    #[must_use]
    pub fn offset(&self, room: &Room) -> Option<Seconds> {
        room.playback.track.as_ref().filter(|track| track.item.id == self.item)?;
        let offset = self.position - room.playback.position(self.at);
        (offset.is_finite() && self.at.is_finite()).then_some(offset)
    }
}

/// The last report of each member.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reports(HashMap<MemberId, Report>);

impl Reports {
    /// The last report of a member.
    #[must_use]
    pub fn get(&self, member: &MemberId) -> Option<&Report> {
        self.0.get(member)
    }

    /// Keeps a report, forgetting the member's former one.
    pub fn put(&mut self, member: MemberId, report: Report) {
        self.0.insert(member, report);
    }

    /// Forgets a member who is gone.
    pub fn forget(&mut self, member: &MemberId) {
        self.0.remove(member);
    }

    /// All reports, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&MemberId, &Report)> {
        self.0.iter()
    }
}

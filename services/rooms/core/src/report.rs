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
    /// All states, in order.
    pub const ALL: [PlayerState; 6] = [Self::Ready, Self::Buffering, Self::Ad, Self::Blocked, Self::Error, Self::Ended];

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
        Self::ALL.into_iter().find(|state| state.as_str() == name)
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

/// The last report of each member, counted by item and state: in a room of ten thousand, most
/// reports must be known not to decide anything without looking at the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reports {
    by_member: HashMap<MemberId, Report>,
    /// Per item, how many are in each state; only items that somebody reports of.
    counts: HashMap<ItemId, [usize; PlayerState::ALL.len()]>,
}

impl Reports {
    /// The last report of a member.
    #[must_use]
    pub fn get(&self, member: &MemberId) -> Option<&Report> {
        self.by_member.get(member)
    }

    /// Keeps a report, forgetting the member's former one.
    pub fn put(&mut self, member: MemberId, report: Report) {
        self.forget(&member);
        self.counts.entry(report.item.clone()).or_default()[report.state as usize] += 1;
        self.by_member.insert(member, report);
    }

    /// Forgets a member who is gone.
    pub fn forget(&mut self, member: &MemberId) {
        let Some(report) = self.by_member.remove(member) else { return };
        let Some(counts) = self.counts.get_mut(&report.item) else { return };
        counts[report.state as usize] -= 1;
        if *counts == [0; PlayerState::ALL.len()] {
            self.counts.remove(&report.item);
        }
    }

    /// All reports, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&MemberId, &Report)> {
        self.by_member.iter()
    }

    /// How many report one of these states of the item, members or not.
    pub(crate) fn count(&self, item: &ItemId, of: impl Fn(PlayerState) -> bool) -> usize {
        let Some(counts) = self.counts.get(item) else { return 0 };
        PlayerState::ALL.into_iter().filter(|state| of(*state)).map(|state| counts[state as usize]).sum()
    }
}

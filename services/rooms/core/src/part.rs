//! The parts in which a room is stored. A commit writes only the parts that its events touch: a
//! PLAY never rewrites five hundred queue items, and a join never a thousand members.

use std::fmt;

use crate::{ItemId, MemberId, Room};

/// A part of a room's state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// [`Room::about`].
    About,
    /// [`Room::policy`].
    Policy,
    /// [`Room::playback`].
    Playback,
    /// [`Room::skip`].
    Skip,
    /// The items of [`Room::queue`].
    Queue,
    /// The votes for one item of [`Room::queue`].
    Votes(ItemId),
    /// [`Room::history`].
    History,
    /// One entry of [`Room::undo`].
    Undo(u64),
    /// [`Room::timer`].
    Timer,
    /// [`Room::lead`].
    Lead,
    /// [`Room::bans`].
    Bans,
    /// [`Room::departures`].
    Departures,
    /// [`Room::moderators`].
    Moderators,
    /// One of [`Room::members`].
    Member(MemberId),
}

const VOTES: &str = "votes/";
const UNDO: &str = "undo/";
const MEMBER: &str = "member/";

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::About => f.write_str("about"),
            Self::Policy => f.write_str("policy"),
            Self::Playback => f.write_str("playback"),
            Self::Skip => f.write_str("skip"),
            Self::Queue => f.write_str("queue"),
            Self::Votes(item) => write!(f, "{VOTES}{item}"),
            Self::History => f.write_str("history"),
            Self::Undo(number) => write!(f, "{UNDO}{number}"),
            Self::Timer => f.write_str("timer"),
            Self::Lead => f.write_str("lead"),
            Self::Bans => f.write_str("bans"),
            Self::Departures => f.write_str("departures"),
            Self::Moderators => f.write_str("moderators"),
            Self::Member(member) => write!(f, "{MEMBER}{member}"),
        }
    }
}

impl Part {
    /// The part of that name; `None` if a room has no such part.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "about" => Self::About,
            "policy" => Self::Policy,
            "playback" => Self::Playback,
            "skip" => Self::Skip,
            "queue" => Self::Queue,
            "history" => Self::History,
            "timer" => Self::Timer,
            "lead" => Self::Lead,
            "bans" => Self::Bans,
            "departures" => Self::Departures,
            "moderators" => Self::Moderators,
            _ => {
                if let Some(item) = name.strip_prefix(VOTES) {
                    Self::Votes(item.into())
                } else if let Some(number) = name.strip_prefix(UNDO) {
                    Self::Undo(number.parse().ok()?)
                } else {
                    Self::Member(name.strip_prefix(MEMBER)?.into())
                }
            }
        })
    }

    /// Whether the room has this part now; one that is gone is to be removed from the store.
    #[must_use]
    pub fn exists(&self, room: &Room) -> bool {
        match self {
            Self::Votes(item) => room.queue.votes(item).is_some(),
            Self::Undo(number) => room.undo.get(*number).is_some(),
            Self::Member(member) => room.members.get(member).is_some(),
            _ => true,
        }
    }
}

impl Room {
    /// All parts that the room has now.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![
            Part::About,
            Part::Policy,
            Part::Playback,
            Part::Skip,
            Part::Queue,
            Part::History,
            Part::Timer,
            Part::Lead,
            Part::Bans,
            Part::Departures,
            Part::Moderators,
        ];
        parts.extend(self.queue.all_votes().map(|(item, _)| Part::Votes(item.clone())));
        parts.extend(self.undo.entries().map(|(number, _)| Part::Undo(number)));
        parts.extend(self.members.all().map(|member| Part::Member(member.id.clone())));
        parts
    }
}

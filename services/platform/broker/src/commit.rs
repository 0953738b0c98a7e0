//! What is asked of a room and what becomes of it.

use std::sync::Arc;

use bytes::Bytes;

use crate::{Head, Millis, WakeupKind};

/// A named part of a room's state, or its removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartChange {
    /// For example `playback` or `member/<id>`.
    pub name: String,
    /// The whole new value; `None` removes the part.
    pub value: Option<Bytes>,
}

/// A command within a commit: what makes its repetition harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandRecord {
    /// `<member>/<command id>`, or `<kind>/<deadline>` for a wake-up.
    pub key: String,
    /// How many of the commit's events, counted from the first one, exist once this command is
    /// done. Its answer is the head before the commit plus this number.
    pub events_until: u32,
}

/// What is to change in a room, all or nothing.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// Room id.
    pub room: String,
    /// Epoch under which the commands were judged.
    pub epoch: Arc<str>,
    /// Version under which the commands were judged.
    pub version: u64,
    /// When given, nobody may have connected or disconnected since it was read.
    pub presence_version: Option<u64>,
    /// Room time of the judgement.
    pub now: Millis,
    /// Changed parts. Empty means that the state is untouched and the version stays.
    pub changes: Vec<PartChange>,
    /// Events in order; each the bytes of one event without epoch and revision.
    pub events: Vec<Bytes>,
    /// The commands that made them, in order.
    pub commands: Vec<CommandRecord>,
    /// Chat messages to append to the list for snapshots.
    pub chat: Vec<Bytes>,
    /// Reactions to append to the list for snapshots.
    pub reactions: Vec<Bytes>,
    /// Deadlines to set or, with `None`, to remove; a kind that is not named stays.
    pub wakeups: Vec<(WakeupKind, Option<Millis>)>,
}

/// What became of a [`Commit`]. Only `Committed` changed anything.
#[derive(Clone, Debug, PartialEq)]
pub enum CommitOutcome {
    /// It counts; revision and version afterwards.
    Committed {
        /// Revision of the last event, of the head if there was none.
        revision: u32,
        /// Version of the parts.
        version: u64,
    },
    /// Some of the commands had been accepted before: their first answers, by index in
    /// [`Commit::commands`]. Commit the others again without them.
    Known(Vec<(usize, u32)>),
    /// Version or presence moved on: what is newer than [`Commit::version`].
    Conflict(Newer),
    /// The room is gone, or under another epoch, or the store is not the one it was: load it anew.
    Gone,
}

/// What changed in a room since a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Newer {
    /// The present head.
    pub head: Head,
    /// The present version.
    pub version: u64,
    /// The present presence version.
    pub presence_version: u64,
    /// `true`: `changes` is the entire state, forget what was known. `false`: only what is newer.
    pub whole: bool,
    /// New values and removals.
    pub changes: Vec<PartChange>,
}

//! One room: the rules of a commit, as `redis/commit.lua` has them.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;

use super::known::KnownCommands;
use super::log::EventLog;
use super::presence::Leases;
use crate::{
    CHAT_KEPT, Commit, CommitOutcome, EventBatch, Head, Millis, Newer, PartChange, REACTIONS_KEPT, Replay, RoomState,
    TOMBSTONES_KEPT, WakeupKind,
};

#[derive(Debug)]
struct Part {
    /// Version of the room that wrote it.
    version: u64,
    /// `None` is a tombstone, so that a conflict can tell of the removal.
    value: Option<Bytes>,
}

/// A wake-up and when it may be claimed (again).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Due {
    pub(super) deadline: Millis,
    pub(super) claimable_at: Millis,
}

/// A room in memory.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) epoch: Arc<str>,
    pub(super) revision: u32,
    pub(super) version: u64,
    pub(super) presence_version: u64,
    parts: HashMap<String, Part>,
    tombstones: usize,
    /// Removals of this version and older ones are forgotten.
    tombstones_from: u64,
    log: EventLog,
    chat: VecDeque<Bytes>,
    reactions: VecDeque<Bytes>,
    known: KnownCommands,
    pub(super) leases: Leases,
    pub(super) wakeups: HashMap<WakeupKind, Due>,
    /// When it last changed.
    pub(super) touched: Millis,
    /// From when on it may be claimed for saving, if it has changed since it was saved.
    pub(super) dirty: Option<Millis>,
}

impl Room {
    pub(super) fn new(epoch: Arc<str>, version: u64, parts: Vec<(String, Bytes)>, now: Millis) -> Self {
        let part = |(name, value)| (name, Part { version, value: Some(value) });
        Self {
            epoch,
            revision: 0,
            version,
            presence_version: 0,
            parts: parts.into_iter().map(part).collect(),
            tombstones: 0,
            tombstones_from: version,
            log: EventLog::default(),
            chat: VecDeque::new(),
            reactions: VecDeque::new(),
            known: KnownCommands::default(),
            leases: Leases::default(),
            wakeups: HashMap::new(),
            touched: now,
            dirty: None,
        }
    }

    pub(super) fn head(&self) -> Head {
        Head { epoch: self.epoch.clone(), revision: self.revision }
    }

    pub(super) fn state(&self) -> RoomState {
        let part = |(name, part): (&String, &Part)| part.value.clone().map(|value| (name.clone(), value));
        RoomState {
            head: self.head(),
            version: self.version,
            presence_version: self.presence_version,
            parts: self.parts.iter().filter_map(part).collect(),
            chat: self.chat.iter().cloned().collect(),
            reactions: self.reactions.iter().cloned().collect(),
        }
    }

    pub(super) fn replay(&self, epoch: &str, after: u32) -> Replay {
        if *self.epoch != *epoch || after > self.revision {
            return Replay::TooOld(self.head());
        }
        if after == self.revision {
            return Replay::Events(Vec::new());
        }
        self.log.after(after).map_or_else(|| Replay::TooOld(self.head()), Replay::Events)
    }

    /// Judges a commit and, if it counts, makes it. What is to be published is handed back.
    pub(super) fn commit(&mut self, commit: &mut Commit) -> (CommitOutcome, Option<Arc<EventBatch>>) {
        let known = self.known.answers(&commit.commands);
        if !known.is_empty() {
            return (CommitOutcome::Known(known), None);
        }
        if self.epoch != commit.epoch {
            return (CommitOutcome::Gone, None);
        }
        let presence_moved = commit.presence_version.is_some_and(|read| read != self.presence_version);
        if commit.version != self.version || presence_moved {
            return (CommitOutcome::Conflict(self.newer(commit.version)), None);
        }
        self.known.remember(&commit.commands, self.revision, commit.now);
        self.change(std::mem::take(&mut commit.changes));
        append(&mut self.chat, std::mem::take(&mut commit.chat), CHAT_KEPT);
        append(&mut self.reactions, std::mem::take(&mut commit.reactions), REACTIONS_KEPT);
        self.touched = self.touched.max(commit.now);
        let batch = self.record(std::mem::take(&mut commit.events));
        (CommitOutcome::Committed { revision: self.revision, version: self.version }, batch)
    }

    fn change(&mut self, changes: Vec<PartChange>) {
        if changes.is_empty() {
            return;
        }
        self.version += 1;
        for PartChange { name, value } in changes {
            let removed = usize::from(value.is_none());
            let before = self.parts.insert(name, Part { version: self.version, value });
            self.tombstones += removed;
            self.tombstones -= usize::from(before.is_some_and(|part| part.value.is_none()));
        }
        if self.tombstones > TOMBSTONES_KEPT {
            self.parts.retain(|_, part| part.value.is_some());
            (self.tombstones, self.tombstones_from) = (0, self.version);
        }
    }

    fn record(&mut self, mut events: Vec<Bytes>) -> Option<Arc<EventBatch>> {
        if events.is_empty() {
            return None;
        }
        // They are kept for a while, and mostly there is one.
        events.shrink_to_fit();
        let first_revision = self.revision + 1;
        self.revision += u32::try_from(events.len()).unwrap_or(u32::MAX);
        let batch = Arc::new(EventBatch { epoch: self.epoch.clone(), first_revision, events });
        self.log.push(batch.clone());
        Some(batch)
    }

    fn newer(&self, version: u64) -> Newer {
        let whole = version < self.tombstones_from || version > self.version;
        let wanted = |part: &Part| if whole { part.value.is_some() } else { part.version > version };
        let changed = self.parts.iter().filter(|(_, part)| wanted(part));
        Newer {
            head: self.head(),
            version: self.version,
            presence_version: self.presence_version,
            whole,
            changes: changed.map(|(name, part)| PartChange { name: name.clone(), value: part.value.clone() }).collect(),
        }
    }
}

fn append(list: &mut VecDeque<Bytes>, new: Vec<Bytes>, kept: usize) {
    list.extend(new);
    list.drain(..list.len().saturating_sub(kept));
}

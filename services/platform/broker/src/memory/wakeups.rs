//! Deadlines of all rooms in order of time, in shards so that rooms do not wait for each other.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{self, AtomicUsize};

use parking_lot::Mutex;

use crate::{Millis, WakeupKind};

const SHARDS: usize = 16;

/// A wake-up of a room that may be claimed from `at` on.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) at: Millis,
    pub(super) kind: WakeupKind,
    pub(super) room: Arc<str>,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.total_cmp(&other.at).then_with(|| (self.kind, &self.room).cmp(&(other.kind, &other.room)))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

/// All wake-ups. The truth is with the rooms; this says which of them to look at.
#[derive(Debug, Default)]
pub(super) struct WakeupIndex {
    shards: [Mutex<BTreeSet<Entry>>; SHARDS],
    hasher: RandomState,
    next: AtomicUsize,
}

impl WakeupIndex {
    pub(super) fn insert(&self, entry: Entry) {
        self.shard(&entry).lock().insert(entry);
    }

    pub(super) fn remove(&self, entry: &Entry) {
        self.shard(entry).lock().remove(entry);
    }

    /// Up to `limit` of those that are due, from another shard first each time so that none is starved.
    pub(super) fn due(&self, now: Millis, limit: usize) -> Vec<Entry> {
        let first = self.next.fetch_add(1, atomic::Ordering::Relaxed);
        let mut found = Vec::new();
        for shard in (0..SHARDS).map(|n| &self.shards[(first + n) % SHARDS]) {
            let entries = shard.lock();
            found.extend(entries.iter().take_while(|entry| entry.at <= now).take(limit - found.len()).cloned());
            if found.len() >= limit {
                break;
            }
        }
        found
    }

    fn shard(&self, entry: &Entry) -> &Mutex<BTreeSet<Entry>> {
        &self.shards[self.hasher.hash_one(&entry.room) as usize % SHARDS]
    }
}

//! Rooms that have changed since they were saved, in order of time.

use std::collections::BTreeSet;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::Millis;

/// An instant that can be ordered: those of the room clock are finite.
#[derive(Clone, Copy, Debug, PartialEq)]
struct At(Millis);

impl Eq for At {}

impl Ord for At {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// All marks. The truth is with the rooms; this says which of them to look at. One lock: it is
/// taken when a room changes for the first time since it was saved, not with every commit.
#[derive(Debug, Default)]
pub(super) struct DirtyIndex(Mutex<BTreeSet<(At, Arc<str>)>>);

impl DirtyIndex {
    /// Changes the mark of a room, whose lock the caller holds.
    pub(super) fn set(&self, room: &str, mark: &mut Option<Millis>, to: Option<Millis>) {
        if *mark == to {
            return;
        }
        let id: Arc<str> = room.into();
        let mut marks = self.0.lock();
        if let Some(before) = *mark {
            marks.remove(&(At(before), id.clone()));
        }
        if let Some(at) = to {
            marks.insert((At(at), id));
        }
        *mark = to;
    }

    /// Up to `limit` of those marked before an instant, the oldest first.
    pub(super) fn marked(&self, before: Millis, limit: usize) -> Vec<(Millis, Arc<str>)> {
        let marks = self.0.lock();
        let due = marks.iter().take_while(|(at, _)| at.0 <= before).take(limit);
        due.map(|(at, room)| (at.0, room.clone())).collect()
    }
}

//! What can be undone. Each entry says how to take an action back rather than how the room looked
//! before it: what others did since then stays done.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::{Item, ItemId, MemberId, Millis, Seconds, Votes};

/// Actions that can be undone.
pub const UNDO_KEPT: usize = 50;
/// Items that all entries together may hold on to; clearing a full queue twenty times should not
/// keep ten thousand items alive.
pub const UNDO_ITEMS_KEPT: usize = 1_000;

/// One action, and how to take it back.
#[derive(Clone, Debug, PartialEq)]
pub struct UndoEntry {
    /// Whose action it was.
    pub by: MemberId,
    /// When.
    pub at: Millis,
    /// How to take it back.
    pub inverse: Inverse,
}

/// How to take an action back.
#[derive(Clone, Debug, PartialEq)]
pub enum Inverse {
    /// Of ADD: take these items out again, also the one that has begun to play by it.
    Remove(Vec<ItemId>),
    /// Of REMOVE and CLEAR: put these items back.
    Insert(Vec<Removed>),
    /// Of MOVE: put the item where it was.
    Move {
        /// Which.
        item: ItemId,
        /// Where it was, counted from 0 in the queue without it.
        index: usize,
    },
    /// Of SHUFFLE: this order.
    Order(Vec<ItemId>),
    /// Of SEEK: back to where it was.
    Seek {
        /// What played.
        item: ItemId,
        /// Where it was.
        position: Seconds,
        /// How far behind the edge of a live stream.
        live_offset: Seconds,
    },
}

/// An item that was taken out, with all that is needed to put it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    /// Where it was, counted from 0; ascending within one [`Inverse::Insert`].
    pub index: usize,
    /// What it was.
    pub item: Arc<Item>,
    /// Who had voted for it.
    pub votes: Votes,
}

impl Inverse {
    /// How many items or ids it holds on to.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Remove(items) | Self::Order(items) => items.len(),
            Self::Insert(removed) => removed.len(),
            Self::Move { .. } | Self::Seek { .. } => 1,
        }
    }
}

/// The last actions that can be undone, numbered in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UndoLog {
    entries: VecDeque<(u64, UndoEntry)>,
}

impl UndoLog {
    /// The entries with their numbers, oldest first.
    #[must_use]
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (u64, &UndoEntry)> {
        self.entries.iter().map(|(number, entry)| (*number, entry))
    }

    /// The entry of that number.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&UndoEntry> {
        self.find(number).ok().map(|index| &self.entries[index].1)
    }

    /// Sets or removes the entry of that number, for a codec.
    pub fn set(&mut self, number: u64, entry: Option<UndoEntry>) {
        match (self.find(number), entry) {
            (Ok(index), Some(entry)) => self.entries[index].1 = entry,
            (Ok(index), None) => {
                self.entries.remove(index);
            }
            (Err(index), Some(entry)) => self.entries.insert(index, (number, entry)),
            (Err(_), None) => {}
        }
    }

    /// The number of the next entry.
    pub(crate) fn next(&self) -> u64 {
        self.entries.back().map_or(1, |(number, _)| number + 1)
    }

    fn find(&self, number: u64) -> Result<usize, usize> {
        self.entries.binary_search_by_key(&number, |(number, _)| *number)
    }
}

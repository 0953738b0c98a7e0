//! Votes and what can be undone, as stored. The queue's items are [`super::item::Items`].

use std::sync::Arc;

use prost::{Message, Oneof};
use room_core as core;

use super::Nonsense;
use super::item::Item;

/// Who voted for an item.
#[derive(Clone, PartialEq, Message)]
pub struct Votes {
    #[prost(string, repeated, tag = "1")]
    up: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    down: Vec<String>,
}

impl From<&core::Votes> for Votes {
    fn from(votes: &core::Votes) -> Self {
        let users = |of: &std::collections::BTreeSet<core::UserId>| of.iter().map(ToString::to_string).collect();
        Self { up: users(&votes.up), down: users(&votes.down) }
    }
}

impl From<Votes> for core::Votes {
    fn from(votes: Votes) -> Self {
        Self {
            up: votes.up.into_iter().map(Into::into).collect(),
            down: votes.down.into_iter().map(Into::into).collect(),
        }
    }
}

/// One action and how to take it back.
#[derive(Clone, PartialEq, Message)]
pub struct UndoEntry {
    #[prost(string, tag = "1")]
    by: String,
    #[prost(double, tag = "2")]
    at: f64,
    #[prost(oneof = "Inverse", tags = "3, 4, 5, 6, 7")]
    inverse: Option<Inverse>,
}

#[derive(Clone, PartialEq, Oneof)]
enum Inverse {
    #[prost(message, tag = "3")]
    Remove(Ids),
    #[prost(message, tag = "4")]
    Insert(Insert),
    #[prost(message, tag = "5")]
    Move(Move),
    #[prost(message, tag = "6")]
    Order(Ids),
    #[prost(message, tag = "7")]
    Seek(Seek),
}

#[derive(Clone, PartialEq, Message)]
struct Ids {
    #[prost(string, repeated, tag = "1")]
    ids: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct Insert {
    #[prost(message, repeated, tag = "1")]
    removed: Vec<Removed>,
}

#[derive(Clone, PartialEq, Message)]
struct Removed {
    #[prost(uint64, tag = "1")]
    index: u64,
    #[prost(message, optional, tag = "2")]
    item: Option<Item>,
    #[prost(message, optional, tag = "3")]
    votes: Option<Votes>,
}

#[derive(Clone, PartialEq, Message)]
struct Move {
    #[prost(string, tag = "1")]
    item: String,
    #[prost(uint64, tag = "2")]
    index: u64,
}

#[derive(Clone, PartialEq, Message)]
struct Seek {
    #[prost(string, tag = "1")]
    item: String,
    #[prost(double, tag = "2")]
    position: f64,
    #[prost(double, tag = "3")]
    live_offset: f64,
}

impl From<&core::UndoEntry> for UndoEntry {
    fn from(entry: &core::UndoEntry) -> Self {
        Self { by: entry.by.to_string(), at: entry.at, inverse: Some(Inverse::from(&entry.inverse)) }
    }
}

impl From<&core::Inverse> for Inverse {
    fn from(inverse: &core::Inverse) -> Self {
        let ids = |of: &[core::ItemId]| Ids { ids: of.iter().map(ToString::to_string).collect() };
        match inverse {
            core::Inverse::Remove(items) => Self::Remove(ids(items)),
            core::Inverse::Insert(removed) => {
                let one = |removed: &core::Removed| Removed {
                    index: removed.index as u64,
                    item: Some(Item::from(removed.item.as_ref())),
                    votes: Some(Votes::from(&removed.votes)),
                };
                Self::Insert(Insert { removed: removed.iter().map(one).collect() })
            }
            core::Inverse::Move { item, index } => Self::Move(Move { item: item.to_string(), index: *index as u64 }),
            core::Inverse::Order(items) => Self::Order(ids(items)),
            core::Inverse::Seek { item, position, live_offset } => {
                Self::Seek(Seek { item: item.to_string(), position: *position, live_offset: *live_offset })
            }
        }
    }
}

impl TryFrom<UndoEntry> for core::UndoEntry {
    type Error = Nonsense;

    fn try_from(entry: UndoEntry) -> Result<Self, Nonsense> {
        let ids = |ids: Ids| ids.ids.into_iter().map(Into::into).collect();
        let inverse = match entry.inverse.ok_or(Nonsense("an action that cannot be undone"))? {
            Inverse::Remove(items) => core::Inverse::Remove(ids(items)),
            Inverse::Insert(insert) => {
                let removed = insert.removed.into_iter().map(core::Removed::try_from);
                core::Inverse::Insert(removed.collect::<Result<_, Nonsense>>()?)
            }
            Inverse::Move(Move { item, index }) => core::Inverse::Move { item: item.into(), index: position(index) },
            Inverse::Order(items) => core::Inverse::Order(ids(items)),
            Inverse::Seek(Seek { item, position, live_offset }) => {
                core::Inverse::Seek { item: item.into(), position, live_offset }
            }
        };
        Ok(Self { by: entry.by.into(), at: entry.at, inverse })
    }
}

impl TryFrom<Removed> for core::Removed {
    type Error = Nonsense;

    fn try_from(removed: Removed) -> Result<Self, Nonsense> {
        Ok(Self {
            index: position(removed.index),
            item: Arc::new(removed.item.ok_or(Nonsense("something unknown was removed"))?.into()),
            votes: removed.votes.unwrap_or_default().into(),
        })
    }
}

fn position(index: u64) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

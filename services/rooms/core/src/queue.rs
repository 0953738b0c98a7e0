//! What plays next, and who voted for it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::{Item, ItemId, MemberId, UserId};

/// The queue. The playing item is not part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    items: Vec<Arc<Item>>,
    /// Only items that anybody voted for have an entry.
    votes: HashMap<ItemId, Votes>,
}

/// Who voted for an item and who against it. Users, not members: leaving and joining again does
/// not give a second vote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// Who wants it sooner.
    pub up: BTreeSet<UserId>,
    /// Who wants it later; nobody is in both.
    pub down: BTreeSet<UserId>,
}

impl Votes {
    /// Votes for it minus votes against it.
    #[must_use]
    pub fn sum(&self) -> i32 {
        let count = |voters: &BTreeSet<UserId>| i32::try_from(voters.len()).unwrap_or(i32::MAX);
        count(&self.up) - count(&self.down)
    }

    /// What this user has given: 1, 0 or −1.
    #[must_use]
    pub fn of(&self, user: &UserId) -> i32 {
        i32::from(self.up.contains(user)) - i32::from(self.down.contains(user))
    }

    /// Sets what this user gives.
    pub(crate) fn put(&mut self, user: UserId, vote: i32) {
        self.up.remove(&user);
        self.down.remove(&user);
        match vote {
            1.. => self.up.insert(user),
            0 => false,
            _ => self.down.insert(user),
        };
    }

    /// Whether nobody has voted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.up.is_empty() && self.down.is_empty()
    }
}

impl Queue {
    /// The items, in order.
    #[must_use]
    pub fn items(&self) -> &[Arc<Item>] {
        &self.items
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Where an item is, counted from 0.
    #[must_use]
    pub fn index_of(&self, item: &ItemId) -> Option<usize> {
        self.items.iter().position(|other| other.id == *item)
    }

    /// How many of the items this member added.
    #[must_use]
    pub fn added_by(&self, member: &MemberId) -> usize {
        self.items.iter().filter(|item| item.added_by == *member).count()
    }

    /// The votes for an item, if anybody voted.
    #[must_use]
    pub fn votes(&self, item: &ItemId) -> Option<&Votes> {
        self.votes.get(item)
    }

    /// The sum of an item's votes (`votes` of the contract).
    #[must_use]
    pub fn score(&self, item: &ItemId) -> i32 {
        self.votes.get(item).map_or(0, Votes::sum)
    }

    /// Replaces the items, for a codec. Votes are parts of their own, see [`Queue::set_votes`].
    pub fn set_items(&mut self, items: Vec<Arc<Item>>) {
        self.items = items;
    }

    /// Replaces or removes the votes for an item, for a codec.
    pub fn set_votes(&mut self, item: ItemId, votes: Option<Votes>) {
        match votes {
            Some(votes) if !votes.is_empty() => {
                self.votes.insert(item, votes);
            }
            _ => {
                self.votes.remove(&item);
            }
        }
    }

    /// All votes, in no order, for a codec.
    pub fn all_votes(&self) -> impl Iterator<Item = (&ItemId, &Votes)> {
        self.votes.iter()
    }
}

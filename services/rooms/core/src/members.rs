//! Who is in the room. Kept by id, with indexes by arrival, by user and by name, because a chat
//! message in a room of ten thousand must not cost ten thousand steps.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::{MemberId, Millis, UserId, text};

/// Somebody in the room. They may have several connections; the rules know of none of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// This stay.
    pub id: MemberId,
    /// Who.
    pub user: UserId,
    /// 1–32 characters, unique in the room without regard to case.
    pub nickname: String,
    /// Without an account.
    pub guest: bool,
    /// Picture; may be empty.
    pub avatar_url: String,
    /// Random id of the browser, empty if unknown; makes bans stick to guests.
    pub device: String,
    /// What they were made, apart from leading: see [`crate::Room::role`].
    pub grant: Grant,
    /// May not talk.
    pub muted: bool,
    /// Whether the others know of them.
    pub standing: Standing,
}

/// Whether a member has been announced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// Name and id are theirs, but no connection has stood yet: not shown, not counted.
    Reserved {
        /// Since when.
        since: Millis,
    },
    /// In the room.
    Present {
        /// Since when (`joined_at` of the contract).
        since: Millis,
        /// Rises with every arrival: who has the lowest has been here longest, also when two
        /// arrive in the same millisecond or the clock runs backwards.
        order: u64,
    },
}

/// What the leader or a moderator can make of a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Grant {
    /// Nothing in particular.
    #[default]
    Member,
    /// May rename, mute, kick and unban, and promote others.
    Moderator,
}

/// What a member is to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// An ordinary member.
    Member,
    /// See [`Grant::Moderator`].
    Moderator,
    /// The one who leads.
    Leader,
}

impl Role {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Leader => "leader",
        }
    }
}

impl Grant {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
        }
    }

    /// The grant of that name. `leader` is none: leading is handed over, not granted.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "member" => Some(Self::Member),
            "moderator" => Some(Self::Moderator),
            _ => None,
        }
    }
}

impl Member {
    /// Place in the order of arrival; `None` until announced.
    #[must_use]
    pub fn order(&self) -> Option<u64> {
        match self.standing {
            Standing::Reserved { .. } => None,
            Standing::Present { order, .. } => Some(order),
        }
    }

    /// Whether the others know of them.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.order().is_some()
    }
}

/// All members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members {
    by_id: HashMap<MemberId, Arc<Member>>,
    /// Present members only.
    by_order: BTreeMap<u64, MemberId>,
    by_user: HashMap<UserId, MemberId>,
    by_name: HashMap<String, MemberId>,
}

impl Members {
    /// The member of that id, announced or not.
    #[must_use]
    pub fn get(&self, member: &MemberId) -> Option<&Arc<Member>> {
        self.by_id.get(member)
    }

    /// The member that this user is, announced or not.
    #[must_use]
    pub fn of_user(&self, user: &UserId) -> Option<&Arc<Member>> {
        self.by_id.get(self.by_user.get(user)?)
    }

    /// The member with that nickname, without regard to case.
    #[must_use]
    pub fn named(&self, nickname: &str) -> Option<&Arc<Member>> {
        self.by_id.get(self.by_name.get(&text::fold(nickname))?)
    }

    /// Everybody, also those who are not announced yet, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Member>> {
        self.by_id.values()
    }

    /// Those present, the longest-present first.
    pub fn present(&self) -> impl DoubleEndedIterator<Item = &Arc<Member>> {
        self.by_order.values().map(|id| &self.by_id[id])
    }

    /// How many are present (`member_count` of the contract).
    #[must_use]
    pub fn present_count(&self) -> usize {
        self.by_order.len()
    }

    /// How many of those present came after this place in the order of arrival.
    #[must_use]
    pub(crate) fn present_after(&self, order: u64) -> usize {
        self.by_order.range(order.saturating_add(1)..).count()
    }

    /// How many there are, counting those who are not announced yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is nobody, not even somebody who is on the way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The order of the member who arrived last; 0 if nobody is present.
    #[must_use]
    pub fn last_order(&self) -> u64 {
        self.by_order.last_key_value().map_or(0, |(order, _)| *order)
    }

    /// Puts a member in or replaces the one of the same id.
    pub fn insert(&mut self, member: Arc<Member>) {
        self.remove(&member.id);
        if let Some(order) = member.order() {
            self.by_order.insert(order, member.id.clone());
        }
        self.by_user.insert(member.user.clone(), member.id.clone());
        self.by_name.insert(text::fold(&member.nickname), member.id.clone());
        self.by_id.insert(member.id.clone(), member);
    }

    /// Takes a member out.
    pub fn remove(&mut self, member: &MemberId) -> Option<Arc<Member>> {
        let member = self.by_id.remove(member)?;
        if let Some(order) = member.order() {
            remove_if(&mut self.by_order, &order, &member.id);
        }
        if self.by_user.get(&member.user) == Some(&member.id) {
            self.by_user.remove(&member.user);
        }
        let name = text::fold(&member.nickname);
        if self.by_name.get(&name) == Some(&member.id) {
            self.by_name.remove(&name);
        }
        Some(member)
    }
}

/// Removes an entry of an index only if it is this member's: while the parts of a newer state
/// arrive one by one, two members may share a place for a moment.
fn remove_if(index: &mut BTreeMap<u64, MemberId>, order: &u64, member: &MemberId) {
    if index.get(order) == Some(member) {
        index.remove(order);
    }
}

impl FromIterator<Member> for Members {
    fn from_iter<I: IntoIterator<Item = Member>>(members: I) -> Self {
        let mut all = Self::default();
        for member in members {
            all.insert(Arc::new(member));
        }
        all
    }
}

/// Somebody who asks to come in.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMember {
    /// Fresh and random.
    pub id: MemberId,
    /// Who.
    pub user: UserId,
    /// The name they ask for.
    pub nickname: String,
    /// Without an account.
    pub guest: bool,
    /// Picture; may be empty.
    pub avatar_url: String,
    /// Random id of the browser, empty if unknown.
    pub device: String,
}

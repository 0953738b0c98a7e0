//! Who is there, and what they say to each other in private: what belongs to users and not to rooms.
//!
//! **Who is active** is a lease per user and gateway, so a gateway that dies takes its users along when its
//! leases end, and one whose line dropped stays for the grace that the gateway gives. Each
//! joining or leaving is published once, in the step that made it so.
//!
//! **An inbox** holds what was said to a user and what they said themselves, in one order, so that the last message
//! that some client has seen is a place in it, whoever that was from.
//!
//! **Who may speak to whom** must cost no search through rooms: a user's last rooms are kept beside their inbox
//! with the leases, so two users who have been in one room within [`ROOMS_MEMORY`] have a room in common, and both
//! ends remember with whom they have spoken. Blocks stand there as well and so are judged in the step that delivers.
//! All of it has a time to live, for guests are not kept for ever.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use crate::{Millis, Result, Subscription};

/// Messages of an inbox, of which the oldest go first.
pub const INBOX_KEPT: usize = 100;
/// How long a message stays in an inbox.
pub const INBOX_MEMORY: Duration = Duration::from_secs(600);
/// How long having been in a room counts, and how long a user is known by name after they have gone.
pub const ROOMS_MEMORY: Duration = Duration::from_secs(24 * 3600);
/// Rooms remembered per user, the latest.
pub const ROOMS_KEPT: usize = 50;
/// Users remembered per user: those blocked, and those spoken with.
pub const PEERS_KEPT: usize = 1_000;
/// How long blocks and conversations are remembered after they last changed.
pub const PEERS_MEMORY: Duration = Duration::from_secs(30 * 24 * 3600);

/// A user by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct User {
    /// User id.
    pub id: Arc<str>,
    /// The name that is shown.
    pub name: Arc<str>,
    /// The name as it is compared.
    pub folded: Arc<str>,
}

/// What a gateway says of a user who has sockets there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserLease {
    /// Who.
    pub user: User,
    /// Which gateway.
    pub gateway: Arc<str>,
    /// Rooms in which they are there.
    pub rooms: Vec<Arc<str>>,
}

/// What is known of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// They have a lease.
    Active(User),
    /// They had one, or have logged in, within [`ROOMS_MEMORY`].
    Away(User),
    /// Nothing.
    Unknown,
}

/// A page of active users by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserPage {
    /// Id and shown name.
    pub users: Vec<(String, String)>,
    /// Whether there are more after the last one.
    pub more: bool,
}

/// Who has come and gone, by id and shown name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChanges {
    /// Who is active now.
    pub joined: Vec<(String, String)>,
    /// Who is no longer.
    pub left: Vec<(String, String)>,
}

impl UserChanges {
    /// Reads what was published: a line per change, `+` or `-`, the id, a space and the name. What is no such
    /// line says nothing.
    #[must_use]
    pub fn read(published: &[u8]) -> Self {
        let mut changes = Self::default();
        for line in String::from_utf8_lossy(published).lines() {
            let joined = line.starts_with('+');
            let Some((id, name)) = line.strip_prefix(['+', '-']).and_then(|line| line.split_once(' ')) else {
                continue;
            };
            let list = if joined { &mut changes.joined } else { &mut changes.left };
            list.push((id.to_owned(), name.to_owned()));
        }
        changes
    }

    /// The inverse of [`UserChanges::read`].
    pub(crate) fn written(joined: &[(String, String)], left: &[(String, String)]) -> Bytes {
        let joined = joined.iter().map(|(id, name)| format!("+{id} {name}"));
        let lines: Vec<String> = joined.chain(left.iter().map(|(id, name)| format!("-{id} {name}"))).collect();
        lines.join("\n").into()
    }
}

/// A place in an inbox. Places of one inbox rise; written `<Unix milliseconds>-<number>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Unix milliseconds of the room clock, or of the place before if that was later.
    pub at: u64,
    /// Among those of the same instant.
    pub number: u64,
}

impl Place {
    /// The place before everything that is said from `at` on.
    #[must_use]
    pub fn before(at: Millis) -> Self {
        Self { at: at as u64, number: 0 }
    }

    /// The place of what is said at `now`, after this one.
    pub(crate) fn next(self, now: Millis) -> Self {
        let now = Self { at: now as u64, number: 1 };
        if now > self { now } else { Self { at: self.at, number: self.number + 1 } }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at, self.number)
    }
}

/// A text that is no [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no place in an inbox")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (at, number) = text.split_once('-').ok_or(NoPlace)?;
        Ok(Self { at: at.parse().map_err(|_| NoPlace)?, number: number.parse().map_err(|_| NoPlace)? })
    }
}

/// Something one user says to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Direct {
    /// User id of who says it.
    pub from: String,
    /// User id of whom they say it to.
    pub to: String,
    /// Id of the command, unique per sender.
    pub command: String,
    /// What is said; the same bytes for both.
    pub body: Bytes,
}

/// What became of a [`Direct`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// It is in both inboxes under this message id (now, or since the command first came).
    Accepted(String),
    /// The receiver does not want to hear from the sender.
    Blocked,
    /// They have neither been in a room together nor spoken before.
    Strangers,
}

/// A message in an inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Where it stands; read on from here.
    pub place: Place,
    /// Its id, the same at both ends: its place in the receiver's inbox.
    pub message: String,
    /// What was said.
    pub body: Bytes,
}

/// Users and their inboxes. All methods may be called from any replica at any time, and again.
#[async_trait]
pub trait Talk: Send + Sync + 'static {
    /// Gives users leases, or renews them; the last place of each inbox, in the same order. Publishes who is new.
    async fn renew_users(&self, users: &[UserLease], lease: Duration) -> Result<Vec<Place>>;

    /// Ends a user's lease of this gateway in `grace` at the latest; nothing happens if there is none.
    async fn close_user(&self, user: &str, gateway: &str, grace: Duration) -> Result<()>;

    /// Ends leases that have run out and publishes who has gone by that. Every other method that
    /// reads or writes leases does the same.
    async fn sweep_users(&self) -> Result<()>;

    /// Remembers the name of a user who is not there yet.
    async fn note_user(&self, user: &User) -> Result<()>;

    /// Looks for a user by id, or else by the name as it is compared.
    async fn find_user(&self, id: &str, folded: &str) -> Result<Known>;

    /// Active users whose id is after `after`, by id, at most `limit`.
    async fn active_users(&self, after: &str, limit: usize) -> Result<UserPage>;

    /// Subscribes to changes of the active users: [`Published::Transient`](crate::Published) with what
    /// [`UserChanges::read`] reads. After `Interrupted` changes may have been missed.
    async fn watch_users(&self) -> Result<Subscription>;

    /// Puts a message into the inboxes of both ends unless it may not be said. A command that was accepted
    /// is known for [`INBOX_MEMORY`] and gets the same answer without a second effect.
    async fn send_direct(&self, direct: &Direct) -> Result<Delivered>;

    /// The message id under which a command of `from` was accepted, if it is known.
    async fn accepted_direct(&self, from: &str, command: &str) -> Result<Option<String>>;

    /// What came into an inbox after a place, in order.
    async fn letters(&self, user: &str, after: Place) -> Result<Vec<Letter>>;

    /// Has a user hear nothing from `other`, or again. Of more than [`PEERS_KEPT`] the oldest are forgotten.
    async fn block(&self, user: &str, other: &str, blocked: bool) -> Result<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_rise_whatever_the_clock_does() {
        let first = Place::default().next(1_000.7);
        assert_eq!(first.to_string(), "1000-1");
        assert!(first > Place::before(1_000.9));
        assert_eq!(first.next(1_000.0).to_string(), "1000-2");
        assert_eq!(first.next(3.0).to_string(), "1000-2");
        assert_eq!(first.next(1_001.0).to_string(), "1001-1");
        assert_eq!("1000-2".parse(), Ok(first.next(0.0)));
        for wrong in ["", "7", "a-1", "1-", "-1", "1-1-1"] {
            assert_eq!(wrong.parse::<Place>(), Err(NoPlace), "{wrong:?}");
        }
    }
}

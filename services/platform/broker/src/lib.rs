//! Live room state and event fan-out, in memory or on Redis.
//!
//! One trait, [`Broker`], is all that differs between one process and a hundred replicas. It knows
//! nothing of rooms' rules: state is named parts of bytes, an event is bytes. What it guarantees:
//!
//! * **Commit is one atomic step**: known command ids are answered from memory, the epoch and the
//!   version are checked, then state, replay window, chat, wake-ups and publication change together
//!   or not at all.
//! * **Revisions have no holes** within an epoch, and whoever subscribed before reading the head
//!   can fill any gap with [`Broker::replay`].
//! * **An epoch ends whenever the store may have forgotten**, so that nobody resumes over a hole.
//! * **One clock** ([`Broker::now`]) that never runs backwards, the same for all replicas.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

mod clock;
mod commit;
mod config;
mod memory;
mod meters;
mod outlet;
mod rate;
mod redis;
mod share;
mod subscription;
mod talk;
mod turn;

pub use commit::{CommandRecord, Commit, CommitOutcome, Newer, PartChange};
pub use config::{Config, Config as BrokerConfig, DEFAULTS};
pub use memory::Memory;
pub use meters::METRICS;
pub use redis::Redis;
pub use share::Shares;
pub use subscription::{Feed, Item, Subscription};
pub use talk::{
    Delivered, Direct, INBOX_KEPT, INBOX_MEMORY, Known, Letter, NoPlace, PEERS_KEPT, PEERS_MEMORY, Place, ROOMS_KEPT,
    ROOMS_MEMORY, Talk, User, UserChanges, UserLease, UserPage,
};
pub use turn::Turn;

/// Unix milliseconds of the room clock.
pub type Millis = f64;

/// A broker, shared by everything in a process.
pub type SharedBroker = Arc<dyn Broker>;

/// Why the store could not do what was asked. Nothing of it is the caller's fault.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The store cannot be reached or did not answer in time; it may have acted all the same.
    #[error("the broker is unavailable: {0}")]
    Unavailable(String),
    /// The store answered what this version does not understand.
    #[error("the broker answered nonsense: {0}")]
    Corrupt(String),
    /// The broker URL cannot be used.
    #[error("broker.url: {0}")]
    Url(String),
}

/// Result of a broker call.
pub type Result<T, E = BrokerError> = std::result::Result<T, E>;

/// Where a room's event log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Changes whenever continuity may have been lost.
    pub epoch: Arc<str>,
    /// Revision of the last event of this epoch; 0 before the first.
    pub revision: u32,
}

/// Everything of a room, read in one step.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomState {
    /// Epoch and revision that `parts`, `chat` and `reactions` belong to.
    pub head: Head,
    /// Version of the parts; chat does not raise it.
    pub version: u64,
    /// Raised by every opened or closed connection, see [`Commit::presence_version`].
    pub presence_version: u64,
    /// All parts, in no order.
    pub parts: Vec<(String, Bytes)>,
    /// The last chat messages, oldest first, at most [`CHAT_KEPT`].
    pub chat: Vec<Bytes>,
    /// The last reactions, oldest first, at most [`REACTIONS_KEPT`].
    pub reactions: Vec<Bytes>,
}

/// Chat messages kept for snapshots.
pub const CHAT_KEPT: usize = 100;
/// Reactions kept for snapshots.
pub const REACTIONS_KEPT: usize = 500;
/// Events kept for replay, whichever of the two bounds is met first.
pub const REPLAY_EVENTS: usize = 1_000;
/// Bytes of events kept for replay.
pub const REPLAY_BYTES: usize = 1 << 20;
/// How long an accepted command id is known.
pub const COMMAND_MEMORY: Duration = Duration::from_secs(600);
/// Accepted command ids known per room; the oldest go first.
pub const COMMANDS_KEPT: usize = 20_000;
/// Removed parts remembered per room, so that a conflict can tell of the removal instead of
/// handing over the entire state.
pub const TOMBSTONES_KEPT: usize = 1_000;
/// How long a room that nobody touches stays in the store.
pub const ROOM_MEMORY: Duration = Duration::from_secs(24 * 3600);
/// How long an entry of the public directory stays without being put again.
pub const LISTING_MEMORY: Duration = Duration::from_secs(3600);
/// For how long a claimed wake-up is hidden from other replicas.
pub const WAKEUP_HOLD: Duration = Duration::from_secs(10);
/// For how long a claimed mark of a changed room is hidden from other replicas.
pub const DIRTY_HOLD: Duration = Duration::from_secs(10);

/// Consecutive events of one room, as published.
#[derive(Clone, Debug, PartialEq)]
pub struct EventBatch {
    /// Epoch they belong to.
    pub epoch: Arc<str>,
    /// Revision of the first one; the others follow by one.
    pub first_revision: u32,
    /// Bytes as given to [`Commit::events`].
    pub events: Vec<Bytes>,
}

/// What a subscriber of a room receives.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    /// Something happened.
    Events(Arc<EventBatch>),
    /// Unrevisioned bytes: players' statuses.
    Transient(Bytes),
    /// Messages may have been missed: compare the head and replay.
    Interrupted,
    /// A new epoch has begun.
    Reset(Head),
}

/// The answer to [`Broker::replay`].
#[derive(Clone, Debug, PartialEq)]
pub enum Replay {
    /// Everything after the asked revision, without a hole; empty when there is nothing.
    Events(Vec<Arc<EventBatch>>),
    /// The window does not reach back that far, or the epoch is another one: take a snapshot.
    TooOld(Head),
    /// There is no such room.
    NoRoom,
}

/// Why a room wants to be looked at. There is at most one deadline per room and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WakeupKind {
    /// What plays ends, or a start has waited long enough.
    Playback,
    /// A phase of the timer ends.
    Timer,
    /// A lease or a grace period may have run out.
    Presence,
    /// An empty room is to be forgotten.
    Expiry,
    /// An empty room need not be awake any more.
    Unload,
}

impl WakeupKind {
    /// All kinds.
    pub const ALL: [WakeupKind; 5] = [Self::Playback, Self::Timer, Self::Presence, Self::Expiry, Self::Unload];

    /// Its name in keys and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Playback => "playback",
            Self::Timer => "timer",
            Self::Presence => "presence",
            Self::Expiry => "expiry",
            Self::Unload => "unload",
        }
    }
}

/// A deadline that has passed and is now this replica's to act on, for [`WAKEUP_HOLD`].
#[derive(Clone, Debug, PartialEq)]
pub struct Wakeup {
    /// Room id.
    pub room: String,
    /// Why.
    pub kind: WakeupKind,
    /// When it was due; with `kind` it makes the command id.
    pub deadline: Millis,
}

/// One connection of one member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Connection {
    /// Room id.
    pub room: Arc<str>,
    /// Member id.
    pub member: Arc<str>,
    /// Random per socket.
    pub id: Arc<str>,
}

/// A lease of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    /// Member id.
    pub member: String,
    /// Connection id.
    pub connection: String,
    /// Until when the connection counts as there. A closed one keeps the instant of its end.
    pub until: Millis,
}

/// Whether a claim was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The key is the owner's until the time to live has run out.
    Granted,
    /// Somebody else has it.
    HeldBy(String),
}

/// A rate: `burst` at once, then one every `interval`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Tokens that may be taken at once.
    pub burst: u32,
    /// Time in which one token comes back.
    pub interval: Duration,
}

/// A page of the public directory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DirectoryPage {
    /// Entries, the highest rank first.
    pub entries: Vec<(String, Bytes)>,
    /// Offset of the next page, if there is one.
    pub next: Option<u32>,
}

/// Live state and fan-out. All methods may be called from any replica at any time.
#[async_trait]
pub trait Broker: Talk + Shares {
    /// The room clock. Never runs backwards within a process.
    fn now(&self) -> Millis;

    /// Whether commands, subscriptions and the clock work at present, for `/readyz`.
    fn healthy(&self) -> bool;

    /// Makes a room with these parts and wake-ups unless it exists; whether it was made, and its
    /// state either way. A room that was made is marked as changed.
    async fn create(
        &self,
        room: &str,
        parts: Vec<(String, Bytes)>,
        wakeups: Vec<(WakeupKind, Millis)>,
    ) -> Result<(bool, RoomState)> {
        self.rebuild(room, 1, parts, wakeups).await
    }

    /// The same under a version of its own, for a room that the store has lost or let go: whoever
    /// comes second adopts what the first one made. Subscribers get [`Published::Reset`].
    async fn rebuild(
        &self,
        room: &str,
        version: u64,
        parts: Vec<(String, Bytes)>,
        wakeups: Vec<(WakeupKind, Millis)>,
    ) -> Result<(bool, RoomState)>;

    /// Reads a room. If the store has restarted since the room was last touched, a new epoch
    /// begins in the same step and subscribers get [`Published::Reset`].
    async fn load(&self, room: &str) -> Result<Option<RoomState>>;

    /// Waits for a turn to commit to `room`, at most a tenth of a second. A courtesy, no lock: what is
    /// gathered after it and committed under it is more, and cheaper, than what would have gone at once.
    async fn turn(&self, _room: &str) -> Turn {
        Turn::default()
    }

    /// Changes a room, all or nothing. See [`CommitOutcome`]. A commit with command ids whose answer got lost is
    /// tried again and may then be answered with [`CommitOutcome::Known`] although it was given once.
    async fn commit(&self, commit: Commit) -> Result<CommitOutcome>;

    /// Forgets a room and all that belongs to it.
    async fn remove(&self, room: &str) -> Result<()>;

    /// Forgets a room if neither its state nor its connections have changed since these versions;
    /// whether it is gone. What was saved under `version` can be put back with [`Broker::rebuild`].
    async fn unload(&self, room: &str, version: u64, presence_version: u64) -> Result<bool>;

    /// Claims up to `limit` rooms whose state changed before an instant and was not saved since,
    /// the longest waiting of a partition first. Each is hidden for [`DIRTY_HOLD`];
    /// [`Broker::saved`] removes the mark.
    async fn claim_dirty(&self, limit: usize, changed_before: Millis) -> Result<Vec<String>>;

    /// Says that rooms were saved under these versions. The mark of one that has changed since
    /// stays, and can be claimed at once.
    async fn saved(&self, rooms: &[(String, u64)]) -> Result<()>;

    /// Subscribes to a room. When this returns, the subscription is confirmed: whatever is
    /// committed from now on arrives, or [`Published::Interrupted`] does.
    async fn subscribe(&self, room: &str) -> Result<Subscription>;

    /// Events of `epoch` after revision `after`.
    async fn replay(&self, room: &str, epoch: &str, after: u32) -> Result<Replay>;

    /// Heads of many rooms, in the same order.
    async fn heads(&self, rooms: &[String]) -> Result<Vec<Option<Head>>>;

    /// Sends unrevisioned bytes to the subscribers of a room. May be lost.
    async fn publish_transient(&self, room: &str, body: Bytes) -> Result<()>;

    /// Adds a connection with a lease and raises the presence version; `false` if there is no such room.
    /// Sees to it that a presence wake-up is due `grace` after the lease at the latest.
    async fn open_connection(&self, connection: &Connection, lease: Duration, grace: Duration) -> Result<bool>;

    /// Ends a connection now, raises the presence version and sees to it that a presence wake-up
    /// is due after `grace`. Harmless for one that is unknown.
    async fn close_connection(&self, connection: &Connection, grace: Duration) -> Result<()>;

    /// Renews the leases of many connections (and puts back those that the store has forgotten).
    async fn renew_connections(&self, connections: &[Connection], lease: Duration) -> Result<()>;

    /// Removes leases that ended before `ended_before`, and all of these members.
    async fn forget_connections(&self, room: &str, ended_before: Millis, members: &[String]) -> Result<()>;

    /// All leases of a room and its presence version.
    async fn connections(&self, room: &str) -> Result<(u64, Vec<Lease>)>;

    /// Claims up to `limit` wake-ups that are due. Each is hidden for [`WAKEUP_HOLD`]; the commit
    /// that results removes or moves it.
    async fn claim_wakeups(&self, limit: usize) -> Result<Vec<Wakeup>>;

    /// Takes `key` for `owner` unless somebody else has it; an owner who has it already keeps it
    /// for the new time to live.
    async fn claim(&self, key: &str, owner: &str, ttl: Duration) -> Result<Claim>;

    /// Prolongs claims `(key, owner)`, taking again those that have run out and are free; which
    /// are the owner's now.
    async fn renew_claims(&self, claims: &[(String, String)], ttl: Duration) -> Result<Vec<bool>>;

    /// Gives a claim back; nothing happens if it is somebody else's.
    async fn release(&self, key: &str, owner: &str) -> Result<()>;

    /// Takes a token of the bucket `key`, `<scope>:<whose>`. `None` = taken; otherwise how long to wait for one.
    async fn take_token(&self, key: &str, rate: Rate) -> Result<Option<Duration>>;

    /// Spends `amount` of the budget `key`, which holds `limit` and is forgotten `ttl` after it was first touched:
    /// what has been spent of it by now, or `None` if so much is no longer there, and then nothing is spent.
    async fn spend(&self, key: &str, amount: u32, limit: u32, ttl: Duration) -> Result<Option<u32>>;

    /// Reads a cached value. Keys are `<service>:<rest>`, for example `search:<hash>`.
    async fn cached(&self, key: &str) -> Result<Option<Bytes>>;

    /// Caches a value.
    async fn cache(&self, key: &str, value: Bytes, ttl: Duration) -> Result<()>;

    /// Puts a room into the public directory, or changes it there. Entries that are not put again
    /// within an hour disappear.
    async fn list_room(&self, room: &str, rank: u32, body: Bytes) -> Result<()>;

    /// Takes a room out of the public directory.
    async fn unlist_room(&self, room: &str) -> Result<()>;

    /// The public directory from `offset`, the highest rank first.
    async fn directory(&self, offset: u32, limit: u32) -> Result<DirectoryPage>;

    /// Sends a notice to every replica (a session has ended, …). May be lost: whoever needs
    /// certainty asks again by other means.
    async fn announce(&self, notice: Bytes) -> Result<()>;

    /// Notices from every replica, this one included, from now on. An empty one says that some may have been missed.
    async fn notices(&self) -> Result<Feed<Bytes>>;

    /// Ends background work and connections.
    async fn close(&self);
}

/// Opens the broker that the configuration names: in memory without a URL, else Redis.
///
/// # Errors
/// [`BrokerError::Url`] if the URL cannot be used, [`BrokerError::Unavailable`] if nothing answers there.
pub async fn open(config: &Config) -> Result<SharedBroker> {
    match &config.url {
        None => Ok(Arc::new(Memory::new())),
        Some(_) => Ok(Arc::new(Redis::open(config).await?)),
    }
}

/// 96 random bits as 24 hexadecimal digits.
fn random_id() -> String {
    format!("{:08x}{:016x}", rand::random::<u32>(), rand::random::<u64>())
}

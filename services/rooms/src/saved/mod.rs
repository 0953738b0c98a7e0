//! Rooms in the database.
//!
//! Live rooms are in the broker, which may forget: a restart of everything in one process, a Redis
//! that was emptied, an empty room that was let go to make place. So every room is written here
//! soon after it changed ([`keeper`]), the newer version over the older one and never the other
//! way round, and whoever asks for a room that the broker does not have gets it from here, under a
//! new epoch ([`rebuild`]).
//!
//! What is written is all of a room's state except how players were: so members who are still
//! connected come back into the room in which they were, in the same order and with the same
//! rights. Talk is not written. The queue has a table of its own, the other parts are one
//! document in the format in which the broker has them.

mod document;
pub mod keeper;
mod lives;
mod rebuild;
mod rows;

use std::time::Duration;

use matinee_broker::{BrokerError, RoomState, SharedBroker};
use matinee_database::{Database, DatabaseError, Store};
use matinee_proto::Refusal;
use sqlx::migrate::Migrator;

pub use document::Document;
pub use rows::{Own, Page, media};

use crate::config::Config;
use crate::desk::{Known, unavailable};
use crate::entitlements::Plans;
use crate::stored::Nonsense;

/// The tables of this service.
static MIGRATIONS: Migrator = sqlx::migrate!();
/// Whose tables they are.
const NAME: &str = "rooms";
/// Rooms whose state is read at once to be saved.
const READS_AT_ONCE: usize = 16;

/// Brings the tables up to date.
///
/// # Errors
/// The database cannot be reached, or a migration failed; nothing has changed then.
pub async fn migrate(database: &Database) -> Result<(), DatabaseError> {
    database.migrate(NAME, &MIGRATIONS).await?.close().await;
    Ok(())
}

/// Why a room could not be saved or had back.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The broker.
    #[error(transparent)]
    Broker(#[from] BrokerError),
    /// What is stored cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Nonsense),
}

impl From<sqlx::Error> for SavedError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<SavedError> for Refusal {
    /// Logged here, because this is where it becomes somebody's answer.
    fn from(error: SavedError) -> Self {
        tracing::warn!(%error, "saved rooms cannot be reached");
        unavailable()
    }
}

impl SavedError {
    /// The same, to who knows only of brokers.
    pub fn into_broker(self) -> BrokerError {
        match self {
            Self::Broker(error) => error,
            other => BrokerError::Unavailable(format!("saved rooms: {other}")),
        }
    }
}

/// Result of a call here.
pub type Result<T, E = SavedError> = std::result::Result<T, E>;

/// The saved rooms. Cheap to clone.
#[derive(Clone)]
pub struct Saved {
    store: Store,
    broker: SharedBroker,
    plans: Plans,
    /// How long a room that belongs to nobody is kept after the last one left.
    empty: Duration,
    /// How long an empty room stays awake.
    unload: Duration,
    grace: Duration,
    /// How long members of a room that came back may take to be heard of again.
    patience: Duration,
}

impl Saved {
    /// Opens the tables, and says that somebody is running.
    ///
    /// # Errors
    /// The database cannot be reached, or a migration failed.
    pub async fn open(
        config: &Config,
        database: &Database,
        broker: SharedBroker,
        plans: Plans,
    ) -> Result<Self, DatabaseError> {
        let store = database.migrate(NAME, &MIGRATIONS).await?;
        let (empty, unload, grace) = (config.empty(), config.unload(), config.grace());
        let saved = Self { store, broker, plans, empty, unload, grace, patience: config.lease() / 3 };
        lives::note(&saved.store, saved.now()).await?;
        Ok(saved)
    }

    /// The tables.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Whole milliseconds of the room clock.
    pub fn now(&self) -> i64 {
        self.broker.now() as i64
    }

    /// A room as the broker has it; from here if the broker does not.
    ///
    /// # Errors
    /// One of the two cannot be asked.
    pub async fn load(&self, room: &str) -> Result<Option<RoomState>> {
        match self.broker.load(room).await? {
            Some(state) => Ok(Some(state)),
            None => rebuild::rebuild(self, room).await,
        }
    }

    /// Saves a room as it is at this moment; under which version, and whether nobody is in it. `None`
    /// if the broker does not have it.
    ///
    /// # Errors
    /// It was not saved.
    pub async fn save(&self, room: &str) -> Result<Option<(u64, bool)>> {
        let Some(state) = self.broker.load(room).await? else { return Ok(None) };
        let version = state.version;
        let known = Known::read(state)?;
        let document = Document::new(room, &known, self.now(), self.empty)?;
        rows::write(&self.store, &[document]).await?;
        self.broker.saved(&[(room.to_owned(), version)]).await?;
        Ok(Some((version, known.room.members.is_empty())))
    }

    /// What is to be written of a room.
    fn document(&self, room: &str, state: RoomState) -> Result<Document, Nonsense> {
        Document::new(room, &Known::read(state)?, self.now(), self.empty)
    }

    /// Keeps a room before there is one, so that its id and address are its own; `None` if the id
    /// is taken.
    ///
    /// # Errors
    /// `address_taken`, or `unavailable`.
    pub async fn reserve(&self, document: &Document) -> Result<Option<()>, Refusal> {
        rows::insert(&self.store, document).await.map_err(rows::address_taken)
    }

    /// Whether a room of that id is saved.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn has(&self, room: &str) -> Result<bool> {
        rows::has(&self.store, room).await
    }

    /// The id of the room with this address.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn of_address(&self, address: &str) -> Result<Option<String>> {
        rows::of_address(&self.store, address).await
    }

    /// Gives a room that is saved this address, or none.
    ///
    /// # Errors
    /// `address_taken`, or `unavailable`.
    pub async fn set_address(&self, room: &str, address: &str) -> Result<(), Refusal> {
        rows::set_address(&self.store, room, address).await.map_err(rows::address_taken)
    }

    /// Forgets a room.
    ///
    /// # Errors
    /// It was not forgotten.
    pub async fn forget(&self, room: &str) -> Result<()> {
        rows::delete(&self.store, &[room.to_owned()]).await
    }

    /// Rooms of a user, the newest first.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn of_user(&self, user: &str, after: Option<&Page>, limit: u32) -> Result<Vec<Own>> {
        rows::of_user(&self.store, user, after, limit, self.now()).await
    }

    /// Rooms that belong to a user in any way, up to `limit` of them.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn all_of(&self, user: &str, limit: i64) -> Result<Vec<String>> {
        rows::all_of(&self.store, user, limit).await
    }

    /// Rooms that stay and that a user owns.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn persistent_of(&self, user: &str) -> Result<Vec<String>> {
        rows::persistent_of(&self.store, user).await
    }
}

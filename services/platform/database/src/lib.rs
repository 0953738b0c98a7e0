//! Opens SQLite or PostgreSQL by URL and runs a service's migrations.
//!
//! One query text and one folder of migrations serve both databases, through sqlx's `Any` driver;
//! the few differences are behind [`Store`]. What the two have in common is little, so tables
//! keep to it: ids and documents are `TEXT`, instants are `BIGINT` of Unix milliseconds, truth is
//! `BIGINT` 0 or 1, parameters are `$1`, `$2`…
//!
//! A [`Database`] is the place; each service opens its own [`Store`] in it. On PostgreSQL that is
//! a schema of the service's name and a pool whose `search_path` knows no other, so that a service
//! cannot read another's tables even by accident. SQLite has no schemas: the services share a
//! file, tables need names that do not collide, and each service's migrations are counted in a
//! table of their own.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use tokio::sync::Mutex;

mod location;
mod store;

use location::Location;
pub use store::{Store, Transaction};

/// The commented defaults of the section `[database]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// How long a caller waits for a connection, or on SQLite for their turn to write.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the database may take to say that it is there.
const PROBE: Duration = Duration::from_secs(2);
/// Connections of one service to a SQLite file. One writes at a time; the others read.
const SQLITE_CONNECTIONS: u32 = 4;

/// The section `[database]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite://path` or `postgres://…`, perhaps with a password.
    pub url: SecretString,
    /// Connections to PostgreSQL that each service of a replica opens at most.
    pub connections: u32,
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The URL is not one of a database that is understood.
    #[error("database.url: {0}")]
    Url(String),
    /// No connections are allowed.
    #[error("database.connections: at least 1")]
    Connections,
    /// The database that the URL names cannot be opened.
    #[error("database.url: {place} cannot be opened: {source}")]
    Open {
        /// What was to be opened, without user and password.
        place: String,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// The tables of a service cannot be brought up to date.
    #[error("the tables of {service} cannot be migrated: {source}")]
    Migrate {
        /// Whose tables.
        service: &'static str,
        /// What the migrator said.
        source: sqlx::migrate::MigrateError,
    },
    /// Others wrote for too long.
    #[error("waited too long for a turn to write")]
    Busy,
    /// A statement failed.
    #[error(transparent)]
    Query(#[from] sqlx::Error),
}

impl DatabaseError {
    /// Whether a statement failed because a value that must be unique is there already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Query(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

/// Result of a database call.
pub type Result<T, E = DatabaseError> = std::result::Result<T, E>;

/// Which of the two databases it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database that was there when it was opened.
#[derive(Clone)]
pub struct Database {
    location: Arc<Location>,
    connections: u32,
    /// SQLite takes one writer at a time. Waiting for each other in order here is fairer and much
    /// quicker than SQLite's own polling, which remains between processes.
    writer: Arc<Mutex<()>>,
    /// A connection that belongs to no service.
    probe: AnyPool,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Database({})", self.location.place)
    }
}

impl Database {
    /// Opens the database: connects once; makes a SQLite file and its directory.
    ///
    /// # Errors
    /// The configuration makes no sense, or nothing answers there.
    pub async fn open(config: &DatabaseConfig) -> Result<Self> {
        if config.connections == 0 {
            return Err(DatabaseError::Connections);
        }
        sqlx::any::install_default_drivers();
        let location = Location::parse(config.url.expose_secret())?;
        let failed = |source| DatabaseError::Open { place: location.place.clone(), source };
        location.prepare().map_err(|error| failed(error.into()))?;
        let pool = AnyPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
        let probe = match pool.connect_with(location.options.clone()).await {
            Err(sqlx::Error::PoolTimedOut) => return Err(failed(location.why_not().await)),
            connected => connected.map_err(failed)?,
        };
        if location.dialect == Dialect::Sqlite {
            store::use_write_ahead_log(&probe).await.map_err(failed)?;
        }
        tracing::info!(database.place = %location.place, "database opened");
        let location = Arc::new(location);
        Ok(Self { location, connections: config.connections, writer: Arc::default(), probe })
    }

    /// Which of the two it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.location.dialect
    }

    /// Opens a service's own tables and brings them up to date, once even if many replicas start
    /// together: all migrations happen in one transaction, and others wait for it.
    ///
    /// # Errors
    /// A connection or a migration failed. Nothing has changed then.
    ///
    /// # Panics
    /// If `service` is not a plain lower-case word: it becomes part of SQL.
    pub async fn migrate(&self, service: &'static str, migrations: &Migrator) -> Result<Store> {
        assert!(!service.is_empty() && service.bytes().all(|byte| byte.is_ascii_lowercase()), "{service}");
        let pool = store::pool(&self.location, service, self.pool_size()).await?;
        let store = Store::new(pool, self.dialect(), Arc::clone(&self.writer));
        store.migrate(service, migrations).await?;
        Ok(store)
    }

    fn pool_size(&self) -> u32 {
        match self.dialect() {
            Dialect::Sqlite => SQLITE_CONNECTIONS,
            Dialect::Postgres => self.connections,
        }
    }

    /// Whether the database answers at present, for `/readyz`.
    pub async fn healthy(&self) -> bool {
        let answer = sqlx::query("SELECT 1").execute(&self.probe);
        matches!(tokio::time::timeout(PROBE, answer).await, Ok(Ok(_)))
    }

    /// Closes the connections of this handle. Stores are closed by their services.
    pub async fn close(&self) {
        self.probe.close().await;
    }
}

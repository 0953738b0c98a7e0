//! A service's own tables: its pool, its migrations, and how it writes.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::{Duration, Instant};

use matinee_telemetry::{KeyValue, Span, SpanKind};
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Executor};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{DatabaseError, Dialect, Location, PATIENCE, Result};

/// Tries to switch a SQLite file to its write-ahead log while others have it open.
const LOG_TRIES: u32 = 100;
/// Time between them.
const LOG_PAUSE: Duration = Duration::from_millis(20);
/// The advisory lock on PostgreSQL under which all services of all replicas migrate.
const MIGRATION_LOCK: i64 = i64::from_be_bytes(*b"matinee\0");

/// The tables of one service.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
    writer: Arc<Mutex<()>>,
}

impl Store {
    pub(crate) fn new(pool: AnyPool, dialect: Dialect, writer: Arc<Mutex<()>>) -> Self {
        Self { pool, dialect, writer }
    }

    /// The connections. For reading: what writes goes through [`Store::begin`].
    #[must_use]
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Which of the two databases it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What to put at the end of a `SELECT` that locks its rows. SQLite needs nothing: a
    /// transaction of [`Store::begin`] is the only writer from its start.
    #[must_use]
    pub fn for_update(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE",
        }
    }

    /// Begins to write. Keep it short and wait for nothing else meanwhile: on SQLite everybody
    /// who writes waits for it. Dropped without [`Transaction::commit`], it has changed nothing.
    ///
    /// # Errors
    /// No connection, or on SQLite no turn, within five seconds.
    pub async fn begin(&self) -> Result<Transaction> {
        let (began, system) = (Instant::now(), self.system());
        let span = Span::part(
            SpanKind::Client,
            || format!("{system} transaction"),
            || vec![KeyValue::new("db.system.name", system), KeyValue::new("db.operation.name", "transaction")],
        );
        let (turn, inner) = match self.dialect {
            Dialect::Sqlite => {
                let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.writer).lock_owned()).await;
                let turn = turn.map_err(|_| DatabaseError::Busy)?;
                // A transaction that begins by reading cannot always go on to write.
                (Some(turn), self.pool.begin_with("BEGIN IMMEDIATE").await?)
            }
            Dialect::Postgres => (None, self.pool.begin().await?),
        };
        Ok(Transaction { inner, span, began, system, _turn: turn })
    }

    /// Does `work`, which reads `table` by [`Store::pool`], as a part of what is being traced.
    pub async fn read<T, E>(
        &self,
        table: &str,
        work: impl Future<Output = std::result::Result<T, E>>,
    ) -> std::result::Result<T, E> {
        let system = self.system();
        let span = Span::part(
            SpanKind::Client,
            || format!("{system} SELECT {table}"),
            || {
                vec![
                    KeyValue::new("db.system.name", system),
                    KeyValue::new("db.operation.name", "SELECT"),
                    KeyValue::new("db.collection.name", table.to_owned()),
                ]
            },
        );
        let read = span.run(work).await;
        if read.is_err() {
            span.fail("select");
        }
        read
    }

    /// Its name in telemetry.
    fn system(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgres => "postgresql",
        }
    }

    pub(crate) async fn migrate(&self, service: &'static str, migrations: &Migrator) -> Result<()> {
        let mut transaction = self.begin().await?;
        let done = self.migrate_in(&mut transaction, service, migrations).await;
        done.map_err(|source| DatabaseError::Migrate { service, source })?;
        transaction.commit().await
    }

    async fn migrate_in(
        &self,
        connection: &mut AnyConnection,
        service: &str,
        migrations: &Migrator,
    ) -> Result<(), MigrateError> {
        if self.dialect == Dialect::Postgres {
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(MIGRATION_LOCK).execute(&mut *connection).await?;
            connection.create_schema_if_not_exists(service).await?;
        }
        // The transaction is the lock: sqlx's own does nothing on SQLite, and on PostgreSQL it
        // would outlive a failure.
        let mut own = Migrator { migrations: migrations.migrations.clone(), locking: false, ..Migrator::DEFAULT };
        own.dangerous_set_table_name(format!("_migrations_{service}"));
        own.run_direct(None, connection, false).await
    }

    /// Closes the connections; waits for those in use.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A transaction that writes. Use it as the connection: `&mut *transaction`.
#[derive(Debug)]
pub struct Transaction {
    // Before the turn, so that it is dropped first.
    inner: sqlx::Transaction<'static, Any>,
    /// Ends with it.
    span: Span,
    began: Instant,
    system: &'static str,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Transaction {
    /// Makes what was written count.
    ///
    /// # Errors
    /// It did not: nothing has changed, unless the connection was lost at this very moment.
    pub async fn commit(self) -> Result<()> {
        let Self { inner, span, began, system, _turn } = self;
        let committed = inner.commit().await;
        if committed.is_err() {
            span.fail("commit");
        }
        metrics::histogram!("db_client_operation_duration_seconds", "db_system_name" => system, "db_operation_name" => "transaction")
            .record(began.elapsed());
        Ok(committed?)
    }
}

impl Deref for Transaction {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.inner
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }
}

/// A pool in which every connection is set up for `service`.
pub(crate) async fn pool(location: &Location, service: &'static str, size: u32) -> Result<AnyPool> {
    let dialect = location.dialect;
    let setup = match dialect {
        // The log makes a commit durable against a crash of the process with NORMAL too; only a
        // loss of power may cost the last ones.
        Dialect::Sqlite => "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; \
             PRAGMA temp_store = MEMORY"
            .to_owned(),
        Dialect::Postgres => format!("SET search_path TO {service}"),
    };
    let setup: Arc<str> = setup.into();
    let options = AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(dialect == Dialect::Postgres)
        .after_connect(move |connection, _| {
            let setup = Arc::clone(&setup);
            Box::pin(async move {
                // The text is made above, of constants and a service's name.
                connection.execute(AssertSqlSafe(setup.to_string())).await?;
                Ok(())
            })
        });
    let failed = |source| DatabaseError::Open { place: location.place.clone(), source };
    options.connect_with(location.options.clone()).await.map_err(failed)
}

/// Switches a SQLite file to its write-ahead log, which it keeps from then on. SQLite refuses at
/// once while somebody else is switching, whatever the busy timeout is.
pub(crate) async fn use_write_ahead_log(pool: &AnyPool) -> Result<(), sqlx::Error> {
    let mut tries = 0;
    loop {
        match sqlx::query("PRAGMA journal_mode = WAL").execute(pool).await {
            Ok(_) => return Ok(()),
            Err(sqlx::Error::Database(error)) if tries < LOG_TRIES && error.message().contains("locked") => {
                tries += 1;
                tokio::time::sleep(LOG_PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

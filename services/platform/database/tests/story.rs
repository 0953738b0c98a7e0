//! One story over both databases: whatever a service relies on holds on SQLite and on PostgreSQL.

use std::os::unix::fs::PermissionsExt;

use matinee_database::{Database, DatabaseConfig, DatabaseError, Dialect, Store};
use sqlx::migrate::Migrator;

mod postgres;

use postgres::Postgres;

static MIGRATIONS: Migrator = sqlx::migrate!("tests/migrations");
static FAILING: Migrator = sqlx::migrate!("tests/failing");

async fn open(url: &str) -> Database {
    Database::open(&config(url)).await.unwrap()
}

fn config(url: &str) -> DatabaseConfig {
    DatabaseConfig { url: url.into(), connections: 5 }
}

async fn insert(store: &Store, id: &str, name: &str) -> Result<(), DatabaseError> {
    let mut transaction = store.begin().await?;
    let insert = sqlx::query("INSERT INTO things (id, name, made_at) VALUES ($1, $2, $3)");
    insert.bind(id).bind(name).bind(7_i64).execute(&mut *transaction).await?;
    transaction.commit().await
}

async fn count(store: &Store, table: &'static str) -> i64 {
    let query = match table {
        "things" => "SELECT COUNT(*) FROM things",
        "parts" => "SELECT COUNT(*) FROM parts",
        other => panic!("{other}"),
    };
    sqlx::query_scalar(query).fetch_one(store.pool()).await.unwrap()
}

/// Every replica migrates when it starts, all at once.
async fn replicas_start_together(url: &str) {
    let starts = (0..8).map(|_| {
        let url = url.to_owned();
        tokio::spawn(async move { open(&url).await.migrate("things", &MIGRATIONS).await.unwrap() })
    });
    let mut stores = Vec::new();
    for start in starts.collect::<Vec<_>>() {
        stores.push(start.await.unwrap());
    }
    insert(&stores[0], "a", "one").await.unwrap();
    assert_eq!(count(&stores[7], "things").await, 1);
    for store in stores {
        store.close().await;
    }
}

async fn names_are_unique_and_parts_go_with_the_whole(store: &Store) {
    assert!(insert(store, "b", "one").await.unwrap_err().is_unique_violation());
    assert!(insert(store, "a", "other").await.unwrap_err().is_unique_violation());
    let mut transaction = store.begin().await.unwrap();
    let part = "INSERT INTO parts (id, thing_id) VALUES ($1, $2)";
    sqlx::query(part).bind("p").bind("a").execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
    let mut transaction = store.begin().await.unwrap();
    let orphan = sqlx::query(part).bind("q").bind("nothing").execute(&mut *transaction).await.unwrap_err();
    assert!(!DatabaseError::from(orphan).is_unique_violation());
    drop(transaction);
    assert_eq!(count(store, "parts").await, 1);
    let mut transaction = store.begin().await.unwrap();
    sqlx::query("DELETE FROM things WHERE id = $1").bind("a").execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(count(store, "parts").await, 0);
}

async fn a_dropped_transaction_changed_nothing(store: &Store) {
    let mut transaction = store.begin().await.unwrap();
    let insert_one = "INSERT INTO things (id, name, made_at) VALUES ('x', 'x', 1)";
    sqlx::query(insert_one).execute(&mut *transaction).await.unwrap();
    drop(transaction);
    assert_eq!(count(store, "things").await, 0);
}

/// Nobody's increment is lost, however many write at once and through however many handles.
async fn writers_take_turns(url: &str, store: &Store) {
    insert(store, "counter", "counter").await.unwrap();
    let other = open(url).await.migrate("things", &MIGRATIONS).await.unwrap();
    let writers = (0..40).map(|index| {
        let store = if index % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move {
            let mut transaction = store.begin().await.unwrap();
            let read = format!("SELECT made_at FROM things WHERE id = 'counter'{}", store.for_update());
            let read = sqlx::query_scalar(sqlx::AssertSqlSafe(read));
            let value: i64 = read.fetch_one(&mut *transaction).await.unwrap();
            let write = sqlx::query("UPDATE things SET made_at = $1 WHERE id = 'counter'").bind(value + 1);
            write.execute(&mut *transaction).await.unwrap();
            transaction.commit().await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let value = sqlx::query_scalar::<_, i64>("SELECT made_at FROM things WHERE id = 'counter'").fetch_one(store.pool());
    assert_eq!(value.await.unwrap(), 47);
    other.close().await;
}

async fn story(url: &str) {
    replicas_start_together(url).await;
    let database = open(url).await;
    assert!(database.healthy().await);
    let store = database.migrate("things", &MIGRATIONS).await.unwrap();
    assert_eq!(count(&store, "things").await, 1, "migrating again keeps what is there");
    names_are_unique_and_parts_go_with_the_whole(&store).await;
    a_dropped_transaction_changed_nothing(&store).await;
    writers_take_turns(url, &store).await;
    store.close().await;
    database.close().await;
    assert!(!database.healthy().await);
}

/// A migration that fails leaves no half of itself behind, and can be mended.
async fn a_failed_migration_changes_nothing(url: &str) {
    let database = open(url).await;
    let error = database.migrate("things", &FAILING).await.unwrap_err();
    assert!(error.to_string().starts_with("the tables of things cannot be migrated: "), "{error}");
    let store = database.migrate("things", &MIGRATIONS).await.unwrap();
    assert_eq!(count(&store, "parts").await, 0);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/made/on the way/matinee.db", directory.path().display());
    story(&url).await;
    a_failed_migration_changes_nothing(&format!("sqlite://{}/b.db", directory.path().display())).await;
    assert_eq!(open(&url).await.dialect(), Dialect::Sqlite);
    for entry in std::fs::read_dir(directory.path().join("made/on the way")).unwrap() {
        let (path, mode) = entry.map(|entry| (entry.path(), entry.metadata().unwrap().permissions().mode())).unwrap();
        assert_eq!(mode & 0o077, 0, "{} is for its owner only", path.display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    let server = Postgres::start();
    let url = server.database("story");
    story(&url).await;
    a_failed_migration_changes_nothing(&server.database("mended")).await;

    let tables = "SELECT string_agg(schemaname || '.' || tablename, ' ' ORDER BY tablename) FROM pg_tables \
                  WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    assert_eq!(server.psql("story", tables).unwrap(), "things._migrations_things things.parts things.things");
    let database = open(&url).await;
    let other = database.migrate("other", &Migrator::DEFAULT).await.unwrap();
    let foreign = sqlx::query("SELECT * FROM things").execute(other.pool()).await;
    assert!(foreign.is_err(), "a service sees its own tables only");
    other.close().await;
    assert!(database.healthy().await);
    drop(server);
    assert!(!database.healthy().await);
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named_without_its_password() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = Database::open(&config(&format!("postgres://ada:hunter2@127.0.0.1:{port}/x"))).await.unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with(&format!("database.url: postgres://127.0.0.1:{port}/x cannot be opened: ")), "{text}");
    assert!(text.contains("refused"), "not that time is up, but why: {text}");
    assert!(!text.contains("hunter2"), "{text}");
    let error = Database::open(&config("sqlite:///dev/null/matinee.db")).await.unwrap_err().to_string();
    assert!(error.starts_with("database.url: /dev/null/matinee.db cannot be opened: "), "{error}");
    let none = DatabaseConfig { connections: 0, ..config("sqlite://x.db") };
    assert_eq!(Database::open(&none).await.unwrap_err().to_string(), "database.connections: at least 1");
}

//! The table `imports`.

use matinee_database::{Store, Transaction};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{Import, Kind, Tally};
use crate::saved::Result;

/// How long a step may take before another replica takes the turn.
const TURN: i64 = 20_000;
/// How long an import that has ended can still be looked at.
const MEMORY: i64 = 24 * 3_600_000;
/// Imports of one user that go on at once.
const AT_ONCE: i64 = 5;

const COLUMNS: &str = "id, owner_id, kind, target_id, source, title, status, place, step, total, done, added, duplicates, \
     unavailable, problems, error_code, error_detail, failures, created_at, updated_at";

fn import(row: &AnyRow) -> Result<Import, sqlx::Error> {
    let json = |error: serde_json::Error| sqlx::Error::Decode(error.into());
    let (source, problems): (String, String) = (row.try_get("source")?, row.try_get("problems")?);
    let (code, detail): (String, String) = (row.try_get("error_code")?, row.try_get("error_detail")?);
    let kind = if row.try_get::<String, _>("kind")? == "queue" { Kind::Queue } else { Kind::Playlist };
    Ok(Import {
        id: row.try_get("id")?,
        owner: row.try_get("owner_id")?,
        kind,
        target: row.try_get("target_id")?,
        source: serde_json::from_str(&source).map_err(json)?,
        title: row.try_get("title")?,
        status: row.try_get("status")?,
        place: row.try_get("place")?,
        step: row.try_get("step")?,
        total: row.try_get("total")?,
        tally: Tally {
            done: row.try_get("done")?,
            added: row.try_get("added")?,
            duplicates: row.try_get("duplicates")?,
            unavailable: row.try_get("unavailable")?,
            problems: serde_json::from_str(&problems).map_err(json)?,
        },
        error: (!code.is_empty()).then_some((code, detail)),
        failures: row.try_get("failures")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

/// Writes down an import that begins, with the first turn for `holder`; `false` if the user has
/// too many that go on.
pub async fn create(store: &Store, new: &Import, holder: &str) -> Result<bool> {
    let mut transaction = store.begin().await?;
    let running = sqlx::query_scalar("SELECT COUNT(*) FROM imports WHERE owner_id = $1 AND status = 'running'");
    let running: i64 = running.bind(&new.owner).fetch_one(&mut *transaction).await?;
    if running >= AT_ONCE {
        return Ok(false);
    }
    let insert = sqlx::query(
        "INSERT INTO imports (id, owner_id, kind, target_id, source, title, status, place, step, total, done, added, \
         duplicates, unavailable, problems, error_code, error_detail, failures, holder, turn_at, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, $8, 0, 0, 0, 0, '[]', '', '', 0, $9, $10, $11, $12)",
    );
    let source = serde_json::to_string(&new.source).expect("strings and numbers serialize");
    let insert = insert.bind(&new.id).bind(&new.owner).bind(new.kind.as_str()).bind(&new.target).bind(source);
    let insert = insert.bind(&new.title).bind(&new.status).bind(new.total).bind(holder).bind(new.created_at + TURN);
    insert.bind(new.created_at).bind(new.updated_at).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

/// An import of this user.
pub async fn get(store: &Store, user: &str, id: &str) -> Result<Option<Import>> {
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE id = $1 AND owner_id = $2");
    let select = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(user);
    let row = store.read("imports", select.fetch_optional(store.pool())).await?;
    Ok(row.as_ref().map(import).transpose()?)
}

/// Takes the turn of an import that nobody has.
pub async fn claim(store: &Store, holder: &str, now: i64) -> Result<Option<Import>> {
    let mut transaction = store.begin().await?;
    let sql = format!(
        "UPDATE imports SET holder = $1, turn_at = $2 WHERE id = (SELECT id FROM imports WHERE status = 'running' \
         AND turn_at <= $3 ORDER BY turn_at LIMIT 1) AND status = 'running' AND turn_at <= $4 RETURNING {COLUMNS}"
    );
    let claim = sqlx::query(AssertSqlSafe(sql)).bind(holder).bind(now + TURN).bind(now).bind(now);
    let row = claim.fetch_optional(&mut *transaction).await?;
    let claimed = row.as_ref().map(import).transpose()?;
    transaction.commit().await?;
    Ok(claimed)
}

/// Writes down how far an import is, and keeps the turn until `turn_at`; `false` if it is not
/// `holder`'s any more, or was cancelled.
pub async fn advance(
    transaction: &mut Transaction,
    import: &Import,
    holder: &str,
    now: i64,
    wait: Option<i64>,
) -> Result<bool> {
    let update = sqlx::query(
        "UPDATE imports SET title = $1, status = $2, place = $3, step = $4, total = $5, done = $6, added = $7, \
         duplicates = $8, unavailable = $9, problems = $10, error_code = $11, error_detail = $12, failures = $13, \
         turn_at = $14, updated_at = $15 WHERE id = $16 AND holder = $17 AND status = 'running'",
    );
    let problems = serde_json::to_string(&import.tally.problems).expect("strings serialize");
    let (code, detail) = import.error.clone().unwrap_or_default();
    let update = update.bind(&import.title).bind(&import.status).bind(&import.place).bind(import.step);
    let update = update.bind(import.total).bind(import.tally.done).bind(import.tally.added);
    let update = update.bind(import.tally.duplicates).bind(import.tally.unavailable).bind(problems);
    let update = update.bind(code).bind(detail).bind(import.failures).bind(now + wait.unwrap_or(TURN)).bind(now);
    let done = update.bind(&import.id).bind(holder).execute(&mut **transaction).await?;
    Ok(done.rows_affected() == 1)
}

/// Stops an import of this user; whether there is one, running or not.
pub async fn cancel(store: &Store, user: &str, id: &str, now: i64) -> Result<bool> {
    let mut transaction = store.begin().await?;
    let cancel = sqlx::query(
        "UPDATE imports SET status = 'cancelled', updated_at = $1 WHERE id = $2 AND owner_id = $3 AND status = 'running'",
    );
    cancel.bind(now).bind(id).bind(user).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(get(store, user, id).await?.is_some())
}

/// Forgets an import.
pub async fn remove(store: &Store, id: &str) -> Result<()> {
    let mut transaction = store.begin().await?;
    sqlx::query("DELETE FROM imports WHERE id = $1").bind(id).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// Forgets all imports of a user.
pub async fn delete_all(store: &Store, user: &str) -> Result<()> {
    let mut transaction = store.begin().await?;
    sqlx::query("DELETE FROM imports WHERE owner_id = $1").bind(user).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// Forgets imports that ended long ago.
pub async fn sweep(store: &Store, now: i64) -> Result<()> {
    let mut transaction = store.begin().await?;
    let sweep = sqlx::query("DELETE FROM imports WHERE status <> 'running' AND updated_at < $1");
    sweep.bind(now - MEMORY).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

//! When anybody of this service was running.
//!
//! A room that comes back must know whether its members may still be there: a Redis that was
//! emptied under running gateways, or a restart of seconds, they will not even notice, and what
//! plays goes on. After a night in which nothing ran nobody is there, and what played stands
//! where it was when the lights went out. Rooms are written when they change, which may be long
//! before; so the replicas say every few seconds that they are there.

use matinee_database::Store;
use sqlx::AnyPool;

use super::Result;

/// A pause that members sit out: their browsers keep playing and come back by themselves.
const PAUSE: i64 = 60_000;
/// Lives remembered.
const KEPT: i64 = 100;

/// Says that somebody is running at `now`.
pub async fn note(store: &Store, now: i64) -> Result<(), matinee_database::DatabaseError> {
    let mut transaction = store.begin().await?;
    let go_on = sqlx::query(
        "UPDATE lives SET seen_at = $1 WHERE began_at = (SELECT MAX(began_at) FROM lives) AND seen_at > $2 AND seen_at < $3",
    );
    let went_on = go_on.bind(now).bind(now - PAUSE).bind(now).execute(&mut *transaction).await?.rows_affected();
    if went_on == 0 {
        let begin = sqlx::query(
            "INSERT INTO lives (began_at, seen_at) SELECT $1, $2 \
             WHERE NOT EXISTS (SELECT 1 FROM lives WHERE seen_at >= $3) ON CONFLICT (began_at) DO NOTHING",
        );
        let (at, seen) = (now, now);
        begin.bind(at).bind(seen).bind(now).execute(&mut *transaction).await?;
        let forget = sqlx::query(
            "DELETE FROM lives WHERE began_at NOT IN (SELECT began_at FROM lives ORDER BY began_at DESC LIMIT $1)",
        );
        forget.bind(KEPT).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// Until when whoever was in a room that was written at `saved_at` may have been there: `now`, if
/// somebody has been running ever since.
pub async fn until(pool: &AnyPool, saved_at: i64, now: i64) -> Result<i64> {
    let lives: Vec<(i64, i64)> =
        sqlx::query_as("SELECT began_at, seen_at FROM lives ORDER BY began_at DESC").fetch_all(pool).await?;
    let within = lives.iter().position(|(began_at, _)| *began_at <= saved_at);
    Ok(match within.map(|index| (index, lives[index])) {
        Some((0, (_, seen_at))) if now - seen_at.max(saved_at) <= PAUSE => now,
        Some((_, (_, seen_at))) => seen_at.max(saved_at),
        None => saved_at,
    })
}

#[cfg(test)]
mod tests {
    use matinee_database::{Database, DatabaseConfig};

    use super::*;

    #[tokio::test]
    async fn a_short_pause_is_none_and_a_long_one_ends_a_life() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", directory.path().join("lives.db").display());
        let database = Database::open(&DatabaseConfig { url: url.into(), connections: 1 }).await.unwrap();
        let store = database.migrate(super::super::NAME, &super::super::MIGRATIONS).await.unwrap();
        for now in [1_000_000, 1_005_000, 1_004_000, 1_040_000] {
            note(&store, now).await.unwrap();
        }
        assert_eq!(until(store.pool(), 1_002_000, 1_090_000).await.unwrap(), 1_090_000, "seen within the pause");
        note(&store, 9_000_000).await.unwrap();
        note(&store, 9_005_000).await.unwrap();
        assert_eq!(until(store.pool(), 1_002_000, 9_006_000).await.unwrap(), 1_040_000, "when the lights went out");
        assert_eq!(until(store.pool(), 1_041_000, 9_006_000).await.unwrap(), 1_041_000, "not before it was written");
        assert_eq!(until(store.pool(), 9_001_000, 9_006_000).await.unwrap(), 9_006_000);
        assert_eq!(until(store.pool(), 1_000, 9_006_000).await.unwrap(), 1_000, "nobody knows");
    }
}

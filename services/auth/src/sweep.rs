//! What time alone ends: sessions nobody renewed, and the guests they belonged to.

use std::time::Duration;

use matinee_database::{Result, Store};

use crate::{AuthService, keys, users};

/// Time between two sweeps.
pub(crate) const EVERY: Duration = Duration::from_secs(60);
/// Rows that one transaction removes at most, so that nobody waits long for it.
const BATCH: i64 = 200;
/// Transactions of one sweep at most; the next one goes on.
const ROUNDS: usize = 50;

/// One sweep.
pub(crate) async fn sweep(service: &AuthService, now: i64) -> Result<()> {
    let inner = &service.0;
    keys::note_use(&inner.store, &inner.key, now).await?;
    for _ in 0..ROUNDS {
        let ended = end_sessions(&inner.store, now).await?;
        for session in &ended {
            service.announce_end(session).await;
        }
        metrics::counter!("matinee_auth_sessions_total", "event" => "expired").increment(ended.len() as u64);
        if i64::try_from(ended.len()) != Ok(BATCH) {
            break;
        }
    }
    // Whoever still has a token that old would have found the session expired anyway.
    let before = now - inner.lifetimes.account_idle.max(inner.lifetimes.guest_idle);
    for _ in 0..ROUNDS {
        if i64::try_from(forget_tokens(&inner.store, before).await?) != Ok(BATCH) {
            break;
        }
    }
    Ok(())
}

/// Removes sessions that have expired by `now`; their ids.
async fn end_sessions(store: &Store, now: i64) -> Result<Vec<String>> {
    let mut transaction = store.begin().await?;
    let delete = sqlx::query_as::<_, (String, String)>(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) \
         AND expires_at <= $3 RETURNING id, user_id",
    );
    let removed = delete.bind(now).bind(BATCH).bind(now).fetch_all(&mut *transaction).await?;
    for (_, user) in &removed {
        users::delete_guest(&mut transaction, user).await?;
    }
    transaction.commit().await?;
    Ok(removed.into_iter().map(|(session, _)| session).collect())
}

/// Removes refresh tokens that were used before an instant; how many.
async fn forget_tokens(store: &Store, before: i64) -> Result<u64> {
    let mut transaction = store.begin().await?;
    let delete = sqlx::query(
        "DELETE FROM refresh_tokens WHERE hash IN \
         (SELECT hash FROM refresh_tokens WHERE used_at > 0 AND used_at < $1 LIMIT $2)",
    );
    let removed = delete.bind(before).bind(BATCH).execute(&mut *transaction).await?.rows_affected();
    transaction.commit().await?;
    Ok(removed)
}

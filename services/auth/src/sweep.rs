//! What time alone ends: sessions nobody renewed, the guests they belonged to, tokens of mails and
//! of bots; and what gateways have to be told again.

use std::time::Duration;

use matinee_database::{Result, Store};

use crate::{AuthService, ended, keys, users};

/// Time between two looks for what has expired: sockets of a session close with it.
pub(crate) const EVERY: Duration = Duration::from_secs(1);
/// Looks after which the rest is swept, too.
pub(crate) const THOROUGH: u32 = 60;
/// Rows that one transaction removes at most, so that nobody waits long for it.
const BATCH: i64 = 200;
/// Transactions of one sweep at most; the next one goes on.
const ROUNDS: usize = 50;
/// How long whoever ended a session is given to tell the gateways, milliseconds.
const TOLD_WITHIN: i64 = 1_500;

/// Ends what has expired by `now`, and tells gateways what they may not have heard.
pub(crate) async fn expire(service: &AuthService, now: i64) -> Result<()> {
    let inner = &service.0;
    for _ in 0..ROUNDS {
        let ended = end_sessions(&inner.store, now).await?;
        service.tell_ended(&ended).await;
        metrics::counter!("matinee_auth_sessions_total", "event" => "expired").increment(ended.len() as u64);
        if i64::try_from(ended.len()) != Ok(BATCH) {
            break;
        }
    }
    let untold = ended::untold(&inner.store, now - TOLD_WITHIN, BATCH).await?;
    service.tell_ended(&untold).await;
    Ok(())
}

/// Removes what nobody asks for any more.
pub(crate) async fn sweep(service: &AuthService, now: i64) -> Result<()> {
    let inner = &service.0;
    keys::note_use(&inner.store, &inner.keys.signing(), now).await?;
    keys::forget(&inner.store, inner.lifetimes.access_s, now).await?;
    // Whoever still has a token that old would have found the session expired anyway.
    let before = now - inner.lifetimes.account_idle.max(inner.lifetimes.guest_idle);
    for _ in 0..ROUNDS {
        if i64::try_from(forget_tokens(&inner.store, before).await?) != Ok(BATCH) {
            break;
        }
    }
    let mut transaction = inner.store.begin().await?;
    let mails = sqlx::query("DELETE FROM mail_tokens WHERE expires_at <= $1").bind(now);
    mails.execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Removes sessions and bots' tokens that have expired by `now`; their ids.
async fn end_sessions(store: &Store, now: i64) -> Result<Vec<String>> {
    let count = "SELECT (SELECT COUNT(*) FROM sessions WHERE expires_at <= $1) \
                 + (SELECT COUNT(*) FROM bot_tokens WHERE expires_at > 0 AND expires_at <= $2)";
    if sqlx::query_scalar::<_, i64>(count).bind(now).bind(now).fetch_one(store.pool()).await? == 0 {
        return Ok(Vec::new());
    }
    let mut transaction = store.begin().await?;
    let delete = sqlx::query_as::<_, (String, String)>(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) \
         AND expires_at <= $3 RETURNING id, user_id",
    );
    let removed = delete.bind(now).bind(BATCH).bind(now).fetch_all(&mut *transaction).await?;
    for (_, user) in &removed {
        users::delete_guest(&mut transaction, user).await?;
    }
    let mut ids: Vec<String> = removed.into_iter().map(|(session, _)| session).collect();
    let bots = sqlx::query_scalar::<_, String>(
        "DELETE FROM bot_tokens WHERE expires_at > 0 AND expires_at <= $1 RETURNING id",
    );
    ids.extend(bots.bind(now).fetch_all(&mut *transaction).await?);
    for id in &ids {
        ended::note(&mut transaction, id, now).await?;
    }
    transaction.commit().await?;
    Ok(ids)
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

//! The tables `sessions` and `refresh_tokens`: how a session begins, is renewed and ends.
//!
//! A refresh token is good once, and what happens when a used one comes back tells theft from bad
//! luck by one question: has its successor been used?
//!
//! * **It has**: two parties go along one chain, and it cannot be told which one is the thief. The
//!   session ends.
//! * **It has not, and the token was used less than [`GRACE`] ago**: tabs that renew at the same
//!   time, or a response that was lost and asked for again. All get the same successor.
//! * **It has not, but it was longer ago**: the response was lost, or somebody comes back with a
//!   copy. A new successor is made and the other one is void, so that whoever received it finds
//!   the session ended. A lost response never logs anybody out, and a chain is never shared.

use matinee_database::{Result, Store, Transaction};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::config::Lifetimes;
use crate::ended;
use crate::refresh_token::{RefreshToken, Salt};
use crate::users::{self, User, user_columns};

/// For how long a used refresh token gets the same successor again, milliseconds.
pub(crate) const GRACE: i64 = 60_000;

/// When a guest's session ends in any case.
pub(crate) const NEVER: i64 = i64::MAX;

/// What [`from_row`] reads; a condition follows.
macro_rules! session_select {
    () => {
        concat!(
            "SELECT s.id AS session_id, s.device_id, s.user_agent, s.expires_at, s.ends_at, ",
            user_columns!(),
            " FROM sessions s JOIN users u ON u.id = s.user_id"
        )
    };
}

/// What a session was begun with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Device {
    /// Random id of the browser, from a cookie.
    pub(crate) id: String,
    /// What the browser calls itself.
    pub(crate) user_agent: String,
}

/// A session and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) user: User,
    pub(crate) device: Device,
    /// When it ends unless it is renewed, Unix milliseconds.
    pub(crate) expires_at: i64,
    /// When it ends in any case.
    pub(crate) ends_at: i64,
}

/// What became of a refresh token.
pub(crate) enum Refreshed {
    /// It counted: the session, renewed, and what is good next.
    Renewed(Session, RefreshToken),
    /// It was used before, and so was its successor: this session has ended.
    Reused(Session),
    /// It is none, or of a session that has ended.
    Unknown,
}

/// A user's session from `now` on. Nothing is stored yet.
pub(crate) fn begin(id: String, user: User, device: Device, lifetimes: &Lifetimes, now: i64) -> Session {
    let ends_at = if user.guest { NEVER } else { now + lifetimes.account_max };
    let expires_at = expiry(&user, ends_at, lifetimes, now);
    Session { id, user, device, expires_at, ends_at }
}

fn expiry(user: &User, ends_at: i64, lifetimes: &Lifetimes, now: i64) -> i64 {
    let idle = if user.guest { lifetimes.guest_idle } else { lifetimes.account_idle };
    ends_at.min(now + idle)
}

/// Stores a session and its first refresh token.
pub(crate) async fn insert(
    connection: &mut AnyConnection,
    session: &Session,
    token: &RefreshToken,
    now: i64,
) -> Result<(), sqlx::Error> {
    let insert = sqlx::query(
        "INSERT INTO sessions (id, user_id, device_id, user_agent, created_at, refreshed_at, expires_at, ends_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    let insert = insert.bind(&session.id).bind(&session.user.id).bind(&session.device.id);
    let insert = insert.bind(&session.device.user_agent).bind(now).bind(now);
    insert.bind(session.expires_at).bind(session.ends_at).execute(&mut *connection).await?;
    insert_token(connection, &session.id, token, now).await
}

async fn insert_token(
    connection: &mut AnyConnection,
    session: &str,
    token: &RefreshToken,
    now: i64,
) -> Result<(), sqlx::Error> {
    let insert = sqlx::query("INSERT INTO refresh_tokens (hash, session_id, issued_at) VALUES ($1, $2, $3)");
    insert.bind(token.hash()).bind(session).bind(now).execute(connection).await?;
    Ok(())
}

/// The session of a refresh token, used or not, that has not expired by `now`.
pub(crate) async fn find(
    connection: &mut AnyConnection,
    token: &RefreshToken,
    now: i64,
) -> Result<Option<Session>, sqlx::Error> {
    let select = concat!(
        session_select!(),
        " JOIN refresh_tokens t ON t.session_id = s.id WHERE t.hash = $1 AND s.expires_at > $2"
    );
    let row = sqlx::query(select).bind(token.hash()).bind(now).fetch_optional(connection).await?;
    row.as_ref().map(from_row).transpose()
}

fn from_row(row: &AnyRow) -> Result<Session, sqlx::Error> {
    Ok(Session {
        id: row.try_get("session_id")?,
        device: Device { id: row.try_get("device_id")?, user_agent: row.try_get("user_agent")? },
        expires_at: row.try_get("expires_at")?,
        ends_at: row.try_get("ends_at")?,
        user: User::from_row(row)?,
    })
}

/// Exchanges a refresh token. `salt` is for its successor.
pub(crate) async fn refresh(
    store: &Store,
    lifetimes: &Lifetimes,
    token: &RefreshToken,
    salt: Salt,
    now: i64,
) -> Result<Refreshed> {
    let mut transaction = store.begin().await?;
    // Whoever exchanges tokens of a session waits here for the others.
    let lock = format!(
        "SELECT id FROM sessions WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = $1){}",
        store.for_update()
    );
    sqlx::query(AssertSqlSafe(lock)).bind(token.hash()).execute(&mut *transaction).await?;
    let Some(mut session) = find(&mut transaction, token, now).await? else {
        return Ok(Refreshed::Unknown);
    };
    let Some(next) = exchange(&mut transaction, &session.id, token, salt, now).await? else {
        remove(&mut transaction, &session, now).await?;
        transaction.commit().await?;
        return Ok(Refreshed::Reused(session));
    };
    session.expires_at = expiry(&session.user, session.ends_at, lifetimes, now);
    let update = sqlx::query("UPDATE sessions SET refreshed_at = $1, expires_at = $2 WHERE id = $3");
    update.bind(now).bind(session.expires_at).bind(&session.id).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(Refreshed::Renewed(session, next))
}

/// What follows a token; `None` if it may not be followed any more.
async fn exchange(
    transaction: &mut Transaction,
    session: &str,
    token: &RefreshToken,
    salt: Salt,
    now: i64,
) -> Result<Option<RefreshToken>> {
    let (used_at, kept_salt) = used(transaction, token).await?.unwrap_or_default();
    if used_at != 0 {
        let Some(kept) = Salt::decode(&kept_salt) else { return Ok(None) };
        let successor = token.successor(kept);
        match used(transaction, &successor).await? {
            Some((0, _)) if now - used_at <= GRACE => return Ok(Some(successor)),
            Some((0, _)) => set_used(transaction, &successor, None, now).await?,
            _ => return Ok(None),
        }
    }
    let successor = token.successor(salt);
    set_used(transaction, token, Some(salt), now).await?;
    insert_token(transaction, session, &successor, now).await?;
    Ok(Some(successor))
}

/// Makes the session of somebody who was a guest the session of the account that they are now. The
/// chain of refresh tokens goes on from the one they have, or begins anew.
pub(crate) async fn upgrade(
    transaction: &mut Transaction,
    session: &Session,
    token: Option<&RefreshToken>,
    now: i64,
) -> Result<RefreshToken> {
    let update = sqlx::query("UPDATE sessions SET refreshed_at = $1, expires_at = $2, ends_at = $3 WHERE id = $4");
    let update = update.bind(now).bind(session.expires_at).bind(session.ends_at).bind(&session.id);
    update.execute(&mut **transaction).await?;
    if let Some(token) = token
        && let Some(found) = find(transaction, token, now).await?
        && found.id == session.id
        && let Some(next) = exchange(transaction, &session.id, token, Salt::random(), now).await?
    {
        return Ok(next);
    }
    let forget = sqlx::query("DELETE FROM refresh_tokens WHERE session_id = $1");
    forget.bind(&session.id).execute(&mut **transaction).await?;
    let fresh = RefreshToken::random();
    insert_token(transaction, &session.id, &fresh, now).await?;
    Ok(fresh)
}

/// When a token was used (0 = not yet) and the salt of its successor, if it is known at all.
async fn used(connection: &mut AnyConnection, token: &RefreshToken) -> Result<Option<(i64, String)>, sqlx::Error> {
    let select = sqlx::query_as("SELECT used_at, salt FROM refresh_tokens WHERE hash = $1");
    select.bind(token.hash()).fetch_optional(connection).await
}

/// Marks a token as used; without a salt it is void and has no successor.
async fn set_used(
    connection: &mut AnyConnection,
    token: &RefreshToken,
    salt: Option<Salt>,
    now: i64,
) -> Result<(), sqlx::Error> {
    let update = sqlx::query("UPDATE refresh_tokens SET used_at = $1, salt = $2 WHERE hash = $3");
    let salt = salt.map(Salt::encode).unwrap_or_default();
    update.bind(now).bind(salt).bind(token.hash()).execute(connection).await?;
    Ok(())
}

/// The session with this id of this user, expired or not.
pub(crate) async fn by_id(
    connection: &mut AnyConnection,
    id: &str,
    user: &str,
) -> Result<Option<Session>, sqlx::Error> {
    let select = concat!(session_select!(), " WHERE s.id = $1 AND s.user_id = $2");
    let row = sqlx::query(select).bind(id).bind(user).fetch_optional(connection).await?;
    row.as_ref().map(from_row).transpose()
}

/// All sessions of a user, expired or not.
pub(crate) async fn of_user(connection: &mut AnyConnection, user: &str) -> Result<Vec<Session>, sqlx::Error> {
    let select = concat!(session_select!(), " WHERE s.user_id = $1");
    let rows = sqlx::query(select).bind(user).fetch_all(connection).await?;
    rows.iter().map(from_row).collect()
}

/// Removes a session, and with a guest's the guest; notes that gateways are to be told.
pub(crate) async fn remove(connection: &mut AnyConnection, session: &Session, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(&session.id).execute(&mut *connection).await?;
    ended::note(connection, &session.id, now).await?;
    users::delete_guest(connection, &session.user.id).await
}

/// Removes all sessions of a user but one; those that it were.
pub(crate) async fn remove_all(
    connection: &mut AnyConnection,
    user: &str,
    but: Option<&str>,
    now: i64,
) -> Result<Vec<Session>, sqlx::Error> {
    let mut removed = of_user(connection, user).await?;
    removed.retain(|session| Some(session.id.as_str()) != but);
    for session in &removed {
        remove(connection, session, now).await?;
    }
    Ok(removed)
}

/// Removes the sessions of a user beyond `most`, those first that were renewed longest ago; their ids.
pub(crate) async fn surplus(
    connection: &mut AnyConnection,
    user: &str,
    most: i64,
    now: i64,
) -> Result<Vec<String>, sqlx::Error> {
    let delete = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user_id = $1 \
                  ORDER BY refreshed_at DESC, id DESC LIMIT 1000 OFFSET $2) RETURNING id";
    let removed: Vec<String> = sqlx::query_scalar(delete).bind(user).bind(most).fetch_all(&mut *connection).await?;
    for session in &removed {
        ended::note(connection, session, now).await?;
    }
    Ok(removed)
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;

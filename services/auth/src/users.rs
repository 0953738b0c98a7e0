//! The table `users`.

use matinee_proto::auth::v1 as proto;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyPool, Row};

use crate::names::Name;

/// A row, without what nobody but this crate may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) username_folded: String,
    pub(crate) guest: bool,
    pub(crate) email: String,
    pub(crate) email_verified: bool,
    pub(crate) has_password: bool,
    pub(crate) avatar_url: String,
    pub(crate) created_at: i64,
}

/// What [`User::from_row`] reads, of a table called `u`.
macro_rules! user_columns {
    () => {
        concat!(
            "u.id AS user_id, u.username, u.username_folded, u.guest, u.email, u.email_verified, u.avatar_url, ",
            "CAST(CASE WHEN u.password_hash = '' THEN 0 ELSE 1 END AS BIGINT) AS has_password, ",
            "u.created_at AS user_created_at"
        )
    };
}
pub(crate) use user_columns;

impl User {
    pub(crate) fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("user_id")?,
            username: row.try_get("username")?,
            username_folded: row.try_get("username_folded")?,
            guest: row.try_get::<i64, _>("guest")? != 0,
            email: row.try_get("email")?,
            email_verified: row.try_get::<i64, _>("email_verified")? != 0,
            has_password: row.try_get::<i64, _>("has_password")? != 0,
            avatar_url: row.try_get("avatar_url")?,
            created_at: row.try_get("user_created_at")?,
        })
    }
}

impl User {
    /// A guest who has just come.
    pub(crate) fn guest(id: String, name: &Name, now: i64) -> Self {
        Self {
            id,
            username: name.shown.clone(),
            username_folded: name.folded.clone(),
            guest: true,
            email: String::new(),
            email_verified: false,
            has_password: false,
            avatar_url: String::new(),
            created_at: now,
        }
    }

    /// As callers are told, with the providers through which they may log in.
    pub(crate) fn told(self, identities: Vec<String>) -> proto::User {
        proto::User {
            id: self.id,
            username: self.username,
            guest: self.guest,
            email: self.email,
            avatar_url: self.avatar_url,
            created_at: instant(self.created_at),
            email_verified: self.email_verified,
            has_password: self.has_password,
            identities,
        }
    }
}

/// Unix milliseconds, as callers are told.
#[allow(clippy::cast_precision_loss, reason = "milliseconds of this age are exact in a double")]
pub(crate) fn instant(millis: i64) -> f64 {
    millis as f64
}

/// Adds a guest, unless somebody has registered the name; whether it was added.
pub(crate) async fn insert_guest(connection: &mut AnyConnection, user: &User) -> Result<bool, sqlx::Error> {
    let insert = sqlx::query(
        "INSERT INTO users (id, username, username_folded, guest, created_at, updated_at) \
         SELECT $1, $2, $3, 1, $4, $5 \
         WHERE NOT EXISTS (SELECT 1 FROM users WHERE username_folded = $6 AND guest = 0)",
    );
    let insert = insert.bind(&user.id).bind(&user.username).bind(&user.username_folded);
    let insert = insert.bind(user.created_at).bind(user.created_at).bind(&user.username_folded);
    Ok(insert.execute(connection).await?.rows_affected() == 1)
}

/// The user of a session, or of a bot's token, that has not expired by `now`.
pub(crate) async fn of_session(
    pool: &AnyPool,
    user: &str,
    session: &str,
    now: i64,
) -> Result<Option<User>, sqlx::Error> {
    let select = sqlx::query(concat!(
        "SELECT ",
        user_columns!(),
        " FROM users u WHERE u.id = $1 AND (EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id AND s.id = $2 \
         AND s.expires_at > $3) OR EXISTS (SELECT 1 FROM bot_tokens b WHERE b.user_id = u.id AND b.id = $4 \
         AND (b.expires_at = 0 OR b.expires_at > $5)))"
    ));
    let select = select.bind(user).bind(session).bind(now).bind(session).bind(now);
    let row = select.fetch_optional(pool).await?;
    row.as_ref().map(User::from_row).transpose()
}

/// Gives a user another name; `false` if somebody else has registered it. For an account a
/// unique index decides, and the error is a unique violation.
pub(crate) async fn rename(
    connection: &mut AnyConnection,
    user: &str,
    (name, folded): (&str, &str),
    now: i64,
) -> Result<bool, sqlx::Error> {
    let update = sqlx::query(
        "UPDATE users SET username = $1, username_folded = $2, updated_at = $3 WHERE id = $4 \
         AND NOT EXISTS (SELECT 1 FROM users o WHERE o.username_folded = $5 AND o.guest = 0 AND o.id <> $6)",
    );
    let update = update.bind(name).bind(folded).bind(now).bind(user).bind(folded).bind(user);
    Ok(update.execute(connection).await?.rows_affected() == 1)
}

pub(crate) async fn set_avatar(
    connection: &mut AnyConnection,
    user: &str,
    avatar_url: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    let update = sqlx::query("UPDATE users SET avatar_url = $1, updated_at = $2 WHERE id = $3");
    update.bind(avatar_url).bind(now).bind(user).execute(connection).await?;
    Ok(())
}

/// The hash of a user's password, if they have one.
pub(crate) async fn password_hash(pool: &AnyPool, user: &str) -> Result<Option<String>, sqlx::Error> {
    let select = sqlx::query_scalar("SELECT password_hash FROM users WHERE id = $1");
    let hash: Option<String> = select.bind(user).fetch_optional(pool).await?;
    Ok(hash.filter(|hash| !hash.is_empty()))
}

/// Gives a user another password.
pub(crate) async fn set_password(
    connection: &mut AnyConnection,
    user: &str,
    hash: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    let update = sqlx::query("UPDATE users SET password_hash = $1, updated_at = $2 WHERE id = $3 AND guest = 0");
    update.bind(hash).bind(now).bind(user).execute(connection).await?;
    Ok(())
}

/// Notes that the address a user has is theirs; the address, if they have one.
pub(crate) async fn verify_email(
    connection: &mut AnyConnection,
    user: &str,
    now: i64,
) -> Result<Option<String>, sqlx::Error> {
    let update = "UPDATE users SET email_verified = 1, updated_at = $1 WHERE id = $2 AND email <> '' RETURNING email";
    sqlx::query_scalar(update).bind(now).bind(user).fetch_optional(connection).await
}

/// Removes a user with all that refers to them.
pub(crate) async fn delete(connection: &mut AnyConnection, user: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM users WHERE id = $1").bind(user).execute(connection).await?;
    Ok(())
}

/// Removes a user who was a guest: nobody can log in as them again.
pub(crate) async fn delete_guest(connection: &mut AnyConnection, user: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM users WHERE id = $1 AND guest = 1").bind(user).execute(connection).await?;
    Ok(())
}

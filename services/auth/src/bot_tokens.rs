//! The table `bot_tokens`: with what programs act for somebody.

use matinee_database::Store;
use matinee_proto::auth::v1 as proto;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyPool, Row};

use crate::secret::Secret;
use crate::users::{User, instant, user_columns};

/// How exactly it is noted when a token was used last, milliseconds.
const USE_NOTED: i64 = 60_000;

/// A row, without the hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BotToken {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) name: String,
    /// Separated by spaces.
    pub(crate) scopes: String,
    pub(crate) created_at: i64,
    /// 0: not yet.
    pub(crate) last_used_at: i64,
    /// 0: never.
    pub(crate) expires_at: i64,
}

macro_rules! token_columns {
    () => {
        "b.id, b.user_id AS owner_id, b.name, b.scopes, b.created_at, b.last_used_at, b.expires_at"
    };
}

impl BotToken {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            user_id: row.try_get("owner_id")?,
            name: row.try_get("name")?,
            scopes: row.try_get("scopes")?,
            created_at: row.try_get("created_at")?,
            last_used_at: row.try_get("last_used_at")?,
            expires_at: row.try_get("expires_at")?,
        })
    }

    /// As callers are told.
    pub(crate) fn told(self) -> proto::BotToken {
        proto::BotToken {
            id: self.id,
            name: self.name,
            scopes: self.scopes.split_whitespace().map(str::to_owned).collect(),
            created_at: instant(self.created_at),
            last_used_at: instant(self.last_used_at),
            expires_at: instant(self.expires_at),
        }
    }
}

pub(crate) async fn insert(
    connection: &mut AnyConnection,
    token: &BotToken,
    secret: &Secret,
) -> Result<(), sqlx::Error> {
    let insert = "INSERT INTO bot_tokens (id, user_id, hash, name, scopes, created_at, expires_at) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let insert = sqlx::query(insert).bind(&token.id).bind(&token.user_id).bind(secret.hash()).bind(&token.name);
    insert.bind(&token.scopes).bind(token.created_at).bind(token.expires_at).execute(connection).await?;
    Ok(())
}

/// The tokens of a user that are good by `now`, the newest first.
pub(crate) async fn of_user(
    connection: &mut AnyConnection,
    user: &str,
    now: i64,
) -> Result<Vec<BotToken>, sqlx::Error> {
    let select = concat!(
        "SELECT ",
        token_columns!(),
        " FROM bot_tokens b WHERE b.user_id = $1 AND (b.expires_at = 0 OR b.expires_at > $2) \
         ORDER BY b.created_at DESC, b.id DESC"
    );
    let rows = sqlx::query(select).bind(user).bind(now).fetch_all(connection).await?;
    rows.iter().map(BotToken::from_row).collect()
}

/// The token with this secret and whose it is, if it is good by `now`.
pub(crate) async fn find(pool: &AnyPool, secret: &Secret, now: i64) -> Result<Option<(BotToken, User)>, sqlx::Error> {
    let select = concat!(
        "SELECT ",
        token_columns!(),
        ", ",
        user_columns!(),
        " FROM bot_tokens b JOIN users u ON u.id = b.user_id \
         WHERE b.hash = $1 AND (b.expires_at = 0 OR b.expires_at > $2)"
    );
    let row = sqlx::query(select).bind(secret.hash()).bind(now).fetch_optional(pool).await?;
    row.as_ref().map(|row| Ok((BotToken::from_row(row)?, User::from_row(row)?))).transpose()
}

/// Notes that a token was used, unless that was noted just before.
pub(crate) async fn note_use(store: &Store, token: &BotToken, now: i64) -> matinee_database::Result<()> {
    if now - token.last_used_at < USE_NOTED {
        return Ok(());
    }
    let mut transaction = store.begin().await?;
    let update = sqlx::query("UPDATE bot_tokens SET last_used_at = $1 WHERE id = $2");
    update.bind(now).bind(&token.id).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Removes a token of a user; whether there was one.
pub(crate) async fn delete(connection: &mut AnyConnection, user: &str, id: &str) -> Result<bool, sqlx::Error> {
    let delete = sqlx::query("DELETE FROM bot_tokens WHERE id = $1 AND user_id = $2");
    Ok(delete.bind(id).bind(user).execute(connection).await?.rows_affected() == 1)
}

//! The table `mail_tokens`: what the links in mails are good for, once and not for long.

use matinee_database::Store;
use sqlx::AnyConnection;

use crate::secret::Secret;

/// What a link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Confirms an address.
    Confirm,
    /// Sets another password.
    Reset,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
        }
    }

    /// How long a link is good, milliseconds.
    fn lifetime(self) -> i64 {
        match self {
            Self::Confirm => 24 * 3_600_000,
            Self::Reset => 3_600_000,
        }
    }
}

/// Makes a token for a user whose address is `email_folded`. Only the last one for a purpose is good.
pub(crate) async fn make(
    store: &Store,
    user: &str,
    purpose: Purpose,
    email_folded: &str,
    now: i64,
) -> matinee_database::Result<Secret> {
    let secret = Secret::random();
    let mut transaction = store.begin().await?;
    forget(&mut transaction, user, purpose).await?;
    let insert =
        "INSERT INTO mail_tokens (hash, user_id, purpose, email_folded, expires_at) VALUES ($1, $2, $3, $4, $5)";
    let insert = sqlx::query(insert).bind(secret.hash()).bind(user).bind(purpose.as_str());
    insert.bind(email_folded).bind(now + purpose.lifetime()).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(secret)
}

/// Forgets a user's tokens for a purpose.
pub(crate) async fn forget(connection: &mut AnyConnection, user: &str, purpose: Purpose) -> Result<(), sqlx::Error> {
    let delete = sqlx::query("DELETE FROM mail_tokens WHERE user_id = $1 AND purpose = $2");
    delete.bind(user).bind(purpose.as_str()).execute(connection).await?;
    Ok(())
}

/// Whose token it is, if it is good by `now` and the address is still theirs.
pub(crate) async fn find(
    connection: &mut AnyConnection,
    secret: &Secret,
    purpose: Purpose,
    now: i64,
) -> Result<Option<String>, sqlx::Error> {
    let select = "SELECT t.user_id FROM mail_tokens t JOIN users u ON u.id = t.user_id AND u.email_folded = t.email_folded \
                  WHERE t.hash = $1 AND t.purpose = $2 AND t.expires_at > $3";
    let select = sqlx::query_scalar(select).bind(secret.hash()).bind(purpose.as_str()).bind(now);
    select.fetch_optional(connection).await
}

/// Uses a token up; whether nobody else did.
pub(crate) async fn take(connection: &mut AnyConnection, secret: &Secret) -> Result<bool, sqlx::Error> {
    let delete = sqlx::query("DELETE FROM mail_tokens WHERE hash = $1").bind(secret.hash());
    Ok(delete.execute(connection).await?.rows_affected() == 1)
}

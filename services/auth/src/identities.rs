//! The table `identities`: who somebody is elsewhere (OpenID Connect).

use sqlx::{AnyConnection, AnyPool};

/// Somebody, as their issuer names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Under which name the issuer is configured.
    pub(crate) provider: String,
    pub(crate) issuer: String,
    pub(crate) subject: String,
}

/// The providers through which a user may log in.
pub(crate) async fn providers(pool: &AnyPool, user: &str) -> Result<Vec<String>, sqlx::Error> {
    let select = "SELECT DISTINCT provider FROM identities WHERE user_id = $1 ORDER BY provider";
    sqlx::query_scalar(select).bind(user).fetch_all(pool).await
}

/// The id of the user who has an identity.
pub(crate) async fn owner(pool: &AnyPool, identity: &Identity) -> Result<Option<String>, sqlx::Error> {
    let select = "SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2";
    sqlx::query_scalar(select).bind(&identity.issuer).bind(&identity.subject).fetch_optional(pool).await
}

/// Gives a user an identity; not if it is somebody's already.
pub(crate) async fn link(
    connection: &mut AnyConnection,
    identity: &Identity,
    user: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let insert = "INSERT INTO identities (issuer, subject, user_id, provider, created_at) \
                  VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let insert = sqlx::query(insert).bind(&identity.issuer).bind(&identity.subject).bind(user);
    let done = insert.bind(&identity.provider).bind(now).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

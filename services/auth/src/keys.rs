//! The key that signs access tokens, and the public halves of all that still matter.
//!
//! Without one in the configuration a key is made once, by whichever replica comes first, and kept
//! in the database. Every replica notes there from time to time which key it signs with, so that
//! each of them publishes the keys of all, and a key goes on being published until the last token
//! that it signed has died.

use matinee_database::Store;
use matinee_token::access::{PublicKey, SigningKey, jwks};
use secrecy::ExposeSecret;

use crate::error::OpenError;

/// The slot of the key that was made here.
const CURRENT: &str = "current";
/// How much longer than its tokens live a key is published after it was last noted, milliseconds.
const KEPT: i64 = 3_600_000;

/// The configured key, or the one that the database keeps; made if there is none.
pub(crate) async fn open(store: &Store, configured: Option<SigningKey>, now: i64) -> Result<SigningKey, OpenError> {
    if let Some(key) = configured {
        insert(store, &key, key.kid(), "", now).await?;
        note_use(store, &key, now).await?;
        return Ok(key);
    }
    if let Some(key) = current(store).await? {
        note_use(store, &key, now).await?;
        return Ok(key);
    }
    let made = SigningKey::generate();
    insert(store, &made, CURRENT, made.to_pem().expose_secret(), now).await?;
    current(store).await?.ok_or(OpenError::SigningKey)
}

async fn current(store: &Store) -> Result<Option<SigningKey>, OpenError> {
    let select = sqlx::query_scalar::<_, String>("SELECT private_key FROM signing_keys WHERE slot = $1");
    let pem = select.bind(CURRENT).fetch_optional(store.pool()).await.map_err(matinee_database::DatabaseError::from)?;
    pem.map(|pem| SigningKey::from_pem(&pem).map_err(|_| OpenError::SigningKey)).transpose()
}

/// Adds a key unless it is there or its slot is taken.
async fn insert(store: &Store, key: &SigningKey, slot: &str, private: &str, now: i64) -> matinee_database::Result<()> {
    let public = serde_json::to_string(key.public()).unwrap_or_default();
    let mut transaction = store.begin().await?;
    let insert = sqlx::query(
        "INSERT INTO signing_keys (kid, slot, private_key, public_key, created_at, used_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    );
    let insert = insert.bind(key.kid()).bind(slot).bind(private).bind(public).bind(now).bind(now);
    insert.execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Notes that a replica signs with this key.
pub(crate) async fn note_use(store: &Store, key: &SigningKey, now: i64) -> matinee_database::Result<()> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query("UPDATE signing_keys SET used_at = $1 WHERE kid = $2");
    update.bind(now).bind(key.kid()).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// The JSON Web Key Set of every key whose tokens may be about, `own` always among them.
pub(crate) async fn published(
    store: &Store,
    own: &SigningKey,
    access_s: u32,
    now: i64,
) -> matinee_database::Result<String> {
    let since = now - KEPT - i64::from(access_s) * 1000;
    let select = "SELECT public_key FROM signing_keys WHERE used_at >= $1 ORDER BY created_at, kid";
    let rows = sqlx::query_scalar::<_, String>(select).bind(since).fetch_all(store.pool()).await?;
    let mut keys: Vec<PublicKey> = rows.iter().filter_map(|row| serde_json::from_str(row).ok()).collect();
    if !keys.iter().any(|key| key.kid() == own.kid()) {
        keys.push(own.public().clone());
    }
    Ok(jwks(&keys))
}

//! The key that signs access tokens, and the public halves of all that still matter.
//!
//! Without one in the configuration a key is made once, by whichever replica comes first, and kept
//! in the database. Every replica notes there from time to time which key it signs with, so that
//! each of them publishes the keys of all, and a key goes on being published until the last token
//! that it signed has died. That is what makes rotation harmless: [`rotate`] puts another key in
//! place, replicas find it within seconds, and tokens of the old one are good until they end,
//! unless it was withdrawn. A replica signs with what it finds from the second look on: by then the
//! key has been published for longer than a gateway goes without asking again.

use matinee_database::{DatabaseError, Store};
use matinee_token::access::{PublicKey, SigningKey, jwks};
use parking_lot::{Mutex, RwLock};
use secrecy::ExposeSecret;

use crate::error::OpenError;

/// The slot of the key that was made here.
const CURRENT: &str = "current";
/// How much longer than its tokens live a key is published after it was last noted, milliseconds.
const KEPT: i64 = 3_600_000;

/// Seconds between two looks for another key.
pub(crate) const LOOK_EVERY: u32 = 5;

/// The key of this replica.
pub(crate) struct Keys {
    signing: RwLock<SigningKey>,
    /// The id of another one, found at the last look.
    next: Mutex<String>,
    /// Whether the operator keeps it: then the database is not looked at for another one.
    configured: bool,
}

impl Keys {
    /// The configured key, or the one that the database keeps; made if there is none.
    pub(crate) async fn open(store: &Store, configured: Option<SigningKey>, now: i64) -> Result<Self, OpenError> {
        let own = |signing, configured| Self { signing: RwLock::new(signing), next: Mutex::default(), configured };
        if let Some(key) = configured {
            insert(store, &key, key.kid(), "", now).await?;
            note_use(store, &key, now).await?;
            return Ok(own(key, true));
        }
        if let Some(key) = current(store).await? {
            note_use(store, &key, now).await?;
            return Ok(own(key, false));
        }
        let made = SigningKey::generate();
        insert(store, &made, CURRENT, made.to_pem().expose_secret(), now).await?;
        Ok(own(current(store).await?.ok_or(OpenError::SigningKey)?, false))
    }

    /// The key that signs at present.
    pub(crate) fn signing(&self) -> SigningKey {
        self.signing.read().clone()
    }

    /// Takes up the key that the database keeps now, if it is another one and was there before; at once
    /// if the own one was withdrawn.
    pub(crate) async fn reload(&self, store: &Store, now: i64) -> Result<(), OpenError> {
        if self.configured {
            return Ok(());
        }
        let select = "SELECT kid, (SELECT COUNT(*) FROM signing_keys WHERE kid = $1 AND revoked_at > 0) \
                      FROM signing_keys WHERE slot = $2";
        let select = sqlx::query_as::<_, (String, i64)>(select).bind(self.signing().kid().to_owned()).bind(CURRENT);
        let row = select.fetch_optional(store.pool()).await.map_err(DatabaseError::from)?;
        let Some((kid, withdrawn)) = row.filter(|(kid, _)| kid != self.signing().kid()) else { return Ok(()) };
        let before = std::mem::replace(&mut *self.next.lock(), kid.clone());
        if before != kid && withdrawn == 0 {
            return Ok(());
        }
        let Some(key) = current(store).await? else { return Ok(()) };
        note_use(store, &key, now).await?;
        tracing::info!(auth.kid = key.kid(), "access tokens are signed with another key from now on");
        *self.signing.write() = key;
        Ok(())
    }
}

/// Puts a new key in the place of the current one; its id. With `revoke` tokens of all others are
/// good no longer than gateways keep public keys without asking.
pub(crate) async fn rotate(store: &Store, revoke: bool, now: i64) -> matinee_database::Result<String> {
    let made = SigningKey::generate();
    let mut transaction = store.begin().await?;
    let retire = sqlx::query("UPDATE signing_keys SET slot = kid, used_at = $1 WHERE slot = $2");
    retire.bind(now).bind(CURRENT).execute(&mut *transaction).await?;
    if revoke {
        let withdraw = sqlx::query("UPDATE signing_keys SET revoked_at = $1, private_key = '' WHERE revoked_at = 0");
        withdraw.bind(now).execute(&mut *transaction).await?;
    }
    insert_in(&mut transaction, &made, CURRENT, made.to_pem().expose_secret(), now).await?;
    transaction.commit().await?;
    Ok(made.kid().to_owned())
}

async fn current(store: &Store) -> Result<Option<SigningKey>, OpenError> {
    let select = sqlx::query_scalar::<_, String>("SELECT private_key FROM signing_keys WHERE slot = $1");
    let pem = select.bind(CURRENT).fetch_optional(store.pool()).await.map_err(DatabaseError::from)?;
    pem.map(|pem| SigningKey::from_pem(&pem).map_err(|_| OpenError::SigningKey)).transpose()
}

/// Adds a key unless it is there or its slot is taken.
async fn insert(store: &Store, key: &SigningKey, slot: &str, private: &str, now: i64) -> matinee_database::Result<()> {
    let mut transaction = store.begin().await?;
    insert_in(&mut transaction, key, slot, private, now).await?;
    transaction.commit().await
}

async fn insert_in(
    connection: &mut sqlx::AnyConnection,
    key: &SigningKey,
    slot: &str,
    private: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    let public = serde_json::to_string(key.public()).unwrap_or_default();
    let insert = sqlx::query(
        "INSERT INTO signing_keys (kid, slot, private_key, public_key, created_at, used_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    );
    let insert = insert.bind(key.kid()).bind(slot).bind(private).bind(public).bind(now).bind(now);
    insert.execute(connection).await?;
    Ok(())
}

/// Notes that a replica signs with this key.
pub(crate) async fn note_use(store: &Store, key: &SigningKey, now: i64) -> matinee_database::Result<()> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query("UPDATE signing_keys SET used_at = $1 WHERE kid = $2");
    update.bind(now).bind(key.kid()).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Forgets the private halves of keys that nobody signs with any more.
pub(crate) async fn forget(store: &Store, access_s: u32, now: i64) -> matinee_database::Result<()> {
    let mut transaction = store.begin().await?;
    let update =
        sqlx::query("UPDATE signing_keys SET private_key = '' WHERE slot <> $1 AND private_key <> '' AND used_at < $2");
    update.bind(CURRENT).bind(oldest(access_s, now)).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// When a key whose tokens may be about was noted last.
fn oldest(access_s: u32, now: i64) -> i64 {
    now - KEPT - i64::from(access_s) * 1000
}

/// The JSON Web Key Set of every key whose tokens may be about, `own` always among them unless it
/// was withdrawn.
pub(crate) async fn published(
    store: &Store,
    own: &SigningKey,
    access_s: u32,
    now: i64,
) -> matinee_database::Result<String> {
    let select = "SELECT public_key, revoked_at FROM signing_keys WHERE used_at >= $1 OR kid = $2 \
                  ORDER BY created_at, kid";
    let select = sqlx::query_as::<_, (String, i64)>(select).bind(oldest(access_s, now)).bind(own.kid());
    let rows = select.fetch_all(store.pool()).await?;
    let known = rows.iter().filter(|(_, revoked)| *revoked == 0);
    let mut keys: Vec<PublicKey> = known.filter_map(|(row, _)| serde_json::from_str(row).ok()).collect();
    if rows.is_empty() {
        keys.push(own.public().clone());
    }
    Ok(jwks(&keys))
}

//! Who somebody is: guests, accounts, sessions.
//!
//! The service keeps users and sessions in its own tables and signs access tokens that gateways verify
//! without asking it; it is asked when somebody logs in, renews or leaves, not when they act.
//! Names of those who are here are claims in the broker, because they belong to sessions of all
//! replicas and end by themselves. What the service may not do is hold state of its own: any
//! replica answers any call.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use matinee_broker::SharedBroker;
use matinee_database::{Database, Store};
use matinee_proto::auth::v1::auth_server::AuthServer;
use matinee_token::{InternalAuth, InternalKey, ended as notes};
use sqlx::migrate::Migrator;
use tokio_util::sync::CancellationToken;
use tonic::service::interceptor::InterceptedService;

mod accounts;
mod bot_tokens;
mod config;
mod email;
mod ended;
mod error;
mod faults;
mod identities;
mod keys;
mod mail;
mod mail_tokens;
mod meters;
mod names;
mod oauth;
mod password;
mod refresh_token;
mod rpc;
mod secret;
mod session_list;
mod sessions;
mod sweep;
mod users;

use config::Lifetimes;
pub use config::{Checked, Config, ConfigError, DEFAULTS, ProviderConfig};
pub use error::OpenError;
use keys::Keys;
use mail::Mail;
pub use meters::METRICS;
use oauth::Provider;
use password::Passwords;

/// The name of the service: of its schema, and the audience of calls to it.
const NAME: &str = "auth";
/// Bytes of a request at most.
const REQUEST_BYTES: usize = 64 * 1024;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Brings the tables of this service up to date and does nothing else.
///
/// # Errors
/// The database cannot be reached, or a migration failed; nothing has changed then.
pub async fn migrate(database: &Database) -> Result<(), OpenError> {
    database.migrate(NAME, &MIGRATIONS).await?.close().await;
    Ok(())
}

/// Puts another signing key in the place of the one that the database keeps; its id. Replicas take it
/// up within seconds, and tokens of the old one stay good until they end, unless it is `revoke`d.
///
/// # Errors
/// The operator keeps the key, or the database failed.
pub async fn rotate_keys(config: &Config, database: &Database, revoke: bool) -> Result<String, OpenError> {
    if config.signing_key.is_some() {
        let reason = "is set: put another key there and restart one replica after the other".to_owned();
        return Err(ConfigError { key: "signing_key", reason }.into());
    }
    let store = database.migrate(NAME, &MIGRATIONS).await?;
    let kid = keys::rotate(&store, revoke, now()).await?;
    store.close().await;
    Ok(kid)
}

/// The service `matinee.auth.v1.Auth`. Clones are one and the same.
#[derive(Clone)]
pub struct AuthService(Arc<Inner>);

struct Inner {
    store: Store,
    broker: SharedBroker,
    keys: Keys,
    lifetimes: Lifetimes,
    single_session: bool,
    passwords: Passwords,
    mail: Mail,
    providers: Vec<Provider>,
}

impl std::fmt::Debug for AuthService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthService").field("key", &self.0.keys.signing()).finish_non_exhaustive()
    }
}

impl AuthService {
    /// Checks the configuration, migrates the tables, and finds or makes the signing key.
    ///
    /// # Errors
    /// Any of it failed; the text names the key of the configuration where that is the cause.
    pub async fn open(config: Config, database: Database, broker: SharedBroker) -> Result<Self, OpenError> {
        let Checked { signing_key, lifetimes, mail, providers } = config.check()?;
        let mail = Mail::new(mail)?;
        let providers = providers.into_iter().map(Provider::new).collect::<Result<_, _>>();
        let providers = providers.map_err(|error| OpenError::Providers(error.to_string()))?;
        let store = database.migrate(NAME, &MIGRATIONS).await?;
        let keys = Keys::open(&store, signing_key, now()).await?;
        tracing::info!(auth.kid = keys.signing().kid(), "signing access tokens");
        let passwords = Passwords::new(config.hashes_at_once);
        let single_session = config.single_session;
        let inner = Inner { store, broker, keys, lifetimes, single_session, passwords, mail, providers };
        Ok(Self(Arc::new(inner)))
    }

    /// The gRPC server, which takes no call without an internal token for `auth`.
    #[must_use]
    pub fn server(&self, key: InternalKey) -> InterceptedService<AuthServer<Self>, InternalAuth> {
        let server = AuthServer::new(self.clone()).max_decoding_message_size(REQUEST_BYTES);
        InterceptedService::new(server, InternalAuth::new(key, NAME))
    }

    /// Background work until `shutdown`: sends mail, ends sessions that have expired, takes up
    /// another signing key, and says which is in use. Any number of replicas may do so.
    pub async fn run(self, shutdown: CancellationToken) {
        tokio::join!(self.0.mail.run(&self.0.store, &shutdown), self.keep_order(&shutdown));
    }

    async fn keep_order(&self, shutdown: &CancellationToken) {
        let mut ticks = tokio::time::interval(sweep::EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut tick = 0;
        while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = sweep::expire(self, now()).await {
                tracing::warn!(%error, "what has expired ends a little later");
            }
            if tick % keys::LOOK_EVERY == 0
                && let Err(error) = self.0.keys.reload(&self.0.store, now()).await
            {
                tracing::warn!(%error, "the signing key could not be looked for");
            }
            if tick % sweep::THOROUGH == 0
                && let Err(error) = sweep::sweep(self, now()).await
            {
                tracing::warn!(%error, "old tokens are removed a minute later");
            }
            tick = tick.wrapping_add(1);
        }
    }

    /// Tells every gateway to close the sockets of sessions that have ended, and forgets that they
    /// are to be told. If that fails, it is done again soon.
    async fn tell_ended(&self, sessions: &[String]) {
        if sessions.is_empty() {
            return;
        }
        let broker = &self.0.broker;
        for session in sessions {
            let note = Bytes::from(notes::note(broker.now()));
            let notice = serde_json::json!({ "session_ended": session }).to_string();
            // Noted first: whoever misses the notice finds the note.
            let told = async {
                broker.cache(&notes::key(session), note, notes::KEPT).await?;
                broker.announce(Bytes::from(notice)).await
            };
            if let Err(error) = told.await {
                tracing::warn!(%error, auth.session = session, "the gateways are told of an end later");
                return;
            }
        }
        if let Err(error) = ended::forget(&self.0.store, sessions).await {
            tracing::warn!(%error, "the gateways are told of an end twice");
        }
    }

    /// Tells every gateway which name to hold for a guest's session from now on, as it is
    /// compared.
    async fn announce_rename(&self, session: &str, folded: &str) {
        self.announce(&serde_json::json!({ "session_renamed": session, "name": folded })).await;
    }

    async fn announce(&self, notice: &serde_json::Value) {
        if let Err(error) = self.0.broker.announce(Bytes::from(notice.to_string())).await {
            tracing::warn!(%error, auth.notice = %notice, "the gateways were not told");
        }
    }
}

/// Unix milliseconds.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

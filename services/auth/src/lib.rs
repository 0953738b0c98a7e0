//! Who somebody is: guests, accounts, sessions.
//!
//! The service keeps sessions in its own tables and signs access tokens that gateways verify
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
use matinee_token::{InternalAuth, InternalKey, SigningKey};
use sqlx::migrate::Migrator;
use tokio_util::sync::CancellationToken;
use tonic::service::interceptor::InterceptedService;

mod config;
mod error;
mod keys;
mod names;
mod refresh_token;
mod service;
mod sessions;
mod sweep;
mod users;

use config::Lifetimes;
pub use config::{Checked, Config, ConfigError, DEFAULTS};
pub use error::OpenError;

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

/// The service `matinee.auth.v1.Auth`. Clones are one and the same.
#[derive(Clone)]
pub struct AuthService(Arc<Inner>);

struct Inner {
    store: Store,
    broker: SharedBroker,
    key: SigningKey,
    lifetimes: Lifetimes,
}

impl std::fmt::Debug for AuthService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthService").field("key", &self.0.key).finish_non_exhaustive()
    }
}

impl AuthService {
    /// Checks the configuration, migrates the tables, and finds or makes the signing key.
    ///
    /// # Errors
    /// Any of it failed; the text names the key of the configuration where that is the cause.
    pub async fn open(config: Config, database: Database, broker: SharedBroker) -> Result<Self, OpenError> {
        let Checked { signing_key, lifetimes } = config.check()?;
        let store = database.migrate(NAME, &MIGRATIONS).await?;
        let key = keys::open(&store, signing_key, now()).await?;
        tracing::info!(auth.kid = key.kid(), "signing access tokens");
        Ok(Self(Arc::new(Inner { store, broker, key, lifetimes })))
    }

    /// The gRPC server, which takes no call without an internal token for `auth`.
    #[must_use]
    pub fn server(&self, key: InternalKey) -> InterceptedService<AuthServer<Self>, InternalAuth> {
        let server = AuthServer::new(self.clone()).max_decoding_message_size(REQUEST_BYTES);
        InterceptedService::new(server, InternalAuth::new(key, NAME))
    }

    /// Background work until `shutdown`: ends sessions that have expired, and says that the
    /// signing key is in use. Any number of replicas may do so.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut ticks = tokio::time::interval(sweep::EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = sweep::sweep(&self, now()).await {
                tracing::warn!(%error, "expired sessions are removed a minute later");
            }
        }
    }

    /// Tells every gateway to close the sockets of a session. A notice that is lost does not
    /// matter for long: the session cannot be renewed.
    async fn announce_end(&self, session: &str) {
        self.announce(&serde_json::json!({ "session_ended": session })).await;
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

//! A service over an empty database and a broker in memory, called as gateways call it.

#![allow(dead_code, reason = "not every test needs all of it")]

use matinee_auth::{AuthService, Config, DEFAULTS};
use matinee_broker::{Feed, Item, Memory, SharedBroker};
use matinee_database::{Database, DatabaseConfig, Store};
use matinee_proto::auth::v1::auth_client::AuthClient;
use matinee_proto::auth::v1::{
    CreateGuestRequest, DeleteUserRequest, EndSessionRequest, GetKeysRequest, GetUserRequest, RefreshSessionRequest,
    Session, UpdateUserRequest, User,
};
use matinee_proto::{Refusal, Transport, transport};
use matinee_token::{AccessClaims, Actor, InternalKey, Verifier};
use sqlx::migrate::Migrator;
use std::sync::Arc;

/// The browser of everybody.
pub const DEVICE: &str = "browser-1";

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Makes a test on SQLite of every named story, and one on PostgreSQL of all of them.
macro_rules! stories {
    ($($story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let directory = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}/matinee.db", directory.path().display());
                super::$story(super::Setup::new(&url).await).await;
            })+
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn on_postgres() {
            let server = postgres::Postgres::start();
            $({
                println!(stringify!($story));
                $story(Setup::new(&server.database(stringify!($story))).await).await;
            })+
        }
    };
}
pub(crate) use stories;

/// One replica and what it stands on.
pub struct Setup {
    pub url: String,
    pub broker: SharedBroker,
    pub service: AuthService,
    pub client: AuthClient<Transport>,
    pub key: InternalKey,
    /// The tables, to arrange and to look at what calls cannot.
    pub store: Store,
}

pub fn config() -> Config {
    #[derive(serde::Deserialize)]
    struct File {
        auth: Config,
    }
    toml::from_str::<File>(DEFAULTS).unwrap().auth
}

pub async fn database(url: &str) -> Database {
    Database::open(&DatabaseConfig { url: url.into(), connections: 5 }).await.unwrap()
}

impl Setup {
    pub async fn new(url: &str) -> Self {
        Self::with(url, config()).await
    }

    pub async fn with(url: &str, config: Config) -> Self {
        let broker: SharedBroker = Arc::new(Memory::new());
        let database = database(url).await;
        let service = AuthService::open(config, database.clone(), Arc::clone(&broker)).await.unwrap();
        let key = InternalKey::new("a secret for tests of 32 characters".into()).unwrap();
        let client = AuthClient::new(transport::local(service.server(key.clone())));
        let store = database.migrate("auth", &MIGRATIONS).await.unwrap();
        Self { url: url.to_owned(), broker, service, client, key, store }
    }

    /// A call as a gateway makes it.
    pub fn call<T>(&self, message: T, actor: Option<&Actor>) -> tonic::Request<T> {
        self.key.authorize(message, "gateway", "auth", actor)
    }

    pub async fn guest(&self, nickname: &str) -> Result<Session, Refusal> {
        let message = CreateGuestRequest {
            nickname: nickname.to_owned(),
            device_id: DEVICE.to_owned(),
            user_agent: "Mozilla/5.0".to_owned(),
        };
        let answer = self.client.clone().create_guest(self.call(message, None)).await;
        Ok(answer.map_err(refusal)?.into_inner().session.unwrap())
    }

    pub async fn refresh(&self, token: &str) -> Result<Session, Refusal> {
        let message = RefreshSessionRequest { refresh_token: token.to_owned() };
        let answer = self.client.clone().refresh_session(self.call(message, None)).await;
        Ok(answer.map_err(refusal)?.into_inner().session.unwrap())
    }

    pub async fn end(&self, token: Option<&str>, actor: Option<&Actor>) -> Result<String, Refusal> {
        let message = EndSessionRequest { refresh_token: token.map(ToOwned::to_owned), everywhere: false };
        let answer = self.client.clone().end_session(self.call(message, actor)).await;
        Ok(answer.map_err(refusal)?.into_inner().session_id)
    }

    pub async fn user(&self, actor: &Actor) -> Result<User, Refusal> {
        let answer = self.client.clone().get_user(self.call(GetUserRequest {}, Some(actor))).await;
        Ok(answer.map_err(refusal)?.into_inner().user.unwrap())
    }

    pub async fn update(&self, actor: &Actor, name: Option<&str>, avatar: Option<&str>) -> Result<User, Refusal> {
        let (username, avatar_url) = (name.map(ToOwned::to_owned), avatar.map(ToOwned::to_owned));
        let message = UpdateUserRequest { username, avatar_url, ..UpdateUserRequest::default() };
        let answer = self.client.clone().update_user(self.call(message, Some(actor))).await;
        Ok(answer.map_err(refusal)?.into_inner().user.unwrap())
    }

    pub async fn delete(&self, session: &Session) -> Result<(), Refusal> {
        let message = self.call(DeleteUserRequest { password: None }, Some(&actor(session)));
        self.client.clone().delete_user(message).await.map_err(refusal)?;
        Ok(())
    }

    pub async fn jwks(&self) -> String {
        self.client.clone().get_keys(self.call(GetKeysRequest {}, None)).await.unwrap().into_inner().jwks
    }

    /// What a session's access token says, verified with the published keys.
    pub async fn claims(&self, session: &Session) -> AccessClaims {
        Verifier::from_jwks(&self.jwks().await).unwrap().verify(&session.access_token).unwrap()
    }

    pub async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(self.store.pool()).await.unwrap()
    }

    pub async fn execute(&self, statement: &'static str) {
        let mut transaction = self.store.begin().await.unwrap();
        sqlx::query(statement).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Somebody with an account, as they will be made.
    pub async fn register(&self, folded: &str) {
        let mut transaction = self.store.begin().await.unwrap();
        let insert = "INSERT INTO users (id, username, username_folded, guest, created_at, updated_at) \
                      VALUES ($1, $2, $3, 0, 1, 1)";
        let insert = sqlx::query(insert).bind(format!("account {folded}")).bind(folded).bind(folded);
        insert.execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

/// The user of a session, as a gateway names them.
pub fn actor(session: &Session) -> Actor {
    let user = session.user.clone().unwrap();
    Actor {
        user_id: user.id,
        username: user.username,
        session_id: session.id.clone(),
        guest: user.guest,
        device_id: DEVICE.to_owned(),
    }
}

pub fn refusal(status: tonic::Status) -> Refusal {
    Refusal::from_status(&status)
}

/// The code of a refusal; a success is a failure here.
pub fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    answer.unwrap_err().code
}

/// The notices that are there already.
pub fn notices(feed: &mut Feed<bytes::Bytes>) -> Vec<String> {
    let mut seen = Vec::new();
    while let Some(item) = feed.try_recv() {
        let Item::Value(notice) = item else { panic!("notices were missed") };
        seen.push(String::from_utf8(notice.to_vec()).unwrap());
    }
    seen
}

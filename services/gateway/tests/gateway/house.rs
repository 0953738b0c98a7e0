//! A gateway with everything behind it, on a free port, and clients that talk to it.

use std::sync::Arc;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use matinee_broker::{Memory, SharedBroker};
use matinee_gateway::{Config, Gateway, GatewayParts, bind};
use matinee_limits::Limits;
use matinee_proto::auth::v1::{auth_client::AuthClient, auth_server::AuthServer};
use matinee_proto::billing::v1::{billing_client::BillingClient, billing_server::BillingServer};
use matinee_proto::rooms::v1::{rooms_client::RoomsClient, rooms_server::RoomsServer};
use matinee_proto::search::v1::{search_client::SearchClient, search_server::SearchServer};
use matinee_proto::transport::local;
use matinee_token::access::SigningKey;
use matinee_token::{InternalAuth, InternalKey};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::CancellationToken;

use crate::fake_auth::FakeAuth;
use crate::fake_billing::FakeBilling;
use crate::fakes::{FakeRooms, FakeSearch};

/// How long anything may take.
/// Nothing in a test takes longer, unless it never happens.
pub const PATIENCE: Duration = Duration::from_secs(10);

pub struct House {
    pub url: String,
    pub auth: FakeAuth,
    pub rooms: FakeRooms,
    pub broker: SharedBroker,
    pub client: Client,
    config: Config,
    limits: Limits,
    shutdown: CancellationToken,
    served: Option<tokio::task::JoinHandle<std::io::Result<()>>>,
}

/// The documented defaults, with changes.
fn config(changes: impl FnOnce(&mut Config)) -> Config {
    #[derive(serde::Deserialize)]
    struct File {
        gateway: Config,
    }
    let mut config = toml::from_str::<File>(matinee_gateway::DEFAULTS).unwrap().gateway;
    config.drain_seconds = Duration::from_millis(100);
    changes(&mut config);
    config
}

pub fn limits() -> Limits {
    #[derive(serde::Deserialize)]
    struct File {
        limits: Limits,
    }
    toml::from_str::<File>(matinee_limits::DEFAULTS).unwrap().limits
}

impl House {
    pub async fn open() -> Self {
        Self::with(|_| {}, limits()).await
    }

    pub async fn with(changes: impl FnOnce(&mut Config), limits: Limits) -> Self {
        // The second test that does it finds it done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let broker: SharedBroker = Arc::new(Memory::new());
        let auth = FakeAuth { key: SigningKey::generate(), broker: broker.clone(), guests: Arc::default() };
        Self::of(config(changes), limits, auth, FakeRooms::new(broker)).await
    }

    /// Another gateway with the same broker and the same services behind it.
    pub async fn beside(&self) -> Self {
        Self::of(self.config.clone(), self.limits.clone(), self.auth.clone(), self.rooms.clone()).await
    }

    async fn of(config: Config, limits: Limits, auth: FakeAuth, rooms: FakeRooms) -> Self {
        let broker = rooms.broker.clone();
        let key = InternalKey::new("a secret that only this test knows: long enough".into()).unwrap();
        let guard = |audience| InternalAuth::new(key.clone(), audience);
        let gateway = Gateway::new(GatewayParts {
            config: config.clone(),
            limits: limits.clone(),
            public_url: None,
            broker: broker.clone(),
            auth: AuthClient::new(local(AuthServer::with_interceptor(auth.clone(), guard("auth")))),
            rooms: RoomsClient::new(local(RoomsServer::with_interceptor(rooms.clone(), guard("rooms")))),
            search: SearchClient::new(local(SearchServer::with_interceptor(FakeSearch, guard("search")))),
            billing: BillingClient::new(local(BillingServer::with_interceptor(
                FakeBilling(broker.clone()),
                guard("billing"),
            ))),
            key,
            files: None,
        });
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shutdown = CancellationToken::new();
        let served = Some(tokio::spawn(gateway.serve(listener, shutdown.clone())));
        Self {
            url,
            config,
            limits,
            auth,
            rooms,
            broker,
            client: Client::builder().timeout(PATIENCE).build().unwrap(),
            shutdown,
            served,
        }
    }

    /// Asks the gateway to stop and waits until it has.
    pub async fn close(&mut self) {
        self.shutdown.cancel();
        let served = self.served.take().expect("closed once");
        tokio::time::timeout(PATIENCE, served).await.expect("it ends").unwrap().unwrap();
    }

    pub fn stop(&self) {
        self.shutdown.cancel();
    }

    pub fn token(&self, name: &str) -> String {
        self.auth.key.sign(&self.auth.claims(name, 600))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    pub async fn post(&self, path: &str, name: &str, body: Value) -> Response {
        self.client.post(format!("{}{path}", self.url)).bearer_auth(self.token(name)).json(&body).send().await.unwrap()
    }

    pub async fn make_room(&self) -> String {
        let made: Value = self.post("/api/rooms", "ada", json!({})).await.json().await.unwrap();
        made["room"]["id"].as_str().unwrap().to_owned()
    }

    pub async fn ticket(&self, room: &str, name: &str) -> String {
        let joined: Value = self.post(&format!("/api/rooms/{room}/join"), name, json!({})).await.json().await.unwrap();
        joined["ticket"].as_str().unwrap_or_else(|| panic!("no ticket in {joined}")).to_owned()
    }

    /// Opens a socket and reads WELCOME and SNAPSHOT.
    pub async fn enter(&self, room: &str, name: &str) -> Socket {
        let ticket = self.ticket(room, name).await;
        let mut socket = Socket::open(&self.ws(room, &format!("ticket={ticket}")), &[]).await.unwrap();
        socket.welcome = socket.next("WELCOME").await;
        socket.snapshot = socket.next("SNAPSHOT").await;
        socket
    }

    pub fn ws(&self, room: &str, query: &str) -> String {
        format!("{}/api/rooms/{room}/ws?{query}", self.url.replace("http", "ws"))
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

pub struct Socket {
    pub stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub welcome: Value,
    pub snapshot: Value,
}

impl Socket {
    /// Opens a socket; the HTTP status if it was refused.
    pub async fn open(url: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match tokio::time::timeout(PATIENCE, connect_async(request)).await.expect("an answer") {
            Ok((stream, _)) => Ok(Self { stream, welcome: Value::Null, snapshot: Value::Null }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub async fn send(&mut self, frame: Value) {
        self.stream.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next message of the other end.
    pub async fn message(&mut self) -> Message {
        self.message_by(Instant::now() + PATIENCE).await
    }

    /// The next message, until then: heartbeats keep a socket from falling silent, so whoever waits
    /// for one thing waits by the clock.
    async fn message_by(&mut self, deadline: Instant) -> Message {
        let next = tokio::time::timeout_at(deadline, self.stream.next()).await.expect("it arrives in time");
        next.expect("the socket is open").unwrap()
    }

    /// The next frame of this kind; others are passed over.
    pub async fn next(&mut self, kind: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.message_by(deadline).await {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if let Some(body) = frame.get(kind) {
                        return body.clone();
                    }
                }
                Message::Close(close) => panic!("closed with {close:?} before {kind}"),
                _ => {}
            }
        }
    }

    /// ACK (`Ok` with the revision) or ERROR (`Err` with the code) of a frame.
    pub async fn answer(&mut self, id: &str) -> Result<u64, String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Message::Text(text) = self.message_by(deadline).await {
                let frame: Value = serde_json::from_str(&text).unwrap();
                if frame["ACK"]["id"] == id {
                    return Ok(frame["ACK"]["revision"].as_u64().unwrap());
                }
                if frame["ERROR"]["id"] == id {
                    return Err(frame["ERROR"]["code"].as_str().unwrap().to_owned());
                }
            }
        }
    }

    /// Says something; the revision that it became.
    pub async fn chat(&mut self, id: &str, text: &str) -> Result<u64, String> {
        self.send(json!({ "id": id, "CHAT": { "text": text } })).await;
        self.answer(id).await
    }

    /// The close code, and the GOODBYE before it if there was one.
    pub async fn closed(&mut self) -> (u16, Option<Value>) {
        let (mut goodbye, deadline) = (None, Instant::now() + PATIENCE);
        loop {
            match tokio::time::timeout_at(deadline, self.stream.next()).await.expect("it closes") {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    goodbye = frame.get("GOODBYE").cloned().or(goodbye);
                }
                Some(Ok(Message::Close(close))) => return (close.expect("a code").code.into(), goodbye),
                Some(Ok(_)) => {}
                other => panic!("ended without a close frame: {other:?}"),
            }
        }
    }
}

/// Waits until something holds.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

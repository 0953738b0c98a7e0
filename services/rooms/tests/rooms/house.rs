//! Two replicas of rooms on one broker, with a search and a billing of our own.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use matinee_broker::SharedBroker;
use matinee_database::{Database, DatabaseConfig};
use matinee_limits::Limits;
use matinee_proto::Refusal;
use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::rooms::v1::execute_request::Action;
use matinee_proto::rooms::v1::execute_response::Outcome;
use matinee_proto::rooms::v1::rooms_client::RoomsClient;
use matinee_proto::rooms::v1::{
    Connected, CreateRoomRequest, Disconnected, ExecuteRequest, GetSnapshotRequest, JoinRoomRequest, LeaveRoomRequest,
    Returning, RoomSummary,
};
use matinee_proto::search::v1::search_client::SearchClient;
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::{ClientFrame, Room};
use matinee_proto::transport::{Transport, local};
use matinee_rooms::{Config, RoomsService};
use matinee_token::{Actor, InternalKey};
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;

use crate::ear::Ear;
use crate::fakes::{FakeBilling, FakeSearch};

/// Nothing in a test takes longer, unless it never happens.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Replicas on one broker.
pub struct House {
    pub broker: SharedBroker,
    pub search: FakeSearch,
    pub key: InternalKey,
    config: Config,
    limits: Limits,
    /// What the house is billed by.
    pub billing: FakeBilling,
    database: Database,
    replicas: Vec<RoomsService>,
    working: Vec<JoinHandle<()>>,
    shutdown: CancellationToken,
    _folder: Option<tempfile::TempDir>,
    /// What must live as long as the house: a Redis server.
    _ground: Option<Box<dyn std::any::Any + Send>>,
}

/// The sections as documented, with short waits.
fn sections() -> (Config, Limits) {
    #[derive(serde::Deserialize)]
    struct File {
        rooms: Config,
        limits: Limits,
    }
    let text = format!("{}\n{}", matinee_rooms::DEFAULTS, matinee_limits::DEFAULTS);
    let mut file: File = toml::from_str(&text).expect("the defaults are complete");
    file.rooms.grace_seconds = 0.3;
    file.rooms.wakeup_poll_ms = 20;
    file.rooms.resolve_seconds = 1.0;
    // Stories are told faster than people talk.
    file.limits.chat_messages.burst = 1_000;
    (file.rooms, file.limits)
}

impl House {
    /// Two replicas on `broker`.
    pub async fn on(broker: SharedBroker, ground: Option<Box<dyn std::any::Any + Send>>) -> Self {
        Self::furnished(broker, ground, None, |_, _| {}).await
    }

    /// Two replicas that keep their rooms in this database, configured differently.
    pub async fn at(broker: SharedBroker, database_url: &str, change: impl FnOnce(&mut Config, &mut Limits)) -> Self {
        Self::furnished(broker, None, Some(database_url.to_owned()), change).await
    }

    /// The tables of rooms.
    pub async fn store(&self) -> matinee_database::Store {
        self.database.migrate("rooms", &sqlx::migrate!()).await.expect("they are there")
    }

    /// Stops all replicas, which save what is not saved yet.
    pub async fn stop(&mut self) {
        self.shutdown.cancel();
        for working in self.working.drain(..) {
            working.await.expect("a replica stops in order");
        }
    }

    /// Ends all replicas as they are.
    pub fn kill(&mut self) {
        self.working.drain(..).for_each(|working| working.abort());
    }

    /// Two replicas on a broker in memory, configured differently.
    pub async fn with(change: impl FnOnce(&mut Config, &mut Limits)) -> Self {
        Self::furnished(Arc::new(matinee_broker::Memory::new()), None, None, change).await
    }

    /// Two replicas on a broker in memory.
    pub async fn memory() -> Self {
        Self::with(|_, _| {}).await
    }

    async fn furnished(
        broker: SharedBroker,
        ground: Option<Box<dyn std::any::Any + Send>>,
        database_url: Option<String>,
        change: impl FnOnce(&mut Config, &mut Limits),
    ) -> Self {
        let (mut config, mut limits) = sections();
        change(&mut config, &mut limits);
        let key = InternalKey::new("a secret of the tests: long enough".to_owned().into()).expect("it is long enough");
        let folder = database_url.is_none().then(|| tempfile::tempdir().expect("there is room for a directory"));
        let file = folder.as_ref().map(|folder| format!("sqlite://{}", folder.path().join("rooms.db").display()));
        let url = database_url.or(file).unwrap_or_default();
        let database = DatabaseConfig { url: url.into(), connections: 4 };
        let database = Database::open(&database).await.expect("the database opens");
        let mut house = Self {
            billing: FakeBilling::default(),
            database,
            working: Vec::new(),
            _folder: folder,
            broker,
            search: FakeSearch::default(),
            key,
            config,
            limits,
            replicas: Vec::new(),
            shutdown: CancellationToken::new(),
            _ground: ground,
        };
        for _ in 0..2 {
            let replica = house.replica().await;
            house.replicas.push(replica);
        }
        house
    }

    /// One more replica, acting on deadlines like the others.
    pub async fn replica(&mut self) -> RoomsService {
        let search = SearchClient::new(local(self.search.clone().server(self.key.clone())));
        let billing = BillingClient::new(local(self.billing.clone().server(self.key.clone())));
        let (config, limits) = (self.config.clone(), self.limits.clone());
        let (broker, key) = (self.broker.clone(), self.key.clone());
        let service = RoomsService::open(config, limits, &self.database, broker, search, billing, key);
        let service = service.await.expect("the tables are made");
        self.working.push(tokio::spawn(service.clone().run(self.shutdown.clone())));
        service
    }

    /// A client of a replica, as a gateway has one.
    pub fn client(&self, replica: usize) -> RoomsClient<Transport> {
        RoomsClient::new(local(self.replicas[replica].server(self.key.clone())))
    }

    /// A gateway that sends its commands to a replica.
    pub async fn gateway(&self, replica: usize) -> Gateway {
        Gateway::open(self.client(replica), &self.key).await
    }

    /// A room of this user's.
    pub async fn room(&self, creator: &str) -> String {
        self.room_as(creator, CreateRoomRequest::default()).await.expect("a room is made").id
    }

    /// A room of this user's, as asked for.
    pub async fn room_as(&self, creator: &str, asked: CreateRoomRequest) -> Result<RoomSummary, Refusal> {
        let answer = self.client(0).create_room(self.call(asked, creator)).await;
        Ok(answer.map_err(|status| Refusal::from_status(&status))?.into_inner().room.expect("the answer has the room"))
    }

    /// A call for this user.
    pub fn call<T>(&self, message: T, user: &str) -> tonic::Request<T> {
        self.key.authorize(message, "gateway", "rooms", Some(&actor(user)))
    }

    /// Joins over a replica, without a connection yet.
    pub async fn join(&self, replica: usize, room: &str, user: &str) -> Result<String, Refusal> {
        self.join_as(replica, user, JoinRoomRequest { room_id: room.to_owned(), ..Default::default() }).await
    }

    /// Joins as asked for.
    pub async fn join_as(&self, replica: usize, user: &str, asked: JoinRoomRequest) -> Result<String, Refusal> {
        let answer = self.client(replica).join_room(self.call(asked, user)).await;
        Ok(answer.map_err(|status| Refusal::from_status(&status))?.into_inner().member_id)
    }

    /// Joins and connects.
    pub async fn enter(&self, gateway: &Gateway, room: &str, user: &str) -> Member {
        let id = self.join(0, room, user).await.unwrap_or_else(|refusal| panic!("{user} joins: {refusal}"));
        let member = Member { room: room.to_owned(), id, connection: format!("connection-of-{user}") };
        gateway.connect(&member, None).await.unwrap_or_else(|refusal| panic!("{user} connects: {refusal}"));
        member
    }

    /// Calls a replica for this user.
    pub async fn ask<M, R, F>(
        &self,
        user: &str,
        message: M,
        send: impl FnOnce(RoomsClient<Transport>, tonic::Request<M>) -> F,
    ) -> Result<R, Refusal>
    where
        F: Future<Output = Result<tonic::Response<R>, tonic::Status>>,
    {
        let answer = send(self.client(0), self.call(message, user)).await;
        answer.map(tonic::Response::into_inner).map_err(|status| Refusal::from_status(&status))
    }

    /// Leaves over HTTP.
    pub async fn leave(&self, replica: usize, room: &str, user: &str) -> Result<(), Refusal> {
        let asked = LeaveRoomRequest { room_id: room.to_owned() };
        let answer = self.client(replica).leave_room(self.call(asked, user)).await;
        answer.map(|_| ()).map_err(|status| Refusal::from_status(&status))
    }

    /// The room as a replica sees it.
    pub async fn snapshot(&self, replica: usize, room: &str) -> Room {
        self.snapshot_for(replica, room, "").await.unwrap_or_else(|refusal| panic!("a snapshot: {refusal}"))
    }

    /// The room as a replica shows it to a member.
    pub async fn snapshot_for(&self, replica: usize, room: &str, member: &str) -> Result<Room, Refusal> {
        let asked = GetSnapshotRequest { room_id: room.to_owned(), member_id: member.to_owned() };
        let request = self.key.authorize(asked, "gateway", "rooms", None);
        let answer = self.client(replica).get_snapshot(request).await;
        let answer = answer.map_err(|status| Refusal::from_status(&status))?;
        Ok(answer.into_inner().room.expect("the answer has the room"))
    }

    /// Listens to a room.
    pub async fn listen(&self, room: &str) -> Ear {
        Ear::new(self.broker.subscribe(room).await.expect("the broker is there"))
    }

    /// Waits until the snapshot is as wanted.
    pub async fn until(&self, room: &str, wanted: impl Fn(&Room) -> bool) -> Room {
        let wait = async {
            loop {
                let snapshot = self.snapshot(1, room).await;
                if wanted(&snapshot) {
                    return snapshot;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("the room becomes so")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

/// Somebody of that name: a guest, unless it begins with a capital letter.
pub fn actor(user: &str) -> Actor {
    Actor {
        user_id: format!("user-{user}"),
        username: user.to_owned(),
        session_id: format!("session-{user}"),
        guest: !user.starts_with(|c: char| c.is_ascii_uppercase()),
        device_id: format!("device-{user}"),
    }
}

/// A member with one connection.
#[derive(Clone)]
pub struct Member {
    pub room: String,
    pub id: String,
    pub connection: String,
}

/// A stream of commands to one replica.
#[derive(Clone)]
pub struct Gateway {
    requests: mpsc::Sender<ExecuteRequest>,
    waiting: Arc<Mutex<HashMap<u64, oneshot::Sender<Outcome>>>>,
    sequence: Arc<AtomicU64>,
}

impl Gateway {
    async fn open(mut client: RoomsClient<Transport>, key: &InternalKey) -> Self {
        let (requests, outgoing) = mpsc::channel(4_096);
        let request = key.authorize(ReceiverStream::new(outgoing), "gateway", "rooms", None);
        let waiting: Arc<Mutex<HashMap<u64, oneshot::Sender<Outcome>>>> = Arc::default();
        let answered = Arc::clone(&waiting);
        let mut answers = client.execute(request).await.expect("the stream opens").into_inner();
        tokio::spawn(async move {
            while let Ok(Some(answer)) = answers.message().await {
                let waiter = answered.lock().remove(&answer.sequence).expect("each request is answered once");
                let _ = waiter.send(answer.outcome.expect("an answer says something"));
            }
        });
        Self { requests, waiting, sequence: Arc::default() }
    }

    /// Sends without waiting; the answer comes.
    pub async fn send(&self, member: &Member, action: Action) -> oneshot::Receiver<Outcome> {
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        self.waiting.lock().insert(sequence, sender);
        let request = ExecuteRequest {
            sequence,
            room_id: member.room.clone(),
            member_id: member.id.clone(),
            session_id: String::new(),
            action: Some(action),
            traceparent: String::new(),
        };
        self.requests.send(request).await.expect("the stream is open");
        receiver
    }

    /// Sends a command under this id; the revision it made.
    pub async fn command(&self, member: &Member, id: &str, command: Command) -> Result<u32, Refusal> {
        let frame = ClientFrame { id: id.to_owned(), command: Some(command) };
        answer(self.send(member, Action::Command(frame)).await).await
    }

    /// Tells that a connection stands.
    pub async fn connect(&self, member: &Member, returning: Option<Returning>) -> Result<u32, Refusal> {
        let connected = Connected { connection_id: member.connection.clone(), returning };
        answer(self.send(member, Action::Connected(connected)).await).await
    }

    /// Tells that a connection is gone.
    pub async fn disconnect(&self, member: &Member) -> Result<u32, Refusal> {
        let disconnected = Disconnected { connection_id: member.connection.clone() };
        answer(self.send(member, Action::Disconnected(disconnected)).await).await
    }
}

/// What an outcome says: the revision or the refusal.
pub async fn answer(outcome: oneshot::Receiver<Outcome>) -> Result<u32, Refusal> {
    let outcome = tokio::time::timeout(PATIENCE, outcome).await.expect("an answer comes").expect("and is one");
    match outcome {
        Outcome::Accepted(accepted) => Ok(accepted.revision),
        Outcome::Present(present) => {
            assert!(present.member.is_some(), "whose connection it is");
            Ok(present.revision)
        }
        Outcome::Refused(refused) => Err(Refusal::new(refused.code, refused.detail)),
    }
}

/// The code of a refusal, to compare with.
pub fn code<T>(result: Result<T, Refusal>) -> String {
    match result {
        Ok(_) => "accepted".to_owned(),
        Err(refusal) => refusal.code,
    }
}

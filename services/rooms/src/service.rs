//! The service: what all of its calls share, and the generated trait over the files in `rpc`.

use std::pin::Pin;
use std::sync::Arc;

use futures::Stream;
use matinee_broker::SharedBroker;
use matinee_database::{Database, DatabaseError};
use matinee_limits::Limits;
use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::rooms::v1::rooms_server::{Rooms, RoomsServer};
use matinee_proto::rooms::v1::{
    CancelImportRequest, CancelImportResponse, CreatePlaylistRequest, CreatePlaylistResponse, CreateRoomRequest,
    CreateRoomResponse, DeletePlaylistRequest, DeletePlaylistResponse, DeleteRoomRequest, DeleteRoomResponse,
    ExecuteRequest, ExecuteResponse, ForgetUserRequest, ForgetUserResponse, GetImportRequest, GetImportResponse,
    GetPlaylistRequest, GetPlaylistResponse, GetRoomRequest, GetRoomResponse, GetSnapshotRequest, GetSnapshotResponse,
    JoinRoomRequest, JoinRoomResponse, LeaveRoomRequest, LeaveRoomResponse, ListBansRequest, ListBansResponse,
    ListOwnRoomsRequest, ListOwnRoomsResponse, ListPlaylistsRequest, ListPlaylistsResponse, ListRoomsRequest,
    ListRoomsResponse, StartImportRequest, StartImportResponse, UpdatePlaylistRequest, UpdatePlaylistResponse,
    UpdateRoomRequest, UpdateRoomResponse,
};
use matinee_proto::search::v1::search_client::SearchClient;
use matinee_proto::{Refusal, Transport};
use matinee_token::{Actor, Caller, InternalAuth, InternalKey};
use room_core::MemberId;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status, Streaming};

use crate::config::Config;
use crate::desk::{Desk, Desks, Shared, no_room};
use crate::entitlements::Plans;
use crate::imports::Hand;
use crate::media::Resolver;
use crate::rpc;
use crate::saved::{self, Saved};
use crate::talk_rate::TalkRate;

/// The service behind its guard, as it is served.
pub type Guarded = InterceptedService<RoomsServer<RoomsService>, InternalAuth>;

/// Rooms. Cheap to clone.
#[derive(Clone)]
pub struct RoomsService(Arc<Inner>);

struct Inner {
    desks: Desks,
    limits: Limits,
    plans: Plans,
    resolver: Resolver,
    /// How often members may talk; `None` = as they like.
    talk: Option<TalkRate>,
    imports: Hand,
    stopping: CancellationToken,
}

impl RoomsService {
    /// A service over `broker`, which asks `search` what links are and `billing` what plans give,
    /// with tokens signed by `key`.
    ///
    /// # Errors
    /// The tables of saved rooms cannot be opened or brought up to date.
    pub async fn open(
        config: Config,
        limits: Limits,
        database: &Database,
        broker: SharedBroker,
        search: SearchClient<Transport>,
        billing: BillingClient<Transport>,
        key: InternalKey,
    ) -> Result<Self, DatabaseError> {
        let rate = limits.enabled.then_some(limits.resolves);
        let (patience, at_once) = (config.resolve(), config.resolves_at_once);
        let resolver = Resolver::new(search, key.clone(), broker.clone(), rate, patience, at_once);
        let plans = Plans::new(billing, key, config.entitlements());
        let saved = Saved::open(&config, database, broker.clone(), plans.clone()).await?;
        let rules = room_core::Limits {
            nickname: limits.nickname,
            chat: limits.chat,
            room_name: limits.room_name,
            queue: limits.queue,
            queue_per_member: limits.queue_per_member,
            members: limits.members as usize,
        };
        let talk = limits.enabled.then(|| TalkRate::new(limits.chat_messages, broker.clone()));
        let desks = Desks::new(Shared::new(config, rules, broker, saved));
        let (imports, stopping) = (Hand::default(), CancellationToken::new());
        Ok(Self(Arc::new(Inner { desks, limits, plans, resolver, talk, imports, stopping })))
    }

    /// The generated server behind the guard that asks for internal tokens.
    #[must_use]
    pub fn server(&self, key: InternalKey) -> Guarded {
        InterceptedService::new(RoomsServer::new(self.clone()), InternalAuth::new(key, "rooms"))
    }

    /// Acts on deadlines and saves rooms until `shutdown`; then streams of commands end, so that
    /// gateways go on with another replica, and what is not saved yet is.
    pub async fn run(self, shutdown: CancellationToken) {
        // Rooms are saved for as long as anything here changes them.
        let saving = CancellationToken::new();
        let keeper = AbortOnDropHandle::new(tokio::spawn(saved::keeper::run(self.saved().clone(), saving.clone())));
        let entitled = AbortOnDropHandle::new(tokio::spawn(crate::entitled::heed(self.clone(), shutdown.clone())));
        let importing = AbortOnDropHandle::new(tokio::spawn(crate::imports::run(self.clone(), shutdown.clone())));
        crate::wakeups::run(&self, shutdown).await;
        self.0.stopping.cancel();
        let importing = importing.await;
        saving.cancel();
        for task in [importing, entitled.await, keeper.await] {
            if let Err(error) = task {
                tracing::error!(%error, "a part of rooms ended badly");
            }
        }
    }

    pub(crate) fn saved(&self) -> &Saved {
        &self.0.desks.shared().saved
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.desks.shared().config
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn rules(&self) -> &room_core::Limits {
        &self.0.desks.shared().limits
    }

    pub(crate) fn broker(&self) -> &SharedBroker {
        &self.0.desks.shared().broker
    }

    pub(crate) fn plans(&self) -> &Plans {
        &self.0.plans
    }

    pub(crate) fn resolver(&self) -> &Resolver {
        &self.0.resolver
    }

    /// This replica, as imports know it.
    pub(crate) fn imports(&self) -> &Hand {
        &self.0.imports
    }

    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    /// Counts a message of this member.
    pub(crate) fn may_talk(&self, member: &MemberId) -> Result<(), Refusal> {
        self.0.talk.as_ref().map_or(Ok(()), |talk| talk.take(member))
    }

    /// Forgets what need not be remembered, and says how much is.
    pub(crate) fn keep_house(&self) {
        if let Some(talk) = &self.0.talk {
            talk.keep_house();
        }
        metrics::gauge!("matinee_rooms_cached").set(self.0.desks.kept() as f64);
    }

    pub(crate) fn desks(&self) -> &Desks {
        &self.0.desks
    }

    /// The desk of a room that somebody names by its id or by its address.
    pub(crate) async fn door(&self, named: &str) -> Result<Arc<Desk>, Refusal> {
        if crate::address::plausible(named) && !crate::address::drawn(named) {
            let id = self.saved().of_address(named).await?;
            return Ok(self.0.desks.desk(id.as_deref().unwrap_or(named)));
        }
        self.desk(named)
    }

    /// The desk of a room whose id may have come from anybody.
    pub(crate) fn desk(&self, room: &str) -> Result<Arc<Desk>, Refusal> {
        if crate::address::plausible(room) { Ok(self.0.desks.desk(room)) } else { Err(no_room()) }
    }
}

/// The user for whom a call is made.
fn actor<T>(request: &Request<T>) -> Result<Actor, Refusal> {
    let caller = request.extensions().get::<Caller>();
    let actor = caller.and_then(|caller| caller.actor.clone());
    actor.ok_or_else(|| Refusal::new("unauthenticated", "this call needs a user"))
}

/// Answers a call by its function in `rpc`.
macro_rules! answer {
    ($function:path, $service:expr, $request:expr) => {{
        let answer = $function($service, $request.into_inner()).await;
        Ok(Response::new(answer?))
    }};
    ($function:path, $service:expr, $request:expr, as user) => {{
        let actor = actor(&$request)?;
        let answer = $function($service, actor, $request.into_inner()).await;
        Ok(Response::new(answer?))
    }};
}

type Answered<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl Rooms for RoomsService {
    async fn create_room(&self, request: Request<CreateRoomRequest>) -> Answered<CreateRoomResponse> {
        answer!(rpc::create::create, self, request, as user)
    }

    async fn get_room(&self, request: Request<GetRoomRequest>) -> Answered<GetRoomResponse> {
        answer!(rpc::read::get, self, request)
    }

    async fn list_rooms(&self, request: Request<ListRoomsRequest>) -> Answered<ListRoomsResponse> {
        answer!(rpc::read::list, self, request)
    }

    async fn list_playlists(&self, request: Request<ListPlaylistsRequest>) -> Answered<ListPlaylistsResponse> {
        answer!(rpc::playlists::list, self, request, as user)
    }

    async fn create_playlist(&self, request: Request<CreatePlaylistRequest>) -> Answered<CreatePlaylistResponse> {
        answer!(rpc::playlists::create, self, request, as user)
    }

    async fn get_playlist(&self, request: Request<GetPlaylistRequest>) -> Answered<GetPlaylistResponse> {
        answer!(rpc::playlists::get, self, request, as user)
    }

    async fn update_playlist(&self, request: Request<UpdatePlaylistRequest>) -> Answered<UpdatePlaylistResponse> {
        answer!(rpc::playlists::update, self, request, as user)
    }

    async fn delete_playlist(&self, request: Request<DeletePlaylistRequest>) -> Answered<DeletePlaylistResponse> {
        answer!(rpc::playlists::delete, self, request, as user)
    }

    async fn start_import(&self, request: Request<StartImportRequest>) -> Answered<StartImportResponse> {
        answer!(rpc::imports::start, self, request, as user)
    }

    async fn get_import(&self, request: Request<GetImportRequest>) -> Answered<GetImportResponse> {
        answer!(rpc::imports::get, self, request, as user)
    }

    async fn cancel_import(&self, request: Request<CancelImportRequest>) -> Answered<CancelImportResponse> {
        answer!(rpc::imports::cancel, self, request, as user)
    }

    async fn list_own_rooms(&self, request: Request<ListOwnRoomsRequest>) -> Answered<ListOwnRoomsResponse> {
        answer!(rpc::read::own, self, request, as user)
    }

    async fn forget_user(&self, request: Request<ForgetUserRequest>) -> Answered<ForgetUserResponse> {
        answer!(rpc::manage::forget_user, self, request, as user)
    }

    async fn update_room(&self, request: Request<UpdateRoomRequest>) -> Answered<UpdateRoomResponse> {
        answer!(rpc::manage::update, self, request, as user)
    }

    async fn delete_room(&self, request: Request<DeleteRoomRequest>) -> Answered<DeleteRoomResponse> {
        answer!(rpc::manage::delete, self, request, as user)
    }

    async fn join_room(&self, request: Request<JoinRoomRequest>) -> Answered<JoinRoomResponse> {
        answer!(rpc::join::join, self, request, as user)
    }

    async fn leave_room(&self, request: Request<LeaveRoomRequest>) -> Answered<LeaveRoomResponse> {
        answer!(rpc::join::leave, self, request, as user)
    }

    async fn list_bans(&self, request: Request<ListBansRequest>) -> Answered<ListBansResponse> {
        answer!(rpc::bans::list, self, request, as user)
    }

    async fn get_snapshot(&self, request: Request<GetSnapshotRequest>) -> Answered<GetSnapshotResponse> {
        answer!(rpc::read::snapshot, self, request)
    }

    type ExecuteStream = Pin<Box<dyn Stream<Item = Result<ExecuteResponse, Status>> + Send>>;

    async fn execute(&self, request: Request<Streaming<ExecuteRequest>>) -> Answered<Self::ExecuteStream> {
        Ok(Response::new(Box::pin(rpc::execute::execute(self.clone(), request.into_inner()))))
    }
}

//! The services behind the edge, as the edge calls them: every call carries an internal token
//! with the acting user inside, has a deadline, and is tried once more if the service could not
//! be reached.

use std::time::Duration;

use matinee_proto::auth::v1::auth_client::AuthClient;
use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::rooms::v1::rooms_client::RoomsClient;
use matinee_proto::search::v1::search_client::SearchClient;
use matinee_proto::{Refusal, Transport, auth, billing, rooms, search};
use matinee_token::{Actor, InternalKey};
use tonic::{Code, Request, Response, Status};

/// How long a service may take to answer.
const DEADLINE: Duration = Duration::from_secs(8);
/// Before a call is tried again: by then an address where nobody answers is no longer called.
const PAUSE: Duration = Duration::from_millis(150);

/// Clients of all services.
#[derive(Clone)]
pub(crate) struct Services {
    pub(crate) auth: AuthClient<Transport>,
    pub(crate) rooms: RoomsClient<Transport>,
    pub(crate) search: SearchClient<Transport>,
    pub(crate) billing: BillingClient<Transport>,
    pub(crate) key: InternalKey,
}

impl Services {
    /// Calls `audience`, at most twice.
    async fn call<M, R, F>(
        &self,
        audience: &str,
        actor: Option<&Actor>,
        message: M,
        send: impl Fn(Request<M>) -> F,
    ) -> Result<R, Refusal>
    where
        M: Clone,
        F: Future<Output = Result<Response<R>, Status>>,
    {
        let attempt = async || {
            let mut request = self.key.authorize(message.clone(), "gateway", audience, actor);
            request.set_timeout(DEADLINE);
            match tokio::time::timeout(DEADLINE, send(request)).await {
                Ok(answer) => answer.map(Response::into_inner),
                Err(_) => Err(Status::deadline_exceeded("no answer in time")),
            }
        };
        let answer = match attempt().await {
            // Not reached, so trying again repeats nothing.
            Err(status) if status.code() == Code::Unavailable && status.metadata().is_empty() => {
                tokio::time::sleep(PAUSE).await;
                attempt().await
            }
            answer => answer,
        };
        answer.map_err(|status| {
            let refusal = Refusal::from_status(&status);
            if refusal.code == "unavailable" {
                tracing::warn!(service = audience, status.code = ?status.code(), status.message = status.message(), "a call failed");
            }
            refusal
        })
    }
}

impl Services {
    /// Closes all rooms of the acting user and forgets their playlists.
    pub(crate) async fn forget_rooms(&self, actor: &Actor) -> Result<(), Refusal> {
        let send = |request| {
            let mut client = self.rooms.clone();
            async move { client.forget_user(request).await }
        };
        self.call("rooms", Some(actor), rooms::v1::ForgetUserRequest {}, send).await.map(drop)
    }

    /// Cancels what the acting user pays and forgets them at Stripe.
    pub(crate) async fn forget_payments(&self, actor: &Actor) -> Result<(), Refusal> {
        let send = |request| {
            let mut client = self.billing.clone();
            async move { client.forget_user(request).await }
        };
        self.call("billing", Some(actor), billing::v1::ForgetUserRequest {}, send).await.map(drop)
    }
}

/// One method per call: name, service, request, response.
macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident: $client:ident($package:ident :: $request:ident, $response:ident);)+) => {
        impl Services {
            $(
                $(#[$doc])*
                pub(crate) async fn $name(
                    &self,
                    actor: Option<&Actor>,
                    message: $package::v1::$request,
                ) -> Result<$package::v1::$response, Refusal> {
                    self.call(stringify!($client), actor, message, |request| {
                        let mut client = self.$client.clone();
                        async move { client.$name(request).await }
                    })
                    .await
                }
            )+
        }
    };
}

calls! {
    create_guest: auth(auth::CreateGuestRequest, CreateGuestResponse);
    register: auth(auth::RegisterRequest, RegisterResponse);
    login: auth(auth::LoginRequest, LoginResponse);
    list_sessions: auth(auth::ListSessionsRequest, ListSessionsResponse);
    revoke_sessions: auth(auth::RevokeSessionsRequest, RevokeSessionsResponse);
    check_password: auth(auth::CheckPasswordRequest, CheckPasswordResponse);
    change_password: auth(auth::ChangePasswordRequest, ChangePasswordResponse);
    send_confirmation: auth(auth::SendConfirmationRequest, SendConfirmationResponse);
    confirm_email: auth(auth::ConfirmEmailRequest, ConfirmEmailResponse);
    forgot_password: auth(auth::ForgotPasswordRequest, ForgotPasswordResponse);
    reset_password: auth(auth::ResetPasswordRequest, ResetPasswordResponse);
    list_providers: auth(auth::ListProvidersRequest, ListProvidersResponse);
    begin_oauth: auth(auth::BeginOauthRequest, BeginOauthResponse);
    finish_oauth: auth(auth::FinishOauthRequest, FinishOauthResponse);
    create_token: auth(auth::CreateTokenRequest, CreateTokenResponse);
    list_tokens: auth(auth::ListTokensRequest, ListTokensResponse);
    delete_token: auth(auth::DeleteTokenRequest, DeleteTokenResponse);
    exchange_token: auth(auth::ExchangeTokenRequest, ExchangeTokenResponse);
    refresh_session: auth(auth::RefreshSessionRequest, RefreshSessionResponse);
    end_session: auth(auth::EndSessionRequest, EndSessionResponse);
    get_user: auth(auth::GetUserRequest, GetUserResponse);
    update_user: auth(auth::UpdateUserRequest, UpdateUserResponse);
    delete_user: auth(auth::DeleteUserRequest, DeleteUserResponse);
    get_keys: auth(auth::GetKeysRequest, GetKeysResponse);
    create_room: rooms(rooms::CreateRoomRequest, CreateRoomResponse);
    get_room: rooms(rooms::GetRoomRequest, GetRoomResponse);
    list_rooms: rooms(rooms::ListRoomsRequest, ListRoomsResponse);
    list_own_rooms: rooms(rooms::ListOwnRoomsRequest, ListOwnRoomsResponse);
    list_playlists: rooms(rooms::ListPlaylistsRequest, ListPlaylistsResponse);
    create_playlist: rooms(rooms::CreatePlaylistRequest, CreatePlaylistResponse);
    get_playlist: rooms(rooms::GetPlaylistRequest, GetPlaylistResponse);
    update_playlist: rooms(rooms::UpdatePlaylistRequest, UpdatePlaylistResponse);
    delete_playlist: rooms(rooms::DeletePlaylistRequest, DeletePlaylistResponse);
    start_import: rooms(rooms::StartImportRequest, StartImportResponse);
    get_import: rooms(rooms::GetImportRequest, GetImportResponse);
    cancel_import: rooms(rooms::CancelImportRequest, CancelImportResponse);
    update_room: rooms(rooms::UpdateRoomRequest, UpdateRoomResponse);
    delete_room: rooms(rooms::DeleteRoomRequest, DeleteRoomResponse);
    join_room: rooms(rooms::JoinRoomRequest, JoinRoomResponse);
    leave_room: rooms(rooms::LeaveRoomRequest, LeaveRoomResponse);
    list_bans: rooms(rooms::ListBansRequest, ListBansResponse);
    get_snapshot: rooms(rooms::GetSnapshotRequest, GetSnapshotResponse);
    resolve_media: search(search::ResolveMediaRequest, ResolveMediaResponse);
    search_videos: search(search::SearchVideosRequest, SearchVideosResponse);
    get_entitlements: billing(billing::GetEntitlementsRequest, GetEntitlementsResponse);
    list_plans: billing(billing::ListPlansRequest, ListPlansResponse);
    start_checkout: billing(billing::StartCheckoutRequest, StartCheckoutResponse);
    open_portal: billing(billing::OpenPortalRequest, OpenPortalResponse);
    get_subscription: billing(billing::GetSubscriptionRequest, GetSubscriptionResponse);
    accept_webhook: billing(billing::AcceptWebhookRequest, AcceptWebhookResponse);
}

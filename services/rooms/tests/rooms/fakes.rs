//! A search that knows links by what they say, and a billing that knows users by their names.

use std::collections::HashSet;
use std::sync::Arc;

use matinee_proto::Refusal;
use matinee_proto::billing::v1 as billing;
use matinee_proto::billing::v1::billing_server::{Billing, BillingServer};
use matinee_proto::billing::v1::{
    Entitlements, GetEntitlementsRequest, GetEntitlementsResponse, ListPlansRequest, ListPlansResponse, PlanLimits,
};
use matinee_proto::search::v1::search_server::{Search, SearchServer};
use matinee_proto::search::v1::{
    ListPlaylistRequest, ListPlaylistResponse, Media, PlaylistEntry, ResolveMediaRequest, ResolveMediaResponse,
    SearchVideosRequest, SearchVideosResponse,
};
use matinee_token::{InternalAuth, InternalKey};
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status};

/// Knows `https://clips.example/<name>.mp4?seconds=<duration>`; `gone` in a link is refused,
/// `slow` waits for [`FakeSearch::release`], `down` is not answered.
#[derive(Clone)]
pub struct FakeSearch(Arc<Semaphore>);

impl Default for FakeSearch {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl FakeSearch {
    /// Answers one slow link.
    pub fn release(&self) {
        self.0.add_permits(1);
    }

    pub fn server(self, key: InternalKey) -> InterceptedService<SearchServer<Self>, InternalAuth> {
        InterceptedService::new(SearchServer::new(self), InternalAuth::new(key, "search"))
    }
}

#[tonic::async_trait]
impl Search for FakeSearch {
    async fn resolve_media(
        &self,
        request: Request<ResolveMediaRequest>,
    ) -> Result<Response<ResolveMediaResponse>, Status> {
        let url = request.into_inner().url;
        if url.contains("gone") {
            return Err(Refusal::new("unsupported_url", "it is gone").into());
        }
        if url.contains("down") {
            return Err(Status::unavailable("down"));
        }
        if url.contains("slow") {
            self.0.acquire().await.expect("it is never closed").forget();
        }
        let seconds = url.split_once("seconds=").and_then(|(_, seconds)| seconds.parse().ok());
        let media = Media {
            provider: "file".to_owned(),
            media_id: url.clone(),
            title: url.rsplit('/').next().unwrap_or_default().to_owned(),
            duration: seconds.unwrap_or(0.0),
            url,
            ..Media::default()
        };
        Ok(Response::new(ResolveMediaResponse { media: Some(media) }))
    }

    async fn search_videos(&self, _: Request<SearchVideosRequest>) -> Result<Response<SearchVideosResponse>, Status> {
        Err(Refusal::new("search_not_configured", "no key").into())
    }

    /// `https://lists.example/<length>` has so many items: of each ten the fifth is private and the
    /// tenth the same as the ninth. A slow one waits before each page but the first.
    async fn list_playlist(
        &self,
        request: Request<ListPlaylistRequest>,
    ) -> Result<Response<ListPlaylistResponse>, Status> {
        let ListPlaylistRequest { url, page_token, limit } = request.into_inner();
        let length = url.rsplit('/').next().and_then(|length| length.parse::<u32>().ok());
        let length = length.ok_or_else(|| Refusal::new("unsupported_url", "this is no playlist"))?;
        if url.contains("slow") && !page_token.is_empty() {
            self.0.acquire().await.expect("it is never closed").forget();
        }
        let from: u32 = page_token.parse().unwrap_or(0);
        let to = (from + limit).min(length);
        let entry = |number: u32| {
            let clip = if number % 10 == 9 { number - 1 } else { number };
            let media = Media {
                provider: "youtube".to_owned(),
                media_id: format!("video-{clip:05}"),
                url: format!("https://www.youtube.com/watch?v=video-{clip:05}"),
                title: format!("Clip {clip}"),
                duration: 600.0,
                ..Media::default()
            };
            let unavailable = if number % 10 == 4 { "private".to_owned() } else { String::new() };
            PlaylistEntry { media: Some(media), unavailable }
        };
        Ok(Response::new(ListPlaylistResponse {
            title: "A list".to_owned(),
            items: (from..to).map(entry).collect(),
            next_page_token: if to < length { to.to_string() } else { String::new() },
            total: length,
            stale: false,
        }))
    }
}

/// Users whose id contains `free` have a plan that gives little, others one that gives all, unless
/// they have not paid.
#[derive(Clone, Default)]
pub struct FakeBilling(Arc<Mutex<HashSet<String>>>);

impl FakeBilling {
    /// Whether this user (id) pays from now on.
    pub fn pays(&self, user: &str, pays: bool) {
        let mut unpaid = self.0.lock();
        if pays {
            unpaid.remove(user)
        } else {
            unpaid.insert(user.to_owned())
        };
    }

    pub fn server(self, key: InternalKey) -> InterceptedService<BillingServer<Self>, InternalAuth> {
        InterceptedService::new(BillingServer::new(self), InternalAuth::new(key, "billing"))
    }
}

#[tonic::async_trait]
impl Billing for FakeBilling {
    async fn get_entitlements(
        &self,
        request: Request<GetEntitlementsRequest>,
    ) -> Result<Response<GetEntitlementsResponse>, Status> {
        let user = request.into_inner().user_id;
        let entitlements = if user.contains("free") || self.0.lock().contains(&user) {
            let limits = PlanLimits { members_max: 2, queue_max: 2, playlists_max: 1 };
            Entitlements { plan: "free".to_owned(), limits: Some(limits), ..Entitlements::default() }
        } else {
            let features = ["persistent_rooms", "custom_address"].map(str::to_owned).to_vec();
            Entitlements { plan: "pro".to_owned(), features, ..Entitlements::default() }
        };
        Ok(Response::new(GetEntitlementsResponse { entitlements: Some(entitlements) }))
    }

    async fn list_plans(&self, _: Request<ListPlansRequest>) -> Result<Response<ListPlansResponse>, Status> {
        Ok(Response::new(ListPlansResponse::default()))
    }

    async fn start_checkout(
        &self,
        _: Request<billing::StartCheckoutRequest>,
    ) -> Result<Response<billing::StartCheckoutResponse>, Status> {
        Err(Status::unimplemented("rooms does not ask this"))
    }

    async fn open_portal(
        &self,
        _: Request<billing::OpenPortalRequest>,
    ) -> Result<Response<billing::OpenPortalResponse>, Status> {
        Err(Status::unimplemented("rooms does not ask this"))
    }

    async fn get_subscription(
        &self,
        _: Request<billing::GetSubscriptionRequest>,
    ) -> Result<Response<billing::GetSubscriptionResponse>, Status> {
        Err(Status::unimplemented("rooms does not ask this"))
    }

    async fn accept_webhook(
        &self,
        _: Request<billing::AcceptWebhookRequest>,
    ) -> Result<Response<billing::AcceptWebhookResponse>, Status> {
        Err(Status::unimplemented("rooms does not ask this"))
    }

    async fn forget_user(
        &self,
        _: Request<billing::ForgetUserRequest>,
    ) -> Result<Response<billing::ForgetUserResponse>, Status> {
        Err(Status::unimplemented("rooms does not ask this"))
    }
}

//! The gRPC service `matinee.search.v1.Search`.

use std::sync::Arc;

use matinee_broker::SharedBroker;
use matinee_proto::Refusal;
use matinee_proto::search::v1::search_server::{Search, SearchServer};
use matinee_proto::search::v1::{
    ListPlaylistRequest, ListPlaylistResponse, Media, ResolveMediaRequest, ResolveMediaResponse, SearchVideosRequest,
    SearchVideosResponse,
};
use matinee_token::{InternalAuth, InternalKey};
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status};

use crate::config::{Config, ConfigError};
use crate::link::{Kind, Link, MediaHosts};
use crate::metadata::Answers;
use crate::oembed::{Metadata, OEmbed, Verdict};

/// Says what links are.
#[derive(Clone)]
pub struct SearchService(Arc<Parts>);

struct Parts {
    media_hosts: MediaHosts,
    answers: Answers,
    broker: SharedBroker,
}

impl SearchService {
    /// A service with checked configuration. A TLS provider must be installed for the process.
    ///
    /// # Errors
    /// The key whose value cannot be used.
    pub fn new(config: Config, broker: SharedBroker) -> Result<Self, ConfigError> {
        let checked = config.checked()?;
        let oembed = OEmbed::new(checked.timeout)
            .map_err(|error| ConfigError { key: "oembed_url", reason: format!("cannot ask anybody: {error}") })?;
        let answers = Answers::new(oembed, checked.youtube, checked.vimeo, checked.cache);
        Ok(Self(Arc::new(Parts { media_hosts: checked.media_hosts, answers, broker })))
    }

    /// The service behind its guard: no call without an internal token for `search`.
    #[must_use]
    pub fn server(&self, key: InternalKey) -> InterceptedService<SearchServer<Self>, InternalAuth> {
        SearchServer::with_interceptor(self.clone(), InternalAuth::new(key, "search"))
    }

    async fn resolve(&self, text: &str) -> Result<Media, Refusal> {
        let refused = |reason: &str| Refusal::new("unsupported_url", reason);
        let link = Link::parse(text, &self.0.media_hosts).map_err(|reason| refused(reason.0))?;
        let metadata = match self.0.answers.of(&self.0.broker, &link.kind).await {
            Some(Ok(Verdict::Found(metadata))) => metadata,
            Some(Ok(Verdict::Gone)) => return Err(refused("the provider says that there is no such video")),
            Some(Ok(Verdict::NotEmbeddable)) => {
                return Err(refused("the provider says that the video may not be shown elsewhere"));
            }
            Some(Err(_)) => Metadata { title: text.trim().to_owned(), ..Metadata::default() },
            None => Metadata::default(),
        };
        Ok(media(link, metadata))
    }
}

/// What is known of a link from its text, and what its provider added.
fn media(link: Link, metadata: Metadata) -> Media {
    let Link { kind, start } = link;
    let Metadata { mut title, channel, mut thumbnail_url, duration } = metadata;
    match &kind {
        Kind::File { name, .. } | Kind::Hls { name, .. } => title.clone_from(name),
        // Every video has this one.
        Kind::YouTube { id } if thumbnail_url.is_empty() => {
            thumbnail_url = format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg");
        }
        Kind::YouTube { .. } | Kind::Vimeo { .. } => {}
    }
    Media {
        provider: kind.provider().to_owned(),
        media_id: kind.media_id().to_owned(),
        url: kind.url(),
        title,
        channel,
        duration,
        thumbnail_url,
        live: false,
        start,
        kind: "video".to_owned(),
        playlist_id: String::new(),
    }
}

fn not_configured() -> Refusal {
    Refusal::new("search_not_configured", "this server has no key for YouTube's search")
}

#[tonic::async_trait]
impl Search for SearchService {
    async fn resolve_media(
        &self,
        request: Request<ResolveMediaRequest>,
    ) -> Result<Response<ResolveMediaResponse>, Status> {
        let media = self.resolve(&request.get_ref().url).await?;
        Ok(Response::new(ResolveMediaResponse { media: Some(media) }))
    }

    async fn search_videos(&self, _: Request<SearchVideosRequest>) -> Result<Response<SearchVideosResponse>, Status> {
        Err(not_configured().into())
    }

    async fn list_playlist(&self, _: Request<ListPlaylistRequest>) -> Result<Response<ListPlaylistResponse>, Status> {
        Err(not_configured().into())
    }
}

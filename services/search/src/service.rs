//! The gRPC service `matinee.search.v1.Search`.

use std::sync::Arc;
use std::time::Duration;

use matinee_broker::SharedBroker;
use matinee_proto::Refusal;
use matinee_proto::search::v1::search_server::{Search, SearchServer};
use matinee_proto::search::v1::{
    ListPlaylistRequest, ListPlaylistResponse, Media, ResolveMediaRequest, ResolveMediaResponse, SearchVideosRequest,
    SearchVideosResponse,
};
use matinee_token::{Caller, InternalAuth, InternalKey};
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status};

use crate::config::{Checked, Config, ConfigError};
use crate::find::{self, Find};
use crate::flight::Flights;
use crate::link::{Kind, Link, MediaHosts};
use crate::metadata::Answers;
use crate::oembed::{Metadata, OEmbed, Verdict};
use crate::playlist::{self, Playlists};
use crate::quota::Quota;
use crate::trouble::Trouble;
use crate::videos::{State, Video, Videos};
use crate::youtube::YouTube;

/// For how long a page of a playlist need not be asked for again: people add to them.
const PLAYLIST_FRESH: Duration = Duration::from_secs(3600);

/// Says what links are, and what YouTube has.
#[derive(Clone)]
pub struct SearchService(Arc<Parts>);

struct Parts {
    media_hosts: MediaHosts,
    answers: Answers,
    broker: SharedBroker,
    timeout: Duration,
    /// What takes a key.
    keyed: Option<Keyed>,
}

struct Keyed {
    find: Find,
    videos: Videos,
    playlists: Playlists,
}

impl SearchService {
    /// A service with checked configuration. A TLS provider must be installed for the process.
    ///
    /// # Errors
    /// The key whose value cannot be used.
    pub fn new(config: Config, broker: SharedBroker) -> Result<Self, ConfigError> {
        let checked = config.checked()?;
        let failed = |key| {
            move |error: reqwest::Error| ConfigError {
                key,
                reason: format!("cannot ask anybody: {}", error.without_url()),
            }
        };
        let youtube = OEmbed::new(checked.youtube.clone(), checked.timeout).map_err(failed("oembed_url"))?;
        let vimeo = OEmbed::new(checked.vimeo.clone(), checked.timeout).map_err(failed("vimeo_oembed_url"))?;
        let answers = Answers::new(youtube, vimeo, checked.cache);
        let keyed = Keyed::new(&config, &checked, &broker).map_err(failed("youtube_url"))?;
        let Checked { media_hosts, timeout, .. } = checked;
        Ok(Self(Arc::new(Parts { media_hosts, answers, broker, timeout, keyed })))
    }

    /// The service behind its guard: no call without an internal token for `search`.
    #[must_use]
    pub fn server(&self, key: InternalKey) -> InterceptedService<SearchServer<Self>, InternalAuth> {
        SearchServer::with_interceptor(self.clone(), InternalAuth::new(key, "search"))
    }

    fn keyed(&self) -> Result<&Keyed, Refusal> {
        self.0.keyed.as_ref().ok_or_else(|| Trouble::NotConfigured.into())
    }

    async fn resolve(&self, text: &str) -> Result<Media, Refusal> {
        let refused = |reason: &str| Refusal::new("unsupported_url", reason);
        let link = Link::parse(text, &self.0.media_hosts).map_err(|reason| refused(reason.0))?;
        let (told, video) = match &link.kind {
            Kind::YouTube { id } => self.told_of(&link.kind, id).await,
            kind => (self.0.answers.of(&self.0.broker, kind).await.and_then(Result::ok), None),
        };
        let not_elsewhere = || refused("the provider says that the video may not be shown elsewhere");
        let metadata = match (told, video.as_ref()) {
            (_, Some(Video { state: State::NotEmbeddable | State::Private, .. })) => return Err(not_elsewhere()),
            (Some(Verdict::NotEmbeddable), _) => return Err(not_elsewhere()),
            (Some(Verdict::Found(metadata)), _) => metadata,
            (Some(Verdict::Gone), _) | (None, Some(Video { state: State::Deleted, .. })) => {
                return Err(refused("the provider says that there is no such video"));
            }
            (None, Some(_)) => Metadata::default(),
            // A file needs nobody to be asked; whatever else is called by its link.
            (None, None) => Metadata { title: text.trim().to_owned(), ..Metadata::default() },
        };
        Ok(media(link, metadata, video))
    }

    /// What oEmbed and, where there is a key, the API say of a YouTube video. Whichever has been
    /// asked before is enough.
    async fn told_of(&self, kind: &Kind, id: &str) -> (Option<Verdict>, Option<Video>) {
        let oembed = async { self.0.answers.of(&self.0.broker, kind).await.and_then(Result::ok) };
        let Some(keyed) = &self.0.keyed else { return (oembed.await, None) };
        if let Some(known) = keyed.videos.known(id).await.filter(|video| video.state != State::Deleted) {
            return (None, Some(known));
        }
        let api = tokio::time::timeout(self.0.timeout, keyed.videos.one(id));
        let (told, video) = tokio::join!(oembed, api);
        // What only the API calls gone may be new; what oEmbed has found is there.
        let gone = |video: &Video| video.state == State::Deleted && matches!(told, Some(Verdict::Found(_)));
        let video = video.ok().and_then(Result::ok).filter(|video| !gone(video));
        (told, video)
    }
}

impl Keyed {
    /// Nothing without a key.
    fn new(config: &Config, checked: &Checked, broker: &SharedBroker) -> Result<Option<Self>, reqwest::Error> {
        let Some(key) = config.youtube_api_key.clone() else { return Ok(None) };
        let quota =
            Quota::new(broker.clone(), config.daily_searches, config.daily_units, config.daily_searches_per_user);
        let youtube = YouTube::new(checked.api.clone(), key, checked.timeout, checked.rest, quota)?;
        let youtube = Arc::new(youtube);
        let videos = Videos::new(Arc::clone(&youtube), broker.clone(), checked.metadata);
        let pages = Flights::new("search", broker.clone(), checked.search, checked.stale);
        let listed = Flights::new("playlist", broker.clone(), PLAYLIST_FRESH, checked.stale);
        let titles = Flights::new("playlist_title", broker.clone(), checked.search, checked.stale);
        Ok(Some(Self {
            find: Find::new(Arc::clone(&youtube), videos.clone(), pages),
            playlists: Playlists::new(youtube, videos.clone(), listed, titles),
            videos,
        }))
    }
}

/// What is known of a link from its text, and what its provider added.
fn media(link: Link, metadata: Metadata, video: Option<Video>) -> Media {
    let list = link.list().map(str::to_owned).unwrap_or_default();
    let Link { kind, start, .. } = link;
    let Metadata { mut title, mut channel, mut thumbnail_url, mut duration } = metadata;
    let mut live = false;
    if let Some(video) = video {
        duration = if video.live { 0.0 } else { video.duration };
        live = video.live;
        for (field, told) in
            [(&mut title, video.title), (&mut channel, video.channel), (&mut thumbnail_url, video.thumbnail_url)]
        {
            if field.is_empty() {
                *field = told;
            }
        }
    }
    match &kind {
        Kind::File { name, .. } | Kind::Hls { name, .. } => title.clone_from(name),
        // Every video has this one.
        Kind::YouTube { id } if thumbnail_url.is_empty() => {
            thumbnail_url = format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg");
        }
        Kind::YouTube { .. } | Kind::Playlist { .. } | Kind::Vimeo { .. } => {}
    }
    if title.is_empty() {
        title = kind.url();
    }
    Media {
        provider: kind.provider().to_owned(),
        media_id: kind.media_id().to_owned(),
        url: kind.url(),
        title,
        channel,
        duration,
        thumbnail_url,
        live,
        start,
        kind: if matches!(kind, Kind::Playlist { .. }) { "playlist" } else { "video" }.to_owned(),
        playlist_id: list,
    }
}

/// A number of entries that a page can have.
fn limit(limit: u32, max: u32) -> Result<u32, Refusal> {
    let in_range = (1..=max).contains(&limit);
    in_range.then_some(limit).ok_or_else(|| Refusal::new("invalid_argument", format!("limit: 1–{max}")))
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

    async fn search_videos(
        &self,
        request: Request<SearchVideosRequest>,
    ) -> Result<Response<SearchVideosResponse>, Status> {
        let actor = request.extensions().get::<Caller>().and_then(|caller| caller.actor.as_ref());
        let user = actor.map(|actor| actor.user_id.clone()).unwrap_or_default();
        let asked = request.into_inner();
        let limit = limit(asked.limit, find::LIMIT_MAX)?;
        let query = asked.query.trim();
        if query.is_empty() || query.chars().count() > find::QUERY_MAX {
            return Err(Refusal::new("invalid_argument", format!("q: 1–{} characters", find::QUERY_MAX)).into());
        }
        let page = self.keyed()?.find.page(query, limit, &asked.cursor, &user).await;
        Ok(Response::new(page.map_err(Refusal::from)?))
    }

    async fn list_playlist(
        &self,
        request: Request<ListPlaylistRequest>,
    ) -> Result<Response<ListPlaylistResponse>, Status> {
        let asked = request.into_inner();
        let limit = limit(asked.limit, playlist::LIMIT_MAX)?;
        let refused = |reason| Refusal::new("unsupported_url", reason);
        let link = Link::parse(&asked.url, &self.0.media_hosts).map_err(|reason| refused(reason.0))?;
        let id = link.list().ok_or_else(|| refused("the link names no playlist of YouTube"))?;
        let page = self.keyed()?.playlists.page(id, &asked.page_token, limit).await;
        Ok(Response::new(page.map_err(Refusal::from)?))
    }
}

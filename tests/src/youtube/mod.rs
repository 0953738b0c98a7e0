//! A stand-in for the YouTube Data API: stateful, and written from its documentation.
//!
//! It knows `search`, `videos`, `playlists` and `playlistItems`, checks the key and the parameters
//! they need, pages with tokens of its own, counts quota in two buckets, and refuses with the
//! reasons that the API gives. It can be told to be slow, broken, full or mad, and it counts calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

mod library;
mod wire;

use crate::loopback::Loopback;
use library::Library;
pub use library::{Playlist, Video};
use wire::{Page, Refused, refusal};

/// The key that it takes, and that nobody else may ever see.
pub const KEY: &str = "AIzaSy-not-to-be-seen-by-anybody-0123456";

/// How it behaves from now on.
#[derive(Clone, Debug, PartialEq)]
pub enum Mood {
    /// As documented.
    Well,
    /// Answers with this status and HTML.
    Status(u16),
    /// Asks for fewer calls (`rateLimitExceeded`).
    Hasty,
    /// Answers 200 with what is no JSON.
    Garbage,
    /// Sends elsewhere.
    Redirect(String),
    /// Closes the connection after the head.
    HangUp,
}

#[derive(Debug)]
struct Contents {
    library: Library,
    mood: Mood,
    delay: Duration,
    /// Ids about which it cannot be asked.
    silent: Vec<String>,
    /// What is left of the buckets.
    searches: u32,
    units: u32,
    calls: HashMap<String, usize>,
    queries: Vec<String>,
}

/// A running API.
#[derive(Clone, Debug)]
pub struct FakeYouTube {
    port: u16,
    contents: Shared,
}

type Shared = Arc<Mutex<Contents>>;

impl FakeYouTube {
    /// Starts one on a free port, with the quota of a day. It ends with the process.
    ///
    /// # Panics
    /// If it cannot start.
    #[must_use]
    pub fn start() -> Self {
        let contents = Contents {
            library: Library::default(),
            mood: Mood::Well,
            delay: Duration::ZERO,
            silent: Vec::new(),
            searches: 100,
            units: 10_000,
            calls: HashMap::new(),
            queries: Vec::new(),
        };
        let contents = Arc::new(Mutex::new(contents));
        let router = Router::new().route("/youtube/v3/{list}", get(answer)).with_state(Arc::clone(&contents));
        let loopback = Loopback::bind();
        let port = loopback.port;
        loopback.serve(router);
        Self { port, contents }
    }

    /// Where it is, as `search.youtube_url` wants it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/youtube/v3", self.port)
    }

    /// From now on it has this video, in this state.
    pub fn put(&self, video: Video) {
        self.lock().library.put(video);
    }

    /// From now on it has this video no more.
    pub fn delete(&self, id: &str) {
        self.lock().library.delete(id);
    }

    /// From now on it has this playlist.
    pub fn put_playlist(&self, id: &str, playlist: Playlist) {
        self.lock().library.playlists.insert(id.to_owned(), playlist);
    }

    /// From now on it fails whenever it is asked about this video.
    pub fn be_silent_about(&self, id: &str) {
        self.lock().silent.push(id.to_owned());
    }

    /// How it behaves from now on.
    pub fn be(&self, mood: Mood) {
        self.lock().mood = mood;
    }

    /// How long it takes from now on.
    pub fn take(&self, delay: Duration) {
        self.lock().delay = delay;
    }

    /// What is left of its quota from now on: searches, and units of everything else.
    pub fn leave(&self, searches: u32, units: u32) {
        let mut contents = self.lock();
        (contents.searches, contents.units) = (searches, units);
    }

    /// Calls of a list (`search`, `videos`, `playlists`, `playlistItems`) so far, refused ones too.
    #[must_use]
    pub fn calls(&self, list: &str) -> usize {
        self.lock().calls.get(list).copied().unwrap_or_default()
    }

    /// How often these words were searched for.
    #[must_use]
    pub fn searched(&self, words: &str) -> usize {
        self.lock().queries.iter().filter(|query| *query == words).count()
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        lock(&self.contents)
    }
}

fn lock(contents: &Shared) -> MutexGuard<'_, Contents> {
    contents.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    State(contents): State<Shared>,
    Path(list): Path<String>,
    Query(query): Query<wire::Query>,
) -> Response {
    let delay = {
        let mut contents = lock(&contents);
        *contents.calls.entry(list.clone()).or_default() += 1;
        if let Some(words) = query.get("q").filter(|_| list == "search") {
            contents.queries.push(words.clone());
        }
        contents.delay
    };
    tokio::time::sleep(delay).await;
    let mut contents = lock(&contents);
    match contents.mood.clone() {
        Mood::Well => contents.list(&list, &query).unwrap_or_else(|refused| *refused),
        Mood::Status(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, "<html>Sorry</html>").into_response()
        }
        Mood::Hasty => *refusal(403, "rateLimitExceeded", "Too many requests."),
        Mood::Garbage => "<html>welcome to the hotel".into_response(),
        Mood::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Mood::HangUp => {
            let broken = futures::stream::once(async { Err::<String, _>(std::io::Error::other("gone")) });
            axum::body::Body::from_stream(broken).into_response()
        }
    }
}

impl Contents {
    fn list(&mut self, list: &str, query: &wire::Query) -> Result<Response, Refused> {
        if query.get("key").map(String::as_str) != Some(KEY) {
            return Err(refusal(400, "keyInvalid", "API key not valid. Please pass a valid API key."));
        }
        let bucket = if list == "search" { &mut self.searches } else { &mut self.units };
        let exhausted = || refusal(403, "quotaExceeded", "The request cannot be completed: quota exceeded.");
        *bucket = bucket.checked_sub(1).ok_or_else(exhausted)?;
        let parts = wire::parts(query)?;
        match list {
            "search" => self.search(&parts, query),
            "videos" => self.videos(&parts, query),
            "playlists" => {
                let ids = query.get("id").map(String::as_str).unwrap_or_default();
                let lists = ids.split(',').filter_map(|id| Some((id, self.library.playlists.get(id)?)));
                let open = lists.filter(|(_, list)| !list.private).collect();
                let page = Page::of(open, query)?;
                Ok(page.written("youtube#playlistListResponse", |(id, list)| wire::playlist(&parts, id, list)))
            }
            "playlistItems" => self.playlist_items(&parts, query),
            _ => Err(Box::new(StatusCode::NOT_FOUND.into_response())),
        }
    }

    fn search(&mut self, parts: &[&str], query: &wire::Query) -> Result<Response, Refused> {
        let embeddable = query.get("videoEmbeddable").map(String::as_str);
        if embeddable.is_some() && query.get("type").map(String::as_str) != Some("video") {
            return Err(refusal(400, "invalidVideoFilter", "videoEmbeddable needs type=video."));
        }
        let words = query.get("q").cloned().unwrap_or_default();
        let found = self.library.find(&words, embeddable == Some("true"));
        let page = Page::of(found, query)?;
        Ok(page.written("youtube#searchListResponse", |video| wire::found(parts, &video)))
    }

    fn videos(&self, parts: &[&str], query: &wire::Query) -> Result<Response, Refused> {
        let ids: Vec<&str> = query.get("id").map(|ids| ids.split(',').collect()).unwrap_or_default();
        if ids.is_empty() || ids.len() > 50 {
            return Err(refusal(400, "invalidFilters", "Give 1 to 50 ids."));
        }
        if ids.iter().any(|id| self.silent.iter().any(|silent| silent == id)) {
            return Err(Box::new(StatusCode::SERVICE_UNAVAILABLE.into_response()));
        }
        let known = ids.iter().filter_map(|id| self.library.get(id)).filter(|video| video.privacy != "private");
        // By id there are no pages: all that are known come.
        let whole = wire::Query::from([("maxResults".to_owned(), "50".to_owned())]);
        let page = Page::of(known.collect(), &whole)?;
        Ok(page.written("youtube#videoListResponse", |video| wire::video(parts, video)))
    }

    fn playlist_items(&self, parts: &[&str], query: &wire::Query) -> Result<Response, Refused> {
        let id = query.get("playlistId").map(String::as_str).unwrap_or_default();
        let list = self.library.playlists.get(id);
        let list = list.ok_or_else(|| refusal(404, "playlistNotFound", "The playlist cannot be found."))?;
        if list.private {
            return Err(refusal(403, "playlistItemsNotAccessible", "The request is not properly authorized."));
        }
        let all = list.videos.iter().enumerate().collect();
        let page = Page::of(all, query)?;
        Ok(page.written("youtube#playlistItemListResponse", |(position, id)| {
            wire::listed(parts, position, id, self.library.get(id))
        }))
    }
}

//! What the YouTube Data API says of videos, kept by id for all replicas: a result of a search or
//! an item of a playlist that goes into a queue is not asked for again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::join_all;
use jiff::{Span, SpanRelativeTo, Unit};
use matinee_broker::SharedBroker;
use matinee_proto::search::v1::Media;
use moka::future::Cache;
use serde::{Deserialize, Serialize};

use crate::oembed::{is_thumbnail, text};
use crate::trouble::Trouble;
use crate::youtube::wire::{Resource, Snippet};
use crate::youtube::{Method, YouTube};

/// Ids that one call may name.
pub(crate) const AT_ONCE: usize = 50;
/// What is gone or closed may come back, and what is live ends.
const CHANGING: Duration = Duration::from_secs(600);
/// Single videos remembered in this process, and for how long.
const SINGLE_MAX: u64 = 1_000;
const SINGLE: Duration = Duration::from_secs(30);
/// Seconds: longer than anything that is played.
const DURATION_MAX: f64 = 7.0 * 24.0 * 3600.0;

/// Whether a video can be played elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    #[default]
    Playable,
    NotEmbeddable,
    Private,
    Deleted,
    /// A stream or a première that has not begun.
    Upcoming,
}

impl State {
    /// The word of the contract; empty for what can be played.
    pub(crate) fn unavailable(self) -> &'static str {
        match self {
            Self::Playable => "",
            Self::NotEmbeddable => "not_embeddable",
            Self::Private => "private",
            Self::Deleted => "deleted",
            Self::Upcoming => "upcoming",
        }
    }
}

/// A video of YouTube.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Video {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) channel: String,
    pub(crate) thumbnail_url: String,
    /// Seconds; 0 = unknown, or live.
    pub(crate) duration: f64,
    pub(crate) live: bool,
    pub(crate) state: State,
}

impl Video {
    /// What a snippet says. Titles of searches are HTML, others are not.
    pub(crate) fn of_snippet(id: &str, snippet: &Snippet) -> Self {
        let owner = Some(&snippet.video_owner_channel_title).filter(|owner| !owner.is_empty());
        Self {
            id: id.to_owned(),
            title: text(&snippet.title),
            channel: text(owner.unwrap_or(&snippet.channel_title)),
            thumbnail_url: thumbnail(id, snippet),
            duration: 0.0,
            live: snippet.live_broadcast_content == "live",
            state: match snippet.live_broadcast_content.as_str() {
                "upcoming" => State::Upcoming,
                _ => State::Playable,
            },
        }
    }

    fn of(resource: &Resource) -> Self {
        let mut video = Self::of_snippet(&resource.id, &resource.snippet);
        video.duration = seconds(&resource.content_details.duration);
        video.state = match (resource.status.privacy_status.as_str(), resource.status.embeddable) {
            ("private", _) => State::Private,
            (_, Some(false)) => State::NotEmbeddable,
            _ => video.state,
        };
        video
    }

    /// As others are told of it.
    pub(crate) fn media(&self) -> Media {
        Media {
            provider: "youtube".to_owned(),
            media_id: self.id.clone(),
            url: format!("https://www.youtube.com/watch?v={}", self.id),
            title: self.title.clone(),
            channel: self.channel.clone(),
            duration: if self.live { 0.0 } else { self.duration },
            thumbnail_url: self.thumbnail_url.clone(),
            live: self.live,
            start: 0.0,
            kind: "video".to_owned(),
            playlist_id: String::new(),
        }
    }
}

/// Whether a video could have this id.
pub(crate) fn is_id(id: &str) -> bool {
    id.len() == 11 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The picture that fits a card best, or the one that every video has.
fn thumbnail(id: &str, snippet: &Snippet) -> String {
    let told = ["medium", "high", "default"].iter().find_map(|size| {
        let url = &snippet.thumbnails.get(*size)?.url;
        is_thumbnail(url).then(|| url.clone())
    });
    told.unwrap_or_else(|| format!("https://i.ytimg.com/vi/{id}/mqdefault.jpg"))
}

/// Reads an ISO 8601 duration, as `PT1H2M3S`; 0 for what is none.
fn seconds(duration: &str) -> f64 {
    let span: Option<Span> = duration.parse().ok();
    let total = span.and_then(|span| span.total((Unit::Second, SpanRelativeTo::days_are_24_hours())).ok());
    total.filter(|total| (0.0..=DURATION_MAX).contains(total)).unwrap_or_default()
}

/// Knows videos.
#[derive(Clone)]
pub(crate) struct Videos {
    youtube: Arc<YouTube>,
    broker: SharedBroker,
    keep: Duration,
    /// Single videos that this process has just asked for.
    single: Cache<String, Video>,
}

impl Videos {
    pub(crate) fn new(youtube: Arc<YouTube>, broker: SharedBroker, keep: Duration) -> Self {
        let single = Cache::builder().max_capacity(SINGLE_MAX).time_to_live(SINGLE.min(keep)).build();
        Self { youtube, broker, keep, single }
    }

    /// What one video is, asked once however many ask at a time.
    pub(crate) async fn one(&self, id: &str) -> Result<Video, Trouble> {
        let ask = async {
            let mut videos = self.of(&[id.to_owned()]).await?;
            videos.remove(id).ok_or(Trouble::NotFound)
        };
        self.single.try_get_with(id.to_owned(), ask).await.map_err(|trouble| Trouble::clone(&trouble))
    }

    /// What is kept of a video.
    pub(crate) async fn known(&self, id: &str) -> Option<Video> {
        let kept = self.broker.cached(&key(id)).await.ok().flatten()?;
        serde_json::from_slice(&kept).ok()
    }

    /// What these videos are, at most [`AT_ONCE`]; one that YouTube does not know is deleted.
    pub(crate) async fn of(&self, ids: &[String]) -> Result<HashMap<String, Video>, Trouble> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).filter(|id| is_id(id)).take(AT_ONCE).collect();
        let known = join_all(ids.iter().map(|id| self.known(id))).await;
        let mut videos: HashMap<_, _> =
            ids.iter().zip(known).filter_map(|(id, video)| Some(((*id).to_owned(), video?))).collect();
        let missing: Vec<&str> = ids.into_iter().filter(|id| !videos.contains_key(*id)).collect();
        if missing.is_empty() {
            return Ok(videos);
        }
        let parameters = [("part", "snippet,contentDetails,status"), ("id", &missing.join(",")), ("maxResults", "50")];
        let list = self.youtube.list::<Resource>(Method::Videos, &parameters).await?;
        let told: HashMap<&str, Video> = list.items.iter().map(|one| (one.id.as_str(), Video::of(one))).collect();
        let gone = |id: &str| Video { id: id.to_owned(), state: State::Deleted, ..Video::default() };
        let asked: Vec<Video> = missing.iter().map(|id| told.get(id).cloned().unwrap_or_else(|| gone(id))).collect();
        join_all(asked.iter().map(|video| self.keep(video))).await;
        videos.extend(asked.into_iter().map(|video| (video.id.clone(), video)));
        Ok(videos)
    }

    async fn keep(&self, video: &Video) {
        let Ok(body) = serde_json::to_vec(video) else { return };
        let changes = video.live || video.state != State::Playable;
        let keep = if changes { CHANGING.min(self.keep) } else { self.keep };
        if let Err(error) = self.broker.cache(&key(&video.id), Bytes::from(body), keep).await {
            tracing::warn!(%error, "cannot keep what YouTube said of a video");
        }
    }
}

fn key(id: &str) -> String {
    format!("search:video:{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, expected) in [
            ("PT3M33S", 213.0),
            ("PT1H2M3S", 3723.0),
            ("PT45S", 45.0),
            ("P1DT1S", 86_401.0),
            ("P0D", 0.0),
            ("PT0S", 0.0),
            ("", 0.0),
            ("3:33", 0.0),
            ("P99999W", 0.0),
            ("-PT5S", 0.0),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_resource_says_whether_it_can_be_played() {
        let video = |body: serde_json::Value| Video::of(&serde_json::from_value::<Resource>(body).unwrap());
        let snippet = serde_json::json!({
            "title": "A & B\n", "channelTitle": "C", "liveBroadcastContent": "none",
            "thumbnails": { "high": { "url": "http://plain.example/x.jpg" }, "default": { "url": "https://i.ytimg.com/d.jpg" } },
        });
        let full = video(serde_json::json!({
            "id": "aaaaaaaaaa1", "snippet": snippet, "contentDetails": { "duration": "PT1M" },
            "status": { "embeddable": true, "privacyStatus": "public" },
        }));
        assert_eq!((full.title.as_str(), full.duration, full.state), ("A & B", 60.0, State::Playable));
        assert_eq!(full.thumbnail_url, "https://i.ytimg.com/d.jpg", "pictures come over https");
        let closed = video(serde_json::json!({ "id": "a", "status": { "embeddable": false } }));
        assert_eq!(closed.state, State::NotEmbeddable);
        let live = video(serde_json::json!({ "id": "a", "snippet": { "liveBroadcastContent": "live" } }));
        assert!(live.live && live.media().duration == 0.0);
    }
}

//! What a link is, asked of `search`.
//!
//! Nothing in a room waits for it: the question is asked before the command is put into the
//! room's queue. A link that the provider calls gone is refused (`unsupported_url`). When search
//! itself does not answer in time, what the link plainly is goes into the queue, with the link as
//! title; a page that nobody can name is refused for now (`unavailable`).

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use matinee_broker::{Rate, SharedBroker};
use matinee_limits::Frequency;
use matinee_proto::search::v1::search_client::SearchClient;
use matinee_proto::search::v1::{ListPlaylistRequest, ListPlaylistResponse, Media, ResolveMediaRequest};
use matinee_proto::{Refusal, Transport};
use matinee_token::InternalKey;
use tokio::sync::Semaphore;

/// Links in one command.
pub const LINKS_MAX: usize = 50;
/// Links of one playlist that are asked for at once.
const EACH_AT_ONCE: usize = 16;
/// How long a page of a playlist may take.
const PLAYLIST: Duration = Duration::from_secs(8);
/// Characters of a link.
const LINK_MAX: usize = 2_048;

/// Asks what links are.
#[derive(Clone)]
pub struct Resolver {
    search: SearchClient<Transport>,
    key: InternalKey,
    broker: SharedBroker,
    /// Links that one user may have resolved; `None` = any number.
    rate: Option<Frequency>,
    patience: Duration,
    at_once: Arc<Semaphore>,
}

impl Resolver {
    /// A resolver that gives each link `patience` and asks about `at_once` links at a time.
    pub fn new(
        search: SearchClient<Transport>,
        key: InternalKey,
        broker: SharedBroker,
        rate: Option<Frequency>,
        patience: Duration,
        at_once: usize,
    ) -> Self {
        Self { search, key, broker, rate, patience, at_once: Arc::new(Semaphore::new(at_once)) }
    }

    /// What these links are, in the same order.
    ///
    /// # Errors
    /// The refusal of the first link that cannot be had, `rate_limited`, or `invalid_argument`
    /// for none or too many.
    pub async fn resolve(&self, user_id: &str, links: &[String]) -> Result<Vec<Media>, Refusal> {
        if links.is_empty() || links.len() > LINKS_MAX {
            return Err(Refusal::new("invalid_argument", format!("give 1 to {LINKS_MAX} links")));
        }
        for _ in links {
            self.take_token(user_id).await?;
        }
        futures::future::try_join_all(links.iter().map(|link| self.one(link.trim()))).await
    }

    /// What each of these links is, asked a few at a time; `None` for those of which nobody had
    /// said so within `patience`.
    pub async fn each(&self, links: Vec<String>, patience: Duration) -> Vec<Option<Result<Media, Refusal>>> {
        let until = tokio::time::Instant::now() + patience;
        let one = |link: String| async move { tokio::time::timeout_at(until, self.one(&link)).await.ok() };
        futures::stream::iter(links.into_iter().map(one)).buffered(EACH_AT_ONCE).collect().await
    }

    /// A page of a YouTube playlist.
    ///
    /// # Errors
    /// What search says.
    pub async fn playlist(&self, url: &str, page_token: &str, limit: u32) -> Result<ListPlaylistResponse, Refusal> {
        let message = ListPlaylistRequest { url: url.to_owned(), page_token: page_token.to_owned(), limit };
        let request = self.key.authorize(message, "rooms", "search", None);
        let mut search = self.search.clone();
        let answer = tokio::time::timeout(PLAYLIST, search.list_playlist(request)).await;
        let answer = answer.map_err(|_| Refusal::new("unavailable", "search did not answer in time"))?;
        answer.map(tonic::Response::into_inner).map_err(|status| Refusal::from_status(&status))
    }

    async fn take_token(&self, user_id: &str) -> Result<(), Refusal> {
        let Some(rate) = self.rate else { return Ok(()) };
        let rate = Rate { burst: rate.burst.max(LINKS_MAX as u32), interval: rate.interval() };
        match self.broker.take_token(&format!("resolve/{user_id}"), rate).await {
            Ok(None) => Ok(()),
            Ok(Some(wait)) => {
                Err(Refusal::new("rate_limited", "too many links in a short time; wait a little").retry_after(wait))
            }
            Err(error) => {
                tracing::warn!(%error, "the rate of resolved links could not be counted");
                Ok(())
            }
        }
    }

    async fn one(&self, link: &str) -> Result<Media, Refusal> {
        if link.is_empty() || link.len() > LINK_MAX {
            return Err(Refusal::new("unsupported_url", format!("a link has 1 to {LINK_MAX} characters")));
        }
        let answer = tokio::time::timeout(self.patience, self.ask(link)).await;
        let refusal = match answer {
            Ok(Ok(media)) if media.kind == "playlist" => {
                return Err(Refusal::new("unsupported_url", "the link is a playlist, not a video; import it instead"));
            }
            Ok(Ok(media)) => return Ok(media),
            Ok(Err(refusal)) => refusal,
            Err(_) => Refusal::new("unavailable", "nobody could say in time what this link is"),
        };
        if refusal.code == "unavailable" {
            tracing::warn!(detail = %refusal.detail, "a link was not resolved");
            return plainly(link).ok_or(refusal.retry_after(Duration::from_secs(2)));
        }
        Err(refusal)
    }

    async fn ask(&self, link: &str) -> Result<Media, Refusal> {
        let _permit = self.at_once.acquire().await.map_err(|_| Refusal::new("unavailable", "shutting down"))?;
        let message = ResolveMediaRequest { url: link.to_owned() };
        let request = self.key.authorize(message, "rooms", "search", None);
        let answer = self.search.clone().resolve_media(request).await;
        let media = answer.map_err(|status| Refusal::from_status(&status))?.into_inner().media;
        media.ok_or_else(|| Refusal::new("unavailable", "the answer of search held nothing"))
    }
}

/// What can be seen from the link alone, for when nobody can be asked.
fn plainly(link: &str) -> Option<Media> {
    let url = url::Url::parse(link).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?.trim_start_matches("www.").trim_start_matches("m.");
    let (provider, media_id) = match host {
        "youtu.be" => ("youtube", url.path().trim_matches('/').to_owned()),
        "youtube.com" | "music.youtube.com" => {
            ("youtube", url.query_pairs().find(|(key, _)| key == "v")?.1.into_owned())
        }
        _ => {
            let extension = url.path().rsplit_once('.')?.1.to_ascii_lowercase();
            let provider = match extension.as_str() {
                "m3u8" => "hls",
                "mp4" | "webm" | "mp3" | "m4a" => "file",
                _ => return None,
            };
            (provider, url.to_string())
        }
    };
    let is_id = |id: &str| id.len() == 11 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if provider == "youtube" && !is_id(&media_id) {
        return None;
    }
    Some(Media {
        provider: provider.to_owned(),
        media_id,
        url: url.to_string(),
        title: link.to_owned(),
        ..Media::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_link_needs_nobody() {
        let provider = |link| plainly(link).map(|media| (media.provider, media.media_id));
        let youtube = Some(("youtube".to_owned(), "dQw4w9WgXcQ".to_owned()));
        assert_eq!(provider("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=4"), youtube);
        assert_eq!(provider("https://youtu.be/dQw4w9WgXcQ"), youtube);
        let clip = "https://media.example/clip.mp4".to_owned();
        assert_eq!(provider(&clip), Some(("file".to_owned(), clip.clone())));
        assert_eq!(provider("https://media.example/live.m3u8").map(|it| it.0).as_deref(), Some("hls"));
        for unclear in ["https://example.com/", "javascript:alert(1)", "https://youtu.be/no", "x", "ftp://a/b.mp4"] {
            assert_eq!(plainly(unclear), None, "{unclear}");
        }
    }
}

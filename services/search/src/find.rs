//! Searching YouTube: few words in, a page of videos out, and as few calls as can be.
//!
//! A call of `search.list` costs the same for one result as for fifty, and there are a hundred a
//! day. So a page of fifty is always asked for, kept under the words as everybody would write
//! them, and cut into the pages that people ask for. Durations and whether a video may be shown
//! come from `videos.list`; if only that fails, the page goes out without and is completed later.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use matinee_proto::search::v1::{Media, SearchVideosResponse};
use matinee_token::names::fold;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::flight::{Answer, Flights, Keepable};
use crate::trouble::Trouble;
use crate::videos::{State, Video, Videos, is_id};
use crate::youtube::wire::Found;
use crate::youtube::{Method, YouTube};

/// Characters of the words.
pub(crate) const QUERY_MAX: usize = 200;
/// Results of a page.
pub(crate) const LIMIT_MAX: u32 = 50;
/// Characters of YouTube's own page tokens; real ones have eight or a few dozen.
const TOKEN_MAX: usize = 256;
/// For how long a page without durations is good enough.
const INCOMPLETE: Duration = Duration::from_secs(30);
/// How often somebody else's spent share may stand in the way.
const TRIES: usize = 3;

/// A page as YouTube gives it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Page {
    videos: Vec<Video>,
    next: Option<String>,
    /// Whether durations are known.
    complete: bool,
}

impl Keepable for Page {
    fn fresh_for(&self, whole: Duration) -> Duration {
        if self.complete { whole } else { INCOMPLETE.min(whole) }
    }
}

/// Where a page begins. Opaque to others.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Cursor {
    /// Of which words.
    #[serde(rename = "q")]
    query: String,
    /// YouTube's page.
    #[serde(rename = "p")]
    token: String,
    /// Videos of it that were shown.
    #[serde(rename = "o")]
    offset: usize,
}

impl Cursor {
    fn written(&self) -> String {
        serde_json::to_vec(self).map(|json| BASE64_URL_SAFE_NO_PAD.encode(json)).unwrap_or_default()
    }

    /// An empty one is the first page.
    fn read(text: &str, query: &str) -> Result<Self, Trouble> {
        if text.is_empty() {
            return Ok(Self { query: query.to_owned(), token: String::new(), offset: 0 });
        }
        let json = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Trouble::BadPage)?;
        let cursor: Self = serde_json::from_slice(&json).map_err(|_| Trouble::BadPage)?;
        let plain = cursor.token.len() <= TOKEN_MAX && cursor.token.bytes().all(|byte| byte.is_ascii_graphic());
        if cursor.query == query && plain { Ok(cursor) } else { Err(Trouble::BadPage) }
    }
}

/// Searches.
#[derive(Clone)]
pub(crate) struct Find {
    youtube: Arc<YouTube>,
    videos: Videos,
    pages: Flights<Page>,
}

impl Find {
    pub(crate) fn new(youtube: Arc<YouTube>, videos: Videos, pages: Flights<Page>) -> Self {
        Self { youtube, videos, pages }
    }

    /// A page of what there is for `query`, for `user`.
    ///
    /// # Errors
    /// There is nothing fresh and nothing old, and nobody could be asked.
    pub(crate) async fn page(
        &self,
        query: &str,
        limit: u32,
        cursor: &str,
        user: &str,
    ) -> Result<SearchVideosResponse, Trouble> {
        let query = fold(query);
        let named = hash(&query);
        let Cursor { token, offset, .. } = Cursor::read(cursor, &named)?;
        let Answer { value: page, stale } = self.found(&query, &token, user).await?;
        let limit = limit as usize;
        let items: Vec<Media> = page.videos.iter().skip(offset).take(limit).map(Video::media).collect();
        let next = if offset.saturating_add(limit) < page.videos.len() {
            Some(Cursor { query: named, token, offset: offset + limit })
        } else {
            page.next.map(|token| Cursor { query: named, token, offset: 0 })
        };
        Ok(SearchVideosResponse { items, next_cursor: next.map(|next| next.written()).unwrap_or_default(), stale })
    }

    async fn found(&self, query: &str, token: &str, user: &str) -> Result<Answer<Page>, Trouble> {
        let key = format!("search:found:{}", hash(&format!("{query}\n{token}")));
        if let Some(answer) = self.pages.known(&key).await {
            return Ok(answer);
        }
        let mut tries = 1;
        loop {
            // Whoever has no share left does not lead, so that they cannot fail others who wait.
            if let Err(trouble) = self.youtube.quota.has_share(user).await {
                return self.pages.or_before(&key, trouble).await;
            }
            let (find, query, token, asker) = (self.clone(), query.to_owned(), token.to_owned(), user.to_owned());
            let ask = move |before: Option<Page>| async move { find.ask(&query, &token, &asker, before).await };
            match self.pages.get(&key, ask).await {
                // It was another one's share that ran out, in the very moment.
                Err(Trouble::Share { user: other, .. }) if other != user && tries < TRIES => tries += 1,
                answer => return answer,
            }
        }
    }

    async fn ask(&self, query: &str, token: &str, user: &str, before: Option<Page>) -> Result<Page, Trouble> {
        // A page that only lacks durations is not searched for again.
        if let Some(page) = before.filter(|page| !page.complete) {
            return Ok(self.completed(page).await);
        }
        // Nobody pays for what will not be asked.
        self.youtube.ready()?;
        self.youtube.quota.share(user).await?;
        let mut parameters = vec![
            ("part", "snippet"),
            ("type", "video"),
            ("videoEmbeddable", "true"),
            ("maxResults", "50"),
            ("q", query),
        ];
        if !token.is_empty() {
            parameters.push(("pageToken", token));
        }
        let list = self.youtube.list::<Found>(Method::Search, &parameters).await?;
        let found = list.items.iter().filter(|found| is_id(&found.id.video_id));
        let videos = found.map(|found| {
            let mut video = Video::of_snippet(&found.id.video_id, &found.snippet);
            video.title = unescaped(&video.title);
            video.channel = unescaped(&video.channel);
            video
        });
        let next = list.next_page_token.filter(|next| !next.is_empty() && next.len() <= TOKEN_MAX);
        Ok(self.completed(Page { videos: videos.collect(), next, complete: false }).await)
    }

    /// The page with durations, and without what cannot be played.
    async fn completed(&self, page: Page) -> Page {
        let ids: Vec<String> = page.videos.iter().map(|video| video.id.clone()).collect();
        let details = match self.videos.of(&ids).await {
            Ok(details) => details,
            Err(trouble) => {
                tracing::warn!(error = %trouble, "results without durations");
                return page;
            }
        };
        let with_details = page.videos.into_iter().filter_map(|found| {
            let detail = details.get(&found.id)?;
            let playable = detail.state == State::Playable && found.state == State::Playable;
            playable.then_some(Video { duration: detail.duration, live: detail.live, ..found })
        });
        Page { videos: with_details.collect(), next: page.next, complete: true }
    }
}

/// What HTML means.
fn unescaped(html: &str) -> String {
    html_escape::decode_html_entities(html).into_owned()
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_words() {
        let cursor = Cursor { query: hash("cats"), token: "CAUQAA".to_owned(), offset: 20 };
        let written = cursor.written();
        assert_eq!(Cursor::read(&written, &hash("cats")), Ok(cursor));
        assert_eq!(Cursor::read(&written, &hash("dogs")), Err(Trouble::BadPage));
        for nonsense in ["x", "e30", "{}", "....", &"a".repeat(3000)] {
            assert_eq!(Cursor::read(nonsense, &hash("cats")), Err(Trouble::BadPage), "{nonsense}");
        }
        let spaced = Cursor { query: hash("cats"), token: "a b".to_owned(), offset: 0 };
        assert_eq!(Cursor::read(&spaced.written(), &hash("cats")), Err(Trouble::BadPage));
    }

    #[test]
    fn titles_mean_what_they_say() {
        assert_eq!(unescaped("Tom &amp; Jerry &#39;&lt;3&#39; &quot;x&quot;"), "Tom & Jerry '<3' \"x\"");
        assert_eq!(unescaped("&amp;amp;"), "&amp;", "once");
    }
}

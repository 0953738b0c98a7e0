//! Playlists of YouTube, a page at a time, for imports.

use std::sync::Arc;

use matinee_proto::search::v1::{ListPlaylistResponse, PlaylistEntry};
use serde::{Deserialize, Serialize};

use crate::flight::{Flights, Keepable};
use crate::oembed::text;
use crate::trouble::Trouble;
use crate::videos::{State, Video, Videos, is_id};
use crate::youtube::wire::{Listed, Resource};
use crate::youtube::{Method, YouTube};

/// Entries of a page.
pub(crate) const LIMIT_MAX: u32 = 50;
/// Characters of YouTube's own page tokens.
const TOKEN_MAX: usize = 256;

/// A page of entries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Page {
    entries: Vec<Video>,
    next: String,
    total: u32,
}

impl Keepable for Page {}

/// What a playlist is called.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Title(String);

impl Keepable for Title {}

/// Lists playlists.
#[derive(Clone)]
pub(crate) struct Playlists {
    youtube: Arc<YouTube>,
    videos: Videos,
    pages: Flights<Page>,
    titles: Flights<Title>,
}

impl Playlists {
    pub(crate) fn new(youtube: Arc<YouTube>, videos: Videos, pages: Flights<Page>, titles: Flights<Title>) -> Self {
        Self { youtube, videos, pages, titles }
    }

    /// A page of the playlist `id`.
    ///
    /// # Errors
    /// It cannot be read, or nobody can be asked and nothing of it is kept.
    pub(crate) async fn page(&self, id: &str, token: &str, limit: u32) -> Result<ListPlaylistResponse, Trouble> {
        if token.len() > TOKEN_MAX || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Trouble::BadPage);
        }
        let key = format!("search:playlist:{id}:{limit}:{token}");
        let (lists, of, page) = (self.clone(), id.to_owned(), token.to_owned());
        let ask = move |_| async move { lists.ask(&of, &page, limit).await };
        let page = self.pages.get(&key, ask).await?;
        let entries = page.value.entries.into_iter().map(|video| PlaylistEntry {
            media: Some(video.media()),
            unavailable: video.state.unavailable().to_owned(),
        });
        Ok(ListPlaylistResponse {
            title: self.title(id).await,
            items: entries.collect(),
            next_page_token: page.value.next,
            total: page.value.total,
            stale: page.stale,
        })
    }

    /// Empty if nobody says: a playlist can be read without its name.
    async fn title(&self, id: &str) -> String {
        let (lists, of) = (self.clone(), id.to_owned());
        let ask = move |_| async move {
            let list = lists.youtube.list::<Resource>(Method::Playlists, &[("part", "snippet"), ("id", &of)]).await?;
            Ok(Title(list.items.first().map(|list| text(&list.snippet.title)).unwrap_or_default()))
        };
        let title = self.titles.get(&format!("search:playlist:{id}:title"), ask).await;
        title.map(|title| title.value.0).unwrap_or_default()
    }

    async fn ask(&self, id: &str, token: &str, limit: u32) -> Result<Page, Trouble> {
        let limit = limit.to_string();
        let mut parameters =
            vec![("part", "snippet,contentDetails,status"), ("playlistId", id), ("maxResults", limit.as_str())];
        if !token.is_empty() {
            parameters.push(("pageToken", token));
        }
        let list = self.youtube.list::<Listed>(Method::PlaylistItems, &parameters).await?;
        let mut entries: Vec<Video> = list.items.iter().filter_map(entry).collect();
        let open = |video: &&Video| video.state == State::Playable;
        let ids: Vec<String> = entries.iter().filter(open).map(|video| video.id.clone()).collect();
        let details = self.videos.of(&ids).await?;
        for video in &mut entries {
            if let Some(detail) = details.get(&video.id) {
                video.state = detail.state;
                video.duration = detail.duration;
                video.live = detail.live;
            }
        }
        let next = list.next_page_token.unwrap_or_default();
        Ok(Page { entries, next, total: list.page_info.total_results })
    }
}

/// What a playlist says of one of its videos. Those that are gone or closed have no more than a
/// placeholder for a title, and no thumbnails.
fn entry(listed: &Listed) -> Option<Video> {
    let ids = [&listed.content_details.video_id, &listed.snippet.resource_id.video_id];
    let id = ids.into_iter().find(|id| is_id(id))?;
    let mut video = Video::of_snippet(id, &listed.snippet);
    let nameless = listed.snippet.thumbnails.is_empty();
    video.state = match (listed.status.privacy_status.as_str(), listed.snippet.title.as_str()) {
        ("private", _) => State::Private,
        (_, "Private video") if nameless => State::Private,
        (_, "Deleted video") if nameless => State::Deleted,
        _ => State::Playable,
    };
    Some(video)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_whether_it_is_there() {
        let state = |body: serde_json::Value| {
            entry(&serde_json::from_value::<Listed>(body).unwrap()).map(|video| (video.id, video.state))
        };
        let id = "aaaaaaaaaa1".to_owned();
        let item = |title: &str, privacy: &str, thumbnails: serde_json::Value| {
            serde_json::json!({
                "snippet": { "title": title, "thumbnails": thumbnails, "resourceId": { "videoId": id } },
                "status": { "privacyStatus": privacy },
            })
        };
        let none = serde_json::json!({});
        let some = serde_json::json!({ "default": { "url": "https://i.ytimg.com/x.jpg" } });
        assert_eq!(state(item("A", "public", some.clone())), Some((id.clone(), State::Playable)));
        assert_eq!(state(item("Private video", "private", none.clone())), Some((id.clone(), State::Private)));
        assert_eq!(state(item("Deleted video", "privacyStatusUnspecified", none)), Some((id.clone(), State::Deleted)));
        assert_eq!(state(item("Deleted video", "public", some)), Some((id, State::Playable)), "a film of that name");
        assert_eq!(state(serde_json::json!({})), None);
    }
}

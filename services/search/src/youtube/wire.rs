//! What the YouTube Data API writes, as far as it is read here. Whatever an item lacks is empty;
//! an item without an id is none.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct List<T> {
    #[serde(default = "Vec::new")]
    pub(crate) items: Vec<T>,
    #[serde(default)]
    pub(crate) next_page_token: Option<String>,
    #[serde(default)]
    pub(crate) page_info: PageInfo,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PageInfo {
    pub(crate) total_results: u32,
}

/// An item of `search.list`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Found {
    pub(crate) id: FoundId,
    pub(crate) snippet: Snippet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct FoundId {
    pub(crate) video_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Snippet {
    pub(crate) title: String,
    pub(crate) channel_title: String,
    /// `live`, `upcoming` or `none`.
    pub(crate) live_broadcast_content: String,
    /// `default`, `medium`, `high` and larger ones.
    pub(crate) thumbnails: BTreeMap<String, Thumbnail>,
    /// Of a playlist's item: what it is. The channel's title is then that of the list.
    pub(crate) resource_id: FoundId,
    /// Of a playlist's item: whose video it is.
    pub(crate) video_owner_channel_title: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Thumbnail {
    pub(crate) url: String,
}

/// An item of `videos.list` or `playlists.list`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Resource {
    pub(crate) id: String,
    pub(crate) snippet: Snippet,
    pub(crate) content_details: ContentDetails,
    pub(crate) status: ItemStatus,
}

/// An item of `playlistItems.list`, whose own id means nothing to anybody else.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Listed {
    pub(crate) snippet: Snippet,
    pub(crate) content_details: ContentDetails,
    pub(crate) status: ItemStatus,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ContentDetails {
    /// ISO 8601, of a video.
    pub(crate) duration: String,
    /// Of a playlist's item.
    pub(crate) video_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ItemStatus {
    /// `None` when not told.
    pub(crate) embeddable: Option<bool>,
    /// `public`, `unlisted`, `private` or, in playlists, `privacyStatusUnspecified`.
    pub(crate) privacy_status: String,
}

/// How it says no.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Failure {
    pub(crate) error: FailureBody,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FailureBody {
    pub(crate) errors: Vec<Reason>,
    pub(crate) details: Vec<Reason>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Reason {
    pub(crate) reason: String,
}

impl Failure {
    /// All reasons that it gives, the old way and the new one.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = &str> {
        self.error.errors.iter().chain(&self.error.details).map(|reason| reason.reason.as_str())
    }
}

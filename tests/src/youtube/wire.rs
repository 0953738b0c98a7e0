//! How the YouTube Data API writes what it has, and how it says no.

use std::collections::HashMap;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::library::{Playlist, Video};

/// What a request asked for.
pub(super) type Query = HashMap<String, String>;

/// What a request gets instead of its answer; boxed, since a response is large and refusals are rare.
pub(super) type Refused = Box<Response>;

/// A refusal as the API writes it.
pub(super) fn refusal(status: u16, reason: &str, message: &str) -> Refused {
    let body = json!({ "error": {
        "code": status,
        "message": message,
        "errors": [{ "message": message, "domain": "youtube.quota", "reason": reason }],
    }});
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Box::new((status, Json(body)).into_response())
}

/// The parts that were asked for; the API wants at least one.
pub(super) fn parts(query: &Query) -> Result<Vec<&str>, Refused> {
    let parts: Vec<&str> = query.get("part").map(|part| part.split(',').collect()).unwrap_or_default();
    if parts.is_empty() || parts.contains(&"") {
        return Err(refusal(400, "missingRequiredParameter", "No part specified."));
    }
    Ok(parts)
}

/// One page of many, and the tokens around it.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    total: usize,
    size: usize,
    next: Option<String>,
}

impl<T> Page<T> {
    /// The page that `pageToken` and `maxResults` name; five items unless told.
    pub(super) fn of(all: Vec<T>, query: &Query) -> Result<Self, Refused> {
        let size: usize = query.get("maxResults").map_or(Ok(5), |size| size.parse()).unwrap_or(usize::MAX);
        if size > 50 {
            return Err(refusal(400, "invalidValue", "Invalid value for maxResults."));
        }
        let total = all.len();
        let start = match query.get("pageToken").filter(|token| !token.is_empty()) {
            None => 0,
            Some(token) => {
                let start = token.strip_prefix('C').and_then(|rest| rest.strip_suffix("QAA")?.parse().ok());
                let wrong = || refusal(400, "invalidPageToken", "The specified page token is not valid.");
                start.filter(|start| *start < total).ok_or_else(wrong)?
            }
        };
        let items: Vec<T> = all.into_iter().skip(start).take(size).collect();
        let end = start + items.len();
        Ok(Self { items, total, size, next: (end < total).then(|| format!("C{end}QAA")) })
    }

    /// The page with its items written.
    pub(super) fn written(self, kind: &str, item: impl Fn(T) -> Value) -> Response {
        let mut body = json!({
            "kind": kind,
            "etag": "tag",
            "pageInfo": { "totalResults": self.total, "resultsPerPage": self.size },
            "items": self.items.into_iter().map(item).collect::<Vec<_>>(),
        });
        if let Some(next) = self.next {
            body["nextPageToken"] = json!(next);
        }
        Json(body).into_response()
    }
}

/// Searches write titles as HTML, other lists do not.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\'', "&#39;").replace('"', "&quot;")
}

fn thumbnails(id: &str) -> Value {
    let size =
        |name: &str, width: u32| json!({ "url": format!("https://i.ytimg.com/vi/{id}/{name}.jpg"), "width": width });
    json!({ "default": size("default", 120), "medium": size("mqdefault", 320), "high": size("hqdefault", 480) })
}

fn only(parts: &[&str], kind: &str, all: Value) -> Value {
    let mut item = Map::from_iter([("kind".to_owned(), json!(kind)), ("etag".to_owned(), json!("tag"))]);
    let Value::Object(all) = all else { return Value::Object(item) };
    item.extend(all.into_iter().filter(|(name, _)| name == "id" || parts.contains(&name.as_str())));
    Value::Object(item)
}

pub(super) fn found(parts: &[&str], video: &Video) -> Value {
    let snippet = json!({
        "publishedAt": "2020-01-01T00:00:00Z",
        "channelId": "UCx",
        "title": escaped(&video.title),
        "description": "",
        "thumbnails": thumbnails(&video.id),
        "channelTitle": escaped(&video.channel),
        "liveBroadcastContent": video.live,
    });
    let id = json!({ "kind": "youtube#video", "videoId": video.id });
    only(parts, "youtube#searchResult", json!({ "id": id, "snippet": snippet }))
}

pub(super) fn video(parts: &[&str], video: &Video) -> Value {
    let (minutes, seconds) = (video.seconds / 60, video.seconds % 60);
    let duration = if video.live == "none" { format!("PT{minutes}M{seconds}S") } else { "P0D".to_owned() };
    let all = json!({
        "id": video.id,
        "snippet": {
            "title": video.title,
            "channelTitle": video.channel,
            "thumbnails": thumbnails(&video.id),
            "liveBroadcastContent": video.live,
        },
        "contentDetails": { "duration": duration, "dimension": "2d", "definition": "hd", "caption": "false" },
        "status": { "uploadStatus": "processed", "privacyStatus": video.privacy, "embeddable": video.embeddable },
    });
    only(parts, "youtube#video", all)
}

pub(super) fn playlist(parts: &[&str], id: &str, list: &Playlist) -> Value {
    let snippet = json!({ "title": list.title, "channelTitle": "A channel" });
    let details = json!({ "itemCount": list.videos.len() });
    only(parts, "youtube#playlist", json!({ "id": id, "snippet": snippet, "contentDetails": details }))
}

/// An item of a playlist: of what is gone or closed there is only a placeholder.
pub(super) fn listed(parts: &[&str], position: usize, id: &str, known: Option<&Video>) -> Value {
    let (title, privacy) = match known {
        None => ("Deleted video", "privacyStatusUnspecified"),
        Some(video) if video.privacy == "private" => ("Private video", "private"),
        Some(video) => (video.title.as_str(), video.privacy),
    };
    let open = known.filter(|video| video.privacy != "private");
    let mut snippet = json!({
        "title": title,
        "channelTitle": "Who made the list",
        "position": position,
        "resourceId": { "kind": "youtube#video", "videoId": id },
        "thumbnails": open.map_or_else(|| json!({}), |video| thumbnails(&video.id)),
    });
    if let Some(video) = open {
        snippet["videoOwnerChannelTitle"] = json!(video.channel);
    }
    let all = json!({
        "id": format!("UExpdGVt{position}"),
        "snippet": snippet,
        "contentDetails": { "videoId": id },
        "status": { "privacyStatus": privacy },
    });
    only(parts, "youtube#playlistItem", all)
}

//! YouTube's forms of a link.

use url::Url;

use super::{Kind, Link, Unsupported, start};

/// Hosts that show videos under `/watch` and its relatives.
const HOSTS: [&str; 6] = [
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "music.youtube.com",
    "youtube-nocookie.com",
    "www.youtube-nocookie.com",
];
/// Hosts whose path is the id.
const SHORT_HOSTS: [&str; 2] = ["youtu.be", "www.youtu.be"];
/// Not ids, though they look like one: an embedded playlist, and a channel's present stream.
const NOT_IDS: [&str; 2] = ["videoseries", "live_stream"];

const NO_VIDEO: Unsupported = Unsupported("the YouTube link names no video");

/// What a link to YouTube names; `None` if it leads elsewhere.
pub(super) fn read(url: &Url, host: &str) -> Option<Result<Link, Unsupported>> {
    let mut path = url.path().split('/').filter(|segment| !segment.is_empty());
    let id = if SHORT_HOSTS.contains(&host) {
        path.next().map(str::to_owned)
    } else if HOSTS.contains(&host) {
        match path.next() {
            Some("watch") => url.query_pairs().find(|(key, _)| key == "v").map(|(_, id)| id.into_owned()),
            Some("embed" | "shorts" | "live" | "v" | "e") => path.next().map(str::to_owned),
            Some("playlist") => return Some(Err(Unsupported("the link is a playlist, not a video"))),
            _ => None,
        }
    } else {
        return None;
    };
    let id = id.filter(|id| is_id(id)).ok_or(NO_VIDEO);
    Some(id.map(|id| Link { kind: Kind::YouTube { id }, start: start::of(url) }))
}

fn is_id(id: &str) -> bool {
    id.len() == 11
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        && !NOT_IDS.contains(&id)
}

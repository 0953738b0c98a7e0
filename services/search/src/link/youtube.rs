//! YouTube's forms of a link.

use url::Url;

use super::{Kind, Link, Unsupported, start};

/// Hosts that show videos under `/watch` and its relatives.
const HOSTS: [&str; 7] = [
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "music.youtube.com",
    "gaming.youtube.com",
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
    let list = || parameter(url, "list").filter(|list| is_list(list));
    let id = if SHORT_HOSTS.contains(&host) {
        path.next().map(str::to_owned)
    } else if HOSTS.contains(&host) {
        match (path.next(), path.next()) {
            (Some("watch"), None) => parameter(url, "v"),
            (Some("playlist"), None) | (Some("embed"), Some("videoseries")) => {
                let playlist = list().ok_or(Unsupported("the YouTube link names no playlist"));
                return Some(playlist.map(|id| Link::to(Kind::Playlist { id }, 0.0)));
            }
            (Some("watch" | "embed" | "shorts" | "live" | "v" | "e"), id) => id.map(str::to_owned),
            _ => None,
        }
    } else {
        return None;
    };
    let id = id.filter(|id| is_id(id)).ok_or(NO_VIDEO);
    Some(id.map(|id| Link { kind: Kind::YouTube { id }, start: start::of(url), playlist: list() }))
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn is_id(id: &str) -> bool {
    id.len() == 11 && is_word(id) && !NOT_IDS.contains(&id)
}

/// Whether a playlist could have this id. Mixes (`RD…`) are made for one viewer and listed to nobody.
fn is_list(id: &str) -> bool {
    (2..=64).contains(&id.len()) && is_word(id) && !id.starts_with("RD")
}

//! Links to files that browsers play themselves.

use percent_encoding::percent_decode_str;
use url::Url;

use super::{Kind, Link, MediaHosts, Unsupported, hosts, start};

/// Extensions of files that browsers play.
const FILES: [&str; 7] = ["mp4", "m4v", "webm", "ogv", "ogg", "mp3", "m4a"];
/// Clips that the gateway itself serves, named by their path alone: every member has them from
/// where their page came from.
const OWN_CLIPS: [&str; 1] = ["/sample.mp4"];
/// Characters of a title made from a file's name.
const NAME_MAX: usize = 200;

/// A clip of our own, if the text is exactly its path.
pub(super) fn own_clip(text: &str) -> Option<Link> {
    let path = OWN_CLIPS.into_iter().find(|clip| *clip == text)?;
    let kind = Kind::File { url: path.to_owned(), name: path.trim_start_matches('/').to_owned() };
    Some(Link::to(kind, 0.0))
}

/// What a direct link names, by the extension of its path.
pub(super) fn read(url: &Url, media_hosts: &MediaHosts) -> Result<Link, Unsupported> {
    if !media_hosts.allow(url) {
        hosts::public(url)?;
    }
    let file = url.path().rsplit('/').next().unwrap_or_default();
    let name: String = percent_decode_str(file).decode_utf8_lossy().chars().filter(|c| !c.is_control()).collect();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let start = start::of(url);
    let mut plain = url.clone();
    plain.set_fragment(None);
    let (url, name) = (plain.to_string(), name.chars().take(NAME_MAX).collect());
    let kind = match extension.as_str() {
        "m3u8" => Kind::Hls { url, name },
        extension if FILES.contains(&extension) => Kind::File { url, name },
        _ => return Err(Unsupported("the link is neither YouTube, Vimeo, nor a file that browsers play")),
    };
    Ok(Link::to(kind, start))
}

//! Vimeo's forms of a link.

use url::Url;

use super::{Kind, Link, Unsupported, start};

const NO_VIDEO: Unsupported = Unsupported("the Vimeo link names no video");

/// What a link to Vimeo names; `None` if it leads elsewhere.
pub(super) fn read(url: &Url, host: &str) -> Option<Result<Link, Unsupported>> {
    let path: Vec<_> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let (id, hash) = match (host, path.as_slice()) {
        ("player.vimeo.com", ["video", id]) => {
            let hash = url.query_pairs().find(|(key, _)| key == "h").map(|(_, hash)| hash.into_owned());
            (*id, hash)
        }
        ("vimeo.com" | "www.vimeo.com", [id]) => (*id, None),
        ("vimeo.com" | "www.vimeo.com", ["channels", _, id]) => (*id, None),
        ("vimeo.com" | "www.vimeo.com", ["groups", _, "videos", id]) => (*id, None),
        ("vimeo.com" | "www.vimeo.com", ["album" | "showcase", _, "video", id]) => (*id, None),
        ("vimeo.com" | "www.vimeo.com", [id, hash]) => (*id, Some((*hash).to_owned())),
        ("vimeo.com" | "www.vimeo.com" | "player.vimeo.com", _) => return Some(Err(NO_VIDEO)),
        _ => return None,
    };
    let id_is_one = (1..=12).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    let is_hash = |hash: &String| (1..=32).contains(&hash.len()) && hash.bytes().all(|b| b.is_ascii_alphanumeric());
    if !id_is_one || hash.as_ref().is_some_and(|hash| !is_hash(hash)) {
        return Some(Err(NO_VIDEO));
    }
    Some(Ok(Link::to(Kind::Vimeo { id: id.to_owned(), hash }, start::of(url))))
}

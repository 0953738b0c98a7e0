//! Playlists of accounts: lists of links, with what was known of each when it was added.
//!
//! A list is written whole, by whoever has its present version; who comes with an older one is
//! told so and loses nothing. Links are resolved when they are added, but nobody waits long for
//! that: what could not be asked is kept as the link that it is, and asked again when it is to
//! be played.

pub mod rows;

use std::collections::HashMap;
use std::time::Duration;

use matinee_proto::Refusal;
use matinee_proto::rooms::v1 as proto;
use matinee_proto::search::v1::Media as Found;
use room_core::{Item, Media};
use serde::{Deserialize, Serialize};

use crate::ident;
use crate::media::Resolver;

/// Items of a playlist.
pub const ITEMS_MAX: usize = 1_000;
/// Characters of a name.
const NAME_MAX: usize = 80;
/// How long somebody waits until new links are resolved.
const PATIENCE: Duration = Duration::from_secs(4);
/// Characters of a link.
const LINK_MAX: usize = 2_048;

/// An item of a playlist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique within its list.
    pub id: String,
    /// The link.
    pub url: String,
    /// Empty while nobody could say what the link is.
    pub provider: String,
    /// The provider's own id.
    pub media_id: String,
    /// The link while nothing is known.
    pub title: String,
    /// Who made it.
    pub channel: String,
    /// Seconds; 0 = unknown.
    pub duration: f64,
    /// A picture.
    pub thumbnail_url: String,
    /// It has no end.
    pub live: bool,
    /// Where it begins, seconds.
    pub start: f64,
}

impl Entry {
    /// What is to be played, under an id.
    pub fn new(id: String, media: Media) -> Self {
        let Media { provider, media_id, url, title, channel, duration, thumbnail_url, live, start } = media;
        Self { id, url, provider, media_id, title, channel, duration, thumbnail_url, live, start }
    }

    /// A link of which nothing is known.
    pub fn link(url: &str) -> Self {
        Self {
            id: ident::fresh(&mut rand::rng()),
            url: url.to_owned(),
            provider: String::new(),
            media_id: String::new(),
            title: url.to_owned(),
            channel: String::new(),
            duration: 0.0,
            thumbnail_url: String::new(),
            live: false,
            start: 0.0,
        }
    }

    /// What a link was found to be.
    pub fn found(found: Found) -> Self {
        let title = if found.title.is_empty() { found.url.clone() } else { found.title };
        Self {
            id: ident::fresh(&mut rand::rng()),
            url: found.url,
            provider: found.provider,
            media_id: found.media_id,
            title,
            channel: found.channel,
            duration: found.duration,
            thumbnail_url: found.thumbnail_url,
            live: found.live,
            start: found.start,
        }
    }

    /// Whether it is known what it is.
    pub fn is_resolved(&self) -> bool {
        !self.provider.is_empty()
    }

    /// What makes two of them the same.
    pub fn identity(&self) -> (String, String) {
        if self.is_resolved() {
            (self.provider.clone(), self.media_id.clone())
        } else {
            (String::new(), self.url.clone())
        }
    }

    /// What is to be played.
    pub fn media(self) -> Media {
        let Self { provider, media_id, url, title, channel, duration, thumbnail_url, live, start, .. } = self;
        Media { provider, media_id, url, title, channel, duration, thumbnail_url, live, start }
    }
}

impl From<&Item> for Entry {
    fn from(item: &Item) -> Self {
        Self::new(ident::fresh(&mut rand::rng()), item.media.clone())
    }
}

impl From<Entry> for proto::PlaylistItem {
    fn from(entry: Entry) -> Self {
        let Entry { id, url, provider, media_id, title, channel, duration, thumbnail_url, live, start } = entry;
        Self { id, provider, media_id, url, title, channel, duration, thumbnail_url, live, start }
    }
}

/// A playlist.
#[derive(Clone, Debug, PartialEq)]
pub struct Playlist {
    /// Random.
    pub id: String,
    /// 1–80 characters.
    pub name: String,
    /// Rises with every change.
    pub version: i64,
    /// How many items it has.
    pub item_count: i64,
    /// When it was made, Unix milliseconds.
    pub created_at: i64,
    /// When it was last changed, Unix milliseconds.
    pub updated_at: i64,
}

impl Playlist {
    /// With its items, as it is shown.
    pub fn shown(self, items: Vec<Entry>) -> proto::Playlist {
        let number = |number: i64| number as f64;
        proto::Playlist {
            id: self.id,
            name: self.name,
            version: number(self.version),
            item_count: u32::try_from(self.item_count).unwrap_or(u32::MAX),
            items: items.into_iter().map(Into::into).collect(),
            created_at: number(self.created_at),
            updated_at: number(self.updated_at),
        }
    }
}

/// The refusal for a playlist that is not there, or is somebody else's.
pub fn no_playlist() -> Refusal {
    Refusal::new("playlist_not_found", "there is no such playlist")
}

/// A name without what names must not hold.
///
/// # Errors
/// `invalid_argument`.
pub fn name(name: &str) -> Result<String, Refusal> {
    let invalid = || Refusal::new("invalid_argument", format!("name: 1–{NAME_MAX} characters"));
    let typed = crate::wire::command::room_name(name, NAME_MAX).map_err(|_| invalid())?;
    room_core::clean_name(&typed, NAME_MAX, "a playlist's name").map_err(|_| invalid())
}

/// The new list that was asked for: items of `old` by id, and links.
///
/// # Errors
/// `invalid_argument` or `unsupported_url`, with the place of what is wrong.
pub async fn list(
    resolver: &Resolver,
    asked: Vec<proto::NewPlaylistItem>,
    old: Vec<Entry>,
) -> Result<Vec<Entry>, Refusal> {
    let invalid = |detail: String| Refusal::new("invalid_argument", format!("items: {detail}"));
    if asked.len() > ITEMS_MAX {
        return Err(invalid(format!("at most {ITEMS_MAX}")));
    }
    let mut by_id: HashMap<String, Entry> = old.into_iter().map(|entry| (entry.id.clone(), entry)).collect();
    let known: HashMap<String, Entry> = by_id.values().map(|entry| (entry.url.clone(), entry.clone())).collect();
    let mut list = Vec::with_capacity(asked.len());
    for (place, item) in asked.into_iter().enumerate() {
        let url = item.url.trim();
        if !item.id.is_empty() {
            let kept = by_id.remove(&item.id);
            list.push(kept.ok_or_else(|| invalid(format!("{place}: there is no such item in the list, or twice")))?);
        } else if url.is_empty() || url.len() > LINK_MAX {
            return Err(invalid(format!("{place}: an id, or a link of 1 to {LINK_MAX} characters")));
        } else if let Some(same) = known.get(url).cloned() {
            // A list that was written by links alone keeps what was known of them.
            let id = if by_id.remove(&same.id).is_some() { same.id.clone() } else { ident::fresh(&mut rand::rng()) };
            list.push(Entry { id, ..same });
        } else {
            list.push(Entry::link(url));
        }
    }
    resolve(resolver, &mut list).await.map_err(|(place, refusal)| invalid(format!("{place}: {}", refusal.detail)))?;
    Ok(list)
}

/// Asks what links are, as far as that is answered soon. The first that is refused, by its place.
async fn resolve(resolver: &Resolver, list: &mut [Entry]) -> Result<(), (usize, Refusal)> {
    let links: Vec<(usize, String)> = list
        .iter()
        .enumerate()
        .filter(|(_, entry)| !entry.is_resolved())
        .map(|(place, entry)| (place, entry.url.clone()))
        .collect();
    let found = resolver.each(links.iter().map(|(_, url)| url.clone()).collect(), PATIENCE).await;
    for ((place, url), found) in links.into_iter().zip(found) {
        match found {
            Some(Ok(found)) if found.kind != "playlist" => {
                list[place] = Entry { id: list[place].id.clone(), ..Entry::found(found) };
            }
            Some(Ok(_)) => {
                return Err((place, Refusal::new("unsupported_url", format!("{url} is a playlist; import it"))));
            }
            Some(Err(refusal)) if refusal.code == "unsupported_url" => {
                return Err((place, Refusal::new("unsupported_url", format!("{url} cannot be played here"))));
            }
            // Asked again when it is to be played.
            Some(Err(_)) | None => {}
        }
    }
    Ok(())
}

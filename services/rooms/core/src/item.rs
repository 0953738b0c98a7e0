//! Things that can be played.

use crate::{ItemId, MemberId, Rejection, Seconds};

/// No position or duration is larger: over three years, and exact to the microsecond as a float.
pub const POSITION_MAX: Seconds = 1e8;
/// Bytes of a link; browsers and servers agree on about this much.
const URL_BYTES: usize = 2_048;
/// Characters of a title or a channel's name that are kept.
const TITLE_CHARS: usize = 300;

/// What a link was found to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Media {
    /// `youtube`, `vimeo`, `file` or `hls`.
    pub provider: String,
    /// The provider's own id; for files and HLS the URL.
    pub media_id: String,
    /// Canonical link.
    pub url: String,
    /// Title, or the link itself when the provider could not be asked.
    pub title: String,
    /// Whose it is; may be empty.
    pub channel: String,
    /// Seconds; 0 = unknown.
    pub duration: Seconds,
    /// Picture; may be empty.
    pub thumbnail_url: String,
    /// Has no end, and a beginning that moves.
    pub live: bool,
    /// Where the link asks to begin.
    pub start: Seconds,
}

impl Media {
    /// The same with its numbers in range and its texts cut to what a room keeps.
    ///
    /// # Errors
    /// The link is empty or too long.
    pub(crate) fn admitted(&self) -> Result<Self, Rejection> {
        if self.url.is_empty() || self.url.len() > URL_BYTES || self.media_id.len() > URL_BYTES {
            return Err(Rejection::invalid("a link has 1 to 2048 bytes"));
        }
        let duration = if self.live { 0.0 } else { known_duration(self.duration).unwrap_or(0.0) };
        let end = if duration > 0.0 { duration } else { POSITION_MAX };
        let start = if self.start.is_finite() && self.start > 0.0 && self.start < end { self.start } else { 0.0 };
        let thumbnail_url =
            if self.thumbnail_url.len() > URL_BYTES { String::new() } else { self.thumbnail_url.clone() };
        Ok(Self {
            title: self.title.chars().take(TITLE_CHARS).collect(),
            channel: self.channel.chars().take(TITLE_CHARS).collect(),
            duration,
            start,
            thumbnail_url,
            ..self.clone()
        })
    }
}

/// A duration that says something: a number above 0, cut to [`POSITION_MAX`].
pub(crate) fn known_duration(duration: Seconds) -> Option<Seconds> {
    (duration.is_finite() && duration > 0.0).then(|| duration.min(POSITION_MAX))
}

/// Something in the queue, playing, or played.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Unique within the room.
    pub id: ItemId,
    /// What it is.
    pub media: Media,
    /// Who added it; they may have left.
    pub added_by: MemberId,
}

impl Item {
    /// The duration, if it is known; a live item has none.
    #[must_use]
    pub fn duration(&self) -> Option<Seconds> {
        if self.media.live { None } else { known_duration(self.media.duration) }
    }

    /// The last position there is: the duration, or [`POSITION_MAX`] while it is unknown.
    #[must_use]
    pub fn end(&self) -> Seconds {
        self.duration().unwrap_or(POSITION_MAX)
    }
}

/// An item that somebody wants to add: already resolved, with a fresh random id.
#[derive(Clone, Debug, PartialEq)]
pub struct NewItem {
    /// Random; must not be in the room yet.
    pub id: ItemId,
    /// What the link was found to be.
    pub media: Media,
}

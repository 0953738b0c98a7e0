//! What a link is, from its text alone.

use std::fmt;

use url::Url;

mod direct;
mod hosts;
mod start;
mod vimeo;
mod youtube;

pub use hosts::MediaHosts;
pub(crate) use hosts::is_public_address;

/// Bytes of a link; browsers and servers agree on about this much.
const LENGTH_MAX: usize = 2048;

/// A link that can be played.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What plays it.
    pub kind: Kind,
    /// Where it asks to begin, seconds.
    pub start: f64,
    /// The YouTube playlist that it names besides a video.
    pub playlist: Option<String>,
}

/// What plays a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A YouTube video.
    YouTube {
        /// Eleven characters.
        id: String,
    },
    /// A YouTube playlist: many videos, which cannot be played as one.
    Playlist {
        /// As in `list=`.
        id: String,
    },
    /// A Vimeo video.
    Vimeo {
        /// Digits.
        id: String,
        /// What an unlisted video needs besides.
        hash: Option<String>,
    },
    /// A file that browsers play themselves.
    File {
        /// Without a fragment; a path for a clip of our own.
        url: String,
        /// The file's name.
        name: String,
    },
    /// An HLS playlist.
    Hls {
        /// Without a fragment.
        url: String,
        /// The file's name.
        name: String,
    },
}

impl Kind {
    /// `youtube`, `vimeo`, `file` or `hls`.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        match self {
            Self::YouTube { .. } | Self::Playlist { .. } => "youtube",
            Self::Vimeo { .. } => "vimeo",
            Self::File { .. } => "file",
            Self::Hls { .. } => "hls",
        }
    }

    /// The provider's own id; for files and HLS the URL.
    #[must_use]
    pub fn media_id(&self) -> &str {
        match self {
            Self::YouTube { id } | Self::Playlist { id } | Self::Vimeo { id, .. } => id,
            Self::File { url, .. } | Self::Hls { url, .. } => url,
        }
    }

    /// The canonical link.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::YouTube { id } => format!("https://www.youtube.com/watch?v={id}"),
            Self::Playlist { id } => format!("https://www.youtube.com/playlist?list={id}"),
            Self::Vimeo { id, hash: None } => format!("https://vimeo.com/{id}"),
            Self::Vimeo { id, hash: Some(hash) } => format!("https://vimeo.com/{id}/{hash}"),
            Self::File { url, .. } | Self::Hls { url, .. } => url.clone(),
        }
    }
}

/// Why a link cannot be played, as a sentence for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsupported(pub &'static str);

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Link {
    fn to(kind: Kind, start: f64) -> Self {
        Self { kind, start, playlist: None }
    }

    /// The YouTube playlist that it names, alone or besides a video.
    #[must_use]
    pub fn list(&self) -> Option<&str> {
        match &self.kind {
            Kind::Playlist { id } => Some(id),
            _ => self.playlist.as_deref(),
        }
    }

    /// Reads a link. `media_hosts` are the places from which direct files are allowed although
    /// the public rules refuse them.
    ///
    /// # Errors
    /// Nothing that can be played, or from where nothing may be.
    pub fn parse(text: &str, media_hosts: &MediaHosts) -> Result<Self, Unsupported> {
        let text = text.trim();
        if text.is_empty() || text.len() > LENGTH_MAX {
            return Err(Unsupported("a link has between 1 and 2048 characters"));
        }
        // URL parsers drop tabs and line breaks and read a backslash as a slash; a person would see
        // another link than the parser.
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(Unsupported("the link contains characters that no link has"));
        }
        if let Some(clip) = direct::own_clip(text) {
            return Ok(clip);
        }
        let (url, complete) = absolute(text)?;
        let host = hosts::checked(&url, complete.as_deref().unwrap_or(text))?;
        if let Some(found) = youtube::read(&url, host).or_else(|| vimeo::read(&url, host)) {
            // A provider's port is a sign of somebody who is not the provider.
            return if url.port().is_none() { found } else { Err(hosts::PORT) };
        }
        if complete.is_some() {
            return Err(Unsupported("the link must begin with https:// or http://"));
        }
        direct::read(&url, media_hosts)
    }
}

/// The link as URL. People paste `youtu.be/…` without a scheme; then also what it was completed to.
fn absolute(text: &str) -> Result<(Url, Option<String>), Unsupported> {
    let unreadable = |_| Unsupported("the link cannot be read");
    let Some((scheme, _)) = text.split_once("://") else {
        let before_path = text.split(['/', '?', '#']).next().unwrap_or_default();
        if !before_path.contains('.') || before_path.contains(':') {
            return Err(Unsupported("the link must begin with https:// or http://"));
        }
        let complete = format!("https://{text}");
        return Ok((Url::parse(&complete).map_err(unreadable)?, Some(complete)));
    };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(Unsupported("the link must begin with https:// or http://"));
    }
    Ok((Url::parse(text).map_err(unreadable)?, None))
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;

//! What plays and what played, as stored.

use std::sync::Arc;

use prost::{Message, Oneof};
use room_core as core;

use super::Nonsense;
use super::item::Item;

/// The playback anchor.
#[derive(Clone, PartialEq, Message)]
pub struct Playback {
    #[prost(double, tag = "1")]
    rate: f64,
    #[prost(double, tag = "2")]
    at: f64,
    #[prost(message, optional, tag = "3")]
    track: Option<Track>,
}

#[derive(Clone, PartialEq, Message)]
struct Track {
    #[prost(message, optional, tag = "1")]
    item: Option<Item>,
    #[prost(double, tag = "2")]
    position: f64,
    #[prost(uint64, tag = "4")]
    audience: u64,
    #[prost(double, optional, tag = "5")]
    waited: Option<f64>,
    #[prost(oneof = "Motion", tags = "6, 7, 8")]
    motion: Option<Motion>,
    #[prost(double, tag = "9")]
    live_offset: f64,
}

#[derive(Clone, PartialEq, Oneof)]
enum Motion {
    #[prost(bool, tag = "6")]
    Paused(bool),
    #[prost(bool, tag = "7")]
    Playing(bool),
    #[prost(message, tag = "8")]
    Waiting(Waiting),
}

#[derive(Clone, PartialEq, Message)]
struct Waiting {
    #[prost(double, tag = "1")]
    since: f64,
    #[prost(double, tag = "2")]
    until: f64,
    /// For members who run dry, rather than for a start.
    #[prost(bool, tag = "3")]
    buffering: bool,
}

impl From<&core::Playback> for Playback {
    fn from(playback: &core::Playback) -> Self {
        Self { rate: playback.rate, at: playback.at, track: playback.track.as_ref().map(Track::from) }
    }
}

impl From<&core::Track> for Track {
    fn from(track: &core::Track) -> Self {
        let motion = match track.motion {
            core::Motion::Paused => Motion::Paused(true),
            core::Motion::Playing => Motion::Playing(true),
            core::Motion::Waiting { since, until, reason } => {
                Motion::Waiting(Waiting { since, until, buffering: reason == core::Wait::Buffering })
            }
        };
        Self {
            item: Some(Item::from(track.item.as_ref())),
            position: track.position,
            audience: track.audience,
            waited: track.waited,
            motion: Some(motion),
            live_offset: track.live_offset,
        }
    }
}

impl TryFrom<Playback> for core::Playback {
    type Error = Nonsense;

    fn try_from(playback: Playback) -> Result<Self, Nonsense> {
        let track = playback.track.map(core::Track::try_from).transpose()?;
        Ok(Self { rate: playback.rate, at: playback.at, track })
    }
}

impl TryFrom<Track> for core::Track {
    type Error = Nonsense;

    fn try_from(track: Track) -> Result<Self, Nonsense> {
        let motion = match track.motion {
            Some(Motion::Playing(_)) => core::Motion::Playing,
            Some(Motion::Waiting(Waiting { since, until, buffering })) => {
                let reason = if buffering { core::Wait::Buffering } else { core::Wait::Start };
                core::Motion::Waiting { since, until, reason }
            }
            Some(Motion::Paused(_)) | None => core::Motion::Paused,
        };
        Ok(Self {
            item: Arc::new(track.item.ok_or(Nonsense("a track without an item"))?.into()),
            position: track.position,
            live_offset: track.live_offset,
            motion,
            audience: track.audience,
            waited: track.waited,
        })
    }
}

/// What played, oldest first.
#[derive(Clone, PartialEq, Message)]
pub struct History {
    #[prost(message, repeated, tag = "1")]
    played: Vec<Played>,
}

#[derive(Clone, PartialEq, Message)]
struct Played {
    #[prost(message, optional, tag = "1")]
    item: Option<Item>,
    #[prost(double, tag = "2")]
    position: f64,
    #[prost(double, tag = "3")]
    at: f64,
}

impl From<&core::History> for History {
    fn from(history: &core::History) -> Self {
        let one = |played: &core::Played| Played {
            item: Some(Item::from(played.item.as_ref())),
            position: played.position,
            at: played.at,
        };
        Self { played: history.0.iter().map(one).collect() }
    }
}

impl TryFrom<History> for core::History {
    type Error = Nonsense;

    fn try_from(history: History) -> Result<Self, Nonsense> {
        let one = |played: Played| {
            let item = played.item.ok_or(Nonsense("something unknown was played"))?;
            Ok(core::Played { item: Arc::new(item.into()), position: played.position, at: played.at })
        };
        Ok(Self(history.played.into_iter().map(one).collect::<Result<_, Nonsense>>()?))
    }
}

//! The playback anchor. Nothing ticks: the position follows from the anchor and the clock.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::{Item, Millis, Seconds};

/// A start waits at most this long for members who still load, and so does a mid-play wait.
pub const WAIT_MAX: Millis = 3_000.0;
/// After a mid-play wait nobody's buffering stops the room again for this long: a member whose
/// line is too slow for the video costs the others three seconds in thirty, not the evening.
pub const WAIT_AGAIN: Millis = 30_000.0;
/// The slowest speed.
pub const RATE_MIN: f64 = 0.25;
/// The fastest speed.
pub const RATE_MAX: f64 = 4.0;
/// Nobody watches a live stream further behind its edge, seconds: no provider keeps more.
pub const LIVE_OFFSET_MAX: Seconds = 43_200.0;
/// Items that a room remembers having played.
pub const HISTORY_KEPT: usize = 50;

/// What plays, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    /// [`RATE_MIN`] to [`RATE_MAX`]; stays from item to item.
    pub rate: f64,
    /// The instant of the anchor; never runs backwards.
    pub at: Millis,
    /// What is loaded; `None` while the room is idle.
    pub track: Option<Track>,
}

/// A loaded item.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// What is loaded.
    pub item: Arc<Item>,
    /// Position at the instant [`Playback::at`], within 0 and the item's end.
    pub position: Seconds,
    /// Of a live stream: how far behind its edge everybody watches, within 0 (as near as the stream
    /// lets players) and [`LIVE_OFFSET_MAX`]. Its position only says for how long it has played.
    pub live_offset: Seconds,
    /// Whether it moves.
    pub motion: Motion,
    /// Join order ([`crate::Standing::Present`]) of the last member who was there when the item
    /// began. Who came later is waited for by nobody.
    pub audience: u64,
    /// When the last mid-play wait began.
    pub waited: Option<Millis>,
}

/// Whether a loaded item moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// It stands.
    Paused,
    /// It moves.
    Playing,
    /// It is to play, but waits for members who load.
    Waiting {
        /// When the wait began.
        since: Millis,
        /// When it ends at the latest: at most [`WAIT_MAX`] after `since`.
        until: Millis,
        /// What it waits for.
        reason: Wait,
    },
}

/// What a wait is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wait {
    /// Everybody who was there when the item began is to be ready.
    Start,
    /// Nobody of them is to be buffering any more.
    Buffering,
}

impl Default for Playback {
    fn default() -> Self {
        Self { rate: 1.0, at: 0.0, track: None }
    }
}

impl Playback {
    /// Where the room is at `now`, within 0 and the item's end; 0 while idle.
    #[must_use]
    pub fn position(&self, now: Millis) -> Seconds {
        let Some(track) = &self.track else { return 0.0 };
        let moved = match track.motion {
            Motion::Playing => (now - self.at).max(0.0) / 1_000.0 * self.rate,
            Motion::Paused | Motion::Waiting { .. } => 0.0,
        };
        (track.position + moved).clamp(0.0, track.item.end())
    }

    /// Whether it plays or is about to (`playing` of the contract).
    #[must_use]
    pub fn playing(&self) -> bool {
        self.track.as_ref().is_some_and(|track| track.motion != Motion::Paused)
    }

    /// Whether a start waits for members (`waiting` of the contract).
    #[must_use]
    pub fn waiting(&self) -> bool {
        self.track.as_ref().is_some_and(|track| matches!(track.motion, Motion::Waiting { .. }))
    }

    /// When something happens by itself: a wait is over or the item ends. `None` while paused,
    /// idle, live or of unknown duration.
    #[must_use]
    pub fn deadline(&self) -> Option<Millis> {
        let track = self.track.as_ref()?;
        match track.motion {
            Motion::Paused => None,
            Motion::Waiting { until, .. } => Some(until),
            Motion::Playing => {
                let rest = (track.item.duration()? - track.position).max(0.0);
                Some(self.at + rest / self.rate * 1_000.0)
            }
        }
    }
}

/// Something that played.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// What.
    pub item: Arc<Item>,
    /// Where it was left.
    pub position: Seconds,
    /// When it was left.
    pub at: Millis,
}

/// What played, oldest first, at most [`HISTORY_KEPT`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History(pub VecDeque<Played>);

impl History {
    /// Adds what was played last, forgetting the oldest beyond [`HISTORY_KEPT`].
    pub(crate) fn push(&mut self, played: Played) {
        while self.0.len() >= HISTORY_KEPT {
            self.0.pop_front();
        }
        self.0.push_back(played);
    }
}

//! The shared focus timer: a second timeline next to the video's, which needs no video.

use crate::{Millis, Seconds};

/// Longest phase, seconds: a day.
pub const PHASE_MAX: u32 = 86_400;
/// Most focus phases before a long break.
pub const CYCLES_MAX: u32 = 100;

/// The timer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timer {
    /// How it was configured.
    pub settings: TimerSettings,
    /// Focus phases finished since the last long break.
    pub cycle: u32,
    /// Where it is.
    pub state: TimerState,
}

/// Where the timer is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum TimerState {
    /// Not in use.
    #[default]
    Idle,
    /// A phase is next, but nobody has started it.
    Ready {
        /// Which.
        phase: Phase,
    },
    /// A phase runs.
    Running {
        /// Which.
        phase: Phase,
        /// When it ends.
        ends_at: Millis,
    },
    /// A phase was stopped in the middle.
    Paused {
        /// Which.
        phase: Phase,
        /// Seconds left.
        remaining: Seconds,
    },
}

/// What a phase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Work.
    Focus,
    /// Between two focus phases.
    ShortBreak,
    /// After [`TimerSettings::cycles`] focus phases.
    LongBreak,
}

/// What the start of a phase does to the video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhaseAction {
    /// Nothing.
    None,
    /// Plays it.
    Play,
    /// Pauses it.
    Pause,
}

/// How the timer is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerSettings {
    /// Seconds of a focus phase, 1 to [`PHASE_MAX`].
    pub focus: u32,
    /// Seconds of a short break, 1 to [`PHASE_MAX`].
    pub short_break: u32,
    /// Seconds of a long break, 1 to [`PHASE_MAX`].
    pub long_break: u32,
    /// Focus phases before a long break, 1 to [`CYCLES_MAX`].
    pub cycles: u32,
    /// Whether a phase starts by itself when the one before it ends.
    pub auto_start: bool,
    /// What the start of a focus phase does to the video.
    pub focus_action: PhaseAction,
    /// What the start of a break does to the video.
    pub break_action: PhaseAction,
}

impl Default for TimerSettings {
    /// Twenty-five minutes, five, and fifteen after the fourth: what the technique is known for.
    fn default() -> Self {
        Self {
            focus: 1_500,
            short_break: 300,
            long_break: 900,
            cycles: 4,
            auto_start: true,
            focus_action: PhaseAction::None,
            break_action: PhaseAction::None,
        }
    }
}

impl TimerSettings {
    /// Seconds of a phase.
    #[must_use]
    pub fn length(&self, phase: Phase) -> Seconds {
        f64::from(match phase {
            Phase::Focus => self.focus,
            Phase::ShortBreak => self.short_break,
            Phase::LongBreak => self.long_break,
        })
    }

    /// What the start of a phase does to the video.
    #[must_use]
    pub fn action(&self, phase: Phase) -> PhaseAction {
        match phase {
            Phase::Focus => self.focus_action,
            Phase::ShortBreak | Phase::LongBreak => self.break_action,
        }
    }
}

impl Timer {
    /// The phase, unless idle.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        match self.state {
            TimerState::Idle => None,
            TimerState::Ready { phase } | TimerState::Running { phase, .. } | TimerState::Paused { phase, .. } => {
                Some(phase)
            }
        }
    }

    /// The name of the phase in the contract, `idle` if there is none.
    #[must_use]
    pub fn phase_name(&self) -> &'static str {
        self.phase().map_or("idle", Phase::as_str)
    }

    /// Whether a phase runs.
    #[must_use]
    pub fn running(&self) -> bool {
        matches!(self.state, TimerState::Running { .. })
    }

    /// Seconds left of the phase at `now`; while idle, those of a focus phase.
    #[must_use]
    pub fn remaining(&self, now: Millis) -> Seconds {
        let length = |phase| self.settings.length(phase);
        match self.state {
            TimerState::Idle => length(Phase::Focus),
            TimerState::Ready { phase } => length(phase),
            TimerState::Running { phase, ends_at } => ((ends_at - now) / 1_000.0).clamp(0.0, length(phase)),
            TimerState::Paused { remaining, .. } => remaining,
        }
    }

    /// When the running phase ends.
    #[must_use]
    pub fn deadline(&self) -> Option<Millis> {
        match self.state {
            TimerState::Running { ends_at, .. } => Some(ends_at),
            TimerState::Idle | TimerState::Ready { .. } | TimerState::Paused { .. } => None,
        }
    }
}

impl Phase {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Focus => "focus",
            Self::ShortBreak => "short_break",
            Self::LongBreak => "long_break",
        }
    }

    /// The phase of that name; `idle` is none.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Focus, Self::ShortBreak, Self::LongBreak].into_iter().find(|phase| phase.as_str() == name)
    }
}

impl PhaseAction {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Play => "play",
            Self::Pause => "pause",
        }
    }

    /// The action of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::None, Self::Play, Self::Pause].into_iter().find(|action| action.as_str() == name)
    }
}

//! The focus timer, as stored.

use prost::Message;
use room_core as core;

/// The timer and its settings.
#[derive(Clone, PartialEq, Message)]
pub struct Timer {
    #[prost(uint32, tag = "1")]
    focus: u32,
    #[prost(uint32, tag = "2")]
    short_break: u32,
    #[prost(uint32, tag = "3")]
    long_break: u32,
    #[prost(uint32, tag = "4")]
    cycles: u32,
    #[prost(bool, tag = "5")]
    auto_start: bool,
    #[prost(string, tag = "6")]
    focus_action: String,
    #[prost(string, tag = "7")]
    break_action: String,
    #[prost(uint32, tag = "8")]
    cycle: u32,
    /// Empty while idle.
    #[prost(string, tag = "9")]
    phase: String,
    /// While it runs.
    #[prost(double, optional, tag = "10")]
    ends_at: Option<f64>,
    /// While it was stopped in the middle.
    #[prost(double, optional, tag = "11")]
    remaining: Option<f64>,
}

impl From<&core::Timer> for Timer {
    fn from(timer: &core::Timer) -> Self {
        let settings = &timer.settings;
        let (ends_at, remaining) = match timer.state {
            core::TimerState::Running { ends_at, .. } => (Some(ends_at), None),
            core::TimerState::Paused { remaining, .. } => (None, Some(remaining)),
            core::TimerState::Idle | core::TimerState::Ready { .. } => (None, None),
        };
        Self {
            focus: settings.focus,
            short_break: settings.short_break,
            long_break: settings.long_break,
            cycles: settings.cycles,
            auto_start: settings.auto_start,
            focus_action: settings.focus_action.as_str().to_owned(),
            break_action: settings.break_action.as_str().to_owned(),
            cycle: timer.cycle,
            phase: timer.phase().map(|phase| phase.as_str().to_owned()).unwrap_or_default(),
            ends_at,
            remaining,
        }
    }
}

impl From<Timer> for core::Timer {
    fn from(timer: Timer) -> Self {
        let action = |name: &str| core::PhaseAction::parse(name).unwrap_or(core::PhaseAction::None);
        let state = match (core::Phase::parse(&timer.phase), timer.ends_at, timer.remaining) {
            (None, ..) => core::TimerState::Idle,
            (Some(phase), Some(ends_at), _) => core::TimerState::Running { phase, ends_at },
            (Some(phase), None, Some(remaining)) => core::TimerState::Paused { phase, remaining },
            (Some(phase), None, None) => core::TimerState::Ready { phase },
        };
        Self {
            settings: core::TimerSettings {
                focus: timer.focus,
                short_break: timer.short_break,
                long_break: timer.long_break,
                cycles: timer.cycles,
                auto_start: timer.auto_start,
                focus_action: action(&timer.focus_action),
                break_action: action(&timer.break_action),
            },
            cycle: timer.cycle,
            state,
        }
    }
}

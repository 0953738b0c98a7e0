//! TIMER_CONFIGURE, TIMER_START, TIMER_PAUSE, TIMER_RESET, TIMER_SKIP, and the ends of phases.

use super::advance::{self, Why};
use super::{Decision, access, playback};
use crate::{
    CYCLES_MAX, Capability, Context, Event, Member, Millis, PHASE_MAX, Phase, PhaseAction, Rejection, Room, Timer,
    TimerSettings, TimerState,
};

/// A phase that ended this long ago or less is followed from its end on, so that phases do not
/// drift by what it takes to notice; after more (nobody served the room) the next begins now.
const NOTICED: Millis = 5_000.0;

pub(crate) fn configure(room: &Room, actor: &Member, settings: &TimerSettings) -> Decision {
    access::may(room, actor, Capability::Timer)?;
    let lengths = [settings.focus, settings.short_break, settings.long_break];
    if !lengths.iter().all(|length| (1..=PHASE_MAX).contains(length)) {
        return Err(Rejection::invalid("a phase takes 1 to 86400 seconds"));
    }
    if !(1..=CYCLES_MAX).contains(&settings.cycles) {
        return Err(Rejection::invalid("there are 1 to 100 cycles"));
    }
    // The timer must not be a way around the policy for playback.
    let old = &room.timer.settings;
    let new_action = |new: PhaseAction, old: PhaseAction| new != PhaseAction::None && new != old;
    if new_action(settings.focus_action, old.focus_action) || new_action(settings.break_action, old.break_action) {
        access::may(room, actor, Capability::Playback)?;
    }
    changed(room, Timer { settings: settings.clone(), ..Timer::default() })
}

pub(crate) fn start(room: &Room, actor: &Member, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Timer)?;
    let timer = &room.timer;
    match timer.state {
        TimerState::Running { .. } => Ok(Vec::new()),
        TimerState::Idle => Ok(begin(room, timer.cycle, Phase::Focus, context.now, context)),
        TimerState::Ready { phase } => Ok(begin(room, timer.cycle, phase, context.now, context)),
        TimerState::Paused { phase, remaining } => {
            let state = TimerState::Running { phase, ends_at: context.now + remaining * 1_000.0 };
            changed(room, Timer { state, ..timer.clone() })
        }
    }
}

pub(crate) fn pause(room: &Room, actor: &Member, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Timer)?;
    match room.timer.state {
        TimerState::Running { phase, .. } => {
            let state = TimerState::Paused { phase, remaining: room.timer.remaining(context.now) };
            changed(room, Timer { state, ..room.timer.clone() })
        }
        TimerState::Idle | TimerState::Ready { .. } | TimerState::Paused { .. } => Ok(Vec::new()),
    }
}

pub(crate) fn reset(room: &Room, actor: &Member) -> Decision {
    access::may(room, actor, Capability::Timer)?;
    changed(room, Timer { state: TimerState::Idle, cycle: 0, ..room.timer.clone() })
}

/// On to the next phase, which runs if the one before it did. A skipped focus phase counts as
/// finished, or nobody who skips would ever get to the long break.
pub(crate) fn skip(room: &Room, actor: &Member, context: &Context<'_>) -> Decision {
    access::may(room, actor, Capability::Timer)?;
    let Some(phase) = room.timer.phase() else { return Ok(Vec::new()) };
    let (next, cycle) = after(&room.timer, phase);
    if room.timer.running() {
        return Ok(begin(room, cycle, next, context.now, context));
    }
    changed(room, Timer { state: TimerState::Ready { phase: next }, cycle, ..room.timer.clone() })
}

/// The deadline of the timer may have passed. Without anybody present the next phase waits to be
/// started: a forgotten timer must not run for ever.
pub(crate) fn due(room: &Room, context: &Context<'_>) -> Vec<Event> {
    let TimerState::Running { phase, ends_at } = room.timer.state else { return Vec::new() };
    if context.now < ends_at {
        return Vec::new();
    }
    let (next, cycle) = after(&room.timer, phase);
    if room.timer.settings.auto_start && room.members.present_count() > 0 {
        let from = if context.now - ends_at <= NOTICED { ends_at } else { context.now };
        return begin(room, cycle, next, from, context);
    }
    let timer = Timer { state: TimerState::Ready { phase: next }, cycle, ..room.timer.clone() };
    vec![Event::TimerChanged { timer }]
}

/// What follows a phase, and how many focus phases are finished then.
fn after(timer: &Timer, phase: Phase) -> (Phase, u32) {
    match phase {
        Phase::Focus if timer.cycle + 1 >= timer.settings.cycles => (Phase::LongBreak, timer.cycle + 1),
        Phase::Focus => (Phase::ShortBreak, timer.cycle + 1),
        Phase::ShortBreak => (Phase::Focus, timer.cycle),
        Phase::LongBreak => (Phase::Focus, 0),
    }
}

/// A phase begins at `from`, with what its beginning does to the video.
fn begin(room: &Room, cycle: u32, phase: Phase, from: Millis, context: &Context<'_>) -> Vec<Event> {
    let settings = room.timer.settings.clone();
    let ends_at = from + settings.length(phase) * 1_000.0;
    let action = settings.action(phase);
    let timer = Timer { settings, cycle, state: TimerState::Running { phase, ends_at } };
    let mut events = vec![Event::TimerChanged { timer }];
    events.extend(match action {
        PhaseAction::None => Vec::new(),
        PhaseAction::Pause => playback::halt(room, None, context),
        PhaseAction::Play if room.playback.track.is_some() => playback::resume(room, None, context),
        PhaseAction::Play if room.queue.is_empty() => Vec::new(),
        PhaseAction::Play => advance::advance(room, Why::Skipped, context),
    });
    events
}

/// The event of the timer's new state, none if it is the old one.
fn changed(room: &Room, timer: Timer) -> Decision {
    Ok(if timer == room.timer { Vec::new() } else { vec![Event::TimerChanged { timer }] })
}

//! The rules of a room: who may do what, and what it does. Pure: no clock, no randomness, no
//! input or output, the standard library alone.
//!
//! *Decide, then evolve.* [`decide`] judges a command against the rules and says what happens as a
//! list of [`Event`]s, or why not; it changes nothing. [`evolve`] does the bookkeeping of one event
//! and knows no rules. So a replica that lost a race judges again over the newer state, tests fold
//! events, and a rejected command cannot have changed anything.
//!
//! Three kinds of callers have three types ([`Command`], [`Manage`], [`Internal`]): a client cannot
//! send what only the service may say. Time, randomness, limits and players' reports are arguments
//! ([`Context`], [`Command::Shuffle`]).
//!
//! State is in [`Part`]s. Every event names those it touches, so that a commit writes no more.

mod command;
mod context;
mod decide;
mod event;
mod evolve;
mod id;
mod item;
mod members;
mod part;
mod playback;
mod policy;
mod queue;
mod rejection;
mod report;
mod room;
mod text;
mod timer;
mod undo;

pub use command::{Command, Internal, Keeping, Manage, Target};
pub use context::{Context, Limits};
pub use decide::{Tally, decide, decide_internal, decide_manage, reports_matter, tally};
pub use event::{ChatMessage, Event, Place};
pub use evolve::evolve;
pub use id::{ItemId, MemberId, MessageId, UserId};
pub use item::{Item, Media, NewItem, POSITION_MAX};
pub use members::{Grant, Member, Members, NewMember, Role, Standing};
pub use part::Part;
pub use playback::{
    HISTORY_KEPT, History, LIVE_OFFSET_MAX, Motion, Playback, Played, RATE_MAX, RATE_MIN, Track, WAIT_AGAIN, WAIT_MAX,
    Wait,
};
pub use policy::{Buffering, Capability, Loop, Order, Permission, Policy, PolicyChange};
pub use queue::{Queue, Votes};
pub use rejection::{Code, Rejection};
pub use report::{PlayerState, Report, Reports};
pub use room::{
    About, BANS_KEPT, Ban, Bans, DEPARTURE_MEMORY, DEPARTURES_KEPT, Departure, Departures, Lead, MODERATORS_KEPT,
    Moderators, Reason, Room, SkipVotes, Visibility,
};
pub use text::name as clean_name;
pub use timer::{CYCLES_MAX, PHASE_MAX, Phase, PhaseAction, Timer, TimerSettings, TimerState};
pub use undo::{Inverse, Removed, UNDO_ITEMS_KEPT, UNDO_KEPT, UndoEntry, UndoLog};

/// Unix milliseconds of the room clock.
pub type Millis = f64;
/// Seconds of media or of the timer.
pub type Seconds = f64;

/// Decides and, if it is allowed, evolves: the command has happened when this returns `Ok`.
///
/// # Errors
/// As [`decide`]; the room is as it was.
pub fn apply(
    room: &mut Room,
    actor: &MemberId,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let events = decide(room, actor, command, context)?;
    for event in &events {
        evolve(room, event);
    }
    Ok(events)
}

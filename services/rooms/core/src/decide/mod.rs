//! Judging: what a command does, or why not. Nothing here changes the room; one file per concern.

pub(crate) mod access;
mod advance;
mod arrivals;
mod chat;
mod departures;
mod moderation;
mod playback;
mod policy;
mod queue;
mod reports;
mod room;
mod skip;
mod timer;
mod undo;

pub use reports::reports_matter;
pub use skip::{Tally, tally};

use std::sync::Arc;

use crate::{Command, Context, Event, Internal, Manage, Member, MemberId, Rejection, Room, UserId};

/// What a decision comes to: events in order, none if nothing is to be done, or a refusal.
pub(crate) type Decision = Result<Vec<Event>, Rejection>;

/// Judges a member's command.
///
/// A member who is still [`crate::Standing::Reserved`] can only leave: who acts must be known to
/// those who see it, so a service announces ([`Internal::Announce`]) before it judges the first
/// command of a member.
///
/// # Errors
/// The rule that forbids it, as one of the named codes.
pub fn decide(
    room: &Room,
    actor: &MemberId,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    access::open(room)?;
    let actor = match command {
        Command::Leave => access::member(room, actor)?,
        _ => access::present(room, actor)?,
    };
    access::writable(room, command)?;
    let events = command_of(room, actor, command, context)?;
    Ok(skip::settle(room, events, context))
}

fn command_of(room: &Room, actor: &Arc<Member>, command: &Command, context: &Context<'_>) -> Decision {
    match command {
        Command::Play { position } => playback::play(room, actor, *position, context),
        Command::Pause { position } => playback::pause(room, actor, *position, context),
        Command::Seek { timestamp } => playback::seek(room, actor, *timestamp, context),
        Command::SeekLive { offset } => playback::seek_live(room, actor, *offset, context),
        Command::SetRate { rate } => playback::set_rate(room, actor, *rate, context),
        Command::ChangeVideo(target) => playback::change_video(room, actor, target, context),
        Command::Skip => playback::skip(room, actor, context),
        Command::VoteSkip => skip::vote(room, actor),
        Command::Add { items, next } => queue::add(room, actor, items, *next, context),
        Command::Remove { item } => queue::remove(room, actor, item, context),
        Command::Move { item, index } => queue::move_to(room, actor, item, *index, context),
        Command::Shuffle { seed } => queue::shuffle(room, actor, *seed, context),
        Command::Clear => queue::clear(room, actor, context),
        Command::Vote { item, up } => queue::vote(room, actor, item, *up),
        Command::Undo => undo::undo(room, actor, context),
        Command::Rename { nickname, member } => moderation::rename(room, actor, nickname, member.as_ref(), context),
        Command::TransferLeader { member } => moderation::transfer(room, actor, member),
        Command::SetRole { member, grant } => moderation::set_role(room, actor, member, *grant),
        Command::Kick { member, ban } => moderation::kick(room, actor, member, *ban, context),
        Command::Unban { user } => moderation::unban(room, actor, user),
        Command::Mute { member, muted } => moderation::mute(room, actor, member, *muted),
        Command::SetPolicy(change) => policy::change(room, actor, change, context),
        Command::Leave => Ok(departures::leave(room, actor, context)),
        Command::Chat { message, text, reply_to } => chat::say(room, actor, message, text, reply_to.as_ref(), context),
        Command::React { message, emoji, remove } => chat::react(room, actor, message, emoji, *remove),
        Command::TimerConfigure(settings) => timer::configure(room, actor, settings),
        Command::TimerStart => timer::start(room, actor, context),
        Command::TimerPause => timer::pause(room, actor, context),
        Command::TimerReset => timer::reset(room, actor),
        Command::TimerSkip => timer::skip(room, actor, context),
    }
}

/// Judges what a user asks for over HTTP: the leader, the owner and the creator may.
///
/// # Errors
/// `forbidden`, `invalid_argument`, or `not_found` when the room is closed.
pub fn decide_manage(
    room: &Room,
    user: &UserId,
    request: &Manage,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    access::open(room)?;
    access::manager(room, user)?;
    room::manage(room, user, request, context)
}

/// Judges what the service found out. All but [`Internal::Reserve`] always succeed: what has been
/// overtaken by events makes none.
///
/// # Errors
/// [`Internal::Reserve`]: `banned`, `invalid_argument`, `nickname_taken`, `room_full`, or
/// `not_found` when the room is closed.
pub fn decide_internal(room: &Room, request: &Internal, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
    if let Internal::Reserve(new) = request {
        access::open(room)?;
        return arrivals::reserve(room, new, context);
    }
    if access::open(room).is_err() {
        return Ok(Vec::new());
    }
    let events = match request {
        Internal::Reserve(_) => Vec::new(),
        Internal::Announce { members } => arrivals::announce(room, members, context),
        Internal::Lost { members } => departures::lost(room, members, context),
        Internal::PlaybackDue => playback::due(room, context),
        Internal::TimerDue => timer::due(room, context),
        Internal::Reported => reports::reported(room, context),
        Internal::Resolved { item, media } => queue::resolved(room, item, media, context),
        Internal::Pictured { user, avatar_url } => arrivals::pictured(room, user, avatar_url),
        Internal::Entitled { persistent_rooms } => room::entitled(room, *persistent_rooms),
        Internal::Close { reason } => room::close(reason),
    };
    Ok(skip::settle(room, events, context))
}

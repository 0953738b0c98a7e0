//! What waits for a room: who asks for what, and where the answer goes.

use std::sync::Arc;

use matinee_broker::{Lease, Millis, WakeupKind};
use matinee_proto::Refusal;
use room_core::{Capability, Command, Internal, Limits, Manage, MemberId, NewMember, Report, UserId, Visibility};

use super::reply::Reply;

/// One request for one room.
pub struct Request {
    /// Member id of who asks; empty when the room itself does.
    pub by: MemberId,
    /// What makes repetition harmless: the client's command id, or a wake-up's. Empty for what is not remembered.
    pub id: String,
    /// What is asked for.
    pub action: Action,
    /// Limits that are tighter than the configured ones.
    pub limits: Option<Arc<Limits>>,
    /// Where the answer goes.
    pub reply: Reply,
}

/// What may be asked for.
pub enum Action {
    /// What a member wants.
    Command(Command),
    /// How a member's player is.
    Report(Report),
    /// What a user wants of a room they need not be in.
    Manage(UserId, Manage),
    /// Somebody comes in, through the door as they saw it.
    Join(NewMember, Visibility),
    /// What the service found out.
    Internal(Internal),
    /// A user's stay ends.
    Depart(UserId),
    /// A connection of the member stands: announce them, if they are not yet. Who comes back
    /// after the grace joins again.
    Arrive(Option<NewMember>),
    /// Announce these.
    Announce(Vec<MemberId>),
    /// A deadline has passed.
    Due(WakeupKind, Millis),
    /// Look who is still there.
    Presence(Leases),
    /// May the member do this? And the room as far as it is known.
    Peek(Option<Capability>),
    /// No, unless the command is one that was accepted before.
    Refuse(Refusal),
    /// The room as it is at this moment.
    Look,
    /// Everything a snapshot needs, as it is at this moment.
    Snapshot,
}

/// Connections of a room as of one presence version.
#[derive(Clone, Debug)]
pub struct Leases {
    /// See [`matinee_broker::Commit::presence_version`].
    pub version: u64,
    /// All of them.
    pub leases: Vec<Lease>,
    /// When the wake-up was due.
    pub deadline: Millis,
}

impl Action {
    /// Whether it is answered from a state that is read anew.
    pub fn is_read(&self) -> bool {
        matches!(self, Self::Look | Self::Snapshot)
    }

    /// Whether it is committed on its own.
    pub fn is_alone(&self) -> bool {
        matches!(self, Self::Presence(_))
    }

    /// The deadline that makes it due, if one does.
    pub fn deadline(&self) -> Option<Millis> {
        match self {
            Self::Due(_, deadline) => Some(*deadline),
            Self::Presence(leases) => Some(leases.deadline),
            _ => None,
        }
    }

    /// Its name in metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Command(command) => command_kind(command),
            Self::Report(_) => "status",
            Self::Manage(..) => "manage",
            Self::Join(..) => "join",
            Self::Internal(_) => "internal",
            Self::Depart(_) => "depart",
            Self::Arrive(_) => "arrive",
            Self::Announce(_) => "announce",
            Self::Due(kind, _) => kind.as_str(),
            Self::Presence(_) => "presence",
            Self::Peek(_) => "peek",
            Self::Refuse(_) => "refuse",
            Self::Look => "look",
            Self::Snapshot => "snapshot",
        }
    }
}

fn command_kind(command: &Command) -> &'static str {
    match command {
        Command::Play { .. } => "play",
        Command::Pause { .. } => "pause",
        Command::Seek { .. } | Command::SeekLive { .. } => "seek",
        Command::SetRate { .. } => "set_rate",
        Command::ChangeVideo(_) => "change_video",
        Command::Skip => "skip",
        Command::VoteSkip => "vote_skip",
        Command::Add { .. } => "add",
        Command::Remove { .. } => "remove",
        Command::Move { .. } => "move",
        Command::Shuffle { .. } => "shuffle",
        Command::Clear => "clear",
        Command::Vote { .. } => "vote",
        Command::Undo => "undo",
        Command::Rename { .. } => "rename",
        Command::TransferLeader { .. } => "transfer_leader",
        Command::SetRole { .. } => "set_role",
        Command::Kick { .. } => "kick",
        Command::Unban { .. } => "unban",
        Command::Mute { .. } => "mute",
        Command::SetPolicy(_) => "set_policy",
        Command::Leave => "leave",
        Command::Chat { .. } => "chat",
        Command::React { .. } => "react",
        Command::TimerConfigure(_) => "timer_configure",
        Command::TimerStart => "timer_start",
        Command::TimerPause => "timer_pause",
        Command::TimerReset => "timer_reset",
        Command::TimerSkip => "timer_skip",
    }
}

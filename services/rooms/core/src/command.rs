//! What can be asked of a room. Three types, because three kinds of callers may ask different
//! things: a member over a socket, a user over HTTP, and the service itself. Nothing that arrives
//! over a socket can become an [`Internal`].

use crate::{
    Grant, ItemId, Media, MemberId, MessageId, NewItem, NewMember, PolicyChange, Seconds, TimerSettings, UserId,
    Visibility,
};

/// What a member asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Play, perhaps from where the sender is.
    Play {
        /// Where the sender is; clamped.
        position: Option<Seconds>,
    },
    /// Stop, perhaps where the sender is.
    Pause {
        /// Where the sender is; clamped.
        position: Option<Seconds>,
    },
    /// Jump.
    Seek {
        /// To here.
        timestamp: Seconds,
    },
    /// Watch a live stream so far behind its edge.
    SeekLive {
        /// 0 to [`crate::LIVE_OFFSET_MAX`].
        offset: Seconds,
    },
    /// Change the speed.
    SetRate {
        /// [`crate::RATE_MIN`] to [`crate::RATE_MAX`].
        rate: f64,
    },
    /// Play something else now.
    ChangeVideo(Target),
    /// On to the next item.
    Skip,
    /// Vote for skipping.
    VoteSkip,
    /// Put items into the queue.
    Add {
        /// In this order.
        items: Vec<NewItem>,
        /// In front instead of at the end.
        next: bool,
    },
    /// Take an item out of the queue.
    Remove {
        /// Which.
        item: ItemId,
    },
    /// Put an item elsewhere.
    Move {
        /// Which.
        item: ItemId,
        /// Where to, counted from 0 in the queue without it.
        index: usize,
    },
    /// Shuffle the queue.
    Shuffle {
        /// Randomness.
        seed: u64,
    },
    /// Empty the queue.
    Clear,
    /// Vote for or against an item. A vote moves what the member gives by one step between −1
    /// and 1, so that `up: false` takes an upvote back and, given again, votes against.
    Vote {
        /// Which.
        item: ItemId,
        /// One step up or down.
        up: bool,
    },
    /// Take back the member's last queue or seek action (the leader: anybody's).
    Undo,
    /// Change a nickname.
    Rename {
        /// To this.
        nickname: String,
        /// Whose; `None` = one's own.
        member: Option<MemberId>,
    },
    /// Hand over the lead.
    TransferLeader {
        /// To whom.
        member: MemberId,
    },
    /// Make somebody a moderator or an ordinary member.
    SetRole {
        /// Whom.
        member: MemberId,
        /// What.
        grant: Grant,
    },
    /// Remove somebody.
    Kick {
        /// Whom.
        member: MemberId,
        /// Whether account and browser stay out.
        ban: bool,
    },
    /// Let somebody in again.
    Unban {
        /// Whom.
        user: UserId,
    },
    /// Silence somebody, or end it.
    Mute {
        /// Whom.
        member: MemberId,
        /// Which of the two.
        muted: bool,
    },
    /// Change the policy.
    SetPolicy(PolicyChange),
    /// Leave at once.
    Leave,
    /// Say something.
    Chat {
        /// Fresh and random, chosen by the service.
        message: MessageId,
        /// 1–500 characters.
        text: String,
        /// The message that this one answers.
        reply_to: Option<MessageId>,
    },
    /// React to a message.
    React {
        /// Which.
        message: MessageId,
        /// With this.
        emoji: String,
        /// Whether the reaction is taken back.
        remove: bool,
    },
    /// Configure the timer, which goes to idle.
    TimerConfigure(TimerSettings),
    /// Start or continue the timer.
    TimerStart,
    /// Stop the timer where it is.
    TimerPause,
    /// Back to idle.
    TimerReset,
    /// On to the next phase.
    TimerSkip,
}

/// What CHANGE_VIDEO changes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// An item of the queue.
    Queued(ItemId),
    /// A link, resolved.
    New(NewItem),
}

/// What a user asks for over HTTP, perhaps without being in the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Manage {
    /// Change what the room is; what is `None` stays.
    Update {
        /// 1–80 characters.
        name: Option<String>,
        /// Who finds it and who gets in.
        visibility: Option<Visibility>,
        /// Whose it is and how it is kept.
        keeping: Keeping,
    },
    /// Close it for everybody.
    Close,
}

/// What only the owner may change; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Whether it outlives its visitors.
    pub persistent: Option<bool>,
    /// Its name in links; empty for none. That nobody else has it is the service's business.
    pub address: Option<String>,
    /// Whose it is from now on: an account that is in the room.
    pub owner: Option<UserId>,
}

impl Keeping {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What the service finds out or is asked for by another service. Judged by the state, not by
/// rights. Doing one of these late or twice is harmless.
#[derive(Clone, Debug, PartialEq)]
pub enum Internal {
    /// Somebody asks to come in: reserves id and name, see [`crate::Standing::Reserved`]. No
    /// event if that user is a member already (look them up with [`crate::Members::of_user`]).
    Reserve(NewMember),
    /// Connections of these members stand: those who are not announced yet are.
    Announce {
        /// Unknown and announced ones are skipped.
        members: Vec<MemberId>,
    },
    /// These members are gone: lost, or never came.
    Lost {
        /// Unknown ones are skipped.
        members: Vec<MemberId>,
    },
    /// [`crate::Room::playback_deadline`] may have passed.
    PlaybackDue,
    /// [`crate::Room::timer_deadline`] may have passed.
    TimerDue,
    /// Reports have arrived that [`crate::reports_matter`]; they are in the context.
    Reported,
    /// More became known of an item that was added before its provider could be asked.
    Resolved {
        /// Which; ignored if it is gone.
        item: ItemId,
        /// What it is.
        media: Media,
    },
    /// A user's account shows another picture.
    Pictured {
        /// Who; ignored if they are not in.
        user: UserId,
        /// May be empty.
        avatar_url: String,
    },
    /// Whether the owner's plan keeps rooms.
    Entitled {
        /// It does.
        persistent_rooms: bool,
    },
    /// The room ends for a reason of the service's.
    Close {
        /// For people.
        reason: String,
    },
}

//! What happened. Folding the events of a room gives its state, so every event carries all that
//! [`crate::evolve`] needs, some of it for the state alone; and some events are for the state
//! alone ([`Event::is_published`]).

use std::sync::Arc;

use crate::{
    About, Ban, Departure, Item, ItemId, Member, MemberId, MessageId, Millis, Part, Playback, Played, Policy, Reason,
    Seconds, Timer, UndoEntry, UserId, Votes,
};

/// Something that happened in a room.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// PLAY: it plays, or is about to when [`Playback::waiting`].
    Started {
        /// The new anchor.
        playback: Playback,
    },
    /// PAUSE: it stands.
    Paused {
        /// The new anchor.
        playback: Playback,
    },
    /// SEEK: the position was moved.
    Sought {
        /// The new anchor, whose position is `timestamp`.
        playback: Playback,
    },
    /// SET_RATE: the speed was changed.
    RateSet {
        /// The new anchor.
        playback: Playback,
    },
    /// CHANGE_VIDEO: something else plays, or nothing.
    VideoChanged {
        /// The new anchor.
        playback: Playback,
        /// What played before it, for the history; state only.
        played: Option<Played>,
    },
    /// VOTES with `skip`: one more wants to skip.
    SkipVoted {
        /// What plays.
        item: ItemId,
        /// Who; state only.
        member: MemberId,
        /// How many do now.
        votes: usize,
        /// How many it takes.
        needed: usize,
    },
    /// VOTES with `skip`: the count is another because of who came, left or may control playback.
    SkipTallied {
        /// What plays.
        item: ItemId,
        /// How many want to skip.
        votes: usize,
        /// How many it takes.
        needed: usize,
    },
    /// State only: votes for skipping ended, those of one member or all.
    SkipCleared {
        /// Whose; `None` = all.
        member: Option<MemberId>,
    },
    /// UPDATE_QUEUE: the queue, entire.
    QueueUpdated {
        /// The items in order.
        items: Vec<Arc<Item>>,
        /// Items whose votes ended or came back; state only.
        votes: Vec<(ItemId, Option<Votes>)>,
    },
    /// VOTES with `item_id`: a vote for or against an item.
    Voted {
        /// Which item.
        item: ItemId,
        /// Who; state only.
        user: UserId,
        /// What they give now: 1, 0 or −1; state only.
        vote: i32,
        /// The item's sum now.
        votes: i32,
    },
    /// ITEM_UPDATED: more became known of an item.
    ItemUpdated {
        /// The item as it is now.
        item: Arc<Item>,
        /// Where it is.
        place: Place,
    },
    /// State only: an action can be undone.
    UndoRecorded {
        /// Rises.
        number: u64,
        /// What.
        entry: UndoEntry,
        /// Entries that had to go for it.
        dropped: Vec<u64>,
    },
    /// State only: these actions cannot be undone any more.
    UndoDropped {
        /// Which.
        numbers: Vec<u64>,
    },
    /// State only: somebody is on the way in.
    MemberReserved {
        /// Who.
        member: Arc<Member>,
    },
    /// MEMBER_JOINED: these came in.
    MembersJoined {
        /// Who, in the order of arrival.
        members: Vec<Arc<Member>>,
    },
    /// MEMBER_LEFT: a member is gone. Not published if nobody knew of them.
    MemberLeft {
        /// Who.
        member: MemberId,
        /// Why.
        reason: Reason,
        /// Whether they had been announced; state only.
        announced: bool,
        /// What is to be remembered of them, if anything; state only.
        departure: Option<Departure>,
    },
    /// MEMBER_RENAMED.
    MemberRenamed {
        /// Who.
        member: MemberId,
        /// What they are called now.
        nickname: String,
    },
    /// MEMBER_UPDATED: role, muted or picture.
    MemberUpdated {
        /// The member as they are now.
        member: Arc<Member>,
    },
    /// LEADER_CHANGED. Not published when there is nobody left to lead, or to be told.
    LeaderChanged {
        /// Who leads now.
        leader: Option<MemberId>,
        /// See [`crate::Lead::creator_expected`]; state only.
        creator_expected: bool,
    },
    /// MEMBER_KICKED; MEMBER_LEFT follows.
    MemberKicked {
        /// Who.
        member: MemberId,
        /// The ban, if it is one; state only (`banned` tells that there is one).
        ban: Option<Ban>,
    },
    /// State only: a ban has ended.
    Unbanned {
        /// Whose.
        user: UserId,
    },
    /// POLICY_CHANGED: the policy, entire.
    PolicyChanged {
        /// The policy.
        policy: Policy,
    },
    /// CHAT. Does not touch the state.
    Chatted {
        /// The message.
        message: ChatMessage,
    },
    /// REACTION. Does not touch the state.
    Reacted {
        /// To which message.
        message: MessageId,
        /// Who.
        member: MemberId,
        /// With what.
        emoji: String,
        /// Whether it was taken back.
        removed: bool,
    },
    /// TIMER: the timer, entire.
    TimerChanged {
        /// The timer.
        timer: Timer,
    },
    /// ROOM_UPDATED.
    RoomUpdated {
        /// What it is, entire; the hash is for the state alone.
        about: Box<About>,
    },
    /// State only: somebody moderates whenever they are in, or does not any more.
    ModeratorKept {
        /// Who.
        user: UserId,
        /// Which of the two.
        kept: bool,
    },
    /// ROOM_CLOSED: the last event of a room.
    RoomClosed {
        /// For people.
        reason: String,
    },
}

/// Where an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// It is loaded.
    Playing,
    /// It is in the queue.
    Queued,
}

/// A message to everybody in the room.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatMessage {
    /// Unique.
    pub id: MessageId,
    /// Who says it.
    pub from: MemberId,
    /// What they were called at that moment.
    pub nickname: String,
    /// 1–500 characters.
    pub text: String,
    /// When.
    pub at: Millis,
    /// The message that this one answers.
    pub reply_to: Option<MessageId>,
}

impl Event {
    /// Whether members hear of it. What is not published has no revision.
    #[must_use]
    pub fn is_published(&self) -> bool {
        match self {
            Self::SkipCleared { .. }
            | Self::UndoRecorded { .. }
            | Self::UndoDropped { .. }
            | Self::MemberReserved { .. }
            | Self::ModeratorKept { .. }
            | Self::Unbanned { .. } => false,
            Self::MemberLeft { announced, .. } => *announced,
            Self::LeaderChanged { leader, .. } => leader.is_some(),
            _ => true,
        }
    }

    /// `timestamp` of SEEK and `position` of the other playback events: where the new anchor is.
    #[must_use]
    pub fn position(&self) -> Option<Seconds> {
        match self {
            Self::Started { playback }
            | Self::Paused { playback }
            | Self::Sought { playback }
            | Self::RateSet { playback }
            | Self::VideoChanged { playback, .. } => Some(playback.track.as_ref().map_or(0.0, |track| track.position)),
            _ => None,
        }
    }

    /// The parts of the state that it touches; none for what changes nothing but lists, or only says what follows.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        match self {
            Self::Started { .. } | Self::Paused { .. } | Self::Sought { .. } | Self::RateSet { .. } => {
                vec![Part::Playback]
            }
            Self::VideoChanged { played, .. } => match played {
                Some(_) => vec![Part::Playback, Part::History],
                None => vec![Part::Playback],
            },
            Self::SkipVoted { .. } | Self::SkipCleared { .. } => vec![Part::Skip],
            Self::QueueUpdated { votes, .. } => {
                let votes = votes.iter().map(|(item, _)| Part::Votes(item.clone()));
                std::iter::once(Part::Queue).chain(votes).collect()
            }
            Self::Voted { item, .. } => vec![Part::Votes(item.clone())],
            Self::ItemUpdated { place: Place::Playing, .. } => vec![Part::Playback],
            Self::ItemUpdated { place: Place::Queued, .. } => vec![Part::Queue],
            Self::UndoRecorded { number, dropped, .. } => {
                std::iter::once(number).chain(dropped).copied().map(Part::Undo).collect()
            }
            Self::UndoDropped { numbers } => numbers.iter().copied().map(Part::Undo).collect(),
            Self::MemberReserved { member } | Self::MemberUpdated { member } => vec![Part::Member(member.id.clone())],
            Self::MembersJoined { members } => members.iter().map(|member| Part::Member(member.id.clone())).collect(),
            Self::MemberLeft { member, departure, .. } => match departure {
                Some(_) => vec![Part::Member(member.clone()), Part::Departures],
                None => vec![Part::Member(member.clone())],
            },
            Self::MemberRenamed { member, .. } => vec![Part::Member(member.clone())],
            Self::LeaderChanged { .. } => vec![Part::Lead],
            Self::MemberKicked { ban, .. } => ban.iter().map(|_| Part::Bans).collect(),
            Self::Unbanned { .. } => vec![Part::Bans],
            Self::ModeratorKept { .. } => vec![Part::Moderators],
            Self::PolicyChanged { .. } => vec![Part::Policy],
            Self::Chatted { .. } | Self::Reacted { .. } | Self::SkipTallied { .. } => Vec::new(),
            Self::TimerChanged { .. } => vec![Part::Timer],
            Self::RoomUpdated { .. } | Self::RoomClosed { .. } => vec![Part::About],
        }
    }
}

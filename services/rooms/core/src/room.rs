//! A room: its state, in the parts in which it is stored.

use std::collections::{BTreeSet, VecDeque};

use crate::{
    Grant, History, MemberId, Members, Millis, Playback, Policy, Queue, Rejection, Role, Timer, UndoLog, UserId,
};

/// Bans that a room remembers; beyond it the oldest ends.
pub const BANS_KEPT: usize = 500;
/// Departures that a room remembers; beyond it the oldest is forgotten, kicks last.
pub const DEPARTURES_KEPT: usize = 256;
/// Moderators that a room remembers while they are away.
pub const MODERATORS_KEPT: usize = 200;
/// For how long a departure is remembered: as long as a resume token is good after the socket is
/// gone, and a little longer for sockets that are slow to notice.
pub const DEPARTURE_MEMORY: Millis = 15.0 * 60.0 * 1_000.0;

/// A room, whole. Every field is a [`crate::Part`] (members, votes and undo entries are one each),
/// so that a codec can rebuild it field by field.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// What it is.
    pub about: About,
    /// Who may do what.
    pub policy: Policy,
    /// What plays.
    pub playback: Playback,
    /// Who wants to skip what plays.
    pub skip: SkipVotes,
    /// What plays next.
    pub queue: Queue,
    /// What played.
    pub history: History,
    /// What can be undone.
    pub undo: UndoLog,
    /// The focus timer.
    pub timer: Timer,
    /// Who leads.
    pub lead: Lead,
    /// Who stays out.
    pub bans: Bans,
    /// Who is gone, as far as it matters.
    pub departures: Departures,
    /// Who moderates whenever they are in.
    pub moderators: Moderators,
    /// Who is in.
    pub members: Members,
}

/// What a room is, apart from what happens in it.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// 1–80 characters.
    pub name: String,
    /// Who finds it and who gets in.
    pub visibility: Visibility,
    /// Outlives its visitors.
    pub persistent: bool,
    /// Whose it is, if it is an account's.
    pub owner: Option<UserId>,
    /// Who made it, or to whom it was handed over: leads as soon as they arrive.
    pub creator: UserId,
    /// Another name in links, chosen by the owner; empty without one.
    pub address: String,
    /// The owner's plan does not keep rooms any more: what is kept of this one stays as it is.
    pub read_only: bool,
    /// When.
    pub created_at: Millis,
    /// It was closed; nothing happens in it any more.
    pub closed: bool,
}

/// Who finds a room and who gets in.
#[derive(Clone, PartialEq, Eq)]
pub enum Visibility {
    /// Listed.
    Public,
    /// Whoever has the link.
    Unlisted,
    /// Whoever has the link and knows the password.
    Password {
        /// Its hash, which the rules never look at.
        hash: String,
    },
}

impl std::fmt::Debug for Visibility {
    /// The name alone: a hash has no business in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Visibility {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Password { .. } => "password",
        }
    }
}

/// Who leads. That there is at most one is how it is written down; that there is one while
/// anybody is present is a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// `None` only while nobody is present.
    pub leader: Option<MemberId>,
    /// The creator has not arrived since the room was last empty, and will lead when they do.
    pub creator_expected: bool,
}

/// Who wants to skip what plays: members who are present.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SkipVotes(pub BTreeSet<MemberId>);

/// Who stays out, oldest first, at most [`BANS_KEPT`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bans(pub VecDeque<Ban>);

/// Who moderates a room that is kept whenever they are in, at most [`MODERATORS_KEPT`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moderators(pub BTreeSet<UserId>);

/// Somebody who stays out.
#[derive(Clone, Debug, PartialEq)]
pub struct Ban {
    /// The account or guest.
    pub user: UserId,
    /// Their browser, empty if unknown: a new guest name does not help.
    pub device: String,
    /// What they were called, for the list.
    pub nickname: String,
    /// When.
    pub at: Millis,
}

/// Who is gone, oldest first, at most [`DEPARTURES_KEPT`], for [`DEPARTURE_MEMORY`]. Only what
/// matters is remembered: who must not resume, and what must not be shaken off by coming again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Departures(pub VecDeque<Departure>);

/// Somebody who is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Departure {
    /// Their stay.
    pub member: MemberId,
    /// Who they are.
    pub user: UserId,
    /// Why they are gone.
    pub reason: Reason,
    /// When they went.
    pub at: Millis,
    /// They were muted.
    pub muted: bool,
    /// What they were.
    pub grant: Grant,
}

/// Why somebody is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// They left. A resume is refused, joining again is not.
    Left,
    /// Their connections were gone for longer than the grace. A resume joins again.
    Lost,
    /// They were removed. A resume is refused, joining again is not, unless they were banned.
    Kicked,
}

impl Reason {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Lost => "lost",
            Self::Kicked => "kicked",
        }
    }

    /// The reason of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Left, Self::Lost, Self::Kicked].into_iter().find(|reason| reason.as_str() == name)
    }
}

impl Room {
    /// A room that nobody has entered yet.
    #[must_use]
    pub fn new(about: About) -> Self {
        Self {
            playback: Playback { at: about.created_at, ..Playback::default() },
            about,
            policy: Policy::default(),
            skip: SkipVotes::default(),
            queue: Queue::default(),
            history: History::default(),
            undo: UndoLog::default(),
            timer: Timer::default(),
            lead: Lead { leader: None, creator_expected: true },
            bans: Bans::default(),
            departures: Departures::default(),
            moderators: Moderators::default(),
            members: Members::default(),
        }
    }

    /// What this member is to the others; `None` if they are not in the room.
    #[must_use]
    pub fn role(&self, member: &MemberId) -> Option<Role> {
        let found = self.members.get(member)?;
        Some(match found.grant {
            _ if self.lead.leader.as_ref() == Some(member) => Role::Leader,
            Grant::Moderator => Role::Moderator,
            Grant::Member => Role::Member,
        })
    }

    /// Whether this user, or this browser, is banned. The creator is never kept out by a browser
    /// that they share with somebody.
    #[must_use]
    pub fn is_banned(&self, user: &UserId, device: &str) -> bool {
        self.bans
            .0
            .iter()
            .any(|ban| ban.user == *user || (!device.is_empty() && ban.device == device && *user != self.about.creator))
    }

    /// How this member went, if they did so lately: a resume of [`Reason::Lost`] (or of somebody
    /// who is not known any more) joins again, any other is refused.
    #[must_use]
    pub fn departure(&self, member: &MemberId) -> Option<&Departure> {
        self.departures.0.iter().rev().find(|departure| departure.member == *member)
    }

    /// Whether this member may use a capability now, for a service that wants to know before it
    /// resolves a link.
    ///
    /// # Errors
    /// `not_leader`, `forbidden` or `member_not_found`.
    pub fn allows(&self, member: &MemberId, capability: crate::Capability) -> Result<(), Rejection> {
        crate::decide::access::capability(self, member, capability).map(|_| ())
    }

    /// The bans, oldest first, for a user who may end them: they name people who are not in the
    /// room, so the others do not see them.
    ///
    /// # Errors
    /// `forbidden` unless the user is in the room and leads or moderates, `not_found` when the room
    /// is closed.
    pub fn bans_for(&self, user: &UserId) -> Result<&Bans, Rejection> {
        crate::decide::access::open(self)?;
        crate::decide::access::moderating_user(self, user)?;
        Ok(&self.bans)
    }

    /// When the rules want to be asked about playback again ([`crate::Internal::PlaybackDue`]).
    #[must_use]
    pub fn playback_deadline(&self) -> Option<Millis> {
        self.playback.deadline()
    }

    /// When the rules want to be asked about the timer again ([`crate::Internal::TimerDue`]).
    #[must_use]
    pub fn timer_deadline(&self) -> Option<Millis> {
        self.timer.deadline()
    }
}

//! How the rules say no. A rejected command has changed nothing.

use std::borrow::Cow;
use std::fmt;

use crate::Seconds;

/// The named reasons of the public contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A value is out of its range, not a number, too long or empty.
    InvalidArgument,
    /// The policy lets only the leader do this.
    NotLeader,
    /// This member may not do this.
    Forbidden,
    /// What it refers to is not there.
    NotFound,
    /// There is no such item in the queue, or nothing plays.
    ItemNotFound,
    /// There is no such member in the room.
    MemberNotFound,
    /// There is no such user in the list.
    UserNotFound,
    /// Somebody in the room has that nickname.
    NicknameTaken,
    /// The room has as many members as it may have.
    RoomFull,
    /// The queue, or the member's share of it, is full.
    QueueFull,
    /// Too soon after the last time.
    RateLimited,
    /// The account or the device is banned from the room.
    Banned,
    /// The room is kept, and its owner's plan does not keep rooms any more.
    FeatureNotInPlan,
}

impl Code {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalid_argument",
            Self::NotLeader => "not_leader",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::ItemNotFound => "item_not_found",
            Self::MemberNotFound => "member_not_found",
            Self::UserNotFound => "user_not_found",
            Self::NicknameTaken => "nickname_taken",
            Self::RoomFull => "room_full",
            Self::QueueFull => "queue_full",
            Self::RateLimited => "rate_limited",
            Self::Banned => "banned",
            Self::FeatureNotInPlan => "feature_not_in_plan",
        }
    }
}

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// Which of the named reasons.
    pub code: Code,
    /// A sentence for people.
    pub detail: Cow<'static, str>,
    /// When it is worth trying again; `None` = not by itself.
    pub retry_after: Option<Seconds>,
}

impl Rejection {
    /// A rejection without a time to come back.
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into(), retry_after: None }
    }

    /// [`Code::InvalidArgument`] with this sentence.
    pub(crate) fn invalid(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidArgument, detail)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl std::error::Error for Rejection {}

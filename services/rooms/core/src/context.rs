//! What the rules need to know besides the room: the time, the limits, how everybody's player is.

use crate::{Millis, Reports};

/// How much of everything there may be: the configuration, tightened by the room's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters of a nickname.
    pub nickname: usize,
    /// Characters of a chat message.
    pub chat: usize,
    /// Characters of a room's name.
    pub room_name: usize,
    /// Items of a queue.
    pub queue: usize,
    /// Items one member may have in the queue.
    pub queue_per_member: usize,
    /// Members of a room; the policy may set fewer.
    pub members: usize,
}

impl Default for Limits {
    /// The figures of the public contract.
    fn default() -> Self {
        Self { nickname: 32, chat: 500, room_name: 80, queue: 500, queue_per_member: 500, members: 1_000 }
    }
}

/// The circumstances of one decision.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The room clock.
    pub now: Millis,
    /// How much there may be.
    pub limits: &'a Limits,
    /// The last report of each member's player. Not part of the state: it changes too often.
    pub reports: &'a Reports,
    /// When the acting member last said something, for slow mode; only asked for by CHAT.
    pub last_chat: Option<Millis>,
}

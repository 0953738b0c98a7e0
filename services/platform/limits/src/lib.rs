//! Every rate and size limit of the house, configured in one documented place (`[limits]`).
//! Limits per connection are counted in the process; those per user, room and address in the
//! broker, so that they hold over all replicas.

use std::time::Duration;

use serde::Deserialize;

/// The commented defaults of the section `[limits]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// The section `[limits]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// `false` lifts all rates (sizes stay), for a benchmark.
    pub enabled: bool,
    /// Bytes of a WebSocket frame from a client.
    pub frame_bytes: usize,
    /// Bytes of an HTTP request body.
    pub body_bytes: usize,
    /// Bytes waiting for one socket before it is closed as too slow.
    pub socket_queue_bytes: usize,
    /// Characters of a nickname.
    pub nickname: usize,
    /// Characters of a chat message.
    pub chat: usize,
    /// Characters of a room name.
    pub room_name: usize,
    /// Items of a queue.
    pub queue: usize,
    /// Items one member may have in a queue.
    pub queue_per_member: usize,
    /// Members of a room.
    pub members: u32,
    /// Sockets of one member.
    pub connections_per_member: u32,
    /// Open sockets of one gateway; 0 = no bound.
    pub sockets_per_gateway: u32,
    /// Open sockets from one address over all gateways; 0 = no bound.
    pub sockets_per_address: u32,
    /// Open sockets of one user over all gateways; 0 = no bound.
    pub sockets_per_user: u32,
    /// Frames of one connection.
    pub frames: Frequency,
    /// Chat messages of one member.
    pub chat_messages: Frequency,
    /// Guests from one address.
    pub guests: Frequency,
    /// Log-ins tried from one address.
    pub logins: Frequency,
    /// Log-ins tried under one name, and tries at a password of somebody who is logged in.
    pub logins_per_account: Frequency,
    /// Accounts made from one address.
    pub registrations: Frequency,
    /// Mails to one person.
    pub mails: Frequency,
    /// Rooms made by one user.
    pub rooms: Frequency,
    /// Joins by one user.
    pub joins: Frequency,
    /// Links resolved for one user.
    pub resolves: Frequency,
    /// Searches of one user.
    pub searches: Frequency,
    /// HTTP requests from one address.
    pub requests: Frequency,
    /// Ways to Stripe opened by one user.
    pub checkouts: Frequency,
    /// Webhooks from one address.
    pub webhooks: Frequency,
}

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// At once.
    pub burst: u32,
    /// In the long run.
    pub per_second: f64,
}

impl Frequency {
    /// The time in which one more becomes possible; a frequency of nothing never recovers within a day.
    #[must_use]
    pub fn interval(self) -> Duration {
        Duration::try_from_secs_f64(1.0 / self.per_second).unwrap_or(Duration::from_secs(86_400))
    }
}

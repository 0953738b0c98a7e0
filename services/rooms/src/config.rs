//! The section `[rooms]`.

use std::net::SocketAddr;
use std::time::Duration;

use matinee_limits::Frequency;
use serde::Deserialize;

/// The commented defaults of the section `[rooms]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// The section `[rooms]`; `default.toml` says what each key means.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// gRPC listener.
    pub listen: SocketAddr,
    /// Where the role is; `None` = in this process.
    pub url: Option<String>,
    /// Seconds for which a member without a connection is waited for.
    pub grace_seconds: f64,
    /// Seconds for which a connection counts without being renewed.
    pub lease_seconds: f64,
    /// Seconds a joined member may take to open the first connection.
    pub reservation_seconds: f64,
    /// Hours after which an empty room that belongs to nobody is forgotten.
    pub empty_hours: f64,
    /// Minutes after which an empty room is let go by the broker.
    pub unload_minutes: f64,
    /// Rooms that stay of one account.
    pub persistent_rooms: usize,
    /// Rooms whose state is kept at hand.
    pub cached_rooms: u64,
    /// Requests that may wait for one room.
    pub room_queue: usize,
    /// Requests of one stream that may be unanswered.
    pub stream_window: usize,
    /// Milliseconds between two announcements of arrivals in one room; up to five times as long while a crowd comes in.
    pub announce_ms: u64,
    /// Milliseconds between two looks for deadlines that have passed.
    pub wakeup_poll_ms: u64,
    /// Seconds after which an added link is taken as it is.
    pub resolve_seconds: f64,
    /// Links that are being resolved at once.
    pub resolves_at_once: usize,
    /// Seconds for which a member's plan is remembered.
    pub entitlements_seconds: f64,
    /// Tries of one user at the password of one room.
    pub password_tries: Frequency,
}

impl Config {
    /// How long a member without a connection is waited for.
    #[must_use]
    pub fn grace(&self) -> Duration {
        seconds(self.grace_seconds)
    }

    /// How long a connection counts without being renewed.
    #[must_use]
    pub fn lease(&self) -> Duration {
        seconds(self.lease_seconds)
    }

    /// How long a joined member may take to open the first connection.
    #[must_use]
    pub fn reservation(&self) -> Duration {
        seconds(self.reservation_seconds)
    }

    /// How long an empty room that belongs to nobody is kept.
    #[must_use]
    pub fn empty(&self) -> Duration {
        seconds(self.empty_hours * 3_600.0)
    }

    /// How long an empty room stays awake.
    #[must_use]
    pub fn unload(&self) -> Duration {
        seconds(self.unload_minutes * 60.0)
    }

    /// How long resolving a link may take.
    #[must_use]
    pub fn resolve(&self) -> Duration {
        seconds(self.resolve_seconds)
    }

    /// How long a plan is remembered.
    #[must_use]
    pub fn entitlements(&self) -> Duration {
        seconds(self.entitlements_seconds)
    }
}

/// Seconds as a duration; what makes no sense as one counts as none.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct File {
        rooms: Config,
    }

    #[test]
    fn the_documented_defaults_are_the_configuration() {
        let file: File = toml::from_str(DEFAULTS).expect("default.toml is complete and has no unknown key");
        assert_eq!(file.rooms.grace(), Duration::from_secs(15));
        assert_eq!(file.rooms.empty(), Duration::from_secs(86_400));
        assert_eq!(file.rooms.listen.port(), 50052);
    }
}

//! Where the end of a session is noted in the broker: by the service that ends it, for gateways that
//! miss the notice and for tokens that outlive the session.

use std::time::Duration;

/// How long an end is noted: longer than any token that names the session is good without asking.
pub const KEPT: Duration = Duration::from_secs(24 * 3600);

/// The key of the note.
#[must_use]
pub fn key(session: &str) -> String {
    format!("resume/session/{session}")
}

/// The note: that it has ended, and when by the room clock.
#[must_use]
pub fn note(now: f64) -> String {
    format!("ended {now}")
}

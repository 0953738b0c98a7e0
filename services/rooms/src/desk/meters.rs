//! What the desks count. Handles are kept: looking a metric up by its labels costs more than
//! judging a message.

use std::collections::HashMap;

use metrics::{Counter, Histogram};
use parking_lot::Mutex;

/// Metrics of all desks.
pub struct Meters {
    /// Seconds that a commit took.
    pub commit: Histogram,
    /// Groups judged again because somebody else was faster.
    pub conflicts: Counter,
    commands: Mutex<HashMap<(&'static str, bool), Counter>>,
}

impl Meters {
    /// Metrics of the recorder that is installed now.
    pub fn new() -> Self {
        Self {
            commit: metrics::histogram!("matinee_rooms_commit_seconds"),
            conflicts: metrics::counter!("matinee_rooms_conflicts_total"),
            commands: Mutex::default(),
        }
    }

    /// Counts a request of this kind.
    pub fn count(&self, kind: &'static str, accepted: bool) {
        let outcome = if accepted { "accepted" } else { "refused" };
        let named = || metrics::counter!("matinee_rooms_commands_total", "kind" => kind, "outcome" => outcome);
        self.commands.lock().entry((kind, accepted)).or_insert_with(named).increment(1);
    }
}

//! What the desks count. Handles are kept: looking a metric up by its labels costs more than
//! judging a message.

use std::collections::HashMap;

use matinee_telemetry::Metric;
use metrics::{Counter, Histogram};
use parking_lot::Mutex;

/// Every metric of rooms.
pub const METRICS: &[Metric] = &[
    Metric::counter(
        "matinee_rooms_commands_total",
        "`kind`, `outcome` (`accepted`, `refused`)",
        "What was asked of rooms, by members, by users and by the rooms themselves.",
    ),
    Metric::seconds("matinee_rooms_commit_seconds", "", "Commits, of one or several commands."),
    Metric::counter("matinee_rooms_conflicts_total", "", "Commits that somebody else was faster than; judged again."),
    Metric::gauge("matinee_rooms_cached", "", "Rooms kept at hand by this replica."),
    Metric::counter("matinee_rooms_wakeups_total", "`kind`", "Deadlines of rooms that this replica acted on."),
    Metric::counter("matinee_rooms_rebuilt_total", "", "Rooms put back into the broker from the database."),
    Metric::seconds("matinee_rooms_save_seconds", "", "Transactions that write changed rooms to the database."),
    Metric::counter("matinee_rooms_saved_total", "", "Rooms written to the database."),
    Metric::counter("matinee_rooms_imports_total", "`status`", "Imports of playlists that came to an end."),
];

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

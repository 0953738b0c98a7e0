//! Why the process could not start or had to stop, in words for whoever started it.

use matinee_broker::BrokerError;
use matinee_database::DatabaseError;

use crate::settings::SettingsError;

/// Reported once, in `main`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The configuration, or a port that it names.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Redis, or its URL.
    #[error("{0}")]
    Broker(#[from] BrokerError),
    /// The database, or its URL.
    #[error("{0}")]
    Database(#[from] DatabaseError),
    /// The system refused something.
    #[error("{what}: {source}")]
    System { what: &'static str, source: std::io::Error },
    /// A part could not start or ended by itself.
    #[error("{part}: {problem}")]
    Part { part: &'static str, problem: String },
}

impl Failure {
    /// A failure of one part.
    pub(crate) fn part(part: &'static str, problem: impl std::fmt::Display) -> Self {
        Self::Part { part, problem: problem.to_string() }
    }
}

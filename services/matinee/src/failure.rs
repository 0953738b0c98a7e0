//! Why the process could not start or had to stop, in words for whoever started it.

use matinee_broker::BrokerError;
use matinee_database::DatabaseError;

use crate::settings::{Settings, SettingsError};

/// Reported once, in `main`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The configuration, or a port that it names.
    #[error(transparent)]
    Settings(#[from] SettingsError),
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

    /// Redis is not there, or its URL cannot be used.
    pub(crate) fn broker(settings: &Settings, error: BrokerError) -> Self {
        let problem = match error {
            BrokerError::Url(problem) | BrokerError::Unavailable(problem) => problem,
            other => other.to_string(),
        };
        settings.invalid("broker.url", problem).into()
    }

    /// The database is not there, or a key of its section cannot be used; the error says which.
    pub(crate) fn database(settings: &Settings, error: &DatabaseError) -> Self {
        let text = error.to_string();
        match text.split_once(": ") {
            Some((key, problem)) if key.starts_with("database.") => settings.invalid(key, problem).into(),
            _ => settings.invalid("database.url", text).into(),
        }
    }
}

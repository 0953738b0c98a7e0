//! Why a call fails: a refusal that the caller may read, or a failure that only the log may.

use matinee_broker::BrokerError;
use matinee_database::DatabaseError;
use matinee_proto::Refusal;
use tonic::Status;

use crate::config::ConfigError;

/// Why the service could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A value of `[auth]` makes no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// What the database keeps as signing key is none.
    #[error("the signing key that the database keeps cannot be read")]
    SigningKey,
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Broker(#[from] BrokerError),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            failure => {
                tracing::error!(error = %failure, "a call to auth failed");
                Status::unavailable("auth cannot reach its stores at present")
            }
        }
    }
}

/// What is said to somebody whose session is not, or no longer, there.
pub(crate) fn unauthenticated(detail: &str) -> Error {
    Refusal::new("unauthenticated", detail).into()
}

pub(crate) fn invalid(detail: impl Into<String>) -> Error {
    Refusal::new("invalid_argument", detail).into()
}

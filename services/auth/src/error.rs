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
    /// Mail cannot be sent like this.
    #[error("auth.smtp_url: {0}")]
    Mail(String),
    /// Providers of identities cannot be asked.
    #[error("auth: {0}")]
    Providers(String),
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
    /// A password could not be hashed.
    #[error("hashing failed: {0}")]
    Hashing(String),
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

/// What is refused because it is somebody else's, by its field.
pub(crate) fn taken(code: &str, field: &str, detail: impl Into<String>) -> Error {
    Refusal::of_field(code, field, "taken", detail).into()
}

/// The password in `field` is not the one.
pub(crate) fn wrong_password(field: &str) -> Error {
    Refusal::of_field("wrong_password", field, "wrong", "this is not your password").into()
}

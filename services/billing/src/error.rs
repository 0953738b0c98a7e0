//! Why a call fails: a refusal that the caller may read, or a failure that only the log may.

use matinee_broker::BrokerError;
use matinee_database::DatabaseError;
use matinee_proto::Refusal;
use tonic::Status;

use crate::config::ConfigError;
use crate::stripe::StripeFailure;

/// Why the service could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A value of `[billing]` makes no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Something is for sale, and there is no database to keep who has paid.
    #[error("billing.stripe_secret_key: what is sold is kept in the database, which this process has not opened")]
    NoDatabase,
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Broker(#[from] BrokerError),
    #[error(transparent)]
    Stripe(#[from] StripeFailure),
    /// Others kept reading the same customer.
    #[error("a customer was read by others all the time")]
    Contended,
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
                tracing::error!(error = %failure, "a call to billing failed");
                Refusal::new("unavailable", "payments cannot be reached at present; try again").into()
            }
        }
    }
}

/// What is said where nothing is for sale.
pub(crate) fn off() -> Error {
    Refusal::new("billing_not_configured", "nothing is for sale here").into()
}

pub(crate) fn invalid(detail: impl Into<String>) -> Error {
    Refusal::new("invalid_argument", detail).into()
}

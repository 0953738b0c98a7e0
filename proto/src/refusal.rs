//! How a service says no: a named code, a sentence, perhaps when to try again. It travels as a
//! gRPC status with the code and the time in metadata, and becomes `problem+json` or an ERROR
//! frame at the edge.

use std::time::Duration;

use tonic::metadata::MetadataValue;
use tonic::{Code, Status};

const CODE: &str = "matinee-code";
const RETRY_AFTER_MS: &str = "matinee-retry-after-ms";

/// A refusal with one of the codes of the public contract.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Refusal {
    /// For example `not_leader`.
    pub code: String,
    /// A sentence for people, with nothing secret in it.
    pub detail: String,
    /// When it is worth trying again.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// A refusal without a time to come back.
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), retry_after: None }
    }

    /// The same with a time after which it is worth trying again.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    /// Reads a status that came from a service. One without a code was not a refusal but a
    /// failure: `unavailable`, and its text stays in the log.
    #[must_use]
    pub fn from_status(status: &Status) -> Self {
        let text = |key| status.metadata().get(key).and_then(|value| value.to_str().ok());
        let Some(code) = text(CODE) else {
            return match status.code() {
                Code::Unauthenticated => Self::new("unauthenticated", "the call carried no valid token"),
                _ => {
                    Self::new("unavailable", "a service did not answer; try again").retry_after(Duration::from_secs(1))
                }
            };
        };
        Self {
            code: code.to_owned(),
            detail: status.message().to_owned(),
            retry_after: text(RETRY_AFTER_MS).and_then(|ms| ms.parse().ok()).map(Duration::from_millis),
        }
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let mut status = Status::new(grpc_code(&refusal.code), refusal.detail);
        if let Ok(code) = MetadataValue::try_from(refusal.code) {
            status.metadata_mut().insert(CODE, code);
        }
        if let Some(after) = refusal.retry_after {
            let ms = MetadataValue::from(u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
            status.metadata_mut().insert(RETRY_AFTER_MS, ms);
        }
        status
    }
}

/// The nearest gRPC code, for tools that know nothing of ours.
fn grpc_code(code: &str) -> Code {
    match code {
        "invalid_frame" | "unknown_command" | "invalid_argument" | "unsupported_url" => Code::InvalidArgument,
        "not_leader" | "forbidden" | "blocked" | "banned" | "wrong_password" | "feature_not_in_plan" => {
            Code::PermissionDenied
        }
        "nickname_taken" | "username_taken" | "email_taken" => Code::AlreadyExists,
        "rate_limited" | "room_full" | "queue_full" | "quota_exhausted" => Code::ResourceExhausted,
        "contended" => Code::Aborted,
        "unauthenticated" | "invalid_credentials" => Code::Unauthenticated,
        "unavailable" => Code::Unavailable,
        _ if code.ends_with("not_found") => Code::NotFound,
        _ => Code::FailedPrecondition,
    }
}

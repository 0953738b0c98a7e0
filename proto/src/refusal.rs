//! How a service says no: a named code, a sentence, perhaps when to try again. It travels as a
//! gRPC status with the code and the time in metadata, and becomes `problem+json` or an ERROR
//! frame at the edge.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tonic::metadata::{BinaryMetadataValue, MetadataValue};
use tonic::{Code, Status};

const CODE: &str = "matinee-code";
const RETRY_AFTER_MS: &str = "matinee-retry-after-ms";
const FIELDS: &str = "matinee-fields-bin";

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
    /// Which fields of the request it is about, if any.
    pub fields: Vec<FieldFault>,
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// Its name, as the sender wrote it.
    pub field: String,
    /// For programs, for example `too_short`.
    pub code: String,
    /// A sentence for people.
    pub detail: String,
}

impl Refusal {
    /// A refusal without a time to come back.
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), retry_after: None, fields: Vec::new() }
    }

    /// A refusal about one field.
    pub fn of_field(code: &str, field: &str, fault: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let fault = FieldFault { field: field.to_owned(), code: fault.to_owned(), detail: detail.clone() };
        Self { fields: vec![fault], ..Self::new(code, format!("{field}: {detail}")) }
    }

    /// All that is wrong with a request's fields, as one refusal.
    #[must_use]
    pub fn of_fields(fields: Vec<FieldFault>) -> Self {
        let texts: Vec<_> = fields.iter().map(|fault| format!("{}: {}", fault.field, fault.detail)).collect();
        Self { fields, ..Self::new("invalid_argument", texts.join("; ")) }
    }

    /// The same with a time after which it is worth trying again.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    /// Reads a status that came from a service. One without a code was not a refusal but a
    /// failure: `unavailable`, and its text stays in the log. So is a call that a service did not
    /// take for one of ours: that is no fault of the user's, and no reason to log in anew.
    #[must_use]
    pub fn from_status(status: &Status) -> Self {
        let text = |key| status.metadata().get(key).and_then(|value| value.to_str().ok());
        let Some(code) = text(CODE) else {
            return Self::new("unavailable", "a service did not answer; try again").retry_after(Duration::from_secs(1));
        };
        Self {
            code: code.to_owned(),
            detail: status.message().to_owned(),
            retry_after: text(RETRY_AFTER_MS).and_then(|ms| ms.parse().ok()).map(Duration::from_millis),
            fields: fields(status).unwrap_or_default(),
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
        if !refusal.fields.is_empty()
            && let Ok(json) = serde_json::to_vec(&refusal.fields)
        {
            status.metadata_mut().insert_bin(FIELDS, BinaryMetadataValue::from_bytes(&json));
        }
        status
    }
}

fn fields(status: &Status) -> Option<Vec<FieldFault>> {
    let json = status.metadata().get_bin(FIELDS)?.to_bytes().ok()?;
    serde_json::from_slice(&json).ok()
}

/// The nearest gRPC code, for tools that know nothing of ours.
fn grpc_code(code: &str) -> Code {
    match code {
        "invalid_frame" | "unknown_command" | "invalid_argument" | "unsupported_url" => Code::InvalidArgument,
        "not_leader" | "forbidden" | "blocked" | "banned" | "wrong_password" | "feature_not_in_plan" => {
            Code::PermissionDenied
        }
        "nickname_taken" | "username_taken" | "email_taken" | "already_logged_in" => Code::AlreadyExists,
        "rate_limited" | "room_full" | "queue_full" | "quota_exhausted" => Code::ResourceExhausted,
        "contended" => Code::Aborted,
        "unauthenticated" | "invalid_credentials" => Code::Unauthenticated,
        "unavailable" => Code::Unavailable,
        _ if code.ends_with("not_found") => Code::NotFound,
        _ => Code::FailedPrecondition,
    }
}

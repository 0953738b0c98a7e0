//! How HTTP says no: RFC 9457 problem documents with a code of the contract.
//!
//! Every error is one, also those that axum and hyper make before a handler runs: a wrong method,
//! an unreadable body, an unknown path. What a 5xx was about goes to the log, not to the client.

use std::time::Duration;

use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use matinee_proto::Refusal;
use matinee_proto::refusal::FieldFault;
use serde::Serialize;

/// A problem document (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    /// `about:blank`: the code says what it is.
    #[serde(rename = "type")]
    kind: Blank,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// One of the codes of the contract, for example `room_not_found`.
    #[schema(value_type = String)]
    code: Box<str>,
    /// A sentence for people.
    #[schema(value_type = String)]
    detail: Box<str>,
    /// Id of the request, as in the log.
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schema(value_type = String)]
    instance: Box<str>,
    /// What is wrong with which field, for 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// Seconds.
    #[serde(skip)]
    retry_after: Option<u32>,
}

/// The one type of problem there is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
enum Blank {
    #[serde(rename = "about:blank")]
    Blank,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct FieldError {
    /// Its name.
    field: String,
    /// For programs: `required`, `too_short`, `too_long`, `weak`, `invalid`, `taken`, `wrong`.
    #[schema(value_type = String)]
    code: Box<str>,
    /// A sentence for people.
    detail: String,
}

/// Seconds after which there may be room for another socket.
const COME_BACK: u32 = 5;
/// What is wrong with a field of which nothing more is said.
const INVALID: &str = "invalid";

impl Problem {
    pub(crate) fn new(status: StatusCode, code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            kind: Blank::Blank,
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            code: code.into().into(),
            detail: detail.into().into(),
            instance: Box::default(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// A value that a field cannot have.
    pub(crate) fn field(field: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let error = FieldError { field: field.to_owned(), code: INVALID.into(), detail: detail.clone() };
        Self {
            errors: vec![error],
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_argument", format!("{field}: {detail}"))
        }
    }

    pub(crate) fn unauthenticated(detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
    }

    pub(crate) fn rate_limited(after: Duration) -> Self {
        Self {
            retry_after: Some(whole_seconds(after)),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "too many requests; try again later")
        }
    }

    pub(crate) fn unavailable() -> Self {
        Self {
            retry_after: Some(1),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "a service did not answer; try again")
        }
    }

    /// This gateway has no room for another socket; another one may.
    pub(crate) fn gateway_full() -> Self {
        let detail = "this server has no room for another connection; try again";
        Self { retry_after: Some(COME_BACK), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "gateway_full", detail) }
    }

    /// So many sockets are open from one address that it gets no more.
    pub(crate) fn too_many_sockets() -> Self {
        let detail = "too many connections from this address are open; close some";
        Self { retry_after: Some(COME_BACK), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_sockets", detail) }
    }

    /// Its code.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
    }
}

/// Never too early.
fn whole_seconds(after: Duration) -> u32 {
    u32::try_from(after.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}

/// The HTTP status of a refusal's code.
fn status_of(code: &str) -> StatusCode {
    match code {
        "invalid_argument" | "unsupported_url" | "idempotency_key_reused" => StatusCode::UNPROCESSABLE_ENTITY,
        "invalid_frame" | "unknown_command" | "invalid_signature" => StatusCode::BAD_REQUEST,
        "unauthenticated" | "invalid_credentials" => StatusCode::UNAUTHORIZED,
        "feature_not_in_plan" => StatusCode::PAYMENT_REQUIRED,
        "account_required" | "not_leader" | "forbidden" | "blocked" | "banned" | "wrong_password" | "kicked"
        | "insufficient_scope" => StatusCode::FORBIDDEN,
        "oauth_state" | "oauth_failed" | "oauth_denied" => StatusCode::BAD_REQUEST,
        "token_invalid" => StatusCode::GONE,
        "already_subscribed" | "already_logged_in" | "already_confirmed" | "too_many_tokens" | "identity_taken" => {
            StatusCode::CONFLICT
        }
        "nickname_taken" | "username_taken" | "email_taken" | "room_full" | "queue_full" | "user_offline"
        | "contended" | "address_taken" | "too_many_rooms" => StatusCode::CONFLICT,
        "version_conflict" => StatusCode::PRECONDITION_FAILED,
        "rate_limited" => StatusCode::TOO_MANY_REQUESTS,
        "unavailable" | "quota_exhausted" | "search_not_configured" | "billing_not_configured" => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        _ if code.ends_with("not_found") => StatusCode::NOT_FOUND,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Whether a word is a name as JSON fields have them.
fn is_field(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        // Services say which fields it is about, or which one as `nickname: …`.
        let told = refusal.fields.into_iter().map(|FieldFault { field, code, detail }| FieldError {
            field,
            code: code.into(),
            detail,
        });
        let mut errors: Vec<FieldError> = told.collect();
        let field = refusal.detail.split_once(": ").filter(|(field, _)| is_field(field));
        if let Some((field, detail)) = field.filter(|_| errors.is_empty() && refusal.code == "invalid_argument") {
            errors.push(FieldError { field: field.to_owned(), code: INVALID.into(), detail: detail.to_owned() });
        }
        let problem = Self { errors, ..Self::new(status_of(&refusal.code), refusal.code, refusal.detail) };
        Self { retry_after: refusal.retry_after.map(whole_seconds), ..problem }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match &rejection {
            JsonRejection::JsonDataError(error) => Self::field("body", cause(error)),
            JsonRejection::JsonSyntaxError(_) => Self::new(StatusCode::BAD_REQUEST, "invalid_argument", "not JSON"),
            JsonRejection::MissingJsonContentType(_) => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid_argument", "the body is to be application/json")
            }
            other => Self::of_status(other.status()),
        }
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        Self::of_status(rejection.status())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::field("query", cause(&rejection))
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::not_found()
    }
}

/// The innermost reason, without the words of the layers around it.
fn cause(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

impl Problem {
    /// The problem of a bare status that something below a handler answered with.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => return Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "this method does nothing here"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the body is too large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "the body is of another kind"),
            StatusCode::REQUEST_TIMEOUT => ("timeout", "the request took too long"),
            _ if status.is_client_error() => ("invalid_argument", "the request cannot be read"),
            _ => ("unavailable", "something went wrong; try again"),
        };
        Self::new(status, code, detail)
    }

    /// The same, about one request.
    pub(crate) fn about(self, request_id: &str) -> Self {
        Self { instance: request_id.into(), ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).expect("strings and numbers serialize");
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(after) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(after));
        }
        // For the layer that puts the request's id in.
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_status() {
        for (code, status) in [
            ("room_not_found", 404),
            ("user_not_found", 404),
            ("banned", 403),
            ("wrong_password", 403),
            ("nickname_taken", 409),
            ("room_full", 409),
            ("feature_not_in_plan", 402),
            ("unsupported_url", 422),
            ("idempotency_key_reused", 422),
            ("rate_limited", 429),
            ("unavailable", 503),
            ("unauthenticated", 401),
            ("something_new", 422),
        ] {
            assert_eq!(Problem::from(Refusal::new(code, "…")).status, status, "{code}");
        }
    }

    #[test]
    fn the_time_to_come_back_is_whole_and_never_too_early() {
        for (millis, seconds) in [(0, "1"), (900, "1"), (1_000, "1"), (1_001, "2")] {
            let response = Problem::rate_limited(Duration::from_millis(millis)).into_response();
            assert_eq!(response.headers()[RETRY_AFTER], seconds);
        }
    }

    #[test]
    fn a_field_is_named() {
        let problem = serde_json::to_value(Problem::field("nickname", "1–32 characters").about("r1")).unwrap();
        assert_eq!(problem["status"], 422);
        assert_eq!(problem["type"], "about:blank");
        assert_eq!(problem["instance"], "r1");
        assert_eq!(problem["errors"][0]["field"], "nickname");

        let refused = Problem::from(Refusal::new("invalid_argument", "nickname: too long"));
        let errors = serde_json::to_value(&refused).unwrap()["errors"].clone();
        assert_eq!(errors, serde_json::json!([{ "field": "nickname", "code": "invalid", "detail": "too long" }]));
        let plain = serde_json::to_value(Problem::from(Refusal::new("invalid_argument", "So: no"))).unwrap();
        assert!(plain.get("errors").is_none());
    }
}

//! `Idempotency-Key` on requests that create: the same key with the same body gets the first
//! answer again, for ten minutes, whichever gateway it reaches.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use matinee_broker::Claim;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Gateway;
use crate::problem::Problem;

/// How long an answer is remembered.
const MEMORY: Duration = Duration::from_secs(600);
/// How long a request may take before another with its key is let through.
const IN_WORK: Duration = Duration::from_secs(30);
/// Characters of a key.
const KEY_MAX: usize = 255;
/// Says that an answer is the first one's.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// An answer that can be given twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    status: u16,
    body: String,
    cookies: Vec<String>,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: &impl Serialize, cookies: Vec<String>) -> Self {
        let body = serde_json::to_string(body).expect("strings and numbers serialize");
        Self { status: status.as_u16(), body, cookies }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let json = HeaderValue::from_static("application/json");
        let mut response = (status, [(CONTENT_TYPE, json)], self.body).into_response();
        for cookie in self.cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    body: String,
    answer: Answer,
}

/// Does `work` once per key. `scope` says who asks for what, so that keys of others never meet.
pub(crate) async fn once(
    gateway: &Gateway,
    scope: &str,
    headers: &HeaderMap,
    body: &[u8],
    work: impl Future<Output = Result<Answer, Problem>>,
) -> Result<Response, Problem> {
    let Some(key) = headers.get("idempotency-key") else { return work.await.map(Answer::into_response) };
    let usable = key.to_str().ok().filter(|key| (1..=KEY_MAX).contains(&key.len()));
    let key = usable.ok_or_else(|| Problem::field("Idempotency-Key", "1–255 visible ASCII characters"))?;
    // Hashed: what a client chose is not part of a key of ours.
    let key = format!("idempotency/{}", hash(format!("{scope}\n{key}").as_bytes()));
    let body = hash(body);
    if let Some(answer) = replayed(gateway, &key, &body).await? {
        return Ok(answer);
    }
    let owner = uuid::Uuid::new_v4().to_string();
    let busy = format!("{key}/busy");
    match gateway.broker().claim(&busy, &owner, IN_WORK).await {
        Ok(Claim::Granted) => {}
        Ok(Claim::HeldBy(_)) => {
            return Err(Problem::new(StatusCode::CONFLICT, "contended", "a request with this key is in work"));
        }
        Err(_) => return Err(Problem::unavailable()),
    }
    // It may have been finished between the look and the claim.
    let answer = match replayed(gateway, &key, &body).await {
        Ok(None) => work.await,
        Ok(Some(answer)) => return Ok(answer),
        Err(problem) => Err(problem),
    };
    if let Ok(answer) = &answer {
        let remembered = Remembered { body, answer: answer.clone() };
        let bytes = Bytes::from(serde_json::to_vec(&remembered).expect("strings and numbers serialize"));
        if let Err(error) = gateway.broker().cache(&key, bytes, MEMORY).await {
            tracing::warn!(%error, "an answer could not be remembered");
        }
    }
    let _ = gateway.broker().release(&busy, &owner).await;
    answer.map(Answer::into_response)
}

async fn replayed(gateway: &Gateway, key: &str, body: &str) -> Result<Option<Response>, Problem> {
    let cached = gateway.broker().cached(key).await.map_err(|_| Problem::unavailable())?;
    let Some(first) = cached.and_then(|bytes| serde_json::from_slice::<Remembered>(&bytes).ok()) else {
        return Ok(None);
    };
    if first.body != body {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "this key was used with another body",
        ));
    }
    let mut response = first.answer.into_response();
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(Some(response))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

//! The YouTube Data API: four lists, read with a key.
//!
//! The key travels in the query, as the API documents it, so no URL of a request may be shown:
//! errors lose theirs before anybody sees them, and requests are HTTP/1.1, whose implementation
//! logs no paths at any level. Redirects are not followed, answers are bounded in time and bytes,
//! a failure that may pass is tried once more, and a row of failures is left alone for a while.

use std::time::{Duration, Instant};

use matinee_telemetry::Outgoing;
use reqwest::{Client, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use url::Url;

use crate::breaker::Breaker;
use crate::provider;
use crate::quota::{Bucket, Quota};
use crate::trouble::Trouble;

pub(crate) mod wire;

/// Bytes of an answer: fifty videos with long descriptions have about half a million.
const ANSWER_MAX: usize = 4 << 20;
/// Calls under way at once; more wait.
const AT_ONCE: usize = 16;
/// Tries of one call.
const TRIES: u32 = 2;
/// Milliseconds before the second try, chosen at random so that replicas do not come back together.
const PAUSE: std::ops::Range<u64> = 100..300;

/// What can be asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Method {
    Search,
    Videos,
    Playlists,
    PlaylistItems,
}

impl Method {
    fn path(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Videos => "videos",
            Self::Playlists => "playlists",
            Self::PlaylistItems => "playlistItems",
        }
    }

    fn bucket(self) -> Bucket {
        if matches!(self, Self::Search) { Bucket::Searches } else { Bucket::Units }
    }
}

/// How one try went.
enum Tried {
    /// It said no, and would again.
    No(Trouble),
    /// It may go better next time.
    Failed(String),
    /// Its bucket is empty.
    Empty,
}

/// Asks the YouTube Data API.
pub(crate) struct YouTube {
    client: Client,
    base: Url,
    key: SecretString,
    timeout: Duration,
    breaker: Breaker,
    slots: Semaphore,
    pub(crate) quota: Quota,
}

impl YouTube {
    pub(crate) fn new(
        base: Url,
        key: SecretString,
        timeout: Duration,
        rest: Duration,
        quota: Quota,
    ) -> Result<Self, reqwest::Error> {
        let client = provider::client(&base, timeout, |builder| builder.http1_only())?;
        Ok(Self { client, base, key, timeout, breaker: Breaker::new(rest), slots: Semaphore::new(AT_ONCE), quota })
    }

    /// Whether it is worth to ask at present.
    ///
    /// # Errors
    /// It is left alone for a while.
    pub(crate) fn ready(&self) -> Result<(), Trouble> {
        self.breaker.resting(Instant::now()).map_or(Ok(()), |left| Err(Trouble::Resting(left)))
    }

    /// Asks one list.
    pub(crate) async fn list<T: DeserializeOwned>(
        &self,
        method: Method,
        parameters: &[(&str, &str)],
    ) -> Result<wire::List<T>, Trouble> {
        let mut tries = 0;
        loop {
            self.breaker.admit(Instant::now()).map_err(Trouble::Resting)?;
            self.quota.spend(method.bucket()).await?;
            tries += 1;
            let tried = tokio::time::timeout(self.timeout, self.once(method, parameters)).await;
            let tried = tried.unwrap_or_else(|_| Err(Tried::Failed("no answer in time".to_owned())));
            let outcome = match &tried {
                Ok(_) => "answered",
                Err(Tried::No(_)) => "refused",
                Err(Tried::Empty) => "exhausted",
                Err(Tried::Failed(_)) => "failed",
            };
            metrics::counter!("matinee_search_youtube_calls_total", "method" => method.path(), "outcome" => outcome)
                .increment(1);
            self.breaker.went(!matches!(tried, Err(Tried::Failed(_))), Instant::now());
            match tried {
                Ok(list) => return Ok(list),
                Err(Tried::No(trouble)) => return Err(trouble),
                Err(Tried::Empty) => return Err(Trouble::Quota(self.quota.exhausted(method.bucket()).await)),
                Err(Tried::Failed(problem)) if tries >= TRIES => {
                    tracing::warn!(youtube.method = method.path(), error = %problem, "YouTube could not be asked");
                    return Err(Trouble::Unavailable(problem));
                }
                Err(Tried::Failed(_)) => {
                    tokio::time::sleep(Duration::from_millis(rand::random_range(PAUSE))).await;
                }
            }
        }
    }

    async fn once<T: DeserializeOwned>(
        &self,
        method: Method,
        parameters: &[(&str, &str)],
    ) -> Result<wire::List<T>, Tried> {
        let _slot = self.slots.acquire().await.map_err(|_| Tried::Failed("shutting down".to_owned()))?;
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(method.path());
        }
        url.query_pairs_mut().extend_pairs(parameters).append_pair("key", self.key.expose_secret());
        let call = Outgoing::begin("GET", self.base.host_str().unwrap_or_default(), method.path());
        let (status, body) = provider::answer(call, self.client.get(url), ANSWER_MAX).await.map_err(Tried::Failed)?;
        if status == StatusCode::OK {
            // What serde says names a place in the answer and nothing of the request.
            return serde_json::from_slice(&body).map_err(|error| Tried::Failed(format!("no list: {error}")));
        }
        Err(refused(status, &serde_json::from_slice(&body).unwrap_or_default()))
    }
}

/// What a status other than 200 means.
fn refused(status: StatusCode, failure: &wire::Failure) -> Tried {
    for reason in failure.reasons() {
        return match reason {
            "quotaExceeded" | "dailyLimitExceeded" => Tried::Empty,
            "rateLimitExceeded" | "userRateLimitExceeded" => Tried::Failed("it asks for fewer calls".to_owned()),
            "keyInvalid" | "keyExpired" | "API_KEY_INVALID" | "accessNotConfigured" | "ipRefererBlocked" => {
                tracing::error!(reason, "YouTube does not accept the key (search.youtube_api_key)");
                Tried::No(Trouble::NotConfigured)
            }
            "invalidPageToken" => Tried::No(Trouble::BadPage),
            "playlistNotFound" => Tried::No(Trouble::NotFound),
            "playlistItemsNotAccessible" | "playlistForbidden" | "channelClosed" | "channelSuspended" => {
                Tried::No(Trouble::Closed)
            }
            _ => continue,
        };
    }
    match status {
        StatusCode::NOT_FOUND => Tried::No(Trouble::NotFound),
        StatusCode::UNAUTHORIZED => Tried::No(Trouble::NotConfigured),
        StatusCode::FORBIDDEN => Tried::No(Trouble::Closed),
        status => Tried::Failed(format!("status {}", status.as_u16())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_what_its_reason_says() {
        let told = |status: u16, body: serde_json::Value| {
            refused(StatusCode::from_u16(status).unwrap(), &serde_json::from_value(body).unwrap_or_default())
        };
        let reason = |reason: &str| serde_json::json!({ "error": { "errors": [{ "reason": reason }] } });
        assert!(matches!(told(403, reason("quotaExceeded")), Tried::Empty));
        assert!(matches!(told(403, reason("rateLimitExceeded")), Tried::Failed(_)));
        assert!(matches!(told(400, reason("keyInvalid")), Tried::No(Trouble::NotConfigured)));
        let modern = serde_json::json!({ "error": {
            "errors": [{ "reason": "badRequest" }], "details": [{ "reason": "API_KEY_INVALID" }],
        }});
        assert!(matches!(told(400, modern), Tried::No(Trouble::NotConfigured)));
        assert!(matches!(told(404, reason("playlistNotFound")), Tried::No(Trouble::NotFound)));
        assert!(matches!(told(404, serde_json::json!("<html>")), Tried::No(Trouble::NotFound)));
        assert!(matches!(told(503, serde_json::Value::Null), Tried::Failed(problem) if problem == "status 503"));
        assert!(matches!(told(302, serde_json::Value::Null), Tried::Failed(_)), "redirects are failures");
    }
}

//! Asking a provider by oEmbed (oembed.com) what a link is called.
//!
//! The endpoint is configured and nobody else is ever asked: redirects are not followed. An
//! answer is bounded in time and in bytes, and what it says is cut to what a room can show.

use std::time::Duration;

use matinee_telemetry::Outgoing;
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use url::Url;

use crate::provider;

/// Bytes of an answer; real ones have one or two thousand.
const ANSWER_MAX: usize = 64 * 1024;
/// Characters of a title or a channel's name.
const TEXT_MAX: usize = 300;
/// Characters of a thumbnail's URL.
const THUMBNAIL_MAX: usize = 1024;
/// Questions under way at once; more wait, within the time they have.
const AT_ONCE: usize = 32;
/// Seconds: longer than anything that is played.
const DURATION_MAX: f64 = 7.0 * 24.0 * 3600.0;

/// What a provider says of a video. Fields that it does not tell are empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) title: String,
    pub(crate) channel: String,
    pub(crate) thumbnail_url: String,
    /// Seconds; 0 = unknown.
    pub(crate) duration: f64,
}

/// What became of a question that was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Verdict {
    /// It can be embedded.
    Found(Metadata),
    /// The provider says that there is no such video.
    Gone,
    /// The provider says that its owner does not allow embedding.
    NotEmbeddable,
}

/// Why a question was not answered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum Unanswered {
    #[error("no answer: {0}")]
    Transport(String),
    #[error("no answer in time")]
    Late,
    #[error("status {0}")]
    Status(u16),
    #[error("the answer is not oEmbed: {0}")]
    Garbage(String),
}

#[derive(Deserialize)]
struct Answer {
    title: String,
    #[serde(default)]
    author_name: Option<String>,
    #[serde(default)]
    thumbnail_url: Option<String>,
    #[serde(default)]
    duration: Option<f64>,
}

/// Asks one oEmbed endpoint.
#[derive(Debug)]
pub(crate) struct OEmbed {
    endpoint: Url,
    client: Client,
    timeout: Duration,
    slots: Semaphore,
}

impl OEmbed {
    pub(crate) fn new(endpoint: Url, timeout: Duration) -> Result<Self, reqwest::Error> {
        let client = provider::client(&endpoint, timeout, |builder| builder)?;
        Ok(Self { endpoint, client, timeout, slots: Semaphore::new(AT_ONCE) })
    }

    /// Whom it asks, for logs.
    pub(crate) fn host(&self) -> Option<&str> {
        self.endpoint.host_str()
    }

    /// Asks what `link` is.
    pub(crate) async fn ask(&self, link: &str) -> Result<Verdict, Unanswered> {
        let question = async {
            let _slot = self.slots.acquire().await.map_err(|error| Unanswered::Transport(error.to_string()))?;
            let mut url = self.endpoint.clone();
            url.query_pairs_mut().append_pair("url", link).append_pair("format", "json");
            let call = Outgoing::begin("GET", self.host().unwrap_or_default(), "oembed");
            let answer = provider::answer(call, self.client.get(url), ANSWER_MAX).await;
            let (status, body) = answer.map_err(Unanswered::Transport)?;
            match status {
                StatusCode::OK => {}
                // YouTube says 400 for ids that it never gave out.
                StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::BAD_REQUEST => return Ok(Verdict::Gone),
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Ok(Verdict::NotEmbeddable),
                status => return Err(Unanswered::Status(status.as_u16())),
            }
            read(&body)
        };
        tokio::time::timeout(self.timeout, question).await.unwrap_or(Err(Unanswered::Late))
    }
}

fn read(body: &[u8]) -> Result<Verdict, Unanswered> {
    let answer: Answer = serde_json::from_slice(body).map_err(|error| Unanswered::Garbage(error.to_string()))?;
    let title = text(&answer.title);
    if title.is_empty() {
        return Err(Unanswered::Garbage("the title is empty".to_owned()));
    }
    Ok(Verdict::Found(Metadata {
        title,
        channel: text(&answer.author_name.unwrap_or_default()),
        thumbnail_url: answer.thumbnail_url.filter(|url| is_thumbnail(url)).unwrap_or_default(),
        duration: answer.duration.filter(|seconds| (0.0..=DURATION_MAX).contains(seconds)).unwrap_or_default(),
    }))
}

/// Whether a picture may be shown: browsers ask for it over https.
pub(crate) fn is_thumbnail(text: &str) -> bool {
    text.len() <= THUMBNAIL_MAX && Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.host().is_some())
}

/// What a room can show: one line, not too long.
pub(crate) fn text(raw: &str) -> String {
    let line = raw.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXT_MAX).collect::<String>();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_left_out() {
        let title = "a\nb\u{7}".to_owned() + &"x".repeat(400);
        let answer = serde_json::json!({
            "title": title, "author_name": null, "thumbnail_url": "javascript:alert(1)", "duration": -3, "html": "<b>",
        });
        let Ok(Verdict::Found(found)) = read(answer.to_string().as_bytes()) else { panic!("it is oEmbed") };
        assert_eq!(found.title.chars().count(), TEXT_MAX);
        assert!(found.title.starts_with("a b x"));
        assert_eq!(found, Metadata { title: found.title.clone(), ..Metadata::default() });
    }

    #[test]
    fn what_is_no_answer_is_garbage() {
        for body in ["", "<html>", "[]", "{}", r#"{"title": 7}"#, r#"{"title": " \n "}"#] {
            assert!(matches!(read(body.as_bytes()), Err(Unanswered::Garbage(_))), "{body}");
        }
    }
}

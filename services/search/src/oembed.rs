//! Asking a provider by oEmbed (oembed.com) what a link is called.
//!
//! The endpoint is configured and nobody else is ever asked: redirects are not followed. An
//! answer is bounded in time and in bytes, and what it says is cut to what a room can show.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, StatusCode, redirect};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use url::Url;

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
    #[error("the answer is too long")]
    TooLong,
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

/// Asks oEmbed endpoints.
#[derive(Debug)]
pub(crate) struct OEmbed {
    client: Client,
    timeout: Duration,
    slots: Semaphore,
}

impl OEmbed {
    pub(crate) fn new(timeout: Duration) -> Result<Self, reqwest::Error> {
        let client = builder(timeout).build().or_else(|error| {
            // A machine without CA certificates can verify nobody, but it can run rooms.
            tracing::warn!(error = %error, "cannot verify providers; links keep their URL as title");
            builder(timeout).tls_certs_only([]).build()
        })?;
        Ok(Self { client, timeout, slots: Semaphore::new(AT_ONCE) })
    }

    /// Asks `endpoint` what `link` is.
    pub(crate) async fn ask(&self, endpoint: &Url, link: &str) -> Result<Verdict, Unanswered> {
        let question = async {
            let _slot = self.slots.acquire().await.map_err(|error| Unanswered::Transport(error.to_string()))?;
            let mut url = endpoint.clone();
            url.query_pairs_mut().append_pair("url", link).append_pair("format", "json");
            // Errors lose their URL: it names what somebody watches.
            let transport = |error: reqwest::Error| Unanswered::Transport(error.without_url().to_string());
            let response = self.client.get(url).send().await.map_err(transport)?;
            match response.status() {
                StatusCode::OK => {}
                // YouTube says 400 for ids that it never gave out.
                StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::BAD_REQUEST => return Ok(Verdict::Gone),
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Ok(Verdict::NotEmbeddable),
                status => return Err(Unanswered::Status(status.as_u16())),
            }
            read(&bounded(response).await?)
        };
        tokio::time::timeout(self.timeout, question).await.unwrap_or(Err(Unanswered::Late))
    }
}

fn builder(timeout: Duration) -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .referer(false)
        .timeout(timeout)
        .connect_timeout(timeout)
        .user_agent(concat!("Matinee/", env!("CARGO_PKG_VERSION")))
}

/// The body, unless it is too long.
async fn bounded(mut response: reqwest::Response) -> Result<Vec<u8>, Unanswered> {
    let transport = |error: reqwest::Error| Unanswered::Transport(error.without_url().to_string());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(transport)? {
        if body.len() + chunk.len() > ANSWER_MAX {
            return Err(Unanswered::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn read(body: &[u8]) -> Result<Verdict, Unanswered> {
    let answer: Answer = serde_json::from_slice(body).map_err(|error| Unanswered::Garbage(error.to_string()))?;
    let title = text(&answer.title);
    if title.is_empty() {
        return Err(Unanswered::Garbage("the title is empty".to_owned()));
    }
    let thumbnail_url = answer.thumbnail_url.unwrap_or_default();
    let usable = thumbnail_url.len() <= THUMBNAIL_MAX
        && Url::parse(&thumbnail_url).is_ok_and(|url| url.scheme() == "https" && url.host().is_some());
    Ok(Verdict::Found(Metadata {
        title,
        channel: text(&answer.author_name.unwrap_or_default()),
        thumbnail_url: if usable { thumbnail_url } else { String::new() },
        duration: answer.duration.filter(|seconds| (0.0..=DURATION_MAX).contains(seconds)).unwrap_or_default(),
    }))
}

/// What a room can show: one line, not too long.
fn text(raw: &str) -> String {
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

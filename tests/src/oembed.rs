//! A stand-in for the one site that tests must not ask: an oEmbed endpoint that knows what it is
//! told, refuses what it is told to refuse, and counts how often it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::loopback::Loopback;

/// What is to be said of a link.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// There is a video with this title.
    Title(String),
    /// The answer has this status, as 401 (not embeddable), 404 (gone) or 503.
    Status(u16),
}

/// A running endpoint.
#[derive(Clone, Debug)]
pub struct FakeOEmbed {
    port: u16,
    state: Known,
}

type Known = Arc<Mutex<Contents>>;

/// What it knows, by a part of the link.
#[derive(Debug, Default)]
struct Contents {
    verdicts: HashMap<String, Verdict>,
    asked: HashMap<String, usize>,
}

impl FakeOEmbed {
    /// Starts one on a free port. It ends with the process.
    ///
    /// # Panics
    /// If it cannot start.
    #[must_use]
    pub fn start() -> Self {
        let state = Known::default();
        let router = Router::new().route("/oembed", get(answer)).with_state(Arc::clone(&state));
        let loopback = Loopback::bind();
        let port = loopback.port;
        loopback.serve(router);
        Self { port, state }
    }

    /// Where it is, as `search.oembed_url` wants it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/oembed", self.port)
    }

    /// From now on says this of every link with `part` in it.
    pub fn set(&self, part: &str, verdict: Verdict) {
        self.lock().verdicts.insert(part.to_owned(), verdict);
    }

    /// How often it was asked for links with `part` in them.
    #[must_use]
    pub fn asked(&self, part: &str) -> usize {
        self.lock().asked.iter().filter(|(url, _)| url.contains(part)).map(|(_, times)| times).sum()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Contents> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(State(known): State<Known>, Query(query): Query<HashMap<String, String>>) -> Response {
    let Some(url) = query.get("url") else { return StatusCode::BAD_REQUEST.into_response() };
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    *known.asked.entry(url.clone()).or_default() += 1;
    let told = known.verdicts.iter().find(|(part, _)| url.contains(*part)).map(|(_, verdict)| verdict.clone());
    match told.unwrap_or_else(|| Verdict::Title(format!("Title of {url}"))) {
        Verdict::Title(title) => Json(json!({
            "type": "video",
            "version": "1.0",
            "title": title,
            "author_name": "A channel",
            "provider_name": "YouTube",
            "thumbnail_url": "https://i.ytimg.com/vi/x/hqdefault.jpg",
        }))
        .into_response(),
        Verdict::Status(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}

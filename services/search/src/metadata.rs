//! What providers said, kept: in the broker for all replicas, and for a minute in this process.
//!
//! However many ask for a video at the same time, its provider is asked once. No answer is not
//! kept at all: whoever asks next may be luckier.

use std::time::Duration;

use bytes::Bytes;
use matinee_broker::SharedBroker;
use moka::future::Cache;

use crate::link::Kind;
use crate::oembed::{OEmbed, Unanswered, Verdict};

/// How long this process trusts its own memory before it looks into the broker again.
const LOCAL: Duration = Duration::from_secs(60);
/// Videos remembered in this process.
const LOCAL_MAX: u64 = 10_000;
/// A video that is gone or closed may come back sooner than a title changes.
const REFUSED: Duration = Duration::from_secs(600);

/// Answers of providers.
#[derive(Debug)]
pub(crate) struct Answers {
    youtube: OEmbed,
    vimeo: OEmbed,
    keep: Duration,
    local: Cache<String, Verdict>,
}

impl Answers {
    pub(crate) fn new(youtube: OEmbed, vimeo: OEmbed, keep: Duration) -> Self {
        let local = Cache::builder().max_capacity(LOCAL_MAX).time_to_live(LOCAL.min(keep)).build();
        Self { youtube, vimeo, keep, local }
    }

    /// What the provider says of a video; `None` for links without a provider to ask.
    pub(crate) async fn of(&self, broker: &SharedBroker, kind: &Kind) -> Option<Result<Verdict, Unanswered>> {
        let endpoint = match kind {
            Kind::YouTube { .. } | Kind::Playlist { .. } => &self.youtube,
            Kind::Vimeo { .. } => &self.vimeo,
            Kind::File { .. } | Kind::Hls { .. } => return None,
        };
        let link = kind.url();
        let key = format!("search:oembed:{link}");
        let answer = self.local.try_get_with(key.clone(), self.kept_or_asked(broker, endpoint, &link, &key)).await;
        Some(answer.map_err(|error| (*error).clone()))
    }

    async fn kept_or_asked(
        &self,
        broker: &SharedBroker,
        endpoint: &OEmbed,
        link: &str,
        key: &str,
    ) -> Result<Verdict, Unanswered> {
        match broker.cached(key).await {
            // What another version wrote may be unreadable here: then it is asked for again.
            Ok(kept) => {
                if let Some(verdict) = kept.and_then(|kept| serde_json::from_slice(&kept).ok()) {
                    return Ok(verdict);
                }
            }
            Err(error) => tracing::warn!(error = %error, "cannot read what was kept; asking the provider"),
        }
        let answer = endpoint.ask(link).await;
        let outcome = match &answer {
            Ok(Verdict::Found(_)) => "found",
            Ok(Verdict::Gone | Verdict::NotEmbeddable) => "refused",
            Err(_) => "unanswered",
        };
        metrics::counter!("matinee_search_oembed_total", "outcome" => outcome).increment(1);
        let verdict = answer.inspect_err(|error| {
            tracing::warn!(provider.host = endpoint.host(), error = %error, "the provider could not be asked");
        })?;
        let keep = if matches!(verdict, Verdict::Found(_)) { self.keep } else { REFUSED.min(self.keep) };
        let body = serde_json::to_vec(&verdict).map_err(|error| Unanswered::Garbage(error.to_string()))?;
        if let Err(error) = broker.cache(key, Bytes::from(body), keep).await {
            tracing::warn!(error = %error, "cannot keep what the provider said");
        }
        Ok(verdict)
    }
}

//! One question, asked once, however many want to know.
//!
//! What was answered is kept in the broker, for all replicas. Whoever finds nothing fresh there
//! joins the flight of this process, and the flight takes a lease in the broker before it asks,
//! so that of many replicas one asks and the others watch for what it brings home. The lease runs
//! out by itself if its holder dies; nobody waits longer than a bound. A failure is noted for a
//! second, so that those who waited do not fail one after another.
//!
//! A flight is a task of its own: that somebody hangs up does not throw away an answer that has
//! already been paid for with quota.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use matinee_broker::{Claim, SharedBroker};
use moka::future::Cache;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::trouble::Trouble;

/// How long this process trusts its own memory before it looks into the broker again.
const LOCAL: Duration = Duration::from_secs(30);
/// Answers remembered in this process.
const LOCAL_MAX: u64 = 1_000;
/// How long asking may take in all; gateways wait 8 s.
const ASKING_MAX: Duration = Duration::from_millis(6_500);
/// How long another replica may seem to be asking.
const LEASE: Duration = Duration::from_secs(8);
/// How long is waited for another replica.
const WAITING_MAX: Duration = Duration::from_secs(7);
/// How long a failure stands for those who ask next.
const NOTED: Duration = Duration::from_secs(1);
/// Between two looks at what another replica does.
const LOOK: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(200));

/// What there may be in the broker.
pub(crate) trait Keepable: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// For how long it need not be asked for again, if whole answers stay fresh for `whole`.
    fn fresh_for(&self, whole: Duration) -> Duration {
        whole
    }
}

#[derive(Serialize, Deserialize)]
#[serde(bound = "T: Keepable")]
struct Kept<T> {
    /// When it was answered, Unix milliseconds of the room clock.
    at: f64,
    value: T,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer<T> {
    pub(crate) value: T,
    /// It is of another day.
    pub(crate) stale: bool,
}

/// Questions of one kind.
pub(crate) struct Flights<T>(Arc<Inner<T>>);

struct Inner<T> {
    /// Of the question, for metrics.
    name: &'static str,
    broker: SharedBroker,
    fresh: Duration,
    keep: Duration,
    local: Cache<String, Arc<Kept<T>>>,
}

impl<T> Clone for Flights<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Keepable> Flights<T> {
    /// Answers are fresh for a time and kept for another one.
    pub(crate) fn new(name: &'static str, broker: SharedBroker, fresh: Duration, keep: Duration) -> Self {
        let local = Cache::builder().max_capacity(LOCAL_MAX).time_to_live(LOCAL.min(fresh)).build();
        Self(Arc::new(Inner { name, broker, fresh, keep: keep.max(fresh), local }))
    }

    /// What is kept under `key` and fresh.
    pub(crate) async fn known(&self, key: &str) -> Option<Answer<T>> {
        let inner = &self.0;
        let local = inner.local.get(key).await.filter(|kept| inner.is_fresh(kept));
        let kept = match local {
            Some(kept) => kept,
            None => {
                let kept = inner.kept(key).await.filter(|kept| inner.is_fresh(kept))?;
                inner.local.insert(key.to_owned(), Arc::clone(&kept)).await;
                kept
            }
        };
        inner.count("cache");
        Some(Answer { value: kept.value.clone(), stale: false })
    }

    /// What is known under `key`, or what `ask` brings, which is told what there was before. If it
    /// brings nothing for a reason that passes, what there was before is better than nothing.
    pub(crate) async fn get<F, Asking>(&self, key: &str, ask: F) -> Result<Answer<T>, Trouble>
    where
        F: FnOnce(Option<T>) -> Asking + Send + 'static,
        Asking: Future<Output = Result<T, Trouble>> + Send,
    {
        if let Some(answer) = self.known(key).await {
            return Ok(answer);
        }
        let inner = &self.0;
        let flight = async {
            let (flown, inner, key) = (tracing::Span::current(), Arc::clone(inner), key.to_owned());
            let task = async move { inner.fly(&key, ask).await };
            let task = matinee_telemetry::carry(task);
            let task = tokio::spawn(tracing::Instrument::instrument(task, flown));
            task.await.unwrap_or_else(|_| Err(Trouble::Unavailable("asking has failed".to_owned())))
        };
        match inner.local.try_get_with(key.to_owned(), flight).await {
            Ok(kept) => Ok(Answer { value: kept.value.clone(), stale: false }),
            Err(trouble) => self.or_before(key, Trouble::clone(&trouble)).await,
        }
    }

    /// What is kept under `key`, however old, in the place of an answer.
    pub(crate) async fn or_before(&self, key: &str, trouble: Trouble) -> Result<Answer<T>, Trouble> {
        let before = if trouble.passes() { self.0.kept(key).await } else { None };
        self.0.count(if before.is_some() { "stale" } else { "none" });
        before.map(|kept| Answer { value: kept.value.clone(), stale: true }).ok_or(trouble)
    }
}

impl<T: Keepable> Inner<T> {
    fn count(&self, source: &'static str) {
        metrics::counter!("matinee_search_answers_total", "question" => self.name, "source" => source).increment(1);
    }

    fn is_fresh(&self, kept: &Kept<T>) -> bool {
        self.broker.now() - kept.at < kept.value.fresh_for(self.fresh).as_secs_f64() * 1e3
    }

    async fn kept(&self, key: &str) -> Option<Arc<Kept<T>>> {
        let kept = self.broker.cached(key).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot read what was kept");
            None
        });
        // What another version wrote may be unreadable here: then it is asked for again.
        kept.and_then(|kept| serde_json::from_slice(&kept).ok()).map(Arc::new)
    }

    async fn fly<F, Asking>(&self, key: &str, ask: F) -> Result<Arc<Kept<T>>, Trouble>
    where
        F: FnOnce(Option<T>) -> Asking,
        Asking: Future<Output = Result<T, Trouble>>,
    {
        let (begun, owner, note) =
            (Instant::now(), format!("{:016x}", rand::random::<u64>()), format!("{key}:trouble"));
        let mut pause = LOOK.0;
        let leads = loop {
            match self.broker.claim(key, &owner, LEASE).await {
                Ok(Claim::Granted) => break true,
                Ok(Claim::HeldBy(_)) => {}
                Err(error) => {
                    tracing::warn!(%error, "cannot agree with other replicas on who asks");
                    break false;
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LOOK.1);
            if let Some(kept) = self.kept(key).await.filter(|kept| self.is_fresh(kept)) {
                self.count("flight");
                return Ok(kept);
            }
            if let Some(trouble) = self.noted(&note).await {
                return Err(trouble);
            }
            if begun.elapsed() > WAITING_MAX {
                return Err(Trouble::Unavailable("another replica takes too long".to_owned()));
            }
        };
        let answer = self.lead(key, &note, ask).await;
        if leads && let Err(error) = self.broker.release(key, &owner).await {
            tracing::warn!(%error, "cannot give a lease back; it runs out by itself");
        }
        answer
    }

    async fn lead<F, Asking>(&self, key: &str, note: &str, ask: F) -> Result<Arc<Kept<T>>, Trouble>
    where
        F: FnOnce(Option<T>) -> Asking,
        Asking: Future<Output = Result<T, Trouble>>,
    {
        // Somebody may have come home between the last look and the lease.
        let before = self.kept(key).await;
        if let Some(kept) = before.as_ref().filter(|kept| self.is_fresh(kept)) {
            self.count("flight");
            return Ok(Arc::clone(kept));
        }
        if let Some(trouble) = self.noted(note).await {
            return Err(trouble);
        }
        let asking = ask(before.map(|kept| kept.value.clone()));
        let late = |_| Err(Trouble::Unavailable("asking took too long".to_owned()));
        match tokio::time::timeout(ASKING_MAX, asking).await.unwrap_or_else(late) {
            Ok(value) => {
                self.count("provider");
                let kept = Kept { at: self.broker.now(), value };
                self.keep(key, &kept, self.keep).await;
                Ok(Arc::new(kept))
            }
            Err(trouble) => {
                if trouble.concerns_all() {
                    self.keep(note, &trouble, NOTED).await;
                }
                Err(trouble)
            }
        }
    }

    async fn noted(&self, note: &str) -> Option<Trouble> {
        let noted = self.broker.cached(note).await.ok().flatten()?;
        serde_json::from_slice(&noted).ok()
    }

    async fn keep(&self, key: &str, what: &impl Serialize, ttl: Duration) {
        let Ok(body) = serde_json::to_vec(what) else { return };
        if let Err(error) = self.broker.cache(key, Bytes::from(body), ttl).await {
            tracing::warn!(%error, "cannot keep an answer");
        }
    }
}

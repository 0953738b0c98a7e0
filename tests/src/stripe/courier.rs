//! The way of webhooks: signed, and then as unreliable as a seed wants it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::dice::Dice;
use super::world::now;

/// How often a delivery that was not answered with 2xx is tried again, and the pause before.
const TRIES: u32 = 8;
const PAUSE: Duration = Duration::from_millis(250);

/// What happens to webhooks on their way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fates {
    /// How many of a thousand events are never delivered.
    pub lost: u64,
    /// How many of a thousand deliveries are followed by another one of the same event.
    pub repeated: u64,
    /// Each waits for at most so long, so that they overtake each other.
    pub delay: Duration,
}

impl Default for Fates {
    /// Each once and at once.
    fn default() -> Self {
        Self { lost: 0, repeated: 0, delay: Duration::ZERO }
    }
}

/// Brings webhooks.
#[derive(Debug)]
pub(super) struct Courier {
    dice: Mutex<Dice>,
    route: Mutex<Route>,
    counts: Arc<Counts>,
}

#[derive(Clone, Debug, Default)]
struct Route {
    url: String,
    secret: String,
    fates: Fates,
}

/// How many there were.
#[derive(Debug, Default)]
struct Counts {
    under_way: AtomicU64,
    delivered: AtomicU64,
    lost: AtomicU64,
}

/// How deliveries went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deliveries {
    /// Not there yet.
    pub under_way: u64,
    /// Answered with 2xx.
    pub delivered: u64,
    /// Never sent, or never answered with 2xx.
    pub lost: u64,
}

/// The header for a body, signed at a time.
#[must_use]
pub fn sign(secret: &str, at: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key may have any length");
    mac.update(at.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={hex}")
}

impl Courier {
    pub(super) fn new(seed: u64) -> Self {
        Self { dice: Mutex::new(Dice::new(seed)), route: Mutex::default(), counts: Arc::default() }
    }

    /// From now on brings everything there.
    pub(super) fn route(&self, url: String, secret: &str, fates: Fates) {
        *self.route.lock().unwrap_or_else(PoisonError::into_inner) = Route { url, secret: secret.to_owned(), fates };
    }

    /// How it went so far.
    pub(super) fn deliveries(&self) -> Deliveries {
        let Counts { under_way, delivered, lost } = &*self.counts;
        let read = |count: &AtomicU64| count.load(Ordering::SeqCst);
        Deliveries { under_way: read(under_way), delivered: read(delivered), lost: read(lost) }
    }

    /// Sends events on their way; returns at once. Must be called within a Tokio runtime.
    pub(super) fn send(&self, events: Vec<Value>) {
        let route = self.route.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if route.url.is_empty() {
            return;
        }
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            if dice.below(1000) < route.fates.lost {
                self.counts.lost.fetch_add(1, Ordering::SeqCst);
                continue;
            }
            let mut copies = 1;
            while copies < 5 && dice.below(1000) < route.fates.repeated {
                copies += 1;
            }
            let body = event.to_string();
            for _ in 0..copies {
                let delay = Duration::from_millis(dice.below(route.fates.delay.as_millis() as u64 + 1));
                self.counts.under_way.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(deliver(route.clone(), body.clone(), delay, Arc::clone(&self.counts)));
            }
        }
    }
}

async fn deliver(route: Route, body: String, delay: Duration, counts: Arc<Counts>) {
    static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(crate::client::http);
    tokio::time::sleep(delay).await;
    let mut arrived = false;
    for attempt in 0..TRIES {
        let request = CLIENT.post(&route.url).header("content-type", "application/json");
        let request = request.header("stripe-signature", sign(&route.secret, now(), body.as_bytes()));
        arrived = request.body(body.clone()).send().await.is_ok_and(|answer| answer.status().is_success());
        if arrived {
            break;
        }
        tokio::time::sleep(PAUSE * (attempt + 1)).await;
    }
    let count = if arrived { &counts.delivered } else { &counts.lost };
    count.fetch_add(1, Ordering::SeqCst);
    counts.under_way.fetch_sub(1, Ordering::SeqCst);
}

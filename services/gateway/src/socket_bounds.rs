//! How many sockets may be open: here, from one address and of one user.
//!
//! Those of a gateway are counted in it. Those of an address and of a user are counted over all gateways: each has a
//! share in the broker, under a lease, that says how many it has. A socket that opens asks for a larger share, and all
//! that open at the same moment ask once; what has closed is told in batches, a second later, and everything again
//! before the leases run out. A gateway that dies is forgotten with its leases.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use futures::StreamExt;
use matinee_broker::SharedBroker;
use matinee_limits::Limits;
use parking_lot::Mutex;
use tokio::time::{Instant, MissedTickBehavior};

use crate::admission::Refused;
use crate::config::Config;
use crate::meters;
use crate::origin::Client;
use crate::outlet::Close;
use crate::problem::Problem;

/// Files that are no sockets: listeners, requests under way, connections to services and stores.
const OTHER_FILES: u64 = 512;
/// Shares told in one call, and calls at once.
const BATCH: usize = 500;
const AT_ONCE: usize = 8;
/// How soon the broker hears of sockets that have closed.
const SETTLE: Duration = Duration::from_secs(1);
/// Seconds after which a user may have closed one of their sockets.
const COME_BACK: f64 = 10.0;

/// The sockets that an address or a user has here.
#[derive(Debug)]
struct Tally {
    key: Arc<str>,
    count: Mutex<Count>,
    /// Held by whoever speaks with the broker about it, so that what is said last is what is so.
    speaking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Count {
    open: u32,
    /// How many the broker knows of.
    told: u32,
    /// Whether it waits to be told.
    waits: bool,
}

/// The bounds of a gateway, cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct SocketBounds(Arc<Inner>);

struct Inner {
    broker: SharedBroker,
    gateway: String,
    lease: Duration,
    renewal: Duration,
    here: u32,
    per_address: Option<u32>,
    per_user: Option<u32>,
    open: AtomicU32,
    tallies: DashMap<Arc<str>, Arc<Tally>>,
    /// Tallies with fewer sockets than the broker was told.
    changed: Mutex<Vec<Arc<Tally>>>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("here", &self.here).field("open", &self.open).finish_non_exhaustive()
    }
}

/// The places of a socket, here and among those of its address. Dropped, they are free.
#[derive(Debug)]
pub(crate) struct Places {
    _here: Place,
    _address: Option<SharedPlace>,
}

/// A place among the sockets of this gateway.
#[derive(Debug)]
struct Place(SocketBounds);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A place among the sockets of an address or a user.
#[derive(Debug)]
pub(crate) struct SharedPlace {
    bounds: SocketBounds,
    tally: Arc<Tally>,
}

impl Drop for SharedPlace {
    fn drop(&mut self) {
        self.bounds.wait(&self.tally, 1);
    }
}

/// As many sockets are open as may be.
#[derive(Debug)]
struct Full;

impl SocketBounds {
    /// `files` is how many the process may have open.
    pub(crate) fn new(
        broker: SharedBroker,
        gateway: &str,
        config: &Config,
        limits: &Limits,
        files: Option<u64>,
    ) -> Self {
        let bound = |limit: u32| (limit > 0).then_some(limit);
        let asked = bound(limits.sockets_per_gateway);
        let possible = files.map(|files| u32::try_from(files - OTHER_FILES.min(files / 2)).unwrap_or(u32::MAX));
        if let Some((asked, possible)) = asked.zip(possible).filter(|(asked, possible)| possible < asked) {
            tracing::warn!(
                files = files,
                sockets = possible,
                limits.sockets_per_gateway = asked,
                "so few files may be open that fewer sockets are taken; raise the hard limit (ulimit -Hn, LimitNOFILE)"
            );
        }
        Self(Arc::new(Inner {
            broker,
            gateway: gateway.to_owned(),
            lease: config.lease_seconds,
            renewal: config.renew_seconds,
            here: asked.unwrap_or(u32::MAX).min(possible.unwrap_or(u32::MAX)),
            per_address: bound(limits.sockets_per_address),
            per_user: bound(limits.sockets_per_user),
            open: AtomicU32::new(0),
            tallies: DashMap::new(),
            changed: Mutex::default(),
        }))
    }

    /// How many sockets this gateway takes.
    pub(crate) fn here_at_most(&self) -> u32 {
        self.0.here
    }

    /// Places for a socket of a client.
    ///
    /// # Errors
    /// This gateway is full, or has too many sockets of the client's address.
    pub(crate) async fn enter(&self, client: &Client) -> Result<Places, Problem> {
        let more = |open: u32| (open < self.0.here).then_some(open + 1);
        if self.0.open.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_err() {
            meters::refused_socket("gateway");
            return Err(Problem::gateway_full());
        }
        let here = Place(self.clone());
        let address = self.take("address", &client.network(), self.0.per_address).await;
        let address = address.map_err(|Full| Problem::too_many_sockets())?;
        Ok(Places { _here: here, _address: address })
    }

    /// A place among the sockets of a user, if they are bounded.
    ///
    /// # Errors
    /// They have as many as they may.
    pub(crate) async fn of_user(&self, user: &str) -> Result<Option<SharedPlace>, Refused> {
        let place = self.take("user", user, self.0.per_user).await;
        place.map_err(|Full| (Close::RateLimited, "too many connections of this user are open".into(), COME_BACK))
    }

    async fn take(&self, bound: &'static str, whose: &str, limit: Option<u32>) -> Result<Option<SharedPlace>, Full> {
        let Some(limit) = limit else { return Ok(None) };
        let place = self.place(format!("sockets/{bound}/{whose}").into());
        match self.grant(&place.tally, limit).await {
            true => Ok(Some(place)),
            false => {
                meters::refused_socket(bound);
                Err(Full)
            }
        }
    }

    /// One more, which may be one too many.
    fn place(&self, key: Arc<str>) -> SharedPlace {
        let (count, speaking) = (Mutex::default(), tokio::sync::Mutex::default());
        let new = Tally { key: key.clone(), count, speaking };
        // Counted while its entry is held, so that it is not taken out as unused.
        let tally = self.0.tallies.entry(key).or_insert_with(|| Arc::new(new));
        tally.count.lock().open += 1;
        SharedPlace { bounds: self.clone(), tally: tally.clone() }
    }

    /// Whether one that has just been counted may stay.
    async fn grant(&self, tally: &Tally, limit: u32) -> bool {
        let known = |count: &Count| count.open <= count.told;
        if known(&tally.count.lock()) {
            return true;
        }
        let _speaking = tally.speaking.lock().await;
        let wanted = {
            let count = tally.count.lock();
            if known(&count) {
                return true;
            }
            count.open
        };
        let Inner { broker, gateway, lease, .. } = &*self.0;
        match broker.take_share(&tally.key, gateway, wanted, limit, *lease).await {
            Ok(granted) => {
                tally.count.lock().told = granted;
                granted >= wanted
            }
            Err(error) => {
                // A broker that cannot count does not lock anybody out.
                tracing::warn!(%error, "sockets could not be counted");
                true
            }
        }
    }

    /// Has the broker told soon of a tally of which so many have gone.
    fn wait(&self, tally: &Arc<Tally>, gone: u32) {
        // In one step, so that what waits is not taken out as unused meanwhile.
        let waited = {
            let mut count = tally.count.lock();
            count.open -= gone;
            std::mem::replace(&mut count.waits, true)
        };
        if !waited {
            self.0.changed.lock().push(tally.clone());
        }
    }

    /// Tells the broker what has changed, and everything again and again.
    pub(crate) async fn keep(self) {
        let mut settle = tokio::time::interval(SETTLE.min(self.0.renewal));
        settle.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut renewed = Instant::now();
        loop {
            settle.tick().await;
            if renewed.elapsed() < self.0.renewal {
                self.tell_changed().await;
            } else {
                renewed = Instant::now();
                let all: Vec<_> = self.0.tallies.iter().map(|tally| tally.value().clone()).collect();
                self.tell(&all).await;
            }
        }
    }

    /// Tells the broker of the sockets that have closed last, so that nobody waits for the leases.
    pub(crate) async fn leave(&self) {
        self.tell_changed().await;
    }

    async fn tell_changed(&self) {
        let changed = std::mem::take(&mut *self.0.changed.lock());
        changed.iter().for_each(|tally| tally.count.lock().waits = false);
        self.tell(&changed).await;
    }

    async fn tell(&self, tallies: &[Arc<Tally>]) {
        let batches = tallies.chunks(BATCH).map(|batch| self.tell_batch(batch));
        futures::stream::iter(batches).for_each_concurrent(AT_ONCE, |batch| batch).await;
    }

    async fn tell_batch(&self, batch: &[Arc<Tally>]) {
        let mut speaking = Vec::with_capacity(batch.len());
        let mut shares = Vec::with_capacity(batch.len());
        for tally in batch {
            match tally.speaking.try_lock() {
                Ok(turn) => {
                    speaking.push((tally, turn));
                    shares.push((tally.key.to_string(), tally.count.lock().open));
                }
                // Who opens a socket at this moment says how many there are, and this comes after it.
                Err(_) => self.wait(tally, 0),
            }
        }
        if shares.is_empty() {
            return;
        }
        let Inner { broker, gateway, lease, .. } = &*self.0;
        if let Err(error) = broker.renew_shares(gateway, &shares, *lease).await {
            tracing::warn!(%error, "the count of sockets could not be told");
            return speaking.iter().for_each(|(tally, _)| self.wait(tally, 0));
        }
        for ((tally, _), (key, told)) in speaking.iter().zip(&shares) {
            tally.count.lock().told = *told;
            self.0.tallies.remove_if(key.as_str(), |_, tally| {
                let count = tally.count.lock();
                count.open == 0 && count.told == 0 && !count.waits
            });
        }
    }
}

#[cfg(test)]
#[path = "socket_bounds_tests.rs"]
mod tests;

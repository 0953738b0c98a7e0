//! Claims, token buckets, budgets, shares and cached values: small things with a time to live.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use dashmap::DashMap;
use dashmap::mapref::entry::Entry;

use super::share::Shared;
use crate::{BrokerError, Claim, Millis, Rate, Result, rate};

/// Claims and buckets that may exist at once. Beyond it new ones are refused: only an attack gets there.
pub(super) const ENTRIES: usize = 1_000_000;
/// Bytes of cached values; the least used go first.
const CACHE_BYTES: u64 = 64 << 20;

#[derive(Debug)]
struct Holder {
    owner: Box<str>,
    until: Millis,
}

#[derive(Debug)]
struct Budget {
    spent: u32,
    until: Millis,
}

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Ledger {
    claims: DashMap<Box<str>, Holder>,
    /// When each bucket is full again.
    buckets: DashMap<String, Millis>,
    budgets: DashMap<String, Budget>,
    pub(super) shares: Shared,
    cache: moka::future::Cache<Arc<str>, (Bytes, Duration)>,
}

/// Each value brings its own time to live.
struct OwnTimeToLive;

impl moka::Expiry<Arc<str>, (Bytes, Duration)> for OwnTimeToLive {
    fn expire_after_create(&self, _: &Arc<str>, (_, ttl): &(Bytes, Duration), _: Instant) -> Option<Duration> {
        Some(*ttl)
    }

    fn expire_after_update(
        &self,
        _: &Arc<str>,
        (_, ttl): &(Bytes, Duration),
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(*ttl)
    }
}

impl Default for Ledger {
    fn default() -> Self {
        let weigh =
            |key: &Arc<str>, (value, _): &(Bytes, Duration)| u32::try_from(key.len() + value.len()).unwrap_or(u32::MAX);
        let cache = moka::future::Cache::builder();
        let cache = cache.max_capacity(CACHE_BYTES).weigher(weigh).expire_after(OwnTimeToLive).build();
        let (claims, buckets, budgets) = (DashMap::new(), DashMap::new(), DashMap::new());
        Self { claims, buckets, budgets, shares: Shared::default(), cache }
    }
}

impl Ledger {
    pub(super) fn claim(&self, key: &str, owner: &str, ttl: Duration, now: Millis) -> Result<Claim> {
        let full = self.claims.len() >= ENTRIES;
        let holder = Holder { owner: owner.into(), until: now + ttl.as_secs_f64() * 1e3 };
        match self.claims.entry(key.into()) {
            Entry::Occupied(held) if held.get().until > now && *held.get().owner != *owner => {
                return Ok(Claim::HeldBy(held.get().owner.to_string()));
            }
            Entry::Occupied(mut held) => {
                held.insert(holder);
            }
            Entry::Vacant(_) if full => return Err(BrokerError::Unavailable("too many claims".into())),
            Entry::Vacant(free) => {
                free.insert(holder);
            }
        }
        Ok(Claim::Granted)
    }

    pub(super) fn release(&self, key: &str, owner: &str) {
        self.claims.remove_if(key, |_, holder| *holder.owner == *owner);
    }

    pub(super) fn take_token(&self, key: &str, rate: Rate, now: Millis) -> Result<Option<Duration>> {
        if let Some(mut full_at) = self.buckets.get_mut(key) {
            return Ok(rate::take(*full_at, now, rate).map(|next| *full_at = next).err());
        }
        if self.buckets.len() >= ENTRIES {
            return Err(BrokerError::Unavailable("too many token buckets".into()));
        }
        let mut full_at = self.buckets.entry(key.to_owned()).or_insert(0.0);
        Ok(rate::take(*full_at, now, rate).map(|next| *full_at = next).err())
    }

    pub(super) fn spend(&self, key: &str, amount: u32, limit: u32, ttl: Duration, now: Millis) -> Result<Option<u32>> {
        if self.budgets.len() >= ENTRIES && !self.budgets.contains_key(key) {
            return Err(BrokerError::Unavailable("too many budgets".into()));
        }
        let new = || Budget { spent: 0, until: now + ttl.as_secs_f64() * 1e3 };
        let mut budget = self.budgets.entry(key.to_owned()).or_insert_with(new);
        if budget.until <= now {
            *budget = new();
        }
        let spent = budget.spent.saturating_add(amount);
        if spent > limit {
            return Ok(None);
        }
        budget.spent = spent;
        Ok(Some(spent))
    }

    pub(super) async fn cached(&self, key: &str) -> Option<Bytes> {
        self.cache.get(key).await.map(|(value, _)| value)
    }

    pub(super) async fn cache(&self, key: &str, value: Bytes, ttl: Duration) {
        self.cache.insert(key.into(), (value, ttl)).await;
    }

    /// Drops what has run out.
    pub(super) fn sweep(&self, now: Millis) {
        self.claims.retain(|_, holder| holder.until > now);
        self.buckets.retain(|_, full_at| *full_at > now);
        self.budgets.retain(|_, budget| budget.until > now);
        self.shares.sweep(now);
    }
}

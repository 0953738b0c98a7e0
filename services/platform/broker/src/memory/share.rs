//! Shares in memory. There is one holder as a rule, so the keys' holders are short lists.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use dashmap::DashMap;
use parking_lot::Mutex;

use super::ledger::ENTRIES;
use super::{Memory, millis};
use crate::{Broker, BrokerError, Millis, Result, Shares};

#[derive(Debug)]
struct Share {
    holder: Arc<str>,
    count: u32,
    until: Millis,
}

/// Shares by key.
#[derive(Debug, Default)]
pub(super) struct Shared {
    shares: DashMap<String, Vec<Share>>,
    /// Who asked last: in one process it is always the same one.
    holder: Mutex<Arc<str>>,
}

impl Shared {
    fn take(&self, key: &str, limit: u32, wanted: Share, now: Millis) -> Result<u32> {
        if self.shares.len() >= ENTRIES && !self.shares.contains_key(key) {
            return Err(BrokerError::Unavailable("too many shares".into()));
        }
        let mut shares = self.shares.entry(key.to_owned()).or_default();
        shares.retain(|share| share.until > now);
        let of_others = shares.iter().filter(|share| share.holder != wanted.holder).map(|share| share.count);
        let granted = wanted.count.min(limit.saturating_sub(of_others.sum()));
        let before = shares.iter().find(|share| share.holder == wanted.holder).map_or(0, |share| share.count);
        if granted > 0 && (granted == wanted.count || granted > before) {
            put(&mut shares, Share { count: granted, ..wanted });
        }
        Ok(granted)
    }

    /// The name of a holder, kept once.
    fn holder(&self, name: &str) -> Arc<str> {
        let mut last = self.holder.lock();
        if **last != *name {
            *last = name.into();
        }
        last.clone()
    }

    fn renew(&self, key: &str, share: Share) {
        if share.count > 0 {
            put(&mut self.shares.entry(key.to_owned()).or_default(), share);
        } else if let Some(mut shares) = self.shares.get_mut(key) {
            shares.retain(|other| other.holder != share.holder);
        }
        self.shares.remove_if(key, |_, shares| shares.is_empty());
    }

    pub(super) fn sweep(&self, now: Millis) {
        self.shares.retain(|_, shares| {
            shares.retain(|share| share.until > now);
            !shares.is_empty()
        });
    }
}

fn put(shares: &mut Vec<Share>, share: Share) {
    shares.retain(|other| other.holder != share.holder);
    // Nearly always the only one.
    shares.reserve_exact(1);
    shares.push(share);
}

#[async_trait]
impl Shares for Memory {
    async fn take_share(&self, key: &str, holder: &str, wanted: u32, limit: u32, lease: Duration) -> Result<u32> {
        let now = self.now();
        self.sweep_sometimes(now);
        let wanted = Share { holder: self.ledger.shares.holder(holder), count: wanted, until: now + millis(lease) };
        self.ledger.shares.take(key, limit, wanted, now)
    }

    async fn renew_shares(&self, holder: &str, shares: &[(String, u32)], lease: Duration) -> Result<()> {
        let until = self.now() + millis(lease);
        let holder = self.ledger.shares.holder(holder);
        for (key, count) in shares {
            self.ledger.shares.renew(key, Share { holder: holder.clone(), count: *count, until });
        }
        Ok(())
    }
}

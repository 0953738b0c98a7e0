//! Shares in memory. There is one holder as a rule, so the keys' holders are short lists.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use dashmap::DashMap;

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
pub(super) struct Shared(DashMap<String, Vec<Share>>);

impl Shared {
    fn take(&self, key: &str, limit: u32, wanted: Share, now: Millis) -> Result<u32> {
        if self.0.len() >= ENTRIES && !self.0.contains_key(key) {
            return Err(BrokerError::Unavailable("too many shares".into()));
        }
        let mut shares = self.0.entry(key.to_owned()).or_default();
        shares.retain(|share| share.until > now);
        let of_others = shares.iter().filter(|share| share.holder != wanted.holder).map(|share| share.count);
        let granted = wanted.count.min(limit.saturating_sub(of_others.sum()));
        let before = shares.iter().find(|share| share.holder == wanted.holder).map_or(0, |share| share.count);
        if granted > 0 && (granted == wanted.count || granted > before) {
            put(&mut shares, Share { count: granted, ..wanted });
        }
        Ok(granted)
    }

    fn renew(&self, key: &str, share: Share) {
        if share.count > 0 {
            put(&mut self.0.entry(key.to_owned()).or_default(), share);
        } else if let Some(mut shares) = self.0.get_mut(key) {
            shares.retain(|other| other.holder != share.holder);
        }
        self.0.remove_if(key, |_, shares| shares.is_empty());
    }

    pub(super) fn sweep(&self, now: Millis) {
        self.0.retain(|_, shares| {
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
        let wanted = Share { holder: holder.into(), count: wanted, until: now + millis(lease) };
        self.ledger.shares.take(key, limit, wanted, now)
    }

    async fn renew_shares(&self, holder: &str, shares: &[(String, u32)], lease: Duration) -> Result<()> {
        let until = self.now() + millis(lease);
        let holder: Arc<str> = holder.into();
        for (key, count) in shares {
            self.ledger.shares.renew(key, Share { holder: holder.clone(), count: *count, until });
        }
        Ok(())
    }
}

//! Shares of what is bounded over all processes, such as the open sockets of one address.
//!
//! Each process (the holder) says how many it has, under a lease: one that dies leaves nothing behind, and
//! because it says how many and not how many more, saying it twice is harmless.

use std::time::Duration;

use async_trait::async_trait;

use crate::Result;

/// See the module's documentation.
#[async_trait]
pub trait Shares: Send + Sync {
    /// Has `holder` have `wanted` of `key`, if all holders together then have at most `limit`, or as many of them
    /// as the others leave: how many. Never fewer are noted than were before, unless fewer are wanted.
    async fn take_share(&self, key: &str, holder: &str, wanted: u32, limit: u32, lease: Duration) -> Result<u32>;

    /// Says how many `holder` has of each key, whatever the bound, and prolongs the leases; with 0 it is forgotten.
    async fn renew_shares(&self, holder: &str, shares: &[(String, u32)], lease: Duration) -> Result<()>;
}

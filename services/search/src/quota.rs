//! What may be asked of YouTube in a day: two buckets of the whole deployment, and of the first
//! one a share for each user. All of it is counted in the broker, so that replicas share it.
//!
//! Calls are counted before they are made, tries that fail included, because YouTube counts those
//! as well. When YouTube itself says that nothing is left, it knows better than our count (another
//! program may use the same key), and that is kept until midnight.

use std::time::Duration;

use bytes::Bytes;
use matinee_broker::SharedBroker;

use crate::pacific::{self, Day};
use crate::trouble::Trouble;

/// What YouTube counts separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bucket {
    /// Calls of `search.list`.
    Searches,
    /// Units of everything else.
    Units,
}

impl Bucket {
    fn name(self) -> &'static str {
        match self {
            Self::Searches => "searches",
            Self::Units => "units",
        }
    }
}

/// The budgets of one deployment.
#[derive(Clone)]
pub(crate) struct Quota {
    broker: SharedBroker,
    searches: u32,
    units: u32,
    share: u32,
}

impl Quota {
    pub(crate) fn new(broker: SharedBroker, searches: u32, units: u32, share: u32) -> Self {
        for (bucket, budget) in [(Bucket::Searches, searches), (Bucket::Units, units)] {
            metrics::gauge!("matinee_search_youtube_budget", "bucket" => bucket.name()).set(f64::from(budget));
        }
        Self { broker, searches, units, share }
    }

    fn today(&self) -> Day {
        pacific::day(self.broker.now())
    }

    /// Counts one call.
    ///
    /// # Errors
    /// Nothing is left until midnight, or the broker cannot count: then nothing is asked, because
    /// a key that exceeds its quota may be taken away.
    pub(crate) async fn spend(&self, bucket: Bucket) -> Result<(), Trouble> {
        let day = self.today();
        let uncounted = |error: matinee_broker::BrokerError| Trouble::Unavailable(format!("cannot count: {error}"));
        if self.broker.cached(&gone(bucket, &day)).await.map_err(uncounted)?.is_some() {
            return Err(Trouble::Quota(day.left));
        }
        let limit = match bucket {
            Bucket::Searches => self.searches,
            Bucket::Units => self.units,
        };
        let key = format!("youtube:{}:{}", bucket.name(), day.name);
        let spent = self.broker.spend(&key, 1, limit, day.left).await.map_err(uncounted)?;
        let Some(spent) = spent else { return Err(Trouble::Quota(day.left)) };
        metrics::gauge!("matinee_search_youtube_spent", "bucket" => bucket.name()).set(f64::from(spent));
        Ok(())
    }

    /// Whether anything is left of the share of `user`.
    ///
    /// # Errors
    /// The user has had it.
    pub(crate) async fn has_share(&self, user: &str) -> Result<(), Trouble> {
        self.take_share(user, 0).await
    }

    /// Counts one search against the share of `user`; nobody in particular has none.
    ///
    /// # Errors
    /// The user has had their share.
    pub(crate) async fn share(&self, user: &str) -> Result<(), Trouble> {
        self.take_share(user, 1).await
    }

    async fn take_share(&self, user: &str, searches: u32) -> Result<(), Trouble> {
        if user.is_empty() {
            return Ok(());
        }
        let day = self.today();
        let key = format!("youtube:share:{}:{user}", day.name);
        // To take nothing asks whether one could be taken.
        let limit = if searches == 0 { self.share.saturating_sub(1) } else { self.share };
        match self.broker.spend(&key, searches, limit, day.left).await {
            Ok(Some(_)) if self.share > 0 => Ok(()),
            Ok(_) => Err(Trouble::Share { user: user.to_owned(), left: day.left }),
            Err(error) => Err(Trouble::Unavailable(format!("cannot count: {error}"))),
        }
    }

    /// YouTube says that the bucket is empty; how long that lasts.
    pub(crate) async fn exhausted(&self, bucket: Bucket) -> Duration {
        let day = self.today();
        tracing::warn!(
            quota.bucket = bucket.name(),
            until_reset.s = day.left.as_secs(),
            "YouTube's quota is exhausted"
        );
        if let Err(error) = self.broker.cache(&gone(bucket, &day), Bytes::from_static(b"1"), day.left).await {
            tracing::warn!(%error, "cannot keep that the quota is exhausted");
        }
        day.left
    }
}

/// Where it is kept that YouTube itself said no.
fn gone(bucket: Bucket, day: &Day) -> String {
    format!("search:gone:{}:{}", bucket.name(), day.name)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use matinee_broker::Memory;

    use super::*;

    #[tokio::test]
    async fn buckets_and_shares_run_out_apart() {
        let broker: SharedBroker = Arc::new(Memory::new());
        let quota = Quota::new(broker.clone(), 2, 3, 1);
        let other = Quota::new(broker, 2, 3, 1);
        quota.spend(Bucket::Searches).await.unwrap();
        other.spend(Bucket::Searches).await.unwrap();
        assert!(matches!(quota.spend(Bucket::Searches).await, Err(Trouble::Quota(left)) if left > Duration::ZERO));
        quota.spend(Bucket::Units).await.unwrap();
        quota.has_share("ada").await.unwrap();
        quota.share("ada").await.unwrap();
        assert!(matches!(quota.has_share("ada").await, Err(Trouble::Share { .. })));
        assert!(matches!(other.share("ada").await, Err(Trouble::Share { user, .. }) if user == "ada"));
        other.share("bob").await.unwrap();
        quota.exhausted(Bucket::Units).await;
        assert!(matches!(other.spend(Bucket::Units).await, Err(Trouble::Quota(_))), "every replica knows");
    }
}

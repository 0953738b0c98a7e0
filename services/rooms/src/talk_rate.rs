//! How often a member may talk, whatever replicas their messages come by.
//!
//! The count that holds is in the broker, but a message does not wait for it: that would be a round
//! trip more for every message, for the sake of the few who send too many. A replica judges by a
//! count of its own, lets the message go, and takes a token for it behind its back. If there is
//! none, the member owes it, and is silent here until it is paid. So over any longer time a
//! member has one rate, however many replicas and tabs they use, and at most a burst a replica
//! more for a moment.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use matinee_broker::{Rate, SharedBroker};
use matinee_limits::Frequency;
use matinee_proto::Refusal;
use parking_lot::Mutex;
use room_core::MemberId;

/// How often a token is asked for before a debt is forgiven: others take them, too.
const TRIES: usize = 16;

/// Counts messages of members.
pub struct TalkRate {
    here: DefaultKeyedRateLimiter<MemberId>,
    rate: Rate,
    broker: SharedBroker,
    /// Who owes how many tokens.
    debts: Arc<Mutex<HashMap<MemberId, u32>>>,
}

impl TalkRate {
    /// Nobody has talked yet.
    pub fn new(frequency: Frequency, broker: SharedBroker) -> Self {
        let rate = Rate { burst: frequency.burst, interval: frequency.interval() };
        Self { here: RateLimiter::keyed(quota(frequency)), rate, broker, debts: Arc::default() }
    }

    /// Counts a message.
    ///
    /// # Errors
    /// `rate_limited`, with the time until one is worth trying.
    pub fn take(&self, member: &MemberId) -> Result<(), Refusal> {
        if self.debts.lock().contains_key(member) {
            return Err(too_many(self.rate.interval));
        }
        self.here.check_key(member).map_err(|until| too_many(until.wait_time_from(DefaultClock::default().now())))?;
        tokio::spawn(settle(self.broker.clone(), self.rate, Arc::clone(&self.debts), member.clone()));
        Ok(())
    }

    /// Forgets who has long been silent.
    pub fn keep_house(&self) {
        self.here.retain_recent();
        self.here.shrink_to_fit();
    }
}

/// Takes the token of a message that has gone; while there is none, the member owes it.
async fn settle(broker: SharedBroker, rate: Rate, debts: Arc<Mutex<HashMap<MemberId, u32>>>, member: MemberId) {
    let key = format!("chat/{member}");
    let mut owing = false;
    for _ in 0..TRIES {
        let wait = match broker.take_token(&key, rate).await {
            Ok(Some(wait)) => wait,
            Ok(None) => break,
            Err(error) => {
                // A broker that cannot count silences nobody; nor will it take the message.
                tracing::debug!(%error, "a message could not be counted");
                break;
            }
        };
        if !owing {
            *debts.lock().entry(member.clone()).or_default() += 1;
            owing = true;
        }
        tokio::time::sleep(wait).await;
    }
    if owing {
        let mut debts = debts.lock();
        if let Some(owed) = debts.get_mut(&member) {
            *owed -= 1;
            if *owed == 0 {
                debts.remove(&member);
            }
        }
    }
}

fn too_many(wait: Duration) -> Refusal {
    Refusal::new("rate_limited", "too many messages in a short time; wait a little").retry_after(wait)
}

/// A frequency as a quota; less than nothing is one in the longest while.
fn quota(frequency: Frequency) -> Quota {
    let burst = NonZeroU32::new(frequency.burst).unwrap_or(NonZeroU32::MIN);
    let interval = frequency.interval().max(Duration::from_nanos(1));
    Quota::with_period(interval).unwrap_or_else(|| Quota::per_second(burst)).allow_burst(burst)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn one_rate_over_three_replicas() {
        let broker = {
            let config = matinee_broker::BrokerConfig { url: None, ..matinee_broker::BrokerConfig::with_url("") };
            matinee_broker::open(&config).await.expect("in memory")
        };
        let frequency = Frequency { burst: 2, per_second: 20.0 };
        let replicas: Vec<TalkRate> = (0..3).map(|_| TalkRate::new(frequency, broker.clone())).collect();
        let (loud, other) = (MemberId::from("loud"), MemberId::from("other"));
        let (began, mut said) = (Instant::now(), 0_u32);
        while began.elapsed() < Duration::from_secs(2) {
            said += replicas.iter().map(|replica| u32::from(replica.take(&loud).is_ok())).sum::<u32>();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let fair = 2.0 + 20.0 * began.elapsed().as_secs_f64();
        // Each by itself would have let as many through.
        assert!(f64::from(said) < fair * 1.5 + 6.0, "{said} of {fair}");
        assert!(f64::from(said) > fair * 0.4, "{said} of {fair}");
        assert!(replicas[0].take(&other).is_ok(), "others have a count of their own");
    }
}

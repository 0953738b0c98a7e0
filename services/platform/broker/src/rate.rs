//! The rule of a token bucket, as the generic cell rate algorithm: one instant per bucket says
//! everything (when the bucket would be full again), so there is nothing to refill in the background.
//! `redis/take_token.lua` is the same rule in the store.

use std::time::Duration;

use crate::{Millis, Rate};

/// Takes a token at `now` from a bucket that is full again at `full_at`: when it is full again
/// afterwards, or how long to wait for a token.
pub(crate) fn take(full_at: Millis, now: Millis, rate: Rate) -> Result<Millis, Duration> {
    let interval = rate.interval.as_secs_f64() * 1e3;
    if rate.burst == 0 {
        return Err(rate.interval);
    }
    let full_at = full_at.max(now);
    let possible_at = full_at - interval * f64::from(rate.burst - 1);
    if possible_at <= now { Ok(full_at + interval) } else { Err(Duration::from_secs_f64((possible_at - now) / 1e3)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_one_an_interval() {
        let rate = Rate { burst: 3, interval: Duration::from_millis(100) };
        let mut full_at = 0.0;
        for _ in 0..3 {
            full_at = take(full_at, 1000.0, rate).unwrap();
        }
        assert_eq!(take(full_at, 1000.0, rate), Err(Duration::from_millis(100)));
        assert_eq!(take(full_at, 1050.0, rate), Err(Duration::from_millis(50)));
        full_at = take(full_at, 1100.0, rate).unwrap();
        assert_eq!(take(full_at, 1100.0, rate), Err(Duration::from_millis(100)));
        assert_eq!(take(full_at, 9000.0, rate), Ok(9100.0), "a long pause gives back no more than the burst");
    }

    #[test]
    fn an_empty_burst_gives_nothing() {
        let rate = Rate { burst: 0, interval: Duration::from_secs(1) };
        assert_eq!(take(0.0, 5.0, rate), Err(Duration::from_secs(1)));
    }
}

//! The room clock.
//!
//! Replicas' own clocks differ, so on Redis all of them follow the store's: each samples its `TIME` every
//! second or so and keeps the offset of the sample with the shortest round trip of the last few, because
//! the error of a sample is at most half its round trip. The estimate is pure: local time
//! is a monotonic clock given as an argument.
//!
//! What is read never runs backwards. After a failover the new server's clock may differ; the offset then
//! *slews*, since a step would move every viewer's position at once. Only a leap forward of more
//! than [`LEAP`] is made in one go: it is no small difference of two servers but a clock that was wrong.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::Millis;

/// Samples of which the best counts.
const SAMPLES: usize = 8;
/// Milliseconds by which the offset may move per millisecond.
const SLEW: f64 = 0.1;
/// The same for a difference of more than [`LEAP`] backwards, where there is no stepping.
const FAST_SLEW: f64 = 0.5;
/// Milliseconds of difference beyond which the clock is taken to have been wrong.
const LEAP: f64 = 10_000.0;

#[derive(Clone, Copy, Debug)]
struct Sample {
    offset: f64,
    round_trip: f64,
}

/// An estimate of the store's clock. Local times are milliseconds of any monotonic clock.
#[derive(Debug, Default)]
pub(crate) struct StoreClock {
    samples: VecDeque<Sample>,
    /// Where the offset is to go; `None` before the first sample.
    target: Option<f64>,
    offset: f64,
    adjusted_at: f64,
    last: Millis,
}

impl StoreClock {
    /// Takes in that the store said `store` to a question sent at local `sent` whose answer came at
    /// local `received`.
    pub(crate) fn observe(&mut self, sent: f64, received: f64, store: Millis) {
        let sample = Sample { offset: store - (sent + received) / 2.0, round_trip: (received - sent).max(0.0) };
        self.samples.push_back(sample);
        if self.samples.len() > SAMPLES {
            self.samples.pop_front();
        }
        let best = self.samples.iter().min_by(|a, b| a.round_trip.total_cmp(&b.round_trip));
        let target = best.map_or(sample.offset, |best| best.offset);
        self.slew(received);
        if self.target.is_none() || target - self.offset > LEAP {
            self.offset = target;
        }
        self.target = Some(target);
    }

    /// Forgets the samples, because another server answers from now on. The clock goes on as it was
    /// and slews to the new one.
    pub(crate) fn restart(&mut self) {
        self.samples.clear();
    }

    /// The room clock at local time `local`; never less than what was returned before.
    pub(crate) fn now(&mut self, local: f64) -> Millis {
        self.slew(local);
        self.last = self.last.max(local + self.offset);
        self.last
    }

    fn slew(&mut self, local: f64) {
        let elapsed = (local - self.adjusted_at).max(0.0);
        self.adjusted_at = self.adjusted_at.max(local);
        let Some(target) = self.target else { return };
        let difference = target - self.offset;
        let limit = elapsed * if difference < -LEAP { FAST_SLEW } else { SLEW };
        self.offset += difference.clamp(-limit, limit);
    }
}

/// The system's clock, kept from running backwards when somebody sets it.
#[derive(Debug, Default)]
pub(crate) struct SystemClock {
    /// Unix microseconds last returned.
    last: AtomicU64,
}

impl SystemClock {
    pub(crate) fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let micros = u64::try_from(since.as_micros()).unwrap_or(u64::MAX);
        // 2^53 microseconds last until the year 2255.
        self.last.fetch_max(micros, Ordering::Relaxed).max(micros) as f64 / 1e3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The store is ahead by `offset`; the way there takes `there`, the way back `back`.
    fn sample(clock: &mut StoreClock, local: f64, there: f64, back: f64, offset: f64) {
        clock.observe(local, local + there + back, local + there + offset);
    }

    #[test]
    fn the_shortest_round_trip_counts() {
        let mut clock = StoreClock::default();
        sample(&mut clock, 0.0, 1.0, 1.0, 50_000.0);
        for second in 1..SAMPLES {
            sample(&mut clock, second as f64 * 1000.0, 80.0, 2.0, 50_000.0);
        }
        let now = clock.now(10_000.0);
        assert!((now - 60_000.0).abs() < 1e-6, "a lopsided slow sample moved the clock: {now}");
        sample(&mut clock, 10_000.0, 80.0, 2.0, 50_000.0);
        let now = clock.now(20_000.0);
        assert!((now - 70_039.0).abs() < 1e-6, "the good sample is too old to count: {now}");
    }

    #[test]
    fn it_never_runs_backwards_and_slews_after_a_failover() {
        let mut clock = StoreClock::default();
        sample(&mut clock, 0.0, 0.5, 0.5, 1_000_000.0);
        let mut last = clock.now(1000.0);
        clock.restart();
        sample(&mut clock, 1000.0, 0.5, 0.5, 999_800.0);
        for step in 1..=400 {
            let local = 1001.0 + f64::from(step) * 10.0;
            let now = clock.now(local);
            assert!(now > last, "it stood still or ran backwards at {local}");
            assert!(now - last >= 8.9 && now - last < 11.1, "it stepped by {}", now - last);
            last = now;
        }
        assert!((last - (5001.0 + 999_800.0)).abs() < 1e-6, "it has arrived at the new server's time");
    }

    #[test]
    fn a_leap_forward_is_one_step_and_a_leap_back_never_one() {
        let mut clock = StoreClock::default();
        sample(&mut clock, 0.0, 0.0, 0.0, 0.0);
        clock.restart();
        sample(&mut clock, 1000.0, 0.0, 0.0, 3_600_000.0);
        assert!((clock.now(1000.0) - 3_601_000.0).abs() < 1e-6);
        clock.restart();
        sample(&mut clock, 2000.0, 0.0, 0.0, 0.0);
        let (before, after) = (clock.now(2000.0), clock.now(3000.0));
        assert!((after - before - 500.0).abs() < 1e-6, "half speed until it is right");
    }

    #[test]
    fn the_system_clock_is_about_now_and_monotonic() {
        let clock = SystemClock::default();
        let mut last = clock.now();
        assert!(last > 1.7e12);
        for _ in 0..1000 {
            let now = clock.now();
            assert!(now >= last);
            last = now;
        }
    }
}

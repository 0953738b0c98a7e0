//! How often one connection may speak. A frame too many is refused; a connection that keeps on,
//! at ten times the rate for ten seconds, is closed.

use std::time::Instant;

use matinee_limits::Frequency;

/// Seconds over which abuse is judged.
const WINDOW: f64 = 10.0;
/// How many times the rate is abuse.
const ABUSE: f64 = 10.0;

/// What to do with a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    Pass,
    /// Refuse it; after so many seconds the next one passes.
    Refuse(f64),
    Close,
}

/// A token bucket and a window count.
#[derive(Debug)]
pub(crate) struct FrameRate {
    frequency: Frequency,
    tokens: f64,
    at: Instant,
    window: Instant,
    in_window: f64,
}

impl FrameRate {
    pub(crate) fn new(frequency: Frequency, now: Instant) -> Self {
        Self { frequency, tokens: f64::from(frequency.burst), at: now, window: now, in_window: 0.0 }
    }

    /// Judges a frame that arrived at `now`.
    pub(crate) fn judge(&mut self, now: Instant) -> Verdict {
        let Frequency { burst, per_second } = self.frequency;
        if now.duration_since(self.window).as_secs_f64() >= WINDOW {
            (self.window, self.in_window) = (now, 0.0);
        }
        self.in_window += 1.0;
        if self.in_window > ABUSE * per_second * WINDOW + f64::from(burst) {
            return Verdict::Close;
        }
        let back = now.duration_since(self.at).as_secs_f64() * per_second;
        (self.tokens, self.at) = ((self.tokens + back).min(f64::from(burst)), now);
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Verdict::Pass;
        }
        Verdict::Refuse((1.0 - self.tokens) / per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const RATE: Frequency = Frequency { burst: 3, per_second: 2.0 };

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let start = Instant::now();
        let mut rate = FrameRate::new(RATE, start);
        for _ in 0..3 {
            assert_eq!(rate.judge(start), Verdict::Pass);
        }
        assert_eq!(rate.judge(start), Verdict::Refuse(0.5));
        assert_eq!(rate.judge(start + Duration::from_millis(500)), Verdict::Pass);
        assert!(matches!(rate.judge(start + Duration::from_millis(500)), Verdict::Refuse(_)));
    }

    #[test]
    fn only_who_keeps_on_is_closed() {
        let start = Instant::now();
        let mut rate = FrameRate::new(RATE, start);
        let verdicts: Vec<Verdict> = (0..204).map(|n| rate.judge(start + Duration::from_millis(n * 40))).collect();
        assert!(!verdicts[..203].contains(&Verdict::Close));
        assert_eq!(verdicts[203], Verdict::Close);
        assert_ne!(rate.judge(start + Duration::from_secs(11)), Verdict::Close, "a new window");
    }
}

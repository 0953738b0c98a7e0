//! Leaves a provider alone that has failed several times in a row: callers then wait for nothing,
//! and the provider is not hit while it is down. After a rest one call is let through; if it
//! fails, the rest begins anew. Each replica finds out for itself, which costs a few calls each
//! and needs nobody to agree.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// Failures in a row after which it rests.
const FAILURES: u32 = 5;

/// Counts failures. Time is an argument.
#[derive(Debug)]
pub(crate) struct Breaker {
    rest: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    rests_until: Option<Instant>,
}

impl Breaker {
    pub(crate) fn new(rest: Duration) -> Self {
        Self { rest, state: Mutex::default() }
    }

    /// Whether a call may be made now.
    ///
    /// # Errors
    /// It rests; how much longer.
    pub(crate) fn admit(&self, now: Instant) -> Result<(), Duration> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(until) = state.rests_until else { return Ok(()) };
        if until > now {
            return Err(until - now);
        }
        // Others rest on until this one call has shown how it goes.
        state.rests_until = Some(now + self.rest);
        Ok(())
    }

    /// How much longer it rests, without asking to be let through.
    pub(crate) fn resting(&self, now: Instant) -> Option<Duration> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.rests_until.filter(|until| *until > now).map(|until| until - now)
    }

    /// How a call went that was admitted.
    pub(crate) fn went(&self, well: bool, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if well {
            *state = State::default();
            return;
        }
        state.failures += 1;
        if state.failures >= FAILURES {
            state.rests_until = Some(now + self.rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(10);

    #[test]
    fn it_rests_after_failures_in_a_row_and_tries_one_call() {
        let (breaker, start) = (Breaker::new(REST), Instant::now());
        for _ in 1..FAILURES {
            breaker.went(false, start);
            assert_eq!(breaker.admit(start), Ok(()));
        }
        breaker.went(true, start);
        for _ in 0..FAILURES {
            assert_eq!(breaker.admit(start), Ok(()), "a success starts the count anew");
            breaker.went(false, start);
        }
        assert_eq!(breaker.resting(start + REST / 2), Some(REST / 2));
        assert_eq!(breaker.admit(start + REST / 2), Err(REST / 2));
        assert_eq!(breaker.resting(start + REST), None);
        let later = start + REST;
        assert_eq!(breaker.admit(later), Ok(()));
        assert_eq!(breaker.admit(later), Err(REST), "one at a time");
        breaker.went(false, later);
        assert_eq!(breaker.admit(later), Err(REST));
        assert_eq!(breaker.admit(later + REST), Ok(()));
        breaker.went(true, later + REST);
        assert_eq!(breaker.admit(later + REST), Ok(()));
    }
}

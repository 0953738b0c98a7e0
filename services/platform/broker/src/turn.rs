//! Turns at committing.
//!
//! Ten events in one commit cost little more than one: one script, one publication, one write to
//! every member. So only a few commits are on their way to a server at once, and whoever waits for
//! a turn gathers meanwhile what to commit with it. Where the store is quick nobody ever waits;
//! where it is not, commits grow instead of queueing up before it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Commits on their way from one process to one server: enough to keep it busy while answers
/// travel. Measured with 100 rooms at once; from sixteen on hardly anything is gathered.
const AT_ONCE: usize = 4;
/// How long a turn is waited for. A server that hangs must not hold up rooms of others.
const PATIENCE: Duration = Duration::from_millis(100);

/// The right to commit; dropped, it is the next one's.
#[derive(Debug, Default)]
pub struct Turn(#[expect(dead_code, reason = "held, and given back by being dropped")] Option<OwnedSemaphorePermit>);

/// The turns of one server.
#[derive(Debug)]
pub(crate) struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Turns {
    /// The next turn, first come, first served; after a tenth of a second in any case.
    pub(crate) async fn next(&self) -> Turn {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        Turn(permit.ok().and_then(Result::ok))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn turns_are_few_but_nobody_waits_for_ever() {
        let turns = Turns::default();
        let mut taken: Vec<Turn> = (0..AT_ONCE).map(|_| turns.next().now_or_never().expect("there is one")).collect();
        assert!(turns.next().now_or_never().is_none());
        taken.pop();
        taken.push(turns.next().now_or_never().expect("there is one again"));
        let began = Instant::now();
        taken.push(turns.next().await);
        assert!(began.elapsed() >= PATIENCE);
    }
}

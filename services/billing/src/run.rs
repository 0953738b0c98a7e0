//! What goes on when nobody calls. Any number of replicas do all of it at the same time; who does
//! what is decided in the database.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::error::Error;
use crate::service::{BillingService, Open};

/// How often the outbox is looked into though nobody said that something is there: what another
/// replica stored and did not live to act on.
const POLL: Duration = Duration::from_millis(500);
/// How often it is looked for customers and lists that are due.
const DUE: Duration = Duration::from_secs(1);
const HOUSEKEEPING: Duration = Duration::from_secs(60);
/// Pause after something failed as a whole, as when the database is away.
const PAUSE: Duration = Duration::from_secs(2);

impl BillingService {
    /// Background work until `shutdown`; what was begun is finished.
    pub async fn run(self, shutdown: CancellationToken) {
        let Some(open) = self.open_part() else { return shutdown.cancelled().await };
        tokio::join!(work(open, &shutdown), reconcile(open, &shutdown), house(open, &shutdown));
    }
}

async fn work(open: &Open, shutdown: &CancellationToken) {
    while !shutdown.is_cancelled() {
        match open.work().await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = shutdown.cancelled() => {}
                    () = open.wake.notified() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
            Err(error) => {
                told(&error, "the outbox");
                let _ = shutdown.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
            }
        }
    }
}

async fn reconcile(open: &Open, shutdown: &CancellationToken) {
    let mut ticks = interval(DUE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = open.read_events().await {
            told(&error, "the list of events");
        }
        if let Err(error) = open.recheck().await {
            told(&error, "customers");
        }
    }
}

async fn house(open: &Open, shutdown: &CancellationToken) {
    let mut ticks = interval(HOUSEKEEPING);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = open.keep_house().await {
            told(&error, "old events");
        }
    }
}

fn told(error: &Error, what: &'static str) {
    tracing::warn!(%error, billing.part = what, "background work goes on later");
}

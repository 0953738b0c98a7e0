//! Keeps the room clock by the store's `TIME`, and the map of a Cluster up to date.
//!
//! On a Cluster one node's clock serves all: the owner of partition 0. Another server (after a failover
//! or a restart) is another clock, whose samples are not mixed with those of the one before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ::redis::Value;
use parking_lot::Mutex;

use super::hub::Hub;
use super::keys::partition_slot;
use super::reply::Reply;
use super::script::Call;
use super::servers::Servers;
use crate::clock::StoreClock;
use crate::{Millis, Result};

/// Time between two samples.
const ROUND: Duration = Duration::from_secs(1);
/// Samples at start, so that the first estimate is good.
const FIRST: usize = 4;
/// Rounds after which the slots of a Cluster are read again.
const SLOTS: u32 = 5;

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Timekeeper {
    servers: Arc<Servers>,
    clock: Mutex<StoreClock>,
    started: Instant,
    answered: AtomicBool,
}

impl Timekeeper {
    pub(super) fn new(servers: Arc<Servers>) -> Self {
        let (clock, started) = (Mutex::default(), Instant::now());
        Self { servers, clock, started, answered: AtomicBool::new(false) }
    }

    /// Takes the first samples.
    pub(super) async fn start(&self) -> Result<()> {
        for _ in 0..FIRST {
            self.sample().await?;
        }
        Ok(())
    }

    /// The room clock.
    pub(super) fn now(&self) -> Millis {
        self.clock.lock().now(self.local())
    }

    /// Whether the store answered when it was last asked.
    pub(super) fn answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed)
    }

    /// Samples until it is dropped.
    pub(super) async fn keep(self: Arc<Self>, hub: Arc<Hub>) {
        let mut round = tokio::time::interval(ROUND);
        round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        for number in 0_u32.. {
            round.tick().await;
            if let Err(error) = self.sample().await
                && self.answered.swap(false, Ordering::Relaxed)
            {
                tracing::warn!(%error, "Redis does not answer");
            }
            if number % SLOTS == 0 && self.servers.refresh().await {
                tracing::info!("slots of the Cluster have moved");
                hub.disturb();
            }
        }
    }

    async fn sample(&self) -> Result<()> {
        let before = self.servers.generation();
        let sent = self.local();
        let answer = self.servers.call(&Call::bare("TIME", partition_slot(0))).await?;
        let received = self.local();
        let time = read(answer)?;
        let mut clock = self.clock.lock();
        if self.servers.generation() != before || !self.answered.swap(true, Ordering::Relaxed) {
            clock.restart();
        }
        clock.observe(sent, received, time);
        Ok(())
    }

    fn local(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1e3
    }
}

fn read(answer: Value) -> Result<Millis> {
    let mut reply = Reply::new(answer)?;
    let (seconds, micros): (f64, f64) = (reply.number()?, reply.number()?);
    Ok(seconds * 1e3 + micros / 1e3)
}

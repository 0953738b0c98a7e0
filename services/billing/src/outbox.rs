//! Works off the outbox: takes up events, finds whom they are about, and reads those customers.
//!
//! Events are only reasons to read, so those that were taken up together and are about the same
//! customer are worked off by one reading.

use std::collections::BTreeMap;

use futures::StreamExt;

use crate::customers::{self, Customer};
use crate::error::Error;
use crate::events::{self, Event, Outcome};
use crate::service::Open;
use crate::stripe::StripeFailure;

/// Events taken up at once.
const BATCH: i64 = 64;
/// Customers read at once.
const AT_ONCE: usize = 8;
/// For how long a batch is this replica's, milliseconds. A reading takes a few calls of at most
/// ten seconds each.
const LEASE: i64 = 60_000;
/// The pause after a first failure and the longest one, milliseconds.
const PAUSE: i64 = 1000;
const PAUSE_MAX: i64 = 15 * 60_000;
/// After so long an event is given up, milliseconds; its customer is read again anyway.
const GIVE_UP: i64 = 3 * 24 * 3600 * 1000;

/// All events of one customer.
struct Case {
    customer: Customer,
    charges: Vec<String>,
    events: Vec<Event>,
}

impl Open {
    /// Works off one batch; whether there may be more.
    pub(crate) async fn work(&self) -> Result<bool, Error> {
        let now = (self.clock)();
        let events = events::claim(&self.store, now, now + LEASE, BATCH).await?;
        let more = i64::try_from(events.len()) == Ok(BATCH);
        let cases = self.sort(events).await?;
        let worked = futures::stream::iter(cases).map(|case| self.act(case)).buffer_unordered(AT_ONCE);
        let failed: Vec<Error> = worked.filter_map(async |result| result.err()).collect().await;
        failed.into_iter().next().map_or(Ok(more), Err)
    }

    /// Finds whom events are about. Those about nobody here are done with that.
    async fn sort(&self, events: Vec<Event>) -> Result<Vec<Case>, Error> {
        let mut cases: BTreeMap<String, Case> = BTreeMap::new();
        let mut foreign = Vec::new();
        for event in events {
            let customer = match self.whose(&event).await {
                Ok(customer) => customer,
                Err(error) => {
                    self.put_back(&[event], &error).await?;
                    continue;
                }
            };
            let Some(customer) = customer else {
                foreign.push(event);
                continue;
            };
            let fresh = || Case { customer: customer.clone(), charges: Vec::new(), events: Vec::new() };
            let case = cases.entry(customer.id.clone()).or_insert_with(fresh);
            if !event.charge.is_empty() && !case.charges.contains(&event.charge) {
                case.charges.push(event.charge.clone());
            }
            case.events.push(event);
        }
        if !foreign.is_empty() {
            tracing::debug!(count = foreign.len(), "events about customers of others");
            events::done(&self.store, &foreign, Outcome::Foreign, (self.clock)()).await?;
        }
        Ok(cases.into_values().collect())
    }

    async fn whose(&self, event: &Event) -> Result<Option<Customer>, Error> {
        let id = match (event.customer.as_str(), event.charge.as_str()) {
            ("", "") => return Ok(None),
            // A dispute does not say whose it is, but its payment does.
            ("", charge) => match self.stripe.charge(charge).await {
                Ok(charge) => charge.customer().to_owned(),
                Err(StripeFailure::Missing) => return Ok(None),
                Err(failure) => return Err(failure.into()),
            },
            (customer, _) => customer.to_owned(),
        };
        Ok(customers::by_id(&self.store, &id).await?)
    }

    async fn act(&self, case: Case) -> Result<(), Error> {
        let Case { customer, charges, events } = case;
        match self.sync(&customer, &charges).await {
            Ok(()) => Ok(events::done(&self.store, &events, Outcome::Applied, (self.clock)()).await?),
            Err(error) => self.put_back(&events, &error).await,
        }
    }

    async fn put_back(&self, batch: &[Event], error: &Error) -> Result<(), Error> {
        let now = (self.clock)();
        let tried = batch.iter().map(|event| event.attempts).max().unwrap_or(1).clamp(1, 20);
        let pause = PAUSE.saturating_mul(1 << (tried - 1)).min(PAUSE_MAX);
        // Spread, so that what failed together does not come back together.
        let pause = pause / 2 + rand::random_range(0..=pause / 2);
        let (given_up, rest): (Vec<Event>, Vec<Event>) =
            batch.iter().cloned().partition(|event| now - event.received_at > GIVE_UP);
        let kind = batch.first().map(|event| event.kind.as_str()).unwrap_or_default();
        tracing::warn!(%error, event.kind = kind, count = batch.len(), pause.ms = pause, "events wait for another try");
        if !given_up.is_empty() {
            events::done(&self.store, &given_up, Outcome::Failed, now).await?;
        }
        Ok(events::postpone(&self.store, &rest, now + pause).await?)
    }
}

//! Reading a customer from Stripe, and telling everybody if that changed their plan.
//!
//! This is all that any event, any list and any deadline leads to. Because it sets what stands
//! here from what Stripe says at that moment, it does not matter how often it happens or in which
//! order events arrive. The announcement is part of it: an event is done only after everybody was
//! told, and what was told last is written down, so that a crash in between tells again.

use bytes::Bytes;

use crate::customers::{self, Customer, Kept, Reading};
use crate::error::Error;
use crate::plan::PlanId;
use crate::service::Open;
use crate::standing::{Held, Standing, standing};

/// Readings that may be overtaken before it is left for later.
const TRIES: usize = 5;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 3600 * 1000;
/// A customer without a subscription is read again after so long.
const IDLE: i64 = 7 * DAY;

impl Open {
    /// Reads a customer, with these payments of theirs, and tells of a change.
    pub(crate) async fn sync(&self, customer: &Customer, charges: &[String]) -> Result<(), Error> {
        for _ in 0..TRIES {
            let Some(number) = customers::begin_reading(&self.store, &customer.user).await? else { return Ok(()) };
            let reading = self.read(customer, charges).await?;
            let written = customers::write(&self.store, &customer.user, number, &reading, &self.prices).await?;
            let Some(kept) = written else { continue };
            return self.tell(customer, number, &kept, (self.clock)()).await;
        }
        Err(Error::Contended)
    }

    async fn read(&self, customer: &Customer, charges: &[String]) -> Result<Reading, Error> {
        let mut reading = Reading::default();
        for charge in charges {
            let charge = self.stripe.charge(charge).await?;
            let reversed = self.stripe.reversed(&charge).await?;
            reading.charges.push((charge.id, reversed));
        }
        reading.subscriptions = self.stripe.subscriptions(&customer.id).await?;
        Ok(reading)
    }

    async fn tell(&self, customer: &Customer, number: i64, kept: &[Kept], now: i64) -> Result<(), Error> {
        let held: Vec<Held> = kept.iter().map(|kept| kept.held).collect();
        let standing = standing(&held, now, self.grace);
        let told = customers::of_user(&self.store, &customer.user).await?.map(|customer| customer.told);
        if told.is_some_and(|told| told != standing.plan) {
            self.announce(&customer.user, standing.plan).await?;
        }
        let due_at = self.due_at(standing, &held, now);
        Ok(customers::told(&self.store, &customer.user, number, standing.plan, due_at).await?)
    }

    /// Says that a user's plan is another now, to all gateways and rooms.
    pub(crate) async fn announce(&self, user: &str, plan: PlanId) -> Result<(), Error> {
        let notice = serde_json::json!({ "entitlements_changed": user });
        self.broker.announce(Bytes::from(notice.to_string())).await?;
        metrics::counter!("matinee_billing_changes_total", "plan" => plan.as_str()).increment(1);
        tracing::info!(billing.user = user, billing.plan = %plan, "a plan has changed");
        Ok(())
    }

    /// When a customer is read again although nothing is heard of them: when their plan ends by
    /// time alone, shortly after each period, and every few hours while they pay.
    fn due_at(&self, standing: Standing, held: &[Held], now: i64) -> i64 {
        let pays = standing.until.is_some() || held.iter().any(|held| held.ends_at.is_none() && held.period_end > now);
        let latest = now.saturating_add(if pays { self.recheck } else { IDLE });
        let periods = held.iter().map(|held| held.period_end.saturating_add(MINUTE));
        let soonest = periods.chain(standing.until).filter(|at| *at > now).min().unwrap_or(latest);
        soonest.min(latest)
    }
}

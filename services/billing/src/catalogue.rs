//! What plans cost, asked of Stripe and remembered for minutes: the amount that is shown is the
//! one that is paid, and it is written down in one place, Stripe's.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::plan::PlanId;
use crate::prices::Prices;
use crate::stripe::{PriceTag, Stripe};

/// For how long an answer holds, and how soon it is asked again when there was none.
const REMEMBER: Duration = Duration::from_secs(300);
const AGAIN: Duration = Duration::from_secs(15);

/// Prices by plan; those that are not known are left out.
pub(crate) type Tags = BTreeMap<PlanId, PriceTag>;

/// What plans cost.
#[derive(Debug, Default)]
pub(crate) struct Catalogue(Mutex<Option<(Instant, Tags)>>);

impl Catalogue {
    /// The prices, at most five minutes old; old ones are better than none while Stripe is away.
    pub(crate) async fn tags(&self, stripe: &Stripe, prices: &Prices) -> Tags {
        let mut known = self.0.lock().await;
        if let Some((until, tags)) = known.as_ref()
            && Instant::now() < *until
        {
            return tags.clone();
        }
        let mut tags = known.take().map(|(_, tags)| tags).unwrap_or_default();
        let mut wait = REMEMBER;
        for plan in PlanId::ALL {
            let Some(price) = prices.of(plan) else { continue };
            match stripe.price(price).await {
                Ok(Some(tag)) => drop(tags.insert(plan, tag)),
                Ok(None) => tracing::warn!(price, %plan, "this price is not of one amount for a period"),
                Err(error) => {
                    tracing::warn!(%error, price, %plan, "what a plan costs could not be asked");
                    wait = AGAIN;
                }
            }
        }
        *known = Some((Instant::now() + wait, tags.clone()));
        tags
    }
}

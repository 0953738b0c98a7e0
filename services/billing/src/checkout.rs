//! Where people pay, and where they look after what they pay.

use matinee_proto::Refusal;
use matinee_token::Actor;
use sha2::{Digest, Sha256};
use url::Url;

use crate::customers::{self, Customer};
use crate::error::{Error, invalid};
use crate::plan::PlanId;
use crate::service::Open;
use crate::standing::Status;
use crate::stripe::{Checkout, StripeFailure};

/// A customer who went to pay is read again after so long even if nothing is heard, milliseconds.
const READ_AFTER: i64 = 60_000;
/// Customers of a user that may turn out to be gone at Stripe before it is an error.
const TRIES: usize = 3;

impl Open {
    /// The address of a checkout for `plan`.
    pub(crate) async fn checkout(&self, actor: &Actor, plan: &str, base: &str) -> Result<String, Error> {
        let base = base_url(base)?;
        needs_account(actor)?;
        let plan = PlanId::named(plan).filter(|plan| self.prices.of(*plan).is_some());
        let price = plan.and_then(|plan| self.prices.of(plan)).ok_or_else(|| invalid("plan: it is not for sale"))?;
        for _ in 0..TRIES {
            let customer = self.customer(&actor.user_id).await?;
            match self.checkout_as(&customer, price, &base).await {
                // Deleted in the dashboard, perhaps: the next one is another.
                Err(Error::Stripe(StripeFailure::Missing)) => customers::lost(&self.store, &customer).await?,
                result => return result,
            }
        }
        Err(StripeFailure::Missing.into())
    }

    async fn checkout_as(&self, customer: &Customer, price: &str, base: &Url) -> Result<String, Error> {
        // What Stripe says, not what stands here: a payment a moment ago counts.
        self.sync(customer, &[]).await?;
        let kept = customers::subscriptions(&self.store, &customer.user, &self.prices).await?;
        let runs = |status: Status| matches!(status, Status::Active | Status::Trialing | Status::PastDue);
        if kept.iter().any(|kept| runs(kept.held.status) && kept.held.plan.is_some()) {
            let detail = "there is a subscription already; it is changed in the customer portal";
            return Err(Refusal::new("already_subscribed", detail).into());
        }
        let now = (self.clock)();
        let (success_url, cancel_url) = (page(base, "plans/return"), page(base, "plans"));
        let wanted = Checkout {
            user: &customer.user,
            customer: &customer.id,
            price,
            // The first time only.
            trial_days: if kept.is_empty() { self.trial_days } else { 0 },
            promotion_codes: self.promotion_codes,
            success_url: &success_url,
            cancel_url: &cancel_url,
        };
        let url = self.stripe.checkout(&wanted, &terms(&wanted), now).await?;
        customers::read_by(&self.store, &customer.user, now + READ_AFTER).await?;
        Ok(url)
    }

    /// The customer of a user, made if there is none: once, whoever asks at the same time.
    async fn customer(&self, user: &str) -> Result<Customer, Error> {
        for _ in 0..TRIES {
            match customers::of_user(&self.store, user).await? {
                Some(customer) if !customer.id.is_empty() => return Ok(customer),
                Some(customer) => {
                    let key = format!("matinee/customer/{user}/{}", customer.generation);
                    let id = self.stripe.create_customer(user, &key).await?;
                    customers::made(&self.store, user, customer.generation, &id).await?;
                }
                None => customers::intend(&self.store, user, (self.clock)()).await?,
            }
        }
        Err(Error::Contended)
    }

    /// The address of the customer portal.
    pub(crate) async fn portal(&self, actor: &Actor, base: &str) -> Result<String, Error> {
        let base = base_url(base)?;
        needs_account(actor)?;
        let customer =
            customers::of_user(&self.store, &actor.user_id).await?.filter(|customer| !customer.id.is_empty());
        let nobody = || Refusal::new("subscription_not_found", "nothing was ever paid here");
        let customer = customer.ok_or_else(nobody)?;
        match self.stripe.portal(&customer.id, &page(&base, "plans")).await {
            Err(StripeFailure::Missing) => Err(nobody().into()),
            answer => Ok(answer?),
        }
    }

    /// Cancels what a user pays and forgets them.
    pub(crate) async fn forget(&self, user: &str) -> Result<(), Error> {
        let Some(customer) = customers::of_user(&self.store, user).await? else { return Ok(()) };
        if !customer.id.is_empty() {
            self.stripe.delete_customer(&customer.id).await?;
        }
        customers::forget(&self.store, user).await?;
        if customer.told != PlanId::Free {
            self.announce(user, PlanId::Free).await?;
        }
        Ok(())
    }
}

fn needs_account(actor: &Actor) -> Result<(), Error> {
    if actor.guest {
        return Err(
            Refusal::new("account_required", "paying needs an account: a guest is gone with their browser").into()
        );
    }
    Ok(())
}

/// Where browsers reach us, from the gateway; nothing that a browser says becomes part of it.
fn base_url(text: &str) -> Result<Url, Error> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| invalid("base_url: not an http or https URL"))
}

fn page(base: &Url, path: &str) -> String {
    format!("{}/{path}", base.as_str().trim_end_matches('/'))
}

/// What makes one checkout another, in a few characters.
fn terms(wanted: &Checkout<'_>) -> String {
    let Checkout { price, trial_days, promotion_codes, success_url, .. } = wanted;
    let terms = format!("{price}\n{trial_days}\n{promotion_codes}\n{success_url}");
    Sha256::digest(terms.as_bytes())[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

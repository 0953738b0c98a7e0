//! What is asked of Stripe.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use stripe_billing::billing_portal_session::CreateBillingPortalSession;
use stripe_billing::invoice::RetrieveInvoice;
use stripe_billing::subscription::{ListSubscription, ListSubscriptionStatus};
use stripe_checkout::CheckoutSessionMode;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionSubscriptionData,
    ExpireCheckoutSession, ListCheckoutSession,
};
use stripe_client_core::{RequestBuilder, StripeMethod, StripeRequest};
use stripe_core::charge::RetrieveCharge;
use stripe_core::customer::{CreateCustomer, DeleteCustomer};
use stripe_core::dispute::ListDispute;
use stripe_core::event::ListEvent;
use stripe_product::price::RetrievePrice;
use stripe_types::RangeQueryTs;

use super::objects::{Charge, Dispute, Invoice, InvoicePayment, List, Named, Price, Session, Subscription};
use super::{Stripe, StripeFailure};
use crate::envelope::{Envelope, HANDLED};

/// Entries of a page, at most what Stripe gives.
const PAGE: i64 = 100;
/// Pages of one customer's subscriptions; nobody has so many.
const PAGES_MAX: usize = 10;
/// An open checkout is handed out again if it stays open for so many seconds at least.
const STAYS_OPEN: i64 = 600;
/// Where an object at Stripe says whom and what of ours it belongs to.
const USER: &str = "matinee_user_id";
const PRICE: &str = "matinee_price";

/// What somebody is to pay for, and where they go then.
#[derive(Clone, Debug)]
pub(crate) struct Checkout<'a> {
    pub(crate) user: &'a str,
    pub(crate) customer: &'a str,
    pub(crate) price: &'a str,
    pub(crate) trial_days: u32,
    pub(crate) promotion_codes: bool,
    pub(crate) success_url: &'a str,
    pub(crate) cancel_url: &'a str,
}

/// What a plan costs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PriceTag {
    /// In the currency's smallest unit.
    pub(crate) amount: f64,
    pub(crate) currency: String,
    pub(crate) interval: String,
    pub(crate) interval_count: u32,
}

/// A page of Stripe's list of events, the newest first.
#[derive(Debug)]
pub(crate) struct Events {
    pub(crate) events: Vec<Envelope>,
    /// Where the next page goes on.
    pub(crate) more: Option<String>,
}

/// A payment that went back, or may: what it had paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reversed {
    pub(crate) subscription: String,
    pub(crate) covers_until: i64,
}

impl Stripe {
    /// Makes a customer for a user, once under one key.
    pub(crate) async fn create_customer(&self, user: &str, key: &str) -> Result<String, StripeFailure> {
        let metadata = HashMap::from([(USER.to_owned(), user.to_owned())]);
        let made: Named = self.once(&CreateCustomer::new().metadata(metadata), key).await?;
        Ok(made.id)
    }

    /// Deletes a customer, which cancels their subscriptions at once. One that is gone is gone.
    pub(crate) async fn delete_customer(&self, customer: &str) -> Result<(), StripeFailure> {
        match self.send::<_, Value>(&DeleteCustomer::new(customer)).await {
            Ok(_) | Err(StripeFailure::Missing) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// A page where this is paid. One that is open already is handed out again, so that nobody
    /// pays twice who clicked twice; those for anything else are closed.
    ///
    /// Two who ask at once get the same one, by a key that is made of the terms and of the last
    /// checkout before. Under a key that does not change with it, Stripe would hand out again what
    /// was closed since.
    pub(crate) async fn checkout(&self, wanted: &Checkout<'_>, terms: &str, now: i64) -> Result<String, StripeFailure> {
        let sessions = ListCheckoutSession::new().customer(wanted.customer).limit(PAGE);
        let sessions: List<Session> = self.send(&sessions).await?;
        let last = sessions.data.first().map_or("none", |session| session.id.as_str()).to_owned();
        for session in sessions.data.into_iter().filter(|session| session.status.as_deref() == Some("open")) {
            let same = session.metadata.get(PRICE).is_some_and(|price| price == wanted.price)
                && session.success_url.as_deref() == Some(wanted.success_url)
                && session.expires_at > now / 1000 + STAYS_OPEN;
            match session.url {
                Some(url) if same => return Ok(url),
                _ => self.expire(&session.id).await?,
            }
        }
        let key = format!("matinee/checkout/{}/{last}/{terms}", wanted.customer);
        let session: Session = self.once(&checkout_session(wanted), &key).await?;
        session.url.ok_or_else(|| StripeFailure::Unreadable("a checkout session without a URL".to_owned()))
    }

    async fn expire(&self, session: &str) -> Result<(), StripeFailure> {
        match self.send::<_, Value>(&ExpireCheckoutSession::new(session)).await {
            // It was paid or has expired meanwhile.
            Ok(_) | Err(StripeFailure::Missing | StripeFailure::Refused { status: 400, .. }) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// A page where a customer looks after what they pay.
    pub(crate) async fn portal(&self, customer: &str, return_url: &str) -> Result<String, StripeFailure> {
        let request = CreateBillingPortalSession::new().customer(customer).return_url(return_url);
        let session: Session = self.send(&request).await?;
        session.url.ok_or_else(|| StripeFailure::Unreadable("a portal session without a URL".to_owned()))
    }

    /// All subscriptions that a customer has or had.
    pub(crate) async fn subscriptions(&self, customer: &str) -> Result<Vec<Subscription>, StripeFailure> {
        let request = ListSubscription::new().customer(customer).status(ListSubscriptionStatus::All).limit(PAGE);
        let request = request.expand(vec!["data.latest_invoice".to_owned()]);
        let mut page = request.clone();
        let mut all: Vec<Subscription> = Vec::new();
        for _ in 0..PAGES_MAX {
            let answer: List<Subscription> = match self.send(&page).await {
                // Of a customer who was deleted nothing is left to pay.
                Err(StripeFailure::Missing) => return Ok(Vec::new()),
                answer => answer?,
            };
            all.extend(answer.data);
            match all.last() {
                Some(last) if answer.has_more => page = request.clone().starting_after(last.id.clone()),
                _ => return Ok(all),
            }
        }
        Err(StripeFailure::Unreadable("a customer with too many subscriptions".to_owned()))
    }

    /// A payment.
    pub(crate) async fn charge(&self, charge: &str) -> Result<Charge, StripeFailure> {
        self.send(&RetrieveCharge::new(charge)).await
    }

    /// What a payment had paid for, if it went back whole or is disputed; `None` while it counts.
    pub(crate) async fn reversed(&self, charge: &Charge) -> Result<Option<Reversed>, StripeFailure> {
        let gone = charge.refunded || (charge.disputed && self.is_disputed(charge).await?);
        if !gone {
            return Ok(None);
        }
        let invoice = match charge.invoice() {
            "" => self.invoice_of(charge.payment_intent()).await?,
            id => id.to_owned(),
        };
        if invoice.is_empty() {
            return Ok(None);
        }
        let invoice: Invoice = self.send(&RetrieveInvoice::new(invoice)).await?;
        let subscription = invoice.subscription().to_owned();
        Ok((!subscription.is_empty()).then(|| Reversed { subscription, covers_until: invoice.covers_until() }))
    }

    async fn is_disputed(&self, charge: &Charge) -> Result<bool, StripeFailure> {
        let disputes: List<Dispute> = self.send(&ListDispute::new().charge(charge.id.clone()).limit(PAGE)).await?;
        Ok(disputes.data.iter().any(Dispute::takes))
    }

    async fn invoice_of(&self, payment_intent: &str) -> Result<String, StripeFailure> {
        if payment_intent.is_empty() {
            return Ok(String::new());
        }
        let paid: List<InvoicePayment> = self.send(&PaymentsOf(payment_intent)).await?;
        Ok(paid.data.first().map(|payment| payment.invoice().to_owned()).unwrap_or_default())
    }

    /// What a price is; `None` if it has no one amount.
    pub(crate) async fn price(&self, price: &str) -> Result<Option<PriceTag>, StripeFailure> {
        let price: Price = self.send(&RetrievePrice::new(price)).await?;
        Ok(price.unit_amount.zip(price.recurring).map(|(amount, recurring)| PriceTag {
            amount,
            currency: price.currency,
            interval: recurring.interval,
            interval_count: recurring.interval_count.max(1),
        }))
    }

    /// Events that are acted on and were created at `since` (Unix seconds) or later.
    pub(crate) async fn events(&self, since: i64, after: Option<&str>) -> Result<Events, StripeFailure> {
        let types = HANDLED.map(str::to_owned).to_vec();
        let mut request = ListEvent::new().created(RangeQueryTs::gte(since)).types(types).limit(PAGE);
        if let Some(after) = after {
            request = request.starting_after(after);
        }
        let page: List<Value> = self.send(&request).await?;
        let last = page.data.last().and_then(|event| event.get("id")?.as_str()).map(str::to_owned);
        let read = |event: Value| Envelope::parse(event.to_string().as_bytes());
        Ok(Events { events: page.data.into_iter().filter_map(read).collect(), more: last.filter(|_| page.has_more) })
    }
}

/// The list of what a payment paid, by its intent. Written out: one page of one list is not worth
/// compiling async-stripe's for.
struct PaymentsOf<'a>(&'a str);

impl StripeRequest for PaymentsOf<'_> {
    type Output = ();

    fn build(&self) -> RequestBuilder {
        let query = [("payment[type]", "payment_intent"), ("payment[payment_intent]", self.0), ("limit", "1")];
        RequestBuilder::new(StripeMethod::Get, "/invoice_payments").query(&BTreeMap::from(query))
    }
}

fn checkout_session(wanted: &Checkout<'_>) -> CreateCheckoutSession {
    let item = CreateCheckoutSessionLineItems {
        price: Some(wanted.price.to_owned()),
        quantity: Some(1),
        ..CreateCheckoutSessionLineItems::new()
    };
    let subscription = CreateCheckoutSessionSubscriptionData {
        metadata: Some(HashMap::from([(USER.to_owned(), wanted.user.to_owned())])),
        trial_period_days: Some(wanted.trial_days).filter(|days| *days > 0),
        ..CreateCheckoutSessionSubscriptionData::new()
    };
    CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Subscription)
        .customer(wanted.customer)
        .client_reference_id(wanted.user)
        .line_items(vec![item])
        .subscription_data(subscription)
        .allow_promotion_codes(wanted.promotion_codes)
        .metadata(HashMap::from([(PRICE.to_owned(), wanted.price.to_owned())]))
        .success_url(wanted.success_url)
        .cancel_url(wanted.cancel_url)
}

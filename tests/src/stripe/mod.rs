//! A stand-in for Stripe that remembers: customers, prices, checkout and portal sessions with pages
//! that a browser can use, subscriptions with their invoices and payments, the list of events, and
//! webhooks that get lost, doubled and overtaken as a seed wants it.
//!
//! It speaks the documented wire format: form-encoded requests, idempotency keys, errors, cursors.
//! What it does not do is let time pass: a test says when a period is over, and it is over then.

mod api;
mod courier;
mod dice;
mod form;
mod pages;
mod world;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use serde_json::Value;
use tokio::runtime::Handle;

use crate::loopback::Loopback;
use courier::Courier;
pub use courier::{Deliveries, Fates, sign};
pub use dice::Dice;
use world::{World, text};

/// The account's key, in test mode.
pub const SECRET_KEY: &str = "sk_test_fake";
/// What its webhooks are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_fake";
/// What plans are sold at.
pub const PRICES: &str = "plus=price_plus,pro=price_pro";

/// A running stand-in.
#[derive(Clone, Debug)]
pub struct FakeStripe {
    port: u16,
    shared: Shared,
    runtime: Handle,
}

/// What its pages and its API share.
#[derive(Clone, Debug)]
struct Shared {
    account: Arc<Mutex<Account>>,
    courier: Arc<Courier>,
}

/// The account.
#[derive(Debug, Default)]
struct Account {
    base: String,
    world: World,
    /// By idempotency key: what was asked, and what was answered.
    answers: HashMap<String, (String, (u16, Value))>,
    /// How often something was asked.
    calls: HashMap<String, usize>,
    /// So many calls fail from now on.
    failing: usize,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the account, and sends what is to be told of it.
    fn change<T>(&self, change: impl FnOnce(&mut World) -> Result<T, String>) -> Result<T, String> {
        let mut account = self.lock();
        let changed = change(&mut account.world);
        let fresh = std::mem::take(&mut account.world.fresh);
        drop(account);
        self.courier.send(fresh);
        changed
    }
}

impl FakeStripe {
    /// Starts one on a free port, with a price for `plus` and one for `pro`. It ends with the process.
    ///
    /// # Panics
    /// If it cannot start.
    #[must_use]
    pub fn start(seed: u64) -> Self {
        let loopback = Loopback::bind();
        let port = loopback.port;
        let account = Account { base: format!("http://127.0.0.1:{port}"), ..Account::default() };
        let shared = Shared { account: Arc::new(Mutex::new(account)), courier: Arc::new(Courier::new(seed)) };
        shared.lock().world.add_price("price_plus", 500, "eur");
        shared.lock().world.add_price("price_pro", 1200, "eur");
        shared.lock().world.add_price("price_other", 100, "eur");
        let router = Router::new().merge(api::routes()).merge(pages::routes()).with_state(shared.clone());
        let runtime = loopback.serve(router);
        Self { port, shared, runtime }
    }

    /// Where it is, as `billing.stripe_url` wants it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The settings with which a deployment sells here (`SECTION__KEY` and value).
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("BILLING__STRIPE_SECRET_KEY", SECRET_KEY.to_owned()),
            ("BILLING__STRIPE_WEBHOOK_SECRET", format!("whsec_before,{WEBHOOK_SECRET}")),
            ("BILLING__STRIPE_URL", self.url()),
            ("BILLING__STRIPE_PRICES", PRICES.to_owned()),
        ]
    }

    /// Sends webhooks to the installation at `base` from now on.
    pub fn tell(&self, base: &str, fates: Fates) {
        self.shared.courier.route(format!("{base}/api/stripe-webhooks"), WEBHOOK_SECRET, fates);
    }

    /// How webhooks went so far.
    #[must_use]
    pub fn deliveries(&self) -> Deliveries {
        self.shared.courier.deliveries()
    }

    /// Whether invoices and payments have the shape of before 2025-03-31.
    pub fn speak_old(&self, old: bool) {
        self.shared.lock().world.old_shapes = old;
    }

    /// The next calls fail with 500.
    pub fn fail(&self, calls: usize) {
        self.shared.lock().failing = calls;
    }

    /// How often a call was made, as `POST customers` or `GET charges/*`, or one about a customer, as
    /// `GET subscriptions cus_1`.
    #[must_use]
    pub fn calls(&self, call: &str) -> usize {
        self.shared.lock().calls.get(call).copied().unwrap_or_default()
    }

    fn change<T>(&self, change: impl FnOnce(&mut World) -> Result<T, String>) -> Result<T, String> {
        let _inside = self.runtime.enter();
        self.shared.change(change)
    }

    /// Pays the checkout at an address; the subscription.
    ///
    /// # Errors
    /// It was paid or has expired.
    pub fn pay(&self, url: &str) -> Result<String, String> {
        self.change(|world| world.pay(url.rsplit('/').next().unwrap_or_default()))
    }

    /// The current period of a subscription is over; the next payment works or not.
    ///
    /// # Errors
    /// There is no such subscription.
    pub fn end_period(&self, subscription: &str, card_works: bool) -> Result<(), String> {
        self.change(|world| world.end_period(subscription, card_works))
    }

    /// A payment that was missing is made.
    ///
    /// # Errors
    /// None is missing.
    pub fn settle(&self, subscription: &str) -> Result<(), String> {
        self.change(|world| world.settle(subscription))
    }

    /// A subscription is to end with its period, or not.
    ///
    /// # Errors
    /// It has ended.
    pub fn cancel_at_end(&self, subscription: &str, wish: bool) -> Result<(), String> {
        self.change(|world| world.cancel_at_end(subscription, wish))
    }

    /// A subscription ends at once.
    ///
    /// # Errors
    /// It has ended.
    pub fn cancel_now(&self, subscription: &str) -> Result<(), String> {
        self.change(|world| world.cancel_now(subscription))
    }

    /// A subscription is for another price from now on.
    ///
    /// # Errors
    /// It has ended.
    pub fn change_price(&self, subscription: &str, price: &str) -> Result<(), String> {
        self.change(|world| {
            let price = world.prices.get(price).cloned().ok_or("no such price")?;
            world.change(subscription, |held| held["items"]["data"][0]["price"] = price)
        })
    }

    /// The last payment of a subscription goes back, whole or in part.
    ///
    /// # Errors
    /// Nothing was paid.
    pub fn refund(&self, subscription: &str, whole: bool) -> Result<(), String> {
        self.change(|world| world.last_charge(subscription).and_then(|charge| world.refund(&charge, whole)))
    }

    /// The last payment of a subscription is disputed.
    ///
    /// # Errors
    /// Nothing was paid.
    pub fn dispute(&self, subscription: &str) -> Result<(), String> {
        self.change(|world| world.last_charge(subscription).and_then(|charge| world.dispute(&charge)))
    }

    /// The dispute of the last payment ends.
    ///
    /// # Errors
    /// There is none.
    pub fn close_dispute(&self, subscription: &str, won: bool) -> Result<(), String> {
        self.change(|world| world.last_charge(subscription).and_then(|charge| world.close_dispute(&charge, won)))
    }

    /// All customers of a user, by their metadata.
    #[must_use]
    pub fn customers_of(&self, user: &str) -> Vec<Value> {
        let account = self.shared.lock();
        account.world.customers.values().filter(|one| one["metadata"]["matinee_user_id"] == user).cloned().collect()
    }

    /// All subscriptions of a user, the oldest first.
    #[must_use]
    pub fn subscriptions_of(&self, user: &str) -> Vec<Value> {
        let account = self.shared.lock();
        account.world.subscriptions.values().filter(|one| one["metadata"]["matinee_user_id"] == user).cloned().collect()
    }

    /// The last subscription of a user.
    #[must_use]
    pub fn subscription_of(&self, user: &str) -> Option<String> {
        self.subscriptions_of(user).last().map(|held| text(held, "id"))
    }

    /// All events, the oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        self.shared.lock().world.events.clone()
    }

    /// A checkout session, as `url` leads to it.
    #[must_use]
    pub fn session(&self, url: &str) -> Option<Value> {
        self.shared.lock().world.sessions.get(url.rsplit('/').next()?).cloned()
    }
}

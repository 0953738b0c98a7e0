//! Webhooks that are doubled, overtake each other and get lost, while billing is killed again and
//! again: in the end everybody has exactly what the model says, and nothing has happened twice.
//!
//! `TEST_WEBHOOKS` says how many deliveries at least, `TEST_SEED` which fates.

use std::time::Duration;

use matinee_tests::stripe::{Dice, Fates};
use matinee_tests::{Kind, Person};
use serde_json::json;

use crate::shop::{Shop, shows};
use crate::stage::figure;

/// Deliveries of a plain run.
const DELIVERIES: u64 = 400;
const SEED: u64 = 20_261_121;
const PEOPLE: usize = 24;
/// Of a thousand events and of a thousand deliveries; and how long one may be under way.
const FATES: Fates = Fates { lost: 30, repeated: 350, delay: Duration::from_millis(600) };
/// Deliveries under way at once.
const AT_ONCE: u64 = 120;
/// One step of so many is followed by a kill.
const KILL_EVERY: u64 = 40;

/// What somebody has, by the rules on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Model {
    plan: Option<&'static str>,
    past_due: bool,
    ends: bool,
    refunded: bool,
    disputed: bool,
}

impl Model {
    fn expected(self) -> &'static str {
        // A missing payment is waited for, for a week.
        self.plan.filter(|_| !self.refunded && !self.disputed).unwrap_or("free")
    }
}

/// Somebody, what they should have, and how often they have paid.
struct Customer {
    person: Person,
    model: Model,
    held: String,
    bought: usize,
}

/// A number from the environment.
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_ends_with_what_was_paid() {
    run(Kind::Embedded, number("TEST_WEBHOOKS", DELIVERIES) / 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_processes_end_with_what_was_paid() {
    run(Kind::Scaled, number("TEST_WEBHOOKS", DELIVERIES)).await;
}

async fn run(kind: Kind, deliveries: u64) {
    let seed = number("TEST_SEED", SEED);
    figure(&format!("{kind:?}: {deliveries} webhooks by seed {seed}"));
    let shop = Shop::open(kind, seed, FATES, &[("BILLING__EVENTS_SECONDS", "5")]);
    let mut dice = Dice::new(seed ^ 0x5eed);
    let mut people: Vec<Customer> = (0..PEOPLE)
        .map(|number| Customer {
            person: shop.person(number, "Person"),
            model: Model::default(),
            held: String::new(),
            bought: 0,
        })
        .collect();
    let (mut steps, mut kills) = (0_u64, 0_u64);
    let sent = |shop: &Shop| {
        let counts = shop.stripe.deliveries();
        (counts.delivered + counts.lost + counts.under_way, counts.under_way)
    };
    while sent(&shop).0 < deliveries {
        let who = usize::try_from(dice.below(PEOPLE as u64)).expect("a small number");
        step(&shop, &mut people[who], &mut dice).await;
        steps += 1;
        if dice.below(KILL_EVERY) == 0 {
            kill(&shop, &mut dice);
            kills += 1;
        }
        while sent(&shop).1 > AT_ONCE {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    while sent(&shop).1 > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for customer in &people {
        let expected = customer.model.expected();
        let what = format!("{expected} after {:?} (seed {seed})", customer.model);
        shows(&customer.person, &what, |shown| shown["plan"] == expected).await;
        let user = &customer.person.user_id;
        assert_eq!(shop.stripe.subscriptions_of(user).len(), customer.bought, "each purchase once (seed {seed})");
        assert!(shop.stripe.customers_of(user).len() <= 1, "one customer a user (seed {seed})");
    }
    // What is still in the outbox, and what the list of events still brings, changes nothing.
    tokio::time::sleep(Duration::from_secs(8)).await;
    for customer in &people {
        let shown = crate::shop::subscription(&customer.person).await;
        assert_eq!(shown["plan"], customer.model.expected(), "{:?} (seed {seed})", customer.model);
    }
    let counts = shop.stripe.deliveries();
    figure(&format!("{kind:?}: {steps} steps, {kills} times kill -9, {counts:?}, seed {seed}"));
}

/// Something happens to somebody.
async fn step(shop: &Shop, customer: &mut Customer, dice: &mut Dice) {
    let Some(plan) = customer.model.plan else { return buy(shop, customer, dice).await };
    let (stripe, held, model) = (&shop.stripe, customer.held.as_str(), &mut customer.model);
    let done = match dice.below(12) {
        0..=2 => {
            let card_works = dice.below(4) > 0;
            let done = stripe.end_period(held, card_works);
            *model = match model.ends {
                true => Model::default(),
                false => Model { past_due: !card_works, refunded: false, disputed: false, ..*model },
            };
            done
        }
        3 | 4 => {
            model.ends = !model.ends;
            stripe.cancel_at_end(held, model.ends)
        }
        5 => {
            *model = Model::default();
            stripe.cancel_now(held)
        }
        6 | 7 => {
            let other = if plan == "plus" { "pro" } else { "plus" };
            model.plan = Some(other);
            stripe.change_price(held, &format!("price_{other}"))
        }
        8 if model.past_due => {
            model.past_due = false;
            stripe.settle(held)
        }
        9 if !model.past_due => {
            model.refunded = true;
            stripe.refund(held, true)
        }
        10 if !model.past_due && !model.disputed => {
            model.disputed = true;
            stripe.dispute(held)
        }
        11 if model.disputed && !model.past_due => {
            model.disputed = false;
            stripe.close_dispute(held, true)
        }
        _ => Ok(()),
    };
    done.unwrap_or_else(|problem| panic!("{:?}: {problem}", customer.model));
}

/// Somebody buys a plan, if billing lives at this moment.
async fn buy(shop: &Shop, customer: &mut Customer, dice: &mut Dice) {
    let plan = *dice.pick(&["plus", "pro"]);
    let answer = customer.person.post("/api/billing/checkout", json!({ "plan": plan })).await;
    if answer.status != 200 {
        // Killed at this moment, or started again and not there yet.
        assert!(answer.status >= 500, "{} {}", answer.status, answer.body);
        return;
    }
    customer.held = shop.stripe.pay(&answer.text("/url")).expect("the checkout is open");
    customer.bought += 1;
    customer.model = Model { plan: Some(plan), ..Model::default() };
}

/// Kills what does billing, in the middle of whatever it does, and starts it again.
fn kill(shop: &Shop, dice: &mut Dice) {
    let mut role = match shop.deployment.kind() {
        Kind::Embedded => shop.deployment.gateway_role(0),
        // Two of auth, of search, then of billing.
        Kind::Scaled => shop.deployment.service_role(4 + usize::try_from(dice.below(2)).unwrap_or_default()),
    };
    role.again();
}

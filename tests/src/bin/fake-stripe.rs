//! `matinee-fake-stripe`: starts Stripe's stand-in for tests in another language.
//!
//! Prints one JSON line with the settings of a deployment that sells there, then answers each line
//! of its standard input with one, and ends when that input closes. Commands:
//!
//! * `tell URL`: sends webhooks to the installation there from now on
//! * `end USER` / `fail USER`: the period of a user's last subscription is over, and the next payment works or not

use std::io::BufRead;

use matinee_tests::stripe::{FakeStripe, Fates};
use serde_json::{Value, json};

fn main() {
    let stripe = FakeStripe::start(1);
    let settings: serde_json::Map<String, Value> =
        stripe.settings().into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    println!("{}", json!({ "url": stripe.url(), "settings": settings }));
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        println!(
            "{}",
            obey(&stripe, &line).map_or_else(|error| json!({ "error": error }), |()| json!({ "done": line }))
        );
    }
}

fn obey(stripe: &FakeStripe, line: &str) -> Result<(), String> {
    let held = |user: &str| stripe.subscription_of(user).ok_or("no subscription");
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        ["tell", url] => {
            stripe.tell(url, Fates::default());
            Ok(())
        }
        ["end", user] => stripe.end_period(&held(user)?, true),
        ["fail", user] => stripe.end_period(&held(user)?, false),
        _ => Err(format!("{line:?} is not a command")),
    }
}

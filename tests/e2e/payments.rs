//! Somebody pays, and gets what they paid for; and not when they did not, or not any more.

use std::time::{Duration, Instant};

use matinee_proto::sync::v1::server_frame::Frame;
use matinee_tests::stripe::Fates;
use matinee_tests::{Kind, Person, Socket};
use serde_json::json;

use crate::shop::{Shop, checkout, has_plan, shop_stories, shows, subscription};
use crate::stage::figure;

shop_stories!(
    a_payment_opens_what_was_bought_and_its_end_closes_it,
    visiting_the_return_page_is_no_payment,
    two_who_click_twice_pay_once,
    money_that_goes_back_ends_the_plan_at_once,
    a_payment_that_is_missing_is_waited_for,
    another_plan_is_another_plan_at_once,
    who_never_paid_has_no_portal
);

/// Waits for FEATURES with this plan.
async fn told(socket: &mut Socket, plan: &str) {
    socket
        .frame(plan, |frame| match frame {
            Frame::Features(features) if features.plan == plan => Some(()),
            _ => None,
        })
        .await;
}

async fn makes_persistent(person: &Person) -> u16 {
    person.post("/api/rooms", json!({ "persistent": true })).await.status
}

async fn a_payment_opens_what_was_bought_and_its_end_closes_it(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    let plans = ada.get("/api/billing/plans").await.expect(200).body;
    assert_eq!((&plans["billing_enabled"], &plans["items"][0]["id"]), (&json!(true), &json!("free")));
    assert_eq!(plans["items"][1]["price"]["amount"], 500.0, "{plans}");
    assert_eq!(plans["items"][1]["price"]["currency"], "eur");
    let free = subscription(&ada).await;
    assert_eq!(
        (&free["plan"], &free["status"], &free["current_period_end"]),
        (&json!("free"), &json!("none"), &json!(null))
    );

    let room = ada.make_room().await;
    let mut here = ada.enter(&room).await;
    let mut there = ada.at(shop.deployment.gateway(1)).enter(&room).await;
    assert!(here.welcome.features.is_empty());
    let refused = ada.post("/api/rooms", json!({ "persistent": true })).await;
    refused.refused(402, "feature_not_in_plan");

    let url = checkout(&ada, "plus").await;
    let session = shop.stripe.session(&url).expect("it is open");
    assert_eq!(session["client_reference_id"], ada.user_id.as_str());
    assert_eq!(session["success_url"], format!("{}/plans/return", shop.deployment.gateway(0)));
    assert_eq!(session["allow_promotion_codes"], true);
    let paid = Instant::now();
    let held = shop.stripe.pay(&url).expect("the checkout is open");
    for socket in [&mut here, &mut there] {
        told(socket, "plus").await;
    }
    figure(&format!("a payment reached open sockets on all gateways in {:?}", paid.elapsed()));
    let bought = subscription(&ada).await;
    assert_eq!((&bought["plan"], &bought["status"]), (&json!("plus"), &json!("active")));
    assert_eq!(bought["limits"]["members_max"], 1000);
    assert!(bought["features"].as_array().is_some_and(|all| all.contains(&json!("persistent_rooms"))), "{bought}");
    assert_eq!(makes_persistent(&ada).await, 201);

    let portal = ada.post("/api/billing/portal", json!({})).await.expect(200).text("/url");
    assert!(portal.starts_with(&shop.stripe.url()), "{portal}");
    shop.stripe.cancel_at_end(&held, true).expect("it runs");
    shows(&ada, "the wish to end", |shown| shown["cancel_at_period_end"] == true && shown["plan"] == "plus").await;
    shop.stripe.end_period(&held, true).expect("it runs");
    for socket in [&mut here, &mut there] {
        told(socket, "free").await;
    }
    assert_eq!(subscription(&ada).await["status"], "canceled");
    assert_eq!(makes_persistent(&ada).await, 402);
    // Whoever left may come back.
    shop.buys(&ada, "pro").await;
    assert_eq!(shop.stripe.customers_of(&ada.user_id).len(), 1);
}

async fn visiting_the_return_page_is_no_payment(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    let url = checkout(&ada, "plus").await;
    let session = shop.stripe.session(&url).expect("it is open");
    let back = session["success_url"].as_str().expect("a URL").replace(shop.deployment.gateway(0), "");
    assert_eq!(ada.get(&back).await.status, 200);
    assert_eq!(subscription(&ada).await["plan"], "free");
    assert_eq!(makes_persistent(&ada).await, 402);
}

async fn two_who_click_twice_pay_once(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    let elsewhere = ada.at(shop.deployment.gateway(0));
    let (one, two, three) = tokio::join!(checkout(&ada, "plus"), checkout(&elsewhere, "plus"), checkout(&ada, "plus"));
    assert!(one == two && two == three, "{one} {two} {three}");
    // Whoever thinks again gets another one, and the first is closed.
    let pro = checkout(&ada, "pro").await;
    assert_ne!(one, pro);
    shop.stripe.pay(&one).expect_err("it was closed");
    shop.stripe.pay(&pro).expect("the checkout is open");
    has_plan(&ada, "pro").await;
    ada.post("/api/billing/checkout", json!({ "plan": "plus" })).await.refused(409, "already_subscribed");
    assert_eq!(shop.stripe.customers_of(&ada.user_id).len(), 1);
    assert_eq!(shop.stripe.subscriptions_of(&ada.user_id).len(), 1);
}

async fn money_that_goes_back_ends_the_plan_at_once(shop: &Shop) {
    for old in [false, true] {
        let (ada, bob) = (shop.person(0, "Ada"), shop.person(1, "Bob"));
        shop.stripe.speak_old(old);
        let (of_ada, of_bob) = (shop.buys(&ada, "plus").await, shop.buys(&bob, "pro").await);
        shop.stripe.refund(&of_ada, false).expect("something was paid");
        shop.stripe.dispute(&of_bob).expect("something was paid");
        has_plan(&bob, "free").await;
        assert_eq!(subscription(&ada).await["plan"], "plus", "a part of the money is not the plan");
        shop.stripe.refund(&of_ada, true).expect("something was paid");
        has_plan(&ada, "free").await;
        shop.stripe.close_dispute(&of_bob, true).expect("there is one");
        has_plan(&bob, "pro").await;
        // What went back was for that period.
        shop.stripe.end_period(&of_ada, true).expect("it runs");
        has_plan(&ada, "plus").await;
    }
    shop.stripe.speak_old(false);
}

async fn a_payment_that_is_missing_is_waited_for(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    let held = shop.buys(&ada, "plus").await;
    shop.stripe.end_period(&held, false).expect("it runs");
    shows(&ada, "grace", |shown| shown["status"] == "past_due" && shown["plan"] == "plus").await;
    shop.stripe.settle(&held).expect("a payment is missing");
    shows(&ada, "the payment", |shown| shown["status"] == "active" && shown["plan"] == "plus").await;
    shop.stripe.cancel_now(&held).expect("it runs");
    has_plan(&ada, "free").await;
}

async fn another_plan_is_another_plan_at_once(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    let held = shop.buys(&ada, "plus").await;
    shop.stripe.change_price(&held, "price_pro").expect("it runs");
    has_plan(&ada, "pro").await;
    // A price that is not one of ours buys nothing.
    shop.stripe.change_price(&held, "price_other").expect("it runs");
    has_plan(&ada, "free").await;
}

async fn who_never_paid_has_no_portal(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    ada.post("/api/billing/portal", json!({})).await.refused(404, "subscription_not_found");
    let guest = Person::guest(shop.deployment.gateway(0), "Guest").await;
    for path in ["/api/billing/checkout", "/api/billing/portal"] {
        guest.post(path, json!({ "plan": "plus" })).await.refused(403, "account_required");
    }
}

/// No webhook arrives at all, and Stripe fails now and then: the list of events brings it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_webhooks_miss_is_found() {
    let lost = Fates { lost: 1000, repeated: 0, delay: Duration::ZERO };
    let shop = Shop::open(Kind::Embedded, 1, lost, &[]);
    let ada = shop.person(0, "Ada");
    let url = checkout(&ada, "plus").await;
    let held = shop.stripe.pay(&url).expect("the checkout is open");
    shop.stripe.fail(3);
    has_plan(&ada, "plus").await;
    shop.stripe.cancel_now(&held).expect("it runs");
    has_plan(&ada, "free").await;
    assert_eq!(shop.stripe.deliveries().delivered, 0);
}

/// Without keys nothing is for sale and everything is open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_keys_everything_is_open() {
    let deployment = matinee_tests::deployment::watched(Kind::Embedded);
    let guest = Person::guest(deployment.gateway(0), "Guest").await;
    let plans = guest.get("/api/billing/plans").await.expect(200).body;
    assert_eq!((&plans["billing_enabled"], &plans["ad"]), (&json!(false), &json!(false)));
    assert!(plans["items"].as_array().is_some_and(|all| all.iter().all(|plan| plan["price"].is_null())), "{plans}");
    let shown = subscription(&guest).await;
    assert_eq!((&shown["plan"], &shown["status"]), (&json!("pro"), &json!("unlocked")));
    guest.post("/api/billing/checkout", json!({ "plan": "plus" })).await.refused(503, "billing_not_configured");
    let webhook = matinee_tests::client::http().post(format!("{}/api/stripe-webhooks", deployment.url()));
    let webhook = webhook.header("stripe-signature", "t=1,v1=00").body("{}").send().await.expect("an answer");
    assert_eq!(webhook.status().as_u16(), 503);
}

//! What is sent to get something for nothing.

use std::time::{SystemTime, UNIX_EPOCH};

use futures::future::join_all;
use matinee_tests::Person;
use matinee_tests::stripe::{WEBHOOK_SECRET, sign};
use serde_json::{Value, json};

use crate::shop::{Shop, checkout, has_plan, shop_stories, subscription};

shop_stories!(
    a_webhook_that_stripe_did_not_sign_is_refused,
    a_webhook_that_says_nothing_new_changes_nothing,
    only_what_is_for_sale_can_be_bought,
    a_checkout_is_for_whoever_opened_it,
    what_a_token_says_is_not_believed_when_it_was_changed
);

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("before the end of time")
}

async fn send(base: &str, signature: Option<&str>, body: Vec<u8>) -> (u16, Value) {
    send_by(&matinee_tests::client::http(), base, signature, body).await
}

async fn send_by(client: &reqwest::Client, base: &str, signature: Option<&str>, body: Vec<u8>) -> (u16, Value) {
    let mut request = client.post(format!("{base}/api/stripe-webhooks")).body(body);
    if let Some(signature) = signature {
        request = request.header("stripe-signature", signature);
    }
    let answer = request.send().await.expect("the gateway answers");
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// An event that would say that somebody has a subscription.
fn event(id: &str, kind: &str, customer: &str) -> Value {
    json!({
        "id": id, "object": "event", "type": kind, "created": now(), "livemode": false, "api_version": "2019-01-01",
        "data": { "object": { "id": "sub_forged", "object": "subscription", "customer": customer, "status": "active" } },
    })
}

async fn a_webhook_that_stripe_did_not_sign_is_refused(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    checkout(&ada, "plus").await;
    let customer = shop.stripe.customers_of(&ada.user_id)[0]["id"].as_str().expect("an id").to_owned();
    let body = event("evt_forged", "customer.subscription.created", &customer).to_string().into_bytes();
    let right = sign(WEBHOOK_SECRET, now(), &body);
    let base = shop.deployment.url();
    let mut changed = body.clone();
    changed[10] ^= 1;
    for (what, signature, body) in [
        ("no signature", None, body.clone()),
        ("an empty one", Some(String::new()), body.clone()),
        ("another secret", Some(sign("whsec_other", now(), &body)), body.clone()),
        ("one byte changed", Some(right.clone()), changed),
        ("301 s old", Some(sign(WEBHOOK_SECRET, now() - 302, &body)), body.clone()),
        ("301 s early", Some(sign(WEBHOOK_SECRET, now() + 330, &body)), body.clone()),
        ("v0 only", Some(right.replace("v1=", "v0=")), body.clone()),
        ("another time", Some(right.replace("t=1", "t=2")), body.clone()),
    ] {
        let (status, problem) = send(&base, signature.as_deref(), body).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_signature")), "{what}: {problem}");
    }
    let long = vec![b' '; 1 << 20];
    assert_eq!(send(&base, Some(&sign(WEBHOOK_SECRET, now(), &long)), long).await.0, 413);
    // Signed, and nonsense.
    let odd = b"{\"id\":5}".to_vec();
    assert_eq!(send(&base, Some(&sign(WEBHOOK_SECRET, now(), &odd)), odd).await.0, 422);
    // A secret that is about to be replaced still counts.
    let kind = json!({ "id": "evt_odd", "type": "payout.paid", "livemode": false, "data": { "object": {} } });
    let kind = kind.to_string().into_bytes();
    assert_eq!(send(&base, Some(&sign("whsec_before", now(), &kind)), kind).await.0, 200, "unknown types are answered");
    assert_eq!(subscription(&ada).await["plan"], "free");
}

async fn a_webhook_that_says_nothing_new_changes_nothing(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    checkout(&ada, "plus").await;
    let customer = shop.stripe.customers_of(&ada.user_id)[0]["id"].as_str().expect("an id").to_owned();
    let base = shop.deployment.url();
    // Signed as Stripe would, and yet what it says is not what Stripe says when asked.
    let id = format!("evt_again_{}", ada.user_id.replace('-', "_"));
    let body = event(&id, "customer.subscription.created", &customer).to_string().into_bytes();
    let reads = || shop.stripe.calls(&format!("GET subscriptions {customer}"));
    let before = reads();
    let (client, signature) = (matinee_tests::client::http(), sign(WEBHOOK_SECRET, now(), &body));
    let all = join_all((0..100).map(|_| send_by(&client, &base, Some(&signature), body.clone()))).await;
    assert!(all.iter().all(|(status, _)| *status == 200), "{all:?}");
    for (kind, livemode, customer) in
        [("live", true, customer.as_str()), ("foreign", false, "cus_of_others"), ("nobody", false, "")]
    {
        let mut event = event(&format!("{id}_{kind}"), "customer.subscription.created", customer);
        event["livemode"] = json!(livemode);
        let body = event.to_string().into_bytes();
        assert_eq!(send(&base, Some(&sign(WEBHOOK_SECRET, now(), &body)), body).await.0, 200, "{kind}");
    }
    // A payment after all of it is seen, so that it has been worked off.
    let bob = shop.person(1, "Bob");
    shop.buys(&bob, "plus").await;
    assert_eq!(subscription(&ada).await["plan"], "free");
    let read = reads() - before;
    assert!((1..=5).contains(&read), "a hundred times the same is one reason to read, and they were {read}");
}

async fn only_what_is_for_sale_can_be_bought(shop: &Shop) {
    let ada = shop.person(0, "Ada");
    for plan in [json!("free"), json!("gold"), json!("price_other"), json!(""), json!(7), json!(null)] {
        let answer = ada.post("/api/billing/checkout", json!({ "plan": plan, "price": "price_other" })).await;
        assert_eq!(answer.status, 422, "{plan}: {}", answer.body);
    }
    assert!(shop.stripe.customers_of(&ada.user_id).is_empty());
    // Nor can anybody say where the checkout leads back to, or in whose name it is.
    let wishes = json!({ "plan": "plus", "success_url": "https://evil.example/", "client_reference_id": "user-other" });
    let url = ada.post("/api/billing/checkout", wishes).await.expect(200).text("/url");
    let session = shop.stripe.session(&url).expect("it is open");
    assert_eq!(session["client_reference_id"], ada.user_id.as_str());
    assert!(
        session["success_url"].as_str().is_some_and(|url| url.starts_with(shop.deployment.gateway(0))),
        "{session}"
    );
}

async fn a_checkout_is_for_whoever_opened_it(shop: &Shop) {
    let (ada, bob) = (shop.person(0, "Ada"), shop.person(1, "Bob"));
    let url = checkout(&ada, "plus").await;
    // Bob pays what Ada was to pay.
    shop.stripe.pay(&url).expect("it is open");
    has_plan(&ada, "plus").await;
    assert_eq!(subscription(&bob).await["plan"], "free");
    assert!(shop.stripe.customers_of(&bob.user_id).is_empty());
}

async fn what_a_token_says_is_not_believed_when_it_was_changed(shop: &Shop) {
    let (ada, bob) = (shop.person(0, "Ada"), shop.person(0, "Bob"));
    shop.buys(&ada, "pro").await;
    // Bob's signature under Ada's claims.
    let (of_ada, of_bob): (Vec<&str>, Vec<&str>) = (ada.token.split('.').collect(), bob.token.split('.').collect());
    let forged = [of_ada[0], of_ada[1], of_bob[2]].join(".");
    let eve = Person::holding(shop.deployment.gateway(0), "Eve", &ada.user_id, forged);
    eve.get("/api/billing/subscription").await.refused(401, "unauthenticated");
    eve.post("/api/billing/portal", json!({})).await.refused(401, "unauthenticated");
}

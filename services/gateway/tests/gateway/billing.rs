//! Plans at the edge: what sockets are told, where people are sent, what Stripe may send.

use std::time::Duration;

use serde_json::{Value, json};

use crate::house::{House, Socket, limits};

async fn change_plan(house: &House, user: &str, plan: &'static str) {
    house.broker.cache(&format!("billing:plan/{user}"), plan.into(), Duration::from_secs(60)).await.unwrap();
    house.broker.announce(json!({ "entitlements_changed": user }).to_string().into()).await.unwrap();
}

#[tokio::test]
async fn open_sockets_learn_of_another_plan_on_every_gateway() {
    let house = House::open().await;
    let other = house.beside().await;
    let room = house.make_room().await;
    let (mut here, mut there) = (house.enter(&room, "ada").await, other.enter(&room, "ada").await);
    for (plan, features) in [("free", json!([])), ("pro", json!(["ad_free"]))] {
        change_plan(&house, "user-ada", plan).await;
        // What has not changed is not told.
        change_plan(&house, "user-ada", plan).await;
        for socket in [&mut here, &mut there] {
            let told = socket.next("FEATURES").await;
            assert_eq!((&told["plan"], &told["features"]), (&json!(plan), &features));
            assert_eq!(told["limits"]["members_max"], 50);
        }
    }
}

#[tokio::test]
async fn a_change_that_nobody_heard_of_is_found_when_notices_were_missed() {
    let house = House::open().await;
    let room = house.make_room().await;
    let mut ada = house.enter(&room, "ada").await;
    house.broker.cache("billing:plan/user-ada", "free".into(), Duration::from_secs(60)).await.unwrap();
    house.broker.announce("".into()).await.unwrap();
    assert_eq!(ada.next("FEATURES").await["plan"], "free");
}

#[tokio::test]
async fn guests_come_in_on_what_holds_without_an_account_and_come_back_on_their_own_plan() {
    let house = House::open().await;
    house.broker.cache("billing:plan/", "free".into(), Duration::from_secs(60)).await.unwrap();
    let room = house.make_room().await;
    let ada = house.enter(&room, "ada").await;
    assert_eq!(ada.welcome["features"], json!([]));
    let token = ada.welcome["resume"].as_str().unwrap();
    let mut back = Socket::open(&house.ws(&room, &format!("resume={token}")), &[]).await.unwrap();
    assert_eq!(back.next("WELCOME").await["features"], json!(["ad_free"]), "they may have got an account since");
}

#[tokio::test]
async fn plans_are_public_and_paying_is_not() {
    let house = House::open().await;
    let plans: Value = house.get("/api/billing/plans").await.json().await.unwrap();
    assert_eq!(plans["billing_enabled"], true);
    assert_eq!(plans["items"][1]["id"], "plus");
    assert_eq!((&plans["items"][0]["price"], &plans["items"][1]["price"]["amount"]), (&Value::Null, &json!(500.0)));

    for path in ["/api/billing/checkout", "/api/billing/portal"] {
        let nobody = house.client.post(format!("{}{path}", house.url)).json(&json!({ "plan": "plus" }));
        assert_eq!(nobody.send().await.unwrap().status(), 401, "{path}");
    }
    assert_eq!(house.get("/api/billing/subscription").await.status(), 401);
    let checkout = house.post("/api/billing/checkout", "ada", json!({ "plan": "plus" })).await;
    let checkout: Value = checkout.json().await.unwrap();
    assert_eq!(checkout["url"], format!("https://pay.example/plus?{}", house.url), "back to where the browser is");
    assert_eq!(house.post("/api/billing/portal", "ada", json!({})).await.status(), 404);
    assert_eq!(house.post("/api/billing/checkout", "ada", json!({})).await.status(), 422);
}

#[tokio::test]
async fn a_webhook_goes_on_byte_for_byte_or_not_at_all() {
    let house = House::with(|_| {}, matinee_limits::Limits { enabled: false, ..limits() }).await;
    let send = async |signature: Option<&str>, body: Vec<u8>| {
        let mut request = house.client.post(format!("{}/api/stripe-webhooks", house.url)).body(body);
        if let Some(signature) = signature {
            request = request.header("stripe-signature", signature);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let raw = b"\xff raw".to_vec();
    assert_eq!(send(Some("right"), raw.clone()).await, (200, json!({ "received": true })));
    for (signature, body) in [(None, raw.clone()), (Some("wrong"), raw.clone()), (Some("right"), b"raw".to_vec())] {
        let (status, problem) = send(signature, body).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_signature")));
    }
    assert_eq!(send(Some("right"), vec![b' '; 1 << 20]).await.0, 413);
    assert_eq!(house.get("/api/stripe-webhooks").await.status(), 405);
}

#[tokio::test]
async fn an_advertisement_is_kept_away_from_everything() {
    let house = House::open().await;
    let ad = house.get("/ad").await;
    assert_eq!(ad.status(), 200);
    let policy = ad.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("sandbox ") && !policy.contains("allow-same-origin"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    assert_eq!(ad.headers()["x-frame-options"], "SAMEORIGIN");
    let text = ad.text().await.unwrap();
    assert!(text.contains(r#"src="https://ads.example/?a=1&amp;b=&quot;2""#), "{text}");
    let page = house.get("/").await;
    assert_eq!(page.headers()["x-frame-options"], "DENY");
}

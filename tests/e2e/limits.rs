//! Rates of an address and of a user: so many, whichever gateway is asked. In one process they are counted in its
//! memory, over two gateways in Redis; the figures are the same.

use matinee_tests::client::{Answer, PASSWORD, unique};
use matinee_tests::{Deployment, Kind, Person};
use serde_json::json;

/// Few, and none that comes back while a story runs.
const RATES: [(&str, &str); 9] = [
    ("LIMITS__REQUESTS", "{ burst = 150, per_second = 0.001 }"),
    ("LIMITS__GUESTS", "{ burst = 5, per_second = 0.001 }"),
    ("LIMITS__REGISTRATIONS", "{ burst = 3, per_second = 0.001 }"),
    ("LIMITS__LOGINS", "{ burst = 12, per_second = 0.001 }"),
    ("LIMITS__LOGINS_PER_ACCOUNT", "{ burst = 3, per_second = 0.001 }"),
    ("LIMITS__ROOMS", "{ burst = 3, per_second = 0.001 }"),
    ("LIMITS__JOINS", "{ burst = 5, per_second = 0.001 }"),
    ("LIMITS__RESOLVES", "{ burst = 3, per_second = 0.001 }"),
    // Stories are people from several addresses.
    ("GATEWAY__TRUSTED_PROXIES", "127.0.0.1"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rates_hold_in_one_process() {
    hold(&Deployment::start_with(Kind::Embedded, &RATES)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rates_hold_over_all_gateways() {
    hold(&Deployment::start_with(Kind::Scaled, &RATES)).await;
}

async fn hold(deployment: &Deployment) {
    of_addresses(deployment).await;
    of_users(deployment).await;
    of_tries_at_a_password(deployment).await;
    // The last one: it takes what everybody at this address has.
    let jwks = async |number: usize| {
        let http = matinee_tests::client::http();
        let request = http.get(format!("{}/.well-known/jwks.json", deployment.gateway(number)));
        Answer::read(request.header("x-forwarded-for", "203.0.113.1").send().await.expect("it answers")).await
    };
    so_many(150, jwks).await;
}

/// So many are answered by the gateways in turn, and from then on none by any.
async fn so_many(burst: usize, ask: impl AsyncFn(usize) -> Answer) {
    for number in 0..burst {
        let answer = ask(number).await;
        assert!(answer.status < 400, "number {number}: {} {}", answer.status, answer.body);
    }
    for number in [0, 1] {
        is_too_much(&ask(number).await);
    }
}

fn is_too_much(answer: &Answer) {
    answer.refused(429, "rate_limited");
    let after = answer.headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
    assert!(after.is_some_and(|seconds| seconds > 0), "{:?}", answer.headers);
}

async fn of_addresses(deployment: &Deployment) {
    let guest = async |number: usize, from: &str| {
        let body = json!({ "nickname": unique("Guest") });
        Person::send(deployment.gateway(number), "/api/auth/guest", &body, &[("x-forwarded-for", from)]).await
    };
    so_many(5, async |number| guest(number, "203.0.113.2").await).await;
    guest(0, "203.0.113.3").await.expect(201);
    // Of IPv6 the network counts.
    so_many(5, async |number| guest(number, &format!("2001:db8:1::{number}")).await).await;
    guest(1, "2001:db8:2::1").await.expect(201);
    let register = async |number: usize| {
        let name = unique("Account");
        let body = json!({ "username": name, "email": Person::email(&name), "password": PASSWORD });
        let from = [("x-forwarded-for", "203.0.113.4")];
        Person::send(deployment.gateway(number), "/api/auth/register", &body, &from).await
    };
    so_many(3, register).await;
}

async fn of_users(deployment: &Deployment) {
    let ada = Person::guest(deployment.gateway(0), "Ada").await;
    let gateways = [ada.at(deployment.gateway(0)), ada.at(deployment.gateway(1))];
    let room = ada.make_room().await;
    so_many(2, async |number| gateways[number % 2].post("/api/rooms", json!({})).await).await;
    so_many(5, async |number| gateways[number % 2].try_join(&room, json!({})).await).await;
    let link = "/api/media/resolve?url=https%3A%2F%2Fmedia.example.org%2Fclip.mp4";
    so_many(3, async |number| gateways[number % 2].get(link).await).await;
    // Somebody else has all of theirs.
    let bob = Person::guest(deployment.gateway(1), "Bob").await;
    bob.make_room().await;
    bob.join(&room).await;
    bob.get(link).await.expect(200);
}

/// Tries are counted by address and by name, whether anybody has it or not.
async fn of_tries_at_a_password(deployment: &Deployment) {
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let tries = async |number: usize, name: &str| {
        let body = json!({ "username": name, "password": "a guess of many" });
        Person::send(deployment.gateway(number), "/api/auth/login", &body, &[]).await
    };
    for name in [ada.name.clone(), "nobody at all".to_owned()] {
        for number in 0..3 {
            tries(number, &name).await.refused(401, "invalid_credentials");
        }
        for number in 0..2 {
            is_too_much(&tries(number, &name.to_uppercase()).await);
        }
    }
    // Ten of the address have been counted; two are left.
    for number in 0..2 {
        tries(number, &format!("name {number}")).await.refused(401, "invalid_credentials");
    }
    for number in 0..2 {
        is_too_much(&tries(number, "one more").await);
    }
}

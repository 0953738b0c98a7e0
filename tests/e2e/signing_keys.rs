//! The key that signs access tokens is changed, as the operator's guide says, under open sockets.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use matinee_tests::process::{never_show, until};
use matinee_tests::servers::fetch;
use matinee_tests::{Deployment, Kind, Person};
use matinee_token::access::SigningKey;
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::operate::matinee;
use crate::stage::Pair;

/// How long a replica or a gateway may take to hear of another key.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

/// The key that signed a token.
fn signer(token: &str) -> String {
    let head = URL_SAFE_NO_PAD.decode(token.split('.').next().expect("a token has parts")).expect("base64");
    let head: Value = serde_json::from_slice(&head).expect("JSON");
    head["kid"].as_str().expect("it names its key").to_owned()
}

/// The keys that a gateway publishes.
fn published(gateway: &str) -> Vec<String> {
    let set = fetch(gateway, "/.well-known/jwks.json").expect("the gateway answers");
    // The body may come in chunks, whose sizes stand around it.
    let (from, to) = (set.find('{').expect("JSON"), set.rfind('}').expect("JSON"));
    let set: Value = serde_json::from_str(&set[from..=to]).expect("JSON");
    let keys = set["keys"].as_array().expect("a list").iter();
    keys.map(|key| key["kid"].as_str().expect("an id").to_owned()).collect()
}

/// `matinee rotate-keys`; the new key.
fn rotate(deployment: &Deployment, options: &[&str]) -> String {
    let database = deployment.postgres().expect("it is scaled").url();
    let arguments: Vec<&str> = ["rotate-keys"].iter().chain(options).copied().collect();
    let (code, said, errors) = matinee(&arguments, &[("MATINEE_DATABASE__URL", &database)]);
    assert_eq!(code, 0, "{errors}");
    said.trim().to_owned()
}

/// Renews the session until another key signs; what was held before keeps the old token.
async fn renewed(person: &Person, key: &str, mut meanwhile: impl FnMut(&str)) -> Person {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = person.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
        let token = answer.text("/access_token");
        let signer = signer(&token);
        meanwhile(&signer);
        if signer == key {
            return Person::holding(person.base(), &person.name, &person.user_id, token);
        }
        assert!(Instant::now() < deadline, "nobody signs with {key}");
        sleep(PAUSE).await;
    }
}

/// Waits until what every gateway publishes looks like this.
async fn all_publish(deployment: &Deployment, looks: impl Fn(&[String]) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !deployment.gateways().iter().all(|gateway| looks(&published(gateway))) {
        assert!(Instant::now() < deadline, "{:?}", published(deployment.gateway(0)));
        sleep(PAUSE).await;
    }
}

/// Whether every gateway takes a token.
async fn counts(deployment: &Deployment, person: &Person) -> bool {
    let mut counts = Vec::new();
    for gateway in deployment.gateways() {
        counts.push(person.at(gateway).get("/api/users/me").await.status);
    }
    assert!(counts.iter().all(|status| [200, 401].contains(status) && *status == counts[0]), "{counts:?}");
    counts[0] == 200
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_signing_key_is_changed_under_open_sockets() {
    let deployment = Deployment::start_with(Kind::Scaled, &[("LIMITS__ENABLED", "false")]);
    let mut pair = Pair::enter(&deployment).await;
    let first = signer(&pair.ada.token);

    let second = rotate(&deployment, &[]);
    assert_ne!(first, second);
    let mut seen = [false; 2];
    let ada = renewed(&pair.ada, &second, |signer| {
        assert!(signer != second || seen == [true; 2], "it signs before it is published everywhere");
        for (seen, gateway) in seen.iter_mut().zip(deployment.gateways()) {
            *seen |= published(gateway).contains(&second);
        }
    });
    let ada = ada.await;
    assert!(counts(&deployment, &ada).await && counts(&deployment, &pair.ada).await, "both keys count");
    assert!(published(deployment.gateway(1)).contains(&first));
    pair.a.says("nothing happened").await;
    pair.together().await;

    // It leaked: what it signed ends, and pages renew.
    let third = rotate(&deployment, &["--revoke"]);
    all_publish(&deployment, |keys| keys == [third.clone()]).await;
    assert!(!counts(&deployment, &ada).await && !counts(&deployment, &pair.ada).await, "they were withdrawn");
    for replica in [0, 1] {
        let taken_up = || deployment.service_role(replica).log().contains(&third);
        tokio::task::block_in_place(|| until("a replica signs with the last key", PATIENCE, taken_up));
    }
    let ada = renewed(&pair.ada, &third, |_| ()).await;
    assert!(counts(&deployment, &ada).await);
    pair.a.says("nothing happened again").await;

    // From here on the operator keeps the key: one replica of auth after the other.
    let own = SigningKey::generate();
    never_show(own.to_pem().expose_secret().lines().nth(1).expect("a PEM has lines"));
    for replica in [0, 1] {
        tokio::task::block_in_place(|| {
            let mut auth = deployment.service_role(replica);
            auth.process_ref().signal("TERM");
            assert_eq!(auth.process().wait(PATIENCE).code(), Some(0));
            auth.set("AUTH__SIGNING_KEY", own.to_pem().expose_secret());
            auth.again();
        });
        all_publish(&deployment, |keys| keys.iter().any(|key| key == own.kid())).await;
        for gateway in [0, 1] {
            let guest = Person::guest(deployment.gateway(gateway), "Guest").await;
            assert!(counts(&deployment, &guest).await, "whichever replica signed it");
        }
        assert!(counts(&deployment, &ada).await, "tokens of the key before count until they end");
    }
    renewed(&pair.ada, own.kid(), |_| ()).await;
    // Their first snapshot, and the one that `together` asked for.
    for socket in [&pair.a, &pair.b] {
        assert_eq!((socket.closed, socket.snapshots), (None, 2), "sockets are untouched");
    }
    pair.together().await;
}

//! Another signing key, without anybody noticing; and one that is withdrawn.

use std::time::{Duration, Instant};

use matinee_token::Verifier;
use tokio_util::sync::CancellationToken;

use super::setup::{Setup, config, database};

pub async fn keys_are_rotated_and_withdrawn(on: Setup) {
    tokio::spawn(on.service.clone().run(CancellationToken::new()));
    let before = on.guest("Ada").await.unwrap();
    let kid = matinee_auth::rotate_keys(&config(), &database(&on.url).await, false).await.unwrap();
    signs_with(&on, &kid).await;
    let verifier = Verifier::from_jwks(&on.jwks().await).unwrap();
    let after = on.refresh(&before.refresh_token).await.unwrap();
    assert!(verifier.verify(&after.access_token).is_ok());
    assert!(verifier.verify(&before.access_token).is_ok(), "tokens of the key before are good until they end");
    let last = matinee_auth::rotate_keys(&config(), &database(&on.url).await, true).await.unwrap();
    signs_with(&on, &last).await;
    let verifier = Verifier::from_jwks(&on.jwks().await).unwrap();
    for withdrawn in [&before, &after] {
        assert!(verifier.verify(&withdrawn.access_token).is_err());
    }
    let renewed = on.refresh(&after.refresh_token).await.expect("the session goes on");
    assert!(verifier.verify(&renewed.access_token).is_ok());
    let configured = matinee_auth::Config { signing_key: Some("/nowhere".into()), ..config() };
    let refused = matinee_auth::rotate_keys(&configured, &database(&on.url).await, false).await.unwrap_err();
    assert!(refused.to_string().starts_with("auth.signing_key: is set"), "{refused}");
}

async fn signs_with(on: &Setup, kid: &str) {
    let begun = Instant::now();
    while !format!("{:?}", on.service).contains(kid) {
        assert!(begun.elapsed() < Duration::from_secs(60), "the replica does not take up {kid}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

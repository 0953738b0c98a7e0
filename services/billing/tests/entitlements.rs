//! What users may do, asked as gateways ask it, and configuration that says what is wrong.

use std::sync::Arc;

use matinee_billing::{BillingService, Config, DEFAULTS, OpenError};
use matinee_broker::Memory;
use matinee_database::{Database, DatabaseConfig};
use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::billing::v1::{Entitlements, GetEntitlementsRequest, ListPlansRequest, PlanLimits};
use matinee_proto::{Transport, transport};
use matinee_token::InternalKey;
use secrecy::SecretString;
use tonic::Code;

#[derive(Debug, serde::Deserialize)]
struct File {
    billing: Config,
}

fn defaults() -> Config {
    toml::from_str::<File>(DEFAULTS).expect("the defaults are valid").billing
}

fn for_sale() -> Config {
    Config {
        stripe_secret_key: Some(SecretString::from("sk_test_1")),
        stripe_prices: Some("plus=price_1,pro=price_2".to_owned()),
        ..defaults()
    }
}

fn key() -> InternalKey {
    InternalKey::new(SecretString::from("0123456789abcdef0123456789abcdef")).expect("long enough")
}

async fn open(config: Config) -> Result<BillingService, OpenError> {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/billing.db", folder.keep().display());
    let database = Database::open(&DatabaseConfig { url: url.into(), connections: 2 }).await.expect("a database");
    BillingService::open(config, Some(database), Arc::new(Memory::new())).await
}

async fn client(config: Config) -> BillingClient<Transport> {
    let service = open(config).await.expect("valid");
    BillingClient::new(transport::local(service.server(key())))
}

async fn entitlements(config: Config) -> Entitlements {
    let message = GetEntitlementsRequest { user_id: "u1".to_owned() };
    let answer = client(config).await.get_entitlements(key().authorize(message, "rooms", "billing", None)).await;
    answer.expect("it answers").into_inner().entitlements.expect("filled in")
}

#[tokio::test]
async fn everything_is_unlocked_while_nothing_is_for_sale() {
    for config in [defaults(), Config { stripe_secret_key: Some(SecretString::from(" ")), ..defaults() }] {
        let entitled = entitlements(config).await;
        assert_eq!(entitled.plan, "pro");
        assert_eq!(entitled.features, ["persistent_rooms", "custom_address", "ad_free"]);
        let limits = PlanLimits { members_max: 10_000, queue_max: 500, playlists_max: 1000 };
        assert_eq!(entitled.limits, Some(limits));
        assert!(entitled.valid_until > 1.6e12, "Unix milliseconds in the future");
    }
}

#[tokio::test]
async fn who_has_not_paid_is_on_the_free_plan() {
    let entitled = entitlements(for_sale()).await;
    assert_eq!(entitled.plan, "free");
    assert!(entitled.features.is_empty());
    assert_eq!(entitled.limits, Some(PlanLimits { members_max: 100, queue_max: 200, playlists_max: 20 }));
}

#[tokio::test]
async fn lists_plans_as_configured() {
    let mut config = for_sale();
    config.plans.plus.members_max = 321;
    for (config, enabled) in [(config, true), (defaults(), false)] {
        let plus_members = config.plans.plus.members_max;
        let request = key().authorize(ListPlansRequest {}, "gateway", "billing", None);
        let answer = client(config).await.list_plans(request).await.expect("it answers").into_inner();
        assert_eq!(answer.billing_enabled, enabled);
        assert_eq!(answer.plans.iter().map(|plan| plan.id.as_str()).collect::<Vec<_>>(), ["free", "plus", "pro"]);
        assert_eq!(answer.plans[1].limits.map(|limits| limits.members_max), Some(plus_members));
        assert_eq!(answer.plans[1].features, ["persistent_rooms", "ad_free"]);
    }
}

#[tokio::test]
async fn who_has_no_account_is_on_the_free_plan() {
    let nobody = || key().authorize(GetEntitlementsRequest::default(), "gateway", "billing", None);
    for (config, plan) in [(for_sale(), "free"), (defaults(), "pro")] {
        let answer = client(config).await.get_entitlements(nobody()).await.expect("it answers").into_inner();
        assert_eq!(answer.entitlements.expect("filled in").plan, plan);
    }
}

#[tokio::test]
async fn refuses_strangers() {
    let message = GetEntitlementsRequest { user_id: "u1".to_owned() };
    let status = client(defaults()).await.get_entitlements(message.clone()).await.expect_err("no token");
    assert_eq!(status.code(), Code::Unauthenticated);
    let elsewhere = key().authorize(message, "rooms", "search", None);
    let status = client(defaults()).await.get_entitlements(elsewhere).await.expect_err("for another service");
    assert_eq!(status.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn wrong_configuration_names_its_key() {
    for (config, complaint) in [
        (Config { stripe_prices: Some("gold=price_1".to_owned()), ..for_sale() }, "billing.stripe_prices: `gold`"),
        (Config { stripe_prices: Some("plus".to_owned()), ..defaults() }, "billing.stripe_prices: `plus`"),
        (Config { stripe_url: "stripe".to_owned(), ..for_sale() }, "billing.stripe_url: "),
        (Config { stripe_url: "ftp://a/".to_owned(), ..for_sale() }, "billing.stripe_url: is not an http"),
        (Config { grace_days: -1.0, ..for_sale() }, "billing.grace_days: "),
        (Config { events_seconds: f64::NAN, ..for_sale() }, "billing.events_seconds: "),
        (Config { ad_url: Some("http://plain.example/".to_owned()), ..for_sale() }, "billing.ad_url: "),
    ] {
        let error = open(config).await.expect_err(complaint).to_string();
        assert!(error.starts_with(complaint), "{error}");
    }
    let mut empty_rooms = defaults();
    empty_rooms.plans.free.members_max = 0;
    let error = open(empty_rooms).await.expect_err("no members").to_string();
    assert!(error.starts_with("billing.plans.free.members_max: "), "{error}");

    let unknown = DEFAULTS.replace("\"ad_free\"", "\"free_beer\"");
    assert!(toml::from_str::<File>(&unknown).expect_err("unknown feature").to_string().contains("free_beer"));
}

//! The tables on SQLite, as several replicas use them; PostgreSQL is met by the stories in `tests/`.

use matinee_database::{Database, DatabaseConfig, Store};
use serde_json::json;

use crate::customers::{self, Reading};
use crate::envelope::Envelope;
use crate::events::{self, Outcome};
use crate::plan::PlanId;
use crate::prices::Prices;
use crate::stripe::{Reversed, Subscription};
use crate::{MIGRATIONS, NAME};

const NOW: i64 = 1_790_000_000_000;

async fn store() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/billing.db", folder.path().display());
    let database = Database::open(&DatabaseConfig { url: url.into(), connections: 2 }).await.expect("a database");
    (database.migrate(NAME, &MIGRATIONS).await.expect("tables"), folder)
}

fn event(id: &str) -> Envelope {
    let object = json!({ "id": "sub_1", "customer": "cus_1" });
    let event =
        json!({ "id": id, "type": "customer.subscription.updated", "created": 1, "data": { "object": object } });
    Envelope::parse(event.to_string().as_bytes()).expect("an event")
}

fn active(price: &str, period_end: i64) -> Subscription {
    serde_json::from_value(json!({
        "id": "sub_1", "status": "active", "created": 1,
        "items": { "data": [{ "price": { "id": price }, "current_period_end": period_end }] },
    }))
    .expect("a subscription")
}

#[tokio::test]
async fn an_event_is_stored_once_and_done_once() {
    let (store, _folder) = store().await;
    assert_eq!(events::store(&store, &[event("evt_1"), event("evt_1")], "webhook", NOW).await.unwrap(), 1);
    assert_eq!(events::store(&store, &[event("evt_1"), event("evt_2")], "list", NOW).await.unwrap(), 1);
    let mine = events::claim(&store, NOW, NOW + 1000, 10).await.unwrap();
    assert_eq!(mine.len(), 2);
    assert_eq!((mine[0].customer.as_str(), mine[0].attempts), ("cus_1", 1));
    assert!(events::claim(&store, NOW, NOW + 1000, 10).await.unwrap().is_empty(), "another replica finds none");
    // Whoever had them was killed; when the lease has run out, somebody else goes on.
    let again = events::claim(&store, NOW + 1000, NOW + 2000, 1).await.unwrap();
    assert_eq!((again.len(), again[0].attempts), (1, 2));
    events::done(&store, &again, Outcome::Applied, NOW + 1500).await.unwrap();
    assert_eq!(events::waiting(&store).await.unwrap(), 1);
    // One that is done stays so, and stays known.
    assert_eq!(events::claim(&store, NOW + 9000, NOW + 9999, 10).await.unwrap().len(), 1);
    events::postpone(&store, &again, NOW).await.unwrap();
    assert_eq!(events::store(&store, &[event("evt_1"), event("evt_2")], "webhook", NOW).await.unwrap(), 0);
    assert_eq!(events::forget(&store, NOW + 1500, 10).await.unwrap(), 0);
    assert_eq!(events::forget(&store, NOW + 1501, 10).await.unwrap(), 1);
}

#[tokio::test]
async fn a_slow_reader_never_overwrites_a_quick_one() {
    let (store, _folder) = store().await;
    let prices = Prices::parse("plus=price_1,pro=price_2").unwrap();
    assert_eq!(customers::begin_reading(&store, "ada").await.unwrap(), None, "nobody yet");
    customers::intend(&store, "ada", NOW).await.unwrap();
    customers::made(&store, "ada", 0, "cus_1").await.unwrap();
    customers::made(&store, "ada", 0, "cus_2").await.unwrap();
    assert_eq!(customers::of_user(&store, "ada").await.unwrap().unwrap().id, "cus_1", "the first one counts");

    let slow = customers::begin_reading(&store, "ada").await.unwrap().unwrap();
    let quick = customers::begin_reading(&store, "ada").await.unwrap().unwrap();
    let reading = |price: &str| Reading { subscriptions: vec![active(price, 5)], charges: Vec::new() };
    let kept = customers::write(&store, "ada", quick, &reading("price_2"), &prices).await.unwrap().unwrap();
    assert_eq!(kept[0].held.plan, Some(PlanId::Pro));
    assert!(customers::write(&store, "ada", slow, &reading("price_1"), &prices).await.unwrap().is_none());
    let kept = customers::subscriptions(&store, "ada", &prices).await.unwrap();
    assert_eq!(kept[0].held.plan, Some(PlanId::Pro));

    // Nor does it tell, or delay the next reading.
    customers::told(&store, "ada", slow, PlanId::Plus, NOW + 1).await.unwrap();
    assert_eq!(customers::of_user(&store, "ada").await.unwrap().unwrap().told, PlanId::Free);
    customers::told(&store, "ada", quick, PlanId::Pro, NOW + 500).await.unwrap();
    assert!(customers::claim_due(&store, NOW + 499, NOW + 999, 5).await.unwrap().is_empty());
    assert_eq!(customers::claim_due(&store, NOW + 500, NOW + 999, 5).await.unwrap().len(), 1);
    assert!(customers::claim_due(&store, NOW + 500, NOW + 999, 5).await.unwrap().is_empty(), "one replica reads it");
    customers::forget(&store, "ada").await.unwrap();
    assert!(customers::subscriptions(&store, "ada", &prices).await.unwrap().is_empty());
    customers::forget(&store, "ada").await.unwrap();
}

#[tokio::test]
async fn money_that_went_back_counts_for_the_period_it_had_paid() {
    let (store, _folder) = store().await;
    let prices = Prices::parse("plus=price_1").unwrap();
    customers::intend(&store, "ada", NOW).await.unwrap();
    customers::made(&store, "ada", 0, "cus_1").await.unwrap();
    let back = Some(Reversed { subscription: "sub_1".to_owned(), covers_until: 5000 });
    for (period_end, charge, reversed) in [
        (5, Some(back.clone()), true),
        // Read again without a look at the payment.
        (5, None, true),
        // The next period is paid anew.
        (6, None, false),
        // Or the dispute was won.
        (5, Some(None), false),
    ] {
        let charges = charge.into_iter().map(|reversed| ("ch_1".to_owned(), reversed)).collect();
        let reading = Reading { subscriptions: vec![active("price_1", period_end)], charges };
        let number = customers::begin_reading(&store, "ada").await.unwrap().unwrap();
        let kept = customers::write(&store, "ada", number, &reading, &prices).await.unwrap().unwrap();
        assert_eq!(kept[0].held.reversed, reversed, "{period_end}");
    }
}

//! Claims, rates, cache, directory and the clock.

use std::time::Duration;

use matinee_broker::{Claim, Rate};

use super::{Stage, bytes};

const MINUTE: Duration = Duration::from_secs(60);

pub async fn claims(stage: &Stage) {
    assert_eq!(stage.a.claim("name/ann", "s1", MINUTE).await.unwrap(), Claim::Granted);
    assert_eq!(stage.b.claim("name/ann", "s2", MINUTE).await.unwrap(), Claim::HeldBy("s1".into()));
    assert_eq!(stage.b.claim("name/ann", "s1", MINUTE).await.unwrap(), Claim::Granted, "the owner keeps it");
    stage.b.release("name/ann", "s2").await.unwrap();
    assert_eq!(stage.b.claim("name/ann", "s2", MINUTE).await.unwrap(), Claim::HeldBy("s1".into()));
    stage.b.release("name/ann", "s1").await.unwrap();
    assert_eq!(stage.a.claim("name/ann", "s2", MINUTE).await.unwrap(), Claim::Granted);
}

pub async fn claims_run_out(stage: &Stage) {
    assert_eq!(stage.a.claim("ticket/1", "x", Duration::from_millis(50)).await.unwrap(), Claim::Granted);
    let mut waiting = tokio::time::interval(Duration::from_millis(10));
    while stage.b.claim("ticket/1", "y", MINUTE).await.unwrap() != Claim::Granted {
        waiting.tick().await;
    }
    assert_eq!(stage.a.claim("ticket/1", "x", MINUTE).await.unwrap(), Claim::HeldBy("y".into()));
}

pub async fn renewed_claims(stage: &Stage) {
    stage.a.claim("name/bob", "s1", MINUTE).await.unwrap();
    stage.a.claim("name/eve", "s2", MINUTE).await.unwrap();
    let claims: Vec<_> = ["name/bob", "name/eve", "name/free"].map(|key| (key.to_owned(), "s1".to_owned())).to_vec();
    assert_eq!(stage.b.renew_claims(&claims, MINUTE).await.unwrap(), [true, false, true]);
    assert_eq!(stage.a.claim("name/free", "s3", MINUTE).await.unwrap(), Claim::HeldBy("s1".into()));
    assert!(stage.b.renew_claims(&[], MINUTE).await.unwrap().is_empty());
}

pub async fn token_buckets(stage: &Stage) {
    let rate = Rate { burst: 5, interval: Duration::from_secs(20) };
    for n in 0..5 {
        let broker = if n % 2 == 0 { &stage.a } else { &stage.b };
        assert_eq!(broker.take_token("guests:10.0.0.1", rate).await.unwrap(), None);
    }
    let wait = stage.b.take_token("guests:10.0.0.1", rate).await.unwrap().expect("the bucket is empty");
    assert!(wait > Duration::from_secs(10) && wait <= Duration::from_secs(20), "{wait:?}");
    assert_eq!(stage.b.take_token("guests:10.0.0.2", rate).await.unwrap(), None, "each key has its own");
    let quick = Rate { burst: 1, interval: Duration::from_millis(30) };
    assert_eq!(stage.a.take_token("quick", quick).await.unwrap(), None);
    let mut waiting = tokio::time::interval(Duration::from_millis(5));
    while let Some(wait) = stage.a.take_token("quick", quick).await.unwrap() {
        assert!(wait <= Duration::from_millis(30));
        waiting.tick().await;
    }
}

pub async fn budgets(stage: &Stage) {
    let spend = |broker: &matinee_broker::SharedBroker, amount| {
        let broker = broker.clone();
        async move { broker.spend("search:2026-11-21", amount, 10, MINUTE).await.unwrap() }
    };
    assert_eq!(spend(&stage.a, 1).await, Some(1));
    assert_eq!(spend(&stage.b, 7).await, Some(8));
    assert_eq!(spend(&stage.a, 3).await, None, "so much is not there");
    assert_eq!(spend(&stage.b, 2).await, Some(10), "and nothing was spent");
    assert_eq!(spend(&stage.a, 1).await, None);
    assert_eq!(spend(&stage.a, 0).await, Some(10));
    let many = futures::future::join_all((0..50).map(|n| {
        let broker = if n % 2 == 0 { &stage.a } else { &stage.b };
        broker.spend("at once", 1, 20, MINUTE)
    }));
    let granted = many.await.into_iter().filter(|spent| spent.as_ref().unwrap().is_some()).count();
    assert_eq!(granted, 20);
    let short = Duration::from_millis(60);
    assert_eq!(stage.a.spend("short", 5, 5, short).await.unwrap(), Some(5));
    let mut waiting = tokio::time::interval(Duration::from_millis(10));
    while stage.b.spend("short", 5, 5, short).await.unwrap().is_none() {
        waiting.tick().await;
    }
}

pub async fn cached_values(stage: &Stage) {
    assert_eq!(stage.a.cached("search:x").await.unwrap(), None);
    stage.a.cache("search:x", bytes("found"), MINUTE).await.unwrap();
    assert_eq!(stage.b.cached("search:x").await.unwrap(), Some(bytes("found")));
    stage.b.cache("search:x", bytes("better"), Duration::from_millis(60)).await.unwrap();
    let mut waiting = tokio::time::interval(Duration::from_millis(10));
    while let Some(value) = stage.a.cached("search:x").await.unwrap() {
        assert_eq!(value, bytes("better"));
        waiting.tick().await;
    }
}

pub async fn directory_by_rank(stage: &Stage) {
    for (room, rank) in [("small", 1), ("big", 50), ("middle", 7), ("twin", 7)] {
        stage.a.list_room(room, rank, bytes(room)).await.unwrap();
    }
    stage.b.list_room("small", 90, bytes("grown")).await.unwrap();
    let entry = |room: &str, body: &str| (room.to_owned(), bytes(body));
    let first = stage.b.directory(0, 2).await.unwrap();
    assert_eq!((first.entries, first.next), (vec![entry("small", "grown"), entry("big", "big")], Some(2)));
    let second = stage.b.directory(2, 2).await.unwrap();
    assert_eq!((second.entries, second.next), (vec![entry("twin", "twin"), entry("middle", "middle")], None));
    stage.b.unlist_room("big").await.unwrap();
    stage.b.unlist_room("never-listed").await.unwrap();
    let rest = stage.a.directory(0, 100).await.unwrap();
    assert_eq!(rest.entries.len(), 3);
    assert_eq!((stage.a.directory(9, 5).await.unwrap().entries, rest.next), (vec![], None));
}

pub async fn clock_is_monotonic(stage: &Stage) {
    let (mut last, started) = (stage.a.now(), std::time::Instant::now());
    let first = last;
    while started.elapsed() < Duration::from_millis(50) {
        let now = stage.a.now();
        assert!(now >= last, "it ran backwards from {last} to {now}");
        last = now;
        tokio::task::yield_now().await;
    }
    assert!(last > first, "it stands still");
    assert!((stage.a.now() - stage.b.now()).abs() < 50.0, "two replicas disagree");
    assert!(stage.a.healthy() && stage.b.healthy());
}

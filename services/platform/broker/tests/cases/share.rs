//! Shares of what is bounded over all processes.

use std::time::Duration;

use matinee_broker::SharedBroker;

use super::Stage;

const LEASE: Duration = Duration::from_secs(45);
const LIMIT: u32 = 10;

async fn take(broker: &SharedBroker, key: &str, holder: &str, wanted: u32) -> u32 {
    broker.take_share(key, holder, wanted, LIMIT, LEASE).await.unwrap()
}

async fn renew(broker: &SharedBroker, key: &str, holder: &str, count: u32) {
    broker.renew_shares(holder, &[(key.to_owned(), count)], LEASE).await.unwrap();
}

pub async fn a_bound_holds_over_all_holders(stage: &Stage) {
    assert_eq!(take(&stage.a, "bound", "g1", 4).await, 4);
    assert_eq!(take(&stage.b, "bound", "g2", 4).await, 4);
    assert_eq!(take(&stage.a, "bound", "g1", 4).await, 4, "saying it twice changes nothing");
    assert_eq!(take(&stage.a, "bound", "g1", 9).await, 6, "as many as there are");
    assert_eq!(take(&stage.b, "bound", "g2", 5).await, 4);
    assert_eq!(take(&stage.b, "bound", "g3", 1).await, 0);
    assert_eq!(take(&stage.b, "another key", "g2", 10).await, 10);
    assert_eq!(stage.a.take_share("bound", "g1", 7, 11, LEASE).await.unwrap(), 7, "a bound is whoever asks's");
}

pub async fn what_is_given_back_is_free(stage: &Stage) {
    assert_eq!(take(&stage.a, "back", "g1", 10).await, 10);
    assert_eq!(take(&stage.b, "back", "g2", 3).await, 0);
    renew(&stage.a, "back", "g1", 8).await;
    assert_eq!(take(&stage.b, "back", "g2", 3).await, 2);
    assert_eq!(take(&stage.a, "back", "g1", 5).await, 5, "fewer may be wanted");
    assert_eq!(take(&stage.b, "back", "g2", 6).await, 5);
    renew(&stage.a, "back", "g1", 0).await;
    renew(&stage.b, "back", "g2", 0).await;
    renew(&stage.b, "back", "g3", 0).await;
    assert_eq!(take(&stage.b, "back", "g3", 11).await, 10);
}

pub async fn a_dead_holder_is_forgotten(stage: &Stage) {
    let short = Duration::from_millis(100);
    assert_eq!(stage.a.take_share("dead", "g1", 10, LIMIT, short).await.unwrap(), 10);
    let mut waiting = tokio::time::interval(Duration::from_millis(10));
    while take(&stage.b, "dead", "g2", 6).await < 6 {
        waiting.tick().await;
    }
    assert_eq!(take(&stage.a, "dead", "g1", 10).await, 4, "who comes back gets what is left");
    stage.a.renew_shares("g3", &[("kept".to_owned(), 2)], LEASE).await.unwrap();
    stage.a.renew_shares("g4", &[("kept".to_owned(), 2)], short).await.unwrap();
    while take(&stage.b, "kept", "g5", 10).await < 8 {
        waiting.tick().await;
    }
    assert_eq!(take(&stage.b, "kept", "g4", 10).await, 0, "a short lease does not shorten others");
}

pub async fn a_renewal_says_what_is(stage: &Stage) {
    let shares = [("says 1".to_owned(), 12), ("says 2".to_owned(), 3), ("says 3".to_owned(), 0)];
    stage.a.renew_shares("g1", &shares, LEASE).await.unwrap();
    assert_eq!(take(&stage.b, "says 1", "g2", 1).await, 0, "what is open is open, whatever the bound");
    assert_eq!(take(&stage.a, "says 1", "g1", 13).await, 10);
    assert_eq!(take(&stage.b, "says 1", "g2", 1).await, 0, "and is not made less by asking for more");
    assert_eq!(take(&stage.b, "says 2", "g2", 9).await, 7);
    assert_eq!(take(&stage.b, "says 3", "g2", 10).await, 10);
    stage.a.renew_shares("g1", &[], LEASE).await.unwrap();
}

pub async fn many_at_once_stay_within_the_bound(stage: &Stage) {
    let takes = futures::future::join_all((0..40).map(|n| {
        let broker = if n % 2 == 0 { stage.a.clone() } else { stage.b.clone() };
        async move { take(&broker, "at once", &format!("g{n}"), 1).await }
    }));
    assert_eq!(takes.await.into_iter().sum::<u32>(), LIMIT);
}

use http::HeaderMap;
use matinee_broker::Memory;
use serde::Deserialize;

use super::*;
use crate::origin::Origins;

#[derive(Deserialize)]
struct Defaults {
    gateway: Config,
    limits: Limits,
}

fn broker() -> SharedBroker {
    Arc::new(Memory::new())
}

/// A gateway's bounds: so many here, from an address and of a user.
fn bounds(broker: &SharedBroker, gateway: &str, most: [u32; 3], files: Option<u64>) -> SocketBounds {
    let defaults = format!("{}\n{}", crate::DEFAULTS, matinee_limits::DEFAULTS);
    let Defaults { gateway: mut config, mut limits } = toml::from_str(&defaults).unwrap();
    [limits.sockets_per_gateway, limits.sockets_per_address, limits.sockets_per_user] = most;
    config.lease_seconds = Duration::from_secs(2);
    config.renew_seconds = Duration::from_millis(50);
    SocketBounds::new(broker.clone(), gateway, &config, &limits, files)
}

fn client(address: &str) -> Client {
    Origins::new(None, None).client(&HeaderMap::new(), format!("{address}:4711").parse().unwrap(), None)
}

/// Enters; the code of the refusal if it comes to that.
async fn enter(bounds: &SocketBounds, address: &str) -> Result<Places, String> {
    bounds.enter(&client(address)).await.map_err(|problem| problem.code().to_owned())
}

#[tokio::test]
async fn a_gateway_takes_so_many() {
    let bounds = bounds(&broker(), "g", [2, 0, 0], None);
    let (first, _second) = (enter(&bounds, "1.1.1.1").await.unwrap(), enter(&bounds, "2.2.2.2").await.unwrap());
    assert_eq!(enter(&bounds, "3.3.3.3").await.unwrap_err(), "gateway_full");
    drop(first);
    let _third = enter(&bounds, "3.3.3.3").await.unwrap();
    assert_eq!(enter(&bounds, "4.4.4.4").await.unwrap_err(), "gateway_full");
    assert!(bounds.0.tallies.is_empty(), "what is not bounded is not counted");
}

#[tokio::test]
async fn files_bound_sockets_too() {
    for (asked, files, here) in [
        (20_000, Some(65_536), 20_000),
        (20_000, Some(4_096), 3_584),
        (20_000, Some(256), 128),
        (0, Some(4_096), 3_584),
        (0, None, u32::MAX),
        (7, None, 7),
    ] {
        assert_eq!(bounds(&broker(), "g", [asked, 0, 0], files).here_at_most(), here, "{asked} of {files:?}");
    }
}

#[tokio::test]
async fn an_address_has_so_many_over_all_gateways() {
    let broker = broker();
    let [one, other] = ["g1", "g2"].map(|gateway| bounds(&broker, gateway, [0, 3, 0], None));
    let first = enter(&one, "1.1.1.1").await.unwrap();
    let _second = enter(&one, "1.1.1.1").await.unwrap();
    let _third = enter(&other, "1.1.1.1").await.unwrap();
    for bounds in [&one, &other] {
        assert_eq!(enter(bounds, "1.1.1.1").await.unwrap_err(), "too_many_sockets");
        enter(bounds, "1.1.1.2").await.unwrap();
    }
    drop(first);
    one.leave().await;
    let _fourth = enter(&other, "1.1.1.1").await.unwrap();
    assert_eq!(enter(&one, "1.1.1.1").await.unwrap_err(), "too_many_sockets");
    // Of IPv6 the network counts, of which one customer has all addresses.
    let _network =
        [1, 2, 3].map(|host| futures::executor::block_on(enter(&one, &format!("[2001:db8::{host}]"))).unwrap());
    assert_eq!(enter(&other, "[2001:db8::ffff]").await.unwrap_err(), "too_many_sockets");
    enter(&other, "[2001:db8:0:1::1]").await.unwrap();
}

#[tokio::test]
async fn a_user_has_so_many_over_all_gateways() {
    let broker = broker();
    let [one, other] = ["g1", "g2"].map(|gateway| bounds(&broker, gateway, [0, 0, 2], None));
    let _places = (one.of_user("ada").await.unwrap(), other.of_user("ada").await.unwrap());
    let (close, _, retry_after) = other.of_user("ada").await.unwrap_err();
    assert_eq!((close, retry_after > 0.0), (Close::RateLimited, true));
    other.of_user("bob").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_at_once_are_as_many_as_may_be() {
    let broker = broker();
    let gateways = ["g1", "g2"].map(|gateway| bounds(&broker, gateway, [0, 50, 0], None));
    let crowd = (0..400).map(|n| {
        let bounds = gateways[n % 2].clone();
        tokio::spawn(async move { enter(&bounds, "1.1.1.1").await })
    });
    let places: Vec<_> =
        futures::future::join_all(crowd).await.into_iter().filter_map(|entered| entered.unwrap().ok()).collect();
    assert_eq!(places.len(), 50);
    drop(places);
    for bounds in &gateways {
        bounds.leave().await;
        assert!(bounds.0.tallies.is_empty() && bounds.0.changed.lock().is_empty(), "nothing is kept of who has left");
    }
    let _all = futures::future::join_all((0..50).map(|_| enter(&gateways[0], "1.1.1.1"))).await;
    assert_eq!(enter(&gateways[1], "1.1.1.1").await.unwrap_err(), "too_many_sockets");
}

#[tokio::test]
async fn a_gateway_that_lives_keeps_its_share_and_one_that_dies_does_not() {
    let broker = broker();
    let [alive, dead, other] = ["alive", "dead", "other"].map(|gateway| bounds(&broker, gateway, [0, 2, 0], None));
    let keeping = tokio::spawn(alive.clone().keep());
    let _kept = enter(&alive, "1.1.1.1").await.unwrap();
    // It is killed: what it has is never told again.
    std::mem::forget(enter(&dead, "1.1.1.1").await.unwrap());
    assert_eq!(enter(&other, "1.1.1.1").await.unwrap_err(), "too_many_sockets");
    let mut waiting = tokio::time::interval(Duration::from_millis(20));
    let _released = loop {
        waiting.tick().await;
        if let Ok(places) = enter(&other, "1.1.1.1").await {
            break places;
        }
    };
    assert_eq!(enter(&other, "1.1.1.1").await.unwrap_err(), "too_many_sockets", "the other one is still there");
    keeping.abort();
}

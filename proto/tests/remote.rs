//! Calls over the network: spread over all healthy addresses, away from dead ones, back to those
//! that came back.

mod support;

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::{Transport, transport};
use support::{Named, Running, any_port, who};
use tokio::time::{Instant, timeout};
use tonic::Code;

/// Longer than look-up, check and retry together take on a slow machine.
const LONG: Duration = Duration::from_secs(20);

/// Which servers answered `calls` calls, and how often; failures are counted as `-`.
async fn answers(client: &mut BillingClient<Transport>, calls: usize) -> BTreeMap<String, usize> {
    let mut answers = BTreeMap::new();
    for _ in 0..calls {
        let name = match timeout(LONG, client.get_entitlements(who())).await.expect("no call hangs") {
            Ok(answer) => answer.into_inner().entitlements.expect("filled in").plan,
            Err(status) if status.code() == Code::Unavailable => "-".to_owned(),
            Err(status) => panic!("neither answered nor unavailable: {status}"),
        };
        *answers.entry(name).or_default() += 1;
    }
    answers
}

/// Calls until the answers of a round are as wanted.
async fn until(client: &mut BillingClient<Transport>, wanted: impl Fn(&BTreeMap<String, usize>) -> bool) {
    let began = Instant::now();
    loop {
        let round = answers(client, 40).await;
        if wanted(&round) {
            return;
        }
        assert!(began.elapsed() < LONG, "the last round was {round:?}");
        tokio::task::yield_now().await;
    }
}

async fn within<F: Future>(future: F) -> F::Output {
    timeout(LONG, future).await.expect("in time")
}

#[tokio::test]
async fn spreads_calls_and_follows_servers_as_they_stop_and_return() {
    let (one, two) = (Named::new("one"), Named::new("two"));
    let (first, second) = (Running::start(&one, any_port()).await, Running::start(&two, any_port()).await);
    let address = second.address;
    let url = format!("http://{}, dns:///localhost:{}", first.address, address.port());
    let mut client = BillingClient::new(transport::remote(&url).expect("the URL is fine"));

    until(&mut client, |round| round.contains_key("one") && round.contains_key("two")).await;
    let spread = answers(&mut client, 200).await;
    assert!(spread["one"] > 40 && spread["two"] > 40, "both carry a fair share: {spread:?}");
    assert_eq!(spread.values().sum::<usize>(), spread["one"] + spread["two"], "none fails: {spread:?}");

    within(second.stop()).await;
    until(&mut client, |round| round.get("one") == Some(&40)).await;
    let before = one.count();
    assert_eq!(answers(&mut client, 50).await, [("one".to_owned(), 50)].into(), "all go to the one that is left");
    assert_eq!(one.count(), before + 50);

    let second = Running::start(&two, address).await;
    until(&mut client, |round| round.contains_key("two") && !round.contains_key("-")).await;

    within(first.stop()).await;
    until(&mut client, |round| round.get("two") == Some(&40)).await;
    within(second.stop()).await;
}

#[tokio::test]
async fn a_server_that_says_it_does_not_serve_is_left_out() {
    let (one, two) = (Named::new("one"), Named::new("two"));
    let (first, second) = (Running::start(&one, any_port()).await, Running::start(&two, any_port()).await);
    let url = format!("http://{},http://{}", first.address, second.address);
    let mut client = BillingClient::new(transport::remote(&url).expect("the URL is fine"));
    until(&mut client, |round| round.len() == 2 && !round.contains_key("-")).await;

    first.health.set_service_status("", tonic_health::ServingStatus::NotServing).await;
    let began = Instant::now();
    while answers(&mut client, 40).await != [("two".to_owned(), 40)].into() {
        assert!(began.elapsed() < LONG);
    }
    first.health.set_service_status("", tonic_health::ServingStatus::Serving).await;
    until(&mut client, |round| round.contains_key("one")).await;
    within(first.stop()).await;
    within(second.stop()).await;
}

#[tokio::test]
async fn who_does_not_answer_for_their_health_is_never_called() {
    let one = Named::new("one");
    let first = Running::start(&one, any_port()).await;
    // Accepts connections, says nothing.
    let mute = tokio::net::TcpListener::bind(any_port()).await.expect("a free port");
    // Speaks gRPC, but knows no grpc.health.v1.
    let listener = tokio::net::TcpListener::bind(any_port()).await.expect("a free port");
    let (mute_at, ignorant_at) = (mute.local_addr().expect("bound"), listener.local_addr().expect("bound"));
    let ignorant = Named::new("ignorant");
    let incoming = tonic::transport::server::TcpIncoming::from(listener);
    tokio::spawn(tonic::transport::Server::builder().add_service(ignorant.server()).serve_with_incoming(incoming));

    let url = format!("http://{mute_at},http://{},http://{ignorant_at}", first.address);
    let mut client = BillingClient::new(transport::remote(&url).expect("the URL is fine"));
    assert_eq!(answers(&mut client, 100).await, [("one".to_owned(), 100)].into());
    assert_eq!(ignorant.count(), 0);
    within(first.stop()).await;
}

#[tokio::test]
async fn without_any_server_a_call_fails_in_seconds_and_works_once_there_is_one() {
    let named = Named::new("late");
    let running = Running::start(&named, any_port()).await;
    let address = running.address;
    within(running.stop()).await;

    let mut client = BillingClient::new(transport::remote(&format!("http://{address}")).expect("the URL is fine"));
    let began = Instant::now();
    let status = within(client.get_entitlements(who())).await.expect_err("nobody is there");
    assert_eq!(status.code(), Code::Unavailable);
    assert!(status.message().contains(&address.to_string()), "it names the peer: {status}");
    assert!(began.elapsed() < Duration::from_secs(10));

    let running = Running::start(&named, address).await;
    until(&mut client, |round| round.get("late") == Some(&40)).await;
    within(running.stop()).await;
}

#[tokio::test]
async fn background_work_ends_with_the_transport() {
    let named = Named::new("one");
    let running = Running::start(&named, any_port()).await;
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let mut client = BillingClient::new(transport::remote(&format!("http://{}", running.address)).expect("fine"));
    until(&mut client, |round| round.get("one") == Some(&40)).await;
    assert!(tasks() > before);
    drop(client);
    // The server's own task for the connection ends, too, once the client has closed it.
    within(async {
        while tasks() > before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    within(running.stop()).await;
}

#[tokio::test]
async fn addresses_one_by_one() {
    let (one, two) = (Named::new("one"), Named::new("two"));
    let (first, second) = (Running::start(&one, any_port()).await, Running::start(&two, any_port()).await);
    let url = format!("http://{},http://{}", first.address, second.address);
    let mut addresses = transport::remote_each(&url).expect("the URL is fine");
    let both = within(async {
        loop {
            let healthy = addresses.current();
            if healthy.len() == 2 {
                return healthy;
            }
            assert!(addresses.changed().await);
        }
    })
    .await;
    for (address, name) in [(first.address, "one"), (second.address, "two")] {
        let mut client = BillingClient::new(transport::Addresses::transport(&both[&address]));
        assert_eq!(answers(&mut client, 5).await, [(name.to_owned(), 5)].into());
    }
    within(first.stop()).await;
    within(async {
        while addresses.current().len() != 1 {
            assert!(addresses.changed().await);
        }
    })
    .await;
    within(second.stop()).await;
}

#[test]
fn a_wrong_url_is_named() {
    let error = transport::remote("http://a:1,ftp://b:2").expect_err("refused before anything is started");
    assert!(error.to_string().contains("ftp://b:2"), "{error}");
}

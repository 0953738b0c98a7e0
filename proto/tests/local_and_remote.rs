//! A call reads the same and answers the same whether the service is in this process or not.

mod support;

use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::billing::v1::{GetEntitlementsRequest, ListPlansRequest};
use matinee_proto::{Refusal, Transport, transport};
use support::{Named, Running, any_port, authorized, who};
use tokio_stream::StreamExt;
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

async fn behaves(transport: Transport) {
    let mut client = BillingClient::new(transport);

    let answer = client.get_entitlements(who()).await.expect("it answers").into_inner();
    let entitlements = answer.entitlements.expect("it is filled in");
    assert_eq!(entitlements.plan, "one");
    assert_eq!(entitlements.features, ["gateway"], "the interceptor's extension reaches the handler");

    let refused = client.get_entitlements(authorized(GetEntitlementsRequest::default())).await.expect_err("refused");
    assert_eq!(refused.code(), Code::NotFound);
    let refusal = Refusal::from_status(&refused);
    assert_eq!(refusal.code, "user_not_found");
    assert_eq!(refusal.detail, "nobody was named");
    assert_eq!(refusal.retry_after, Some(std::time::Duration::from_millis(1500)));

    let failed = client.list_plans(authorized(ListPlansRequest {})).await.expect_err("it fails");
    let refusal = Refusal::from_status(&failed);
    assert_eq!(refusal.code, "unavailable");
    assert!(!refusal.detail.contains("the text of a failure"), "a failure's text does not become a refusal's");

    let stranger = client.get_entitlements(Request::new(GetEntitlementsRequest::default())).await;
    let status = stranger.expect_err("no token");
    assert_eq!(status.code(), Code::Unauthenticated);
    assert_eq!(Refusal::from_status(&status).code, "unavailable", "no user is to blame");
}

#[tokio::test]
async fn in_this_process() {
    let named = Named::new("one");
    behaves(transport::local(named.server())).await;
    assert_eq!(named.count(), 2, "the guard stopped the call without a token");
}

#[tokio::test]
async fn over_the_network() {
    let named = Named::new("one");
    let running = Running::start(&named, any_port()).await;
    behaves(transport::remote(&format!("http://{}", running.address)).expect("the URL is fine")).await;
    assert_eq!(named.count(), 2, "the guard stopped the call without a token");
    running.stop().await;
}

#[tokio::test]
async fn a_bare_server_is_a_transport_too() {
    let named = Named::new("one");
    let bare = matinee_proto::billing::v1::billing_server::BillingServer::new(named.clone());
    let mut client = BillingClient::new(transport::local(bare));
    let status = client.list_plans(ListPlansRequest {}).await.expect_err("it always fails");
    assert_eq!(status.code(), Code::Internal);
}

/// A stream whose next message depends on what happens after the last one was read.
async fn streams(transport: Transport, health: tonic_health::server::HealthReporter) {
    let mut client = HealthClient::new(transport);
    let statuses = client.watch(HealthCheckRequest::default()).await.expect("it answers").into_inner();
    let mut statuses = statuses.map(|status| status.expect("it goes on").status());
    assert_eq!(statuses.next().await, Some(ServingStatus::Serving));
    health.set_service_status("", tonic_health::ServingStatus::NotServing).await;
    assert_eq!(statuses.next().await, Some(ServingStatus::NotServing));
    health.set_service_status("", tonic_health::ServingStatus::Serving).await;
    assert_eq!(statuses.next().await, Some(ServingStatus::Serving));
}

#[tokio::test]
async fn streams_arrive_as_they_are_made() {
    let (health, server) = tonic_health::server::health_reporter();
    streams(transport::local(server), health).await;

    let running = Running::start(&Named::new("one"), any_port()).await;
    let remote = transport::remote(&format!("http://{}", running.address)).expect("the URL is fine");
    streams(remote, running.health.clone()).await;
    running.stop().await;
}

//! A stand-in for billing.

use matinee_broker::SharedBroker;
use matinee_proto::billing::v1 as billing;
use tonic::{Request, Response};

use crate::fakes::{Answer, actor, refuse};

/// Knows a plan by what the broker's cache has at `billing:plan/<user>`; else it is plus. A webhook
/// is believed whose signature is `right`.
#[derive(Clone)]
pub struct FakeBilling(pub SharedBroker);

impl FakeBilling {
    async fn entitled(&self, user: &str) -> Option<billing::Entitlements> {
        let plan = self.0.cached(&format!("billing:plan/{user}")).await.unwrap();
        let plan = plan.map_or_else(|| "plus".to_owned(), |plan| String::from_utf8(plan.to_vec()).unwrap());
        let limits = billing::PlanLimits { members_max: 50, queue_max: 10_000, playlists_max: 7 };
        let features = if plan == "free" { Vec::new() } else { vec!["ad_free".to_owned()] };
        Some(billing::Entitlements { plan, features, limits: Some(limits), valid_until: 0.0 })
    }
}

#[tonic::async_trait]
impl billing::billing_server::Billing for FakeBilling {
    async fn get_entitlements(
        &self,
        request: Request<billing::GetEntitlementsRequest>,
    ) -> Answer<billing::GetEntitlementsResponse> {
        let entitlements = self.entitled(&request.into_inner().user_id).await;
        Ok(Response::new(billing::GetEntitlementsResponse { entitlements }))
    }

    async fn list_plans(&self, _: Request<billing::ListPlansRequest>) -> Answer<billing::ListPlansResponse> {
        let price = billing::Price {
            amount: 500.0,
            currency: "eur".into(),
            interval: "month".into(),
            interval_count: 1,
            trial_days: 0,
        };
        let plan = |id: &str, price| billing::Plan { id: id.into(), price, ..billing::Plan::default() };
        Ok(Response::new(billing::ListPlansResponse {
            plans: vec![plan("free", None), plan("plus", Some(price))],
            billing_enabled: true,
            ad_html: String::new(),
            ad_url: "https://ads.example/?a=1&b=\"2".into(),
        }))
    }

    async fn start_checkout(
        &self,
        request: Request<billing::StartCheckoutRequest>,
    ) -> Answer<billing::StartCheckoutResponse> {
        let billing::StartCheckoutRequest { plan, base_url } = request.into_inner();
        Ok(Response::new(billing::StartCheckoutResponse { url: format!("https://pay.example/{plan}?{base_url}") }))
    }

    async fn open_portal(&self, _: Request<billing::OpenPortalRequest>) -> Answer<billing::OpenPortalResponse> {
        Err(refuse("subscription_not_found"))
    }

    async fn get_subscription(
        &self,
        request: Request<billing::GetSubscriptionRequest>,
    ) -> Answer<billing::GetSubscriptionResponse> {
        let entitlements = self.entitled(&actor(&request).user_id).await;
        let status = "none".to_owned();
        Ok(Response::new(billing::GetSubscriptionResponse { entitlements, status, ..Default::default() }))
    }

    async fn accept_webhook(
        &self,
        request: Request<billing::AcceptWebhookRequest>,
    ) -> Answer<billing::AcceptWebhookResponse> {
        let billing::AcceptWebhookRequest { payload, signature } = request.into_inner();
        if signature != "right" || *payload != *b"\xff raw" {
            return Err(refuse("invalid_signature"));
        }
        Ok(Response::new(billing::AcceptWebhookResponse { outcome: "stored".into() }))
    }

    async fn forget_user(&self, _: Request<billing::ForgetUserRequest>) -> Answer<billing::ForgetUserResponse> {
        Ok(Response::new(billing::ForgetUserResponse {}))
    }
}

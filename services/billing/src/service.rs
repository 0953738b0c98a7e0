//! The gRPC service `matinee.billing.v1.Billing`.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use matinee_proto::Refusal;
use matinee_proto::billing::v1::billing_server::{Billing, BillingServer};
use matinee_proto::billing::v1::{
    Entitlements, GetEntitlementsRequest, GetEntitlementsResponse, ListPlansRequest, ListPlansResponse, Plan,
    PlanLimits,
};
use matinee_token::{InternalAuth, InternalKey};
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status};

use crate::config::{Config, ConfigError, PlanConfig};
use crate::plan::PlanId;

/// Decides what users may do.
#[derive(Clone, Debug)]
pub struct BillingService {
    config: Arc<Config>,
}

impl BillingService {
    /// A service with checked configuration.
    ///
    /// # Errors
    /// The key whose value cannot be used.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        config.validate()?;
        Ok(Self { config: Arc::new(config) })
    }

    /// The service behind its guard: no call without an internal token for `billing`.
    #[must_use]
    pub fn server(&self, key: InternalKey) -> InterceptedService<BillingServer<Self>, InternalAuth> {
        BillingServer::with_interceptor(self.clone(), InternalAuth::new(key, "billing"))
    }

    /// The plan of a user. There are no subscriptions yet: with Stripe nobody has paid, without it
    /// nobody needs to.
    fn plan(&self, _user_id: &str) -> PlanId {
        if self.config.enabled() { PlanId::Free } else { PlanId::Pro }
    }

    fn entitlements(&self, user_id: &str, now: SystemTime) -> Entitlements {
        let plan = self.plan(user_id);
        let unlocked = self.config.plans.get(plan);
        let valid_until = now + Duration::from_secs(self.config.valid_seconds.into());
        let since_epoch = valid_until.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Entitlements {
            plan: plan.as_str().to_owned(),
            features: features(unlocked),
            limits: Some(limits(unlocked)),
            valid_until: since_epoch.as_secs_f64() * 1000.0,
        }
    }
}

fn features(plan: &PlanConfig) -> Vec<String> {
    let mut features = plan.features.clone();
    features.sort_unstable();
    features.dedup();
    features.into_iter().map(|feature| feature.as_str().to_owned()).collect()
}

fn limits(plan: &PlanConfig) -> PlanLimits {
    PlanLimits { members_max: plan.members_max, queue_max: plan.queue_max, playlists_max: plan.playlists_max }
}

#[tonic::async_trait]
impl Billing for BillingService {
    async fn get_entitlements(
        &self,
        request: Request<GetEntitlementsRequest>,
    ) -> Result<Response<GetEntitlementsResponse>, Status> {
        let user_id = &request.get_ref().user_id;
        if user_id.is_empty() {
            return Err(Refusal::new("invalid_argument", "user_id is empty").into());
        }
        let entitlements = self.entitlements(user_id, SystemTime::now());
        Ok(Response::new(GetEntitlementsResponse { entitlements: Some(entitlements) }))
    }

    async fn list_plans(&self, _: Request<ListPlansRequest>) -> Result<Response<ListPlansResponse>, Status> {
        let plan = |id: PlanId| {
            let unlocked = self.config.plans.get(id);
            Plan { id: id.as_str().to_owned(), features: features(unlocked), limits: Some(limits(unlocked)) }
        };
        let plans = PlanId::ALL.into_iter().map(plan).collect();
        Ok(Response::new(ListPlansResponse { plans, billing_enabled: self.config.enabled() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_for_as_long_as_configured() {
        #[derive(serde::Deserialize)]
        struct File {
            billing: Config,
        }
        let file: File = toml::from_str(crate::DEFAULTS).expect("the defaults are valid");
        let service = BillingService::new(Config { valid_seconds: 7, ..file.billing }).expect("valid");
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_250);
        assert_eq!(service.entitlements("u1", now).valid_until, 1_700_000_007_250.0);
    }
}

//! What the plan of a room's owner gives, asked of `billing` and remembered for seconds.
//!
//! Limits of sizes fall back to the configured ones when billing cannot be asked: nobody's room
//! stops taking links because of it. A feature does not: what is sold is not given by accident.

use std::sync::Arc;
use std::time::Duration;

use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::billing::v1::{Entitlements, GetEntitlementsRequest};
use matinee_proto::{Refusal, Transport};
use matinee_token::InternalKey;
use moka::future::Cache;
use tonic::Status;

/// Rooms that outlive their visitors.
pub const PERSISTENT_ROOMS: &str = "persistent_rooms";
/// Another name of a room in links.
pub const CUSTOM_ADDRESS: &str = "custom_address";

/// The refusal for what a plan does not give.
pub fn not_in_plan(detail: &str) -> Refusal {
    Refusal::new("feature_not_in_plan", detail)
}

/// Plans remembered at once.
const REMEMBERED: u64 = 10_000;
/// How long billing may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks and remembers.
#[derive(Clone)]
pub struct Plans {
    billing: BillingClient<Transport>,
    key: InternalKey,
    known: Cache<String, Arc<Entitlements>>,
}

impl Plans {
    /// Plans from `billing`, each remembered for `remember`.
    pub fn new(billing: BillingClient<Transport>, key: InternalKey, remember: Duration) -> Self {
        let known = Cache::builder().max_capacity(REMEMBERED).time_to_live(remember).build();
        Self { billing, key, known }
    }

    /// What this user's plan gives.
    ///
    /// # Errors
    /// `unavailable` when billing does not answer.
    pub async fn of(&self, user_id: &str) -> Result<Arc<Entitlements>, Refusal> {
        if let Some(known) = self.known.get(user_id).await {
            return Ok(known);
        }
        let asked = self.known.try_get_with(user_id.to_owned(), self.ask(user_id)).await;
        asked.map_err(|status| {
            tracing::warn!(error = %status.message(), "billing did not say what a plan gives");
            Refusal::from_status(&status)
        })
    }

    /// Whether this user's plan has a feature.
    ///
    /// # Errors
    /// `unavailable` when billing does not answer.
    pub async fn has(&self, user_id: &str, feature: &str) -> Result<bool, Refusal> {
        Ok(self.of(user_id).await?.features.iter().any(|has| has == feature))
    }

    /// Passes if this user's plan has a feature.
    ///
    /// # Errors
    /// `feature_not_in_plan`, or `unavailable` when billing does not answer.
    pub async fn require(&self, user_id: &str, feature: &str) -> Result<(), Refusal> {
        match (self.has(user_id, feature).await?, feature) {
            (true, _) => Ok(()),
            (false, PERSISTENT_ROOMS) => Err(not_in_plan("rooms that stay need an account and a plan with them")),
            (false, _) => Err(not_in_plan("an address of one's own needs an account and a plan with it")),
        }
    }

    /// Asks again the next time.
    pub async fn forget(&self, user_id: &str) {
        self.known.invalidate(user_id).await;
    }

    /// How many playlists this user's plan gives; 0 = as many as they like.
    ///
    /// # Errors
    /// `unavailable` when billing does not answer.
    pub async fn playlists_max(&self, user_id: &str) -> Result<u32, Refusal> {
        Ok(self.of(user_id).await?.limits.map_or(0, |limits| limits.playlists_max))
    }

    /// The queue length this user's plan gives, at most `otherwise`.
    pub async fn queue_max(&self, user_id: &str, otherwise: usize) -> usize {
        self.limit(user_id, otherwise, |plan| plan.limits.map_or(0, |limits| limits.queue_max as usize)).await
    }

    /// The room size this user's plan gives, at most `otherwise`.
    pub async fn members_max(&self, user_id: &str, otherwise: u32) -> u32 {
        let size = |plan: &Entitlements| plan.limits.map_or(0, |limits| limits.members_max as usize);
        u32::try_from(self.limit(user_id, otherwise as usize, size).await).unwrap_or(otherwise)
    }

    /// A limit of the plan; 0 in it means that the plan sets none.
    async fn limit(&self, user_id: &str, otherwise: usize, of: impl Fn(&Entitlements) -> usize) -> usize {
        match self.of(user_id).await.map(|plan| of(&plan)) {
            Ok(0) | Err(_) => otherwise,
            Ok(limit) => limit.min(otherwise),
        }
    }

    async fn ask(&self, user_id: &str) -> Result<Arc<Entitlements>, Status> {
        let message = GetEntitlementsRequest { user_id: user_id.to_owned() };
        let request = self.key.authorize(message, "rooms", "billing", None);
        let mut billing = self.billing.clone();
        let answer = tokio::time::timeout(PATIENCE, billing.get_entitlements(request))
            .await
            .map_err(|_| Status::deadline_exceeded("billing took too long"))??;
        Ok(Arc::new(answer.into_inner().entitlements.unwrap_or_default()))
    }
}

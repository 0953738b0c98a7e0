//! Plans: what there is, what the user has, where they pay.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use matinee_proto::billing::v1::{
    Entitlements, GetSubscriptionRequest, ListPlansRequest, ListPlansResponse, OpenPortalRequest, Plan, PlanLimits,
    Price, StartCheckoutRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use crate::Gateway;
use crate::idempotency::{Answer, once};
use crate::identity::User;
use crate::origin::Client;
use crate::problem::Problem;

/// How much of something a plan gives.
#[derive(Serialize, ToSchema)]
pub(crate) struct LimitsView {
    members_max: u32,
    queue_max: u32,
    playlists_max: u32,
}

impl From<Option<PlanLimits>> for LimitsView {
    fn from(limits: Option<PlanLimits>) -> Self {
        let PlanLimits { members_max, queue_max, playlists_max } = limits.unwrap_or_default();
        Self { members_max, queue_max, playlists_max }
    }
}

/// What a plan costs.
#[derive(Serialize, ToSchema)]
pub(crate) struct PriceView {
    /// In the currency's smallest unit.
    amount: f64,
    /// ISO 4217, lower case.
    currency: String,
    /// `day`, `week`, `month` or `year`.
    interval: String,
    /// One payment covers so many of them.
    interval_count: u32,
    /// Days that cost nothing at first.
    trial_days: u32,
}

impl From<Price> for PriceView {
    fn from(price: Price) -> Self {
        let Price { amount, currency, interval, interval_count, trial_days } = price;
        Self { amount, currency, interval, interval_count, trial_days }
    }
}

/// A plan.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanView {
    /// `free`, `plus` or `pro`.
    id: String,
    /// Among `persistent_rooms`, `custom_address` and `ad_free`.
    features: Vec<String>,
    limits: LimitsView,
    /// Null when it is not for sale.
    price: Option<PriceView>,
}

impl From<Plan> for PlanView {
    fn from(plan: Plan) -> Self {
        let Plan { id, features, limits, price } = plan;
        Self { id, features, limits: limits.into(), price: price.map(Into::into) }
    }
}

/// All plans, the smallest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlansView {
    items: Vec<PlanView>,
    /// Always null: they fit one page.
    next_cursor: Option<String>,
    /// Whether anything is for sale. If not, everybody has everything.
    billing_enabled: bool,
    /// Whether there is something at `/ad` for those whose plan is not `ad_free`.
    ad: bool,
}

/// What the user has.
#[derive(Serialize, ToSchema)]
pub(crate) struct SubscriptionView {
    /// `free`, `plus` or `pro`.
    plan: String,
    /// Stripe's word (`active`, `trialing`, `past_due`, `canceled`, …), `none` for who never paid,
    /// `unlocked` where nothing is for sale.
    status: String,
    /// Unix milliseconds; null without a subscription.
    current_period_end: Option<f64>,
    cancel_at_period_end: bool,
    features: Vec<String>,
    limits: LimitsView,
    /// Whether `POST /api/billing/portal` leads anywhere.
    has_portal: bool,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "plan": "plus" })))]
pub(crate) struct Wanted {
    /// `plus` or `pro`.
    plan: String,
}

/// Where the browser is to go.
#[derive(Serialize, ToSchema)]
pub(crate) struct Elsewhere {
    url: String,
}

/// The plans there are, and what they cost.
#[utoipa::path(
    get, path = "/api/billing/plans", operation_id = "listPlans",
    tag = "billing", responses((status = 200, body = PlansView))
)]
pub(crate) async fn plans(State(gateway): State<Gateway>) -> Result<Json<PlansView>, Problem> {
    let listed = gateway.listed_plans().await?;
    Ok(Json(PlansView {
        items: listed.plans.iter().cloned().map(Into::into).collect(),
        next_cursor: None,
        billing_enabled: listed.billing_enabled,
        ad: !listed.ad_html.is_empty() || !listed.ad_url.is_empty(),
    }))
}

/// What I pay for, and what that unlocks.
#[utoipa::path(
    get, path = "/api/billing/subscription", operation_id = "getSubscription",
    tag = "billing", security(("bearer" = [])),
    responses((status = 200, body = SubscriptionView), (status = 401, body = Problem))
)]
pub(crate) async fn subscription(
    State(gateway): State<Gateway>,
    User(claims): User,
) -> Result<Json<SubscriptionView>, Problem> {
    let answer = gateway.services().get_subscription(Some(&claims.actor()), GetSubscriptionRequest {}).await?;
    let Entitlements { plan, features, limits, .. } = answer.entitlements.ok_or_else(Problem::unavailable)?;
    Ok(Json(SubscriptionView {
        plan,
        status: answer.status,
        current_period_end: Some(answer.current_period_end).filter(|end| *end > 0.0),
        cancel_at_period_end: answer.cancel_at_period_end,
        features,
        limits: limits.into(),
        has_portal: answer.has_portal,
    }))
}

/// Where I pay for a plan: an address of Stripe Checkout.
#[utoipa::path(
    post, path = "/api/billing/checkout", operation_id = "startCheckout",
    tag = "billing", security(("bearer" = [])), request_body = Wanted,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 200, body = Elsewhere), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "`account_required`"),
        (status = 409, body = Problem, description = "`already_subscribed`"),
        (status = 422, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem, description = "`billing_not_configured`"),
    )
)]
pub(crate) async fn checkout(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
    headers: HeaderMap,
    body: Body<Wanted>,
) -> Result<Response, Problem> {
    let scope = format!("checkout/{}", claims.sub);
    once(&gateway, &scope, &headers, &body.bytes, async {
        gateway.allow("checkouts", &claims.sub, gateway.limits().checkouts).await?;
        let request = StartCheckoutRequest { plan: body.value.plan, base_url: client.base.to_string() };
        let answer = gateway.services().start_checkout(Some(&claims.actor()), request).await?;
        Ok(Answer::new(StatusCode::OK, &Elsewhere { url: answer.url }, Vec::new()))
    })
    .await
}

/// Where I change or cancel what I pay for: an address of Stripe's customer portal.
#[utoipa::path(
    post, path = "/api/billing/portal", operation_id = "openPortal",
    tag = "billing", security(("bearer" = [])),
    responses(
        (status = 200, body = Elsewhere), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem, description = "`subscription_not_found`"), (status = 429, body = Problem),
        (status = 503, body = Problem, description = "`billing_not_configured`"),
    )
)]
pub(crate) async fn portal(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
) -> Result<Json<Elsewhere>, Problem> {
    gateway.allow("checkouts", &claims.sub, gateway.limits().checkouts).await?;
    let request = OpenPortalRequest { base_url: client.base.to_string() };
    let answer = gateway.services().open_portal(Some(&claims.actor()), request).await?;
    Ok(Json(Elsewhere { url: answer.url }))
}

impl Gateway {
    /// The plans, asked of billing at most every half minute.
    pub(super) async fn listed_plans(&self) -> Result<Arc<ListPlansResponse>, Problem> {
        let ask = async { self.services().list_plans(None, ListPlansRequest {}).await.map(Arc::new) };
        self.catalogue().try_get_with((), ask).await.map_err(|refusal| Problem::from((*refusal).clone()))
    }
}

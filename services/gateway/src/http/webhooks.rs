//! What Stripe sends. The gateway believes nothing of it: the body goes on byte for byte, because
//! its signature is over bytes, and billing decides.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use http::StatusCode;
use matinee_proto::billing::v1::AcceptWebhookRequest;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Gateway;
use crate::problem::Problem;

/// Where Stripe sends it. Stripe calls from few addresses and often, so that it has a rate of its own.
pub(super) const PATH: &str = "/api/stripe-webhooks";
/// Bytes of an event at most; those of long invoices are the largest.
const BODY_MAX: usize = 256 * 1024;

/// That it arrived.
#[derive(Serialize, ToSchema)]
pub(crate) struct Received {
    received: bool,
}

/// Takes an event of Stripe: stored, then answered, then acted on.
#[utoipa::path(
    post, path = "/api/stripe-webhooks", operation_id = "takeStripeEvent",
    tag = "billing", request_body(content_type = "application/json"),
    params(("Stripe-Signature" = String, Header)),
    responses(
        (status = 200, body = Received),
        (status = 400, body = Problem, description = "`invalid_signature`"),
        (status = 413, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem, description = "`billing_not_configured`; Stripe sends it again"),
    )
)]
pub(crate) async fn take(State(gateway): State<Gateway>, request: Request) -> Result<Json<Received>, Problem> {
    let (parts, body) = request.into_parts();
    let signature = parts.headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    let missing = || Problem::new(StatusCode::BAD_REQUEST, "invalid_signature", "the signature header is missing");
    let signature = signature.ok_or_else(missing)?.to_owned();
    let payload = to_bytes(body, BODY_MAX).await.map_err(|_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE))?;
    let request = AcceptWebhookRequest { payload, signature };
    gateway.services().accept_webhook(None, request).await?;
    Ok(Json(Received { received: true }))
}

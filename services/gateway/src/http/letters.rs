//! What needs a mail: an address that is confirmed, a password that was forgotten.
//!
//! Where no mail server is configured the link goes to the log of the server, and these routes say
//! so (`delivery: log`), so that the page can tell people whom to ask.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use matinee_proto::auth::v1::{
    ConfirmEmailRequest, ForgotPasswordRequest, ResetPasswordRequest, SendConfirmationRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::visitor::Visitor;
use crate::Gateway;
use crate::identity::User;
use crate::origin::Client;
use crate::problem::Problem;

/// How a link goes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// `mail`, or `log`: the operator passes it on.
    delivery: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "email": "ada@example.org" })))]
pub(crate) struct Forgotten {
    #[serde(default)]
    #[schema(required = true)]
    email: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "token": "from-the-link", "password": "eight lanterns over red sand" })))]
pub(crate) struct Reset {
    /// From the link.
    #[serde(default)]
    #[schema(required = true)]
    token: String,
    /// 8–256 characters, not easily guessed.
    #[serde(default)]
    #[schema(required = true)]
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "token": "from-the-link" })))]
pub(crate) struct Confirmation {
    /// From the link.
    #[serde(default)]
    #[schema(required = true)]
    token: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Confirmed {
    email: String,
}

/// Sends the link that confirms my address, again.
#[utoipa::path(
    post, path = "/api/users/me/email/confirmation", operation_id = "sendConfirmation",
    tag = "users", security(("bearer" = [])),
    responses(
        (status = 202, body = Delivery), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`already_confirmed`"), (status = 429, body = Problem),
    )
)]
pub(crate) async fn send_confirmation(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
) -> Result<(StatusCode, Json<Delivery>), Problem> {
    gateway.allow("mails", &claims.sub, gateway.limits().mails).await?;
    let request = SendConfirmationRequest { base: gateway.origins().link_base(&client) };
    let sent = gateway.services().send_confirmation(Some(&claims.actor()), request).await?;
    Ok((StatusCode::ACCEPTED, Json(Delivery { delivery: sent.delivery })))
}

/// Confirms an address by the token of its link.
#[utoipa::path(
    post, path = "/api/auth/email/confirm", operation_id = "confirmEmail",
    tag = "auth", request_body = Confirmation,
    responses((status = 200, body = Confirmed), (status = 410, body = Problem, description = "`token_invalid`"))
)]
pub(crate) async fn confirm(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    body: Body<Confirmation>,
) -> Result<Json<Confirmed>, Problem> {
    gateway.allow("logins", &visitor.address(), gateway.limits().logins).await?;
    let confirmed = gateway.services().confirm_email(None, ConfirmEmailRequest { token: body.value.token }).await?;
    Ok(Json(Confirmed { email: confirmed.email }))
}

/// Sends a link that sets another password to whoever has this address. The answer is the same if
/// nobody has.
#[utoipa::path(
    post, path = "/api/auth/password/forgot", operation_id = "forgotPassword",
    tag = "auth", request_body = Forgotten,
    responses((status = 202, body = Delivery), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(crate) async fn forgot(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    body: Body<Forgotten>,
) -> Result<(StatusCode, Json<Delivery>), Problem> {
    gateway.allow("logins", &visitor.address(), gateway.limits().logins).await?;
    gateway.allow_name("mails", &body.value.email, gateway.limits().mails).await?;
    let base = gateway.origins().link_base(&visitor.client);
    let request = ForgotPasswordRequest { email: body.value.email, base };
    let sent = gateway.services().forgot_password(None, request).await?;
    Ok((StatusCode::ACCEPTED, Json(Delivery { delivery: sent.delivery })))
}

/// Sets another password by the token of a link, and ends all sessions.
#[utoipa::path(
    post, path = "/api/auth/password/reset", operation_id = "resetPassword",
    tag = "auth", request_body = Reset,
    responses(
        (status = 204), (status = 410, body = Problem, description = "`token_invalid`"),
        (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem),
    )
)]
pub(crate) async fn reset(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    body: Body<Reset>,
) -> Result<StatusCode, Problem> {
    gateway.allow("logins", &visitor.address(), gateway.limits().logins).await?;
    let Reset { token, password } = body.value;
    let ended = gateway.services().reset_password(None, ResetPasswordRequest { token, password }).await?;
    gateway.end_sessions(&ended.session_ids);
    Ok(StatusCode::NO_CONTENT)
}

//! Logging in and out: guests, accounts, refresh, public keys.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use matinee_proto::auth::v1::{
    CreateGuestRequest, EndSessionRequest, LoginRequest, RefreshSessionRequest, RegisterRequest,
};
use matinee_token::access::AccessClaims;
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::Body;
use super::visitor::{LoggedIn, Visitor, forget_refresh, set_cookie};
use crate::Gateway;
use crate::idempotency::{Answer, once};
use crate::identity::MaybeUser;
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "nickname": "Ada" })))]
pub(crate) struct NewGuest {
    /// 1–32 characters.
    #[schema(min_length = 1, max_length = 32)]
    nickname: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(default)]
#[derive(Default)]
#[schema(examples(json!({
    "username": "ada", "email": "ada@example.org", "password": "seven lanterns under green water"
})))]
pub(crate) struct NewAccount {
    /// 1–32 characters, without `@`.
    #[schema(required = true, min_length = 1, max_length = 32, pattern = "^[^@]*$")]
    username: String,
    #[schema(required = true, format = Email)]
    email: String,
    /// 8–256 characters, not easily guessed.
    #[schema(required = true, min_length = 8, max_length = 256, format = Password)]
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "username": "ada", "password": "seven lanterns under green water" })))]
pub(crate) struct Credentials {
    /// A name or an e-mail address.
    username: String,
    #[schema(format = Password)]
    password: String,
}

/// May be empty.
#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({})))]
pub(crate) struct Renewal {
    /// For clients that are no browser; else the cookie counts.
    refresh_token: Option<String>,
}

/// A guest session.
#[utoipa::path(
    post, path = "/api/auth/guest", operation_id = "loginAsGuest",
    tag = "auth", request_body = NewGuest,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, body = LoggedIn),
        (status = 403, body = Problem, description = "a foreign page"),
        (status = 409, body = Problem, description = "`nickname_taken`"),
        (status = 422, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn guest(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    body: Body<NewGuest>,
) -> Result<Response, Problem> {
    let address = visitor.address();
    let scope = format!("guest/{address}");
    once(&gateway, &scope, &visitor.headers, &body.bytes, async {
        gateway.allow("guests", &address, gateway.limits().guests).await?;
        let (device_id, cookie) = visitor.device();
        let nickname = body.value.nickname.clone();
        let request = CreateGuestRequest { nickname, device_id, user_agent: visitor.user_agent() };
        let session = gateway.services().create_guest(None, request).await?.session.ok_or_else(Problem::unavailable)?;
        Ok(visitor.welcome(&gateway, StatusCode::CREATED, session, cookie, None).await)
    })
    .await
}

/// An account. Who sends the access token of a guest becomes the account, with the same user id and
/// session, and stays in their rooms.
#[utoipa::path(
    post, path = "/api/auth/register", operation_id = "register",
    tag = "auth", request_body = NewAccount, security((), ("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, body = LoggedIn),
        (status = 403, body = Problem, description = "a foreign page"),
        (status = 409, body = Problem, description = "`username_taken`, `email_taken`"),
        (status = 422, body = Problem, description = "per field"),
        (status = 429, body = Problem), (status = 503, body = Problem),
    )
)]
pub(crate) async fn register(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    MaybeUser(user): MaybeUser,
    body: Body<NewAccount>,
) -> Result<Response, Problem> {
    let address = visitor.address();
    let scope = format!("register/{address}");
    once(&gateway, &scope, &visitor.headers, &body.bytes, async {
        gateway.allow("registrations", &address, gateway.limits().registrations).await?;
        let NewAccount { username, email, password } = body.value;
        let (device_id, cookie) = visitor.device();
        let request = RegisterRequest {
            username,
            email,
            password,
            device_id,
            user_agent: visitor.user_agent(),
            base: gateway.origins().link_base(&visitor.client),
            refresh_token: visitor.refresh_token(),
        };
        let guest = user.filter(|user| user.guest);
        let actor = guest.as_ref().map(AccessClaims::actor);
        let made = gateway.services().register(actor.as_ref(), request).await?;
        let session = made.session.ok_or_else(Problem::unavailable)?;
        if let (Some(guest), Some(user)) = (guest, &session.user)
            && guest.name != user.username
        {
            gateway.talk().renamed(&user.id, &user.username).await;
        }
        Ok(visitor.welcome(&gateway, StatusCode::CREATED, session, cookie, Some(made.confirmation)).await)
    })
    .await
}

/// A session of an account, by name or e-mail address and password.
#[utoipa::path(
    post, path = "/api/auth/login", operation_id = "login",
    tag = "auth", request_body = Credentials,
    responses(
        (status = 200, body = LoggedIn),
        (status = 401, body = Problem, description = "`invalid_credentials`, the same for unknown names"),
        (status = 403, body = Problem, description = "a foreign page"),
        (status = 409, body = Problem, description = "`already_logged_in`, where one session at a time is allowed"),
        (status = 429, body = Problem), (status = 503, body = Problem),
    )
)]
pub(crate) async fn login(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    body: Body<Credentials>,
) -> Result<Response, Problem> {
    let Credentials { username, password } = body.value;
    gateway.allow("logins", &visitor.address(), gateway.limits().logins).await?;
    gateway.allow_name("logins_per_account", &username, gateway.limits().logins_per_account).await?;
    let (device_id, cookie) = visitor.device();
    let refresh_token = visitor.refresh_token();
    let request = LoginRequest { username, password, device_id, user_agent: visitor.user_agent(), refresh_token };
    let answer = gateway.services().login(None, request).await?;
    gateway.end_sessions(&[answer.ended_session_id]);
    let session = answer.session.ok_or_else(Problem::unavailable)?;
    Ok(visitor.welcome(&gateway, StatusCode::OK, session, cookie, None).await.into_response())
}

/// Rotates the refresh token and gives another access token.
#[utoipa::path(
    post, path = "/api/auth/refresh", operation_id = "refreshSession",
    tag = "auth", security((), ("refresh" = [])), request_body = Renewal,
    responses(
        (status = 200, body = LoggedIn), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "a foreign page"),
        (status = 409, body = Problem, description = "`nickname_taken`, `already_logged_in`: the name is taken meanwhile"),
    )
)]
pub(crate) async fn refresh(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    body: Body<Renewal>,
) -> Result<Response, Problem> {
    let told = body.value.refresh_token.filter(|token| !token.is_empty());
    let by_cookie = told.is_none();
    let Some(refresh_token) = told.or_else(|| visitor.refresh_token()) else {
        return Err(Problem::unauthenticated("nobody is logged in here"));
    };
    match gateway.services().refresh_session(None, RefreshSessionRequest { refresh_token }).await {
        Ok(answer) => {
            let session = answer.session.ok_or_else(Problem::unavailable)?;
            let cookies = if by_cookie { vec![visitor.refresh_cookie(&session)] } else { Vec::new() };
            Ok(Answer::new(StatusCode::OK, &visitor.logged_in(&gateway, session).await, cookies).into_response())
        }
        Err(refusal) => {
            let ended = by_cookie && refusal.code == "unauthenticated";
            let mut response = Problem::from(refusal).into_response();
            if ended {
                set_cookie(&mut response, &forget_refresh(visitor.client.secure));
            }
            Ok(response)
        }
    }
}

/// Ends the session, closes its sockets, frees a guest's name.
#[utoipa::path(
    post, path = "/api/auth/logout", operation_id = "logout",
    tag = "auth", security((), ("bearer" = []), ("refresh" = [])), request_body = Renewal,
    responses((status = 204, description = "also when nobody was logged in"), (status = 403, body = Problem))
)]
pub(crate) async fn logout(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    MaybeUser(user): MaybeUser,
    body: Body<Renewal>,
) -> Result<Response, Problem> {
    leave(&gateway, &visitor, user, body.value.refresh_token, false).await
}

/// Ends all sessions of the user, wherever they are.
#[utoipa::path(
    post, path = "/api/auth/logout-all", operation_id = "logoutEverywhere",
    tag = "auth", security((), ("bearer" = []), ("refresh" = [])), request_body = Renewal,
    responses((status = 204, description = "also when nobody was logged in"), (status = 403, body = Problem))
)]
pub(crate) async fn logout_all(
    State(gateway): State<Gateway>,
    visitor: Visitor,
    MaybeUser(user): MaybeUser,
    body: Body<Renewal>,
) -> Result<Response, Problem> {
    leave(&gateway, &visitor, user, body.value.refresh_token, true).await
}

async fn leave(
    gateway: &Gateway,
    visitor: &Visitor,
    user: Option<AccessClaims>,
    told: Option<String>,
    everywhere: bool,
) -> Result<Response, Problem> {
    let refresh_token = told.or_else(|| visitor.refresh_token());
    if refresh_token.is_some() || user.is_some() {
        let actor = user.as_ref().map(AccessClaims::actor);
        let request = EndSessionRequest { refresh_token, everywhere };
        let ended = gateway.services().end_session(actor.as_ref(), request).await?;
        gateway.end_sessions(&ended.session_ids);
        gateway.end_sessions(&[ended.session_id]);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, &forget_refresh(visitor.client.secure));
    Ok(response)
}

/// Public keys of access tokens, as a JSON Web Key Set (RFC 7517).
#[utoipa::path(
    get, path = "/.well-known/jwks.json", operation_id = "getKeys",
    tag = "auth", responses((status = 200, body = Object, content_type = "application/jwk-set+json"))
)]
pub(crate) async fn jwks(State(gateway): State<Gateway>) -> Result<Response, Problem> {
    let jwks = gateway.keys().jwks().await?;
    let headers = [(CONTENT_TYPE, "application/jwk-set+json"), (CACHE_CONTROL, "public, max-age=60")];
    Ok((headers, jwks.to_string()).into_response())
}

//! Guests, refresh, logout, public keys.
//!
//! The refresh token never touches the page's scripts: it lives in an HttpOnly cookie that is sent
//! to these routes alone, and these routes act on it only for our own page.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use matinee_proto::auth::v1::{CreateGuestRequest, EndSessionRequest, RefreshSessionRequest, Session};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::users::UserView;
use crate::Gateway;
use crate::idempotency::{Answer, once};
use crate::identity::MaybeUser;
use crate::origin::Client;
use crate::problem::Problem;
use crate::resume;

/// Holds the refresh token.
const REFRESH: &str = "matinee_refresh";
/// Holds a random id of the browser, by which a ban of a guest sticks.
const DEVICE: &str = "matinee_device";
/// How long the browser keeps its id: as long as browsers keep anything.
const DEVICE_FOR: i64 = 400 * 86_400;
/// Characters of a browser's id; ours have 32.
const DEVICE_MAX: usize = 64;

#[derive(Deserialize, ToSchema)]
pub(crate) struct NewGuest {
    /// 1–32 characters.
    nickname: String,
}

/// What a client holds after logging in; the refresh token is in a cookie.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoggedIn {
    user: UserView,
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// Seconds until it expires.
    expires_in: u32,
}

/// A guest session.
#[utoipa::path(
    post, path = "/api/auth/guest", tag = "auth", request_body = NewGuest,
    responses(
        (status = 201, body = LoggedIn),
        (status = 409, body = Problem, description = "`nickname_taken`"),
        (status = 422, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn guest(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    headers: HeaderMap,
    jar: CookieJar,
    body: Body<NewGuest>,
) -> Result<Response, Problem> {
    same_site(&gateway, &headers, &client)?;
    let address = client.address.to_string();
    let scope = format!("guest/{address}");
    once(&gateway, &scope, &headers, &body.bytes, async {
        gateway.allow("guests", &address, gateway.limits().guests).await?;
        let known = jar.get(DEVICE).map(Cookie::value).filter(|id| usable(id)).map(str::to_owned);
        let device = known.clone().unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
        let request = CreateGuestRequest { nickname: body.value.nickname.clone(), device_id: device.clone() };
        let session = gateway.services().create_guest(None, request).await?.session.ok_or_else(Problem::unavailable)?;
        let mut cookies = vec![refresh_cookie(&session, client.secure)];
        if known.is_none() {
            cookies.push(device_cookie(&device, client.secure));
        }
        Ok(Answer::new(StatusCode::CREATED, &logged_in(&gateway, session).await, cookies))
    })
    .await
}

/// Rotates the refresh token and gives another access token.
#[utoipa::path(
    post, path = "/api/auth/refresh", tag = "auth",
    responses((status = 200, body = LoggedIn), (status = 401, body = Problem))
)]
pub(crate) async fn refresh(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<Response, Problem> {
    same_site(&gateway, &headers, &client)?;
    let Some(token) = jar.get(REFRESH).map(|cookie| cookie.value().to_owned()) else {
        return Err(Problem::unauthenticated("nobody is logged in here"));
    };
    let request = RefreshSessionRequest { refresh_token: token };
    match gateway.services().refresh_session(None, request).await {
        Ok(answer) => {
            let session = answer.session.ok_or_else(Problem::unavailable)?;
            let cookies = vec![refresh_cookie(&session, client.secure)];
            Ok(Answer::new(StatusCode::OK, &logged_in(&gateway, session).await, cookies).into_response())
        }
        Err(refusal) => {
            let ended = refusal.code != "unavailable";
            let mut response = Problem::from(refusal).into_response();
            if ended {
                set_cookie(&mut response, &forget_refresh(client.secure));
            }
            Ok(response)
        }
    }
}

/// Ends the session, closes its sockets, frees a guest's name.
#[utoipa::path(
    post, path = "/api/auth/logout", tag = "auth",
    responses((status = 204, description = "also when nobody was logged in"))
)]
pub(crate) async fn logout(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    headers: HeaderMap,
    jar: CookieJar,
    MaybeUser(user): MaybeUser,
) -> Result<Response, Problem> {
    same_site(&gateway, &headers, &client)?;
    let refresh_token = jar.get(REFRESH).map(|cookie| cookie.value().to_owned());
    if refresh_token.is_some() || user.is_some() {
        let actor = user.as_ref().map(matinee_token::access::AccessClaims::actor);
        let request = EndSessionRequest { refresh_token };
        let ended = gateway.services().end_session(actor.as_ref(), request).await?;
        if !ended.session_id.is_empty() {
            // The notice from auth reaches all gateways; this one need not wait for it.
            gateway.sockets().end_session(&ended.session_id);
            resume::note_session(&**gateway.broker(), &ended.session_id).await;
        }
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, &forget_refresh(client.secure));
    Ok(response)
}

/// Public keys of access tokens, as a JSON Web Key Set (RFC 7517).
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "auth", responses((status = 200)))]
pub(crate) async fn jwks(State(gateway): State<Gateway>) -> Result<Response, Problem> {
    let jwks = gateway.keys().jwks().await?;
    let headers = [(CONTENT_TYPE, "application/jwk-set+json"), (CACHE_CONTROL, "public, max-age=60")];
    Ok((headers, jwks.to_string()).into_response())
}

/// Refuses what a foreign page made the browser send.
fn same_site(gateway: &Gateway, headers: &HeaderMap, client: &Client) -> Result<(), Problem> {
    if gateway.origins().trusts(headers, client) {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "this is for pages of this server"))
    }
}

async fn logged_in(gateway: &Gateway, session: Session) -> LoggedIn {
    if let Some(user) = &session.user {
        gateway.talk().note(&user.id, &user.username).await;
    }
    LoggedIn {
        user: session.user.unwrap_or_default().into(),
        access_token: session.access_token,
        expires_in: session.expires_in,
    }
}

fn usable(device: &str) -> bool {
    (16..=DEVICE_MAX).contains(&device.len()) && device.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn refresh_cookie(session: &Session, secure: bool) -> String {
    cookie(REFRESH, &session.refresh_token, "/api/auth", i64::from(session.refresh_expires_in), secure)
}

/// For after the session has ended.
pub(crate) fn forget_refresh(secure: bool) -> String {
    cookie(REFRESH, "", "/api/auth", 0, secure)
}

fn device_cookie(device: &str, secure: bool) -> String {
    cookie(DEVICE, device, "/api", DEVICE_FOR, secure)
}

fn cookie(name: &str, value: &str, path: &str, max_age: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path={path}; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}")
}

/// Adds a cookie to an answer.
pub(crate) fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = http::HeaderValue::from_str(cookie) {
        response.headers_mut().append(http::header::SET_COOKIE, value);
    }
}

//! Whoever calls a route that acts on cookies: our own page, or no page at all.
//!
//! The refresh token never touches the page's scripts: it lives in an HttpOnly cookie that is sent
//! to `/api/auth` alone, and what a foreign page makes a browser send is refused before anything is
//! read. A client that is no browser has no use for the cookie and gets the token in the body as
//! well; which one it is, browsers say themselves, with headers that no script can take away.

use axum::extract::FromRequestParts;
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, CookieJar};
use http::header::{ORIGIN, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use matinee_proto::auth::v1::Session;
use serde::Serialize;
use utoipa::ToSchema;

use super::users::UserView;
use crate::Gateway;
use crate::idempotency::Answer;
use crate::origin::Client;
use crate::problem::Problem;

/// Holds the refresh token.
const REFRESH: &str = "matinee_refresh";
/// Holds a random id of the browser, by which a ban of a guest sticks.
const DEVICE: &str = "matinee_device";
/// How long the browser keeps its id: as long as browsers keep anything.
const DEVICE_FOR: i64 = 400 * 86_400;
/// Characters of a browser's id; ours have 32.
const DEVICE_MAX: usize = 64;

/// What a client holds after logging in; a browser has the refresh token in a cookie.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoggedIn {
    user: UserView,
    session_id: String,
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// Seconds until it expires.
    expires_in: u32,
    /// For clients that are no browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// Seconds for which the refresh token is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_expires_in: Option<u32>,
    /// After registering: how the link went that confirms the address, `mail` or `log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confirmation: Option<String>,
}

/// Who calls, with what the browser keeps.
pub(crate) struct Visitor {
    pub(crate) client: Client,
    pub(crate) headers: HeaderMap,
    jar: CookieJar,
}

impl FromRequestParts<Gateway> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let visitor = Self::of(parts)?;
        if gateway.origins().trusts(&visitor.headers, &visitor.client) {
            return Ok(visitor);
        }
        tracing::info!(client.address = %visitor.client.address, "a foreign page's request was refused");
        Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "this is for pages of this server"))
    }
}

/// The same for navigations, which come from anywhere: what they may do is bound otherwise.
pub(crate) struct Passer(pub(crate) Visitor);

impl FromRequestParts<Gateway> for Passer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Gateway) -> Result<Self, Problem> {
        Visitor::of(parts).map(Self)
    }
}

impl Visitor {
    fn of(parts: &Parts) -> Result<Self, Problem> {
        let client = parts.extensions.get::<Client>().cloned().ok_or_else(Problem::unavailable)?;
        Ok(Self { client, jar: CookieJar::from_headers(&parts.headers), headers: parts.headers.clone() })
    }

    pub(crate) fn address(&self) -> String {
        self.client.network()
    }

    /// Whether it is a browser's page that calls.
    fn is_browser(&self) -> bool {
        self.headers.contains_key(ORIGIN) || self.headers.contains_key("sec-fetch-site")
    }

    /// A cookie of ours.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.jar.get(name).map(|cookie| cookie.value().to_owned())
    }

    /// The refresh token in the cookie.
    pub(crate) fn refresh_token(&self) -> Option<String> {
        self.cookie(REFRESH).filter(|token| !token.is_empty())
    }

    /// What the client calls itself.
    pub(crate) fn user_agent(&self) -> String {
        self.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// The id of the browser, and the cookie for one that has none yet.
    pub(crate) fn device(&self) -> (String, Option<String>) {
        let known = self.jar.get(DEVICE).map(Cookie::value).filter(|id| usable(id));
        if let Some(known) = known {
            return (known.to_owned(), None);
        }
        let fresh = uuid::Uuid::new_v4().simple().to_string();
        let cookie = cookie(DEVICE, &fresh, "/api", DEVICE_FOR, self.client.secure);
        (fresh, Some(cookie))
    }

    /// The cookie with a session's refresh token.
    pub(crate) fn refresh_cookie(&self, session: &Session) -> String {
        cookie(REFRESH, &session.refresh_token, "/api/auth", i64::from(session.refresh_expires_in), self.client.secure)
    }

    /// What somebody is told who has logged in.
    pub(crate) async fn logged_in(&self, gateway: &Gateway, session: Session) -> LoggedIn {
        if let Some(user) = &session.user {
            gateway.talk().note(&user.id, &user.username).await;
        }
        let told = !self.is_browser();
        LoggedIn {
            user: session.user.unwrap_or_default().into(),
            session_id: session.id,
            access_token: session.access_token,
            expires_in: session.expires_in,
            refresh_token: told.then_some(session.refresh_token),
            refresh_expires_in: told.then_some(session.refresh_expires_in),
            confirmation: None,
        }
    }

    /// The answer to a log-in, with cookies.
    pub(crate) async fn welcome(
        &self,
        gateway: &Gateway,
        status: StatusCode,
        session: Session,
        device: Option<String>,
        confirmation: Option<String>,
    ) -> Answer {
        let cookies = [Some(self.refresh_cookie(&session)), device].into_iter().flatten().collect();
        let body = LoggedIn { confirmation, ..self.logged_in(gateway, session).await };
        Answer::new(status, &body, cookies)
    }
}

fn usable(device: &str) -> bool {
    (16..=DEVICE_MAX).contains(&device.len()) && device.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// For after the session has ended.
pub(crate) fn forget_refresh(secure: bool) -> String {
    cookie(REFRESH, "", "/api/auth", 0, secure)
}

/// A cookie that no script reads and no foreign page's form sends.
pub(crate) fn cookie(name: &str, value: &str, path: &str, max_age: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path={path}; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}")
}

/// Adds a cookie to an answer.
pub(crate) fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = http::HeaderValue::from_str(cookie) {
        response.headers_mut().append(http::header::SET_COOKIE, value);
    }
}

//! Logging in with somebody else's account (OpenID Connect): away to the provider and back.
//!
//! Both are navigations and may come from anywhere. What binds them together is a random value that
//! this browser alone has in a cookie: an answer of the provider counts only in the browser that
//! asked, once. Where somebody lands afterwards is a path of this server and nothing else.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CACHE_CONTROL, LOCATION};
use http::{HeaderValue, StatusCode};
use matinee_proto::Refusal;
use matinee_proto::auth::v1::{BeginOauthRequest, FinishOauthRequest, FinishOauthResponse, ListProvidersRequest};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::{IntoParams, ToSchema};

use super::body::Asked;
use super::visitor::{Passer, Visitor, cookie, set_cookie};
use crate::Gateway;
use crate::problem::Problem;

/// Holds what binds an answer of a provider to the browser that asked.
const BROWSER: &str = "matinee_oauth";
const BROWSER_PATH: &str = "/api/auth/oauth";
/// Seconds for which somebody may be away.
const AWAY: i64 = 600;
/// Bytes of a path to come back to.
const PATH_MAX: usize = 512;

/// Somebody else's accounts that may be used here.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProviderView {
    id: String,
    name: String,
    /// Where a browser goes to log in.
    url: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Providers {
    providers: Vec<ProviderView>,
    /// Whether mail is sent; else links go to the operator's log.
    mail: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Departure {
    /// A path of this server; `/` unless given.
    return_to: Option<String>,
    /// Whether the identity is to be added to the account that is logged in here.
    link: Option<bool>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Arrival {
    code: Option<String>,
    state: Option<String>,
    /// RFC 6749, section 4.1.2.1.
    error: Option<String>,
}

/// Whose log-ins are taken besides our own.
#[utoipa::path(
    get, path = "/api/auth/providers", operation_id = "listProviders",
    tag = "auth", responses((status = 200, body = Providers))
)]
pub(crate) async fn providers(State(gateway): State<Gateway>) -> Result<Json<Providers>, Problem> {
    let listed = gateway.services().list_providers(None, ListProvidersRequest {}).await?;
    let view = |provider: matinee_proto::auth::v1::Provider| ProviderView {
        url: format!("{BROWSER_PATH}/{}", provider.id),
        id: provider.id,
        name: provider.name,
    };
    Ok(Json(Providers { providers: listed.providers.into_iter().map(view).collect(), mail: listed.mail }))
}

/// Sends the browser to a provider to log in.
#[utoipa::path(
    get, path = "/api/auth/oauth/{provider}", operation_id = "beginOauth",
    tag = "auth", params(("provider" = String, Path), Departure),
    responses(
        (status = 303, description = "to the provider"),
        (status = 404, body = Problem, description = "it is not configured"), (status = 429, body = Problem),
    )
)]
pub(crate) async fn begin(
    State(gateway): State<Gateway>,
    Passer(visitor): Passer,
    Path(provider): Path<String>,
    Asked(departure): Asked<Departure>,
) -> Result<Response, Problem> {
    gateway.allow("logins", &visitor.address(), gateway.limits().logins).await?;
    let known = visitor.cookie(BROWSER).filter(|browser| is_random(browser));
    let browser = known.unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
    let request = BeginOauthRequest {
        redirect_uri: redirect_uri(&visitor, &provider),
        provider,
        browser: browser.clone(),
        return_to: local_path(departure.return_to.as_deref()),
        link: departure.link.unwrap_or(false),
    };
    let begun = gateway.services().begin_oauth(None, request).await?;
    let mut response = see_other(&begun.authorization_url);
    set_cookie(&mut response, &cookie(BROWSER, &browser, BROWSER_PATH, AWAY, visitor.client.secure));
    Ok(response)
}

/// Takes the browser back from a provider: logs in, and lands where it left.
#[utoipa::path(
    get, path = "/api/auth/oauth/{provider}/callback", operation_id = "finishOauth",
    tag = "auth", params(("provider" = String, Path), Arrival),
    responses(
        (status = 303, description = "back into the page; what went wrong is in the query"),
        (status = 400, body = Problem, description = "for clients that are no browser: `oauth_state`, `oauth_failed`, …"),
    )
)]
pub(crate) async fn callback(
    State(gateway): State<Gateway>,
    Passer(visitor): Passer,
    Path(provider): Path<String>,
    Asked(arrival): Asked<Arrival>,
) -> Response {
    let finished = finish(&gateway, &visitor, &provider, arrival).await;
    let mut response = match finished {
        Ok((finished, device)) if finished.refused.is_empty() => {
            gateway.end_sessions(&[finished.ended_session_id]);
            let mut response = see_other(&with_query(&finished.return_to, &[("signed_in", &provider)]));
            // None if an identity was added to the account that is logged in here.
            if let Some(session) = finished.session {
                if let Some(user) = &session.user {
                    gateway.talk().note(&user.id, &user.username).await;
                }
                set_cookie(&mut response, &visitor.refresh_cookie(&session));
            }
            if let Some(device) = device {
                set_cookie(&mut response, &device);
            }
            response
        }
        Ok((finished, _)) => refused(&visitor, &provider, &finished.refused, &finished.return_to),
        Err(problem) => refused(&visitor, &provider, problem.code(), "/"),
    };
    set_cookie(&mut response, &cookie(BROWSER, "", BROWSER_PATH, 0, visitor.client.secure));
    response
}

async fn finish(
    gateway: &Gateway,
    visitor: &Visitor,
    provider: &str,
    arrival: Arrival,
) -> Result<(FinishOauthResponse, Option<String>), Problem> {
    gateway.allow("logins", &visitor.address(), gateway.limits().logins).await?;
    let (device_id, device_cookie) = visitor.device();
    let request = FinishOauthRequest {
        provider: provider.to_owned(),
        state: arrival.state.unwrap_or_default(),
        code: arrival.code.unwrap_or_default(),
        error: arrival.error.unwrap_or_default(),
        browser: visitor.cookie(BROWSER).unwrap_or_default(),
        refresh_token: visitor.refresh_token(),
        device_id,
        user_agent: visitor.user_agent(),
    };
    Ok((gateway.services().finish_oauth(None, request).await?, device_cookie))
}

/// What went wrong: for people in the page, for programs as a problem.
fn refused(visitor: &Visitor, provider: &str, code: &str, return_to: &str) -> Response {
    tracing::info!(auth.provider = provider, auth.refused = code, "a provider's answer did not log anybody in");
    let accept = visitor.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if accept.contains("text/html") {
        return see_other(&with_query("/login", &[("error", code), ("provider", provider), ("return_to", return_to)]));
    }
    Problem::from(Refusal::new(code, "the log-in with the provider did not succeed")).into_response()
}

/// Where the provider sends the browser back to; it must be registered there.
fn redirect_uri(visitor: &Visitor, provider: &str) -> String {
    format!("{}{BROWSER_PATH}/{provider}/callback", visitor.client.base)
}

fn see_other(url: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(url).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, location);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn is_random(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A path of this server, or its first page: whatever a browser would read as another server
/// (`//host`, `/\host`, with controls in between that browsers drop) is none.
fn local_path(text: Option<&str>) -> String {
    let fallback = || "/".to_owned();
    let Some(text) = text else { return fallback() };
    let plain = text.len() <= PATH_MAX && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if !plain || !text.starts_with('/') || text.starts_with("//") {
        return fallback();
    }
    // Read as a browser would; what is left of it is on this server by construction.
    match Url::parse("http://here").and_then(|here| here.join(text)) {
        Ok(url) if url.host_str() == Some("here") && !url.path().starts_with("//") => {
            url[url::Position::BeforePath..].to_owned()
        }
        _ => fallback(),
    }
}

/// A path with more in its query.
fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let Ok(mut url) = Url::parse("http://here").and_then(|here| here.join(path)) else { return "/".to_owned() };
    url.query_pairs_mut().extend_pairs(pairs);
    url[url::Position::BeforePath..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_this_server_and_no_other() {
        for (asked, path) in [
            ("/", "/"),
            ("/r/amber-otter-1", "/r/amber-otter-1"),
            ("/r/x?tab=chat#top", "/r/x?tab=chat#top"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("/%09/evil.example", "/%09/evil.example"),
            ("/.//evil.example", "/"),
            ("/x/..//evil.example", "/"),
            ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("evil.example", "/"),
            ("", "/"),
            ("/\r\nSet-Cookie: a=b", "/"),
        ] {
            assert_eq!(local_path(Some(asked)), path, "{asked:?}");
        }
        assert_eq!(local_path(Some(&format!("/{}", "x".repeat(PATH_MAX)))), "/");
        assert_eq!(local_path(None), "/");
    }

    #[test]
    fn what_is_added_to_a_query_cannot_leave_it() {
        assert_eq!(with_query("/r/x?a=1#top", &[("signed_in", "google")]), "/r/x?a=1&signed_in=google#top");
        assert_eq!(with_query("/login", &[("error", "a&b=c\r\n")]), "/login?error=a%26b%3Dc%0D%0A");
    }
}

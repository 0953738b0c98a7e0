//! Around every request: who calls, an id for the log, a rate per address, a deadline, security
//! headers, and problem documents for errors that no handler made.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use matinee_telemetry::{KeyValue, Parent, Span, SpanKind};
use tracing::Instrument;

use super::webhooks;
use crate::Gateway;
use crate::problem::Problem;

/// Id of a request, in the answer and in the log.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// How long a request may take.
const DEADLINE: Duration = Duration::from_secs(20);

/// What the page may load. YouTube needs its API script, its frame and its thumbnails; any host may
/// serve media, because links to media are what people paste; HLS fetches its parts.
macro_rules! policy {
    ($media:literal) => {
        concat!(
            "default-src 'self'; script-src 'self' https://www.youtube.com https://s.ytimg.com; ",
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; ",
            "media-src 'self' blob: data: ",
            $media,
            "; connect-src 'self' ws: wss: ",
            $media,
            "; frame-src 'self' https://www.youtube.com https://www.youtube-nocookie.com https://player.vimeo.com; ",
            "worker-src 'self' blob:; font-src 'self'; ",
            "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
    };
}
/// A page that came over https may only show what does, too.
const POLICY: &str = policy!("https:");
/// In a network at home neither the page nor the media server has a certificate.
const POLICY_PLAIN: &str = policy!("http: https:");

/// Marks a document that is framed by our own page and has a policy of its own.
#[derive(Clone)]
pub(super) struct Framed(pub(super) HeaderValue);

/// The layer around everything.
pub(crate) async fn edge(
    State(gateway): State<Gateway>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let client = gateway.origins().client(request.headers(), peer, gateway.config().trusted_proxies.as_ref());
    let id = uuid::Uuid::now_v7().simple().to_string();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let line = tracing::info_span!("request", http.id = %id, http.method = %method, http.path = %path);
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = request_span(&request, &route, &id);
    let secure = client.secure;
    let limited = path.starts_with("/api/") || path.starts_with("/.well-known/");
    let allowed = if limited {
        let (scope, rate) = match path.as_str() {
            webhooks::PATH => ("webhooks", gateway.limits().webhooks),
            _ => ("requests", gateway.limits().requests),
        };
        gateway.allow(scope, &client.network(), rate).await
    } else {
        Ok(())
    };
    request.extensions_mut().insert(client);
    let answer = async {
        match allowed {
            Ok(()) => tokio::time::timeout(DEADLINE, next.run(request))
                .await
                .unwrap_or_else(|_| Problem::unavailable().into_response()),
            Err(problem) => problem.into_response(),
        }
    };
    let answer = span.run_request(id.as_str().into(), answer.instrument(line.clone())).await;
    let mut response = with_problem(answer, &id);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let framed = response.extensions_mut().remove::<Framed>();
    secure_headers(response.headers_mut(), secure, framed);
    let status = response.status();
    let took = begun.elapsed();
    let labels = [
        ("http_request_method", method_name(&method).to_owned()),
        ("http_route", route),
        ("http_response_status_code", status.as_u16().to_string()),
    ];
    metrics::histogram!("http_server_request_duration_seconds", &labels).record(took);
    span.set(|| vec![KeyValue::new("http.response.status_code", i64::from(status.as_u16()))]);
    let _current = span.enter_request(id.as_str().into());
    let took = took.as_secs_f64() * 1000.0;
    line.in_scope(|| match status.is_server_error() {
        true => {
            span.fail(status.as_str());
            tracing::warn!(http.status = status.as_u16(), took.ms = took, "answered");
        }
        false => tracing::debug!(http.status = status.as_u16(), took.ms = took, "answered"),
    });
    response
}

/// The request, if chance takes it.
fn request_span(request: &Request, route: &str, id: &str) -> Span {
    let parent = Parent::of(request.headers());
    let method = method_name(request.method());
    Span::root(
        parent,
        SpanKind::Server,
        || format!("{method} {route}"),
        || {
            vec![
                KeyValue::new("http.request.method", method),
                KeyValue::new("http.route", route.to_owned()),
                KeyValue::new("url.path", request.uri().path().to_owned()),
                KeyValue::new("network.protocol.name", "http"),
                KeyValue::new("matinee.request.id", id.to_owned()),
            ]
        },
    )
}

/// A method as the semantic conventions bound it.
fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| method == known).unwrap_or("_OTHER")
}

/// Puts the request's id into a problem, and makes one of a bare error; a page says itself what is wrong.
fn with_problem(mut response: Response, id: &str) -> Response {
    let status = response.status();
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::of_status(status));
    let mut whole = problem.about(id).into_response();
    for (name, value) in response.headers() {
        // What the body was, it no longer is.
        if ![CONTENT_LENGTH, CONTENT_TYPE, CONTENT_ENCODING, TRANSFER_ENCODING].contains(name) {
            whole.headers_mut().insert(name, value.clone());
        }
    }
    whole
}

fn secure_headers(headers: &mut HeaderMap, secure: bool, framed: Option<Framed>) {
    let policy = HeaderValue::from_static(if secure { POLICY } else { POLICY_PLAIN });
    let frames = HeaderValue::from_static(if framed.is_some() { "SAMEORIGIN" } else { "DENY" });
    headers.insert(CONTENT_SECURITY_POLICY, framed.map_or(policy, |Framed(own)| own));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, frames);
    // YouTube plays only for pages that say where they are.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    if secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

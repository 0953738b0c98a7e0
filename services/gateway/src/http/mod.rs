//! HTTP: one file per group of routes, and what all of them have in common.

mod active;
mod ad;
mod auth;
mod bans;
mod billing;
mod body;
mod docs;
mod imports;
mod layer;
mod letters;
mod media;
mod oauth;
mod openapi;
mod own_rooms;
mod page;
mod playlists;
mod range;
mod rooms;
mod search;
mod sessions;
mod tokens;
mod users;
mod visitor;
mod webhooks;
mod ws;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Method};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Gateway;
use crate::origin::Client;
use crate::problem::Problem;

/// How long a body may pause.
const BODY_PAUSE: Duration = Duration::from_secs(10);
/// How long a browser may remember what CORS allowed.
const CORS_FOR: Duration = Duration::from_secs(600);

/// The routes of the API, with what they say of themselves.
fn api() -> OpenApiRouter<Gateway> {
    OpenApiRouter::with_openapi(openapi::document())
        .routes(routes!(auth::guest))
        .routes(routes!(auth::register))
        .routes(routes!(auth::login))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::logout_all))
        .routes(routes!(oauth::providers))
        .routes(routes!(oauth::begin))
        .routes(routes!(oauth::callback))
        .routes(routes!(letters::confirm))
        .routes(routes!(letters::forgot))
        .routes(routes!(letters::reset))
        .routes(routes!(auth::jwks))
        .routes(routes!(users::me, users::change, users::delete))
        .routes(routes!(users::password))
        .routes(routes!(letters::send_confirmation))
        .routes(routes!(sessions::list, sessions::end_others))
        .routes(routes!(sessions::end))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::delete))
        .routes(routes!(active::list))
        .routes(routes!(own_rooms::list))
        .routes(routes!(rooms::list, rooms::create))
        .routes(routes!(rooms::get, rooms::change, rooms::delete))
        .routes(routes!(rooms::join))
        .routes(routes!(rooms::leave))
        .routes(routes!(bans::list))
        .routes(routes!(ws::open))
        .routes(routes!(playlists::list, playlists::create))
        .routes(routes!(playlists::get, playlists::change, playlists::delete))
        .routes(routes!(playlists::links))
        .routes(routes!(imports::into_queue))
        .routes(routes!(imports::into_playlist))
        .routes(routes!(imports::get, imports::cancel))
        .routes(routes!(media::resolve))
        .routes(routes!(search::youtube))
        .routes(routes!(billing::plans))
        .routes(routes!(billing::subscription))
        .routes(routes!(billing::checkout))
        .routes(routes!(billing::portal))
        .routes(routes!(webhooks::take))
}

/// The OpenAPI document of the API.
#[must_use]
pub fn document() -> serde_json::Value {
    openapi::complete(api().into_openapi())
}

/// All routes.
pub(crate) fn router(gateway: &Gateway) -> Router {
    let (api, document) = api().split_for_parts();
    let no_method = async || Problem::of_status(http::StatusCode::METHOD_NOT_ALLOWED);
    api.merge(openapi::routes(document))
        // Before CORS, which answers the OPTIONS that no route has.
        .method_not_allowed_fallback(no_method)
        .layer(cors(gateway))
        .merge(page::routes().route("/ad", axum::routing::get(ad::show)).method_not_allowed_fallback(no_method))
        .fallback(async || Problem::not_found())
        .layer(DefaultBodyLimit::max(gateway.limits().body_bytes))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(gateway.clone(), layer::edge))
        .with_state(gateway.clone())
}

fn cors(gateway: &Gateway) -> CorsLayer {
    let origins = gateway.origins().clone();
    let allowed = AllowOrigin::predicate(move |origin: &HeaderValue, parts: &http::request::Parts| {
        let client = parts.extensions.get::<Client>();
        client.is_some_and(|client| origin.to_str().is_ok_and(|origin| origins.allows(origin, client)))
    });
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, HeaderName::from_static("idempotency-key")])
        .expose_headers([ETAG, RETRY_AFTER, layer::REQUEST_ID])
        .max_age(CORS_FOR)
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> axum::response::Response {
    tracing::error!("a handler panicked");
    axum::response::IntoResponse::into_response(Problem::of_status(http::StatusCode::INTERNAL_SERVER_ERROR))
}

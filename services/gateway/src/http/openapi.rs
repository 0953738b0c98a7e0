//! The OpenAPI document, made from the handlers.

use axum::Router;
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::Gateway;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Matinee",
        description = "Watch together, in step. Errors are RFC 9457 problem documents with a `code`. \
                       The WebSocket is described by the AsyncAPI document.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "auth", description = "Guests, accounts, sessions, keys"),
        (name = "users", description = "The user themselves"),
        (name = "rooms", description = "Make, find, join, leave"),
        (name = "playlists", description = "Lists of links, kept by an account"),
        (name = "imports", description = "Many items into a queue or a playlist"),
        (name = "media", description = "What a link is, and what YouTube has"),
        (name = "billing", description = "Plans and payments"),
    )
)]
struct Document;

/// The document without its paths.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert("bearer".to_owned(), utoipa::openapi::RefOr::T(SecurityScheme::Http(bearer)));
    document
}

/// The route that gives the document away.
pub(crate) fn route(document: utoipa::openapi::OpenApi) -> Router<Gateway> {
    let text: bytes::Bytes = document.to_json().expect("the document serializes").into();
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
    Router::new().route("/api/openapi.json", get(async move || (headers, text.clone())))
}

//! The page, built into the binary. What Vite gives a hashed name never changes and is kept for
//! ever; everything else is asked for again with its hash.

use std::borrow::Cow;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version};
use rust_embed::{Embed, EmbeddedFile};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

use super::docs;
use super::range::{Asked, asked};
use crate::Gateway;
use crate::problem::Problem;

#[derive(Embed)]
#[folder = "web/dist"]
struct Dist;

/// Where Vite puts files with hashed names.
const HASHED: &str = "assets/";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Addresses of the page, as `web/src/lib/route.ts` knows them.
const PAGES: [&str; 12] = [
    "/",
    "/r/{room_id}",
    "/login",
    "/signup",
    "/forgot-password",
    "/reset-password",
    "/confirm-email",
    "/signed-in",
    "/account",
    "/account/{part}",
    "/plans",
    "/plans/return",
];

/// Routes of the page: itself at each of its addresses, its files, and the page about the API.
pub(crate) fn routes() -> Router<Gateway> {
    PAGES
        .into_iter()
        .fold(Router::new(), |router, page| router.route(page, get(index)))
        .route("/api/docs", get(docs::show))
        .route("/{*path}", get(file))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(256).and(is_text)))
}

/// Clips and pictures are compressed already and asked for in parts; problem documents are made
/// anew further out, where the request's id is known.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/") || kind.starts_with("application/json") || kind == "image/svg+xml"
}

async fn index(headers: HeaderMap) -> Response {
    answer("index.html", &headers)
}

async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    answer(&path, &headers)
}

fn answer(path: &str, headers: &HeaderMap) -> Response {
    // Routes of the API that do not exist are no files.
    if path.starts_with("api/") || path.starts_with(".well-known/") {
        return Problem::not_found().into_response();
    }
    let Some(EmbeddedFile { data, metadata }) = Dist::get(path) else {
        return nothing_here(headers);
    };
    let hash: String = metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let cache = if path.starts_with(HASHED) { FOR_EVER } else { ASK_AGAIN };
    let mut response = if text(IF_NONE_MATCH).is_some_and(|tags| tags.contains(&tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let unchanged = text(IF_RANGE).is_none_or(|known| known == tag);
        part(bytes(data), if unchanged { text(RANGE) } else { None })
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, cache);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    response
}

/// A person who followed a wrong link gets the page, which says so; a program gets a problem.
fn nothing_here(headers: &HeaderMap) -> Response {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let page = Dist::get("index.html").filter(|_| accept.contains("text/html"));
    let Some(EmbeddedFile { data, .. }) = page else { return Problem::not_found().into_response() };
    let headers = [(CACHE_CONTROL, ASK_AGAIN), (CONTENT_TYPE, HeaderValue::from_static(kind("index.html")))];
    (StatusCode::NOT_FOUND, headers, bytes(data)).into_response()
}

fn part(data: Bytes, range: Option<&str>) -> Response {
    let length = data.len();
    match asked(range, length) {
        Asked::Whole => data.into_response(),
        Asked::Part(range) => {
            let told = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            (StatusCode::PARTIAL_CONTENT, [(CONTENT_RANGE, told)], data.slice(range)).into_response()
        }
        Asked::Beyond => {
            (StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, format!("bytes */{length}"))]).into_response()
        }
    }
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "m4a" => "audio/mp4",
        "mp3" => "audio/mpeg",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

//! A JSON body, with its bytes for who wants to compare it, and a query, both with problems of
//! our own when they cannot be read.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Gateway;
use crate::problem::Problem;

/// A JSON body. An empty one stands for `{}`.
pub(crate) struct Body<T> {
    pub(crate) value: T,
    pub(crate) bytes: Bytes,
}

impl<T: DeserializeOwned> FromRequest<Gateway> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(str::to_owned);
        let bytes = Bytes::from_request(request, gateway).await?;
        let json = kind.as_deref().map(|kind| kind.split(';').next().unwrap_or_default().trim());
        if !bytes.is_empty() && !json.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
            return Err(Problem::new(
                http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "the body is to be application/json",
            ));
        }
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let parsed: Result<Json<T>, JsonRejection> = Json::from_bytes(text);
        let value = parsed?.0;
        // serde would read the fields of an object from a list, too.
        if !text.trim_ascii_start().starts_with(b"{") {
            return Err(Problem::field("body", "an object"));
        }
        Ok(Self { value, bytes })
    }
}

/// A query string.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Gateway> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        Ok(Self(Query::<T>::from_request_parts(parts, gateway).await?.0))
    }
}

/// Bytes of a cursor at most; ours are shorter.
const CURSOR_MAX: usize = 512;

/// Where a page begins; empty at the first one.
pub(crate) fn cursor(asked: Option<String>) -> Result<String, Problem> {
    let cursor = asked.unwrap_or_default();
    let usable = cursor.len() <= CURSOR_MAX;
    usable.then_some(cursor).ok_or_else(|| Problem::field("cursor", "it is the next_cursor of a page"))
}

/// A room's id from the path. One that cannot be a room's is that of no room.
pub(crate) struct RoomId(pub(crate) String);

impl FromRequestParts<Gateway> for RoomId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let Path(id) = Path::<String>::from_request_parts(parts, gateway).await?;
        if is_room_id(&id) { Ok(Self(id)) } else { Err(no_room()) }
    }
}

/// Whether a room could have this id.
pub(crate) fn is_room_id(id: &str) -> bool {
    (3..=64).contains(&id.len()) && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// There is no such room.
pub(crate) fn no_room() -> Problem {
    Problem::new(http::StatusCode::NOT_FOUND, "room_not_found", "there is no such room")
}

//! Imports: many items into a queue or a playlist, and how far that is.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use matinee_proto::rooms::v1::{
    CancelImportRequest, GetImportRequest, Import, ImportProblem, StartImportRequest, StartImportResponse,
};
use matinee_token::access::AccessClaims;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{Body, RoomId};
use crate::Gateway;
use crate::idempotency::{Answer, once};
use crate::identity::User;
use crate::problem::Problem;

/// What goes into a queue: one of the two.
#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "url": "https://www.youtube.com/playlist?list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf" })))]
pub(crate) struct IntoQueue {
    /// A playlist of mine.
    playlist_id: Option<String>,
    /// The link of a YouTube playlist.
    url: Option<String>,
}

/// What goes into a playlist: one of the three.
#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "links": "https://www.youtube.com/watch?v=dQw4w9WgXcQ\nhttps://example.org/clip.mp4" })))]
pub(crate) struct IntoPlaylist {
    /// The link of a YouTube playlist.
    url: Option<String>,
    /// Links, one a line.
    links: Option<String>,
    /// What plays and waits in this room, in which I am.
    room_id: Option<String>,
}

/// An item that was not added.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemView {
    url: String,
    title: String,
    /// `duplicate`, `unavailable`, `unsupported_url`, `queue_full` or `playlist_full`.
    reason: String,
}

/// Why an import ended early.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErrorView {
    code: String,
    detail: String,
}

/// An import.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportView {
    id: String,
    /// `queue` or `playlist`.
    kind: String,
    room_id: String,
    playlist_id: String,
    /// The YouTube playlist; empty for other sources.
    url: String,
    /// Of what is imported.
    title: String,
    /// `running`, `done`, `failed` or `cancelled`.
    status: String,
    /// Items there are; 0 = not known yet.
    total: u32,
    /// Items looked at.
    done: u32,
    added: u32,
    duplicates: u32,
    unavailable: u32,
    /// Items that were not added, the first 200.
    problems: Vec<ProblemView>,
    /// Why it ended early, if it did.
    error: Option<ErrorView>,
    /// Unix milliseconds.
    created_at: f64,
    /// Unix milliseconds.
    updated_at: f64,
}

impl ImportView {
    fn new(import: Option<Import>) -> Result<Self, Problem> {
        let import = import.ok_or_else(Problem::unavailable)?;
        let problem = |ImportProblem { url, title, reason }| ProblemView { url, title, reason };
        let error = ErrorView { code: import.error_code, detail: import.error_detail };
        Ok(Self {
            id: import.id,
            kind: import.kind,
            room_id: import.room_id,
            playlist_id: import.playlist_id,
            url: import.url,
            title: import.title,
            status: import.status,
            total: import.total,
            done: import.done,
            added: import.added,
            duplicates: import.duplicates,
            unavailable: import.unavailable,
            problems: import.problems.into_iter().map(problem).collect(),
            error: Some(error).filter(|error| !error.code.is_empty()),
            created_at: import.created_at,
            updated_at: import.updated_at,
        })
    }
}

/// Adds a playlist to a room's queue.
#[utoipa::path(
    post, path = "/api/rooms/{room_id}/queue/import", operation_id = "importIntoQueue",
    tag = "imports", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header), ("room_id" = String, Path)), request_body = IntoQueue,
    responses(
        (status = 200, body = ImportView, description = "it is over"),
        (status = 202, body = ImportView, description = "it goes on: ask how far it is"),
        (status = 401, body = Problem), (status = 402, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem, description = "`room_not_found`, `playlist_not_found`"),
        (status = 422, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem, description = "`search_not_configured`, `quota_exhausted`"),
    )
)]
pub(crate) async fn into_queue(
    State(gateway): State<Gateway>,
    User(claims): User,
    RoomId(room_id): RoomId,
    headers: HeaderMap,
    body: Body<IntoQueue>,
) -> Result<Response, Problem> {
    let IntoQueue { playlist_id, url } = body.value;
    let request = StartImportRequest {
        to_room_id: room_id,
        playlist_id: playlist_id.unwrap_or_default(),
        url: url.unwrap_or_default(),
        ..StartImportRequest::default()
    };
    start(&gateway, &claims, &headers, &body.bytes, request).await
}

/// Adds to the end of a playlist of mine.
#[utoipa::path(
    post, path = "/api/playlists/{id}/import", operation_id = "importIntoPlaylist",
    tag = "imports", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header), ("id" = String, Path)), request_body = IntoPlaylist,
    responses(
        (status = 200, body = ImportView, description = "it is over"),
        (status = 202, body = ImportView, description = "it goes on: ask how far it is"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem, description = "`search_not_configured`, `quota_exhausted`"),
    )
)]
pub(crate) async fn into_playlist(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(playlist_id): Path<String>,
    headers: HeaderMap,
    body: Body<IntoPlaylist>,
) -> Result<Response, Problem> {
    let IntoPlaylist { url, links, room_id } = body.value;
    let lines = links.as_deref().unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
    let request = StartImportRequest {
        to_playlist_id: playlist_id,
        url: url.unwrap_or_default(),
        links: lines.map(str::to_owned).collect(),
        room_id: room_id.unwrap_or_default(),
        ..StartImportRequest::default()
    };
    start(&gateway, &claims, &headers, &body.bytes, request).await
}

async fn start(
    gateway: &Gateway,
    claims: &AccessClaims,
    headers: &HeaderMap,
    body: &[u8],
    request: StartImportRequest,
) -> Result<Response, Problem> {
    let scope = format!("imports/{}/{}{}", claims.sub, request.to_room_id, request.to_playlist_id);
    once(gateway, &scope, headers, body, async {
        gateway.allow("imports", &claims.sub, gateway.limits().resolves).await?;
        let StartImportResponse { import } = gateway.services().start_import(Some(&claims.actor()), request).await?;
        let import = ImportView::new(import)?;
        let status = if import.status == "running" { StatusCode::ACCEPTED } else { StatusCode::OK };
        Ok(Answer::new(status, &import, Vec::new()))
    })
    .await
}

/// How far an import of mine is.
#[utoipa::path(
    get, path = "/api/imports/{id}", operation_id = "getImport",
    tag = "imports", security(("bearer" = [])), params(("id" = String, Path)),
    responses(
        (status = 200, body = ImportView), (status = 401, body = Problem),
        (status = 404, body = Problem, description = "`import_not_found`"),
    )
)]
pub(crate) async fn get(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(import_id): Path<String>,
) -> Result<Json<ImportView>, Problem> {
    let answer = gateway.services().get_import(Some(&claims.actor()), GetImportRequest { import_id }).await?;
    Ok(Json(ImportView::new(answer.import)?))
}

/// Stops an import of mine; what was added stays.
#[utoipa::path(
    delete, path = "/api/imports/{id}", operation_id = "cancelImport",
    tag = "imports", security(("bearer" = [])), params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(crate) async fn cancel(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(import_id): Path<String>,
) -> Result<StatusCode, Problem> {
    gateway.services().cancel_import(Some(&claims.actor()), CancelImportRequest { import_id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Playlists of accounts.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use matinee_proto::rooms::v1::{
    CreatePlaylistRequest, DeletePlaylistRequest, GetPlaylistRequest, ListPlaylistsRequest, NewPlaylistItem, Playlist,
    PlaylistItem, PlaylistItems, UpdatePlaylistRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{Asked, Body};
use super::rooms::Page;
use crate::Gateway;
use crate::idempotency::{Answer, once};
use crate::identity::User;
use crate::problem::Problem;

/// An item of a playlist.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemView {
    id: String,
    url: String,
    /// Empty while nobody could say what the link is.
    provider: String,
    media_id: String,
    /// The link while nothing is known.
    title: String,
    channel: String,
    /// Seconds; 0 = unknown.
    duration: f64,
    thumbnail_url: String,
    live: bool,
}

/// A playlist.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlaylistView {
    id: String,
    name: String,
    /// Rises with every change; also the `ETag`.
    version: f64,
    item_count: u32,
    /// Left out of lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<ItemView>>,
    /// Unix milliseconds.
    created_at: f64,
    /// Unix milliseconds.
    updated_at: f64,
}

impl PlaylistView {
    fn new(playlist: Playlist, whole: bool) -> Self {
        let item = |item: PlaylistItem| {
            let PlaylistItem { id, provider, media_id, url, title, channel, duration, thumbnail_url, live, .. } = item;
            ItemView { id, url, provider, media_id, title, channel, duration, thumbnail_url, live }
        };
        Self {
            id: playlist.id,
            name: playlist.name,
            version: playlist.version,
            item_count: playlist.item_count,
            items: whole.then(|| playlist.items.into_iter().map(item).collect()),
            created_at: playlist.created_at,
            updated_at: playlist.updated_at,
        }
    }

    /// As an answer, with its version for `If-Match`.
    fn answer(playlist: Option<Playlist>) -> Result<Response, Problem> {
        let view = Self::new(playlist.ok_or_else(Problem::unavailable)?, true);
        let etag = etag(view.version);
        Ok(([(ETAG, etag)], Json(view)).into_response())
    }
}

/// Of a playlist that has just been made.
const FIRST_VERSION: f64 = 1.0;

fn etag(version: f64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).expect("a number is visible ASCII")
}

#[derive(Serialize, ToSchema)]
pub(crate) struct PlaylistPage {
    items: Vec<PlaylistView>,
    /// Null at the end.
    next_cursor: Option<String>,
}

/// A link, or the id of an item that the playlist has already.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewItem {
    url: Option<String>,
    id: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "name": "Films", "items": [{ "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ" }] })))]
pub(crate) struct NewPlaylist {
    /// 1–80 characters.
    name: String,
    /// At most 1,000.
    items: Option<Vec<NewItem>>,
    /// Begin with what plays and waits in this room, in which I am.
    room_id: Option<String>,
}

/// What is left out stays.
#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "name": "Better films" })))]
pub(crate) struct PlaylistChange {
    name: Option<String>,
    /// The entire new list, in order.
    items: Option<Vec<NewItem>>,
}

fn items(asked: Vec<NewItem>) -> Vec<NewPlaylistItem> {
    let item = |NewItem { url, id }| NewPlaylistItem { id: id.unwrap_or_default(), url: url.unwrap_or_default() };
    asked.into_iter().map(item).collect()
}

/// My playlists, the last changed first.
#[utoipa::path(
    get, path = "/api/playlists", operation_id = "listPlaylists",
    tag = "playlists", security(("bearer" = [])), params(Page),
    responses(
        (status = 200, body = PlaylistPage), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "guests"), (status = 422, body = Problem),
    )
)]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    User(claims): User,
    Asked(page): Asked<Page>,
) -> Result<Json<PlaylistPage>, Problem> {
    let (limit, cursor) = page.checked()?;
    let request = ListPlaylistsRequest { limit, cursor };
    let listed = gateway.services().list_playlists(Some(&claims.actor()), request).await?;
    Ok(Json(PlaylistPage {
        items: listed.playlists.into_iter().map(|playlist| PlaylistView::new(playlist, false)).collect(),
        next_cursor: Some(listed.next_cursor).filter(|cursor| !cursor.is_empty()),
    }))
}

/// Makes a playlist.
#[utoipa::path(
    post, path = "/api/playlists", operation_id = "createPlaylist",
    tag = "playlists", security(("bearer" = [])), request_body = NewPlaylist,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, body = PlaylistView), (status = 401, body = Problem),
        (status = 402, body = Problem, description = "`feature_not_in_plan`"), (status = 403, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn create(
    State(gateway): State<Gateway>,
    User(claims): User,
    headers: HeaderMap,
    body: Body<NewPlaylist>,
) -> Result<Response, Problem> {
    let scope = format!("playlists/{}", claims.sub);
    let made = once(&gateway, &scope, &headers, &body.bytes, async {
        gateway.allow("playlists", &claims.sub, gateway.limits().resolves).await?;
        let NewPlaylist { name, items: asked, room_id } = body.value;
        let items = items(asked.unwrap_or_default());
        let request = CreatePlaylistRequest { name, items, room_id: room_id.unwrap_or_default() };
        let made = gateway.services().create_playlist(Some(&claims.actor()), request).await?;
        let playlist = PlaylistView::new(made.playlist.ok_or_else(Problem::unavailable)?, true);
        Ok(Answer::new(StatusCode::CREATED, &playlist, Vec::new()))
    })
    .await?;
    // Also when the answer is one from memory: that of a new playlist is always the same.
    Ok(([(ETAG, etag(FIRST_VERSION))], made).into_response())
}

/// A playlist of mine.
#[utoipa::path(
    get, path = "/api/playlists/{id}", operation_id = "getPlaylist",
    tag = "playlists", security(("bearer" = [])), params(("id" = String, Path)),
    responses(
        (status = 200, body = PlaylistView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem, description = "`playlist_not_found`"),
    )
)]
pub(crate) async fn get(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(playlist_id): Path<String>,
) -> Result<Response, Problem> {
    let request = GetPlaylistRequest { playlist_id };
    PlaylistView::answer(gateway.services().get_playlist(Some(&claims.actor()), request).await?.playlist)
}

/// Changes name and list. With `If-Match` only if the playlist is still of that version.
#[utoipa::path(
    put, path = "/api/playlists/{id}", operation_id = "changePlaylist",
    tag = "playlists", security(("bearer" = [])),
    params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "an `ETag` of this playlist")),
    request_body = PlaylistChange,
    responses(
        (status = 200, body = PlaylistView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 412, body = Problem, description = "`version_conflict`"),
        (status = 422, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn change(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(playlist_id): Path<String>,
    headers: HeaderMap,
    body: Body<PlaylistChange>,
) -> Result<Response, Problem> {
    gateway.allow("playlists", &claims.sub, gateway.limits().resolves).await?;
    let if_version = match headers.get(IF_MATCH).map(|tag| tag.to_str().unwrap_or_default().trim()) {
        None | Some("*") => None,
        Some(tag) => {
            let version = tag.trim_start_matches("W/").trim_matches('"').parse();
            Some(version.map_err(|_| Problem::field("If-Match", "an ETag of this playlist"))?)
        }
    };
    let PlaylistChange { name, items: asked } = body.value;
    let items = asked.map(|asked| PlaylistItems { items: items(asked) });
    let request = UpdatePlaylistRequest { playlist_id, name, items, if_version };
    PlaylistView::answer(gateway.services().update_playlist(Some(&claims.actor()), request).await?.playlist)
}

/// Deletes a playlist of mine.
#[utoipa::path(
    delete, path = "/api/playlists/{id}", operation_id = "deletePlaylist",
    tag = "playlists", security(("bearer" = [])), params(("id" = String, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(playlist_id): Path<String>,
) -> Result<StatusCode, Problem> {
    gateway.services().delete_playlist(Some(&claims.actor()), DeletePlaylistRequest { playlist_id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The links of a playlist of mine, one a line.
#[utoipa::path(
    get, path = "/api/playlists/{id}/links", operation_id = "getPlaylistLinks",
    tag = "playlists", security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, body = String, content_type = "text/plain"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn links(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(playlist_id): Path<String>,
) -> Result<Response, Problem> {
    let request = GetPlaylistRequest { playlist_id };
    let playlist = gateway.services().get_playlist(Some(&claims.actor()), request).await?.playlist;
    let items = playlist.ok_or_else(Problem::unavailable)?.items;
    // A link has no line breaks, or it would not be one.
    let text: String = items.into_iter().map(|item| item.url.replace(['\r', '\n'], "") + "\n").collect();
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"playlist.txt\"")),
    ];
    Ok((headers, text).into_response())
}

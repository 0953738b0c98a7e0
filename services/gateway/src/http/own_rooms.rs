//! The rooms of somebody, for themselves.

use axum::Json;
use axum::extract::State;
use matinee_proto::rooms::v1::{ListOwnRoomsRequest, OwnRoom};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::Asked;
use super::rooms::{Page, RoomView};
use crate::Gateway;
use crate::identity::User;
use crate::origin::Client;
use crate::problem::Problem;

/// A room of mine.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnRoomView {
    #[serde(flatten)]
    room: RoomView,
    queue_count: u32,
    /// When somebody was last in it, Unix milliseconds.
    used_at: f64,
    /// When it is forgotten unless somebody comes, Unix milliseconds; null for rooms that stay.
    expires_at: Option<f64>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct OwnRoomPage {
    items: Vec<OwnRoomView>,
    /// Null at the end.
    next_cursor: Option<String>,
}

/// Rooms that are mine, the newest first, also those that do not stay.
#[utoipa::path(
    get, path = "/api/users/me/rooms", operation_id = "listOwnRooms",
    tag = "users", security(("bearer" = [])), params(Page),
    responses((status = 200, body = OwnRoomPage), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
    Asked(page): Asked<Page>,
) -> Result<Json<OwnRoomPage>, Problem> {
    let (limit, cursor) = page.checked()?;
    let request = ListOwnRoomsRequest { limit, cursor };
    let listed = gateway.services().list_own_rooms(Some(&claims.actor()), request).await?;
    let view = |own: OwnRoom| OwnRoomView {
        room: RoomView::of(own.room.unwrap_or_default(), &client),
        queue_count: own.queue_count,
        used_at: own.used_at,
        expires_at: Some(own.expires_at).filter(|at| *at > 0.0),
    };
    Ok(Json(OwnRoomPage {
        items: listed.rooms.into_iter().map(view).collect(),
        next_cursor: Some(listed.next_cursor).filter(|cursor| !cursor.is_empty()),
    }))
}

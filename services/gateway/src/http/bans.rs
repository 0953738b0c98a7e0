//! Who is banned from a room, for those who may end it: `UNBAN` over the socket does.

use axum::Json;
use axum::extract::State;
use matinee_proto::rooms::v1::{Ban, ListBansRequest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, RoomId, cursor};
use crate::Gateway;
use crate::identity::User;
use crate::problem::Problem;

/// Entries of a page, unless asked otherwise, and at most.
const PAGE: u32 = 100;
const PAGE_MAX: u32 = 500;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BansPage {
    /// 100 unless given.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Somebody who stays out.
#[derive(Serialize, ToSchema)]
pub(crate) struct BanView {
    /// What `UNBAN` names.
    user_id: String,
    /// What they were called when they were banned.
    nickname: String,
    /// When, Unix milliseconds.
    at: f64,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Bans {
    items: Vec<BanView>,
    /// Null at the end.
    next_cursor: Option<String>,
}

/// Who is banned, the newest first; for the leader and the moderators.
///
/// `MEMBER_KICKED` with `banned` tells when the list has grown.
#[utoipa::path(
    get, path = "/api/rooms/{room_id}/bans", operation_id = "listBans",
    tag = "rooms", security(("bearer" = [])),
    params(("room_id" = String, Path), BansPage),
    responses(
        (status = 200, body = Bans), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "`forbidden`"),
        (status = 404, body = Problem, description = "`room_not_found`"), (status = 422, body = Problem),
    )
)]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    User(claims): User,
    RoomId(room_id): RoomId,
    Asked(page): Asked<BansPage>,
) -> Result<Json<Bans>, Problem> {
    let limit = page.limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Problem::field("limit", format!("1–{PAGE_MAX}")));
    }
    let request = ListBansRequest { room_id, limit, cursor: cursor(page.cursor)? };
    let listed = gateway.services().list_bans(Some(&claims.actor()), request).await?;
    let view = |Ban { user_id, nickname, at }| BanView { user_id, nickname, at };
    Ok(Json(Bans {
        items: listed.bans.into_iter().map(view).collect(),
        next_cursor: Some(listed.next_cursor).filter(|cursor| !cursor.is_empty()),
    }))
}

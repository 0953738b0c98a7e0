//! Who is active.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, cursor};
use crate::Gateway;
use crate::identity::User;
use crate::problem::Problem;

/// Entries of a page, unless asked otherwise, and at most.
const PAGE: u32 = 50;
const PAGE_MAX: u32 = 200;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActivePage {
    /// 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Somebody with an open socket.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActiveUser {
    user_id: String,
    username: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ActiveUsers {
    items: Vec<ActiveUser>,
    /// Null at the end.
    next_cursor: Option<String>,
}

/// Who is logged in with an open socket, by id; `WATCH_USERS` pushes changes.
#[utoipa::path(
    get, path = "/api/users/active", operation_id = "listActiveUsers",
    tag = "users", security(("bearer" = [])), params(ActivePage),
    responses((status = 200, body = ActiveUsers), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    User(_claims): User,
    Asked(page): Asked<ActivePage>,
) -> Result<Json<ActiveUsers>, Problem> {
    let limit = page.limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Problem::field("limit", format!("1 to {PAGE_MAX}")));
    }
    let after = cursor(page.cursor)?;
    let found = gateway.broker().active_users(&after, limit as usize).await.map_err(|error| {
        tracing::warn!(%error, "the active users cannot be listed");
        Problem::unavailable()
    })?;
    let next_cursor = found.users.last().filter(|_| found.more).map(|(id, _)| id.clone());
    let items = found.users.into_iter().map(|(user_id, username)| ActiveUser { user_id, username }).collect();
    Ok(Json(ActiveUsers { items, next_cursor }))
}

//! Where the user is logged in.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use matinee_proto::auth::v1::{ListSessionsRequest, RevokeSessionsRequest, SessionEntry};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::Asked;
use super::rooms::Page;
use crate::Gateway;
use crate::identity::User;
use crate::problem::Problem;

/// A session. Instants are Unix milliseconds.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    id: String,
    /// Whether it is the one that asks.
    current: bool,
    /// What the browser called itself at log-in.
    user_agent: String,
    created_at: f64,
    refreshed_at: f64,
    /// Ends then unless it is renewed.
    expires_at: f64,
    /// Ends then in any case; null: never.
    ends_at: Option<f64>,
}

impl From<SessionEntry> for SessionView {
    fn from(entry: SessionEntry) -> Self {
        let SessionEntry { id, current, user_agent, created_at, refreshed_at, expires_at, ends_at } = entry;
        let ends_at = Some(ends_at).filter(|at| *at > 0.0);
        Self { id, current, user_agent, created_at, refreshed_at, expires_at, ends_at }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SessionPage {
    items: Vec<SessionView>,
    /// Null at the end.
    next_cursor: Option<String>,
}

/// My sessions, those first that were renewed last.
#[utoipa::path(
    get, path = "/api/users/me/sessions", operation_id = "listSessions",
    tag = "users", security(("bearer" = [])), params(Page),
    responses((status = 200, body = SessionPage), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    User(claims): User,
    Asked(page): Asked<Page>,
) -> Result<Json<SessionPage>, Problem> {
    let (limit, cursor) = page.checked()?;
    let listed = gateway.services().list_sessions(Some(&claims.actor()), ListSessionsRequest { limit, cursor }).await?;
    Ok(Json(SessionPage {
        items: listed.sessions.into_iter().map(SessionView::from).collect(),
        next_cursor: Some(listed.next_cursor).filter(|cursor| !cursor.is_empty()),
    }))
}

/// Ends one of my sessions and closes its sockets.
#[utoipa::path(
    delete, path = "/api/users/me/sessions/{session_id}", operation_id = "endSession",
    tag = "users", security(("bearer" = [])),
    params(("session_id" = String, Path)),
    responses(
        (status = 204), (status = 401, body = Problem),
        (status = 404, body = Problem, description = "`session_not_found`"),
    )
)]
pub(crate) async fn end(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(session_id): Path<String>,
) -> Result<StatusCode, Problem> {
    revoke(&gateway, &claims, Some(session_id)).await
}

/// Ends all my sessions but this one.
#[utoipa::path(
    delete, path = "/api/users/me/sessions", operation_id = "endOtherSessions",
    tag = "users", security(("bearer" = [])),
    responses((status = 204), (status = 401, body = Problem))
)]
pub(crate) async fn end_others(State(gateway): State<Gateway>, User(claims): User) -> Result<StatusCode, Problem> {
    revoke(&gateway, &claims, None).await
}

async fn revoke(
    gateway: &Gateway,
    claims: &matinee_token::access::AccessClaims,
    session_id: Option<String>,
) -> Result<StatusCode, Problem> {
    let request = RevokeSessionsRequest { session_id };
    let ended = gateway.services().revoke_sessions(Some(&claims.actor()), request).await?;
    gateway.end_sessions(&ended.session_ids);
    Ok(StatusCode::NO_CONTENT)
}

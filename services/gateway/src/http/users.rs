//! The user themselves.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use matinee_proto::auth::v1::{DeleteUserRequest, GetUserRequest, UpdateUserRequest, User as AuthUser};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{forget_refresh, set_cookie};
use super::body::Body;
use crate::Gateway;
use crate::identity::User;
use crate::origin::Client;
use crate::problem::Problem;
use crate::resume;

/// Somebody, as they see themselves.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserView {
    id: String,
    username: String,
    /// Whether they have no account.
    guest: bool,
    /// Empty for guests.
    email: String,
    avatar_url: String,
    /// Unix milliseconds.
    created_at: f64,
}

impl From<AuthUser> for UserView {
    fn from(user: AuthUser) -> Self {
        let AuthUser { id, username, guest, email, avatar_url, created_at } = user;
        Self { id, username, guest, email, avatar_url, created_at }
    }
}

/// What is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct UserChange {
    /// 1–32 characters.
    username: Option<String>,
    avatar_url: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct UserEnd {
    /// Asked for where there is one.
    password: Option<String>,
}

/// Who I am.
#[utoipa::path(
    get, path = "/api/users/me", tag = "users", security(("bearer" = [])),
    responses((status = 200, body = UserView), (status = 401, body = Problem))
)]
pub(crate) async fn me(State(gateway): State<Gateway>, User(claims): User) -> Result<Json<UserView>, Problem> {
    let answer = gateway.services().get_user(Some(&claims.actor()), GetUserRequest {}).await?;
    Ok(Json(answer.user.unwrap_or_default().into()))
}

/// Changes my profile.
#[utoipa::path(
    patch, path = "/api/users/me", tag = "users", security(("bearer" = [])), request_body = UserChange,
    responses(
        (status = 200, body = UserView), (status = 401, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem),
    )
)]
pub(crate) async fn change(
    State(gateway): State<Gateway>,
    User(claims): User,
    body: Body<UserChange>,
) -> Result<Json<UserView>, Problem> {
    let UserChange { username, avatar_url } = body.value;
    let request = UpdateUserRequest { username, avatar_url };
    let answer = gateway.services().update_user(Some(&claims.actor()), request).await?;
    let user = answer.user.unwrap_or_default();
    if user.username != claims.name {
        gateway.talk().renamed(&user.id, &user.username).await;
    }
    Ok(Json(user.into()))
}

/// Deletes me and all that is mine.
#[utoipa::path(
    delete, path = "/api/users/me", tag = "users", security(("bearer" = [])), request_body = UserEnd,
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
    body: Body<UserEnd>,
) -> Result<Response, Problem> {
    let request = DeleteUserRequest { password: body.value.password };
    gateway.services().delete_user(Some(&claims.actor()), request).await?;
    gateway.sockets().end_session(&claims.sid);
    resume::note_session(&**gateway.broker(), &claims.sid).await;
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, &forget_refresh(client.secure));
    Ok(response)
}

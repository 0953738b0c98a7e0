//! The user themselves: profile, password, end.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use matinee_proto::auth::v1::{
    ChangePasswordRequest, CheckPasswordRequest, DeleteUserRequest, GetUserRequest, UpdateUserRequest, User as AuthUser,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::visitor::{forget_refresh, set_cookie};
use crate::Gateway;
use crate::identity::User;
use crate::origin::Client;
use crate::problem::Problem;

/// Somebody, as they see themselves.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserView {
    id: String,
    username: String,
    /// Whether they have no account.
    guest: bool,
    /// Empty for guests.
    email: String,
    /// Whether the address is known to be theirs.
    email_verified: bool,
    /// Whether they log in by password; else by an identity alone.
    has_password: bool,
    /// Providers through which they may log in.
    identities: Vec<String>,
    avatar_url: String,
    /// Unix milliseconds.
    created_at: f64,
}

impl From<AuthUser> for UserView {
    fn from(user: AuthUser) -> Self {
        let AuthUser { id, username, guest, email, avatar_url, created_at, .. } = user;
        let AuthUser { email_verified, has_password, identities, .. } = user;
        Self { id, username, guest, email, email_verified, has_password, identities, avatar_url, created_at }
    }
}

/// What is left out stays.
#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "username": "ada", "avatar_url": "https://example.org/ada.png" })))]
pub(crate) struct UserChange {
    /// 1–32 characters; an account's has no `@`.
    username: Option<String>,
    /// https, or empty for none.
    avatar_url: Option<String>,
    /// Unconfirmed until the link that goes there was opened.
    email: Option<String>,
    /// Asked for where there is one and the address changes.
    current_password: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({
    "current_password": "seven lanterns under green water", "new_password": "eight lanterns over red sand"
})))]
pub(crate) struct PasswordChange {
    /// May be left out where there is none.
    current_password: Option<String>,
    /// 8–256 characters, not easily guessed.
    #[serde(default)]
    #[schema(required = true)]
    new_password: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "password": "seven lanterns under green water" })))]
pub(crate) struct UserEnd {
    /// Asked for where there is one.
    password: Option<String>,
}

/// Who I am.
#[utoipa::path(
    get, path = "/api/users/me", operation_id = "getMe",
    tag = "users", security(("bearer" = [])),
    responses((status = 200, body = UserView), (status = 401, body = Problem))
)]
pub(crate) async fn me(State(gateway): State<Gateway>, User(claims): User) -> Result<Json<UserView>, Problem> {
    let answer = gateway.services().get_user(Some(&claims.actor()), GetUserRequest {}).await?;
    Ok(Json(answer.user.unwrap_or_default().into()))
}

/// Changes my profile.
#[utoipa::path(
    patch, path = "/api/users/me", operation_id = "changeMe",
    tag = "users", security(("bearer" = [])), request_body = UserChange,
    responses(
        (status = 200, body = UserView), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "`wrong_password`"),
        (status = 409, body = Problem, description = "`username_taken`, `email_taken`, a guest's `nickname_taken`"),
        (status = 422, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn change(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
    body: Body<UserChange>,
) -> Result<Json<UserView>, Problem> {
    let UserChange { username, avatar_url, email, current_password } = body.value;
    if email.is_some() {
        gateway.allow("mails", &claims.sub, gateway.limits().mails).await?;
        gateway.allow("passwords", &claims.sub, gateway.limits().logins_per_account).await?;
    }
    let base = gateway.origins().link_base(&client);
    let request = UpdateUserRequest { username, avatar_url, email, current_password, base };
    let answer = gateway.services().update_user(Some(&claims.actor()), request).await?;
    let user = answer.user.unwrap_or_default();
    if user.username != claims.name {
        gateway.talk().renamed(&user.id, &user.username).await;
    }
    Ok(Json(user.into()))
}

/// Gives me another password and ends my other sessions.
#[utoipa::path(
    put, path = "/api/users/me/password", operation_id = "changePassword",
    tag = "users", security(("bearer" = [])), request_body = PasswordChange,
    responses(
        (status = 204), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "`wrong_password`; `forbidden` for guests"),
        (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem),
    )
)]
pub(crate) async fn password(
    State(gateway): State<Gateway>,
    User(claims): User,
    body: Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    gateway.allow("passwords", &claims.sub, gateway.limits().logins_per_account).await?;
    let PasswordChange { current_password, new_password } = body.value;
    let request = ChangePasswordRequest { current_password, new_password };
    let ended = gateway.services().change_password(Some(&claims.actor()), request).await?;
    gateway.end_sessions(&ended.session_ids);
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes me and all that is mine.
#[utoipa::path(
    delete, path = "/api/users/me", operation_id = "deleteMe",
    tag = "users", security(("bearer" = [])), request_body = UserEnd,
    responses(
        (status = 204), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "`wrong_password`"), (status = 422, body = Problem),
    )
)]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
    body: Body<UserEnd>,
) -> Result<Response, Problem> {
    gateway.allow("passwords", &claims.sub, gateway.limits().logins_per_account).await?;
    let (actor, password) = (claims.actor(), body.value.password);
    // Before anything of theirs goes. Each step repeats harmlessly if a later one fails.
    gateway.services().check_password(Some(&actor), CheckPasswordRequest { password: password.clone() }).await?;
    gateway.services().forget_rooms(&actor).await?;
    gateway.services().forget_payments(&actor).await?;
    gateway.services().delete_user(Some(&actor), DeleteUserRequest { password }).await?;
    gateway.end_sessions(&[claims.sid]);
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, &forget_refresh(client.secure));
    Ok(response)
}

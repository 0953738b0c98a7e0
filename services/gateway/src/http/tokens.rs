//! Tokens with which programs act for the user, within scopes.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use matinee_proto::auth::v1::{BotToken, CreateTokenRequest, DeleteTokenRequest, ListTokensRequest};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use crate::Gateway;
use crate::idempotency::{Answer, once};
use crate::identity::User;
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "name": "clock", "scopes": ["rooms:join"], "expires_in_days": 30 })))]
pub(crate) struct NewToken {
    /// 1–32 characters, for the list.
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 32)]
    name: String,
    /// Of `profile:read`, `rooms:read`, `rooms:write`, `rooms:join`, `playlists:read`,
    /// `playlists:write`, `media:read`.
    #[serde(default)]
    #[schema(required = true)]
    scopes: Vec<String>,
    /// 1–3650; left out: until it is taken back.
    expires_in_days: Option<u32>,
}

/// A token. Instants are Unix milliseconds.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenView {
    id: String,
    name: String,
    scopes: Vec<String>,
    created_at: f64,
    /// Null: not yet. Exact to the minute.
    last_used_at: Option<f64>,
    /// Null: never.
    expires_at: Option<f64>,
    /// `mtn_…`, when it is made and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl TokenView {
    fn new(token: BotToken, secret: Option<String>) -> Self {
        let BotToken { id, name, scopes, created_at, last_used_at, expires_at } = token;
        let set = |at: f64| Some(at).filter(|at| *at > 0.0);
        let (last_used_at, expires_at) = (set(last_used_at), set(expires_at));
        Self { id, name, scopes, created_at, last_used_at, expires_at, token: secret }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct TokenPage {
    items: Vec<TokenView>,
    /// Null: all are here.
    next_cursor: Option<String>,
}

/// My tokens for programs.
#[utoipa::path(
    get, path = "/api/users/me/tokens", operation_id = "listTokens",
    tag = "users", security(("bearer" = [])),
    responses((status = 200, body = TokenPage), (status = 401, body = Problem))
)]
pub(crate) async fn list(State(gateway): State<Gateway>, User(claims): User) -> Result<Json<TokenPage>, Problem> {
    let listed = gateway.services().list_tokens(Some(&claims.actor()), ListTokensRequest {}).await?;
    let items = listed.tokens.into_iter().map(|token| TokenView::new(token, None)).collect();
    Ok(Json(TokenPage { items, next_cursor: None }))
}

/// Makes a token; this answer alone holds its secret.
#[utoipa::path(
    post, path = "/api/users/me/tokens", operation_id = "createToken",
    tag = "users", security(("bearer" = [])), request_body = NewToken,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, body = TokenView), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "guests have none"),
        (status = 409, body = Problem, description = "`too_many_tokens`"), (status = 422, body = Problem),
    )
)]
pub(crate) async fn create(
    State(gateway): State<Gateway>,
    User(claims): User,
    headers: HeaderMap,
    body: Body<NewToken>,
) -> Result<Response, Problem> {
    let scope = format!("tokens/{}", claims.sub);
    once(&gateway, &scope, &headers, &body.bytes, async {
        let NewToken { name, scopes, expires_in_days } = body.value;
        let request = CreateTokenRequest { name, scopes, expires_in_days };
        let made = gateway.services().create_token(Some(&claims.actor()), request).await?;
        let view = TokenView::new(made.token.unwrap_or_default(), Some(made.secret));
        Ok(Answer::new(StatusCode::CREATED, &view, Vec::new()))
    })
    .await
}

/// Takes a token back and closes what was opened with it.
#[utoipa::path(
    delete, path = "/api/users/me/tokens/{token_id}", operation_id = "deleteToken",
    tag = "users", security(("bearer" = [])),
    params(("token_id" = String, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 404, body = Problem, description = "`token_not_found`"),
    )
)]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    User(claims): User,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    gateway.services().delete_token(Some(&claims.actor()), DeleteTokenRequest { id: id.clone() }).await?;
    gateway.end_sessions(&[id]);
    Ok(StatusCode::NO_CONTENT)
}

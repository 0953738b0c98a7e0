//! Searching YouTube, with the server's key and the user's share of it.

use axum::Json;
use axum::extract::State;
use matinee_proto::search::v1::SearchVideosRequest;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, cursor};
use crate::Gateway;
use crate::identity::User;
use crate::problem::Problem;

/// Characters of the words.
const QUERY_MAX: usize = 200;
/// Results of a page, unless asked otherwise, and at most.
const PAGE: u32 = 20;
const PAGE_MAX: u32 = 50;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Words {
    /// Not only spaces.
    #[param(min_length = 1, max_length = 200, example = "big buck bunny")]
    q: String,
    /// 20 unless given.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A video of YouTube that can be played here.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundVideo {
    video_id: String,
    title: String,
    channel: String,
    /// Seconds; 0 = unknown, or live.
    duration: f64,
    thumbnail_url: String,
    /// Canonical link; ADD takes it.
    url: String,
    live: bool,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct FoundPage {
    /// May be fewer than asked for although there are more.
    items: Vec<FoundVideo>,
    /// Null at the end.
    next_cursor: Option<String>,
    /// Whether this is an answer of another day, because YouTube cannot be asked at present.
    stale: bool,
}

/// Videos of YouTube for a few words.
#[utoipa::path(
    get, path = "/api/search/youtube", operation_id = "searchYoutube",
    tag = "media", params(Words), security(("bearer" = [])),
    responses(
        (status = 200, body = FoundPage), (status = 401, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem, description = "Too fast, or the user has had their share of the day's quota"),
        (status = 503, body = Problem, description = "`quota_exhausted`, `search_not_configured`, with `Retry-After`"),
    )
)]
pub(crate) async fn youtube(
    State(gateway): State<Gateway>,
    User(claims): User,
    Asked(words): Asked<Words>,
) -> Result<Json<FoundPage>, Problem> {
    let query = words.q.trim().to_owned();
    if query.is_empty() || query.chars().count() > QUERY_MAX {
        return Err(Problem::field("q", format!("1–{QUERY_MAX} characters")));
    }
    let limit = words.limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Problem::field("limit", format!("1–{PAGE_MAX}")));
    }
    gateway.allow("searches", &claims.sub, gateway.limits().searches).await?;
    let request = SearchVideosRequest { query, limit, cursor: cursor(words.cursor)? };
    let found = gateway.services().search_videos(Some(&claims.actor()), request).await?;
    let items = found.items.into_iter().map(|media| FoundVideo {
        video_id: media.media_id,
        title: media.title,
        channel: media.channel,
        duration: media.duration,
        thumbnail_url: media.thumbnail_url,
        url: media.url,
        live: media.live,
    });
    Ok(Json(FoundPage {
        items: items.collect(),
        next_cursor: Some(found.next_cursor).filter(|cursor| !cursor.is_empty()),
        stale: found.stale,
    }))
}

//! What a link is.

use axum::Json;
use axum::extract::State;
use matinee_proto::search::v1::ResolveMediaRequest;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Asked;
use crate::Gateway;
use crate::identity::User;
use crate::problem::Problem;

/// Characters of a link.
const URL_MAX: usize = 2048;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Link {
    /// As it is in the address bar, or shared.
    #[param(max_length = 2048, example = "https://www.youtube.com/watch?v=dQw4w9WgXcQ")]
    url: String,
}

/// Something that can be played.
#[derive(Serialize, ToSchema)]
pub(crate) struct MediaView {
    /// `youtube`, `vimeo`, `file` or `hls`.
    provider: String,
    /// The provider's own id; for files and HLS the URL.
    media_id: String,
    /// Canonical link.
    url: String,
    /// The link itself when the provider could not be asked.
    title: String,
    channel: String,
    /// Seconds; 0 = unknown.
    duration: f64,
    thumbnail_url: String,
    live: bool,
    /// Where the link asks to begin, seconds.
    start: f64,
    /// `video`, or `playlist`: many of them, to be imported and not to be played.
    kind: String,
    /// The YouTube playlist that the link names, alone or besides a video; empty without one.
    playlist_id: String,
}

/// What a link is.
#[utoipa::path(
    get, path = "/api/media/resolve", operation_id = "resolveMedia",
    tag = "media", params(Link), security(("bearer" = [])),
    responses(
        (status = 200, body = MediaView), (status = 401, body = Problem),
        (status = 422, body = Problem, description = "`unsupported_url`"), (status = 429, body = Problem),
    )
)]
pub(crate) async fn resolve(
    State(gateway): State<Gateway>,
    User(claims): User,
    Asked(link): Asked<Link>,
) -> Result<Json<MediaView>, Problem> {
    if link.url.chars().count() > URL_MAX {
        return Err(Problem::field("url", format!("at most {URL_MAX} characters")));
    }
    gateway.allow("resolves", &claims.sub, gateway.limits().resolves).await?;
    let request = ResolveMediaRequest { url: link.url };
    let answer = gateway.services().resolve_media(Some(&claims.actor()), request).await?;
    let media = answer.media.ok_or_else(Problem::unavailable)?;
    Ok(Json(MediaView {
        provider: media.provider,
        media_id: media.media_id,
        url: media.url,
        title: media.title,
        channel: media.channel,
        duration: media.duration,
        thumbnail_url: media.thumbnail_url,
        live: media.live,
        start: media.start,
        kind: media.kind,
        playlist_id: media.playlist_id,
    }))
}

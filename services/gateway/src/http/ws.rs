//! The door to a room's WebSocket.
//!
//! A page cannot read why a handshake was refused, only a close code. So a request whose Origin
//! is good is accepted, and closed with the reason if it is not let in; unless there are too many sockets already.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use http::header::ORIGIN;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::{Asked, is_room_id};
use crate::Gateway;
use crate::admission::{By, Knock};
use crate::identity::MaybeUser;
use crate::origin::Client;
use crate::problem::Problem;
use crate::socket;
use crate::upgrade::Handshake;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Entry {
    /// From joining.
    ticket: Option<String>,
    /// From WELCOME.
    resume: Option<String>,
    /// Epoch of the last event seen, with `resume`.
    epoch: Option<String>,
    /// Revision of the last event seen, with `resume`.
    revision: Option<u32>,
    /// Id of the last direct message seen, with `resume`.
    dm: Option<String>,
}

/// The room's WebSocket, subprotocols `matinee.v1.json` and `matinee.v1.proto`.
#[utoipa::path(
    get, path = "/api/rooms/{room_id}/ws", operation_id = "openSocket",
    tag = "rooms", security((), ("bearer" = [])), params(("room_id" = String, Path), Entry),
    responses(
        (status = 101), (status = 403, body = Problem, description = "a foreign Origin"),
        (status = 429, body = Problem,
            description = "`too_many_sockets`: so many are open from this address. `rate_limited`: so many requests came"),
        (status = 503, body = Problem,
            description = "`gateway_full`: so many are open here; another gateway may have room. `unavailable`: it stops"),
        (status = 426, body = Problem, description = "not a WebSocket request"),
    )
)]
pub(crate) async fn open(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    Path(room): Path<String>,
    entry: Result<Asked<Entry>, Problem>,
    user: Result<MaybeUser, Problem>,
    mut request: Request,
) -> Result<Response, Problem> {
    if let Some(origin) = request.headers().get(ORIGIN)
        && !origin.to_str().is_ok_and(|origin| gateway.origins().allows(origin, &client))
    {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "this page may not open sockets here"));
    }
    if gateway.stopping().is_cancelled() {
        return Err(Problem::unavailable());
    }
    // Before anything is kept for it: what is one too many costs an answer.
    let places = gateway.bounds().enter(&client).await?;
    let handshake = Handshake::of(&mut request)?;
    let by = match (entry, user) {
        (Ok(Asked(Entry { ticket: Some(ticket), .. })), _) => By::Ticket(ticket),
        (Ok(Asked(Entry { resume: Some(token), epoch, revision, dm, .. })), _) => {
            By::Resume { token, seen: epoch.zip(revision), dm }
        }
        (Ok(_), Ok(MaybeUser(Some(claims)))) => By::User(Box::new(claims)),
        _ => By::Nothing,
    };
    // An id that no room can have is passed on as one that no room has.
    let room = if is_room_id(&room) { room } else { String::new() };
    let codec = handshake.codec();
    let (response, upgrade) = handshake.accept();
    let knock = Knock { room, base: client.base, by };
    gateway.tasks().spawn(socket::run(gateway.clone(), upgrade, codec, knock, places));
    Ok(response)
}

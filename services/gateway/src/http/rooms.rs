//! Rooms: make, find, change, join, leave.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use matinee_proto::rooms::v1::{
    CreateRoomRequest, DeleteRoomRequest, GetRoomRequest, JoinRoomRequest, LeaveRoomRequest, ListRoomsRequest,
    RoomSummary, UpdateRoomRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, Body, RoomId, cursor};
use crate::Gateway;
use crate::admission;
use crate::fanout::{named, room_url};
use crate::idempotency::{Answer, once};
use crate::identity::User;
use crate::origin::Client;
use crate::problem::Problem;
use crate::resume;

/// Entries of a page, unless asked otherwise, and at most.
const PAGE: u32 = 20;
const PAGE_MAX: u32 = 100;

/// A room, to somebody who has not joined it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoomView {
    id: String,
    name: String,
    /// Where a browser opens it: by its address, if it has one.
    url: String,
    /// Another name of it in links, chosen by the owner; empty without one. Wherever a room is
    /// named, id and address both do.
    address: String,
    /// `public`, `unlisted` or `password`.
    visibility: String,
    persistent: bool,
    /// Empty when nobody owns it.
    owner_id: String,
    member_count: u32,
    members_max: u32,
    /// Title of what plays; empty while nothing does, or when the room is not public.
    playing: String,
    /// Unix milliseconds.
    created_at: f64,
    /// The owner's plan does not keep rooms any more: queue and settings stay as they are.
    read_only: bool,
}

impl RoomView {
    fn new(room: Option<RoomSummary>, client: &Client) -> Result<Self, Problem> {
        Ok(Self::of(room.ok_or_else(Problem::unavailable)?, client))
    }

    pub(super) fn of(room: RoomSummary, client: &Client) -> Self {
        Self {
            url: room_url(&client.base, named(&room.id, &room.address)),
            id: room.id,
            address: room.address,
            name: room.name,
            visibility: room.visibility,
            persistent: room.persistent,
            owner_id: room.owner_id,
            member_count: room.member_count,
            members_max: room.members_max,
            playing: room.playing,
            created_at: room.created_at,
            read_only: room.read_only,
        }
    }
}

/// One room.
#[derive(Serialize, ToSchema)]
pub(crate) struct OneRoom {
    room: RoomView,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "name": "Friday night", "visibility": "unlisted" })))]
pub(crate) struct NewRoom {
    /// 1–80 characters.
    name: Option<String>,
    /// `public`, `unlisted` (the default) or `password`.
    visibility: Option<String>,
    password: Option<String>,
    /// Whether it outlives its visitors; for accounts.
    persistent: Option<bool>,
    /// Another name in links: 3–40 lower-case letters, digits and hyphens; for accounts.
    address: Option<String>,
}

/// What is left out stays.
#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "name": "Saturday night" })))]
pub(crate) struct RoomChange {
    name: Option<String>,
    visibility: Option<String>,
    password: Option<String>,
    /// Whether it outlives its visitors; owner only.
    persistent: Option<bool>,
    /// Another name in links; empty gives it up. Owner only.
    address: Option<String>,
    /// To whom it is handed over: an account that is in the room. Owner only.
    owner_id: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl Page {
    /// How many, and after what.
    pub(crate) fn checked(self) -> Result<(u32, String), Problem> {
        let limit = self.limit.unwrap_or(PAGE);
        if !(1..=PAGE_MAX).contains(&limit) {
            return Err(Problem::field("limit", format!("1–{PAGE_MAX}")));
        }
        Ok((limit, cursor(self.cursor)?))
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct RoomPage {
    items: Vec<RoomView>,
    /// Null at the end.
    next_cursor: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "nickname": "Ada" })))]
pub(crate) struct Join {
    /// 1–32 characters; left out: the user's name.
    nickname: Option<String>,
    password: Option<String>,
}

/// What it takes to open the room's WebSocket.
#[derive(Serialize, ToSchema)]
pub(crate) struct Joined {
    member_id: String,
    /// Good for 30 s, once.
    ticket: String,
    /// To be opened with `?ticket=`.
    ws_url: String,
    room: RoomView,
}

/// Makes a room; whoever makes it leads it.
#[utoipa::path(
    post, path = "/api/rooms", operation_id = "createRoom",
    tag = "rooms", security(("bearer" = [])), request_body = NewRoom,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, body = OneRoom), (status = 401, body = Problem),
        (status = 402, body = Problem, description = "`feature_not_in_plan`"),
        (status = 409, body = Problem, description = "`address_taken`, `too_many_rooms`"),
        (status = 422, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn create(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
    headers: HeaderMap,
    body: Body<NewRoom>,
) -> Result<Response, Problem> {
    let scope = format!("rooms/{}", claims.sub);
    once(&gateway, &scope, &headers, &body.bytes, async {
        gateway.allow("rooms", &claims.sub, gateway.limits().rooms).await?;
        let NewRoom { name, visibility, password, persistent, address } = body.value;
        let request = CreateRoomRequest { name, visibility, password, persistent, address };
        let made = gateway.services().create_room(Some(&claims.actor()), request).await?;
        Ok(Answer::new(StatusCode::CREATED, &OneRoom { room: RoomView::new(made.room, &client)? }, Vec::new()))
    })
    .await
}

/// Public rooms that are live, the fullest first.
#[utoipa::path(
    get, path = "/api/rooms", operation_id = "listRooms",
    tag = "rooms", params(Page),
    responses((status = 200, body = RoomPage), (status = 422, body = Problem))
)]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    Asked(page): Asked<Page>,
) -> Result<Json<RoomPage>, Problem> {
    let (limit, cursor) = page.checked()?;
    let request = ListRoomsRequest { limit, cursor };
    let listed = gateway.services().list_rooms(None, request).await?;
    Ok(Json(RoomPage {
        items: listed.rooms.into_iter().map(|room| RoomView::of(room, &client)).collect(),
        next_cursor: Some(listed.next_cursor).filter(|cursor| !cursor.is_empty()),
    }))
}

/// What a room is.
#[utoipa::path(
    get, path = "/api/rooms/{room_id}", operation_id = "getRoom",
    tag = "rooms", params(("room_id" = String, Path)),
    responses((status = 200, body = OneRoom), (status = 404, body = Problem, description = "`room_not_found`"))
)]
pub(crate) async fn get(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    RoomId(room_id): RoomId,
) -> Result<Json<OneRoom>, Problem> {
    let answer = gateway.services().get_room(None, GetRoomRequest { room_id }).await?;
    Ok(Json(OneRoom { room: RoomView::new(answer.room, &client)? }))
}

/// Changes a room; name and door are for its leader and owner, the rest for the owner.
#[utoipa::path(
    patch, path = "/api/rooms/{room_id}", operation_id = "changeRoom",
    tag = "rooms", security(("bearer" = [])),
    params(("room_id" = String, Path)), request_body = RoomChange,
    responses(
        (status = 200, body = OneRoom), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 402, body = Problem, description = "`feature_not_in_plan`"),
        (status = 404, body = Problem), (status = 409, body = Problem, description = "`address_taken`, `too_many_rooms`"),
        (status = 422, body = Problem),
    )
)]
pub(crate) async fn change(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
    RoomId(room_id): RoomId,
    body: Body<RoomChange>,
) -> Result<Json<OneRoom>, Problem> {
    let RoomChange { name, visibility, password, persistent, address, owner_id } = body.value;
    let request = UpdateRoomRequest { room_id, name, visibility, password, persistent, address, owner_id };
    let answer = gateway.services().update_room(Some(&claims.actor()), request).await?;
    Ok(Json(OneRoom { room: RoomView::new(answer.room, &client)? }))
}

/// Closes a room for everybody; for its leader, owner and creator.
#[utoipa::path(
    delete, path = "/api/rooms/{room_id}", operation_id = "deleteRoom",
    tag = "rooms", security(("bearer" = [])),
    params(("room_id" = String, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(crate) async fn delete(
    State(gateway): State<Gateway>,
    User(claims): User,
    RoomId(room_id): RoomId,
) -> Result<StatusCode, Problem> {
    gateway.services().delete_room(Some(&claims.actor()), DeleteRoomRequest { room_id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes the user a member (the same one, if they are one already) and gives a ticket.
#[utoipa::path(
    post, path = "/api/rooms/{room_id}/join", operation_id = "joinRoom",
    tag = "rooms", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header), ("room_id" = String, Path)), request_body = Join,
    responses(
        (status = 200, body = Joined), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "`banned`, `wrong_password`"),
        (status = 404, body = Problem, description = "`room_not_found`"),
        (status = 409, body = Problem, description = "`nickname_taken`, `room_full`"),
        (status = 422, body = Problem), (status = 429, body = Problem),
    )
)]
pub(crate) async fn join(
    State(gateway): State<Gateway>,
    axum::Extension(client): axum::Extension<Client>,
    User(claims): User,
    RoomId(room_id): RoomId,
    headers: HeaderMap,
    body: Body<Join>,
) -> Result<Response, Problem> {
    let scope = format!("join/{room_id}/{}", claims.sub);
    once(&gateway, &scope, &headers, &body.bytes, async {
        gateway.allow("joins", &claims.sub, gateway.limits().joins).await?;
        let Join { nickname, password } = body.value;
        let request = JoinRoomRequest { room_id: room_id.clone(), nickname: nickname.clone(), password };
        let answer = gateway.services().join_room(Some(&claims.actor()), request).await?;
        // It may have been named by its address.
        let id = answer.room.as_ref().map_or_else(|| room_id.clone(), |room| room.id.clone());
        let stay = admission::stay(&claims, &id, answer.member_id.clone(), nickname);
        let joined = Joined {
            member_id: answer.member_id,
            ticket: resume::ticket(gateway.sealer(), stay),
            ws_url: client.ws_url(&id),
            room: RoomView::new(answer.room, &client)?,
        };
        Ok(Answer::new(StatusCode::OK, &joined, Vec::new()))
    })
    .await
}

/// Ends the user's stay at once.
#[utoipa::path(
    post, path = "/api/rooms/{room_id}/leave", operation_id = "leaveRoom",
    tag = "rooms", security(("bearer" = [])),
    params(("room_id" = String, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(crate) async fn leave(
    State(gateway): State<Gateway>,
    User(claims): User,
    RoomId(room_id): RoomId,
) -> Result<Response, Problem> {
    let request = LeaveRoomRequest { room_id: room_id.clone() };
    let left = gateway.services().leave_room(Some(&claims.actor()), request).await?;
    let room_id = if left.room_id.is_empty() { room_id } else { left.room_id };
    // Their sockets are closed by the event; a resume token that waits for its turn is not.
    resume::note_ended(&**gateway.broker(), &room_id, &claims.sub, "left").await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

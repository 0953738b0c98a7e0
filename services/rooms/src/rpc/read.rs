//! Looking at rooms.

use std::sync::Arc;

use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{
    GetRoomRequest, GetRoomResponse, GetSnapshotRequest, GetSnapshotResponse, ListOwnRoomsRequest,
    ListOwnRoomsResponse, ListRoomsRequest, ListRoomsResponse, OwnRoom, RoomSummary,
};
use matinee_token::Actor;
use prost::Message;
use room_core::MemberId;

use crate::desk::{Action, unavailable};
use crate::saved::{Own, Page};
use crate::service::RoomsService;
use crate::wire::{snapshot, state};

/// Rooms on one page at most.
const PAGE_MAX: u32 = 100;

/// What a room is, to somebody who has not joined it.
pub async fn get(service: &RoomsService, request: GetRoomRequest) -> Result<GetRoomResponse, Refusal> {
    let desk = service.door(&request.room_id).await?;
    let id = Arc::clone(&desk.id);
    let summary = desk.ask("".into(), Action::Look, None, move |seen| snapshot::summary(&id, &seen.known.room)).await?;
    Ok(GetRoomResponse { room: Some(summary) })
}

/// Public rooms that are live, the fullest first.
pub async fn list(service: &RoomsService, request: ListRoomsRequest) -> Result<ListRoomsResponse, Refusal> {
    let limit = request.limit.clamp(1, PAGE_MAX);
    let offset = match request.cursor.as_str() {
        "" => 0,
        cursor => cursor.parse().map_err(|_| Refusal::new("invalid_argument", "this is no cursor of ours"))?,
    };
    let page = service.broker().directory(offset, limit).await.map_err(|error| {
        tracing::warn!(%error, "the public list could not be read");
        unavailable()
    })?;
    let rooms = page.entries.into_iter().filter_map(|(_, body)| RoomSummary::decode(body).ok()).collect();
    let next_cursor = page.next.map(|next| next.to_string()).unwrap_or_default();
    Ok(ListRoomsResponse { rooms, next_cursor })
}

/// Rooms that belong to the acting user, the newest first.
pub async fn own(
    service: &RoomsService,
    actor: Actor,
    request: ListOwnRoomsRequest,
) -> Result<ListOwnRoomsResponse, Refusal> {
    let limit = request.limit.clamp(1, PAGE_MAX);
    let wrong = || Refusal::new("invalid_argument", "cursor: this is no cursor of ours");
    let after = match request.cursor.as_str() {
        "" => None,
        cursor => {
            let (created_at, id) = cursor.split_once('.').ok_or_else(wrong)?;
            Some(Page { created_at: created_at.parse().map_err(|_| wrong())?, id: id.to_owned() })
        }
    };
    let mut rooms = service.saved().of_user(&actor.user_id, after.as_ref(), limit + 1).await?;
    let more = rooms.len() > limit as usize;
    rooms.truncate(limit as usize);
    let next = rooms.last().filter(|_| more).map(|last| format!("{}.{}", last.place.created_at, last.place.id));
    let ids: Vec<String> = rooms.iter().map(|room| room.place.id.clone()).collect();
    let heads = service.broker().heads(&ids).await.map_err(|error| {
        tracing::warn!(%error, "live rooms could not be told from others");
        unavailable()
    })?;
    let rooms = rooms.into_iter().zip(heads).map(|(own, head)| own_room(own, head.is_some()));
    Ok(ListOwnRoomsResponse { rooms: rooms.collect::<Result<_, _>>()?, next_cursor: next.unwrap_or_default() })
}

/// A room as its owner sees it in the list, as of when it was last written.
fn own_room(own: Own, live: bool) -> Result<OwnRoom, Refusal> {
    let known = own.document.known().map_err(|error| {
        tracing::error!(room.id = %own.place.id, %error, "a saved room cannot be read");
        unavailable()
    })?;
    let mut room = snapshot::summary(&own.place.id, &known.room);
    if !live {
        room.member_count = 0;
    }
    let millis = |at: i64| at as f64;
    Ok(OwnRoom {
        room: Some(room),
        queue_count: own.queue_count,
        used_at: millis(own.used_at),
        expires_at: millis(own.expires_at),
    })
}

/// Everything, for a member or for nobody in particular.
pub async fn snapshot(service: &RoomsService, request: GetSnapshotRequest) -> Result<GetSnapshotResponse, Refusal> {
    let desk = service.desk(&request.room_id)?;
    let asking = (!request.member_id.is_empty()).then(|| MemberId::from(request.member_id));
    let (shared, own) = desk
        .ask("".into(), Action::Snapshot, None, move |seen| {
            let room = &seen.known.room;
            let member = asking.map(|id| {
                let member = room.members.get(&id)?;
                Some((state::member(room, member, &seen.known.reports), member.is_present()))
            });
            (seen.snapshot.map(Arc::clone), member)
        })
        .await?;
    let shared = shared.ok_or_else(unavailable)?;
    let mut whole = Arc::unwrap_or_clone(shared);
    match own {
        Some(Some((member, announced))) => snapshot::include(&mut whole, member, announced),
        Some(None) => return Err(Refusal::new("member_not_found", "you are not in this room")),
        None => {}
    }
    Ok(GetSnapshotResponse { room: Some(whole) })
}

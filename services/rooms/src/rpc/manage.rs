//! Changing what a room is, and closing it: for the leader, the owner and the creator.

use std::sync::Arc;

use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{DeleteRoomRequest, DeleteRoomResponse, UpdateRoomRequest, UpdateRoomResponse};
use matinee_token::Actor;
use room_core::Manage;

use super::create;
use crate::desk::Action;
use crate::service::RoomsService;
use crate::wire::{command, snapshot};

/// Changes name, visibility or password.
pub async fn update(
    service: &RoomsService,
    actor: Actor,
    request: UpdateRoomRequest,
) -> Result<UpdateRoomResponse, Refusal> {
    let desk = service.desk(&request.room_id)?;
    let limit = service.limits().room_name;
    let name = request.name.map(|name| command::room_name(&name, limit)).transpose()?;
    let visibility = create::visibility(request.visibility.as_deref(), request.password).await?;
    let id = Arc::clone(&desk.id);
    let change = Action::Manage(actor.user_id.into(), Manage::Update { name, visibility });
    let summary = desk.ask("".into(), change, None, move |seen| snapshot::summary(&id, &seen.known.room)).await?;
    Ok(UpdateRoomResponse { room: Some(summary) })
}

/// Closes a room for everybody. It is removed a moment later, when all have seen it.
pub async fn delete(
    service: &RoomsService,
    actor: Actor,
    request: DeleteRoomRequest,
) -> Result<DeleteRoomResponse, Refusal> {
    let desk = service.desk(&request.room_id)?;
    let close = Action::Manage(actor.user_id.into(), Manage::Close);
    desk.ask("".into(), close, None, |_| ()).await?;
    Ok(DeleteRoomResponse {})
}

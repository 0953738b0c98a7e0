//! Changing what a room is and whose, and closing it.

use std::sync::Arc;

use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{
    DeleteRoomRequest, DeleteRoomResponse, ForgetUserRequest, ForgetUserResponse, UpdateRoomRequest, UpdateRoomResponse,
};
use matinee_token::Actor;
use room_core::{About, Internal, Keeping, Manage, UserId};

use super::create;
use crate::desk::{Action, Desk, no_room};
use crate::entitlements::{CUSTOM_ADDRESS, PERSISTENT_ROOMS};
use crate::service::RoomsService;
use crate::wire::{command, snapshot};
use crate::{imports, playlists};

/// Rooms of somebody who goes that are closed at a time.
const CLOSED_AT_ONCE: i64 = 100;

/// Changes name, visibility or password; for the owner also address, persistence and owner.
pub async fn update(
    service: &RoomsService,
    actor: Actor,
    request: UpdateRoomRequest,
) -> Result<UpdateRoomResponse, Refusal> {
    let desk = service.door(&request.room_id).await?;
    let limit = service.limits().room_name;
    let name = request.name.map(|name| command::room_name(&name, limit)).transpose()?;
    let visibility = create::visibility(request.visibility.as_deref(), request.password).await?;
    let owner = request.owner_id.filter(|owner| !owner.is_empty()).map(UserId::from);
    let keeping = Keeping { persistent: request.persistent, address: request.address, owner };
    let before = if keeping.is_empty() { None } else { Some(may_change(service, &desk, &actor, &keeping).await?) };
    let moved = before.as_ref().zip(keeping.address.clone()).filter(|(about, address)| about.address != *address);
    if let Some((_, address)) = &moved {
        // The address is the database's to give: a room that is not there yet is written first.
        service.saved().save(&desk.id).await?.ok_or_else(no_room)?;
        service.saved().set_address(&desk.id, address).await?;
    }
    let id = Arc::clone(&desk.id);
    let change = Action::Manage(actor.user_id.into(), Manage::Update { name, visibility, keeping });
    let changed = desk.ask("".into(), change, None, move |seen| snapshot::summary(&id, &seen.known.room)).await;
    if let (Err(_), Some((about, _))) = (&changed, &moved) {
        service.saved().set_address(&desk.id, &about.address).await?;
    }
    if changed.is_ok() && before.is_some() {
        service.saved().save(&desk.id).await?;
    }
    Ok(UpdateRoomResponse { room: Some(changed?) })
}

/// Passes if the plans allow what the owner asks for; what the room was. That it is the owner who
/// asks is for the rules to say, but nobody else is told of plans and addresses.
async fn may_change(
    service: &RoomsService,
    desk: &Arc<Desk>,
    actor: &Actor,
    keeping: &Keeping,
) -> Result<About, Refusal> {
    let about = desk.ask("".into(), Action::Look, None, |seen| seen.known.room.about.clone()).await?;
    let owner = about.owner.as_ref().unwrap_or(&about.creator);
    if owner.as_str() != actor.user_id {
        return Err(Refusal::new("forbidden", "only the owner may do this"));
    }
    if keeping.persistent == Some(true) && !about.persistent {
        create::may_keep(service, actor).await?;
    }
    let address = keeping.address.as_ref().unwrap_or(&about.address);
    if *address != about.address && !address.is_empty() {
        create::may_name(service, actor, address).await?;
    }
    if let Some(heir) = keeping.owner.as_ref().filter(|heir| *heir != owner) {
        if keeping.persistent.unwrap_or(about.persistent) {
            service.plans().require(heir.as_str(), PERSISTENT_ROOMS).await?;
        }
        if !address.is_empty() {
            service.plans().require(heir.as_str(), CUSTOM_ADDRESS).await?;
        }
    }
    Ok(about)
}

/// Closes a room for everybody. It is removed a moment later, when all have seen it.
pub async fn delete(
    service: &RoomsService,
    actor: Actor,
    request: DeleteRoomRequest,
) -> Result<DeleteRoomResponse, Refusal> {
    let desk = service.door(&request.room_id).await?;
    let close = Action::Manage(actor.user_id.into(), Manage::Close);
    desk.ask("".into(), close, None, |_| ()).await?;
    service.saved().forget(&desk.id).await?;
    Ok(DeleteRoomResponse {})
}

/// Closes all rooms of a user who goes, the live and the others, and forgets what they collected.
pub async fn forget_user(
    service: &RoomsService,
    actor: Actor,
    _: ForgetUserRequest,
) -> Result<ForgetUserResponse, Refusal> {
    let user = actor.user_id;
    loop {
        let rooms = service.saved().all_of(&user, CLOSED_AT_ONCE).await?;
        for room in &rooms {
            let close = Internal::Close { reason: "the owner has gone".to_owned() };
            let closed = service.desks().desk(room).ask("".into(), Action::Internal(close), None, |_| ()).await;
            match closed {
                Err(refusal) if refusal.code != "room_not_found" => return Err(refusal),
                _ => service.saved().forget(room).await?,
            }
        }
        if i64::try_from(rooms.len()) != Ok(CLOSED_AT_ONCE) {
            break;
        }
    }
    let store = service.saved().store();
    imports::delete_all(store, &user).await?;
    playlists::rows::delete_all(store, &user).await?;
    service.plans().forget(&user).await;
    Ok(ForgetUserResponse {})
}

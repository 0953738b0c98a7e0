//! Making a room.

use matinee_broker::WakeupKind;
use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{CreateRoomRequest, CreateRoomResponse};
use matinee_token::Actor;
use room_core::{About, Context, Keeping, Manage, Reports, Room, Visibility};

use crate::desk::{Known, refusal, unavailable};
use crate::entitlements::{CUSTOM_ADDRESS, PERSISTENT_ROOMS, not_in_plan};
use crate::saved::Document;
use crate::service::RoomsService;
use crate::wire::{command, snapshot};
use crate::{address, password};

/// How often a taken id is drawn again.
const DRAWS: usize = 8;
/// Characters of a room password.
const PASSWORD_MAX: usize = 256;

/// Makes a room for `actor`, who leads it once they join.
pub async fn create(
    service: &RoomsService,
    actor: Actor,
    request: CreateRoomRequest,
) -> Result<CreateRoomResponse, Refusal> {
    let persistent = request.persistent.unwrap_or_default();
    if persistent {
        may_keep(service, &actor).await?;
    }
    let address = request.address.unwrap_or_default();
    if !address.is_empty() {
        may_name(service, &actor, &address).await?;
    }
    let name = request.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = name.map(|name| command::room_name(name, service.limits().room_name)).transpose()?;
    let visibility = visibility(request.visibility.as_deref(), request.password).await?;
    let now = service.broker().now();
    let mut room = Room::new(About {
        name: format!("{}’s room", actor.username),
        visibility: visibility.unwrap_or(Visibility::Unlisted),
        persistent,
        owner: (!actor.guest).then(|| actor.user_id.as_str().into()),
        creator: actor.user_id.as_str().into(),
        created_at: now,
        address,
        read_only: false,
        closed: false,
    });
    rename(service, &mut room, name, now)?;
    room.policy.members_max = service.plans().members_max(&actor.user_id, service.limits().members).await;
    let (id, room) = store(service, room, now).await?;
    Ok(CreateRoomResponse { room: Some(snapshot::summary(&id, &room)) })
}

/// Passes if this user may have one more room that stays.
pub async fn may_keep(service: &RoomsService, actor: &Actor) -> Result<(), Refusal> {
    if actor.guest {
        return Err(not_in_plan("rooms that stay need an account and a plan with them"));
    }
    service.plans().require(&actor.user_id, PERSISTENT_ROOMS).await?;
    let most = service.config().persistent_rooms;
    if service.saved().persistent_of(&actor.user_id).await?.len() >= most {
        return Err(Refusal::new("too_many_rooms", format!("an account has at most {most} rooms that stay")));
    }
    Ok(())
}

/// Passes if this user may give a room this address, whoever has it.
pub async fn may_name(service: &RoomsService, actor: &Actor, address: &str) -> Result<(), Refusal> {
    address::chosen(address).map_err(|wrong| Refusal::new("invalid_argument", format!("address: {wrong}")))?;
    if actor.guest {
        return Err(not_in_plan("an address of one's own needs an account and a plan with it"));
    }
    service.plans().require(&actor.user_id, CUSTOM_ADDRESS).await
}

/// Gives the room the name that was asked for, by the same rule as later.
fn rename(service: &RoomsService, room: &mut Room, name: Option<String>, now: f64) -> Result<(), Refusal> {
    let reports = Reports::default();
    let context = Context { now, limits: service.rules(), reports: &reports, last_chat: None };
    let update = Manage::Update { name, visibility: None, keeping: Keeping::default() };
    let creator = room.about.creator.clone();
    for event in room_core::decide_manage(room, &creator, &update, &context).map_err(refusal)? {
        room_core::evolve(room, &event);
    }
    Ok(())
}

/// Puts the room into the broker under an id that was free. One that stays, or has an address, is
/// in the database before: what somebody was promised is not forgotten.
async fn store(service: &RoomsService, room: Room, now: f64) -> Result<(String, Room), Refusal> {
    let config = service.config();
    let known = Known::new(room, now);
    let parts = known.saved_parts();
    let mut wakeups = vec![(WakeupKind::Unload, now + config.unload().as_secs_f64() * 1e3)];
    wakeups.extend(known.expires_at(config.empty()).map(|at| (WakeupKind::Expiry, at)));
    let about = &known.room.about;
    let kept = about.persistent || !about.address.is_empty();
    for _ in 0..DRAWS {
        let id = address::draw(&mut rand::rng());
        let free = if kept {
            let document = Document::new(&id, &known, now as i64, config.empty()).map_err(|_| unavailable())?;
            service.saved().reserve(&document).await?.is_some()
        } else {
            !service.saved().has(&id).await?
        };
        if !free {
            continue;
        }
        let created = service.broker().create(&id, parts.clone(), wakeups.clone()).await;
        if kept && !matches!(created, Ok((true, _))) {
            service.saved().forget(&id).await?;
        }
        match created {
            Ok((true, _)) => return Ok((id, known.room)),
            Ok((false, _)) => {}
            Err(error) => {
                tracing::warn!(%error, "a room could not be made");
                return Err(unavailable());
            }
        }
    }
    tracing::error!("no free room id was drawn");
    Err(unavailable())
}

/// What a request says about who finds a room and who gets in; `None` if nothing.
pub async fn visibility(name: Option<&str>, password: Option<String>) -> Result<Option<Visibility>, Refusal> {
    let invalid = |detail: &str| Err(Refusal::new("invalid_argument", detail));
    let password = password.filter(|password| !password.is_empty());
    if password.as_ref().is_some_and(|password| password.chars().count() > PASSWORD_MAX) {
        return invalid("a password has at most 256 characters");
    }
    match (name, password) {
        (None, None) => Ok(None),
        (None | Some("password"), Some(password)) => {
            let hash = password::hash(password).await.map_err(|_| unavailable())?;
            Ok(Some(Visibility::Password { hash }))
        }
        (Some("password"), None) => invalid("a room with a password needs one"),
        (Some("public" | "unlisted"), Some(_)) => invalid("only a room with visibility password has one"),
        (Some("public"), None) => Ok(Some(Visibility::Public)),
        (Some("unlisted"), None) => Ok(Some(Visibility::Unlisted)),
        (Some(_), _) => invalid("visibility is public, unlisted or password"),
    }
}

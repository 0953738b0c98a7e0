//! Coming in over HTTP, and leaving. Who joins has a place and a name, but is shown to nobody
//! until a connection stands.

use std::sync::Arc;

use matinee_broker::{Connection, Rate};
use matinee_limits::Frequency;
use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{JoinRoomRequest, JoinRoomResponse, LeaveRoomRequest, LeaveRoomResponse, RoomSummary};
use matinee_token::Actor;
use room_core::{Internal, Limits, NewMember, UserId, Visibility};

use crate::desk::{Action, Desk, contended, no_room, unavailable};
use crate::entitlements::PERSISTENT_ROOMS;
use crate::presence::RESERVATION;
use crate::service::RoomsService;
use crate::wire::{command, snapshot};
use crate::{ident, password};

/// How often somebody goes to a door that changes while they knock.
const TRIES: usize = 3;

/// What a user sees of a room before they come in.
struct Door {
    visibility: Visibility,
    /// Who pays for its size.
    host: UserId,
    /// The member they are already.
    member: Option<String>,
    banned: bool,
    manages: bool,
    /// It stays, and whether it may be changed.
    kept: Option<bool>,
}

impl Door {
    /// Whether it opens without a password.
    fn is_open(&self) -> bool {
        let asks = matches!(self.visibility, Visibility::Password { .. });
        !asks || self.member.is_some() || self.manages
    }
}

/// Makes the acting user a member, or finds the member they are.
pub async fn join(service: &RoomsService, actor: Actor, request: JoinRoomRequest) -> Result<JoinRoomResponse, Refusal> {
    let desk = service.door(&request.room_id).await?;
    let nickname = command::nickname(request.nickname.as_deref().unwrap_or(&actor.username))?;
    for _ in 0..TRIES {
        let mut door = look(&desk, &actor, Action::Peek(None)).await?;
        if door.banned || !door.is_open() {
            // Nobody is turned away because of what this replica has not heard yet.
            door = look(&desk, &actor, Action::Look).await?;
        }
        if door.banned {
            return Err(Refusal::new("banned", "you are banned from this room"));
        }
        if let (Visibility::Password { hash }, false) = (&door.visibility, door.is_open()) {
            knock(service, &desk, &actor, request.password.as_deref(), hash).await?;
        }
        match enter(service, &desk, &actor, &nickname, door).await {
            Err(refusal) if refusal.code == "contended" => {}
            outcome => return outcome,
        }
    }
    Err(contended())
}

/// Ends the acting user's membership at once.
pub async fn leave(
    service: &RoomsService,
    actor: Actor,
    request: LeaveRoomRequest,
) -> Result<LeaveRoomResponse, Refusal> {
    let desk = service.door(&request.room_id).await?;
    desk.ask("".into(), Action::Depart(actor.user_id.into()), None, |_| ()).await?;
    Ok(LeaveRoomResponse { room_id: desk.id.to_string() })
}

async fn look(desk: &Arc<Desk>, actor: &Actor, how: Action) -> Result<Door, Refusal> {
    let (user, device) = (UserId::from(actor.user_id.as_str()), actor.device_id.clone());
    desk.ask("".into(), how, None, move |seen| {
        let room = &seen.known.room;
        let about = &room.about;
        Door {
            visibility: about.visibility.clone(),
            host: about.owner.clone().unwrap_or_else(|| about.creator.clone()),
            member: room.members.of_user(&user).map(|member| member.id.to_string()),
            banned: room.is_banned(&user, &device),
            manages: about.creator == user || about.owner.as_ref() == Some(&user),
            kept: about.persistent.then_some(!about.read_only),
        }
    })
    .await
}

/// Tries a password, as often as the house allows.
async fn knock(
    service: &RoomsService,
    desk: &Desk,
    actor: &Actor,
    given: Option<&str>,
    hash: &str,
) -> Result<(), Refusal> {
    let wrong = || Refusal::new("wrong_password", "this room has a password, and this is not it");
    let Some(given) = given.filter(|given| !given.is_empty()) else { return Err(wrong()) };
    count(service, &format!("password/{}/{}", desk.id, actor.user_id), service.config().password_tries).await?;
    match password::matches(given.to_owned(), hash.to_owned()).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(wrong()),
        Err(error) => {
            tracing::error!(%error, "a room password could not be checked");
            Err(unavailable())
        }
    }
}

async fn enter(
    service: &RoomsService,
    desk: &Arc<Desk>,
    actor: &Actor,
    nickname: &str,
    door: Door,
) -> Result<JoinRoomResponse, Refusal> {
    entitle(service, desk, &door).await;
    let member = door.member.unwrap_or_else(|| ident::fresh(&mut rand::rng()));
    reserve(service, desk, &member).await?;
    let members = service.plans().members_max(door.host.as_str(), service.limits().members).await as usize;
    let limits = Arc::new(Limits { members, ..service.rules().clone() });
    let new = NewMember {
        id: member.into(),
        user: actor.user_id.as_str().into(),
        nickname: nickname.to_owned(),
        guest: actor.guest,
        avatar_url: String::new(),
        device: actor.device_id.clone(),
    };
    let (id, user) = (Arc::clone(&desk.id), new.user.clone());
    let joined = desk
        .ask("".into(), Action::Join(new, door.visibility), Some(limits), move |seen| {
            let room = &seen.known.room;
            let member = room.members.of_user(&user).map(|member| member.id.to_string());
            (member, snapshot::summary(&id, room))
        })
        .await?;
    let (Some(member_id), room): (Option<String>, RoomSummary) = joined else { return Err(contended()) };
    Ok(JoinRoomResponse { member_id, room: Some(room) })
}

/// Notes what has become of the owner's plan. A notice says so when it changes, but may be lost.
async fn entitle(service: &RoomsService, desk: &Arc<Desk>, door: &Door) {
    let Some(writable) = door.kept else { return };
    let plan = service.plans().has(door.host.as_str(), PERSISTENT_ROOMS).await;
    if let Some(persistent_rooms) = plan.ok().filter(|has| *has != writable) {
        let entitled = Action::Internal(Internal::Entitled { persistent_rooms });
        // Whoever joins does so either way.
        let _ = desk.ask("".into(), entitled, None, |_| ()).await;
    }
}

/// Holds the place until the first connection stands: a lease like a connection's, so that the
/// same deadline looks after it. It comes first, or a crash in between would hold it for ever.
async fn reserve(service: &RoomsService, desk: &Arc<Desk>, member: &str) -> Result<(), Refusal> {
    let connection = Connection { room: desk.id.clone(), member: member.into(), id: RESERVATION.into() };
    let config = service.config();
    let open = || service.broker().open_connection(&connection, config.reservation(), std::time::Duration::ZERO);
    let mut opened = open().await;
    if matches!(opened, Ok(false)) {
        // The broker has let it go since it was looked at.
        desk.wake().await?;
        opened = open().await;
    }
    match opened {
        Ok(true) => Ok(()),
        Ok(false) => Err(no_room()),
        Err(error) => {
            tracing::warn!(room.id = %desk.id, %error, "a place could not be reserved");
            Err(unavailable())
        }
    }
}

async fn count(service: &RoomsService, key: &str, rate: Frequency) -> Result<(), Refusal> {
    if !service.limits().enabled {
        return Ok(());
    }
    let rate = Rate { burst: rate.burst, interval: rate.interval() };
    match service.broker().take_token(key, rate).await {
        Ok(None) => Ok(()),
        Ok(Some(wait)) => Err(Refusal::new("rate_limited", "too often; wait a little").retry_after(wait)),
        Err(error) => {
            tracing::warn!(%error, "a rate could not be counted");
            Err(unavailable())
        }
    }
}

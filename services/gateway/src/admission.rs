//! Letting somebody in: who knocks, whether they may, WELCOME, and the way to the room's hub.

use std::sync::Arc;

use matinee_broker::{Connection, Rate, User};
use matinee_limits::Frequency;
use matinee_proto::Refusal;
use matinee_proto::billing::v1::Entitlements;
use matinee_proto::rooms::v1::execute_request::Action;
use matinee_proto::rooms::v1::execute_response::Outcome;
use matinee_proto::rooms::v1::{Connected, ExecuteRequest, JoinRoomRequest, Returning};
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{Member, Welcome};
use matinee_token::access::AccessClaims;
use parking_lot::Mutex;

use crate::Gateway;
use crate::entitlements::NOBODY;
use crate::fanout::{Attach, HubHandle};
use crate::outlet::{Close, Outlet};
use crate::presence;
use crate::resume::{self, NotLetIn, Stay};
use crate::socket_bounds::SharedPlace;
use crate::sockets::Registered;
use crate::talk::{self, Heard};

/// Who asks to be let in, and how.
pub(crate) struct Knock {
    pub(crate) room: String,
    /// `https://host` under which the socket was opened.
    pub(crate) base: Arc<str>,
    pub(crate) by: By,
}

/// What somebody shows to be let in.
pub(crate) enum By {
    Ticket(String),
    /// A resume token, and what the client has seen.
    Resume {
        token: String,
        seen: Option<(String, u32)>,
        /// Id of the last direct message that it has seen.
        dm: Option<String>,
    },
    /// An access token in the header.
    User(Box<AccessClaims>),
    Nothing,
}

/// Somebody who is in.
pub(crate) struct Admitted {
    pub(crate) key: u64,
    pub(crate) socket: Arc<Registered>,
    pub(crate) hub: HubHandle,
    /// Among the sockets of their user.
    _place: Option<SharedPlace>,
}

/// Why somebody is not let in, with a detail of their own.
pub(crate) type Refused = (Close, String, f64);

/// Lets somebody in. The order matters: the member is announced when everything stands that
/// receives for them, and the hub subscribes before it reads.
pub(crate) async fn admit(gateway: &Gateway, outlet: &Arc<Outlet>, knock: Knock) -> Result<Admitted, Refused> {
    let Knock { room, base, by } = knock;
    let mut seen = None;
    let mut returning = false;
    let mut heard = Heard { last: None, since: gateway.broker().now() };
    let (sealer, broker) = (gateway.sealer(), &**gateway.broker());
    let stay = match by {
        By::Ticket(ticket) => resume::redeem(sealer, broker, &room, &ticket).await.map_err(owned)?,
        By::Resume { token, seen: had, dm } => {
            (seen, returning) = (had, true);
            let (stay, since) = resume::come_back(sealer, broker, &room, &token).await.map_err(owned)?;
            heard = Heard { last: dm, since };
            slow_down(gateway, &stay.user).await?;
            stay
        }
        By::User(claims) => {
            slow_down(gateway, &claims.sub).await?;
            // An access token may outlive its session; what is opened with it may not.
            if resume::has_ended(broker, &claims.sid).await {
                return Err((Close::SessionEnded, "the session has ended".into(), 0.0));
            }
            join(gateway, &room, &claims).await?
        }
        By::Nothing => {
            return Err((Close::Unauthenticated, "a ticket, a resume token or an access token is needed".into(), 0.0));
        }
    };
    let connection = uuid::Uuid::new_v4().simple().to_string();
    // Who comes back may have got an account since, and paid.
    let payer = if stay.guest && !returning { NOBODY } else { &stay.user };
    let (place, entitlements) = futures::join!(gateway.bounds().of_user(&stay.user), gateway.entitlements(payer));
    let place = place?;
    // Held: the snapshot mostly goes with it.
    outlet.hold(Frame::Welcome(welcome(gateway, &stay, &connection, heard.since, entitlements.as_deref())));
    let (since, own) = announce(gateway, &stay, &connection, returning).await?;
    let asked = entitlements.is_some() && payer != NOBODY;
    let mut user = talk::user(&stay.user, &stay.username);
    let socket =
        Arc::new(registered(outlet, gateway.hubs().room_id(&stay.room), &stay, &user, connection, entitlements));
    let key = gateway.sockets().add(socket.clone());
    if asked {
        gateway.plan_since_welcome(&stay.user).await;
    }
    if let Some(folded) = resume::name_since(broker, &stay.session).await {
        // What they showed is from before they renamed themselves. Read once the socket can be
        // found: whoever renames notes it first.
        gateway.sockets().rename_session(&stay.session, &folded);
        user = gateway.talk().known_as(user, &folded).await;
    }
    if gateway.stopping().is_cancelled() {
        // Those who could be found have been told already.
        presence::send_elsewhere(outlet);
    }
    let Connection { room, member, .. } = &socket.connection;
    gateway.talk().enter(&user, key, outlet, room, &heard).await;
    let attach = Attach { key, outlet: outlet.clone(), member: member.clone(), own, since, base, seen };
    let hub = gateway.hubs().attach(room, attach).await;
    Ok(Admitted { key, socket, hub, _place: place })
}

fn owned((close, detail, retry_after): NotLetIn) -> Refused {
    (close, detail.to_owned(), retry_after)
}

fn refused(refusal: Refusal) -> Refused {
    let retry_after = refusal.retry_after.map_or(0.0, |after| after.as_secs_f64());
    (Close::of_refusal(&refusal.code), refusal.detail, retry_after)
}

async fn slow_down(gateway: &Gateway, user: &str) -> Result<(), Refused> {
    if !gateway.limits().enabled {
        return Ok(());
    }
    let Frequency { burst, .. } = gateway.limits().joins;
    let rate = Rate { burst, interval: gateway.limits().joins.interval() };
    match gateway.broker().take_token(&format!("knocks/{user}"), rate).await {
        Ok(Some(wait)) => Err((Close::RateLimited, "too many connections in a row".into(), wait.as_secs_f64())),
        // A broker that cannot count does not lock anybody out.
        Ok(None) | Err(_) => Ok(()),
    }
}

async fn join(gateway: &Gateway, room: &str, claims: &AccessClaims) -> Result<Stay, Refused> {
    let request = JoinRoomRequest { room_id: room.to_owned(), nickname: None, password: None };
    let joined = gateway.services().join_room(Some(&claims.actor()), request).await.map_err(refused)?;
    // It may have been named by its address.
    let room = joined.room.map_or_else(|| room.to_owned(), |room| room.id);
    Ok(stay(claims, &room, joined.member_id, None))
}

/// The stay of a user who has joined.
pub(crate) fn stay(claims: &AccessClaims, room: &str, member: String, nickname: Option<String>) -> Stay {
    Stay {
        room: room.to_owned(),
        member,
        session: claims.sid.clone(),
        user: claims.sub.clone(),
        username: claims.name.clone(),
        nickname: nickname.unwrap_or_else(|| claims.name.clone()),
        guest: claims.guest,
        device: claims.device.clone(),
    }
}

fn registered(
    outlet: &Arc<Outlet>,
    room: Arc<str>,
    stay: &Stay,
    user: &User,
    connection: String,
    entitlements: Option<Arc<Entitlements>>,
) -> Registered {
    Registered {
        outlet: outlet.clone(),
        connection: Connection { room, member: stay.member.as_str().into(), id: connection.into() },
        session: stay.session.as_str().into(),
        entitled: Mutex::new(entitlements),
        user: user.id.clone(),
        name: Mutex::new(user.folded.clone()),
    }
}

fn welcome(
    gateway: &Gateway,
    stay: &Stay,
    connection: &str,
    heard_since: f64,
    entitlements: Option<&Entitlements>,
) -> Welcome {
    let config = gateway.config();
    let now = gateway.broker().now();
    Welcome {
        member_id: stay.member.clone(),
        resume: resume::resume_token(gateway.sealer(), stay.clone(), gateway.id(), connection, now, heard_since),
        server_time: now,
        heartbeat: config.heartbeat_seconds.as_secs_f64(),
        grace: config.grace_seconds.as_secs_f64(),
        limits: Some(gateway.limits_of(entitlements)),
        features: entitlements.map(|entitlements| entitlements.features.clone()).unwrap_or_default(),
    }
}

/// Tells rooms that a connection stands; the room's head then, and the member if rooms says.
async fn announce(
    gateway: &Gateway,
    stay: &Stay,
    connection: &str,
    returning: bool,
) -> Result<(u32, Option<Box<Member>>), Refused> {
    let returning = returning.then(|| Returning {
        user_id: stay.user.clone(),
        username: stay.username.clone(),
        nickname: stay.nickname.clone(),
        guest: stay.guest,
        device_id: stay.device.clone(),
    });
    let request = ExecuteRequest {
        sequence: 0,
        room_id: stay.room.clone(),
        member_id: stay.member.clone(),
        session_id: stay.session.clone(),
        action: Some(Action::Connected(Connected { connection_id: connection.to_owned(), returning })),
        traceparent: String::new(),
    };
    match gateway.link().ask(request).await {
        Outcome::Present(present) => Ok((present.revision, present.member.map(Box::new))),
        Outcome::Accepted(accepted) => Ok((accepted.revision, None)),
        Outcome::Refused(refused) => Err((Close::of_refusal(&refused.code), refused.detail, refused.retry_after)),
    }
}

//! Sockets that come and go, as gateways tell.

use std::sync::Arc;
use std::time::Duration;

use matinee_broker::Connection;
use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{Connected, Returning};
use room_core::{MemberId, NewMember};

use crate::desk::{Action, Desk, Reply, Request, Seen, no_room, unavailable};
use crate::presence;
use crate::service::RoomsService;
use crate::wire::{command, state};

/// Up to so many connections of a member that came by this replica, nobody counts those that
/// came by others.
const UNCOUNTED: u32 = 2;
/// Characters of a connection id.
const ID_MAX: usize = 64;

/// A connection of a member stands. The answer does not wait until the others have been told.
pub async fn connected(service: RoomsService, room: String, member: String, connected: Connected, reply: Reply) {
    let connection = Connection { room: room.into(), member: member.into(), id: connected.connection_id.into() };
    let desk = service.desks().desk(&connection.room);
    let by = MemberId::from(&*connection.member);
    let returning = match connected.returning.map(|returning| new_member(&by, returning)).transpose() {
        Ok(returning) => returning,
        Err(refusal) => return reply.refuse(refusal),
    };
    if let Err(refusal) = open(&service, &desk, &connection).await {
        return reply.refuse(refusal);
    }
    let (action, member) = (Action::Arrive(returning), by.clone());
    let reply = Reply::then(move |outcome| match outcome {
        Ok(seen) => present(seen, &member, reply),
        Err(refusal) => {
            // Whoever is not let in holds no lease either.
            tokio::spawn(async move { service.broker().close_connection(&connection, Duration::ZERO).await });
            reply.refuse(refusal);
        }
    });
    desk.submit(Request { by, id: String::new(), action, limits: None, reply });
}

/// Answers with the member whose connection it is.
fn present(seen: Seen<'_>, member: &MemberId, reply: Reply) {
    let room = &seen.known.room;
    match room.members.get(member) {
        Some(member) => {
            let member = state::member(room, member, &seen.known.reports);
            reply.present(seen.revision, member);
        }
        None => reply.refuse(Refusal::new("member_not_found", "you are not in this room")),
    }
}

/// A connection of a member is gone: grace begins if it was the last.
pub async fn disconnected(service: RoomsService, room: String, member: String, id: String, reply: Reply) {
    let desk = service.desks().desk(&room);
    let connection = Connection { room: room.into(), member: member.into(), id: id.into() };
    desk.count_connection(&connection.member, false);
    if let Err(error) = service.broker().close_connection(&connection, service.config().grace()).await {
        tracing::warn!(room.id = %desk.id, %error, "a connection could not be ended; its lease will");
        return reply.refuse(unavailable());
    }
    let by = MemberId::from(&*connection.member);
    desk.submit(Request { by, id: String::new(), action: Action::Peek(None), limits: None, reply });
}

async fn open(service: &RoomsService, desk: &Arc<Desk>, connection: &Connection) -> Result<(), Refusal> {
    if connection.id.is_empty() || connection.id.len() > ID_MAX || *connection.id == *presence::RESERVATION {
        return Err(Refusal::new("invalid_argument", format!("a connection id has 1 to {ID_MAX} characters")));
    }
    let (config, broker) = (service.config(), service.broker());
    let failed = |error| {
        tracing::warn!(room.id = %desk.id, %error, "a connection could not be counted in");
        unavailable()
    };
    if desk.count_connection(&connection.member, true) > UNCOUNTED {
        let (_, leases) = broker.connections(&desk.id).await.map_err(failed)?;
        let others = presence::connections(&leases, &connection.member, broker.now());
        if others >= service.limits().connections_per_member as usize {
            desk.count_connection(&connection.member, false);
            let many = Refusal::new("rate_limited", "too many connections of one member at once");
            return Err(many.retry_after(Duration::from_secs(10)));
        }
    }
    let open = || broker.open_connection(connection, config.lease(), config.grace());
    if open().await.map_err(failed)? {
        return Ok(());
    }
    // The broker has lost it, or let it go: it comes back if it is saved.
    desk.wake().await?;
    if open().await.map_err(failed)? { Ok(()) } else { Err(no_room()) }
}

/// Who comes back, in case they have to join again.
fn new_member(id: &MemberId, returning: Returning) -> Result<NewMember, Refusal> {
    let Returning { user_id, username, nickname, guest, device_id } = returning;
    let nickname = command::nickname(if nickname.is_empty() { &username } else { &nickname })?;
    Ok(NewMember {
        id: id.clone(),
        user: user_id.into(),
        nickname,
        guest,
        avatar_url: String::new(),
        device: device_id,
    })
}

//! Coming in and coming back: tickets (30 s, once) and resume tokens (until ten minutes after the
//! socket has gone).
//!
//! A resume token is signed and self-contained, so any gateway reads it without asking anybody
//! who it is. What ends one early is noted in the broker: that its socket has gone and since
//! when, that the member was removed or left, that the session has ended. A gateway that is killed
//! notes nothing, so each one notes from time to time that it is there: its sockets have gone when
//! it was last there. A note that is lost lets somebody back into a room that they were in; it
//! never lets anybody in elsewhere.

use std::time::Duration;

use bytes::Bytes;
use matinee_broker::{Broker, Claim};
use matinee_token::sealed::{Purpose, Sealer};
use serde::{Deserialize, Serialize};

use crate::outlet::Close;

/// How long a ticket is good.
const TICKET: Duration = Duration::from_secs(30);
/// How long a used ticket is remembered: longer than it is good.
const TICKET_MEMORY: Duration = Duration::from_secs(60);
/// How long a resume token is good at most, and notes about it are kept.
const TOKEN: Duration = Duration::from_secs(24 * 3600);
/// How long a resume token is good after its socket has gone, in milliseconds.
const AFTER_SOCKET: f64 = 600_000.0;

/// Who is in which room, as a ticket or resume token says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stay {
    pub(crate) room: String,
    pub(crate) member: String,
    pub(crate) session: String,
    pub(crate) user: String,
    pub(crate) username: String,
    pub(crate) nickname: String,
    pub(crate) guest: bool,
    pub(crate) device: String,
}

#[derive(Serialize, Deserialize)]
struct Ticket {
    stay: Stay,
    number: String,
}

#[derive(Serialize, Deserialize)]
struct Resume {
    stay: Stay,
    /// Which process has the socket.
    gateway: String,
    connection: String,
    /// When the socket was opened, room clock.
    since: f64,
    /// When the first socket of the stay was, from which on direct messages may be missing.
    heard_since: f64,
}

/// Why somebody is not let in.
pub(crate) type NotLetIn = (Close, &'static str, f64);

const UNREADABLE: NotLetIn = (Close::Unauthenticated, "the ticket is not valid, or has expired", 0.0);
const UNAVAILABLE: NotLetIn = (Close::TooSlow, "the server cannot check this at present; come back", 1.0);

/// Signs a ticket for a stay.
pub(crate) fn ticket(sealer: &Sealer, stay: Stay) -> String {
    sealer.seal(Purpose::Ticket, &Ticket { stay, number: uuid::Uuid::new_v4().simple().to_string() }, TICKET)
}

/// Takes a ticket, once.
pub(crate) async fn redeem(sealer: &Sealer, broker: &dyn Broker, room: &str, ticket: &str) -> Result<Stay, NotLetIn> {
    let ticket: Ticket = sealer.open(Purpose::Ticket, ticket).map_err(|_| UNREADABLE)?;
    if ticket.stay.room != room {
        return Err(UNREADABLE);
    }
    // Enough to tell two who come at once apart; it is kept for as long as the note.
    let owner = format!("{:x}", rand::random::<u64>());
    let key = format!("ticket/{}", ticket.number);
    let (claim, ended) =
        futures::join!(broker.claim(&key, &owner, TICKET_MEMORY), has_ended(broker, &ticket.stay.session));
    match claim {
        Ok(Claim::Granted) if ended => Err((Close::SessionEnded, "the session has ended", 0.0)),
        Ok(Claim::Granted) => Ok(ticket.stay),
        Ok(Claim::HeldBy(_)) => Err((Close::Unauthenticated, "the ticket has been used", 0.0)),
        Err(_) => Err(UNAVAILABLE),
    }
}

/// Signs the token with which the holder of `connection` comes back.
pub(crate) fn resume_token(
    sealer: &Sealer,
    stay: Stay,
    gateway: &str,
    connection: &str,
    now: f64,
    heard_since: f64,
) -> String {
    let (gateway, connection) = (gateway.to_owned(), connection.to_owned());
    sealer.seal(Purpose::Resume, &Resume { stay, gateway, connection, since: now, heard_since }, TOKEN)
}

/// Reads a resume token and what has been noted about it; the stay, and since when it has heard direct messages.
pub(crate) async fn come_back(
    sealer: &Sealer,
    broker: &dyn Broker,
    room: &str,
    token: &str,
) -> Result<(Stay, f64), NotLetIn> {
    let resume: Resume = sealer.open(Purpose::Resume, token).map_err(|_| UNREADABLE)?;
    if resume.stay.room != room {
        return Err(UNREADABLE);
    }
    let keys = [
        session_note(&resume.stay.session),
        stay_note(room, &resume.stay.member),
        stay_note(room, &resume.stay.user),
        socket_note(&resume.connection),
        gateway_note(&resume.gateway),
    ];
    let notes = futures::future::try_join_all(keys.iter().map(|key| broker.cached(key))).await;
    let [session, member, user, socket, gateway] =
        notes.ok().and_then(|notes| notes.try_into().ok()).ok_or(UNAVAILABLE)?;
    if session.is_some() {
        return Err((Close::SessionEnded, "the session has ended", 0.0));
    }
    for note in [member, user] {
        if let Some((reason, at)) = note.as_deref().and_then(read_note)
            && at >= resume.since
        {
            let close = if reason == "kicked" { Close::Kicked } else { Close::Unauthenticated };
            return Err((close, "the stay in this room has ended; join again", 0.0));
        }
    }
    if let Some((_, at)) = socket.as_deref().and_then(read_note).or(gateway.as_deref().and_then(read_note))
        && broker.now() > at + AFTER_SOCKET
    {
        return Err(UNREADABLE);
    }
    Ok((resume.stay, resume.heard_since))
}

/// Notes that a socket has gone.
pub(crate) async fn note_gone(broker: &dyn Broker, connection: &str) {
    write_note(broker, &socket_note(connection), "gone").await;
}

/// Notes that a gateway is there, and with it the sockets of which nothing else is noted.
pub(crate) async fn note_alive(broker: &dyn Broker, gateway: &str) {
    write_note(broker, &gateway_note(gateway), "alive").await;
}

/// Notes what a guest is called from now on, as it is compared: tickets and tokens that were given
/// out before name the old name.
pub(crate) async fn note_name(broker: &dyn Broker, session: &str, folded: &str) {
    if let Err(error) = broker.cache(&name_note(session), Bytes::from(folded.to_owned()), TOKEN).await {
        tracing::warn!(%error, "a guest's new name could not be noted");
    }
}

/// What the guest of a session has renamed themselves to, if they have.
pub(crate) async fn name_since(broker: &dyn Broker, session: &str) -> Option<String> {
    let note = broker.cached(&name_note(session)).await.ok()??;
    String::from_utf8(note.into()).ok()
}

/// Notes that a stay has ended for good, `left` or `kicked`, by the member's or the user's id.
pub(crate) async fn note_ended(broker: &dyn Broker, room: &str, id: &str, reason: &str) {
    write_note(broker, &stay_note(room, id), reason).await;
}

/// Whether the end of a session has been noted, by auth, which ends it.
pub(crate) async fn has_ended(broker: &dyn Broker, session: &str) -> bool {
    matches!(broker.cached(&session_note(session)).await, Ok(Some(_)))
}

async fn write_note(broker: &dyn Broker, key: &str, reason: &str) {
    let note = Bytes::from(format!("{reason} {}", broker.now()));
    if let Err(error) = broker.cache(key, note, TOKEN).await {
        tracing::warn!(%error, "the end of a stay could not be noted");
    }
}

fn read_note(note: &[u8]) -> Option<(&str, f64)> {
    let (reason, at) = std::str::from_utf8(note).ok()?.split_once(' ')?;
    Some((reason, at.parse().ok()?))
}

fn socket_note(connection: &str) -> String {
    format!("resume/socket/{connection}")
}

fn gateway_note(gateway: &str) -> String {
    format!("resume/gateway/{gateway}")
}

fn name_note(session: &str) -> String {
    format!("resume/name/{session}")
}

fn stay_note(room: &str, id: &str) -> String {
    format!("resume/stay/{room}/{id}")
}

fn session_note(session: &str) -> String {
    matinee_token::ended::key(session)
}

#[cfg(test)]
mod tests {
    use matinee_broker::Memory;
    use matinee_token::InternalKey;

    use super::*;

    fn stay() -> Stay {
        Stay {
            room: "amber-otter-1".into(),
            member: "m".into(),
            session: "s".into(),
            user: "u".into(),
            username: "Ada".into(),
            nickname: "Ada".into(),
            guest: true,
            device: "d".into(),
        }
    }

    #[tokio::test]
    async fn ten_minutes_after_the_socket_or_its_gateway_it_is_over() {
        let sealer = Sealer::new(&InternalKey::new("a secret of this test: long enough".to_owned().into()).unwrap());
        let broker = Memory::new();
        let (gateway, socket) = (gateway_note("g"), socket_note("c"));
        let (just, before) = (AFTER_SOCKET - 5_000.0, AFTER_SOCKET + 5_000.0);
        for (notes, lets_in) in [
            (vec![], true),
            (vec![(&gateway, just)], true),
            (vec![(&gateway, before)], false),
            (vec![(&gateway, 0.0), (&socket, just)], true),
            (vec![(&gateway, 0.0), (&socket, before)], false),
            // It noted the end of the socket, and then was killed.
            (vec![(&gateway, before), (&socket, just)], true),
        ] {
            for key in [&gateway, &socket] {
                broker.cache(key, Bytes::new(), TOKEN).await.unwrap();
            }
            for (key, ago) in &notes {
                let note = Bytes::from(format!("noted {}", broker.now() - ago));
                broker.cache(key, note, TOKEN).await.unwrap();
            }
            let token = resume_token(&sealer, stay(), "g", "c", broker.now() - 2.0 * AFTER_SOCKET, 0.0);
            let back = come_back(&sealer, &broker, "amber-otter-1", &token).await;
            assert_eq!(back.is_ok(), lets_in, "{notes:?}");
            assert!(back.is_ok() || back == Err(UNREADABLE));
        }
    }
}

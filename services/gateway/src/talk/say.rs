//! `DIRECT_MESSAGE`, `BLOCK` and `WATCH_USERS`: what users ask for across rooms. All of it is answered
//! here; a room has no part in it, so an `ACK` names the head that its log has anyway.

use matinee_broker::{Delivered, Direct, Known, Rate};
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{Ack, Block, DirectMessage, Error, SendDirectMessage, User as Named, WatchUsers};
use matinee_token::names;
use prost::Message as _;

use super::{Notice, ToWatch};
use crate::Gateway;
use crate::admission::Admitted;
use crate::outlet::Outlet;

/// Bytes of an id or a name that somebody could have.
const TO_MAX: usize = 256;

/// Code, detail, seconds to wait.
type Refused = (&'static str, String, f64);

fn refused(code: &'static str, detail: &str) -> Refused {
    (code, detail.to_owned(), 0.0)
}

fn unavailable(error: &matinee_broker::BrokerError) -> Refused {
    tracing::warn!(%error, "talk is not possible at present");
    ("unavailable", "the server cannot do this at present; try again".to_owned(), 1.0)
}

/// Carries out a command about users and answers it.
pub(crate) async fn act(
    gateway: &Gateway,
    who: &Admitted,
    outlet: &std::sync::Arc<Outlet>,
    id: String,
    command: Command,
) {
    let work = async {
        match &command {
            Command::DirectMessage(message) => say(gateway, who, &id, message).await?,
            Command::Block(change) => block(gateway, who, change).await?,
            _ => {}
        }
        let head = gateway
            .broker()
            .heads(&[who.socket.connection.room.to_string()])
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(head.into_iter().flatten().next().map_or(0, |head| head.revision))
    };
    let late = Err(("unavailable", "the server did not answer in time; try again".to_owned(), 1.0));
    match tokio::time::timeout(gateway.config().command_seconds, work).await.unwrap_or(late) {
        Ok(revision) => outlet.send(Frame::Ack(Ack { id, revision })),
        Err((code, detail, retry_after)) => {
            return outlet.send(Frame::Error(Error { id, code: code.to_owned(), detail, retry_after }));
        }
    }
    if let Command::WatchUsers(WatchUsers { on }) = command {
        let message = if on { ToWatch::On(who.key, outlet.clone()) } else { ToWatch::Off(who.key) };
        gateway.talk().watch(message).await;
    }
}

/// Puts a message into the inboxes of both ends, and has the gateways that hold their sockets read them.
async fn say(gateway: &Gateway, who: &Admitted, id: &str, message: &SendDirectMessage) -> Result<(), Refused> {
    let broker = gateway.broker();
    if broker.accepted_direct(&who.socket.user, id).await.map_err(|error| unavailable(&error))?.is_some() {
        return Ok(());
    }
    let text = text(&message.text, gateway.limits().chat)?;
    slow_down(gateway, &who.socket.user).await?;
    let to = message.to.trim();
    let known = match to.len() {
        1..=TO_MAX => broker.find_user(to, &names::fold(to)).await.map_err(|error| unavailable(&error))?,
        _ => Known::Unknown,
    };
    let receiver = match known {
        Known::Active(user) if user.id == who.socket.user => {
            return Err(refused("invalid_argument", "to is somebody else"));
        }
        Known::Active(user) => user,
        Known::Away(_) => return Err(refused("user_offline", "they are not here at present")),
        Known::Unknown => return Err(refused("user_not_found", "nobody has that id or name")),
    };
    let named = |id: &str, name: &str| Some(Named { user_id: id.to_owned(), username: name.to_owned() });
    let said = DirectMessage {
        message_id: String::new(),
        from: named(&who.socket.user, &gateway.talk().name(&who.socket.user).unwrap_or_default()),
        to: named(&receiver.id, &receiver.name),
        text,
        at: broker.now(),
    };
    let direct = Direct {
        from: who.socket.user.to_string(),
        to: receiver.id.to_string(),
        command: id.to_owned(),
        body: said.encode_to_vec().into(),
    };
    match broker.send_direct(&direct).await.map_err(|error| unavailable(&error))? {
        Delivered::Accepted(_) => {}
        Delivered::Blocked => return Err(refused("blocked", "they do not want to hear from you")),
        Delivered::Strangers => {
            return Err(refused("forbidden", "you have neither been in a room together today nor spoken before"));
        }
    }
    let letters = vec![direct.to, direct.from];
    gateway.talk().announce(&Notice { letters, ..Notice::default() }).await;
    Ok(())
}

/// What is left of a text, by the rule of group chat.
fn text(raw: &str, max: usize) -> Result<String, Refused> {
    let clean: String = raw.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let clean = clean.trim();
    if clean.is_empty() || clean.chars().count() > max {
        return Err(("invalid_argument", format!("a message has 1 to {max} characters"), 0.0));
    }
    Ok(clean.to_owned())
}

async fn slow_down(gateway: &Gateway, user: &str) -> Result<(), Refused> {
    let limits = gateway.limits();
    if !limits.enabled {
        return Ok(());
    }
    let rate = Rate { burst: limits.chat_messages.burst, interval: limits.chat_messages.interval() };
    match gateway.broker().take_token(&format!("direct/{user}"), rate).await {
        Ok(None) => Ok(()),
        Ok(Some(wait)) => Err(("rate_limited", "too many messages".to_owned(), wait.as_secs_f64())),
        Err(error) => Err(unavailable(&error)),
    }
}

async fn block(gateway: &Gateway, who: &Admitted, Block { user_id, blocked }: &Block) -> Result<(), Refused> {
    if **user_id == *who.socket.user {
        return Err(refused("invalid_argument", "user_id is somebody else's"));
    }
    let broker = gateway.broker();
    let known = match user_id.len() {
        1..=TO_MAX => broker.find_user(user_id, "").await.map_err(|error| unavailable(&error))?,
        _ => Known::Unknown,
    };
    // Somebody who has long gone can still be taken off the list.
    if known == Known::Unknown && (*blocked || user_id.is_empty() || user_id.len() > TO_MAX) {
        return Err(refused("user_not_found", "nobody has that id"));
    }
    broker.block(&who.socket.user, user_id, *blocked).await.map_err(|error| unavailable(&error))
}

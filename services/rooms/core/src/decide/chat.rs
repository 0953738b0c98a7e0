//! CHAT and REACT: whether this may be said now. Nothing of it touches the state, and judging
//! costs the same in a room of ten and of ten thousand.

use super::{Decision, access};
use crate::{Capability, ChatMessage, Code, Context, Event, Member, MessageId, Rejection, Role, Room, text};

/// Bytes of a message's id.
const ID_BYTES: usize = 64;

pub(crate) fn say(
    room: &Room,
    actor: &Member,
    id: &MessageId,
    raw: &str,
    reply_to: Option<&MessageId>,
    context: &Context<'_>,
) -> Decision {
    may_talk(room, actor)?;
    slow_mode(room, actor, context)?;
    let text = text::message(raw, context.limits.chat)?;
    if let Some(reply_to) = reply_to {
        valid(reply_to)?;
    }
    let message = ChatMessage {
        id: id.clone(),
        from: actor.id.clone(),
        nickname: actor.nickname.clone(),
        text,
        at: context.now,
        reply_to: reply_to.cloned(),
    };
    Ok(vec![Event::Chatted { message }])
}

pub(crate) fn react(room: &Room, actor: &Member, message: &MessageId, emoji: &str, removed: bool) -> Decision {
    may_talk(room, actor)?;
    valid(message)?;
    if !text::is_emoji(emoji) {
        return Err(Rejection::invalid("a reaction is one emoji"));
    }
    let (message, member) = (message.clone(), actor.id.clone());
    Ok(vec![Event::Reacted { message, member, emoji: emoji.to_owned(), removed }])
}

fn may_talk(room: &Room, actor: &Member) -> Result<(), Rejection> {
    access::may(room, actor, Capability::Chat)?;
    if actor.muted && access::role(room, actor) != Role::Leader {
        return Err(Rejection::new(Code::Forbidden, "you are muted in this room"));
    }
    Ok(())
}

/// Whether enough time has passed since the member's last message. Leader and moderators are not
/// slowed, nor is anybody by a last message in the future: the clock was moved then.
fn slow_mode(room: &Room, actor: &Member, context: &Context<'_>) -> Result<(), Rejection> {
    let wait = f64::from(room.policy.slow_mode);
    let Some(last) = context.last_chat.filter(|_| wait > 0.0 && access::role(room, actor) == Role::Member) else {
        return Ok(());
    };
    let passed = (context.now - last) / 1_000.0;
    if passed < 0.0 || passed >= wait {
        return Ok(());
    }
    let mut rejection = Rejection::new(Code::RateLimited, "slow mode is on");
    rejection.retry_after = Some(wait - passed);
    Err(rejection)
}

fn valid(id: &MessageId) -> Result<(), Rejection> {
    if (1..=ID_BYTES).contains(&id.as_str().len()) {
        Ok(())
    } else {
        Err(Rejection::invalid("a message's id has 1 to 64 bytes"))
    }
}

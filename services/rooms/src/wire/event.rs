//! What happened, as members hear of it.

use bytes::Bytes;
use matinee_proto::sync::v1 as sync;
use matinee_proto::sync::v1::event::Event as Told;
use prost::Message;
use room_core::{self as core, Event, Room};

use super::state;

/// Who caused an event, and when.
#[derive(Clone, Copy)]
pub struct Cause<'a> {
    /// Member id; empty when the room itself did.
    pub by: &'a str,
    /// Command id; empty when none did.
    pub id: &'a str,
    /// The instant.
    pub at: core::Millis,
}

/// An event as it is published, and what is kept of it for snapshots.
pub struct Encoded {
    /// The event without epoch and revision.
    pub event: Bytes,
    /// For which list.
    pub kept: Kept,
}

/// What is kept of an event for snapshots, besides the state.
pub enum Kept {
    /// Nothing.
    Nothing,
    /// A message, a slice of the event.
    Message(Bytes),
    /// A reaction, a slice of the event.
    Reaction(Bytes),
}

/// Encodes an event after the room has evolved by it; `None` for what nobody hears of.
pub fn encode(event: Event, room: &Room, reports: &core::Reports, cause: Cause<'_>) -> Option<Encoded> {
    if !event.is_published() {
        return None;
    }
    let told = told(event, room, reports, cause.at)?;
    // The payload is the last field of an event and the message the only one of its payload, so
    // what is kept is the end of what is sent and needs no bytes of its own.
    let kept_length = match &told {
        Told::Chat(chatted) => chatted.message.as_ref().map(Message::encoded_len),
        Told::Reaction(reaction) => Some(reaction.encoded_len()),
        _ => None,
    };
    let is_chat = matches!(told, Told::Chat(_));
    let message = sync::Event {
        epoch: String::new(),
        revision: 0,
        at: cause.at,
        by: cause.by.to_owned(),
        id: cause.id.to_owned(),
        event: Some(told),
    };
    let event = Bytes::from(message.encode_to_vec());
    let kept = match kept_length {
        None => Kept::Nothing,
        Some(length) if is_chat => Kept::Message(event.slice(event.len() - length..)),
        Some(length) => Kept::Reaction(event.slice(event.len() - length..)),
    };
    Some(Encoded { event, kept })
}

fn told(event: Event, room: &Room, reports: &core::Reports, at: core::Millis) -> Option<Told> {
    let position = event.position().unwrap_or(0.0);
    Some(match event {
        Event::Started { playback } => Told::Play(sync::Played { playback: anchor(&playback), position }),
        Event::Paused { playback } => Told::Pause(sync::Paused { playback: anchor(&playback), position }),
        Event::Sought { playback } => {
            Told::Seek(sync::Sought { playback: anchor(&playback), position, timestamp: position })
        }
        Event::RateSet { playback } => Told::SetRate(sync::RateSet { playback: anchor(&playback), position }),
        Event::VideoChanged { playback, played } => {
            let playback = state::playback(&playback);
            let (item, played) = (playback.item.clone(), played.as_ref().map(state::played));
            Told::ChangeVideo(sync::VideoChanged { playback: Some(playback), position, item, played })
        }
        Event::QueueUpdated { .. } => Told::UpdateQueue(sync::QueueUpdated { queue: state::queue(&room.queue) }),
        Event::SkipVoted { item, votes, needed, .. } | Event::SkipTallied { item, votes, needed } => {
            let skip = Some(state::skip(core::Tally { votes, needed }));
            Told::Votes(sync::Votes { item_id: item.to_string(), votes: 0, skip })
        }
        Event::Voted { item, votes, .. } => Told::Votes(sync::Votes { item_id: item.to_string(), votes, skip: None }),
        Event::ItemUpdated { item, .. } => {
            let votes = room.queue.score(&item.id);
            Told::ItemUpdated(sync::ItemUpdated { item: Some(state::item(&item, votes)) })
        }
        Event::Chatted { message } => Told::Chat(sync::Chatted { message: Some(chat(message)) }),
        Event::Reacted { message, member, emoji, removed } => Told::Reaction(sync::Reaction {
            message_id: message.to_string(),
            member_id: member.to_string(),
            emoji,
            removed,
        }),
        Event::PolicyChanged { policy } => {
            Told::PolicyChanged(sync::PolicyChanged { policy: Some(state::policy(&policy)) })
        }
        Event::TimerChanged { timer } => Told::Timer(sync::TimerChanged { timer: Some(state::timer(&timer, at)) }),
        Event::RoomUpdated { about } => Told::RoomUpdated(sync::RoomUpdated {
            name: about.name,
            visibility: about.visibility.as_str().to_owned(),
            persistent: about.persistent,
            owner_id: about.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
            read_only: about.read_only,
            address: about.address,
        }),
        Event::RoomClosed { reason } => Told::RoomClosed(sync::RoomClosed { reason }),
        other => return members(other, room, reports),
    })
}

/// Events about who is in.
fn members(event: Event, room: &Room, reports: &core::Reports) -> Option<Told> {
    Some(match event {
        Event::MembersJoined { members } => {
            let members = members.iter().map(|member| state::member(room, member, reports)).collect();
            Told::MemberJoined(sync::MembersJoined { members })
        }
        Event::MemberLeft { member, reason, .. } => {
            Told::MemberLeft(sync::MemberLeft { member_id: member.to_string(), reason: reason.as_str().to_owned() })
        }
        Event::MemberRenamed { member, nickname } => {
            Told::MemberRenamed(sync::MemberRenamed { member_id: member.to_string(), nickname })
        }
        Event::MemberUpdated { member } => {
            Told::MemberUpdated(sync::MemberUpdated { member: Some(state::member(room, &member, reports)) })
        }
        Event::LeaderChanged { leader, .. } => {
            Told::LeaderChanged(sync::LeaderChanged { member_id: leader?.to_string() })
        }
        Event::MemberKicked { member, ban } => {
            Told::MemberKicked(sync::MemberKicked { member_id: member.to_string(), banned: ban.is_some() })
        }
        _ => return None,
    })
}

fn anchor(playback: &core::Playback) -> Option<sync::Playback> {
    Some(state::playback(playback))
}

fn chat(message: core::ChatMessage) -> sync::ChatMessage {
    sync::ChatMessage {
        id: message.id.to_string(),
        from: message.from.to_string(),
        nickname: message.nickname,
        text: message.text,
        at: message.at,
        reply_to: message.reply_to.map(|id| id.to_string()).unwrap_or_default(),
        reactions: Default::default(),
    }
}

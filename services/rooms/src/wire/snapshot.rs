//! A room whole: everything a client needs to start from nothing.

use std::collections::HashMap;

use bytes::Bytes;
use matinee_broker::Head;
use matinee_proto::rooms::v1::RoomSummary;
use matinee_proto::sync::v1 as sync;
use pbjson_types::value::Kind;
use pbjson_types::{ListValue, Value};
use prost::Message;
use room_core::{self as core, Room};

use super::state;

/// Up to so many members a snapshot holds all of them …
const MEMBERS_ALL: usize = 200;
/// … and beyond that so many.
const MEMBERS_CUT: usize = 100;

/// What is shown of a room besides its rules' state.
pub struct Surroundings<'a> {
    /// Room id.
    pub id: &'a str,
    /// Where its log stands.
    pub head: &'a Head,
    /// How players are.
    pub reports: &'a core::Reports,
    /// The room clock.
    pub now: core::Millis,
}

/// A room as in a SNAPSHOT, for nobody in particular: with `chat` and `reactions` as kept by the
/// broker, without the link.
pub fn room(room: &Room, around: &Surroundings<'_>, chat: &[Bytes], reactions: &[Bytes]) -> sync::Room {
    let present = room.members.present_count();
    let shown = if present > MEMBERS_ALL { MEMBERS_CUT } else { present };
    let members = room.members.present().take(shown);
    sync::Room {
        id: around.id.to_owned(),
        epoch: around.head.epoch.to_string(),
        revision: around.head.revision,
        name: room.about.name.clone(),
        url: String::new(),
        visibility: room.about.visibility.as_str().to_owned(),
        persistent: room.about.persistent,
        owner_id: room.about.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
        leader: room.lead.leader.as_ref().map(ToString::to_string).unwrap_or_default(),
        policy: Some(state::policy(&room.policy)),
        playback: Some(state::playback(&room.playback)),
        queue: state::queue(&room.queue),
        members: members.map(|member| state::member(room, member, around.reports)).collect(),
        member_count: u32::try_from(present).unwrap_or(u32::MAX),
        timer: Some(state::timer(&room.timer, around.now)),
        chat: messages(chat, reactions),
        created_at: room.about.created_at,
        history: room.history.0.iter().map(state::played).collect(),
        read_only: room.about.read_only,
        address: room.about.address.clone(),
        skip: Some(core::tally(room)).filter(|tally| tally.votes > 0).map(state::skip),
    }
}

/// Puts a member into a snapshot that does not show them: not announced yet, or cut.
pub fn include(snapshot: &mut sync::Room, member: sync::Member, announced: bool) {
    if snapshot.members.iter().any(|shown| shown.id == member.id) {
        return;
    }
    snapshot.members.push(member);
    if !announced {
        snapshot.member_count += 1;
    }
}

/// What a room is, to somebody who has not joined it.
pub fn summary(id: &str, room: &Room) -> RoomSummary {
    let public = matches!(room.about.visibility, core::Visibility::Public);
    let title = room.playback.track.as_ref().filter(|_| public).map(|track| track.item.media.title.clone());
    RoomSummary {
        id: id.to_owned(),
        name: room.about.name.clone(),
        visibility: room.about.visibility.as_str().to_owned(),
        persistent: room.about.persistent,
        owner_id: room.about.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
        member_count: u32::try_from(room.members.present_count()).unwrap_or(u32::MAX),
        members_max: room.policy.members_max,
        playing: title.unwrap_or_default(),
        created_at: room.about.created_at,
        address: room.about.address.clone(),
        read_only: room.about.read_only,
    }
}

/// Messages with the reactions to them, in the order in which they came.
fn messages(chat: &[Bytes], reactions: &[Bytes]) -> Vec<sync::ChatMessage> {
    let decoded = chat.iter().filter_map(|bytes| sync::ChatMessage::decode(bytes.clone()).ok());
    let mut messages: Vec<sync::ChatMessage> = decoded.collect();
    let mut given = fold(reactions);
    for message in &mut messages {
        let Some(emoji) = given.remove(&message.id) else { continue };
        let list = |members: Vec<String>| ListValue {
            values: members.into_iter().map(|member| Value { kind: Some(Kind::StringValue(member)) }).collect(),
        };
        message.reactions = emoji.into_iter().map(|(emoji, members)| (emoji, list(members))).collect();
    }
    messages
}

/// Who reacts with what to which message, after all that was given and taken back.
fn fold(reactions: &[Bytes]) -> HashMap<String, HashMap<String, Vec<String>>> {
    let mut given: HashMap<String, HashMap<String, Vec<String>>> = HashMap::new();
    for reaction in reactions.iter().filter_map(|bytes| sync::Reaction::decode(bytes.clone()).ok()) {
        let emoji = given.entry(reaction.message_id).or_default();
        let members = emoji.entry(reaction.emoji.clone()).or_default();
        members.retain(|member| *member != reaction.member_id);
        if !reaction.removed {
            members.push(reaction.member_id);
        } else if members.is_empty() {
            emoji.remove(&reaction.emoji);
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaction(message: &str, member: &str, emoji: &str, removed: bool) -> Bytes {
        let [message_id, member_id, emoji] = [message, member, emoji].map(str::to_owned);
        sync::Reaction { message_id, member_id, emoji, removed }.encode_to_vec().into()
    }

    #[test]
    fn reactions_end_where_they_were_taken_back() {
        let chat = [sync::ChatMessage { id: "m1".into(), ..Default::default() }.encode_to_vec().into()];
        let reactions = [
            reaction("m1", "anna", "👍", false),
            reaction("m1", "bo", "👍", false),
            reaction("m1", "anna", "👍", true),
            reaction("m1", "bo", "🎉", false),
            reaction("m1", "bo", "🎉", true),
            reaction("gone", "bo", "🎉", false),
        ];
        let messages = messages(&chat, &reactions);
        assert_eq!(messages[0].reactions.len(), 1);
        let thumbs = &messages[0].reactions["👍"].values;
        assert_eq!(thumbs, &[Value { kind: Some(Kind::StringValue("bo".to_owned())) }]);
    }
}

//! A client's own picture of a room: a SNAPSHOT, and every EVENT folded into it. Stories compare
//! it with a fresh SNAPSHOT, so that what servers say happened and what they say is agree.

use matinee_proto::sync::v1::event::Event as Happened;
use matinee_proto::sync::v1::{ChatMessage, Event, Item, Member, Reaction, Room};
use pbjson_types::value::Kind;
use pbjson_types::{ListValue, Value};

/// Chat messages that a snapshot keeps.
const CHAT_KEPT: usize = 100;
/// What played that it keeps.
const HISTORY_KEPT: usize = 50;

/// Folds one event into the room.
///
/// # Panics
/// If the event does not follow the room's revision, or says something about nobody.
pub fn fold(room: &mut Room, event: &Event) {
    assert_eq!(event.epoch, room.epoch, "an event of another epoch without a snapshot");
    assert_eq!(event.revision, room.revision + 1, "revisions have no holes");
    room.revision = event.revision;
    match event.event.as_ref().expect("an event says what happened") {
        Happened::Play(played) => room.playback = played.playback.clone(),
        Happened::Pause(paused) => room.playback = paused.playback.clone(),
        Happened::Seek(sought) => room.playback = sought.playback.clone(),
        Happened::SetRate(rate) => room.playback = rate.playback.clone(),
        Happened::ChangeVideo(changed) => {
            room.playback = changed.playback.clone();
            room.skip = None;
            room.history.extend(changed.played.clone());
            let over = room.history.len().saturating_sub(HISTORY_KEPT);
            room.history.drain(..over);
        }
        Happened::UpdateQueue(updated) => room.queue = updated.queue.clone(),
        Happened::Votes(votes) => {
            if votes.skip.is_some() {
                room.skip = votes.skip.filter(|skip| skip.votes > 0);
                return;
            }
            if let Some(item) = room.queue.iter_mut().find(|item| item.id == votes.item_id) {
                item.votes = votes.votes;
            }
        }
        Happened::ItemUpdated(updated) => replace_item(room, updated.item.as_ref().expect("an item")),
        Happened::MemberJoined(joined) => joined.members.iter().for_each(|member| replace_member(room, member)),
        Happened::MemberLeft(left) => {
            room.members.retain(|member| member.id != left.member_id);
            room.member_count -= 1;
        }
        Happened::MemberRenamed(renamed) => {
            member(room, &renamed.member_id).nickname.clone_from(&renamed.nickname);
        }
        Happened::MemberUpdated(updated) => replace_member(room, updated.member.as_ref().expect("a member")),
        Happened::LeaderChanged(changed) => lead(room, &changed.member_id),
        Happened::PolicyChanged(changed) => room.policy = changed.policy.clone(),
        Happened::Chat(chatted) => remember(room, chatted.message.clone().expect("a message")),
        Happened::Timer(timer) => room.timer = timer.timer.clone(),
        Happened::RoomUpdated(updated) => {
            room.name.clone_from(&updated.name);
            room.visibility.clone_from(&updated.visibility);
            room.persistent = updated.persistent;
            room.owner_id.clone_from(&updated.owner_id);
            room.read_only = updated.read_only;
            room.address.clone_from(&updated.address);
        }
        Happened::Reaction(reaction) => react(room, reaction),
        Happened::MemberKicked(_) | Happened::RoomClosed(_) => {}
    }
}

fn member<'a>(room: &'a mut Room, id: &str) -> &'a mut Member {
    room.members.iter_mut().find(|member| member.id == id).expect("the member is known")
}

fn replace_member(room: &mut Room, new: &Member) {
    match room.members.iter_mut().find(|member| member.id == new.id) {
        Some(known) => *known = new.clone(),
        None => {
            room.members.push(new.clone());
            room.member_count += 1;
        }
    }
}

fn lead(room: &mut Room, id: &str) {
    let former = std::mem::replace(&mut room.leader, id.to_owned());
    for member in &mut room.members {
        if member.id == id {
            "leader".clone_into(&mut member.role);
        } else if member.id == former {
            "member".clone_into(&mut member.role);
        }
    }
}

fn replace_item(room: &mut Room, new: &Item) {
    let playing = room.playback.iter_mut().filter_map(|playback| playback.item.as_mut());
    for item in room.queue.iter_mut().chain(playing).filter(|item| item.id == new.id) {
        *item = new.clone();
    }
}

fn remember(room: &mut Room, message: ChatMessage) {
    room.chat.push(message);
    let over = room.chat.len().saturating_sub(CHAT_KEPT);
    room.chat.drain(..over);
}

/// Reactions are kept for as long as their message is.
fn react(room: &mut Room, reaction: &Reaction) {
    let Some(message) = room.chat.iter_mut().find(|message| message.id == reaction.message_id) else { return };
    let given = message.reactions.entry(reaction.emoji.clone()).or_insert_with(|| ListValue { values: Vec::new() });
    let member = Value { kind: Some(Kind::StringValue(reaction.member_id.clone())) };
    given.values.retain(|value| *value != member);
    if !reaction.removed {
        given.values.push(member);
    }
    if given.values.is_empty() {
        message.reactions.remove(&reaction.emoji);
    }
}

//! The parts of a room as bytes in the broker.
//!
//! A format of its own, in Protocol Buffers: fields that this version does not know are skipped,
//! missing ones have their defaults, so that replicas of two versions share rooms during a
//! deploy. Values that are names (`leader`, `votes`) are stored as names; one that is unknown
//! counts as the most careful known one.

mod item;
mod member;
mod playback;
mod queue;
mod room;
mod timer;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;
use prost::Message;
use room_core::{Millis, Part, Report, Room};

/// Stored bytes that are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a room is stored that cannot be read: {0}")]
pub struct Nonsense(&'static str);

impl Nonsense {
    /// What is stored does not even say what room it is.
    pub fn no_room() -> Self {
        Self("a room without what it is")
    }

    /// What is stored is of no version that there can be.
    pub fn no_version() -> Self {
        Self("a room of an impossible version")
    }
}

impl From<prost::DecodeError> for Nonsense {
    fn from(_: prost::DecodeError) -> Self {
        Self("not Protocol Buffers")
    }
}

/// A part of a room as bytes; `None` if the room does not have it.
pub fn encode(room: &Room, part: &Part) -> Option<Bytes> {
    let bytes = match part {
        Part::About => room::About::from(&room.about).encode_to_vec(),
        Part::Policy => room::Policy::from(&room.policy).encode_to_vec(),
        Part::Playback => playback::Playback::from(&room.playback).encode_to_vec(),
        Part::Skip => room::Skip::from(&room.skip).encode_to_vec(),
        Part::Queue => item::Items::from(room.queue.items()).encode_to_vec(),
        Part::History => playback::History::from(&room.history).encode_to_vec(),
        Part::Timer => timer::Timer::from(&room.timer).encode_to_vec(),
        Part::Lead => room::Lead::from(&room.lead).encode_to_vec(),
        Part::Bans => room::Bans::from(&room.bans).encode_to_vec(),
        Part::Departures => room::Departures::from(&room.departures).encode_to_vec(),
        Part::Moderators => room::Moderators::from(&room.moderators).encode_to_vec(),
        Part::Votes(item) => queue::Votes::from(room.queue.votes(item)?).encode_to_vec(),
        Part::Undo(number) => queue::UndoEntry::from(room.undo.get(*number)?).encode_to_vec(),
        Part::Member(member) => member::Member::from(room.members.get(member)?.as_ref()).encode_to_vec(),
    };
    Some(bytes.into())
}

/// The items of a queue as its part.
pub fn encode_items(items: &[room_core::Item]) -> Bytes {
    let items: Vec<_> = items.iter().cloned().map(Arc::new).collect();
    item::Items::from(items.as_slice()).encode_to_vec().into()
}

/// Puts a part into a room.
///
/// # Errors
/// The bytes are not such a part; the room is as it was.
pub fn decode(room: &mut Room, part: Part, bytes: &[u8]) -> Result<(), Nonsense> {
    match part {
        Part::About => room.about = room::About::decode(bytes)?.into(),
        Part::Policy => room.policy = room::Policy::decode(bytes)?.into(),
        Part::Playback => room.playback = playback::Playback::decode(bytes)?.try_into()?,
        Part::Skip => room.skip = room::Skip::decode(bytes)?.into(),
        Part::Queue => room.queue.set_items(item::Items::decode(bytes)?.into()),
        Part::History => room.history = playback::History::decode(bytes)?.try_into()?,
        Part::Timer => room.timer = timer::Timer::decode(bytes)?.into(),
        Part::Lead => room.lead = room::Lead::decode(bytes)?.into(),
        Part::Bans => room.bans = room::Bans::decode(bytes)?.into(),
        Part::Departures => room.departures = room::Departures::decode(bytes)?.into(),
        Part::Moderators => room.moderators = room::Moderators::decode(bytes)?.into(),
        Part::Votes(item) => room.queue.set_votes(item, Some(queue::Votes::decode(bytes)?.into())),
        Part::Undo(number) => room.undo.set(number, Some(queue::UndoEntry::decode(bytes)?.try_into()?)),
        Part::Member(_) => room.members.insert(Arc::new(member::Member::decode(bytes)?.into())),
    }
    Ok(())
}

/// Takes a part out of a room again. Parts that every room has stay.
pub fn remove(room: &mut Room, part: Part) {
    match part {
        Part::Votes(item) => room.queue.set_votes(item, None),
        Part::Undo(number) => room.undo.set(number, None),
        Part::Member(member) => {
            room.members.remove(&member);
        }
        _ => {}
    }
}

/// What a room is, to build the others upon.
///
/// # Errors
/// The bytes are not that.
pub fn decode_about(bytes: &[u8]) -> Result<room_core::About, Nonsense> {
    Ok(room::About::decode(bytes)?.into())
}

/// A report of a player as bytes.
pub fn encode_report(report: &Report) -> Bytes {
    member::Report::from(report).encode_to_vec().into()
}

/// A report of a player.
///
/// # Errors
/// The bytes are not one.
pub fn decode_report(bytes: &[u8]) -> Result<Report, Nonsense> {
    member::Report::decode(bytes)?.try_into()
}

/// An instant as bytes.
pub fn encode_instant(at: Millis) -> Bytes {
    Bytes::copy_from_slice(&at.to_be_bytes())
}

/// An instant.
///
/// # Errors
/// The bytes are not one.
pub fn decode_instant(bytes: &[u8]) -> Result<Millis, Nonsense> {
    let bytes = <[u8; 8]>::try_from(bytes).map_err(|_| Nonsense("not an instant"))?;
    Ok(Millis::from_be_bytes(bytes))
}

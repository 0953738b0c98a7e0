//! A room as a row: what is looked up has columns, the rest is one document.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use matinee_broker::{Head, RoomState};
use prost::Message;
use room_core::{Item, Part};
use sha2::{Digest, Sha256};

use crate::desk::Known;
use crate::stored::{self, Nonsense};

/// The parts of a room but for its queue.
#[derive(Clone, PartialEq, Message)]
struct Parts {
    #[prost(message, repeated, tag = "1")]
    parts: Vec<StoredPart>,
}

#[derive(Clone, PartialEq, Message)]
struct StoredPart {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(bytes = "bytes", tag = "2")]
    value: Bytes,
}

/// A room to be written, or as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) owner: String,
    pub(super) host: String,
    pub(super) address: String,
    pub(super) name: String,
    pub(super) persistent: bool,
    pub(super) closed: bool,
    pub(super) state: String,
    pub(super) queue_digest: String,
    pub(super) queue: Vec<Item>,
    pub(super) created_at: i64,
    pub(super) saved_at: i64,
    /// When somebody was last in it, whoever has looked at it since.
    pub(super) used_at: i64,
    /// 0: never.
    pub(super) expires_at: i64,
}

impl Document {
    /// A room as it is known at `now`; one that does not stay expires `empty` after the last one
    /// left, counted from now while somebody is in.
    ///
    /// # Errors
    /// Its version cannot be written.
    pub fn new(id: &str, known: &Known, now: i64, empty: Duration) -> Result<Self, Nonsense> {
        let about = &known.room.about;
        let text = |user: Option<&room_core::UserId>| user.map(ToString::to_string).unwrap_or_default();
        let since = known.emptied.map_or(now, |since| since as i64);
        let kept = i64::try_from(empty.as_millis()).unwrap_or(i64::MAX);
        let queue = stored::encode(&known.room, &Part::Queue).unwrap_or_default();
        Ok(Self {
            id: id.to_owned(),
            version: i64::try_from(known.version).map_err(|_| Nonsense::no_version())?,
            owner: text(about.owner.as_ref()),
            host: about.creator.to_string(),
            address: about.address.clone(),
            name: about.name.clone(),
            persistent: about.persistent,
            closed: about.closed,
            state: encode(known.saved_parts()),
            queue_digest: STANDARD.encode(Sha256::digest(&queue)),
            queue: known.room.queue.items().iter().map(|item| item.as_ref().clone()).collect(),
            created_at: about.created_at as i64,
            saved_at: now,
            used_at: since,
            expires_at: if about.persistent { 0 } else { since.saturating_add(kept) },
        })
    }

    /// The room, under no epoch.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn known(self) -> Result<Known, Nonsense> {
        let bytes = STANDARD.decode(&self.state).map_err(|_| Nonsense::no_room())?;
        let parts = Parts::decode(bytes.as_slice())?.parts;
        let mut parts: Vec<_> = parts.into_iter().map(|part| (part.name, part.value)).collect();
        parts.push((Part::Queue.to_string(), stored::encode_items(&self.queue)));
        let state = RoomState {
            head: Head { epoch: "".into(), revision: 0 },
            version: u64::try_from(self.version).map_err(|_| Nonsense::no_version())?,
            presence_version: 0,
            parts,
            chat: Vec::new(),
            reactions: Vec::new(),
        };
        let mut known = Known::read(state)?;
        known.room.about.address = self.address;
        Ok(known)
    }
}

/// The parts as text. Their order does not matter, but the same room is the same text.
fn encode(parts: Vec<(String, Bytes)>) -> String {
    let queue = Part::Queue.to_string();
    let mut parts: Vec<_> =
        parts.into_iter().filter(|(name, _)| *name != queue).map(|(name, value)| StoredPart { name, value }).collect();
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    STANDARD.encode(Parts { parts }.encode_to_vec())
}

//! Names of keys and channels.
//!
//! Rooms are spread over [`PARTITIONS`]; every key of a partition carries the same hash tag, so that one
//! script changes a room and its wake-ups in one slot. Sharding by partition and not by room keeps the
//! number of wake-up sets fixed.
//!
//! | key | holds |
//! |---|---|
//! | `matinee:{p17}:room:<id>` | hash: epoch, revision, version, parts, deadlines; also the channel |
//! | `…:events` `…:chat` `…:reactions` | stream, lists: the replay window and what snapshots show |
//! | `…:ids` | sorted set: accepted command ids, scored by age and answer |
//! | `…:versions` | sorted set: names of parts, removed ones too, by the version that wrote them |
//! | `…:presence` | hash: leases of connections |
//! | `matinee:{p17}:wakeups` | sorted set: `kind/room` by when it may be claimed |
//! | `matinee:{p17}:dirty` | sorted set: rooms that changed, by when they first did |
//! | `matinee:claim:<key>` `matinee:rate:<scope>:<key>` `matinee:budget:<key>` `matinee:<service>:<key>` | claims, token buckets, budgets, cached values |
//! | `matinee:share:<key>` | hash: how many of something each process has, and until when that counts |
//! | `matinee:{directory}:…` | the public directory |
//! | `matinee:{users}:…` | who is active: leases, names, order |
//! | `matinee:{u<user>}:inbox` | stream: what was said to a user and by them |
//! | `…:blocked` `…:spoken` `…:rooms` | sorted sets by time: whom they do not hear, with whom they spoke, where they were |
//! | `…:said:<command>` | message id of a command that was accepted |
//!
//! Channels besides: `matinee:{notices}`, `matinee:{users}`, and `matinee:{p17}:probe:<random>` of each process. What belongs to a room
//! runs out 24 hours after its last change.

use ::redis::cluster_routing::Slot;
use crc16::{State, XMODEM};

/// Partitions of rooms.
pub(super) const PARTITIONS: u16 = 128;
/// Slots of a Cluster.
pub(super) const SLOTS: u16 = 16_384;

/// Notices to all replicas.
pub(super) const NOTICES: &str = "matinee:{notices}";
/// Ranks, bodies and times of the public directory.
pub(super) const DIRECTORY: [&str; 3] =
    ["matinee:{directory}:ranks", "matinee:{directory}:bodies", "matinee:{directory}:put"];

/// Leases, their counts by user, order, names, users by name, and when they were last there.
pub(super) const USERS: [&str; 6] = [
    "matinee:{users}:leases",
    "matinee:{users}:counts",
    "matinee:{users}:order",
    "matinee:{users}:names",
    "matinee:{users}:ids",
    "matinee:{users}:seen",
];
/// Changes of the active users.
pub(super) const USERS_CHANNEL: &str = "matinee:{users}";

/// Names that belong to one user, all in one slot.
#[derive(Debug)]
pub(super) struct UserKeys(String);

impl UserKeys {
    pub(super) fn new(user: &str) -> Self {
        // A brace would end the hash tag early.
        Self(format!("matinee:{{u{}}}", user.replace(['{', '}'], "_")))
    }

    pub(super) fn slot(&self) -> u16 {
        slot(&self.0)
    }

    pub(super) fn of(&self, what: &str) -> String {
        format!("{}:{what}", self.0)
    }

    pub(super) fn command(&self, command: &str) -> String {
        self.of(&format!("said:{command}"))
    }
}

/// The partition of a room.
pub(super) fn partition(room: &str) -> u16 {
    State::<XMODEM>::calculate(room.as_bytes()) % PARTITIONS
}

/// The slot of a partition.
pub(super) fn partition_slot(partition: u16) -> u16 {
    State::<XMODEM>::calculate(format!("p{partition}").as_bytes()) % SLOTS
}

/// The slot of any key.
pub(super) fn slot(key: &str) -> u16 {
    // redis-rs computes it but does not tell the number.
    let tag = key.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(tag, _)| tag);
    let hashed = tag.filter(|tag| !tag.is_empty()).unwrap_or(key);
    let slot = State::<XMODEM>::calculate(hashed.as_bytes()) % SLOTS;
    debug_assert_eq!(Slot::new(slot), Some(Slot::for_key(key)));
    slot
}

/// The wake-ups of a partition.
pub(super) fn wakeups(partition: u16) -> String {
    format!("matinee:{{p{partition}}}:wakeups")
}

/// The marks of a partition's rooms that changed.
pub(super) fn dirty(partition: u16) -> String {
    format!("matinee:{{p{partition}}}:dirty")
}

/// Names that belong to one room.
#[derive(Debug)]
pub(super) struct RoomKeys {
    pub(super) partition: u16,
    /// The hash and the channel.
    pub(super) room: String,
}

impl RoomKeys {
    pub(super) fn new(id: &str) -> Self {
        let partition = partition(id);
        Self { partition, room: format!("matinee:{{p{partition}}}:room:{id}") }
    }

    pub(super) fn slot(&self) -> u16 {
        partition_slot(self.partition)
    }

    pub(super) fn of(&self, what: &str) -> String {
        format!("{}:{what}", self.room)
    }

    pub(super) fn wakeups(&self) -> String {
        wakeups(self.partition)
    }

    pub(super) fn dirty(&self) -> String {
        dirty(self.partition)
    }

    /// Room, events, chat, reactions, command ids, versions of parts, presence: all that has a time to live.
    pub(super) fn all(&self) -> Vec<String> {
        let suffixes = ["events", "chat", "reactions", "ids", "versions", "presence"];
        std::iter::once(self.room.clone()).chain(suffixes.map(|suffix| self.of(suffix))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_room_share_its_slot() {
        let keys = RoomKeys::new("quiet-otter-0042");
        assert!(keys.partition < PARTITIONS);
        assert_eq!(keys.room, format!("matinee:{{p{}}}:room:quiet-otter-0042", keys.partition));
        for key in keys.all().into_iter().chain([keys.wakeups(), keys.dirty()]) {
            assert_eq!(slot(&key), keys.slot(), "{key}");
        }
    }

    #[test]
    fn slots_are_those_of_redis() {
        assert_eq!(slot("123456789"), 0x31C3);
        assert_eq!(slot("{user1000}.following"), slot("user1000"));
        assert_eq!(slot("foo{}{bar}"), slot_of("foo{}{bar}"));
    }

    fn slot_of(key: &str) -> u16 {
        (0..SLOTS).find(|slot| Slot::new(*slot) == Some(Slot::for_key(key))).unwrap()
    }
}

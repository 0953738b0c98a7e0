//! Commands of a room whose answer is awaited, so that the event says it.
//!
//! An event is published only if the command that made it counts, in the same step, and it names
//! that command. So a hub that receives it acknowledges the command with it, in one write; what
//! rooms answers besides takes a longer way and is said only where no event has said it before.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{Ack, Event};
use parking_lot::Mutex;

use crate::outlet::Outlet;

/// The awaited answers of one room in this process; as many as there are commands on their way.
#[derive(Debug, Default)]
pub(crate) struct Awaited {
    /// Revision up to which events have been taken up.
    head: AtomicU32,
    hasher: RandomState,
    commands: Mutex<HashMap<u64, Command>>,
}

#[derive(Debug)]
struct Command {
    member: Arc<str>,
    id: String,
    outlet: Arc<Outlet>,
}

/// One command's entry among the awaited, as the one who sent it has it.
#[derive(Debug)]
pub(crate) struct Awaiting {
    awaited: Arc<Awaited>,
    /// `None`: another command of the same name is on its way, and an event would be of that one.
    key: Option<u64>,
}

impl Awaited {
    /// The answer to the member's command `id` is awaited on `outlet`.
    pub(crate) fn note(self: &Arc<Self>, member: &Arc<str>, id: &str, outlet: &Arc<Outlet>) -> Awaiting {
        let key = self.key(member, id);
        let noted = match self.commands.lock().entry(key) {
            Entry::Occupied(_) => None,
            Entry::Vacant(place) => {
                place.insert(Command { member: member.clone(), id: id.to_owned(), outlet: outlet.clone() });
                Some(key)
            }
        };
        Awaiting { awaited: self.clone(), key: noted }
    }

    /// Where the command of a published event is to be acknowledged, if that is here and has not
    /// been done.
    pub(crate) fn told(&self, member: &str, id: &str) -> Option<Arc<Outlet>> {
        if id.is_empty() {
            return None;
        }
        match self.commands.lock().entry(self.key(member, id)) {
            Entry::Occupied(place) if *place.get().member == *member && place.get().id == id => {
                Some(place.remove().outlet)
            }
            _ => None,
        }
    }

    /// Events have been taken up so far.
    pub(crate) fn reached(&self, revision: u32) {
        self.head.store(revision, Ordering::Release);
    }

    fn key(&self, member: &str, id: &str) -> u64 {
        self.hasher.hash_one((member, id))
    }
}

impl Awaiting {
    /// Ends the waiting: whether nobody has been told yet.
    pub(crate) fn end(&self) -> bool {
        self.key.is_none_or(|key| self.awaited.commands.lock().remove(&key).is_some())
    }

    /// Whether events up to this revision have been taken up.
    pub(crate) fn has_reached(&self, revision: u32) -> bool {
        self.awaited.head.load(Ordering::Acquire) >= revision
    }
}

/// What the events that are about to be handed out acknowledge.
pub(super) struct Acknowledgements {
    awaited: Arc<Awaited>,
    told: Vec<Told>,
}

struct Told {
    outlet: Arc<Outlet>,
    by: String,
    ack: Ack,
}

impl Acknowledgements {
    pub(super) fn of(awaited: Arc<Awaited>) -> Self {
        Self { awaited, told: Vec::new() }
    }

    /// Takes up the next event: a command's last one counts, and all of them come together.
    pub(super) fn take(&mut self, event: Event) {
        let Event { by, id, revision, .. } = event;
        match self.told.last_mut() {
            Some(last) if last.ack.id == id && last.by == by => last.ack.revision = revision,
            _ => {
                if let Some(outlet) = self.awaited.told(&by, &id) {
                    self.told.push(Told { outlet, by, ack: Ack { id, revision } });
                }
            }
        }
    }

    /// Events have been taken up so far.
    pub(super) fn reached(&self, revision: u32) {
        self.awaited.reached(revision);
    }

    /// Puts every ACK in front of what its socket is handed next; the sockets, to be flushed after that.
    pub(super) fn hold(&mut self) -> Vec<Arc<Outlet>> {
        let held = self.told.drain(..).map(|Told { outlet, ack, .. }| {
            outlet.hold(Frame::Ack(ack));
            outlet
        });
        held.collect()
    }
}

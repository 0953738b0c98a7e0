//! The sockets of one room in this process, and how far each one has been served.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use bytes::{Bytes, BytesMut};
use matinee_proto::sync::v1::Member;

use super::catch_up::already_had;
use super::ring::Ring;
use crate::codec::Codec;
use crate::outlet::Outlet;

/// Commands to resynchronise that wait for one snapshot.
pub(crate) const RESYNCS: usize = 16;

/// One socket.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) outlet: Arc<Outlet>,
    pub(crate) member: Arc<str>,
    /// The member as rooms knew it when the socket connected.
    pub(crate) own: Option<Box<Member>>,
    /// Head of the room when the socket connected: what was said of the member before then is
    /// not about this stay.
    pub(crate) since: u32,
    /// Address under which the room was opened.
    pub(crate) base: Arc<str>,
    pub(crate) standing: Standing,
    /// Ids of RESYNCs to be acknowledged after the snapshot.
    pub(crate) resyncs: Vec<String>,
}

/// How far a socket has been served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It waits for the shared snapshot, and gets no events until then.
    Waiting,
    /// The same, but what it waits for is read for it alone.
    Reading,
    /// It has everything up to this revision.
    At(u32),
}

/// The sockets of one room. Keys are unique within the process.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    slots: Vec<Slot>,
    keys: Vec<u64>,
    places: HashMap<u64, usize>,
    codecs: [usize; 2],
}

impl Slots {
    pub(crate) fn insert(&mut self, key: u64, slot: Slot) {
        self.codecs[slot.outlet.codec().index()] += 1;
        self.places.insert(key, self.slots.len());
        self.slots.push(slot);
        self.keys.push(key);
    }

    pub(crate) fn remove(&mut self, key: u64) -> Option<Slot> {
        let place = self.places.remove(&key)?;
        let slot = self.slots.swap_remove(place);
        self.keys.swap_remove(place);
        if let Some(moved) = self.keys.get(place) {
            self.places.insert(*moved, place);
        }
        self.codecs[slot.outlet.codec().index()] -= 1;
        Some(slot)
    }

    pub(crate) fn get_mut(&mut self, key: u64) -> Option<&mut Slot> {
        self.places.get(&key).map(|place| &mut self.slots[*place])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (u64, &mut Slot)> {
        self.keys.iter().copied().zip(&mut self.slots)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether anybody speaks each codec, by [`Codec::index`].
    pub(crate) fn wanted(&self) -> [bool; 2] {
        self.codecs.map(|count| count > 0)
    }

    /// Hands the newest `count` events of the ring to every socket that has not had them. Who
    /// has had none of them gets them in one write.
    pub(crate) fn deliver(&mut self, ring: &mut Ring, count: u32) {
        let before = ring.head() - count;
        let mut frames: [Vec<Bytes>; 2] = Default::default();
        let mut joined: [Bytes; 2] = Default::default();
        let wanted = self.wanted();
        for codec in [Codec::Json, Codec::Proto].into_iter().filter(|codec| wanted[codec.index()]) {
            let new = ring.frames_after(before, codec).unwrap_or_default();
            joined[codec.index()] = join(&new);
            frames[codec.index()] = new;
        }
        let mut delivered = 0;
        for slot in &mut self.slots {
            let Standing::At(cursor) = slot.standing else { continue };
            let codec = slot.outlet.codec().index();
            let new = &frames[codec];
            let had = if cursor == before { 0 } else { already_had(cursor, before + 1, new.len()) };
            match had {
                0 => slot.outlet.push(std::slice::from_ref(&joined[codec])),
                had if had < new.len() => slot.outlet.push(&new[had..]),
                _ => {}
            }
            delivered += (new.len() - had) as u64;
            slot.standing = Standing::At(cursor.max(ring.head()));
        }
        // The handle is kept: looking it up costs more than some deliveries.
        static DELIVERED: LazyLock<metrics::Counter> =
            LazyLock::new(|| metrics::counter!("matinee_gateway_delivered_total"));
        DELIVERED.increment(delivered);
    }

    /// Hands unrevisioned frames, one per codec, to every socket that has the state.
    pub(crate) fn broadcast(&self, frames: &[Option<Bytes>; 2]) {
        for slot in &self.slots {
            if let (Standing::At(_), Some(frame)) = (slot.standing, &frames[slot.outlet.codec().index()]) {
                slot.outlet.push(std::slice::from_ref(frame));
            }
        }
    }
}

/// Frames one after the other, in one piece of memory.
pub(crate) fn join(frames: &[Bytes]) -> Bytes {
    match frames {
        [one] => one.clone(),
        many => {
            let mut whole = BytesMut::with_capacity(many.iter().map(Bytes::len).sum());
            many.iter().for_each(|frame| whole.extend_from_slice(frame));
            whole.freeze()
        }
    }
}

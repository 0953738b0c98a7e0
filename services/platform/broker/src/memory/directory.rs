//! The public directory, by rank.

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use parking_lot::Mutex;

use crate::{DirectoryPage, LISTING_MEMORY, Millis};

#[derive(Debug)]
struct Listing {
    rank: u32,
    body: Bytes,
    put_at: Millis,
}

#[derive(Debug, Default)]
struct Listings {
    by_room: HashMap<String, Listing>,
    by_rank: BTreeSet<(u32, String)>,
}

/// Public rooms. One lock: it is written when a room's head count changes and read by people.
#[derive(Debug, Default)]
pub(super) struct Directory(Mutex<Listings>);

impl Directory {
    pub(super) fn put(&self, room: &str, rank: u32, body: Bytes, now: Millis) {
        let mut listings = self.0.lock();
        listings.remove(room);
        listings.by_rank.insert((rank, room.to_owned()));
        listings.by_room.insert(room.to_owned(), Listing { rank, body, put_at: now });
    }

    pub(super) fn remove(&self, room: &str) {
        self.0.lock().remove(room);
    }

    pub(super) fn page(&self, offset: u32, limit: u32, now: Millis) -> DirectoryPage {
        let mut listings = self.0.lock();
        listings.sweep(now);
        let ranked = listings.by_rank.iter().rev().skip(offset as usize).take(limit as usize);
        let entry =
            |(_, room): &(u32, String)| listings.by_room.get(room).map(|listing| (room.clone(), listing.body.clone()));
        let entries: Vec<_> = ranked.filter_map(entry).collect();
        let end = offset.saturating_add(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        let next = (!entries.is_empty() && (end as usize) < listings.by_rank.len()).then_some(end);
        DirectoryPage { entries, next }
    }

    /// Drops what was not put again.
    pub(super) fn sweep(&self, now: Millis) {
        self.0.lock().sweep(now);
    }
}

impl Listings {
    fn remove(&mut self, room: &str) {
        if let Some(listing) = self.by_room.remove(room) {
            self.by_rank.remove(&(listing.rank, room.to_owned()));
        }
    }

    fn sweep(&mut self, now: Millis) {
        let too_old = now - LISTING_MEMORY.as_secs_f64() * 1e3;
        let stale = self.by_room.iter().filter(|(_, listing)| listing.put_at < too_old);
        for room in stale.map(|(room, _)| room.clone()).collect::<Vec<_>>() {
            self.remove(&room);
        }
    }
}

//! The broker of a single process.
//!
//! The same promises as Redis gives, by one short lock per room: under it a commit is judged, made and
//! published, so that revisions reach subscribers in order. Rooms never wait for each other,
//! nothing here awaits, and there is no background task: what has run out is swept, once a minute at
//! most, by the calls that come anyway.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::broadcast;

use crate::clock::SystemClock;
use crate::outlet::Outlet;
use crate::subscription::Guard;
use crate::{
    Broker, BrokerError, Claim, Commit, CommitOutcome, Connection, DirectoryPage, Feed, Head, Lease, Millis, Published,
    ROOM_MEMORY, Rate, Replay, Result, RoomState, Subscription, WAKEUP_HOLD, Wakeup, WakeupKind,
};

mod cells;
mod directory;
mod dirty;
mod known;
mod ledger;
pub(crate) mod log;
mod presence;
mod room;
mod saving;
mod share;
mod talk;
mod wakeups;

use cells::{Cell, Cells};
use dirty::DirtyIndex;
use room::{Due, Room};
use wakeups::{Entry, WakeupIndex};

/// Notices that may wait for the slowest receiver.
const NOTICES: usize = 1024;
/// Milliseconds between two sweeps.
const SWEEP: f64 = 60_000.0;

/// A broker in the memory of this process.
#[derive(Debug)]
pub struct Memory {
    clock: SystemClock,
    cells: Arc<Cells>,
    wakeups: WakeupIndex,
    dirty: DirtyIndex,
    ledger: ledger::Ledger,
    directory: directory::Directory,
    users: talk::Users,
    /// `None` once closed.
    notices: Mutex<Option<broadcast::Sender<Bytes>>>,
    closed: AtomicBool,
    /// Whole milliseconds of the next sweep.
    sweep_at: AtomicU64,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// An empty broker.
    #[must_use]
    pub fn new() -> Self {
        Self {
            clock: SystemClock::default(),
            cells: Arc::default(),
            wakeups: WakeupIndex::default(),
            dirty: DirtyIndex::default(),
            ledger: ledger::Ledger::default(),
            directory: directory::Directory::default(),
            users: talk::Users::default(),
            notices: Mutex::new(Some(broadcast::channel(NOTICES).0)),
            closed: AtomicBool::new(false),
            sweep_at: AtomicU64::new(0),
        }
    }

    fn in_room<R>(&self, id: &str, act: impl FnOnce(&mut Room) -> R) -> Option<R> {
        self.cells.existing(id, |cell| cell.room.as_mut().map(act)).flatten()
    }

    fn set_wakeup(&self, id: &str, room: &mut Room, kind: WakeupKind, deadline: Option<Millis>) {
        let due = deadline.map(|deadline| Due { deadline, claimable_at: deadline });
        self.put_wakeup(id, room, kind, due);
    }

    fn put_wakeup(&self, id: &str, room: &mut Room, kind: WakeupKind, due: Option<Due>) {
        let entry = |due: Due| Entry { at: due.claimable_at, kind, room: id.into() };
        let before = match due {
            Some(due) => room.wakeups.insert(kind, due),
            None => room.wakeups.remove(&kind),
        };
        if before != due {
            if let Some(before) = before {
                self.wakeups.remove(&entry(before));
            }
            if let Some(due) = due {
                self.wakeups.insert(entry(due));
            }
        }
    }

    /// Sees to it that somebody looks at the room's members at `deadline` at the latest.
    fn presence_due(&self, id: &str, room: &mut Room, deadline: Millis) {
        if room.wakeups.get(&WakeupKind::Presence).is_none_or(|due| due.deadline > deadline) {
            self.set_wakeup(id, room, WakeupKind::Presence, Some(deadline));
        }
    }

    fn take_out(&self, id: &str) {
        self.cells.existing(id, |cell| self.empty(id, cell));
        self.cells.tidy(id);
    }

    fn empty(&self, id: &str, cell: &mut Cell) {
        if let Some(mut room) = cell.room.take() {
            for kind in WakeupKind::ALL {
                self.set_wakeup(id, &mut room, kind, None);
            }
            self.dirty.set(id, &mut room.dirty, None);
        }
    }

    fn sweep_sometimes(&self, now: Millis) {
        let at = self.sweep_at.load(Ordering::Relaxed);
        let next = (now + SWEEP) as u64;
        if now < at as f64 || self.sweep_at.compare_exchange(at, next, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        self.ledger.sweep(now);
        self.directory.sweep(now);
        self.users.sweep(now);
        let too_old = now - millis(ROOM_MEMORY);
        for id in self.cells.ids() {
            if self.in_room(&id, |room| room.touched < too_old).unwrap_or_default() {
                self.take_out(&id);
            }
        }
    }
}

#[async_trait]
impl Broker for Memory {
    fn now(&self) -> Millis {
        self.clock.now()
    }

    fn healthy(&self) -> bool {
        !self.closed.load(Ordering::Relaxed)
    }

    async fn rebuild(
        &self,
        room: &str,
        version: u64,
        parts: Vec<(String, Bytes)>,
        wakeups: Vec<(WakeupKind, Millis)>,
    ) -> Result<(bool, RoomState)> {
        let now = self.now();
        Ok(self.cells.made(room, |cell| {
            if let Some(existing) = &cell.room {
                return (false, existing.state());
            }
            let mut made = Room::new(new_epoch(), version, parts, now);
            self.dirty.set(room, &mut made.dirty, Some(now));
            for (kind, deadline) in wakeups {
                self.set_wakeup(room, &mut made, kind, Some(deadline));
            }
            let state = made.state();
            cell.room = Some(made);
            cell.publish(Published::Reset(state.head.clone()));
            (true, state)
        }))
    }

    async fn load(&self, room: &str) -> Result<Option<RoomState>> {
        Ok(self.in_room(room, |room| room.state()))
    }

    async fn commit(&self, mut commit: Commit) -> Result<CommitOutcome> {
        let id = std::mem::take(&mut commit.room);
        let outcome = self.cells.existing(&id, |cell| {
            let room = cell.room.as_mut()?;
            let before = room.version;
            let (outcome, published) = room.commit(&mut commit);
            if matches!(outcome, CommitOutcome::Committed { .. }) {
                if room.version != before && room.dirty.is_none() {
                    self.dirty.set(&id, &mut room.dirty, Some(commit.now));
                }
                for (kind, deadline) in commit.wakeups {
                    self.set_wakeup(&id, room, kind, deadline);
                }
            }
            if let Some(batch) = published {
                cell.publish(Published::Events(batch));
            }
            Some(outcome)
        });
        Ok(outcome.flatten().unwrap_or(CommitOutcome::Gone))
    }

    async fn remove(&self, room: &str) -> Result<()> {
        self.take_out(room);
        Ok(())
    }

    async fn unload(&self, room: &str, version: u64, presence_version: u64) -> Result<bool> {
        Ok(self.unload_unless_changed(room, version, presence_version))
    }

    async fn claim_dirty(&self, limit: usize, changed_before: Millis) -> Result<Vec<String>> {
        Ok(self.claim_marks(limit, changed_before))
    }

    async fn saved(&self, rooms: &[(String, u64)]) -> Result<()> {
        self.clear_marks(rooms);
        Ok(())
    }

    async fn subscribe(&self, room: &str) -> Result<Subscription> {
        if !self.healthy() {
            return Err(BrokerError::Unavailable("closed".into()));
        }
        let receiver = self.cells.made(room, |cell| cell.outlet.get_or_insert_with(Outlet::new).receiver());
        let (cells, room) = (Arc::downgrade(&self.cells), room.to_owned());
        let guard = Guard::new(move || {
            if let Some(cells) = cells.upgrade() {
                cells.tidy(&room);
            }
        });
        Ok(Subscription(Feed::new(receiver, Some(guard))))
    }

    async fn replay(&self, room: &str, epoch: &str, after: u32) -> Result<Replay> {
        Ok(self.in_room(room, |room| room.replay(epoch, after)).unwrap_or(Replay::NoRoom))
    }

    async fn heads(&self, rooms: &[String]) -> Result<Vec<Option<Head>>> {
        Ok(rooms.iter().map(|room| self.in_room(room, |room| room.head())).collect())
    }

    async fn publish_transient(&self, room: &str, body: Bytes) -> Result<()> {
        self.cells.existing(room, |cell| cell.publish(Published::Transient(body)));
        Ok(())
    }

    async fn open_connection(&self, connection: &Connection, lease: Duration, grace: Duration) -> Result<bool> {
        let until = self.now() + millis(lease);
        let opened = self.in_room(&connection.room, |room| {
            room.leases.open(connection, until);
            room.presence_version += 1;
            self.presence_due(&connection.room, room, until + millis(grace));
        });
        Ok(opened.is_some())
    }

    async fn close_connection(&self, connection: &Connection, grace: Duration) -> Result<()> {
        let now = self.now();
        self.in_room(&connection.room, |room| {
            if room.leases.close(connection, now) {
                room.presence_version += 1;
                self.presence_due(&connection.room, room, now + millis(grace));
            }
        });
        Ok(())
    }

    async fn renew_connections(&self, connections: &[Connection], lease: Duration) -> Result<()> {
        let now = self.now();
        let until = now + millis(lease);
        for connection in connections {
            self.in_room(&connection.room, |room| {
                room.touched = room.touched.max(now);
                if room.leases.renew(connection, until) {
                    room.presence_version += 1;
                    self.presence_due(&connection.room, room, until);
                }
            });
        }
        Ok(())
    }

    async fn forget_connections(&self, room: &str, ended_before: Millis, members: &[String]) -> Result<()> {
        self.in_room(room, |room| room.leases.forget(ended_before, members));
        Ok(())
    }

    async fn connections(&self, room: &str) -> Result<(u64, Vec<Lease>)> {
        Ok(self.in_room(room, |room| (room.presence_version, room.leases.all())).unwrap_or_default())
    }

    async fn claim_wakeups(&self, limit: usize) -> Result<Vec<Wakeup>> {
        let now = self.now();
        self.sweep_sometimes(now);
        let mut claimed = Vec::new();
        for entry in self.wakeups.due(now, limit) {
            let (id, kind) = (&*entry.room, entry.kind);
            let deadline = self.in_room(id, |room| {
                let due = *room.wakeups.get(&kind).filter(|due| due.claimable_at == entry.at)?;
                let held = Due { claimable_at: now + millis(WAKEUP_HOLD), ..due };
                self.put_wakeup(id, room, kind, Some(held));
                Some(due.deadline)
            });
            claimed.extend(deadline.flatten().map(|deadline| Wakeup { room: id.to_owned(), kind, deadline }));
        }
        Ok(claimed)
    }

    async fn claim(&self, key: &str, owner: &str, ttl: Duration) -> Result<Claim> {
        let now = self.now();
        self.sweep_sometimes(now);
        self.ledger.claim(key, owner, ttl, now)
    }

    async fn renew_claims(&self, claims: &[(String, String)], ttl: Duration) -> Result<Vec<bool>> {
        let now = self.now();
        let renew = |(key, owner): &(String, String)| Ok(self.ledger.claim(key, owner, ttl, now)? == Claim::Granted);
        claims.iter().map(renew).collect()
    }

    async fn release(&self, key: &str, owner: &str) -> Result<()> {
        self.ledger.release(key, owner);
        Ok(())
    }

    async fn take_token(&self, key: &str, rate: Rate) -> Result<Option<Duration>> {
        let now = self.now();
        self.sweep_sometimes(now);
        self.ledger.take_token(key, rate, now)
    }

    async fn spend(&self, key: &str, amount: u32, limit: u32, ttl: Duration) -> Result<Option<u32>> {
        self.ledger.spend(key, amount, limit, ttl, self.now())
    }

    async fn cached(&self, key: &str) -> Result<Option<Bytes>> {
        Ok(self.ledger.cached(key).await)
    }

    async fn cache(&self, key: &str, value: Bytes, ttl: Duration) -> Result<()> {
        self.ledger.cache(key, value, ttl).await;
        Ok(())
    }

    async fn list_room(&self, room: &str, rank: u32, body: Bytes) -> Result<()> {
        self.directory.put(room, rank, body, self.now());
        Ok(())
    }

    async fn unlist_room(&self, room: &str) -> Result<()> {
        self.directory.remove(room);
        Ok(())
    }

    async fn directory(&self, offset: u32, limit: u32) -> Result<DirectoryPage> {
        Ok(self.directory.page(offset, limit, self.now()))
    }

    async fn announce(&self, notice: Bytes) -> Result<()> {
        if let Some(notices) = &*self.notices.lock() {
            // Without receivers nobody needs to know.
            let _ = notices.send(notice);
        }
        Ok(())
    }

    async fn notices(&self) -> Result<Feed<Bytes>> {
        let closed = || BrokerError::Unavailable("closed".into());
        let receiver = self.notices.lock().as_ref().ok_or_else(closed)?.subscribe();
        Ok(Feed::new(receiver, None))
    }

    async fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        *self.notices.lock() = None;
        self.users.close();
        for id in self.cells.ids() {
            self.cells.existing(&id, |cell| cell.outlet = None);
        }
    }
}

fn millis(duration: Duration) -> Millis {
    duration.as_secs_f64() * 1e3
}

fn new_epoch() -> Arc<str> {
    crate::random_id().into()
}

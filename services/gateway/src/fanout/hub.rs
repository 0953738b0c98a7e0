//! The hub of one room: the loop that takes what is published and what sockets ask for.
//!
//! Everything of a room in this process happens in this one task, so nothing here is locked. It
//! waits for others only where handing out events would be wrong before the answer: while a gap
//! is filled from the log. All else is a job beside it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use matinee_broker::{EventBatch, Head, Published, Replay, Subscription};
use matinee_proto::sync::v1::Statuses;
use prost::Message as _;
use tokio::sync::mpsc;

use super::awaited::Acknowledgements;
use super::catch_up::{Arrival, arrival};
use super::departure::{Departed, Departure, Farewell};
use super::jobs::{self, BROKER_WAIT, Done, Job};
use super::mirror::Mirror;
use super::ring::Ring;
use super::slots::{Slots, Standing};
use super::snapshot::SharedSnapshot;
use super::statuses::Board;
use super::{Awaited, HubHandle, Hubs, ToHub, every};
use crate::meters;
use crate::outlet::Close;
use crate::trace::FanOut;

/// Messages taken in one turn.
const TURN: usize = 256;
/// How often players' statuses are told.
const STATUSES_EVERY: Duration = Duration::from_secs(1);
/// For how long a hub without sockets waits for the one that it was started for.
const UNUSED: Duration = Duration::from_secs(10);

pub(super) struct Hub {
    pub(super) hubs: Hubs,
    pub(super) room: Arc<str>,
    subscription: Subscription,
    pub(super) ring: Ring,
    pub(super) slots: Slots,
    pub(super) mirror: Option<Mirror>,
    pub(super) board: Board,
    /// Boxed: most of the time there is none.
    pub(super) snapshot: Option<Box<SharedSnapshot>>,
    /// Whether a shared snapshot is being read.
    pub(super) fetching: bool,
    /// Snapshots in a row that could not be had or used.
    pub(super) failures: u32,
    /// Raised with every new epoch.
    pub(super) generation: u64,
    pub(super) jobs: FuturesUnordered<Job>,
    /// Whether the broker could not be asked what is missing, so that it is asked again.
    behind: bool,
    pub(super) pinged: Instant,
    departures: Vec<Departure>,
    acknowledgements: Acknowledgements,
    fan_out: FanOut,
    pub(super) departed: Departed,
}

/// Runs a hub until its last socket has gone.
pub(super) async fn run(hubs: Hubs, room: Arc<str>, handle: HubHandle, mut inbox: mpsc::Receiver<ToHub>) {
    match Hub::start(&hubs, &room, handle.awaited).await {
        Ok(mut hub) => hub.turn(&mut inbox).await,
        Err(close) => refuse_all(&mut inbox, close),
    }
    hubs.retire(&room, handle.number);
    // Whoever still had this hub's address is told to take the next one: their answers drop.
    inbox.close();
    while inbox.try_recv().is_ok() {}
}

/// Closes the sockets that were waiting for a hub that could not start.
fn refuse_all(inbox: &mut mpsc::Receiver<ToHub>, close: Farewell) {
    while let Ok(message) = inbox.try_recv() {
        if let ToHub::Attach(attach, taken) = message {
            attach.outlet.close(close.0, close.1, close.2);
            let _ = taken.send(());
        }
    }
}

impl Hub {
    /// Follows the room and reads it. Boxed: a task keeps room for all that it ever holds, moves included.
    async fn start(hubs: &Hubs, room: &Arc<str>, awaited: Arc<Awaited>) -> Result<Box<Self>, Farewell> {
        let failed = (Close::TooSlow, "the room cannot be followed at present; come back", 1.0);
        let parts = hubs.parts();
        let started = async {
            // First confirmed, then read: whatever is committed in between arrives.
            let subscription = parts.broker.subscribe(room).await?;
            let head = parts.broker.heads(std::slice::from_ref(&room.to_string())).await?.pop().flatten();
            Ok::<_, matinee_broker::BrokerError>((subscription, head))
        };
        let (subscription, head) = match tokio::time::timeout(BROKER_WAIT, started).await {
            Ok(Ok(started)) => started,
            Ok(Err(error)) => {
                tracing::warn!(room.id = %room, %error, "a room cannot be followed");
                return Err(failed);
            }
            Err(_) => return Err(failed),
        };
        // A room that the broker does not know is loaded by the snapshot, under a new epoch.
        let head = head.unwrap_or(Head { epoch: "".into(), revision: 0 });
        let departed = Departed::after(head.revision);
        let mut hub = Box::new(Self {
            hubs: hubs.clone(),
            room: room.clone(),
            subscription,
            ring: Ring::new(head.epoch, head.revision, parts.config.ring_bytes),
            slots: Slots::default(),
            mirror: None,
            board: Board::default(),
            snapshot: None,
            fetching: false,
            failures: 0,
            generation: 0,
            jobs: FuturesUnordered::new(),
            behind: false,
            pinged: Instant::now(),
            departures: Vec::new(),
            acknowledgements: Acknowledgements::of(awaited),
            fan_out: FanOut::default(),
            departed,
        });
        hub.fetch();
        Ok(hub)
    }

    async fn turn(&mut self, inbox: &mut mpsc::Receiver<ToHub>) {
        let mut beat = every(self.hubs.parts().config.heartbeat_seconds);
        let mut statuses = every(STATUSES_EVERY);
        let mut messages = Vec::new();
        let mut unused_since = Some(Instant::now());
        loop {
            tokio::select! {
                count = inbox.recv_many(&mut messages, TURN) => {
                    for message in messages.drain(..count) {
                        self.take(message).await;
                    }
                    if self.slots.is_empty() && unused_since.is_none() {
                        return;
                    }
                    if !self.slots.is_empty() {
                        unused_since = None;
                    }
                }
                published = self.subscription.recv() => match published {
                    Some(first) => self.take_published(first).await,
                    None => return self.close_all(Close::GoingAway, "the server is stopping", 1.0),
                },
                Some(done) = self.jobs.next(), if !self.jobs.is_empty() => self.done(done),
                _ = beat.tick() => self.beat(),
                _ = statuses.tick() => {
                    if unused_since.is_some_and(|since| since.elapsed() > UNUSED) {
                        return;
                    }
                    self.tell_statuses();
                    self.tidy();
                    if self.behind {
                        Box::pin(self.compare()).await;
                    }
                }
            }
        }
    }

    async fn take(&mut self, message: ToHub) {
        match message {
            ToHub::Attach(attach, taken) => {
                if taken.send(()).is_ok() {
                    self.attach(*attach);
                }
            }
            ToHub::Detach(key) => {
                if let Some(slot) = self.slots.remove(key) {
                    self.board.forget(&slot.member);
                }
            }
            ToHub::Status(report) => self.status(*report),
            ToHub::Resync { key, id } => self.resync(key, id),
            ToHub::Head(head) => Box::pin(self.take_head(head.as_ref())).await,
        }
    }

    /// Takes what was published, with everything that has arrived besides: the more events there
    /// are in one write, the less each costs.
    async fn take_published(&mut self, first: Published) {
        let mut next = Some(first);
        let mut new = 0;
        // Those who are about to publish, in this process, get to do so first. Then the other hubs get to take what
        // there is for them, so that all write one after the other, which is cheaper than by turns.
        for _ in 0..2 {
            tokio::task::yield_now().await;
            for _ in 0..TURN {
                let Some(published) = next.take().or_else(|| self.subscription.try_recv()) else { break };
                self.take_one(published, &mut new).await;
            }
        }
        self.hand_out(&mut new);
    }

    async fn take_one(&mut self, published: Published, new: &mut u32) {
        match published {
            Published::Events(batch) => match self.judge(&batch) {
                Arrival::Known => {}
                Arrival::Next { skip } => *new += self.append(&batch.events[skip..]),
                Arrival::Gap => {
                    self.hand_out(new);
                    Box::pin(self.fill()).await;
                }
                Arrival::OtherEpoch => {
                    self.hand_out(new);
                    Box::pin(self.compare()).await;
                }
            },
            Published::Transient(bytes) => {
                if let Ok(statuses) = Statuses::decode(bytes) {
                    self.board.hear(statuses);
                }
            }
            Published::Interrupted => {
                self.hand_out(new);
                Box::pin(self.compare()).await;
            }
            Published::Reset(head) => {
                self.hand_out(new);
                if head.epoch != *self.ring.epoch() {
                    self.adopt(head);
                }
            }
        }
    }

    fn judge(&self, batch: &EventBatch) -> Arrival {
        arrival(self.ring.held(), &batch.epoch, batch.first_revision, batch.events.len())
    }

    /// Appends events that continue the sequence; how many.
    fn append(&mut self, events: &[Bytes]) -> u32 {
        let wanted = self.slots.wanted();
        for raw in events {
            self.fan_out.begin(raw, &self.room, self.ring.head() + 1);
            let event = self.ring.append(raw.clone(), wanted);
            self.fan_out.judged(event.at);
            if let Some(mirror) = &mut self.mirror {
                mirror.apply(&event);
            }
            self.departures.extend(Departure::of(&event));
            self.acknowledgements.take(event);
        }
        self.acknowledgements.reached(self.ring.head());
        u32::try_from(events.len()).unwrap_or(0)
    }

    /// Hands the newest events to the sockets, and closes those of members whom they remove.
    fn hand_out(&mut self, new: &mut u32) {
        if *new > 0 {
            let acknowledged = self.acknowledgements.hold();
            self.slots.deliver(&mut self.ring, std::mem::take(new));
            acknowledged.iter().for_each(|outlet| outlet.flush());
            self.ring.trim();
            self.fan_out.done(self.hubs.parts().broker.now(), || self.slots.iter().count());
        }
        for departure in std::mem::take(&mut self.departures) {
            self.note(&departure);
            for slot in self.slots.iter() {
                let meant = departure.member.as_deref().is_none_or(|member| member == &*slot.member);
                if meant && departure.revision > slot.since {
                    let (close, detail, retry_after) = departure.close;
                    slot.outlet.close(close, detail, retry_after);
                }
            }
            self.departed.keep(departure);
        }
    }

    /// Fills a gap after the head from the broker's log. Boxed where it is called, as [`Hub::compare`] is:
    /// what is seldom done is not room that every hub keeps.
    async fn fill(&mut self) {
        meters::gap();
        let broker = self.hubs.parts().broker.clone();
        let (epoch, head) = (self.ring.epoch().clone(), self.ring.head());
        let replay = tokio::time::timeout(BROKER_WAIT, broker.replay(&self.room, &epoch, head)).await;
        self.behind = false;
        meters::replayed(replay.as_ref().ok().and_then(|answer| answer.as_ref().ok()));
        match replay {
            Ok(Ok(Replay::Events(batches))) => {
                let mut new = 0;
                for batch in batches {
                    match self.judge(&batch) {
                        Arrival::Next { skip } => new += self.append(&batch.events[skip..]),
                        Arrival::Known => {}
                        Arrival::Gap | Arrival::OtherEpoch => break,
                    }
                }
                self.hand_out(&mut new);
            }
            Ok(Ok(Replay::TooOld(head))) => self.adopt(head),
            Ok(Ok(Replay::NoRoom)) => self.adopt(Head { epoch: "".into(), revision: 0 }),
            Ok(Err(error)) => {
                tracing::warn!(room.id = %self.room, %error, "missed events cannot be read yet");
                self.behind = true;
            }
            Err(_) => self.behind = true,
        }
    }

    /// Asks the broker where the room stands, and catches up.
    async fn compare(&mut self) {
        let broker = self.hubs.parts().broker.clone();
        let rooms = [self.room.to_string()];
        match tokio::time::timeout(BROKER_WAIT, broker.heads(&rooms)).await {
            Ok(Ok(mut heads)) => match heads.pop().flatten() {
                Some(head) if head.epoch != *self.ring.epoch() => self.adopt(head),
                Some(head) if head.revision > self.ring.head() => Box::pin(self.fill()).await,
                Some(_) => self.behind = false,
                // Forgotten, and not yet loaded again: the snapshot does that.
                None if self.fetching => self.behind = false,
                None => self.adopt(Head { epoch: "".into(), revision: 0 }),
            },
            Ok(Err(_)) | Err(_) => self.behind = true,
        }
    }

    /// Takes a head that was read a moment ago.
    async fn take_head(&mut self, head: Option<&Head>) {
        let epoch = head.map(|head| head.epoch.as_ref()).unwrap_or_default();
        let revision = head.map_or(0, |head| head.revision);
        let elsewhere = epoch != &**self.ring.epoch();
        if !elsewhere && revision <= self.ring.head() {
            return;
        }
        // What is missing may be waiting in the subscription.
        if let Some(first) = self.subscription.try_recv() {
            self.take_published(first).await;
        }
        // The head may be from before what has just been taken, so it is not taken at its word.
        if elsewhere || revision > self.ring.head() {
            Box::pin(self.compare()).await;
        }
    }

    /// Goes on in another epoch, or behind a hole that cannot be filled: everybody starts over.
    pub(super) fn adopt(&mut self, head: Head) {
        self.departed = Departed::after(head.revision);
        self.ring.reset(head.epoch, head.revision);
        self.behind = false;
        self.generation += 1;
        self.fetching = false;
        self.snapshot = None;
        // Rooms may know less than before, so that everything counts as new.
        self.board.forget_all();
        for (_, slot) in self.slots.iter_mut() {
            slot.standing = Standing::Waiting;
            // Revisions begin anew: whatever happens from now on is about this stay.
            slot.since = 0;
        }
        self.fetch();
    }

    /// Begins to read a snapshot for all who wait, unless that is under way.
    pub(super) fn fetch(&mut self) {
        if !self.fetching {
            self.fetching = true;
            let (services, room) = (self.hubs.parts().services.clone(), self.room.clone());
            self.jobs.push(jobs::shared(services, room, self.generation, self.failures));
        }
    }

    pub(super) fn close_all(&self, close: Close, detail: &str, retry_after: f64) {
        self.slots.iter().for_each(|slot| slot.outlet.close(close, detail, retry_after));
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::Shared { generation, room } => self.take_snapshot(generation, room),
            Done::Single { key, generation, room } => self.take_single(key, generation, room),
            Done::Log { key, generation, after, replay } => self.take_log(key, generation, after, replay),
            Done::Status { key, id, outcome } => self.take_status(key, id, outcome),
            Done::Told => {}
        }
    }
}

/// A hub that ends leaves no socket behind that would hear nothing more and not know it: there are
/// none left, unless it ends by a panic.
impl Drop for Hub {
    fn drop(&mut self) {
        self.close_all(Close::TooSlow, "the room can no longer be followed here; come back", 1.0);
    }
}

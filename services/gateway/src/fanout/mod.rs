//! Fan-out: one hub per room that somebody here is in. A hub subscribes, keeps the room's last
//! events encoded, and hands them to the room's sockets; it ends with the last of them.
//!
//! Pub/sub forgets, so a hub trusts only revisions: what continues the sequence is handed on,
//! what is missing is read from the broker's log, and where the log does not reach everybody
//! gets a snapshot ([`catch_up`]). Heads are compared every few seconds, because a lost *last*
//! message shows no gap.

mod awaited;
mod catch_up;
mod departure;
mod hub;
mod jobs;
mod mirror;
mod ring;
mod serve;
mod slots;
mod snapshot;
mod statuses;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use matinee_broker::{Head, SharedBroker};
use matinee_proto::sync::v1::{Member, Status};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::outlet::Outlet;
use crate::rooms_link::RoomsLink;
use crate::services::Services;

pub(crate) use awaited::{Awaited, Awaiting};
pub(crate) use snapshot::{named, room_url};

/// Messages waiting for one hub; whoever sends more waits.
const INBOX: usize = 1024;
/// Rooms asked for in one comparison of heads.
const HEADS_AT_ONCE: usize = 500;

/// What a hub needs from the rest of the gateway.
pub(crate) struct HubParts {
    pub(crate) broker: SharedBroker,
    pub(crate) services: Services,
    pub(crate) link: RoomsLink,
    pub(crate) config: Config,
}

/// A socket that is to receive a room.
#[derive(Clone)]
pub(crate) struct Attach {
    pub(crate) key: u64,
    pub(crate) outlet: Arc<Outlet>,
    pub(crate) member: Arc<str>,
    /// The member, where rooms told it with the answer to the connection.
    pub(crate) own: Option<Box<Member>>,
    /// Head of the room when the connection was announced to rooms.
    pub(crate) since: u32,
    /// `https://host` under which the socket was opened.
    pub(crate) base: Arc<str>,
    /// What the client has seen before, if it comes back.
    pub(crate) seen: Option<(String, u32)>,
}

/// A player's status, as its socket told it.
pub(crate) struct StatusReport {
    pub(crate) key: u64,
    pub(crate) id: String,
    pub(crate) session: Arc<str>,
    pub(crate) status: Status,
}

pub(crate) enum ToHub {
    Attach(Box<Attach>, oneshot::Sender<()>),
    Detach(u64),
    /// Boxed like the others that are large: a hub's inbox is kept for as long as its room.
    Status(Box<StatusReport>),
    Resync {
        key: u64,
        id: String,
    },
    /// Where the broker says that the room stands; `None`: it does not know the room.
    Head(Option<Head>),
}

/// The way to a live hub.
#[derive(Clone)]
pub(crate) struct HubHandle {
    number: u64,
    inbox: mpsc::Sender<ToHub>,
    awaited: Arc<Awaited>,
}

impl HubHandle {
    /// Tells the hub something. A hub that is gone has no sockets left to tell it of.
    pub(crate) async fn tell(&self, message: ToHub) {
        let _ = self.inbox.send(message).await;
    }

    /// Commands whose answer is awaited.
    pub(crate) fn awaited(&self) -> &Arc<Awaited> {
        &self.awaited
    }
}

/// The hubs of this process.
#[derive(Clone)]
pub(crate) struct Hubs(Arc<Inner>);

struct Inner {
    parts: HubParts,
    live: DashMap<Arc<str>, HubHandle>,
    numbers: AtomicU64,
    tasks: TaskTracker,
}

impl Hubs {
    pub(crate) fn new(parts: HubParts) -> Self {
        Self(Arc::new(Inner { parts, live: DashMap::new(), numbers: AtomicU64::new(0), tasks: TaskTracker::new() }))
    }

    /// The id of a room as its hub has it, if there is one: sockets of a room share it.
    pub(crate) fn room_id(&self, room: &str) -> Arc<str> {
        self.0.live.get(room).map_or_else(|| room.into(), |live| live.key().clone())
    }

    /// Attaches a socket to its room's hub, which is started if there is none.
    pub(crate) async fn attach(&self, room: &Arc<str>, attach: Attach) -> HubHandle {
        loop {
            let handle = self.handle(room);
            let (taken, answer) = oneshot::channel();
            let message = ToHub::Attach(Box::new(attach.clone()), taken);
            // A hub that was just ending drops the message; the next turn starts another one.
            if handle.inbox.send(message).await.is_ok() && answer.await.is_ok() {
                return handle;
            }
            // One that ended by a panic has not taken itself out.
            self.retire(room, handle.number);
        }
    }

    fn handle(&self, room: &Arc<str>) -> HubHandle {
        if let Some(live) = self.0.live.get(room) {
            return live.clone();
        }
        self.0.live.entry(room.clone()).or_insert_with(|| self.start(room.clone())).clone()
    }

    fn start(&self, room: Arc<str>) -> HubHandle {
        let (inbox, messages) = mpsc::channel(INBOX);
        let number = self.0.numbers.fetch_add(1, Ordering::Relaxed);
        let handle = HubHandle { number, inbox, awaited: Arc::default() };
        self.0.tasks.spawn(hub::run(self.clone(), room, handle.clone(), messages));
        metrics::gauge!("matinee_gateway_hubs").increment(1.0);
        handle
    }

    /// Takes a hub out of the map, so that the next socket starts another.
    fn retire(&self, room: &str, number: u64) {
        if self.0.live.remove_if(room, |_, handle| handle.number == number).is_some() {
            metrics::gauge!("matinee_gateway_hubs").decrement(1.0);
        }
    }

    fn parts(&self) -> &HubParts {
        &self.0.parts
    }

    /// Compares the heads of all live rooms with the broker's, again and again.
    pub(crate) async fn compare_heads(self) {
        let mut interval = tokio::time::interval(self.parts().config.heads_seconds);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            let live: Vec<(Arc<str>, HubHandle)> =
                self.0.live.iter().map(|entry| (entry.key().clone(), entry.value().clone())).collect();
            for part in live.chunks(HEADS_AT_ONCE) {
                let rooms: Vec<String> = part.iter().map(|(room, _)| room.to_string()).collect();
                match self.parts().broker.heads(&rooms).await {
                    Ok(heads) => {
                        for ((_, handle), head) in part.iter().zip(heads) {
                            // A hub whose inbox is full is busy and will be asked again.
                            let _ = handle.inbox.try_send(ToHub::Head(head));
                        }
                    }
                    Err(error) => tracing::warn!(%error, "heads of rooms could not be compared"),
                }
            }
        }
    }

    /// Waits until all hubs have ended, which they do once their sockets are gone.
    pub(crate) async fn ended(&self, at_most: Duration) {
        self.0.tasks.close();
        let _ = tokio::time::timeout(at_most, self.0.tasks.wait()).await;
    }
}

/// An interval that begins somewhere within its first period, so that rooms do not beat at once.
fn every(period: Duration) -> Interval {
    let begin = Instant::now() + period.mul_f64(rand::random::<f64>());
    let mut interval = interval_at(begin, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

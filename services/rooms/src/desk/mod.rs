//! A desk per room: where requests for it wait in order, are judged together and committed in one
//! step.
//!
//! A desk holds nothing that matters. Two desks of one room, in two replicas or (when the cache
//! has dropped one that still worked) even in one, get in each other's way no more than two
//! replicas do: the broker takes only what was judged over the newest state. So the cache may
//! drop any room at any time, and a worker runs only while something waits.

mod commit;
mod judge;
mod known;
mod line;
mod meters;
mod read;
mod reply;
mod request;
mod slow;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use matinee_broker::SharedBroker;
use matinee_proto::Refusal;
use matinee_telemetry::{KeyValue, Span, SpanKind};
use moka::sync::Cache;
use parking_lot::Mutex;
use room_core::{Limits, MemberId, Part};

use known::Piece;
use line::{Lines, Place};
use meters::Meters;

pub use known::Known;
pub use meters::METRICS;
pub use reply::{Reply, Seen, contended, no_room, refusal, unavailable};
pub use request::{Action, Leases, Request};

use crate::config::Config;
use crate::directory::Listing;
use crate::saved::Saved;
use judge::Draft;

/// Requests judged and committed together.
const GROUP: usize = 64;
/// Members of one room whose connections are counted here.
const MEMBERS_COUNTED: usize = 10_000;
/// How often the pause between two announcements is doubled at most.
const ANNOUNCE_SLOWER: u32 = 6;
/// So many who have arrived since the last look are a crowd: nobody is announced while it comes in, up to so
/// many pauses. Its announcement is larger than all that those who come are waiting for, and would go before it.
const CROWD: usize = 50;
const CROWD_PAUSES: usize = 4;

/// What all desks share.
pub struct Shared {
    /// The section `[rooms]`.
    pub config: Config,
    /// Limits of the rules.
    pub limits: Limits,
    /// Live state.
    pub broker: SharedBroker,
    /// What is not live, and will be needed again.
    pub saved: Saved,
    meters: Meters,
}

impl Shared {
    /// What all desks of a replica share.
    pub fn new(config: Config, limits: Limits, broker: SharedBroker, saved: Saved) -> Self {
        Self { config, limits, broker, saved, meters: Meters::new() }
    }
}

/// The desks of recently seen rooms.
#[derive(Clone)]
pub struct Desks {
    shared: Arc<Shared>,
    desks: Cache<Arc<str>, Arc<Desk>>,
}

impl Desks {
    /// No desks yet; at most `cached_rooms` will be kept.
    pub fn new(shared: Shared) -> Self {
        let desks = Cache::builder().max_capacity(shared.config.cached_rooms.max(1)).build();
        Self { shared: Arc::new(shared), desks }
    }

    /// The desk of a room, which need not exist.
    pub fn desk(&self, room: &str) -> Arc<Desk> {
        if let Some(desk) = self.desks.get(room) {
            return desk;
        }
        let id: Arc<str> = room.into();
        self.desks.get_with(Arc::clone(&id), || Arc::new(Desk::new(id, Arc::clone(&self.shared))))
    }

    /// What all desks share.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Does not keep a room at hand any more.
    pub fn forget(&self, room: &str) {
        self.desks.invalidate(room);
    }

    /// How many rooms are kept at hand.
    pub fn kept(&self) -> u64 {
        self.desks.entry_count()
    }
}

/// Where requests for one room wait.
pub struct Desk {
    /// Room id.
    pub id: Arc<str>,
    /// What all desks share.
    pub shared: Arc<Shared>,
    /// What the public list shows of the room.
    pub listing: Mutex<Listing>,
    inbox: Mutex<Inbox>,
    lines: Arc<Lines>,
    /// Connections of members that came by this replica; a hint, no count of all.
    connections: Mutex<HashMap<String, u32>>,
}

#[derive(Default)]
struct Inbox {
    waiting: VecDeque<Request>,
    /// A worker runs, and has `known`.
    working: bool,
    known: Option<Box<Known>>,
    /// Members to be announced.
    arrivals: Vec<MemberId>,
    announced: Option<Instant>,
    announcing: bool,
    /// Announcements in a row that could not be made.
    unannounced: u32,
}

/// What a worker does next.
enum Turn {
    Judge(Vec<Request>),
    Read(Vec<Request>),
}

impl Desk {
    fn new(id: Arc<str>, shared: Arc<Shared>) -> Self {
        Self {
            id,
            shared,
            listing: Mutex::default(),
            inbox: Mutex::default(),
            lines: Arc::default(),
            connections: Mutex::default(),
        }
    }

    /// Puts a request into the queue; it is answered through its reply.
    pub fn submit(self: &Arc<Self>, request: Request) {
        let mut inbox = self.inbox.lock();
        if inbox.waiting.len() >= self.shared.config.room_queue {
            drop(inbox);
            let full = Refusal::new("unavailable", "too many requests wait for this room");
            return request.reply.refuse(full.retry_after(Duration::from_secs(1)));
        }
        inbox.waiting.push_back(request);
        if !inbox.working {
            inbox.working = true;
            drop(inbox);
            tokio::spawn(work(Arc::clone(self)));
        }
    }

    /// Asks for `action` in nobody's name and waits for what `read` makes of the outcome.
    ///
    /// # Errors
    /// The refusal.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        by: MemberId,
        action: Action,
        limits: Option<Arc<Limits>>,
        read: impl FnOnce(Seen<'_>) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let (reply, answer) = Reply::call(read);
        self.submit(Request { by, id: String::new(), action, limits, reply });
        answer.await.unwrap_or_else(|_| Err(unavailable()))
    }

    /// Sees to it that the broker has the room, if there is one at all.
    ///
    /// # Errors
    /// `room_not_found`, or the broker cannot be asked.
    pub async fn wake(self: &Arc<Self>) -> Result<(), Refusal> {
        self.ask("".into(), Action::Look, None, |_| ()).await
    }

    /// Has a wake-up judged under its id.
    ///
    /// # Errors
    /// The refusal.
    pub async fn ask_once(self: &Arc<Self>, id: String, action: Action) -> Result<(), Refusal> {
        let (reply, answer) = Reply::call(|_| ());
        self.submit(Request { by: "".into(), id, action, limits: None, reply });
        answer.await.unwrap_or_else(|_| Err(unavailable()))
    }

    /// A place in the line of a member whose command must first be resolved.
    pub fn line_up(&self, member: &MemberId) -> Place {
        self.lines.line_up(member)
    }

    /// Counts a connection of a member in or out; how many came by this replica, as far as it
    /// knows.
    pub fn count_connection(&self, member: &str, opened: bool) -> u32 {
        let mut connections = self.connections.lock();
        if connections.len() >= MEMBERS_COUNTED {
            connections.clear();
        }
        if opened {
            let count = connections.entry(member.to_owned()).or_default();
            *count += 1;
            return *count;
        }
        let Some(count) = connections.get_mut(member) else { return 0 };
        *count = count.saturating_sub(1);
        let left = *count;
        if left == 0 {
            connections.remove(member);
        }
        left
    }

    /// The next turn; `None` when nothing waits, and then the worker's work is over: whatever is
    /// submitted from that moment on starts another one.
    fn turn(&self, known: &mut Option<Box<Known>>) -> Option<Turn> {
        let mut inbox = self.inbox.lock();
        let Some(first) = inbox.waiting.front() else {
            inbox.known = known.take();
            inbox.working = false;
            return None;
        };
        let (read, alone) = (first.action.is_read(), first.action.is_alone());
        let alike = |request: &&Request| request.action.is_read() == read && !request.action.is_alone();
        let most = if read { usize::MAX } else { GROUP };
        let length = if alone { 1 } else { inbox.waiting.iter().take(most).take_while(alike).count() };
        let requests: Vec<Request> = inbox.waiting.drain(..length).collect();
        Some(if read { Turn::Read(requests) } else { Turn::Judge(requests) })
    }

    /// What is done for all of `requests`, as a part of the first that is traced.
    fn span(&self, name: &str, requests: &[Request]) -> Span {
        let spans = requests.iter().map(|request| request.reply.span());
        Span::shared(spans, SpanKind::Internal, name, || {
            vec![
                KeyValue::new("matinee.room.id", self.id.to_string()),
                KeyValue::new("matinee.requests", requests.len() as i64),
            ]
        })
    }

    /// What follows from a commit besides its answers: the public list.
    fn committed(self: &Arc<Self>, known: &Known, draft: &Draft) {
        if !draft.touched.is_empty() || draft.presence_version.is_some() {
            let reshaped = draft.touched.contains(&Piece::Rules(Part::About));
            crate::directory::note(self, &known.room, reshaped);
        }
    }

    /// Announces members: at once if nobody was announced lately, else together with whoever
    /// else arrives in the meantime, and a crowd when all of it is there.
    pub fn arrived(self: &Arc<Self>, members: Vec<MemberId>) {
        let mut inbox = self.inbox.lock();
        inbox.arrivals.extend(members);
        if std::mem::replace(&mut inbox.announcing, true) {
            return;
        }
        // Longer each time while the room cannot be changed.
        let usual = Duration::from_millis(self.shared.config.announce_ms);
        let pause = usual * (1 << inbox.unannounced.min(ANNOUNCE_SLOWER));
        let wait = inbox.announced.map_or(Duration::ZERO, |last| pause.saturating_sub(last.elapsed()));
        drop(inbox);
        let desk = Arc::clone(self);
        if wait.is_zero() {
            return desk.announce();
        }
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            let mut known = 0;
            for _ in 0..CROWD_PAUSES {
                let waiting = desk.inbox.lock().arrivals.len();
                if waiting < known + CROWD {
                    break;
                }
                known = waiting;
                tokio::time::sleep(usual).await;
            }
            desk.announce();
        });
    }

    fn announce(self: &Arc<Self>) {
        let members = {
            let mut inbox = self.inbox.lock();
            inbox.announcing = false;
            inbox.announced = Some(Instant::now());
            std::mem::take(&mut inbox.arrivals)
        };
        let (desk, again) = (Arc::clone(self), members.clone());
        let reply = Reply::then(move |outcome| match outcome {
            Err(refusal) if refusal.code != "room_not_found" => {
                desk.inbox.lock().unannounced += 1;
                desk.arrived(again);
            }
            _ => desk.inbox.lock().unannounced = 0,
        });
        let action = Action::Announce(members);
        self.submit(Request { by: "".into(), id: String::new(), action, limits: None, reply });
    }
}

/// Works until nothing waits.
async fn work(desk: Arc<Desk>) {
    let mut shift = Shift::begin(&desk);
    loop {
        // Taken before it is looked what waits, so that it is all there is.
        let committing = desk.shared.broker.turn(&desk.id).await;
        let Some(turn) = desk.turn(&mut shift.known) else { break };
        match turn {
            Turn::Judge(requests) => commit::Group::new(&desk, requests).run(&mut shift.known).await,
            Turn::Read(requests) => Box::pin(read::answer(&desk, requests, &mut shift.known)).await,
        }
        drop(committing);
        // Whoever waits to put something into the queue gets the chance, and it is one commit.
        tokio::task::yield_now().await;
    }
    shift.over = true;
}

/// A worker's time at a desk. One that ends by a panic leaves the desk usable: the requests it
/// had are answered `unavailable` as they are dropped, the others get a new worker.
struct Shift<'a> {
    desk: &'a Arc<Desk>,
    known: Option<Box<Known>>,
    over: bool,
}

impl<'a> Shift<'a> {
    fn begin(desk: &'a Arc<Desk>) -> Self {
        let known = desk.inbox.lock().known.take();
        Self { desk, known, over: false }
    }
}

impl Drop for Shift<'_> {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let mut inbox = self.desk.inbox.lock();
        inbox.working = !inbox.waiting.is_empty();
        if inbox.working && tokio::runtime::Handle::try_current().is_ok() {
            tokio::spawn(work(Arc::clone(self.desk)));
        }
    }
}

#[cfg(test)]
mod tests {
    fn size_of_returned<A, F: Future>(_: impl Fn(A) -> F) -> usize {
        size_of::<F>()
    }

    /// One is made with nearly every command: what is big in it belongs in a box.
    #[test]
    fn a_worker_is_small() {
        let size = size_of_returned(super::work);
        assert!(size <= 4096, "{size} bytes");
    }
}

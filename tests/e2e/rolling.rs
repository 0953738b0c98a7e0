//! A rolling update: three gateways behind HAProxy are replaced one after the other while people talk
//! through all of them. Nothing that was acknowledged is lost, nobody comes back more than once for
//! each gateway, and they come back spread over time.
//!
//! `TEST_ROLLING_SOCKETS` (150) says how many; an update is held to 3,000 (`make verify`), and to its
//! figures only where that is set: how soon people are back says nothing on a machine that does
//! something else besides. That nothing is lost must hold on any.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use futures::{StreamExt, stream};
use matinee_tests::commands::chat;
use matinee_tests::process::until;
use matinee_tests::servers::{Front, fetch};
use matinee_tests::{Deployment, Edge, Person, Socket, Upgrade};
use tokio::time::Instant;

use crate::ledger::Ledger;
use crate::stage::{alike, figure};

const GATEWAYS: usize = 3;
/// People in a room.
const ROOM: usize = 10;
/// Commands a second of all together: what two cores carry in a debug build.
const COMMANDS_A_SECOND: f64 = 60.0;
/// How long somebody is silent at most, however many there are: an update takes half a minute.
const PAUSE: Duration = Duration::from_secs(20);
/// People who come at the same time in the beginning.
const AT_ONCE: usize = 8;
/// How long a gateway may take to stop, and everybody to be in step in the end.
const STOP: Duration = Duration::from_secs(90);
/// From the end of a connection to being in step on the next, for ninety-nine of a hundred.
const BACK: Duration = Duration::from_secs(5);
/// How often somebody who only listens looks up.
const LOOK: Duration = Duration::from_millis(500);
/// Over how many seconds a gateway tells its sockets, and over how many they come back (presence.rs).
const SPREAD: f64 = 4.0;

/// Load balancers hear of the end before the sockets do: HAProxy asks twice a second.
const SETTINGS: [(&str, &str); 2] = [("LIMITS__ENABLED", "false"), ("SHUTDOWN__DELAY", "1.5")];

/// One connection that ended and the one that took its place.
struct Return {
    /// Which gateway was being replaced.
    hop: usize,
    /// The close code.
    told: u16,
    asked: Instant,
    away: Duration,
    /// How often it had to ask.
    tries: u32,
    /// The events of the gap were too many or too old.
    snapshots: usize,
}

/// What everybody knows.
struct Update {
    deployment: Deployment,
    /// Gateways of which the replacement has begun.
    hops: AtomicUsize,
    over: AtomicBool,
    /// People who may have something to say yet.
    talking: AtomicUsize,
    pause: Duration,
}

struct Room {
    id: String,
    /// The last revision that anybody has heard of.
    head: AtomicU32,
}

struct Guest {
    name: String,
    update: Arc<Update>,
    room: Arc<Room>,
    socket: Socket,
    sent: u32,
    ledger: Ledger,
    returns: Vec<Return>,
    refused: u32,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_update_loses_nothing() {
    let asked: Option<usize> = std::env::var("TEST_ROLLING_SOCKETS").ok().map(|text| text.parse().expect("a number"));
    let sockets = asked.unwrap_or(150);
    let edge = Edge { front: Front::Haproxy, gateways: GATEWAYS, idle: None };
    let update = Arc::new(Update {
        deployment: Deployment::behind(edge, &SETTINGS),
        hops: AtomicUsize::new(0),
        over: AtomicBool::new(false),
        talking: AtomicUsize::new(sockets),
        pause: Duration::from_secs_f64(sockets as f64 / COMMANDS_A_SECOND).min(PAUSE),
    });
    let mut guests = Vec::new();
    for guest in gather(&update, sockets).await {
        guests.push(tokio::spawn(guest.talk()));
    }
    for number in 0..GATEWAYS {
        update.hops.store(number + 1, Ordering::Release);
        tokio::task::block_in_place(|| replace(&update.deployment, number));
    }
    update.over.store(true, Ordering::Release);
    let mut done = Vec::new();
    for guest in guests {
        done.push(guest.await.expect("a guest ends well"));
    }
    nothing_is_lost(&mut done);
    tell(&done, asked.is_some());
}

/// Everybody, in rooms of ten, spread by HAProxy over the gateways.
async fn gather(update: &Arc<Update>, sockets: usize) -> Vec<Guest> {
    let mut rooms = Vec::new();
    for _ in 0..sockets.div_ceil(ROOM) {
        let id = Person::guest(&update.deployment.url(), "Host").await.make_room().await;
        rooms.push(Arc::new(Room { id, head: AtomicU32::new(0) }));
    }
    let coming = (0..sockets).map(|number| {
        let (update, room) = (update.clone(), rooms[number / ROOM].clone());
        async move {
            let person = Person::guest(&update.deployment.url(), "Guest").await;
            let mut socket = person.enter(&room.id).await;
            socket.kept = 0;
            Guest {
                name: person.name,
                update,
                room,
                socket,
                sent: 0,
                ledger: Ledger::default(),
                returns: Vec::new(),
                refused: 0,
            }
        }
    });
    stream::iter(coming).buffer_unordered(AT_ONCE).collect().await
}

/// Tells one gateway to stop, as a deploy does, and puts another in its place.
fn replace(deployment: &Deployment, number: usize) {
    let mut gateway = deployment.gateway_role(number);
    gateway.process_ref().signal("TERM");
    let status = gateway.process().wait(STOP);
    assert_eq!(status.code(), Some(0), "{}", gateway.log());
    gateway.again();
    // It is idle, so it gets the next request as soon as HAProxy has seen it.
    until("HAProxy sends somebody to the new gateway", STOP, || {
        let answer = fetch(&deployment.url(), "/api/billing/plans");
        let metrics = fetch(&format!("http://127.0.0.1:{}", gateway.admin()), "/metrics");
        answer.and(metrics).is_some_and(|metrics| metrics.contains("http_server_request_duration_seconds"))
    });
}

impl Guest {
    /// Talks until the update is over, coming back whenever told to, and hears what the others say.
    async fn talk(mut self) -> Self {
        let mut next = Instant::now() + self.update.pause.mul_f64(rand::random());
        let mut pending: Option<String> = None;
        let mut said = Instant::now();
        while !self.update.over.load(Ordering::Acquire) || pending.is_some() {
            if pending.is_none() && Instant::now() >= next {
                self.sent += 1;
                let id = format!("{}-{}", self.name.replace(' ', "-"), self.sent);
                self.say(&id).await;
                pending = Some(id);
                said = Instant::now();
                next = Instant::now() + self.update.pause;
            }
            let look = Instant::now() + LOOK;
            self.socket.read(if pending.is_some() { look } else { look.min(next) }).await;
            self.note();
            if let Some(answer) = pending.as_ref().and_then(|id| self.socket.answered_with(id)) {
                let id = pending.take().expect("it was answered");
                match answer {
                    Ok(revision) => {
                        // The answer may come before the event, which is waited for in the end.
                        self.room.head.fetch_max(revision, Ordering::AcqRel);
                        self.ledger.accept(id, revision, true);
                    }
                    // Said to be undone, which is not lost.
                    Err(refusal) => {
                        assert!(["unavailable", "contended"].contains(&&*refusal.code), "{id}: {refusal:?}");
                        self.refused += 1;
                    }
                }
            }
            if self.socket.closed.is_some() {
                self.come_back().await;
                // Without an answer it may have been heard or not: the same id is the same message.
                if let Some(id) = &pending {
                    let id = id.clone();
                    self.say(&id).await;
                }
            }
            assert!(pending.is_none() || said.elapsed() < STOP, "{}: no answer to {pending:?}", self.name);
        }
        self.update.talking.fetch_sub(1, Ordering::AcqRel);
        self.hear_the_rest().await;
        self
    }

    /// Listens until everybody has said everything and all of it has come: whoever did not listen any
    /// more would be taken for gone.
    async fn hear_the_rest(&mut self) {
        let deadline = Instant::now() + 2 * STOP;
        loop {
            let quiet = self.update.talking.load(Ordering::Acquire) == 0;
            if quiet && self.socket.room.revision >= self.room.head.load(Ordering::Acquire) {
                return;
            }
            assert!(Instant::now() < deadline, "{} has not heard everything", self.name);
            self.socket.read(Instant::now() + LOOK).await;
            self.note();
            // Told at the very end of the update.
            if self.socket.closed.is_some() {
                self.come_back().await;
            }
        }
    }

    /// A socket that closes at this moment takes nothing more; then it is said again on the next one.
    async fn say(&mut self, id: &str) {
        self.socket.try_send(id, chat(&format!("this is {id}"))).await;
    }

    fn note(&mut self) {
        let log = self.socket.take_log();
        self.room.head.fetch_max(self.socket.room.revision, Ordering::AcqRel);
        self.ledger.hear(log);
    }

    async fn come_back(&mut self) {
        let (closed, told) = (Instant::now(), self.socket.closed.expect("it is closed"));
        let hop = self.update.hops.load(Ordering::Acquire);
        assert!(told < 4000, "{} was thrown out: {told}", self.name);
        let (mut asked, mut tries) = (None, 0);
        while self.socket.closed.is_some() {
            assert!(closed.elapsed() < STOP, "no gateway takes {}: {:?}", self.name, self.socket.goodbye);
            let wait = self.socket.goodbye.as_ref().map_or(0.1, |goodbye| goodbye.retry_after);
            tokio::time::sleep(Duration::from_secs_f64(wait)).await;
            asked = asked.or(Some(Instant::now()));
            tries += 1;
            let head = self.room.head.load(Ordering::Acquire);
            let Ok(mut back) = Upgrade::resume(&self.update.deployment.url(), &self.socket).open().await else {
                continue;
            };
            back.room = std::mem::take(&mut self.socket.room);
            back.kept = 0;
            // Where the gateway has nothing to say yet, the token that was good stays good.
            let welcome = std::mem::take(&mut self.socket.welcome);
            while back.closed.is_none() && (back.welcome.resume.is_empty() || back.room.revision < head) {
                assert!(closed.elapsed() < STOP, "{} is not told everything", self.name);
                back.read(Instant::now() + LOOK).await;
            }
            if back.welcome.resume.is_empty() {
                back.welcome = welcome;
            }
            self.socket = back;
            self.note();
        }
        let (asked, snapshots) = (asked.expect("it has asked"), self.socket.snapshots);
        self.returns.push(Return { hop, told, asked, away: closed.elapsed(), tries, snapshots });
    }
}

/// Everybody has heard everything; what was acknowledged has happened, once, and all saw the same.
fn nothing_is_lost(guests: &mut [Guest]) {
    let mut accepted = 0;
    guests.sort_by(|a, b| a.room.id.cmp(&b.room.id));
    for room in guests.chunk_by_mut(|a, b| a.room.id == b.room.id) {
        let head = room.iter().map(|guest| guest.room.head.load(Ordering::Acquire)).max().expect("somebody is there");
        let mut ledger = Ledger::default();
        for guest in room.iter_mut() {
            ledger.merge(std::mem::take(&mut guest.ledger));
        }
        ledger.balances();
        accepted += ledger.len();
        // Who leaves from here on is another matter.
        if room.iter().all(|guest| guest.socket.room.revision == head) {
            alike(&room.iter().map(|guest| &guest.socket).collect::<Vec<_>>());
        }
    }
    figure(&format!("rolling update: {} sockets, {accepted} commands acknowledged, none lost", guests.len()));
    assert!(accepted > guests.len() / 2, "hardly anybody said anything");
}

/// The figures; `strictly`, they have to be good.
fn tell(guests: &[Guest], strictly: bool) {
    let mut returns: Vec<&Return> = guests.iter().flat_map(|guest| &guest.returns).collect();
    let count = |what: &dyn Fn(&Return) -> bool| returns.iter().filter(|back| what(back)).count();
    let (cut, again) = (count(&|back| back.told != 1012), count(&|back| back.tries > 1));
    let snapshots = count(&|back| back.snapshots > 0);
    let refused: u32 = guests.iter().map(|guest| guest.refused).sum();
    let twice = |guest: &&Guest| guest.returns.windows(2).any(|pair| pair[0].hop == pair[1].hop);
    let twice = guests.iter().filter(twice).count();
    let figures = [twice, cut, again, snapshots, refused as usize];
    figure(&format!("came back twice for one gateway, were cut off, asked twice, snapshots, refused: {figures:?}"));
    assert!(!strictly || figures == [0; 5], "{figures:?}");
    returns.sort_by_key(|back| back.asked);
    for hop in 1..=GATEWAYS {
        let times: Vec<Instant> = returns.iter().filter(|back| back.hop == hop).map(|back| back.asked).collect();
        let second =
            |from: &Instant| times.iter().filter(|at| **at >= *from && **at < *from + Duration::from_secs(1)).count();
        let most = times.iter().map(second).max().unwrap_or(0);
        let plan = times.len() as f64 / SPREAD;
        figure(&format!("gateway {hop}: {} came back, at most {most} in a second ({plan:.0} on average)", times.len()));
        assert!(times.len() >= guests.len() / (2 * GATEWAYS), "gateway {hop} had hardly anybody");
        assert!(!strictly || (most as f64) < 1.5 * plan + 20.0, "they came back as a crowd");
    }
    let mut away: Vec<Duration> = returns.iter().map(|back| back.away).collect();
    away.sort();
    let at = |share: f64| away[((away.len() - 1) as f64 * share) as usize];
    figure(&format!(
        "back in step: {} times, p50 {:?}, p99 {:?}, at most {:?}",
        away.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    ));
    assert!(!strictly || at(0.99) <= BACK, "{:?}", at(0.99));
}

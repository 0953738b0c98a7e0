//! A crowd does whatever comes to its minds, over two gateways: commands of every kind,
//! lines that drop, tabs, leaving, kicks. In the end everybody has the same room, event by event
//! and asked anew at each gateway, and nothing that was acknowledged is missing.
//!
//! `TEST_CROWD_MEMBERS` (60) says how many, `TEST_CROWD_SECONDS` (10) for how long, and `TEST_SEED`
//! repeats what one saw as far as a race can be repeated. Two hundred for a minute is what a room is
//! held to when something about it has changed; it wants a machine that does nothing else.

mod act;
mod guest;

use std::collections::BTreeMap;
use std::time::Duration;

use matinee_tests::commands::transfer_leader;
use matinee_tests::{Deployment, Kind, Person, Socket};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::ledger::Ledger;
use crate::stage::{alike, figure, seeded};
use guest::Guest;

/// Commands a second of all together: what two cores carry to two hundred in a debug build.
const COMMANDS_A_SECOND: f64 = 20.0;
/// How long everybody may take to be in, and to have heard all in the end.
const GATHER: Duration = Duration::from_secs(120);
/// How often somebody who only listens looks up.
const LOOK: Duration = Duration::from_millis(500);

/// Until when everybody acts, once all are in.
type Started = watch::Receiver<Option<Instant>>;

/// Rates are lifted, and joined rooms are as large as they may be.
const SETTINGS: [(&str, &str); 1] = [("LIMITS__ENABLED", "false")];

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// What became of all that was sent.
#[derive(Debug, Default)]
pub struct Tally {
    /// Commands that were accepted.
    pub ledger: Ledger,
    /// Codes of those that were refused.
    pub refused: BTreeMap<String, u32>,
    /// Lines dropped and resumed, tabs and stays begun, people removed.
    pub resumed: u32,
    pub joined: u32,
    pub removed: u32,
}

impl Tally {
    fn merge(&mut self, other: Self) {
        self.ledger.merge(other.ledger);
        for (code, count) in other.refused {
            *self.refused.entry(code).or_default() += count;
        }
        self.resumed += other.resumed;
        self.joined += other.joined;
        self.removed += other.removed;
    }
}

async fn crowd(kind: Kind) {
    // One at a time: two would only take each other's time.
    static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _alone = ALONE.lock().await;
    let deployment = Deployment::start_with(kind, &SETTINGS);
    let (members, seconds) = (number("TEST_CROWD_MEMBERS", 60), number("TEST_CROWD_SECONDS", 10));
    let mut random = seeded(&format!("crowd, {kind:?}"));
    let ada = Person::guest(deployment.gateway(0), "Ada").await;
    let room = ada.make_room().await;
    let mut watchers = Vec::new();
    for number in 0..2 {
        let person = Person::guest(deployment.gateway(number), "Watcher").await;
        let mut socket = person.enter(&room).await;
        socket.kept = 0;
        watchers.push(socket);
    }
    let from = watchers[1].room.revision;
    // Everybody listens from the moment they are in, and acts when all are.
    let (start, started) = watch::channel(None);
    let pause = Duration::from_secs_f64(members as f64 / COMMANDS_A_SECOND);
    let watching: Vec<_> =
        watchers.into_iter().map(|socket| tokio::spawn(look_on(socket, started.clone(), from))).collect();
    let mut playing = Vec::new();
    for number in 0..members.saturating_sub(2) {
        let guest = Guest::enter(&deployment, &room, number, StdRng::seed_from_u64(random.random())).await;
        playing.push(tokio::spawn(guest.act(started.clone(), pause)));
    }
    start.send(Some(Instant::now() + Duration::from_secs(seconds))).expect("they listen");

    let (mut tally, mut sockets) = (Tally::default(), Vec::new());
    for guest in playing {
        let (guest, own) = guest.await.expect("a guest ends well");
        tally.merge(own);
        sockets.extend(guest.socket);
    }
    let mut logs = Vec::new();
    for watcher in watching {
        let (socket, log) = watcher.await.expect("a watcher ends well");
        logs.push(log);
        sockets.push(socket);
    }
    same_in_the_end(&mut sockets).await;
    // The watchers were there all the time: what they heard is all there is.
    for (log, socket) in logs.into_iter().zip(sockets.iter_mut().rev().take(2).rev()) {
        tally.ledger.merge(log);
        tally.ledger.hear(socket.take_log());
    }
    tally.ledger.balances();
    figure(&format!(
        "crowd, {kind:?}: {members} members, {seconds} s, {} commands accepted, refused {:?}, {} events, {} resumed, {} joined again, {} removed, {} in at the end",
        tally.ledger.len(),
        tally.refused,
        tally.ledger.events(),
        tally.resumed,
        tally.joined,
        tally.removed,
        sockets.len(),
    ));
    assert!(tally.ledger.len() > 20, "hardly anything happened");
}

/// Hears everything until the end.
async fn look_on(mut socket: Socket, started: Started, from: u32) -> (Socket, Ledger) {
    let mut ledger = Ledger::default();
    let me = socket.member().to_owned();
    loop {
        let until = *started.borrow();
        if until.is_some_and(|until| Instant::now() >= until) {
            break;
        }
        if until.is_some() && socket.room.leader == me {
            // Whoever only watches leads nobody anywhere.
            let heir = socket.room.members.iter().rfind(|member| !member.nickname.starts_with("Watcher"));
            if let Some(id) = heir.map(|heir| heir.id.clone()) {
                socket.send(transfer_leader(&id)).await;
                socket.until_in(GATHER, "somebody else leads", |socket| socket.room.leader != me).await;
            }
        }
        socket.read(Instant::now() + LOOK).await;
        assert!(socket.closed.is_none(), "a watcher was closed: {:?} {:?}", socket.closed, socket.goodbye);
        ledger.hear(socket.take_log().into_iter().filter(|event| event.revision > from));
    }
    (socket, ledger)
}

/// Everybody hears all, has the same room, and so has who asks anew, at every gateway.
async fn same_in_the_end(sockets: &mut [Socket]) {
    let deadline = Instant::now() + GATHER;
    // The head moves while those who are gone are noticed.
    loop {
        let agreed = sockets.iter_mut().map(|socket| async move {
            socket.agrees().await;
            socket.room.revision
        });
        let revisions = futures::future::join_all(agreed).await;
        if revisions.windows(2).all(|pair| pair[0] == pair[1]) {
            break;
        }
        assert!(Instant::now() < deadline, "the room does not come to rest");
    }
    alike(&sockets.iter().collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_in_one_process() {
    crowd(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_over_two_gateways() {
    crowd(Kind::Scaled).await;
}

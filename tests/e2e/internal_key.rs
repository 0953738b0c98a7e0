//! The key of `internal.key` is changed while people talk: replica by replica, in the three steps of
//! the operator's guide. Nobody is thrown out for it, and a process that was forgotten is named.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use matinee_proto::sync::v1::event::Event;
use matinee_tests::commands::chat;
use matinee_tests::process::{never_show, until};
use matinee_tests::servers::Role;
use matinee_tests::{Deployment, Kind, Person, Socket, Upgrade};
use serde_json::json;
use tokio::time::Instant;

use crate::ledger::Ledger;
use crate::stage::{alike, figure};

const OLD_KEY: &str = "0ld-0123456789abcdef0123456789abcdef";
const NEW_KEY: &str = "new-0123456789abcdef0123456789abcdef";
/// How long a process may take to stop or an answer to come.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two commands of one person.
const PAUSE: Duration = Duration::from_millis(100);
/// What the log says where a key is not known.
const UNKNOWN: &str = "internal_key_unknown";

struct Talker {
    name: &'static str,
    deployment: Arc<Deployment>,
    over: Arc<AtomicBool>,
    socket: Socket,
    ledger: Ledger,
    returns: u32,
    refused: u32,
}

impl Talker {
    async fn talk(mut self) -> Self {
        let mut sent = 0;
        while !self.over.load(Ordering::Acquire) {
            sent += 1;
            self.say(format!("{}-{sent}", self.name)).await;
            self.socket.read(Instant::now() + PAUSE).await;
        }
        self
    }

    /// Says it until it is answered; the same id is the same message.
    async fn say(&mut self, id: String) {
        let deadline = Instant::now() + PATIENCE;
        let answer = loop {
            assert!(Instant::now() < deadline, "{id} gets no answer");
            if self.socket.closed.is_some() {
                self.come_back().await;
            }
            self.socket.try_send(&id, chat(&id)).await;
            let mut answer = None;
            while answer.is_none() && self.socket.read(deadline).await {
                answer = self.socket.answered_with(&id);
            }
            self.ledger.hear(self.socket.take_log());
            if let Some(answer) = answer {
                break answer;
            }
        };
        match answer {
            Ok(revision) => self.ledger.accept(id, revision, true),
            Err(refusal) => {
                assert!(["unavailable", "contended"].contains(&&*refusal.code), "{id}: {refusal:?}");
                self.refused += 1;
            }
        }
    }

    /// Comes back through HAProxy with the token of the gateway that has gone.
    async fn come_back(&mut self) {
        let (deadline, told) = (Instant::now() + PATIENCE, self.socket.closed.expect("it is closed"));
        assert!(told < 4000, "{} was thrown out: {told}", self.name);
        while self.socket.closed.is_some() {
            assert!(Instant::now() < deadline, "no gateway takes {}", self.name);
            tokio::time::sleep(PAUSE).await;
            let Ok(mut back) = Upgrade::resume(&self.deployment.url(), &self.socket).open().await else { continue };
            back.room = self.socket.room.clone();
            while back.welcome.resume.is_empty() && back.read(deadline).await {}
            assert!(
                back.closed.is_none_or(|told| told < 4000),
                "{}'s token does not count: {:?}",
                self.name,
                back.closed
            );
            if !back.welcome.resume.is_empty() {
                self.socket = back;
                self.returns += 1;
            }
        }
    }
}

/// Replaces these processes with ones that have other keys, all at once.
fn replace(roles: &mut [impl std::ops::DerefMut<Target = Role>], keys: &str) {
    for role in roles.iter_mut() {
        assert!(!role.log().contains(UNKNOWN), "{}", role.log());
        role.process_ref().signal("TERM");
    }
    for role in roles.iter_mut() {
        assert_eq!(role.process().wait(PATIENCE).code(), Some(0), "{}", role.log());
        role.set("INTERNAL__KEY", keys);
        role.start_again();
    }
    roles.iter_mut().for_each(|role| role.ready());
}

/// One step of the guide: a replica of every service, the others, a gateway, the other.
fn step(deployment: &Deployment, keys: &str) {
    for first in [0, 1] {
        let mut replicas = [0, 2, 4, 6].map(|number| deployment.service_role(number + first));
        replace(&mut replicas, keys);
    }
    for number in [0, 1] {
        replace(&mut [deployment.gateway_role(number)], keys);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_internal_key_is_changed_while_people_talk() {
    never_show(OLD_KEY);
    never_show(NEW_KEY);
    let settings = [("INTERNAL__KEY", OLD_KEY), ("LIMITS__ENABLED", "false")];
    let deployment = Arc::new(Deployment::start_with(Kind::Scaled, &settings));
    let over = Arc::new(AtomicBool::new(false));
    let people = [Person::guest(deployment.gateway(0), "Ada").await, Person::guest(deployment.gateway(1), "Bob").await];
    let room = people[0].make_room().await;
    let mut talkers = Vec::new();
    for (person, name) in people.iter().zip(["ada", "bob"]) {
        let talker = Talker {
            name,
            deployment: deployment.clone(),
            over: over.clone(),
            socket: person.enter(&room).await,
            ledger: Ledger::default(),
            returns: 0,
            refused: 0,
        };
        talkers.push(tokio::spawn(talker.talk()));
    }

    let steps = [format!("{OLD_KEY},{NEW_KEY}"), format!("{NEW_KEY},{OLD_KEY}"), NEW_KEY.to_owned()];
    for keys in &steps {
        tokio::task::block_in_place(|| step(&deployment, keys));
        // Who comes now gets in: with a ticket of the one gateway at the other.
        let joined = Person::guest(deployment.gateway(0), "Guest").await.join(&room).await;
        let there = deployment.gateway(1).replacen("http", "ws", 1);
        let upgrade = Upgrade::to(format!("{there}/api/rooms/{room}/ws?ticket={}", joined.ticket));
        let mut socket = upgrade.open().await.expect("it opens").entered().await;
        socket.says("hello").await;
        socket.close().await;
        assert!(!deployment.logs().contains(UNKNOWN), "{}", deployment.logs());
    }
    over.store(true, Ordering::Release);
    let mut done = Vec::new();
    for talker in talkers {
        done.push(talker.await.expect("it ends well"));
    }
    balances(done).await;
    a_forgotten_process_is_named(&deployment, &people[0], &room).await;
}

/// Whatever was acknowledged has happened, and nobody of the two left for a moment.
async fn balances(mut talkers: Vec<Talker>) {
    let seen = |talker: &Talker| talker.socket.room.revision.max(talker.ledger.acknowledged());
    let head = talkers.iter().map(seen).max().expect("two");
    let mut ledger = Ledger::default();
    let mut refused = 0;
    let members: Vec<String> = talkers.iter().map(|talker| talker.socket.member().to_owned()).collect();
    for talker in &mut talkers {
        talker.socket.reaches(head).await;
        talker.ledger.hear(talker.socket.take_log());
        assert!(talker.returns >= 3, "{} came back only {} times", talker.name, talker.returns);
        refused += talker.refused;
        ledger.merge(std::mem::take(&mut talker.ledger));
    }
    ledger.balances();
    let left = |event: &&matinee_proto::sync::v1::Event| matches!(&event.event, Some(Event::MemberLeft(left)) if members.contains(&left.member_id));
    assert_eq!(ledger.log().filter(left).count(), 0, "nobody was taken for gone");
    alike(&[&talkers[0].socket, &talkers[1].socket]);
    let figures = (ledger.len(), refused);
    figure(&format!("internal key changed: {} commands acknowledged, none lost, {} refused", figures.0, figures.1));
    assert!(ledger.len() > 50, "hardly anybody said anything");
}

/// A gateway that still has the old key alone answers 503 and signs nobody out; its log and that of
/// the service that refused it say why.
async fn a_forgotten_process_is_named(deployment: &Deployment, person: &Person, room: &str) {
    tokio::task::block_in_place(|| replace(&mut [deployment.gateway_role(1)], OLD_KEY));
    let there = person.at(deployment.gateway(1));
    let answer = there.post("/api/rooms", json!({})).await;
    answer.refused(503, "unavailable");
    let log = deployment.gateway_role(1).log();
    assert!(log.contains("internal.key is none of those accepted here"), "{log}");
    let services: String = (0..8).map(|number| deployment.service_role(number).log()).collect();
    assert!(services.contains(UNKNOWN), "{services}");
    until("the others go on", PATIENCE, || deployment.gateway_role(0).readiness() == Some(200));
    let mut socket = person.at(deployment.gateway(0)).enter(room).await;
    socket.says("at the other gateway all is well").await;
}

//! One of the crowd: does something, hears everything, goes and comes back.

use std::time::Duration;

use matinee_tests::client::unique;
use matinee_tests::commands::leave;
use matinee_tests::{Deployment, Person, Socket, Upgrade};
use rand::RngExt;
use rand::rngs::StdRng;
use serde_json::json;
use tokio::time::Instant;

use super::{LOOK, Started, Tally, act};

/// How long an answer may take on a busy machine.
const ANSWER: Duration = Duration::from_secs(30);
/// How long a line is gone at most: well within the grace.
const AWAY: f64 = 3.0;

pub struct Guest {
    number: u64,
    random: StdRng,
    gateways: Vec<String>,
    room: String,
    person: Person,
    /// `None` while they are out.
    pub socket: Option<Socket>,
    tally: Tally,
}

impl Guest {
    pub async fn enter(deployment: &Deployment, room: &str, number: u64, mut random: StdRng) -> Self {
        let gateways = deployment.gateways().to_vec();
        let person = Person::guest(&gateways[random.random_range(0..gateways.len())], "Guest").await;
        let mut guest =
            Self { number, random, gateways, room: room.to_owned(), person, socket: None, tally: Tally::default() };
        guest.join().await;
        assert!(guest.socket.is_some(), "everybody gets in at first");
        guest.tally.joined = 0;
        guest
    }

    /// Acts until then; then only waits for what is still unanswered.
    pub async fn act(mut self, mut started: Started, pause: Duration) -> (Self, Tally) {
        let until = loop {
            if let Some(until) = *started.borrow_and_update() {
                break until;
            }
            self.listen(Instant::now() + LOOK).await;
        };
        loop {
            let next = Instant::now() + pause.mul_f64(self.random.random_range(0.0..2.0));
            self.listen(next.min(until)).await;
            if Instant::now() >= until {
                break;
            }
            self.something().await;
        }
        if self.socket.is_none() {
            self.join().await;
        }
        let tally = std::mem::take(&mut self.tally);
        (self, tally)
    }

    async fn something(&mut self) {
        let Some(socket) = &mut self.socket else { return self.join().await };
        match self.random.random_range(0..100) {
            0..3 => self.drop_the_line().await,
            3 => {
                // Another tab, which is gone with the first one's line.
                let mut first = self.socket.take();
                self.join().await;
                if let Some(first) = &mut first {
                    first.close().await;
                }
            }
            4 => {
                socket.try_send(&unique("leave"), leave()).await;
                let deadline = Instant::now() + ANSWER;
                while self.socket.is_some() {
                    assert!(Instant::now() < deadline, "who leaves is not closed");
                    self.listen(Instant::now() + Duration::from_millis(500)).await;
                }
            }
            _ => self.command().await,
        }
    }

    async fn command(&mut self) {
        let Some(socket) = &mut self.socket else { return };
        let me = socket.member().to_owned();
        let (command, tells) = act::idea(&mut self.random, &socket.room, &me, self.number);
        let shown = format!("{command:?}");
        let id = unique("command");
        socket.try_send(&id, command.clone()).await;
        // Sometimes the line drops before the answer comes, and the same is asked again.
        if self.random.random_range(0..100) < 4 {
            self.drop_the_line().await;
            let Some(socket) = &mut self.socket else { return };
            socket.try_send(&id, command).await;
        }
        let deadline = Instant::now() + ANSWER;
        while let Some(socket) = &mut self.socket {
            if let Some(answer) = socket.answered_with(&id) {
                match answer {
                    Ok(revision) => self.tally.ledger.accept(id, revision, tells),
                    Err(refusal) => *self.tally.refused.entry(refusal.code).or_default() += 1,
                }
                return;
            }
            assert!(Instant::now() < deadline, "no answer to {id} {shown}");
            self.listen(Instant::now() + Duration::from_millis(500)).await;
        }
    }

    async fn drop_the_line(&mut self) {
        let Some(lost) = self.socket.take() else { return };
        let away = Duration::from_secs_f64(self.random.random_range(0.0..AWAY));
        let anywhere = self.gateways[self.random.random_range(0..self.gateways.len())].clone();
        let (upgrade, room) = (Upgrade::resume(&anywhere, &lost), lost.room.clone());
        // A line that drops says nothing.
        drop(lost);
        tokio::time::sleep(away).await;
        let Ok(mut socket) = upgrade.open().await else { return };
        socket.room = room;
        socket.kept = 0;
        self.socket = Some(socket);
        self.tally.resumed += 1;
        self.entered().await;
    }

    /// Reads until they know who they are, or that they are not wanted.
    async fn entered(&mut self) {
        let deadline = Instant::now() + ANSWER;
        while self.socket.as_ref().is_some_and(|socket| socket.welcome.member_id.is_empty()) {
            assert!(Instant::now() < deadline, "neither WELCOME nor a close");
            self.listen(Instant::now() + Duration::from_millis(500)).await;
        }
    }

    /// Comes in; with another session and browser if they are banned.
    async fn join(&mut self) {
        for _ in 0..3 {
            let base = self.gateways[self.random.random_range(0..self.gateways.len())].clone();
            let answer = self.person.at(&base).try_join(&self.room, json!({ "nickname": unique("Guest") })).await;
            match answer.status {
                200 => {
                    let way = format!("{}?ticket={}", answer.text("/ws_url"), answer.text("/ticket"));
                    let Ok(mut socket) = Upgrade::to(way).open().await else { continue };
                    socket.kept = 0;
                    self.socket = Some(socket);
                    let deadline = Instant::now() + ANSWER;
                    while self.socket.as_ref().is_some_and(|socket| socket.snapshots == 0) {
                        assert!(Instant::now() < deadline, "no SNAPSHOT");
                        self.listen(Instant::now() + Duration::from_millis(500)).await;
                    }
                    if self.socket.is_some() {
                        self.tally.joined += 1;
                        return;
                    }
                }
                _ => {
                    assert!(["banned", "room_full"].contains(&answer.text("/code").as_str()), "{}", answer.body);
                    self.person = Person::guest(&base, "Again").await;
                }
            }
        }
    }

    /// Hears what there is until then. Who is closed is out.
    async fn listen(&mut self, until: Instant) {
        while Instant::now() < until {
            let Some(socket) = &mut self.socket else {
                return tokio::time::sleep_until(until).await;
            };
            socket.read(until).await;
            drop(socket.take_log());
            if let Some(code) = socket.closed {
                assert!([4003, 1000, 1006].contains(&code), "closed with {code}: {:?}", socket.goodbye);
                self.tally.removed += u32::from(code == 4003);
                self.socket = None;
            }
        }
    }
}

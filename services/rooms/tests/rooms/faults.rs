//! A broker that loses answers, is away, or always has something newer.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use matinee_broker::{
    Broker, BrokerError, Claim, Commit, CommitOutcome, Connection, Delivered, Direct, DirectoryPage, Feed, Head, Known,
    Lease, Letter, Memory, Millis, Newer, Place, Rate, Replay, Result, RoomState, Shares, Subscription, Talk, User,
    UserLease, UserPage, Wakeup, WakeupKind,
};
use parking_lot::Mutex;

use crate::frames::{add, chat, remove};
use crate::house::{House, code};

/// What happens to a commit.
#[derive(Clone, Copy)]
enum Fault {
    /// It counts, but the answer is lost.
    AnswerLost,
    /// It does not arrive.
    Away,
    /// Somebody else was faster, as far as one can tell.
    Overtaken,
    /// The room is under another epoch.
    Gone,
}

/// A broker in memory with faults to come.
struct Faulty {
    inner: Memory,
    faults: Mutex<VecDeque<Fault>>,
}

impl Faulty {
    fn new() -> Arc<Self> {
        Arc::new(Self { inner: Memory::new(), faults: Mutex::default() })
    }

    fn plan(&self, faults: impl IntoIterator<Item = Fault>) {
        self.faults.lock().extend(faults);
    }
}

/// Rooms has nothing to do with talk, which is never at fault here.
#[async_trait]
impl Talk for Faulty {
    async fn renew_users(&self, users: &[UserLease], lease: Duration) -> Result<Vec<Place>> {
        self.inner.renew_users(users, lease).await
    }

    async fn close_user(&self, user: &str, gateway: &str, grace: Duration) -> Result<()> {
        self.inner.close_user(user, gateway, grace).await
    }

    async fn sweep_users(&self) -> Result<()> {
        self.inner.sweep_users().await
    }

    async fn note_user(&self, user: &User) -> Result<()> {
        self.inner.note_user(user).await
    }

    async fn find_user(&self, id: &str, folded: &str) -> Result<Known> {
        self.inner.find_user(id, folded).await
    }

    async fn active_users(&self, after: &str, limit: usize) -> Result<UserPage> {
        self.inner.active_users(after, limit).await
    }

    async fn watch_users(&self) -> Result<Subscription> {
        self.inner.watch_users().await
    }

    async fn send_direct(&self, direct: &Direct) -> Result<Delivered> {
        self.inner.send_direct(direct).await
    }

    async fn accepted_direct(&self, from: &str, command: &str) -> Result<Option<String>> {
        self.inner.accepted_direct(from, command).await
    }

    async fn letters(&self, user: &str, after: Place) -> Result<Vec<Letter>> {
        self.inner.letters(user, after).await
    }

    async fn block(&self, user: &str, other: &str, blocked: bool) -> Result<()> {
        self.inner.block(user, other, blocked).await
    }
}

/// Nor with places of sockets.
#[async_trait]
impl Shares for Faulty {
    async fn take_share(&self, key: &str, holder: &str, wanted: u32, limit: u32, lease: Duration) -> Result<u32> {
        self.inner.take_share(key, holder, wanted, limit, lease).await
    }

    async fn renew_shares(&self, holder: &str, shares: &[(String, u32)], lease: Duration) -> Result<()> {
        self.inner.renew_shares(holder, shares, lease).await
    }
}

#[async_trait]
impl Broker for Faulty {
    async fn commit(&self, commit: Commit) -> Result<CommitOutcome> {
        // Deadlines and announcements of the house itself are left alone.
        let fault = if commit.commands.is_empty() { None } else { self.faults.lock().pop_front() };
        match fault {
            None => self.inner.commit(commit).await,
            Some(Fault::AnswerLost) => {
                self.inner.commit(commit).await?;
                Err(BrokerError::Unavailable("the answer was lost".to_owned()))
            }
            Some(Fault::Away) => Err(BrokerError::Unavailable("away".to_owned())),
            Some(Fault::Gone) => Ok(CommitOutcome::Gone),
            Some(Fault::Overtaken) => {
                let state = self.inner.load(&commit.room).await?.expect("the room is there");
                Ok(CommitOutcome::Conflict(Newer {
                    head: state.head,
                    version: state.version,
                    presence_version: state.presence_version,
                    whole: false,
                    changes: Vec::new(),
                }))
            }
        }
    }

    fn now(&self) -> Millis {
        self.inner.now()
    }
    fn healthy(&self) -> bool {
        self.inner.healthy()
    }
    async fn rebuild(
        &self,
        room: &str,
        version: u64,
        parts: Vec<(String, Bytes)>,
        wakeups: Vec<(WakeupKind, Millis)>,
    ) -> Result<(bool, RoomState)> {
        self.inner.rebuild(room, version, parts, wakeups).await
    }
    async fn unload(&self, room: &str, version: u64, presence_version: u64) -> Result<bool> {
        self.inner.unload(room, version, presence_version).await
    }
    async fn claim_dirty(&self, limit: usize, changed_before: Millis) -> Result<Vec<String>> {
        self.inner.claim_dirty(limit, changed_before).await
    }
    async fn saved(&self, rooms: &[(String, u64)]) -> Result<()> {
        self.inner.saved(rooms).await
    }
    async fn load(&self, room: &str) -> Result<Option<RoomState>> {
        self.inner.load(room).await
    }
    async fn remove(&self, room: &str) -> Result<()> {
        self.inner.remove(room).await
    }
    async fn subscribe(&self, room: &str) -> Result<Subscription> {
        self.inner.subscribe(room).await
    }
    async fn replay(&self, room: &str, epoch: &str, after: u32) -> Result<Replay> {
        self.inner.replay(room, epoch, after).await
    }
    async fn heads(&self, rooms: &[String]) -> Result<Vec<Option<Head>>> {
        self.inner.heads(rooms).await
    }
    async fn publish_transient(&self, room: &str, body: Bytes) -> Result<()> {
        self.inner.publish_transient(room, body).await
    }
    async fn open_connection(&self, connection: &Connection, lease: Duration, grace: Duration) -> Result<bool> {
        self.inner.open_connection(connection, lease, grace).await
    }
    async fn close_connection(&self, connection: &Connection, grace: Duration) -> Result<()> {
        self.inner.close_connection(connection, grace).await
    }
    async fn renew_connections(&self, connections: &[Connection], lease: Duration) -> Result<()> {
        self.inner.renew_connections(connections, lease).await
    }
    async fn forget_connections(&self, room: &str, ended_before: Millis, members: &[String]) -> Result<()> {
        self.inner.forget_connections(room, ended_before, members).await
    }
    async fn connections(&self, room: &str) -> Result<(u64, Vec<Lease>)> {
        self.inner.connections(room).await
    }
    async fn claim_wakeups(&self, limit: usize) -> Result<Vec<Wakeup>> {
        self.inner.claim_wakeups(limit).await
    }
    async fn claim(&self, key: &str, owner: &str, ttl: Duration) -> Result<Claim> {
        self.inner.claim(key, owner, ttl).await
    }
    async fn renew_claims(&self, claims: &[(String, String)], ttl: Duration) -> Result<Vec<bool>> {
        self.inner.renew_claims(claims, ttl).await
    }
    async fn release(&self, key: &str, owner: &str) -> Result<()> {
        self.inner.release(key, owner).await
    }
    async fn take_token(&self, key: &str, rate: Rate) -> Result<Option<Duration>> {
        self.inner.take_token(key, rate).await
    }
    async fn spend(&self, key: &str, amount: u32, limit: u32, ttl: Duration) -> Result<Option<u32>> {
        self.inner.spend(key, amount, limit, ttl).await
    }
    async fn cached(&self, key: &str) -> Result<Option<Bytes>> {
        self.inner.cached(key).await
    }
    async fn cache(&self, key: &str, value: Bytes, ttl: Duration) -> Result<()> {
        self.inner.cache(key, value, ttl).await
    }
    async fn list_room(&self, room: &str, rank: u32, body: Bytes) -> Result<()> {
        self.inner.list_room(room, rank, body).await
    }
    async fn unlist_room(&self, room: &str) -> Result<()> {
        self.inner.unlist_room(room).await
    }
    async fn directory(&self, offset: u32, limit: u32) -> Result<DirectoryPage> {
        self.inner.directory(offset, limit).await
    }
    async fn announce(&self, notice: Bytes) -> Result<()> {
        self.inner.announce(notice).await
    }
    async fn notices(&self) -> Result<Feed<Bytes>> {
        self.inner.notices().await
    }
    async fn close(&self) {
        self.inner.close().await;
    }
}

/// An answer that is lost is asked for again under the same id, and the command counts once.
#[tokio::test]
async fn a_lost_answer_is_found() {
    let broker = Faulty::new();
    let house = House::on(broker.clone(), None).await;
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.until(&room, |room| room.members.len() == 1).await;
    one.command(&anna, "a0", chat("before")).await.expect("a message");
    broker.plan([Fault::AnswerLost]);
    let said = one.command(&anna, "a1", chat("once")).await.expect("it counts");
    let snapshot = house.snapshot(1, &room).await;
    assert_eq!(snapshot.revision, said);
    assert_eq!(snapshot.chat.len(), 2);
    // Also one that would be refused the second time.
    one.command(&anna, "a2", add("playing.mp4?seconds=600")).await.expect("it plays");
    one.command(&anna, "a3", add("next.mp4?seconds=600")).await.expect("it waits");
    let item = house.snapshot(0, &room).await.queue[0].id.clone();
    broker.plan([Fault::AnswerLost]);
    assert_eq!(code(one.command(&anna, "a4", remove(&item)).await), "accepted");
}

/// A broker that stays away refuses, and nothing has happened; later everything works again.
#[tokio::test]
async fn a_broker_that_is_away_refuses() {
    let broker = Faulty::new();
    let house = House::on(broker.clone(), None).await;
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.until(&room, |room| room.members.len() == 1).await;
    broker.plan([Fault::Away, Fault::Away]);
    assert_eq!(code(one.command(&anna, "a1", chat("lost")).await), "unavailable");
    assert!(house.snapshot(0, &room).await.chat.is_empty());
    broker.plan([Fault::Away]);
    assert_eq!(code(one.command(&anna, "a2", chat("second try")).await), "accepted");
}

/// Being overtaken is tried again, but not for ever; and what was judged in vain leaves no trace.
#[tokio::test]
async fn being_overtaken_has_a_bound() {
    let broker = Faulty::new();
    let house = House::on(broker.clone(), None).await;
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.until(&room, |room| room.members.len() == 1).await;
    broker.plan([Fault::Overtaken; 3]);
    assert_eq!(code(one.command(&anna, "a1", add("playing.mp4?seconds=600")).await), "accepted");
    broker.plan([Fault::Overtaken; 8]);
    assert_eq!(code(one.command(&anna, "a2", add("never.mp4?seconds=600")).await), "contended");
    assert_eq!(code(one.command(&anna, "a3", add("next.mp4?seconds=600")).await), "accepted");
    let titles: Vec<String> = house.snapshot(0, &room).await.queue.into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["next.mp4?seconds=600"]);
}

/// A room under another epoch is read anew once; one that is gone is not found.
#[tokio::test]
async fn a_room_that_is_gone_is_read_anew_once() {
    let broker = Faulty::new();
    let house = House::on(broker.clone(), None).await;
    let one = house.gateway(0).await;
    let room = house.room("anna").await;
    let anna = house.enter(&one, &room, "anna").await;
    house.until(&room, |room| room.members.len() == 1).await;
    broker.plan([Fault::Gone]);
    assert_eq!(code(one.command(&anna, "a1", chat("hello")).await), "accepted");
    house.broker.remove(&room).await.expect("the broker is there");
    assert_eq!(code(one.command(&anna, "a2", chat("hello?")).await), "not_found");
}

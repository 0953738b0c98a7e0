//! The broker of many processes, on Redis 7: one server, the primary that Sentinels name, or a Cluster.
//!
//! Every change of a room is one script, so that it is one step and one round trip; the scripts stand in
//! `redis/scripts`, where `commit.lua` is the heart of the house. Names of keys are in [`keys`], of messages
//! in [`message`], and what is promised when a server restarts, fails over or hands on a slot is in
//! [`link`], [`servers`] and [`hub`].
//!
//! Both commands and subscriptions go through redis-rs on plain connections, one pair per server. Its own Cluster
//! client is not used, nor another one for subscriptions: a new epoch must begin when a server has
//! restarted, which needs the `run_id` of the process *behind the very connection* a script is sent on, and a
//! subscription must be known to be confirmed before a head is read. Clients that reconnect or
//! route by themselves hide both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use parking_lot::Mutex;
use secrecy::ExposeSecret;
use tokio_util::task::AbortOnDropHandle;

use crate::{
    Broker, BrokerError, Claim, Commit, CommitOutcome, Config, Connection, DirectoryPage, Feed, Head, Lease, Millis,
    Rate, Replay, Result, RoomState, Subscription, Turn, Wakeup, WakeupKind,
};

mod endpoint;
mod hub;
mod keys;
mod ledger;
mod link;
mod listener;
mod message;
mod presence;
mod reply;
mod rooms;
mod saving;
mod script;
mod servers;
mod share;
mod slots;
mod talk;
mod time;
mod topic;

use keys::{NOTICES, RoomKeys};
use script::{Call, publish};

/// Partitions by which the start of the search for wake-ups moves on; odd, so that it visits all.
const STRIDE: u16 = 37;

/// A broker on Redis.
#[derive(Debug)]
pub struct Redis {
    servers: Arc<servers::Servers>,
    hub: Arc<hub::Hub>,
    time: Arc<time::Timekeeper>,
    next_partition: AtomicU16,
    /// Background work; emptied by closing.
    tasks: Mutex<Vec<AbortOnDropHandle<()>>>,
}

impl Redis {
    /// Connects to what the configuration's URL names.
    ///
    /// # Errors
    /// [`BrokerError::Url`] if there is none or it cannot be used, [`BrokerError::Unavailable`] if nothing answers there.
    pub async fn open(config: &Config) -> Result<Self> {
        let url = config.url.as_ref().ok_or_else(|| BrokerError::Url("it is not set".into()))?;
        let endpoint = endpoint::Endpoint::parse(url.expose_secret())?;
        let place = endpoint.to_string();
        // Only the first one of a process counts; whoever installed another wanted that.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let timeouts = link::Timeouts {
            connect: Duration::from_millis(config.connect_timeout_ms),
            response: Duration::from_millis(config.response_timeout_ms),
        };
        let servers = Arc::new(servers::Servers::new(endpoint, timeouts));
        let time = Arc::new(time::Timekeeper::new(servers.clone()));
        let nobody = |error| match error {
            BrokerError::Unavailable(reason) => {
                BrokerError::Unavailable(format!("no Redis answers at {place}: {reason}"))
            }
            other => other,
        };
        time.start().await.map_err(nobody)?;
        let hub = Arc::new(hub::Hub::new(servers.clone()));
        hub.open().await?;
        let tasks = [
            tokio::spawn(hub.clone().keep()),
            tokio::spawn(hub.clone().probe()),
            tokio::spawn(time.clone().keep(hub.clone())),
        ];
        let tasks = Mutex::new(tasks.map(AbortOnDropHandle::new).into());
        Ok(Self { servers, hub, time, next_partition: AtomicU16::new(0), tasks })
    }

    /// The instant `duration` from now, in room time.
    fn after(&self, duration: Duration) -> Millis {
        self.now() + duration.as_secs_f64() * 1e3
    }
}

#[async_trait]
impl Broker for Redis {
    fn now(&self) -> Millis {
        self.time.now()
    }

    fn healthy(&self) -> bool {
        self.time.answered() && self.hub.healthy()
    }

    async fn rebuild(
        &self,
        room: &str,
        version: u64,
        parts: Vec<(String, Bytes)>,
        wakeups: Vec<(WakeupKind, Millis)>,
    ) -> Result<(bool, RoomState)> {
        rooms::create(&self.servers, room, version, parts, wakeups, self.now()).await
    }

    async fn load(&self, room: &str) -> Result<Option<RoomState>> {
        rooms::load(&self.servers, room).await
    }

    async fn turn(&self, room: &str) -> Turn {
        self.servers.turn(RoomKeys::new(room).slot()).await
    }

    async fn commit(&self, commit: Commit) -> Result<CommitOutcome> {
        rooms::commit(&self.servers, commit).await
    }

    async fn remove(&self, room: &str) -> Result<()> {
        rooms::remove(&self.servers, room).await
    }

    async fn unload(&self, room: &str, version: u64, presence_version: u64) -> Result<bool> {
        saving::unload(&self.servers, room, version, presence_version).await
    }

    async fn claim_dirty(&self, limit: usize, changed_before: Millis) -> Result<Vec<String>> {
        let first = self.next_partition.fetch_add(STRIDE, Ordering::Relaxed) % keys::PARTITIONS;
        saving::claim(&self.servers, self.now(), changed_before, limit, first).await
    }

    async fn saved(&self, rooms: &[(String, u64)]) -> Result<()> {
        saving::saved(&self.servers, rooms, self.now()).await
    }

    async fn subscribe(&self, room: &str) -> Result<Subscription> {
        let keys = RoomKeys::new(room);
        let slot = keys.slot();
        self.hub.room(keys.room, slot).await.map(Subscription)
    }

    async fn replay(&self, room: &str, epoch: &str, after: u32) -> Result<Replay> {
        rooms::replay(&self.servers, room, epoch, after).await
    }

    async fn heads(&self, rooms: &[String]) -> Result<Vec<Option<Head>>> {
        rooms::heads(&self.servers, rooms).await
    }

    async fn publish_transient(&self, room: &str, body: Bytes) -> Result<()> {
        let keys = RoomKeys::new(room);
        let call = Call::command(publish(self.servers.sharded()), keys.slot(), keys.room);
        self.servers.call(&call.arg(message::transient(&body))).await.map(drop)
    }

    async fn open_connection(&self, connection: &Connection, lease: Duration, grace: Duration) -> Result<bool> {
        presence::open(&self.servers, connection, self.after(lease), self.after(lease + grace)).await
    }

    async fn close_connection(&self, connection: &Connection, grace: Duration) -> Result<()> {
        presence::close(&self.servers, connection, self.now(), self.after(grace)).await
    }

    async fn renew_connections(&self, connections: &[Connection], lease: Duration) -> Result<()> {
        presence::renew(&self.servers, connections, self.now(), self.after(lease)).await
    }

    async fn forget_connections(&self, room: &str, ended_before: Millis, members: &[String]) -> Result<()> {
        presence::forget(&self.servers, room, ended_before, members).await
    }

    async fn connections(&self, room: &str) -> Result<(u64, Vec<Lease>)> {
        presence::all(&self.servers, room).await
    }

    async fn claim_wakeups(&self, limit: usize) -> Result<Vec<Wakeup>> {
        let first = self.next_partition.fetch_add(STRIDE, Ordering::Relaxed) % keys::PARTITIONS;
        presence::claim(&self.servers, self.now(), limit, first).await
    }

    async fn claim(&self, key: &str, owner: &str, ttl: Duration) -> Result<Claim> {
        ledger::claim(&self.servers, key, owner, ttl).await
    }

    async fn renew_claims(&self, claims: &[(String, String)], ttl: Duration) -> Result<Vec<bool>> {
        ledger::renew(&self.servers, claims, ttl).await
    }

    async fn release(&self, key: &str, owner: &str) -> Result<()> {
        ledger::release(&self.servers, key, owner).await
    }

    async fn take_token(&self, key: &str, rate: Rate) -> Result<Option<Duration>> {
        ledger::take_token(&self.servers, key, rate).await
    }

    async fn spend(&self, key: &str, amount: u32, limit: u32, ttl: Duration) -> Result<Option<u32>> {
        ledger::spend(&self.servers, key, amount, limit, ttl).await
    }

    async fn cached(&self, key: &str) -> Result<Option<Bytes>> {
        ledger::cached(&self.servers, key).await
    }

    async fn cache(&self, key: &str, value: Bytes, ttl: Duration) -> Result<()> {
        ledger::cache(&self.servers, key, value, ttl).await
    }

    async fn list_room(&self, room: &str, rank: u32, body: Bytes) -> Result<()> {
        ledger::list_room(&self.servers, room, rank, body, self.now()).await
    }

    async fn unlist_room(&self, room: &str) -> Result<()> {
        ledger::unlist_room(&self.servers, room).await
    }

    async fn directory(&self, offset: u32, limit: u32) -> Result<DirectoryPage> {
        ledger::directory(&self.servers, offset, limit, self.now()).await
    }

    async fn announce(&self, notice: Bytes) -> Result<()> {
        let call = Call::command(publish(self.servers.sharded()), keys::slot(NOTICES), NOTICES);
        self.servers.call(&call.arg(notice)).await.map(drop)
    }

    async fn notices(&self) -> Result<Feed<Bytes>> {
        Ok(Feed::new(self.hub.notices().await?, None))
    }

    async fn close(&self) {
        self.tasks.lock().clear();
        self.hub.close();
    }
}

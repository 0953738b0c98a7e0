//! All subscriptions of this process: one per channel however many listen, kept up over reconnects,
//! failovers and moving slots.
//!
//! The order that loses nothing: make the receiver, subscribe, wait for the confirmation. When a connection was lost
//! the keeper subscribes again and *then* tells the subscribers, so that what they read next is not older
//! than what they hear next. A channel nobody listens to any more is given up by the keeper, under the topic's lock,
//! so that a new subscriber of the same room either finds it subscribed or waits and subscribes again.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use ::redis::{ErrorKind, RedisResult, ServerErrorKind};
use bytes::Bytes;
use dashmap::DashMap;
use futures::stream::{self, StreamExt};
use parking_lot::Mutex;
use tokio::sync::{Notify, broadcast};

use super::keys::{self, NOTICES, PARTITIONS};
use super::listener::{Heard, Listener};
use super::script::{Call, publish};
use super::servers::{Servers, failed};
use super::topic::{Sink, Standing, Topic};
use crate::subscription::Guard;
use crate::{BrokerError, Feed, Published, Result};

/// Channels that are subscribed again at once.
const AT_ONCE: usize = 64;
/// How often the keeper looks around without being called, and how often probes are sent.
const ROUND: Duration = Duration::from_secs(1);
/// The same while something could not be subscribed again.
const HASTE: Duration = Duration::from_millis(200);

type ListenerCell = Arc<tokio::sync::Mutex<Option<Arc<Listener>>>>;

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Hub {
    servers: Arc<Servers>,
    topics: DashMap<String, Arc<Topic>>,
    /// By address of the server.
    listeners: DashMap<Arc<str>, ListenerCell>,
    /// Channels of which a receiver was dropped.
    dropped: Mutex<HashSet<String>>,
    work: Notify,
    /// How often something was found not to be subscribed that should be.
    disturbances: AtomicU64,
    /// How many of these have been mended.
    mended: AtomicU64,
    closed: AtomicBool,
}

impl Hub {
    pub(super) fn new(servers: Arc<Servers>) -> Self {
        Self {
            servers,
            topics: DashMap::new(),
            listeners: DashMap::new(),
            dropped: Mutex::default(),
            work: Notify::new(),
            disturbances: AtomicU64::new(0),
            mended: AtomicU64::new(0),
            closed: AtomicBool::new(false),
        }
    }

    /// Whether all that should be subscribed is, as far as is known.
    pub(super) fn healthy(&self) -> bool {
        let mended = self.mended.load(Ordering::Relaxed) == self.disturbances.load(Ordering::Relaxed);
        mended && !self.closed.load(Ordering::Relaxed)
    }

    /// Subscribes to a room's channel; the receiver stands before the subscription does.
    pub(super) async fn room(self: &Arc<Self>, channel: String, slot: u16) -> Result<Feed<Published>> {
        let receiver = self.subscribe(channel.clone(), slot, Sink::room, Topic::room_receiver).await?;
        let hub = Arc::downgrade(self);
        let guard = Guard::new(move || {
            if let Some(hub) = hub.upgrade() {
                hub.dropped.lock().insert(channel);
            }
        });
        Ok(Feed::new(receiver, Some(guard)))
    }

    /// Subscribes to notices.
    pub(super) async fn notices(self: &Arc<Self>) -> Result<broadcast::Receiver<Bytes>> {
        self.subscribe(NOTICES.to_owned(), keys::slot(NOTICES), Sink::notices, Topic::notice_receiver).await
    }

    async fn subscribe<R>(
        self: &Arc<Self>,
        channel: String,
        slot: u16,
        sink: fn() -> Sink,
        receiver: fn(&Topic) -> Option<R>,
    ) -> Result<R> {
        loop {
            if self.closed.load(Ordering::Relaxed) {
                return Err(BrokerError::Unavailable("closed".into()));
            }
            let made = || Arc::new(Topic::new(channel.clone(), slot, sink()));
            let topic = self.topics.entry(channel.clone()).or_insert_with(made).value().clone();
            let mut standing = topic.standing.lock().await;
            if standing.retired {
                self.topics.remove_if(&channel, |_, found| Arc::ptr_eq(found, &topic));
                continue;
            }
            let Some(receiver) = receiver(&topic) else { continue };
            return match self.ensure(&topic, &mut standing).await {
                Ok(_) => Ok(receiver),
                Err(error) => {
                    drop(receiver);
                    self.dropped.lock().insert(channel);
                    Err(failed(&error))
                }
            };
        }
    }

    /// Sees to it that a topic is subscribed where its slot is; whether it was not before.
    async fn ensure(self: &Arc<Self>, topic: &Topic, standing: &mut Standing) -> RedisResult<bool> {
        let mut last_error = None;
        for _ in 0..3 {
            let listener = self.listener(topic.slot).await?;
            if topic.stands_on(standing, &listener) {
                return Ok(false);
            }
            topic.lost.store(false, Ordering::Relaxed);
            match listener.subscribe(&topic.channel).await {
                Ok(()) => {
                    standing.on = Some(listener);
                    return Ok(true);
                }
                Err(error) => {
                    if matches!(error.kind(), ErrorKind::Server(ServerErrorKind::Moved | ServerErrorKind::ClusterDown))
                    {
                        self.servers.refresh_after(&error).await;
                    }
                    topic.lost.store(true, Ordering::Relaxed);
                    last_error = Some(error);
                }
            }
        }
        Err(last_error.unwrap_or_else(|| (ErrorKind::Client, "not subscribed").into()))
    }

    /// The listener at the owner of a slot, connecting if there is none.
    async fn listener(self: &Arc<Self>, slot: u16) -> RedisResult<Arc<Listener>> {
        if self.servers.owner(slot).is_none() {
            self.servers.refresh().await;
        }
        let address =
            self.servers.owner(slot).ok_or((ErrorKind::ClusterConnectionNotFound, "no node owns the slot"))?;
        let cell: ListenerCell = self.listeners.entry(address.clone()).or_default().value().clone();
        let mut kept = cell.lock().await;
        if let Some(listener) = kept.as_ref().filter(|listener| !listener.is_dead()) {
            return Ok(listener.clone());
        }
        let info = self.servers.locate(&address).await?;
        let mut own =
            (0..PARTITIONS).filter(|p| self.servers.owner(keys::partition_slot(*p)).as_ref() == Some(&address));
        let partition = own.next().ok_or((ErrorKind::ClusterConnectionNotFound, "the node owns no partition"))?;
        let probe = format!("matinee:{{p{partition}}}:probe:{}", crate::random_id());
        let hub = Arc::downgrade(self);
        let hear = move |heard| hear(&hub, heard);
        let listener = Listener::connect(info, self.servers.timeouts(), self.servers.sharded(), probe, hear)
            .await
            .map(Arc::new)?;
        *kept = Some(listener.clone());
        Ok(listener)
    }

    /// Keeps everything subscribed until it is dropped.
    pub(super) async fn keep(self: Arc<Self>) {
        let mut pause = ROUND;
        loop {
            // Called or not, the next round comes.
            let _ = tokio::time::timeout(pause, self.work.notified()).await;
            self.give_up_idle().await;
            pause = if self.mend().await { ROUND } else { HASTE };
        }
    }

    /// Ends subscriptions that nobody listens to.
    async fn give_up_idle(&self) {
        let dropped = std::mem::take(&mut *self.dropped.lock());
        let topics = dropped.iter().filter_map(|channel| self.topics.get(channel).map(|topic| topic.value().clone()));
        for topic in topics.collect::<Vec<_>>() {
            let mut standing = topic.standing.lock().await;
            if standing.retired || !topic.is_idle() {
                continue;
            }
            standing.retired = true;
            topic.lost.store(true, Ordering::Relaxed);
            if let Some(listener) = standing.on.take().filter(|listener| !listener.is_dead()) {
                listener.unsubscribe(&topic.channel).await;
            }
            self.topics.remove_if(&topic.channel, |_, found| Arc::ptr_eq(found, &topic));
        }
    }

    /// Subscribes again what was lost and tells its subscribers; whether all of it could be.
    async fn mend(self: &Arc<Self>) -> bool {
        let mut whole = self.mend_listeners().await;
        let disturbances = self.disturbances.load(Ordering::Relaxed);
        if self.mended.load(Ordering::Relaxed) == disturbances {
            return true;
        }
        let topics: Vec<_> = self.topics.iter().map(|topic| topic.value().clone()).collect();
        let mended = stream::iter(topics).map(|topic| async move {
            let mut standing = topic.standing.lock().await;
            if standing.retired || (standing.on.is_none() && topic.is_idle()) {
                return true;
            }
            match self.ensure(&topic, &mut standing).await {
                Ok(false) => true,
                Ok(true) => {
                    metrics::counter!("matinee_broker_interruptions_total").increment(1);
                    topic.interrupt();
                    true
                }
                Err(error) => {
                    tracing::debug!(broker.channel = topic.channel, %error, "not subscribed again yet");
                    false
                }
            }
        });
        whole = mended.buffer_unordered(AT_ONCE).fold(whole, |whole, mended| async move { whole && mended }).await;
        if whole {
            self.mended.store(disturbances, Ordering::Relaxed);
        }
        whole
    }

    /// Connects again what was lost, also where nothing is subscribed at present; whether that could be done.
    async fn mend_listeners(self: &Arc<Self>) -> bool {
        let mut whole = true;
        let cells: Vec<_> = self.listeners.iter().map(|entry| (entry.key().clone(), entry.value().clone())).collect();
        for (address, cell) in cells {
            let dead = cell.lock().await.as_ref().is_none_or(|listener| listener.is_dead());
            if !dead {
                continue;
            }
            self.disturbances.fetch_add(1, Ordering::Relaxed);
            let slots = (0..PARTITIONS).map(keys::partition_slot);
            match slots.into_iter().find(|slot| self.servers.owner(*slot).as_ref() == Some(&address)) {
                Some(slot) => whole &= self.listener(slot).await.is_ok(),
                // It is no primary of the Cluster any more.
                None => drop(self.listeners.remove(&address)),
            }
        }
        whole
    }

    /// Opens the first listener, so that it is known whether subscriptions work, and sends probes
    /// until it is dropped.
    pub(super) async fn open(self: &Arc<Self>) -> Result<()> {
        self.listener(keys::partition_slot(0)).await.map(drop).map_err(|error| failed(&error))
    }

    /// Sends probes to every listener until it is dropped.
    pub(super) async fn probe(self: Arc<Self>) {
        let mut round = tokio::time::interval(ROUND);
        round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            round.tick().await;
            let cells: Vec<_> = self.listeners.iter().map(|entry| entry.value().clone()).collect();
            for cell in cells {
                let listener = cell.lock().await.clone();
                if let Some(listener) = listener.filter(|listener| !listener.is_dead()) {
                    self.probe_one(&listener).await;
                }
            }
        }
    }

    async fn probe_one(&self, listener: &Listener) {
        let Some((channel, number)) = listener.probe() else {
            tracing::warn!("a subscription connection hears nothing any more; connecting anew");
            self.disturb();
            return;
        };
        let call = Call::command(publish(self.servers.sharded()), keys::slot(channel), channel).number(number);
        // If it cannot be published that is not the listener's fault.
        if self.servers.call(&call.repeatable()).await.is_ok() {
            listener.probed(number);
        }
    }

    /// Has the keeper look at everything now.
    pub(super) fn disturb(&self) {
        self.disturbances.fetch_add(1, Ordering::Relaxed);
        self.work.notify_one();
    }

    /// Ends all feeds.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.topics.iter().for_each(|topic| topic.close());
        self.topics.clear();
        self.listeners.clear();
    }
}

fn hear(hub: &Weak<Hub>, heard: Heard) {
    let Some(hub) = hub.upgrade() else { return };
    match heard {
        Heard::Message(channel, body) => {
            let topic = hub.topics.get(&channel).map(|topic| topic.value().clone());
            if let Some(topic) = topic {
                topic.deliver(body);
            }
        }
        Heard::Unsubscribed(channel) => {
            let topic = hub.topics.get(&channel).map(|topic| topic.value().clone());
            // Already marked: it was meant to end.
            if topic.is_some_and(|topic| !topic.lost.swap(true, Ordering::Relaxed)) {
                hub.disturb();
            }
        }
        Heard::Disconnected => hub.disturb(),
    }
}

//! Talk across rooms: who of this gateway is active, and what their inboxes hold for them.
//!
//! The broker keeps inboxes and leases ([`matinee_broker::Talk`]); a gateway keeps, for each of its users, how far each
//! socket has read. That something came is announced to all gateways, which may get lost; so every renewal of leases tells
//! the last place of each inbox, and what is behind is read then. A socket gets what is after its place, in the
//! inbox's order: nothing twice, nothing left out.

mod say;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use futures::StreamExt;
use matinee_broker::{Item, Known, Letter, Place, SharedBroker, User, UserLease};
use matinee_proto::sync::v1::DirectMessage;
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_token::names;
use parking_lot::Mutex;
use prost::Message as _;
use serde::{Deserialize, Serialize};
use tokio::time::MissedTickBehavior;

use crate::config::Config;
use crate::outlet::Outlet;

pub(crate) use say::act;
pub(crate) use watch::ToWatch;

/// Users renewed in one call.
const BATCH: usize = 500;
/// Batches renewed at once.
const AT_ONCE: usize = 8;
/// How often leases that have run out are looked for.
const SWEEP: Duration = Duration::from_secs(1);
/// Pause before the broker is asked for notices again.
const PAUSE: Duration = Duration::from_secs(1);

/// What one gateway tells all.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Notice {
    /// Users in whose inboxes there is something new.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    letters: Vec<String>,
    /// A user who has another name now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_renamed: Option<Renamed>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Renamed {
    user: String,
    name: String,
}

/// A user by id and name.
pub(crate) fn user(id: &str, name: &str) -> User {
    let (folded, name) = (names::fold(name), Arc::<str>::from(name));
    let folded = if folded == *name { name.clone() } else { folded.into() };
    User { id: id.into(), name, folded }
}

/// From where on a socket is to get messages.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Id of the last one that the client has seen.
    pub(crate) last: Option<String>,
    /// When it began to listen, room clock.
    pub(crate) since: f64,
}

/// A socket of a user.
struct Ear {
    key: u64,
    outlet: Arc<Outlet>,
    room: Arc<str>,
    /// The last place it has been sent.
    read: Place,
}

/// A user who has sockets here.
struct Present {
    lease: Mutex<UserLease>,
    /// Whether somebody is about to read the inbox.
    hinted: AtomicBool,
    ears: tokio::sync::Mutex<Ears>,
}

#[derive(Default)]
struct Ears {
    sockets: Vec<Ear>,
    /// The last of them has gone; whoever comes makes another.
    retired: bool,
}

/// The talk of this gateway, cheap to clone.
#[derive(Clone)]
pub(crate) struct Talk(Arc<Inner>);

struct Inner {
    broker: SharedBroker,
    gateway: Arc<str>,
    lease: Duration,
    grace: Duration,
    renewal: Duration,
    present: DashMap<Arc<str>, Arc<Present>>,
    watching: tokio::sync::mpsc::Sender<ToWatch>,
}

impl Talk {
    /// Must be called within a Tokio runtime: who watches the active users is served by a task of its own.
    pub(crate) fn new(broker: SharedBroker, gateway: &str, config: &Config) -> Self {
        Self(Arc::new(Inner {
            watching: watch::start(broker.clone()),
            broker,
            gateway: gateway.into(),
            lease: config.lease_seconds,
            grace: config.grace_seconds,
            renewal: config.renew_seconds,
            present: DashMap::new(),
        }))
    }

    /// Adds a socket of a user, who is active when this returns, and sends it what it has missed.
    pub(crate) async fn enter(&self, user: &User, key: u64, outlet: &Arc<Outlet>, room: &Arc<str>, heard: &Heard) {
        loop {
            let present = self.present(user);
            let mut ears = present.ears.lock().await;
            if ears.retired {
                self.0.present.remove_if(&user.id, |_, found| Arc::ptr_eq(found, &present));
                continue;
            }
            let read = self.place(&user.id, heard).await;
            if ears.sockets.is_empty() {
                // Most users have one.
                ears.sockets.reserve_exact(1);
            }
            ears.sockets.push(Ear { key, outlet: outlet.clone(), room: room.clone(), read });
            let lease = {
                let mut lease = present.lease.lock();
                lease.user = user.clone();
                lease.rooms = rooms(&ears);
                lease.clone()
            };
            match self.0.broker.renew_users(&[lease], self.0.lease).await {
                Ok(last) if last.iter().any(|last| *last > read) => self.read(&user.id, &mut ears).await,
                Ok(_) => {}
                // The next renewal makes up for it.
                Err(error) => tracing::warn!(%error, "a user could not be made known"),
            }
            return;
        }
    }

    fn present(&self, user: &User) -> Arc<Present> {
        let made = || {
            let lease = UserLease { user: user.clone(), gateway: self.0.gateway.clone(), rooms: Vec::new() };
            let (hinted, ears) = (AtomicBool::new(false), tokio::sync::Mutex::default());
            Arc::new(Present { lease: Mutex::new(lease), hinted, ears })
        };
        self.0.present.entry(user.id.clone()).or_insert_with(made).clone()
    }

    /// Where a client stands in the inbox of its user: after the message it names, or where it began to listen.
    async fn place(&self, user: &str, heard: &Heard) -> Place {
        let since = Place::before(heard.since);
        let Some(last) = &heard.last else { return since };
        let named = last.parse().unwrap_or(since);
        match self.0.broker.letters(user, Place::default()).await {
            Ok(letters) => letters.iter().find(|letter| letter.message == *last).map_or(named, |letter| letter.place),
            Err(_) => named,
        }
    }

    /// Takes a socket away. With the last one the user goes: `at_once`, or after the time for which a dropped line
    /// is waited for.
    pub(crate) async fn leave(&self, user: &str, key: u64, at_once: bool) {
        let Some(present) = self.0.present.get(user).map(|found| found.value().clone()) else { return };
        let mut ears = present.ears.lock().await;
        ears.sockets.retain(|ear| ear.key != key);
        present.lease.lock().rooms = rooms(&ears);
        if ears.sockets.is_empty() && !ears.retired {
            ears.retired = true;
            self.close(user, if at_once { Duration::ZERO } else { self.0.grace }).await;
            self.0.present.remove_if(user, |_, found| Arc::ptr_eq(found, &present));
        }
    }

    async fn close(&self, user: &str, grace: Duration) {
        if let Err(error) = self.0.broker.close_user(user, &self.0.gateway, grace).await {
            tracing::warn!(%error, "a user's lease runs out by itself");
        }
    }

    /// Reads the inbox of a user who is here, unless somebody is about to.
    async fn hint(&self, user: &str) {
        let Some(present) = self.0.present.get(user).map(|found| found.value().clone()) else { return };
        if !present.hinted.swap(true, Ordering::Relaxed) {
            let mut ears = present.ears.lock().await;
            present.hinted.store(false, Ordering::Relaxed);
            self.read(user, &mut ears).await;
        }
    }

    async fn read(&self, user: &str, ears: &mut Ears) {
        let Some(after) = ears.sockets.iter().map(|ear| ear.read).min() else { return };
        match self.0.broker.letters(user, after).await {
            Ok(letters) => {
                for Letter { place, message, body } in letters {
                    let Ok(said) = DirectMessage::decode(body) else { continue };
                    let said = DirectMessage { message_id: message, ..said };
                    for ear in ears.sockets.iter_mut().filter(|ear| ear.read < place) {
                        ear.outlet.send(Frame::DirectMessage(said.clone()));
                        ear.read = place;
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "an inbox could not be read"),
        }
    }

    /// Tells who watches the active users something.
    pub(crate) async fn watch(&self, message: ToWatch) {
        let _ = self.0.watching.send(message).await;
    }

    /// Remembers somebody who has logged in, so that they are known to be away.
    pub(crate) async fn note(&self, id: &str, name: &str) {
        if let Err(error) = self.0.broker.note_user(&user(id, name)).await {
            tracing::warn!(%error, "a user could not be noted");
        }
    }

    /// The user under the name they have now, `folded` as it is compared, if that is known.
    pub(crate) async fn known_as(&self, user: User, folded: &str) -> User {
        match self.0.broker.find_user(&user.id, "").await {
            Ok(Known::Active(known) | Known::Away(known)) if *known.folded == *folded => known,
            _ => user,
        }
    }

    /// The name that a user with a socket here has now.
    pub(crate) fn name(&self, id: &str) -> Option<Arc<str>> {
        self.0.present.get(id).map(|present| present.lease.lock().user.name.clone())
    }

    /// Tells all gateways that a user has another name now.
    pub(crate) async fn renamed(&self, id: &str, name: &str) {
        self.note(id, name).await;
        let renamed = Renamed { user: id.to_owned(), name: name.to_owned() };
        self.announce(&Notice { user_renamed: Some(renamed), ..Notice::default() }).await;
    }

    async fn announce(&self, notice: &Notice) {
        let body = serde_json::to_vec(notice).expect("notices serialize");
        if let Err(error) = self.0.broker.announce(body.into()).await {
            tracing::warn!(%error, "what was said is heard with the next renewal");
        }
    }

    /// Renews the leases of all users who are here, and ends those of whom no gateway speaks any more.
    pub(crate) async fn keep(self) {
        let (mut renewal, mut sweep) = (tokio::time::interval(self.0.renewal), tokio::time::interval(SWEEP));
        renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = renewal.tick() => self.renew().await,
                _ = sweep.tick() => if let Err(error) = self.0.broker.sweep_users().await {
                    tracing::debug!(%error, "leases of users could not be looked through");
                },
            }
        }
    }

    async fn renew(&self) {
        let here: Vec<Arc<Present>> = self.0.present.iter().map(|entry| entry.value().clone()).collect();
        let batches = here.chunks(BATCH).map(|batch| self.renew_batch(batch));
        futures::stream::iter(batches).for_each_concurrent(AT_ONCE, |batch| batch).await;
    }

    async fn renew_batch(&self, batch: &[Arc<Present>]) {
        let leases: Vec<UserLease> = batch.iter().map(|present| present.lease.lock().clone()).collect();
        let last = match self.0.broker.renew_users(&leases, self.0.lease).await {
            Ok(last) => last,
            Err(error) => return tracing::warn!(%error, "leases of users could not be renewed"),
        };
        for ((present, UserLease { user, .. }), last) in batch.iter().zip(&leases).zip(last) {
            let mut ears = present.ears.lock().await;
            if ears.retired {
                // They left meanwhile, and the renewal brought them back.
                if !self.0.present.contains_key(&user.id) {
                    self.close(&user.id, self.0.grace).await;
                }
            } else if ears.sockets.iter().any(|ear| ear.read < last) {
                self.read(&user.id, &mut ears).await;
            }
        }
    }

    /// Acts on what other gateways tell.
    pub(crate) async fn heed(self) {
        loop {
            match self.0.broker.notices().await {
                Ok(mut notices) => {
                    while let Some(item) = notices.recv().await {
                        match item {
                            Item::Value(notice) if !notice.is_empty() => self.take(&notice),
                            // Some may have been missed; a renewal tells what is unread.
                            Item::Value(_) | Item::Missed(_) => self.renew().await,
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "notices of talk cannot be followed"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn take(&self, notice: &[u8]) {
        let Ok(Notice { letters, user_renamed }) = serde_json::from_slice(notice) else { return };
        for id in letters.into_iter().filter(|id| self.0.present.contains_key(id.as_str())) {
            let talk = self.clone();
            // One reader and one who waits per user at most.
            tokio::spawn(async move { talk.hint(&id).await });
        }
        if let Some(Renamed { user: id, name }) = user_renamed
            && let Some(present) = self.0.present.get(id.as_str())
        {
            present.lease.lock().user = user(&id, &name);
        }
    }
}

fn rooms(ears: &Ears) -> Vec<Arc<str>> {
    let mut rooms: Vec<Arc<str>> = ears.sockets.iter().map(|ear| ear.room.clone()).collect();
    rooms.sort();
    rooms.dedup();
    rooms
}

//! All sockets of this process, for what concerns them across rooms: leases, names, the end of a
//! session, the end of the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;
use matinee_broker::Connection;
use matinee_proto::billing::v1::Entitlements;
use parking_lot::Mutex;

use crate::outlet::{Close, Outlet};

/// One socket, as far as the process is concerned.
#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) outlet: Arc<Outlet>,
    pub(crate) connection: Connection,
    pub(crate) session: Arc<str>,
    pub(crate) user: Arc<str>,
    /// What it was last told that its plan unlocks.
    pub(crate) entitled: Mutex<Option<Arc<Entitlements>>>,
    /// The name under which somebody is logged in, as it is compared. It is claimed: a guest's is theirs as
    /// long as they are here, and of an account it tells who is.
    pub(crate) name: Mutex<Arc<str>>,
}

impl Registered {
    /// The claim on its name, and who claims it.
    pub(crate) fn name_claim(&self) -> (String, String) {
        (format!("name/{}", self.name.lock()), self.session.to_string())
    }
}

/// The sockets of this process by their keys.
#[derive(Debug, Default)]
pub(crate) struct Sockets {
    live: DashMap<u64, Arc<Registered>>,
    keys: AtomicU64,
}

impl Sockets {
    /// Adds a socket; its key is unique within the process.
    pub(crate) fn add(&self, socket: Arc<Registered>) -> u64 {
        let key = self.keys.fetch_add(1, Ordering::Relaxed);
        self.live.insert(key, socket);
        metrics::gauge!("matinee_gateway_sockets").increment(1.0);
        key
    }

    pub(crate) fn remove(&self, key: u64) {
        if self.live.remove(&key).is_some() {
            metrics::gauge!("matinee_gateway_sockets").decrement(1.0);
        }
    }

    pub(crate) fn all(&self) -> Vec<Arc<Registered>> {
        self.live.iter().map(|entry| entry.value().clone()).collect()
    }

    /// Has the sockets of a session hold this name from now on, as it is compared.
    pub(crate) fn rename_session(&self, session: &str, folded: &str) {
        for socket in self.live.iter().filter(|socket| &*socket.session == session) {
            *socket.name.lock() = folded.into();
        }
    }

    /// The sockets of a user.
    pub(crate) fn of_user(&self, user: &str) -> Vec<Arc<Registered>> {
        self.live.iter().filter(|socket| &*socket.user == user).map(|socket| socket.value().clone()).collect()
    }

    /// Closes the sockets of a session that has ended.
    pub(crate) fn end_session(&self, session: &str) {
        for socket in self.live.iter().filter(|socket| &*socket.session == session) {
            socket.outlet.close(Close::SessionEnded, "the session has ended", 0.0);
        }
    }
}

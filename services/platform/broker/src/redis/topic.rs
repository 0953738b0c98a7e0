//! One channel somebody in this process listens to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::broadcast;

use super::listener::Listener;
use super::message;
use crate::Published;
use crate::outlet::Outlet;

/// Notices that may wait for the slowest receiver.
const NOTICES: usize = 1024;

/// Where a channel's messages go.
#[derive(Debug)]
pub(super) enum Sink {
    /// A room's subscribers.
    Room(Mutex<Option<Outlet>>),
    /// Those who want notices.
    Notices(Mutex<Option<broadcast::Sender<Bytes>>>),
}

impl Sink {
    pub(super) fn room() -> Self {
        Self::Room(Mutex::new(Some(Outlet::new())))
    }

    pub(super) fn notices() -> Self {
        Self::Notices(Mutex::new(Some(broadcast::channel(NOTICES).0)))
    }
}

/// Where the subscription stands.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// The listener that has confirmed it.
    pub(super) on: Option<Arc<Listener>>,
    /// It was taken out; whoever still holds it looks for its successor.
    pub(super) retired: bool,
}

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) channel: String,
    pub(super) slot: u16,
    sink: Sink,
    /// Held while subscribing or unsubscribing, so that one never overtakes the other.
    pub(super) standing: tokio::sync::Mutex<Standing>,
    /// The server has ended the subscription, or it is about to be ended.
    pub(super) lost: AtomicBool,
}

impl Topic {
    pub(super) fn new(channel: String, slot: u16, sink: Sink) -> Self {
        Self { channel, slot, sink, standing: tokio::sync::Mutex::default(), lost: AtomicBool::new(false) }
    }

    /// A receiver of a room's messages; `None` once closed.
    pub(super) fn room_receiver(&self) -> Option<broadcast::Receiver<Published>> {
        match &self.sink {
            Sink::Room(outlet) => outlet.lock().as_ref().map(Outlet::receiver),
            Sink::Notices(_) => None,
        }
    }

    /// A receiver of notices; `None` once closed.
    pub(super) fn notice_receiver(&self) -> Option<broadcast::Receiver<Bytes>> {
        match &self.sink {
            Sink::Notices(sender) => sender.lock().as_ref().map(broadcast::Sender::subscribe),
            Sink::Room(_) => None,
        }
    }

    /// Hands on what came over the channel.
    pub(super) fn deliver(&self, body: Bytes) {
        match &self.sink {
            Sink::Room(outlet) => {
                let published = message::parse(body).unwrap_or_else(|| {
                    tracing::warn!(broker.channel = self.channel, "a message cannot be read");
                    Published::Interrupted
                });
                if let Some(outlet) = &mut *outlet.lock() {
                    outlet.send(published);
                }
            }
            Sink::Notices(sender) => {
                if let Some(sender) = &*sender.lock() {
                    // Without receivers nobody needs to know.
                    let _ = sender.send(body);
                }
            }
        }
    }

    /// Tells those who listen that something may have been missed.
    pub(super) fn interrupt(&self) {
        match &self.sink {
            Sink::Room(outlet) => {
                if let Some(outlet) = &mut *outlet.lock() {
                    outlet.send(Published::Interrupted);
                }
            }
            Sink::Notices(_) => self.deliver(Bytes::new()),
        }
    }

    /// Whether nobody listens. Notices are always wanted.
    pub(super) fn is_idle(&self) -> bool {
        match &self.sink {
            Sink::Room(outlet) => outlet.lock().as_ref().is_none_or(Outlet::is_idle),
            Sink::Notices(_) => false,
        }
    }

    /// Ends all feeds.
    pub(super) fn close(&self) {
        match &self.sink {
            Sink::Room(outlet) => *outlet.lock() = None,
            Sink::Notices(sender) => *sender.lock() = None,
        }
    }

    /// Whether it is subscribed on this listener and that still stands.
    pub(super) fn stands_on(&self, standing: &Standing, listener: &Arc<Listener>) -> bool {
        let on = standing.on.as_ref().is_some_and(|on| Arc::ptr_eq(on, listener));
        on && !listener.is_dead() && !self.lost.load(Ordering::Relaxed)
    }
}

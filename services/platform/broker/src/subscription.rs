//! What a subscriber holds: a bounded feed that says so when it has missed something.

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::Published;

/// A bounded feed of values. A receiver that is too slow is told so instead of holding up others.
#[derive(Debug)]
pub struct Feed<T> {
    receiver: broadcast::Receiver<T>,
    /// Ends the subscription at the store once the last feed of it is dropped.
    _guard: Option<Guard>,
}

/// Runs when the holder of a feed lets go of it.
pub struct Guard(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Guard {
    /// A guard that runs `on_drop` once.
    pub fn new(on_drop: impl FnOnce() + Send + Sync + 'static) -> Self {
        Self(Some(Box::new(on_drop)))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(on_drop) = self.0.take() {
            on_drop();
        }
    }
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guard")
    }
}

/// What a [`Feed`] yields.
#[derive(Clone, Debug, PartialEq)]
pub enum Item<T> {
    /// The next value.
    Value(T),
    /// This many values were dropped because the receiver was too slow.
    Missed(u64),
}

impl<T: Clone> Feed<T> {
    /// A feed over a broadcast channel; `guard` runs when it is dropped.
    pub(crate) fn new(receiver: broadcast::Receiver<T>, guard: Option<Guard>) -> Self {
        Self { receiver, _guard: guard }
    }

    /// The next value; `None` once the broker is closed.
    pub async fn recv(&mut self) -> Option<Item<T>> {
        match self.receiver.recv().await {
            Ok(value) => Some(Item::Value(value)),
            Err(RecvError::Lagged(missed)) => Some(Item::Missed(missed)),
            Err(RecvError::Closed) => None,
        }
    }

    /// The next value if there is one already.
    pub fn try_recv(&mut self) -> Option<Item<T>> {
        match self.receiver.try_recv() {
            Ok(value) => Some(Item::Value(value)),
            Err(TryRecvError::Lagged(missed)) => Some(Item::Missed(missed)),
            Err(TryRecvError::Empty | TryRecvError::Closed) => None,
        }
    }
}

/// A confirmed subscription to one room.
#[derive(Debug)]
pub struct Subscription(pub(crate) Feed<Published>);

impl Subscription {
    /// The next message; `None` once the broker is closed. A receiver that was too slow gets
    /// [`Published::Interrupted`] in the place of what it has missed.
    pub async fn recv(&mut self) -> Option<Published> {
        self.0.recv().await.map(interrupted_if_missed)
    }

    /// The next message if there is one already.
    pub fn try_recv(&mut self) -> Option<Published> {
        self.0.try_recv().map(interrupted_if_missed)
    }
}

fn interrupted_if_missed(item: Item<Published>) -> Published {
    match item {
        Item::Value(published) => published,
        Item::Missed(_) => Published::Interrupted,
    }
}

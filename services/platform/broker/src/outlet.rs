//! The fan-out of one room within this process: a broadcast channel that is bounded in messages
//! *and* in bytes.
//!
//! A broadcast channel alone bounds only their number, and a room whose queue of five hundred items
//! is shuffled all the time would hold megabytes for one stalled receiver. So the sizes of what
//! the slowest receiver has not read yet are kept beside it; beyond the bound messages are dropped
//! and the receivers are told by one [`Published::Interrupted`], after which they replay.

use std::collections::VecDeque;

use tokio::sync::broadcast;

use crate::Published;

/// Messages that may wait for the slowest receiver, which reads what it missed from the log. The channel
/// allocates them all at once, about 70 bytes each, for every room somebody listens to.
const MESSAGES: usize = 32;
/// Bytes that may wait for the slowest receiver.
const BYTES: usize = 4 << 20;

/// Sends to all receivers of one room in this process.
#[derive(Debug)]
pub(crate) struct Outlet {
    sender: broadcast::Sender<Published>,
    /// Sizes of the messages that some receiver has not read yet, oldest first.
    sizes: VecDeque<usize>,
    waiting: usize,
    choked: bool,
}

impl Outlet {
    pub(crate) fn new() -> Self {
        Self { sender: broadcast::channel(MESSAGES).0, sizes: VecDeque::new(), waiting: 0, choked: false }
    }

    pub(crate) fn receiver(&self) -> broadcast::Receiver<Published> {
        self.sender.subscribe()
    }

    /// Whether nobody listens any more.
    pub(crate) fn is_idle(&self) -> bool {
        self.sender.receiver_count() == 0
    }

    /// Hands a message to all receivers, never waiting for any.
    pub(crate) fn send(&mut self, message: Published) {
        let unread = self.sender.len();
        while self.sizes.len() > unread {
            self.waiting -= self.sizes.pop_front().unwrap_or_default();
        }
        let size = size_of_message(&message);
        if self.waiting + size <= BYTES {
            self.choked = false;
            self.push(message, size);
        } else if !self.choked {
            self.choked = true;
            self.push(Published::Interrupted, 0);
        }
    }

    fn push(&mut self, message: Published, size: usize) {
        if self.sender.send(message).is_ok() {
            self.sizes.push_back(size);
            self.waiting += size;
        }
    }
}

fn size_of_message(message: &Published) -> usize {
    match message {
        Published::Events(batch) => batch.events.iter().map(bytes::Bytes::len).sum(),
        Published::Transient(body) => body.len(),
        Published::Interrupted | Published::Reset(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn bytes_are_bounded_and_the_receiver_is_told_once() {
        let mut outlet = Outlet::new();
        let mut receiver = outlet.receiver();
        let body = Bytes::from(vec![0; BYTES / 4]);
        for _ in 0..10 {
            outlet.send(Published::Transient(body.clone()));
        }
        for _ in 0..4 {
            assert_eq!(receiver.try_recv(), Ok(Published::Transient(body.clone())));
        }
        assert_eq!(receiver.try_recv(), Ok(Published::Interrupted));
        assert_eq!(receiver.try_recv(), Err(broadcast::error::TryRecvError::Empty));
        outlet.send(Published::Transient(body.clone()));
        assert_eq!(receiver.try_recv(), Ok(Published::Transient(body)), "it flows again once read");
    }

    #[test]
    fn an_outlet_without_receivers_keeps_nothing() {
        let mut outlet = Outlet::new();
        for _ in 0..3 * MESSAGES {
            outlet.send(Published::Transient(Bytes::from_static(b"x")));
        }
        assert!(outlet.is_idle());
        assert!(outlet.sizes.is_empty());
    }
}

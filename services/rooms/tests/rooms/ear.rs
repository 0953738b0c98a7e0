//! Somebody who listens.

use matinee_broker::{Published, Subscription};
use matinee_proto::sync::v1::Event;
use matinee_proto::sync::v1::event::Event as Told;
use prost::Message;

use crate::house::PATIENCE;

/// Somebody who hears all that happens in a room.
pub struct Ear {
    subscription: Subscription,
    heard: Vec<Event>,
    /// How many of them have been looked at by [`Ear::until`].
    told: usize,
}

impl Ear {
    /// Listens from now on.
    pub fn new(subscription: Subscription) -> Self {
        Self { subscription, heard: Vec::new(), told: 0 }
    }

    /// Listens until an event is as wanted, and returns it; the next time goes on after it.
    pub async fn until(&mut self, wanted: impl Fn(&Told) -> bool) -> Event {
        let wait = async {
            loop {
                let fresh = &self.heard[self.told..];
                if let Some(index) = fresh.iter().position(|event| event.event.as_ref().is_some_and(&wanted)) {
                    self.told += index + 1;
                    return self.heard[self.told - 1].clone();
                }
                self.told = self.heard.len();
                self.next().await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("it happens")
    }

    async fn next(&mut self) {
        match self.subscription.recv().await.expect("the broker is open") {
            Published::Events(batch) => {
                let number = |(revision, bytes): (u32, &bytes::Bytes)| {
                    let mut event = Event::decode(bytes.clone()).expect("an event is one");
                    event.revision = revision;
                    event
                };
                let events: Vec<Event> = (batch.first_revision..).zip(&batch.events).map(number).collect();
                if let (Some(last), Some(first)) = (self.heard.last(), events.first()) {
                    assert_eq!(first.revision, last.revision + 1, "revisions have no holes");
                }
                self.heard.extend(events);
            }
            other => panic!("nothing else is published here: {other:?}"),
        }
    }

    /// Everything heard up to this revision.
    pub async fn up_to(&mut self, revision: u32) -> &[Event] {
        let wait = async {
            while self.heard.last().is_none_or(|event| event.revision < revision) {
                self.next().await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("everything is heard");
        &self.heard
    }
}

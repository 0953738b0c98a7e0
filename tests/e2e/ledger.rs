//! What was acknowledged, and what happened: nothing of the one may be missing in the other.

use std::collections::{BTreeMap, HashMap};

use matinee_proto::sync::v1::Event;

/// Commands that were accepted, and every event that somebody heard who never was away.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By command id: the revision of the ACK, and whether it must have made an event.
    accepted: HashMap<String, (u32, bool)>,
    /// By revision.
    happened: BTreeMap<u32, Event>,
}

impl Ledger {
    /// A command was accepted under this revision. One that `tells` cannot have changed nothing.
    pub fn accept(&mut self, id: String, revision: u32, tells: bool) {
        self.accepted.insert(id, (revision, tells));
    }

    /// Takes in what another one has noted.
    pub fn merge(&mut self, other: Self) {
        self.accepted.extend(other.accepted);
        self.hear(other.happened.into_values());
    }

    /// How many commands were accepted.
    pub fn len(&self) -> usize {
        self.accepted.len()
    }

    /// The last revision that was acknowledged: its event may come after the answer.
    pub fn acknowledged(&self) -> u32 {
        self.accepted.values().map(|(revision, _)| *revision).max().unwrap_or_default()
    }

    /// How many events were heard.
    pub fn events(&self) -> usize {
        self.happened.len()
    }

    /// These events were heard.
    ///
    /// # Panics
    /// If somebody else heard another one under the same revision.
    pub fn hear(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            let revision = event.revision;
            if let Some(other) = self.happened.get(&revision) {
                let same = (&other.epoch, &other.by, &other.id, kind(other))
                    == (&event.epoch, &event.by, &event.id, kind(&event));
                assert!(same, "revision {revision} is one event for some and another for others: {other:?} {event:?}");
            } else {
                self.happened.insert(revision, event);
            }
        }
    }

    /// Every event, in order.
    pub fn log(&self) -> impl Iterator<Item = &Event> {
        self.happened.values()
    }

    /// What was accepted has happened, under the revision that was acknowledged and once.
    ///
    /// # Panics
    /// If something is missing.
    pub fn balances(&self) {
        let revisions: Vec<u32> = self.happened.keys().copied().collect();
        assert!(revisions.windows(2).all(|pair| pair[1] == pair[0] + 1), "the log has holes");
        let mut made: HashMap<&str, Vec<&Event>> = HashMap::new();
        for event in self.happened.values().filter(|event| !event.id.is_empty()) {
            made.entry(&event.id).or_default().push(event);
        }
        for (id, (revision, tells)) in &self.accepted {
            match made.get(id.as_str()) {
                Some(events) => {
                    let (first, last) = (events[0].revision, events[events.len() - 1].revision);
                    assert_eq!(last, *revision, "{id} was acknowledged as another event");
                    assert_eq!(usize::try_from(last - first).ok(), Some(events.len() - 1), "{id} happened twice");
                }
                None => assert!(!tells, "{id} was acknowledged at {revision}, and nothing happened"),
            }
        }
    }
}

fn kind(event: &Event) -> Option<std::mem::Discriminant<matinee_proto::sync::v1::event::Event>> {
    event.event.as_ref().map(std::mem::discriminant)
}

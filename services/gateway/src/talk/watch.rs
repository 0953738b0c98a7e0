//! Who watches the list of active users, and what they are told. One task for all of them: the list is read once,
//! followed while somebody watches, and read again after changes may have been missed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use matinee_broker::{Published, SharedBroker, Subscription, UserChanges};
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{User, Users};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use crate::outlet::Outlet;

/// Messages that wait for the task; whoever sends more waits.
const INBOX: usize = 1024;
/// Users in one frame and in one page of the broker.
const PAGE: usize = 200;
/// Users told of, the first by id: more would not fit what may wait for one socket.
const LISTED: usize = 5_000;
/// How often the list is compared with the broker's, whether or not something seems missed.
const COMPARE: Duration = Duration::from_secs(30);
/// Pause before the broker is asked again.
const PAUSE: Duration = Duration::from_millis(500);

/// What sockets ask for.
pub(crate) enum ToWatch {
    /// To be told, everybody first.
    On(u64, Arc<Outlet>),
    /// No longer.
    Off(u64),
}

type Named = BTreeMap<String, String>;

struct Watch {
    broker: SharedBroker,
    messages: mpsc::Receiver<ToWatch>,
    watchers: HashMap<u64, Arc<Outlet>>,
    /// Whom the watchers have been told of.
    users: Named,
}

/// Starts the task; it ends with the last sender.
pub(super) fn start(broker: SharedBroker) -> mpsc::Sender<ToWatch> {
    let (sender, messages) = mpsc::channel(INBOX);
    let watch = Watch { broker, messages, watchers: HashMap::new(), users: Named::new() };
    tokio::spawn(watch.run());
    sender
}

impl Watch {
    async fn run(mut self) {
        loop {
            // Idle until somebody watches.
            while self.watchers.is_empty() {
                match self.messages.recv().await {
                    Some(ToWatch::On(key, outlet)) => drop(self.watchers.insert(key, outlet)),
                    Some(ToWatch::Off(_)) => {}
                    None => return,
                }
            }
            let begun = async {
                let subscription = self.broker.watch_users().await?;
                Ok::<_, matinee_broker::BrokerError>((subscription, self.list().await?))
            };
            match begun.await {
                Ok((subscription, users)) => {
                    // Who waits has been told nothing yet, or is told the difference.
                    self.replace(users);
                    if self.follow(subscription).await {
                        return;
                    }
                }
                Err(error) => tracing::warn!(%error, "the active users cannot be listed"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Everybody who is active.
    async fn list(&self) -> matinee_broker::Result<Named> {
        let mut users = Named::new();
        let mut after = String::new();
        while users.len() < LISTED {
            let page = self.broker.active_users(&after, PAGE).await?;
            let Some((last, _)) = page.users.last() else { break };
            after.clone_from(last);
            users.extend(page.users);
            if !page.more {
                break;
            }
        }
        Ok(users)
    }

    /// Follows changes until nobody watches; whether there is nobody left who could.
    async fn follow(&mut self, mut subscription: Subscription) -> bool {
        let mut compare = tokio::time::interval_at(tokio::time::Instant::now() + COMPARE, COMPARE);
        compare.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !self.watchers.is_empty() {
            tokio::select! {
                message = self.messages.recv() => match message {
                    Some(ToWatch::On(key, outlet)) => {
                        tell(&outlet, &self.users, true);
                        self.watchers.insert(key, outlet);
                    }
                    Some(ToWatch::Off(key)) => drop(self.watchers.remove(&key)),
                    None => return true,
                },
                published = subscription.recv() => match published {
                    Some(Published::Transient(body)) => self.change(UserChanges::read(&body)),
                    Some(_) => self.compare().await,
                    // The broker is closed.
                    None => return true,
                },
                _ = compare.tick() => self.compare().await,
            }
        }
        self.users.clear();
        false
    }

    async fn compare(&mut self) {
        match self.list().await {
            Ok(users) => self.replace(users),
            Err(error) => tracing::warn!(%error, "the active users cannot be compared"),
        }
    }

    fn replace(&mut self, users: Named) {
        let missing = |from: &Named, users: &Named| {
            let missing = users.iter().filter(|(id, name)| from.get(*id) != Some(name));
            missing.map(|(id, name)| (id.clone(), name.clone())).collect::<Vec<_>>()
        };
        let joined = missing(&self.users, &users);
        let left = self.users.iter().filter(|(id, _)| !users.contains_key(*id));
        let left = left.map(|(id, name)| (id.clone(), name.clone())).collect();
        self.change(UserChanges { joined, left });
    }

    /// Takes over what is new, and tells it.
    fn change(&mut self, UserChanges { joined, left }: UserChanges) {
        let (mut came, mut gone) = (Named::new(), Named::new());
        for (id, name) in left {
            gone.extend(self.users.remove(&id).map(|_| (id, name)));
        }
        for (id, name) in joined {
            if self.users.len() < LISTED && self.users.insert(id.clone(), name.clone()).as_ref() != Some(&name) {
                came.insert(id, name);
            }
        }
        for outlet in self.watchers.values() {
            tell(outlet, &came, true);
            tell(outlet, &gone, false);
        }
    }
}

/// Tells one socket of users, in frames of a bounded size.
fn tell(outlet: &Outlet, users: &Named, joined: bool) {
    let users: Vec<User> =
        users.iter().map(|(id, name)| User { user_id: id.clone(), username: name.clone() }).collect();
    for page in users.chunks(PAGE) {
        let (joined, left) = if joined { (page.to_vec(), Vec::new()) } else { (Vec::new(), page.to_vec()) };
        outlet.send(Frame::Users(Users { joined, left }));
    }
}

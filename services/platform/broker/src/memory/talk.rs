//! Users and inboxes in memory: one lock for who is there, one for what they say. Both are held for moments only.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use parking_lot::Mutex;

use super::{Memory, millis};
use crate::outlet::Outlet;
use crate::talk::{
    Delivered, Direct, INBOX_KEPT, INBOX_MEMORY, Known, Letter, PEERS_KEPT, PEERS_MEMORY, Place, ROOMS_KEPT,
    ROOMS_MEMORY, Talk, User, UserChanges, UserLease, UserPage,
};
use crate::{BrokerError, Feed, Millis, Published, Result, Subscription};

/// See the module's documentation.
#[derive(Debug, Default)]
pub(super) struct Users {
    registry: Mutex<Registry>,
    homes: Mutex<HashMap<Arc<str>, Box<Home>>>,
}

#[derive(Debug, Default)]
struct Registry {
    /// By user, the ends of their leases by gateway.
    active: BTreeMap<Arc<str>, Vec<(Arc<str>, Millis)>>,
    /// By user, and when they were last there.
    names: HashMap<Arc<str>, (User, Millis)>,
    /// User by folded name.
    ids: HashMap<Arc<str>, Arc<str>>,
    outlet: Option<Outlet>,
    next_forgetting: Millis,
}

/// What is kept of one user.
#[derive(Debug, Default)]
struct Home {
    inbox: VecDeque<Letter>,
    last: Place,
    /// Message id by sender and command, oldest first.
    commands: VecDeque<(String, String, Millis)>,
    rooms: Noted,
    blocked: Noted,
    spoken: Noted,
}

/// Names, and when they were noted, the latest last.
type Noted = Vec<(Arc<str>, Millis)>;

/// Puts a name to the end of a list of at most `kept`.
fn note(list: &mut Noted, name: &Arc<str>, now: Millis, kept: usize) {
    list.retain(|(known, _)| known != name);
    if list.is_empty() {
        // Most users are in one room and speak with nobody.
        list.reserve_exact(1);
    }
    list.push((name.clone(), now));
    let surplus = list.len().saturating_sub(kept);
    list.drain(..surplus);
}

fn holds(list: &[(Arc<str>, Millis)], name: &str) -> bool {
    list.iter().any(|(known, _)| **known == *name)
}

impl Home {
    fn forget(&mut self, now: Millis) {
        let young = |memory: Duration| move |(_, at): &(Arc<str>, Millis)| *at > now - millis(memory);
        self.rooms.retain(young(ROOMS_MEMORY));
        self.blocked.retain(young(PEERS_MEMORY));
        self.spoken.retain(young(PEERS_MEMORY));
        let oldest = now - millis(INBOX_MEMORY);
        while self.commands.front().is_some_and(|(_, _, at)| *at <= oldest) {
            self.commands.pop_front();
        }
        while self.inbox.front().is_some_and(|letter| (letter.place.at as f64) <= oldest)
            || self.inbox.len() > INBOX_KEPT
        {
            self.inbox.pop_front();
        }
    }

    fn is_empty(&self) -> bool {
        let lists = [&self.rooms, &self.blocked, &self.spoken];
        self.inbox.is_empty() && self.commands.is_empty() && lists.iter().all(|list| list.is_empty())
    }

    fn known(&self, command: &str) -> Option<String> {
        self.commands.iter().find(|(known, _, _)| known == command).map(|(_, message, _)| message.clone())
    }

    fn put(&mut self, command: String, message: Option<&str>, body: &Bytes, now: Millis) -> String {
        self.last = self.last.next(now);
        let message = message.map_or_else(|| self.last.to_string(), str::to_owned);
        self.inbox.push_back(Letter { place: self.last, message: message.clone(), body: body.clone() });
        self.commands.push_back((command, message.clone(), now));
        self.forget(now);
        message
    }
}

impl Registry {
    fn remember(&mut self, user: &User, now: Millis) {
        if let Some((old, _)) = self.names.get(&user.id)
            && old.folded != user.folded
            && self.ids.get(&old.folded) == Some(&user.id)
        {
            self.ids.remove(&old.folded);
        }
        self.ids.insert(user.folded.clone(), user.id.clone());
        self.names.insert(user.id.clone(), (user.clone(), now));
    }

    fn name(&self, id: &str) -> String {
        self.names.get(id).map(|(user, _)| user.name.to_string()).unwrap_or_default()
    }

    fn publish(&mut self, joined: &[(String, String)], left: &[(String, String)]) {
        if let Some(outlet) = self.outlet.as_mut().filter(|_| !joined.is_empty() || !left.is_empty()) {
            outlet.send(Published::Transient(UserChanges::written(joined, left)));
        }
    }

    /// Takes a user out whose leases have run out.
    fn settle(&mut self, user: &str, now: Millis) {
        let Some(leases) = self.active.get_mut(user) else { return };
        leases.retain(|(_, until)| *until > now);
        if leases.is_empty() {
            self.active.remove(user);
            self.publish(&[], &[(user.to_owned(), self.name(user))]);
        }
    }

    /// Takes out all whose leases have run out. It looks at everybody, so it is for those who ask
    /// about everybody, and for now and then; not for whoever comes and goes.
    fn sweep(&mut self, now: Millis) {
        let mut left = Vec::new();
        self.active.retain(|user, leases| {
            leases.retain(|(_, until)| *until > now);
            if leases.is_empty() {
                left.push(user.to_string());
            }
            !leases.is_empty()
        });
        let left: Vec<_> = left.into_iter().map(|user| (user.clone(), self.name(&user))).collect();
        self.publish(&[], &left);
        if now >= self.next_forgetting {
            self.next_forgetting = now + 60_000.0;
            let (active, oldest) = (&self.active, now - millis(ROOMS_MEMORY));
            self.names.retain(|id, (_, seen)| *seen > oldest || active.contains_key(&**id));
            let names = &self.names;
            self.ids.retain(|_, id| names.contains_key(id));
        }
    }
}

impl Users {
    pub(super) fn sweep(&self, now: Millis) {
        self.registry.lock().sweep(now);
        self.homes.lock().retain(|_, home| {
            home.forget(now);
            !home.is_empty()
        });
    }

    pub(super) fn close(&self) {
        self.registry.lock().outlet = None;
    }
}

#[async_trait]
impl Talk for Memory {
    async fn renew_users(&self, users: &[UserLease], lease: Duration) -> Result<Vec<Place>> {
        let now = crate::Broker::now(self);
        let mut joined = Vec::new();
        let mut registry = self.users.registry.lock();
        for UserLease { user, gateway, .. } in users {
            registry.remember(user, now);
            let leases = registry.active.entry(user.id.clone()).or_default();
            if leases.is_empty() {
                joined.push((user.id.to_string(), user.name.to_string()));
                leases.reserve_exact(1);
            }
            let until = now + millis(lease);
            match leases.iter_mut().find(|(holder, _)| holder == gateway) {
                Some((_, known)) => *known = until,
                None => leases.push((gateway.clone(), until)),
            }
        }
        registry.publish(&joined, &[]);
        drop(registry);
        let mut homes = self.users.homes.lock();
        let last = |UserLease { user, rooms, .. }: &UserLease| {
            let home = homes.entry(user.id.clone()).or_default();
            rooms.iter().for_each(|room| note(&mut home.rooms, room, now, ROOMS_KEPT));
            home.last
        };
        Ok(users.iter().map(last).collect())
    }

    async fn close_user(&self, user: &str, gateway: &str, grace: Duration) -> Result<()> {
        let now = crate::Broker::now(self);
        let mut registry = self.users.registry.lock();
        let leases = registry.active.get_mut(user).into_iter().flatten();
        if let Some((_, until)) = leases.into_iter().find(|(holder, _)| **holder == *gateway) {
            *until = until.min(now + millis(grace));
        }
        registry.settle(user, now);
        Ok(())
    }

    async fn sweep_users(&self) -> Result<()> {
        self.users.registry.lock().sweep(crate::Broker::now(self));
        Ok(())
    }

    async fn note_user(&self, user: &User) -> Result<()> {
        self.users.registry.lock().remember(user, crate::Broker::now(self));
        Ok(())
    }

    async fn find_user(&self, id: &str, folded: &str) -> Result<Known> {
        let mut registry = self.users.registry.lock();
        registry.sweep(crate::Broker::now(self));
        let named = || registry.ids.get(folded).and_then(|id| registry.names.get(id));
        let Some((user, _)) = registry.names.get(id).or_else(named) else { return Ok(Known::Unknown) };
        let active = registry.active.contains_key(&user.id);
        Ok(if active { Known::Active(user.clone()) } else { Known::Away(user.clone()) })
    }

    async fn active_users(&self, after: &str, limit: usize) -> Result<UserPage> {
        let mut registry = self.users.registry.lock();
        registry.sweep(crate::Broker::now(self));
        let after = (std::ops::Bound::Excluded(after), std::ops::Bound::Unbounded);
        let mut ids = registry.active.range::<str, _>(after).map(|(id, _)| id);
        let users = ids.by_ref().take(limit).map(|id| (id.to_string(), registry.name(id))).collect();
        Ok(UserPage { users, more: ids.next().is_some() })
    }

    async fn watch_users(&self) -> Result<Subscription> {
        if !crate::Broker::healthy(self) {
            return Err(BrokerError::Unavailable("closed".into()));
        }
        let receiver = self.users.registry.lock().outlet.get_or_insert_with(Outlet::new).receiver();
        Ok(Subscription(Feed::new(receiver, None)))
    }

    async fn send_direct(&self, direct: &Direct) -> Result<Delivered> {
        let now = crate::Broker::now(self);
        let Direct { from, to, command, body } = direct;
        let mut homes = self.users.homes.lock();
        let (from, to): (Arc<str>, Arc<str>) = (from.as_str().into(), to.as_str().into());
        let sender = homes.entry(from.clone()).or_default();
        sender.forget(now);
        if let Some(message) = sender.known(command) {
            return Ok(Delivered::Accepted(message));
        }
        let rooms = sender.rooms.clone();
        let receiver = homes.entry(to.clone()).or_default();
        receiver.forget(now);
        if holds(&receiver.blocked, &from) {
            return Ok(Delivered::Blocked);
        }
        if !holds(&receiver.spoken, &from) && !rooms.iter().any(|(room, _)| holds(&receiver.rooms, room)) {
            return Ok(Delivered::Strangers);
        }
        note(&mut receiver.spoken, &from, now, PEERS_KEPT);
        let message = receiver.put(format!("{from}\n{command}"), None, body, now);
        let sender = homes.entry(from).or_default();
        note(&mut sender.spoken, &to, now, PEERS_KEPT);
        sender.put(command.clone(), Some(&message), body, now);
        Ok(Delivered::Accepted(message))
    }

    async fn accepted_direct(&self, from: &str, command: &str) -> Result<Option<String>> {
        let mut homes = self.users.homes.lock();
        let Some(home) = homes.get_mut(from) else { return Ok(None) };
        home.forget(crate::Broker::now(self));
        Ok(home.known(command))
    }

    async fn letters(&self, user: &str, after: Place) -> Result<Vec<Letter>> {
        let mut homes = self.users.homes.lock();
        let Some(home) = homes.get_mut(user) else { return Ok(Vec::new()) };
        home.forget(crate::Broker::now(self));
        Ok(home.inbox.iter().filter(|letter| letter.place > after).cloned().collect())
    }

    async fn block(&self, user: &str, other: &str, blocked: bool) -> Result<()> {
        let mut homes = self.users.homes.lock();
        let home = homes.entry(user.into()).or_default();
        if blocked {
            note(&mut home.blocked, &other.into(), crate::Broker::now(self), PEERS_KEPT);
        } else {
            home.blocked.retain(|(known, _)| **known != *other);
        }
        Ok(())
    }
}

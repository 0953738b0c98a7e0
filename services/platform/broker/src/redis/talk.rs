//! Users and inboxes: arguments and answers of their scripts.

use std::time::Duration;

use ::redis::Value;
use async_trait::async_trait;

use super::Redis;
use super::keys::{self, USERS, USERS_CHANNEL, UserKeys};
use super::reply::{Reply, bytes, corrupt, text};
use super::script::{Call, Script, publish};
use crate::talk::{
    Delivered, Direct, INBOX_KEPT, INBOX_MEMORY, Known, Letter, PEERS_KEPT, PEERS_MEMORY, Place, ROOMS_KEPT,
    ROOMS_MEMORY, Talk, User, UserLease, UserPage,
};
use crate::{Broker, Millis, Result, Subscription};

fn milliseconds(duration: Duration) -> String {
    duration.as_millis().to_string()
}

fn place(written: &[u8]) -> Result<Place> {
    match written {
        b"" => Ok(Place::default()),
        written => text(written)?.parse().map_err(|_| corrupt("an id of a stream")),
    }
}

impl Redis {
    fn on_users(&self, operation: &'static str) -> Call {
        let call = Call::script(Script::Users, keys::slot(USERS[0]), USERS.map(str::to_owned).to_vec());
        let call = call.arg(operation).arg(publish(self.servers.sharded())).arg(USERS_CHANNEL);
        call.number(self.now()).arg(milliseconds(ROOMS_MEMORY)).repeatable()
    }

    /// What was said before this instant is forgotten.
    fn oldest(&self, memory: Duration) -> Millis {
        self.now() - memory.as_secs_f64() * 1e3
    }

    /// Rooms in which the sender is or was, and the message id if the command has been accepted before.
    async fn sender(&self, keys: &UserKeys, direct: &Direct) -> Result<(Option<String>, Vec<bytes::Bytes>)> {
        let known = Call::command("GET", keys.slot(), keys.command(&direct.command)).repeatable();
        let rooms = Call::command("ZRANGEBYSCORE", keys.slot(), keys.of("rooms"));
        let rooms = rooms.number(self.oldest(ROOMS_MEMORY)).arg("+inf").repeatable();
        let mut answers = self.servers.call_all(&[known, rooms]).await.into_iter();
        let mut answer = || answers.next().ok_or_else(|| corrupt("an answer is missing"))?;
        let known = bytes(answer()?)?.map(|message| text(&message)).transpose()?;
        Ok((known, Reply::new(answer()?)?.rest()?))
    }

    /// The call that puts a message into the inbox of `keys`.
    fn deliver(&self, keys: &UserKeys, command: &str, other: &str, message: &str, direct: &Direct) -> Call {
        let all = [keys.of("inbox"), keys.of("blocked"), keys.of("rooms"), keys.of("spoken"), keys.command(command)];
        let call = Call::script(Script::Deliver, keys.slot(), all.to_vec()).number(self.now() as u64);
        let call = call.arg(other.to_owned()).arg(message.to_owned()).arg(direct.body.clone()).number(INBOX_KEPT);
        let call = call.arg(Place::before(self.oldest(INBOX_MEMORY)).to_string()).arg(milliseconds(INBOX_MEMORY));
        let call = call.arg(milliseconds(PEERS_MEMORY)).number(PEERS_KEPT);
        call.number(self.oldest(ROOMS_MEMORY)).repeatable()
    }
}

#[async_trait]
impl Talk for Redis {
    async fn renew_users(&self, users: &[UserLease], lease: Duration) -> Result<Vec<Place>> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let mut call = self.on_users("renew").number(self.after(lease));
        let mut calls = Vec::with_capacity(users.len());
        for UserLease { user, gateway, rooms } in users {
            for part in [&user.id, &user.name, &user.folded, gateway] {
                call.push(part.to_string());
            }
            let keys = UserKeys::new(&user.id);
            let renewal = Call::script(Script::RenewUser, keys.slot(), vec![keys.of("rooms"), keys.of("inbox")]);
            let mut renewal = renewal.number(self.now()).arg(milliseconds(ROOMS_MEMORY)).number(ROOMS_KEPT);
            rooms.iter().for_each(|room| renewal.push(room.to_string()));
            calls.push(renewal.repeatable());
        }
        // Rooms first: whoever finds somebody active may speak to them.
        let last = self.servers.call_all(&calls).await.into_iter();
        let last = last.map(|answer| place(&bytes(answer?)?.unwrap_or_default())).collect::<Result<_>>()?;
        self.servers.call(&call).await?;
        Ok(last)
    }

    async fn close_user(&self, user: &str, gateway: &str, grace: Duration) -> Result<()> {
        let call = self.on_users("close").arg(milliseconds(grace)).arg(format!("{user}\n{gateway}"));
        self.servers.call(&call).await.map(drop)
    }

    async fn sweep_users(&self) -> Result<()> {
        self.servers.call(&self.on_users("sweep")).await.map(drop)
    }

    async fn note_user(&self, user: &User) -> Result<()> {
        let User { id, name, folded } = user;
        let call = self.on_users("note").arg(id.to_string()).arg(name.to_string()).arg(folded.to_string());
        self.servers.call(&call).await.map(drop)
    }

    async fn find_user(&self, id: &str, folded: &str) -> Result<Known> {
        let call = self.on_users("find").arg(id.to_owned()).arg(folded.to_owned());
        let mut reply = Reply::new(self.servers.call(&call).await?)?;
        if reply.is_empty() {
            return Ok(Known::Unknown);
        }
        let active: u8 = reply.number()?;
        let user = User { id: reply.text()?.into(), name: reply.text()?.into(), folded: reply.text()?.into() };
        Ok(if active == 1 { Known::Active(user) } else { Known::Away(user) })
    }

    async fn active_users(&self, after: &str, limit: usize) -> Result<UserPage> {
        // One more than asked tells whether there are more.
        let call = self.on_users("page").arg(after.to_owned()).number(limit.saturating_add(1));
        let mut reply = Reply::new(self.servers.call(&call).await?)?;
        let mut users = Vec::new();
        while !reply.is_empty() {
            users.push((reply.text()?, reply.text()?));
        }
        let more = users.len() > limit;
        users.truncate(limit);
        Ok(UserPage { users, more })
    }

    async fn watch_users(&self) -> Result<Subscription> {
        self.hub.room(USERS_CHANNEL.to_owned(), keys::slot(USERS_CHANNEL)).await.map(Subscription)
    }

    async fn send_direct(&self, direct: &Direct) -> Result<Delivered> {
        let (sender, receiver) = (UserKeys::new(&direct.from), UserKeys::new(&direct.to));
        let (known, rooms) = self.sender(&sender, direct).await?;
        if let Some(message) = known {
            return Ok(Delivered::Accepted(message));
        }
        let heard = format!("{}/{}", direct.from, direct.command);
        let mut call = self.deliver(&receiver, &heard, &direct.from, "", direct);
        rooms.into_iter().for_each(|room| call.push(room));
        let mut reply = Reply::new(self.servers.call(&call).await?)?;
        let message = match (reply.text()?.as_str(), reply.text()?) {
            ("accepted", message) => message,
            ("blocked", _) => return Ok(Delivered::Blocked),
            ("strangers", _) => return Ok(Delivered::Strangers),
            _ => return Err(corrupt("what became of a message")),
        };
        // Lost between the two, the command comes again and finds the receiver's answer.
        self.servers.call(&self.deliver(&sender, &direct.command, &direct.to, &message, direct)).await?;
        Ok(Delivered::Accepted(message))
    }

    async fn accepted_direct(&self, from: &str, command: &str) -> Result<Option<String>> {
        let keys = UserKeys::new(from);
        let call = Call::command("GET", keys.slot(), keys.command(command)).repeatable();
        bytes(self.servers.call(&call).await?)?.map(|message| text(&message)).transpose()
    }

    async fn letters(&self, user: &str, after: Place) -> Result<Vec<Letter>> {
        let keys = UserKeys::new(user);
        let after = after.max(Place::before(self.oldest(INBOX_MEMORY)));
        let call = Call::command("XRANGE", keys.slot(), keys.of("inbox")).arg(format!("({after}")).arg("+");
        let mut reply = Reply::new(self.servers.call(&call.repeatable()).await?)?;
        let mut letters = Vec::new();
        while !reply.is_empty() {
            let mut entry = reply.array()?;
            let place = place(&entry.bytes()?)?;
            let [_, message, _, body] = <[_; 4]>::try_from(entry.array()?.rest()?).map_err(|_| corrupt("a letter"))?;
            letters.push(Letter { place, message: text(&message)?, body });
        }
        Ok(letters)
    }

    async fn block(&self, user: &str, other: &str, blocked: bool) -> Result<()> {
        let keys = UserKeys::new(user);
        let call = Call::script(Script::Block, keys.slot(), vec![keys.of("blocked")]).arg(other.to_owned());
        let call = call.number(u8::from(blocked)).number(self.now()).number(PEERS_KEPT).arg(milliseconds(PEERS_MEMORY));
        self.servers.call(&call.repeatable()).await.map(|_: Value| ())
    }
}

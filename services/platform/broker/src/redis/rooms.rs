//! Rooms: arguments and answers of their scripts.

use std::sync::Arc;

use ::redis::Value;
use bytes::Bytes;

use super::keys::RoomKeys;
use super::message::{pack_events, unpack_events};
use super::reply::{Reply, bytes, corrupt, parse, text};
use super::script::{Call, Script};
use super::servers::Servers;
use crate::memory::log::without_head;
use crate::{
    Commit, CommitOutcome, EventBatch, Head, Millis, Newer, PartChange, ROOM_MEMORY, Replay, Result, RoomState,
    WakeupKind,
};

/// Milliseconds for which the keys of an untouched room stay.
pub(super) fn time_to_live() -> String {
    ROOM_MEMORY.as_millis().to_string()
}

pub(super) async fn create(
    servers: &Servers,
    id: &str,
    version: u64,
    parts: Vec<(String, Bytes)>,
    wakeups: Vec<(WakeupKind, Millis)>,
    now: Millis,
) -> Result<(bool, RoomState)> {
    let keys = RoomKeys::new(id);
    let mut all = keys.all();
    all.extend([keys.wakeups(), keys.dirty()]);
    let mut call = Call::script(Script::Create, keys.slot(), all).repeatable();
    call = call.arg(crate::random_id()).arg(id.to_owned()).number(now).arg(time_to_live());
    call = call.number(version).number(parts.len());
    for (name, value) in parts {
        call = call.arg(name).arg(value);
    }
    for (kind, deadline) in wakeups {
        call = call.arg(kind.as_str()).number(deadline);
    }
    let mut reply = Reply::new(servers.call(&call).await?)?;
    let made = reply.number::<u8>()? == 1;
    Ok((made, read_state(reply)?))
}

pub(super) async fn load(servers: &Servers, id: &str) -> Result<Option<RoomState>> {
    let keys = RoomKeys::new(id);
    let call = Call::script(Script::Load, keys.slot(), keys.all()).arg(crate::random_id()).repeatable();
    match servers.call(&call).await? {
        Value::Nil => Ok(None),
        state => read_state(Reply::new(state)?).map(Some),
    }
}

fn read_state(mut reply: Reply) -> Result<RoomState> {
    let mut fields = reply.array()?;
    let (mut epoch, mut revision, mut version, mut presence_version) = (None, 0, 0, 0);
    let mut parts = Vec::new();
    while !fields.is_empty() {
        let name = fields.text()?;
        match name.as_str() {
            "epoch" => epoch = Some(fields.text()?.into()),
            "revision" => revision = fields.number()?,
            "version" => version = fields.number()?,
            "presence" => presence_version = fields.number()?,
            _ => {
                let value = fields.bytes()?;
                if let Some(part) = name.strip_prefix('/') {
                    parts.push((part.to_owned(), value));
                }
            }
        }
    }
    let epoch = epoch.ok_or_else(|| corrupt("a room without an epoch"))?;
    let chat = reply.array()?.rest()?;
    let reactions = reply.array()?.rest()?;
    Ok(RoomState { head: Head { epoch, revision }, version, presence_version, parts, chat, reactions })
}

pub(super) async fn commit(servers: &Servers, commit: Commit) -> Result<CommitOutcome> {
    let call = commit_call(commit);
    let mut reply = Reply::new(servers.call(&call).await?)?;
    match reply.number()? {
        0_u8 => Ok(CommitOutcome::Committed { revision: reply.number()?, version: reply.number()? }),
        1 => {
            let mut known = Vec::new();
            while !reply.is_empty() {
                known.push((reply.number()?, reply.number()?));
            }
            Ok(CommitOutcome::Known(known))
        }
        2 => read_newer(reply).map(CommitOutcome::Conflict),
        3 => Ok(CommitOutcome::Gone),
        _ => Err(corrupt("an unknown outcome of a commit")),
    }
}

fn commit_call(commit: Commit) -> Call {
    let keys = RoomKeys::new(&commit.room);
    let mut all = keys.all();
    all.extend([keys.wakeups(), keys.dirty()]);
    let (sets, removals): (Vec<_>, Vec<_>) = commit.changes.into_iter().partition(|change| change.value.is_some());
    let presence_version = commit.presence_version.map(|version| version.to_string()).unwrap_or_default();
    let mut call = Call::script(Script::Commit, keys.slot(), all);
    if !commit.commands.is_empty() {
        // Had the first attempt counted, the second one would be answered with its command ids.
        call = call.repeatable();
    }
    call = call
        .arg(commit.epoch.to_string())
        .number(commit.version)
        .arg(presence_version)
        .number(commit.now)
        .arg(commit.room)
        .arg(time_to_live())
        .number(commit.events.len())
        .arg(pack_events(&commit.events));
    let lengths = [
        commit.commands.len(),
        sets.len(),
        removals.len(),
        commit.chat.len(),
        commit.reactions.len(),
        commit.wakeups.len(),
    ];
    for length in lengths {
        call = call.number(length);
    }
    for command in commit.commands {
        call = call.arg(command.key).number(command.events_until);
    }
    for PartChange { name, value } in sets {
        call = call.arg(name).arg(value.unwrap_or_default());
    }
    for PartChange { name, .. } in removals {
        call.push(name);
    }
    for body in commit.chat.into_iter().chain(commit.reactions) {
        call.push(body);
    }
    for (kind, deadline) in commit.wakeups {
        call = call.arg(kind.as_str()).arg(deadline.map(|deadline| deadline.to_string()).unwrap_or_default());
    }
    call
}

fn read_newer(mut reply: Reply) -> Result<Newer> {
    let head = Head { epoch: reply.text()?.into(), revision: reply.number()? };
    let (version, presence_version) = (reply.number()?, reply.number()?);
    let whole = reply.number::<u8>()? == 1;
    let mut changes = Vec::new();
    while !reply.is_empty() {
        changes.push(PartChange { name: reply.text()?, value: reply.optional()? });
    }
    Ok(Newer { head, version, presence_version, whole, changes })
}

pub(super) async fn remove(servers: &Servers, id: &str) -> Result<()> {
    let keys = RoomKeys::new(id);
    let mut all = keys.all();
    all.extend([keys.wakeups(), keys.dirty()]);
    let mut call = Call::script(Script::Remove, keys.slot(), all).arg(id.to_owned()).repeatable();
    for kind in WakeupKind::ALL {
        call.push(kind.as_str());
    }
    servers.call(&call).await.map(drop)
}

pub(super) async fn replay(servers: &Servers, id: &str, epoch: &str, after: u32) -> Result<Replay> {
    let keys = RoomKeys::new(id);
    let call = Call::script(Script::Replay, keys.slot(), vec![keys.room.clone(), keys.of("events")]);
    let call = call.arg(crate::random_id()).arg(epoch.to_owned()).number(after).repeatable();
    let reply = servers.call(&call).await?;
    if reply == Value::Nil {
        return Ok(Replay::NoRoom);
    }
    let mut reply = Reply::new(reply)?;
    let head = Head { epoch: reply.text()?.into(), revision: reply.number()? };
    if *head.epoch != *epoch || after > head.revision {
        return Ok(Replay::TooOld(head));
    }
    let mut batches = Vec::new();
    while !reply.is_empty() {
        let last: u32 = reply.number()?;
        let events = unpack_events(reply.bytes()?).ok_or_else(|| corrupt("events that cannot be read"))?;
        let first_revision = (last + 1).saturating_sub(u32::try_from(events.len()).unwrap_or(u32::MAX));
        batches.push(Arc::new(EventBatch { epoch: head.epoch.clone(), first_revision, events }));
    }
    match batches.first_mut() {
        None if after < head.revision => Ok(Replay::TooOld(head)),
        Some(first) if first.first_revision > after + 1 => Ok(Replay::TooOld(head)),
        Some(first) => {
            *first = without_head(first, after);
            Ok(Replay::Events(batches))
        }
        None => Ok(Replay::Events(batches)),
    }
}

pub(super) async fn heads(servers: &Servers, rooms: &[String]) -> Result<Vec<Option<Head>>> {
    let call = |id: &String| {
        let keys = RoomKeys::new(id);
        let call = Call::script(Script::Head, keys.slot(), vec![keys.room.clone(), keys.of("events")]);
        call.arg(crate::random_id()).repeatable()
    };
    let calls: Vec<_> = rooms.iter().map(call).collect();
    let head = |answer: Result<Value>| match answer? {
        Value::Nil => Ok(None),
        head => {
            let mut reply = Reply::new(head)?;
            Ok(Some(Head { epoch: reply.text()?.into(), revision: reply.number()? }))
        }
    };
    servers.call_all(&calls).await.into_iter().map(head).collect()
}

/// Reads a number that a script wrote as text.
pub(super) fn number(value: Value) -> Result<Option<f64>> {
    bytes(value)?.map(|written| parse(&text(&written)?)).transpose()
}

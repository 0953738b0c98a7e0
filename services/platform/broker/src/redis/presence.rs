//! Connections and wake-ups: arguments and answers of their scripts.

use std::collections::HashMap;

use ::redis::Value;

use super::keys::{self, PARTITIONS, RoomKeys};
use super::reply::{Reply, corrupt, parse};
use super::rooms::time_to_live;
use super::script::{Call, Script};
use super::servers::Servers;
use crate::{Connection, Lease, Millis, Result, WAKEUP_HOLD, Wakeup, WakeupKind};

/// The field of a connection: member and connection, which have no line breaks.
fn field(connection: &Connection) -> String {
    format!("{}\n{}", connection.member, connection.id)
}

fn call(script: Script, room: &str) -> Call {
    let keys = RoomKeys::new(room);
    let all = vec![keys.room.clone(), keys.of("presence"), keys.wakeups()];
    Call::script(script, keys.slot(), all).arg(room.to_owned())
}

pub(super) async fn open(servers: &Servers, connection: &Connection, until: Millis, look: Millis) -> Result<bool> {
    let call = call(Script::OpenConnection, &connection.room).arg(field(connection));
    let answer = servers.call(&call.number(until).number(look).arg(time_to_live()).repeatable()).await?;
    Ok(answer == Value::Int(1))
}

pub(super) async fn close(servers: &Servers, connection: &Connection, now: Millis, look: Millis) -> Result<()> {
    let call = call(Script::CloseConnection, &connection.room).arg(field(connection)).number(now).number(look);
    servers.call(&call.repeatable()).await.map(drop)
}

pub(super) async fn renew(servers: &Servers, connections: &[Connection], now: Millis, until: Millis) -> Result<()> {
    let mut by_room: HashMap<&str, Vec<&Connection>> = HashMap::new();
    for connection in connections {
        by_room.entry(&connection.room).or_default().push(connection);
    }
    let renewal = |(room, connections): (&str, Vec<&Connection>)| {
        let mut call = call(Script::RenewConnections, room).number(now).number(until).arg(time_to_live());
        connections.into_iter().for_each(|connection| call.push(field(connection)));
        call.repeatable()
    };
    let calls: Vec<_> = by_room.into_iter().map(renewal).collect();
    servers.call_all(&calls).await.into_iter().try_for_each(|answer| answer.map(drop))
}

pub(super) async fn forget(servers: &Servers, room: &str, ended_before: Millis, members: &[String]) -> Result<()> {
    let keys = RoomKeys::new(room);
    let all = vec![keys.room.clone(), keys.of("presence")];
    let mut call = Call::script(Script::ForgetConnections, keys.slot(), all).number(ended_before).repeatable();
    members.iter().for_each(|member| call.push(member.clone()));
    servers.call(&call).await.map(drop)
}

pub(super) async fn all(servers: &Servers, room: &str) -> Result<(u64, Vec<Lease>)> {
    let keys = RoomKeys::new(room);
    let call = Call::script(Script::Connections, keys.slot(), vec![keys.room.clone(), keys.of("presence")]);
    let mut reply = Reply::new(servers.call(&call.repeatable()).await?)?;
    let version = reply.number()?;
    let mut fields = reply.array()?;
    let mut leases = Vec::new();
    while !fields.is_empty() {
        let (name, until) = (fields.text()?, fields.text()?);
        let (member, connection) = name.split_once('\n').ok_or_else(|| corrupt("a lease without a member"))?;
        let until = parse::<Millis>(&until)?.abs();
        leases.push(Lease { member: member.to_owned(), connection: connection.to_owned(), until });
    }
    Ok((version, leases))
}

/// Claims due wake-ups, starting with partition `first` so that none is starved. One server looks through all
/// partitions in one script; on a Cluster all are counted at once and those with something due called.
pub(super) async fn claim(servers: &Servers, now: Millis, limit: usize, first: u16) -> Result<Vec<Wakeup>> {
    let partitions = (0..PARTITIONS).map(|offset| (first.wrapping_add(offset)) % PARTITIONS);
    let claim = |slot: u16, keys: Vec<String>, limit: usize| {
        let call = Call::script(Script::ClaimWakeups, slot, keys).number(now);
        call.number(now + WAKEUP_HOLD.as_secs_f64() * 1e3).number(limit)
    };
    let answers = if servers.sharded() {
        let due = count_due(servers, now, partitions.collect(), keys::wakeups).await?;
        let mut left = limit;
        let mut calls = Vec::new();
        for (partition, count) in due {
            let take = count.min(left);
            if take > 0 {
                calls.push(claim(keys::partition_slot(partition), vec![keys::wakeups(partition)], take));
            }
            left -= take;
        }
        servers.call_all(&calls).await
    } else {
        vec![servers.call(&claim(0, partitions.map(keys::wakeups).collect(), limit)).await]
    };
    let mut claimed = Vec::new();
    for answer in answers {
        let mut reply = Reply::new(answer?)?;
        while !reply.is_empty() {
            claimed.push(wakeup(reply.array()?)?);
        }
    }
    Ok(claimed)
}

/// How many wake-ups (or whatever `key` names) are due in each of these partitions.
pub(super) async fn count_due(
    servers: &Servers,
    now: Millis,
    partitions: Vec<u16>,
    key: fn(u16) -> String,
) -> Result<Vec<(u16, usize)>> {
    let count = |partition: &u16| {
        let count = Call::command("ZCOUNT", keys::partition_slot(*partition), key(*partition));
        count.arg("-inf").number(now).repeatable()
    };
    let calls: Vec<_> = partitions.iter().map(count).collect();
    let counts = servers.call_all(&calls).await.into_iter();
    let counted = |(partition, count): (u16, Result<Value>)| match count? {
        Value::Int(count) => Ok((partition, usize::try_from(count).unwrap_or_default())),
        _ => Err(corrupt("a count is no number")),
    };
    partitions.into_iter().zip(counts).map(counted).collect()
}

fn wakeup(mut reply: Reply) -> Result<Wakeup> {
    let (room, kind, deadline) = (reply.text()?, reply.text()?, reply.number()?);
    let named = WakeupKind::ALL.into_iter().find(|known| known.as_str() == kind);
    Ok(Wakeup { room, kind: named.ok_or_else(|| corrupt("an unknown kind of wake-up"))?, deadline })
}

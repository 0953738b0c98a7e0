//! What was changed and not saved yet, and letting go what is saved: arguments and answers of scripts.

use ::redis::Value;

use super::keys::{self, PARTITIONS, RoomKeys};
use super::presence::count_due;
use super::reply::Reply;
use super::script::{Call, Script};
use super::servers::Servers;
use crate::{DIRTY_HOLD, Millis, Result, WakeupKind};

/// Claims marks, starting with partition `first` so that none is starved. As with wake-ups, one
/// server looks through all partitions in one script; on a Cluster all are counted first.
pub(super) async fn claim(
    servers: &Servers,
    now: Millis,
    before: Millis,
    limit: usize,
    first: u16,
) -> Result<Vec<String>> {
    let partitions = (0..PARTITIONS).map(|offset| (first.wrapping_add(offset)) % PARTITIONS);
    let held = now + DIRTY_HOLD.as_secs_f64() * 1e3;
    let claim = |slot: u16, keys: Vec<String>, limit: usize| {
        Call::script(Script::ClaimDirty, slot, keys).number(before).number(held).number(limit)
    };
    let answers = if servers.sharded() {
        let mut left = limit;
        let mut calls = Vec::new();
        for (partition, count) in count_due(servers, before, partitions.collect(), keys::dirty).await? {
            let take = count.min(left);
            if take > 0 {
                calls.push(claim(keys::partition_slot(partition), vec![keys::dirty(partition)], take));
            }
            left -= take;
        }
        servers.call_all(&calls).await
    } else {
        vec![servers.call(&claim(0, partitions.map(keys::dirty).collect(), limit)).await]
    };
    let mut claimed = Vec::new();
    for answer in answers {
        let mut reply = Reply::new(answer?)?;
        while !reply.is_empty() {
            claimed.push(reply.text()?);
        }
    }
    Ok(claimed)
}

pub(super) async fn saved(servers: &Servers, rooms: &[(String, u64)], now: Millis) -> Result<()> {
    let call = |(id, version): &(String, u64)| {
        let keys = RoomKeys::new(id);
        let call = Call::script(Script::Saved, keys.slot(), vec![keys.room.clone(), keys.dirty()]);
        call.arg(id.clone()).number(version).number(now).repeatable()
    };
    let calls: Vec<_> = rooms.iter().map(call).collect();
    servers.call_all(&calls).await.into_iter().try_for_each(|answer| answer.map(drop))
}

pub(super) async fn unload(servers: &Servers, id: &str, version: u64, presence_version: u64) -> Result<bool> {
    let keys = RoomKeys::new(id);
    let mut all = keys.all();
    all.extend([keys.wakeups(), keys.dirty()]);
    let call = Call::script(Script::Unload, keys.slot(), all).arg(id.to_owned());
    let mut call = call.number(version).number(presence_version).repeatable();
    for kind in WakeupKind::ALL {
        call.push(kind.as_str());
    }
    Ok(servers.call(&call).await? == Value::Int(1))
}

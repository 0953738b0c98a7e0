//! Claims, token buckets, budgets, cached values and the directory: arguments and answers of their scripts.

use std::time::Duration;

use ::redis::Value;
use bytes::Bytes;

use super::keys::{self, DIRECTORY};
use super::reply::{Reply, bytes, text};
use super::rooms::number;
use super::script::{Call, Script};
use super::servers::Servers;
use crate::{Claim, DirectoryPage, LISTING_MEMORY, Millis, Rate, Result};

/// A time to live; Redis knows none shorter than a millisecond.
pub(super) fn millis(ttl: Duration) -> String {
    ttl.as_millis().max(1).to_string()
}

fn on_claim(script: Script, key: &str, owner: &str) -> Call {
    let key = format!("matinee:claim:{key}");
    Call::script(script, keys::slot(&key), vec![key]).arg(owner.to_owned()).repeatable()
}

fn granted(answer: Value) -> Result<Claim> {
    Ok(match bytes(answer)? {
        None => Claim::Granted,
        Some(owner) => Claim::HeldBy(text(&owner)?),
    })
}

pub(super) async fn claim(servers: &Servers, key: &str, owner: &str, ttl: Duration) -> Result<Claim> {
    granted(servers.call(&on_claim(Script::Claim, key, owner).arg(millis(ttl))).await?)
}

pub(super) async fn renew(servers: &Servers, claims: &[(String, String)], ttl: Duration) -> Result<Vec<bool>> {
    let renewal = |(key, owner): &(String, String)| on_claim(Script::Claim, key, owner).arg(millis(ttl));
    let calls: Vec<_> = claims.iter().map(renewal).collect();
    let kept = |answer: Result<Value>| Ok(granted(answer?)? == Claim::Granted);
    servers.call_all(&calls).await.into_iter().map(kept).collect()
}

pub(super) async fn release(servers: &Servers, key: &str, owner: &str) -> Result<()> {
    servers.call(&on_claim(Script::Release, key, owner)).await.map(drop)
}

pub(super) async fn take_token(servers: &Servers, key: &str, rate: Rate) -> Result<Option<Duration>> {
    let key = format!("matinee:rate:{key}");
    let call = Call::script(Script::TakeToken, keys::slot(&key), vec![key]);
    let call = call.number(rate.burst).number(rate.interval.as_secs_f64() * 1e3);
    let wait = number(servers.call(&call).await?)?;
    Ok(wait.map(|wait| Duration::try_from_secs_f64(wait / 1e3).unwrap_or(rate.interval)))
}

pub(super) async fn spend(servers: &Servers, key: &str, amount: u32, limit: u32, ttl: Duration) -> Result<Option<u32>> {
    let key = format!("matinee:budget:{key}");
    let call = Call::script(Script::Spend, keys::slot(&key), vec![key]);
    let answer = servers.call(&call.number(amount).number(limit).arg(millis(ttl))).await?;
    // Scripts count in doubles; what was spent is at most the limit.
    Ok(number(answer)?.map(|spent| spent as u32))
}

pub(super) async fn cached(servers: &Servers, key: &str) -> Result<Option<Bytes>> {
    let key = format!("matinee:{key}");
    bytes(servers.call(&Call::command("GET", keys::slot(&key), key).repeatable()).await?)
}

pub(super) async fn cache(servers: &Servers, key: &str, value: Bytes, ttl: Duration) -> Result<()> {
    let key = format!("matinee:{key}");
    let call = Call::command("SET", keys::slot(&key), key).arg(value).arg("PX").arg(millis(ttl));
    servers.call(&call.repeatable()).await.map(drop)
}

fn on_directory(script: Script) -> Call {
    Call::script(script, keys::slot(DIRECTORY[0]), DIRECTORY.map(str::to_owned).to_vec()).repeatable()
}

/// Entries put before this instant have run out.
fn oldest(now: Millis) -> Millis {
    now - LISTING_MEMORY.as_secs_f64() * 1e3
}

pub(super) async fn list_room(servers: &Servers, room: &str, rank: u32, body: Bytes, now: Millis) -> Result<()> {
    let call = on_directory(Script::ListRoom).arg(room.to_owned()).number(rank).arg(body);
    servers.call(&call.number(now).number(oldest(now)).arg(millis(LISTING_MEMORY))).await.map(drop)
}

pub(super) async fn unlist_room(servers: &Servers, room: &str) -> Result<()> {
    servers.call(&on_directory(Script::UnlistRoom).arg(room.to_owned())).await.map(drop)
}

pub(super) async fn directory(servers: &Servers, offset: u32, limit: u32, now: Millis) -> Result<DirectoryPage> {
    let call = on_directory(Script::Directory).number(offset).number(limit).number(oldest(now));
    let mut reply = Reply::new(servers.call(&call).await?)?;
    let count: u32 = reply.number()?;
    let mut entries = Vec::new();
    while !reply.is_empty() {
        let room = reply.text()?;
        // A body that is missing was unlisted by hand.
        entries.extend(reply.optional()?.map(|body| (room, body)));
    }
    let end = offset.saturating_add(u32::try_from(entries.len()).unwrap_or(u32::MAX));
    let next = (!entries.is_empty() && end < count).then_some(end);
    Ok(DirectoryPage { entries, next })
}

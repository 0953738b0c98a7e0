//! A room that the broker does not have, put back as it was saved.
//!
//! Two replicas may do it at once: the broker takes the first and the other adopts it. Its version
//! is far above the one that was saved, so that nothing that was committed before the broker
//! forgot, and might still be on its way to the database, passes for newer.

use std::time::Duration;

use matinee_broker::{Connection, Millis, RoomState, WakeupKind};
use room_core::{Context, Internal, Limits, MemberId};

use super::{Result, Saved, lives, rows};
use crate::desk::Known;

/// What a rebuilt room's version is ahead of the saved one.
const LEAP: u64 = 1 << 20;
/// The connection by which members of a room that came back are there until their own is heard of.
const CAME_BACK: &str = "came-back";

/// Puts a room back into the broker; `None` if there is none, or its time is over.
pub async fn rebuild(saved: &Saved, room: &str) -> Result<Option<RoomState>> {
    let Some(document) = rows::load(&saved.store, room).await? else { return Ok(None) };
    let now = saved.now();
    if document.expires_at > 0 && document.expires_at <= now {
        return Ok(None);
    }
    let there_until = lives::until(saved.store.pool(), document.saved_at, now).await?;
    let mut known = document.known()?;
    if known.room.about.closed {
        return Ok(None);
    }
    if there_until < now {
        everybody_left(&mut known, there_until as f64);
    }
    entitle(saved, &mut known).await;
    let version = known.version + LEAP;
    let wakeups = wakeups(saved, &known, saved.broker.now());
    let (made, state) = saved.broker.rebuild(room, version, known.saved_parts(), wakeups).await?;
    if made {
        tracing::info!(room.id = room, members = known.room.members.len(), "a saved room is awake again");
        metrics::counter!("matinee_rooms_rebuilt_total").increment(1);
        let there = known.room.members.all().map(|member| Connection {
            room: room.into(),
            member: member.id.as_str().into(),
            id: CAME_BACK.into(),
        });
        let there: Vec<Connection> = there.collect();
        if !there.is_empty() {
            saved.broker.renew_connections(&there, saved.patience).await?;
        }
    }
    Ok(Some(state))
}

/// As if all connections had been gone since `at`: what played stands where it was then.
fn everybody_left(known: &mut Known, at: Millis) {
    if known.room.members.is_empty() {
        return;
    }
    let members: Vec<MemberId> = known.room.members.all().map(|member| member.id.clone()).collect();
    let limits = Limits::default();
    let context = Context { now: at, limits: &limits, reports: &known.reports, last_chat: None };
    let events = room_core::decide_internal(&known.room, &Internal::Lost { members }, &context);
    for event in events.unwrap_or_default() {
        room_core::evolve(&mut known.room, &event);
    }
    known.emptied = Some(at);
}

/// Whether it may be changed is asked anew; what it was stays if nobody can say.
async fn entitle(saved: &Saved, known: &mut Known) {
    let about = &known.room.about;
    let Some(owner) = about.owner.clone().filter(|_| about.persistent) else { return };
    if let Ok(persistent_rooms) = saved.plans.has(owner.as_str(), crate::entitlements::PERSISTENT_ROOMS).await {
        known.room.about.read_only = !persistent_rooms;
    }
}

/// Deadlines that follow from what the room is.
fn wakeups(saved: &Saved, known: &Known, now: Millis) -> Vec<(WakeupKind, Millis)> {
    let millis = |duration: Duration| duration.as_secs_f64() * 1e3;
    let there = !known.room.members.is_empty();
    let wakeups = [
        (WakeupKind::Playback, known.room.playback_deadline()),
        (WakeupKind::Timer, known.room.timer_deadline()),
        (WakeupKind::Presence, there.then(|| now + millis(saved.patience + saved.grace))),
        (WakeupKind::Expiry, known.expires_at(saved.empty)),
        (WakeupKind::Unload, (!there).then(|| now + millis(saved.unload))),
    ];
    wakeups.into_iter().filter_map(|(kind, at)| Some((kind, at?))).collect()
}

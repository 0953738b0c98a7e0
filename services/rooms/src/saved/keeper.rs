//! What happens to saved rooms by itself: those that changed are written, those whose time is over
//! go, and empty ones are let go by the broker.
//!
//! A commit only leaves a mark in the broker. Any replica claims marks and writes what is there by
//! then, so a hundred changes in a second are one write, and a replica that dies in between costs
//! a delay. On the way out a replica writes whatever is marked at once.

use std::time::{Duration, Instant};

use futures::StreamExt;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::{Document, READS_AT_ONCE, Result, Saved, lives, rows};

/// Rooms written in one transaction.
const BATCH: usize = 32;
/// Time between two looks for rooms that changed.
const LOOK: Duration = Duration::from_millis(250);
/// How long a change may wait for others to be written with it.
const GATHER: f64 = 750.0;
/// Pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);
/// Time between two notes that somebody is running.
const NOTE: Duration = Duration::from_secs(5);
/// Time between two looks for rooms that expired, and how many are ended at once.
const SWEEP: Duration = Duration::from_secs(60);
const SWEPT: i64 = 100;

/// Keeps rooms saved until `shutdown`; then saves what is left.
pub async fn run(saved: Saved, shutdown: CancellationToken) {
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut notes, mut sweeps) = (tokio::time::interval(NOTE), tokio::time::interval(SWEEP));
    loop {
        let done = tokio::select! {
            () = shutdown.cancelled() => break,
            _ = looks.tick() => save_marked(&saved, GATHER).await,
            _ = notes.tick() => lives::note(&saved.store, saved.now()).await.map_err(Into::into),
            _ = sweeps.tick() => sweep(&saved).await,
        };
        if let Err(error) = done {
            tracing::warn!(%error, "rooms could not be saved");
            tokio::select! { () = shutdown.cancelled() => break, () = tokio::time::sleep(PAUSE) => {} }
        }
    }
    // Nobody changes anything here any more.
    let last = async {
        save_marked(&saved, 0.0).await?;
        Ok::<_, super::SavedError>(lives::note(&saved.store, saved.now()).await?)
    };
    if let Err(error) = last.await {
        tracing::error!(%error, "rooms could not be saved before the end");
    }
}

/// Writes all rooms that have been waiting for longer than `gather` milliseconds.
async fn save_marked(saved: &Saved, gather: f64) -> Result<()> {
    loop {
        let claimed = saved.broker.claim_dirty(BATCH, saved.broker.now() - gather).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let all = claimed.len() < BATCH;
        if let Err(error) = save(saved, &claimed).await {
            // Their marks can be claimed again at once: no room has this version.
            let again: Vec<(String, u64)> = claimed.into_iter().map(|room| (room, 0)).collect();
            saved.broker.saved(&again).await?;
            return Err(error);
        }
        if all {
            return Ok(());
        }
    }
}

async fn save(saved: &Saved, rooms: &[String]) -> Result<()> {
    let started = Instant::now();
    let read = |room: &String| {
        let room = room.clone();
        async move { (saved.broker.load(&room).await, room) }
    };
    let states: Vec<_> = futures::stream::iter(rooms.iter().map(read)).buffer_unordered(READS_AT_ONCE).collect().await;
    let (mut documents, mut versions): (Vec<Document>, _) = (Vec::new(), Vec::with_capacity(rooms.len()));
    for (state, room) in states {
        let version = match state? {
            // What is gone needs no mark.
            None => 0,
            Some(state) => {
                let version = state.version;
                match saved.document(&room, state) {
                    Ok(document) => documents.push(document),
                    Err(error) => tracing::error!(room.id = room, %error, "a room cannot be saved"),
                }
                version
            }
        };
        versions.push((room, version));
    }
    rows::write(&saved.store, &documents).await?;
    metrics::histogram!("matinee_rooms_save_seconds").record(started.elapsed().as_secs_f64());
    metrics::counter!("matinee_rooms_saved_total").increment(documents.len() as u64);
    saved.broker.saved(&versions).await?;
    Ok(())
}

/// Ends rooms whose time is over. One that is live is looked after by its own deadline.
async fn sweep(saved: &Saved) -> Result<()> {
    loop {
        let expired = rows::expired(&saved.store, saved.now(), SWEPT).await?;
        if expired.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = expired.iter().map(|(room, _)| room.clone()).collect();
        let heads = saved.broker.heads(&ids).await?;
        let (live, gone): (Vec<_>, Vec<_>) = expired.into_iter().zip(heads).partition(|(_, head)| head.is_some());
        let rooms = |of: Vec<((String, i64), _)>| of.into_iter().map(|(room, _)| room).collect::<Vec<_>>();
        let until = saved.now() + i64::try_from(saved.empty.as_millis()).unwrap_or(i64::MAX / 2);
        let (gone, live) = (rooms(gone), rooms(live));
        rows::expire(&saved.store, &gone, &live, until).await?;
        if i64::try_from(gone.len() + live.len()) != Ok(SWEPT) {
            return Ok(());
        }
    }
}

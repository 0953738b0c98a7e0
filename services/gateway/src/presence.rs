//! What all sockets of a process have in common and is done for them in batches: leases and names
//! are renewed, sessions end, and at the end of the process everybody is told to come back.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use matinee_broker::{Connection, Item};
use serde::Deserialize;
use tokio::time::MissedTickBehavior;

use crate::Gateway;
use crate::outlet::{Close, Outlet};
use crate::resume;
use crate::sockets::Registered;

/// Leases or names renewed in one call.
const BATCH: usize = 500;
/// Batches renewed, or sessions asked for, at once.
const AT_ONCE: usize = 8;
/// How long a guest's name stays theirs without being renewed.
const NAME: Duration = Duration::from_secs(60);
/// Batches in which sockets are told to come back.
const FAREWELLS: usize = 20;
/// Seconds within which sockets come back, at most.
const COME_BACK: f64 = 4.0;
/// Pause before the broker is asked for notices again.
const PAUSE: Duration = Duration::from_secs(1);

/// What one replica tells all.
#[derive(Deserialize)]
struct Notice {
    session_ended: Option<String>,
    session_renamed: Option<String>,
    /// Id of a user whose plan is another now.
    entitlements_changed: Option<String>,
    /// The new name, as it is compared.
    name: Option<String>,
}

/// Renews leases and names, again and again.
pub(crate) async fn renew(gateway: Gateway) {
    let mut interval = tokio::time::interval(gateway.config().renew_seconds);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let sockets = gateway.sockets().all();
        resume::note_alive(&**gateway.broker(), gateway.id()).await;
        // Several at once: a part of the broker that does not answer must not cost the others
        // their leases.
        let batches = sockets.chunks(BATCH).map(|batch| renew_batch(&gateway, batch));
        futures::stream::iter(batches).for_each_concurrent(AT_ONCE, |batch| batch).await;
    }
}

async fn renew_batch(gateway: &Gateway, batch: &[Arc<Registered>]) {
    let connections: Vec<Connection> = batch.iter().map(|socket| socket.connection.clone()).collect();
    if let Err(error) = gateway.broker().renew_connections(&connections, gateway.config().lease_seconds).await {
        tracing::warn!(%error, "leases could not be renewed");
    }
    let mut names: Vec<(String, String)> = batch.iter().map(|socket| socket.name_claim()).collect();
    names.sort();
    names.dedup();
    if !names.is_empty()
        && let Err(error) = gateway.broker().renew_claims(&names, NAME).await
    {
        tracing::warn!(%error, "names could not be renewed");
    }
}

/// Acts on notices from all replicas.
pub(crate) async fn heed(gateway: Gateway) {
    loop {
        match gateway.broker().notices().await {
            Ok(mut notices) => {
                // What was said before is not heard any more.
                catch_up(&gateway).await;
                while let Some(item) = notices.recv().await {
                    match item {
                        Item::Value(notice) if notice.is_empty() => catch_up(&gateway).await,
                        Item::Value(notice) => take(&gateway, &notice).await,
                        Item::Missed(count) => {
                            tracing::warn!(count, "notices were missed");
                            catch_up(&gateway).await;
                        }
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "notices cannot be followed"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Finds out what notices that were missed may have said.
async fn catch_up(gateway: &Gateway) {
    end_sessions(gateway).await;
    gateway.plans_may_have_changed();
}

/// Ends the sockets of sessions of whose end this gateway has heard nothing, as far as another one
/// has noted it.
async fn end_sessions(gateway: &Gateway) {
    let sessions: HashSet<Arc<str>> = gateway.sockets().all().iter().map(|socket| socket.session.clone()).collect();
    let asked = futures::stream::iter(sessions).for_each_concurrent(AT_ONCE, |session| async move {
        if resume::has_ended(&**gateway.broker(), &session).await {
            gateway.sockets().end_session(&session);
        }
    });
    asked.await;
}

async fn take(gateway: &Gateway, notice: &[u8]) {
    let Ok(notice) = serde_json::from_slice(notice) else { return };
    let Notice { session_ended, session_renamed, name, entitlements_changed } = notice;
    if let Some(user) = entitlements_changed {
        gateway.plan_changed(user).await;
    }
    if let Some(session) = session_ended {
        gateway.sockets().end_session(&session);
        gateway.bots().forget(&session).await;
    }
    if let (Some(session), Some(folded)) = (session_renamed, name) {
        resume::note_name(&**gateway.broker(), &session, &folded).await;
        gateway.sockets().rename_session(&session, &folded);
    }
}

/// Tells all sockets to come back elsewhere, a part at a time over the configured time: a crowd
/// that comes back at once would stop the next gateway.
pub(crate) async fn say_goodbye(gateway: &Gateway) {
    let sockets = gateway.sockets().all();
    let part = sockets.len().div_ceil(FAREWELLS).max(1);
    let pause = gateway.config().drain_seconds / u32::try_from(FAREWELLS).unwrap_or(1);
    for (index, batch) in sockets.chunks(part).enumerate() {
        if index > 0 {
            tokio::time::sleep(pause).await;
        }
        batch.iter().for_each(|socket| send_elsewhere(&socket.outlet));
    }
}

/// Tells one socket to come back elsewhere.
pub(crate) fn send_elsewhere(outlet: &Outlet) {
    let retry_after = rand::random::<f64>() * (COME_BACK - 0.5) + 0.5;
    outlet.close(Close::Restart, "the server restarts; come back", retry_after);
}

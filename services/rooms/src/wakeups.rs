//! Acting on deadlines that have passed.
//!
//! Every replica polls; a claim hides a deadline from the others for a while, and the commit that
//! results removes or moves it under the command id `kind/deadline`. So a replica that dies in
//! between costs a delay, and acting twice does nothing the second time.

use std::sync::Arc;
use std::time::Duration;

use matinee_broker::{Wakeup, WakeupKind};
use matinee_proto::Refusal;
use matinee_telemetry::{KeyValue, Span, SpanKind};
use tokio::sync::Semaphore;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::desk::{Action, Desk, Leases, unavailable};
use crate::service::RoomsService;

/// Deadlines claimed at a time, and acted on at once.
const AT_ONCE: usize = 64;
/// How often the connections of a room are read again because they keep changing.
const TRIES: usize = 8;
/// Time between two rounds of housekeeping.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// Acts on deadlines until `shutdown`, and finishes what was begun.
pub async fn run(service: &RoomsService, shutdown: CancellationToken) {
    let mut ticks = tokio::time::interval(Duration::from_millis(service.config().wakeup_poll_ms.max(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut housekeeping = tokio::time::interval(HOUSEKEEPING);
    let (places, acting) = (Arc::new(Semaphore::new(AT_ONCE)), TaskTracker::new());
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            _ = housekeeping.tick() => service.keep_house(),
            _ = ticks.tick() => poll(service, &places, &acting).await,
        }
    }
    acting.close();
    acting.wait().await;
}

/// Claims as many as can be acted on now.
async fn poll(service: &RoomsService, places: &Arc<Semaphore>, acting: &TaskTracker) {
    let free = places.available_permits();
    if free == 0 {
        return;
    }
    let claimed = match service.broker().claim_wakeups(free).await {
        Ok(claimed) => claimed,
        Err(error) => {
            tracing::warn!(%error, "deadlines could not be looked at");
            return;
        }
    };
    for wakeup in claimed {
        let Ok(place) = Arc::clone(places).try_acquire_owned() else { return };
        let service = service.clone();
        acting.spawn(async move {
            act(&service, wakeup).await;
            drop(place);
        });
    }
}

async fn act(service: &RoomsService, wakeup: Wakeup) {
    let desk = service.desks().desk(&wakeup.room);
    let span = span(&wakeup);
    let acted = span.run(async {
        match wakeup.kind {
            WakeupKind::Presence => presence(service, &desk, &wakeup).await,
            WakeupKind::Unload => unload(service, &desk, &wakeup).await,
            WakeupKind::Playback | WakeupKind::Timer | WakeupKind::Expiry => {
                desk.ask_once(id(&wakeup), Action::Due(wakeup.kind, wakeup.deadline)).await
            }
        }
    });
    let acted = acted.await;
    if let Err(refusal) = &acted {
        span.fail(&refusal.code);
    }
    metrics::counter!("matinee_rooms_wakeups_total", "kind" => wakeup.kind.as_str()).increment(1);
    match acted {
        Ok(()) => {}
        Err(refusal) if refusal.code == "room_not_found" => {
            tracing::debug!(room.id = %wakeup.room, kind = wakeup.kind.as_str(), "a deadline of a room that is gone");
        }
        Err(refusal) => {
            // It is claimed again once its claim runs out.
            tracing::warn!(room.id = %wakeup.room, kind = wakeup.kind.as_str(), error = %refusal, "a deadline was not acted on");
        }
    }
}

/// The wake-up, which nobody asked for: the beginning of a trace of its own, if chance takes it.
fn span(wakeup: &Wakeup) -> Span {
    let room = || vec![KeyValue::new("matinee.room.id", wakeup.room.clone())];
    Span::root(None, SpanKind::Internal, || format!("wake-up {}", wakeup.kind.as_str()), room)
}

/// The command id of a wake-up.
fn id(wakeup: &Wakeup) -> String {
    format!("{}/{}", wakeup.kind.as_str(), wakeup.deadline)
}

/// Lets an empty room go, as it was saved: if anybody comes or changes anything meanwhile, it
/// stays and is looked at again.
async fn unload(service: &RoomsService, desk: &Arc<Desk>, wakeup: &Wakeup) -> Result<(), Refusal> {
    let broker = service.broker();
    let failed = |error| {
        tracing::warn!(room.id = %desk.id, %error, "an empty room could not be let go");
        unavailable()
    };
    let Some((version, empty)) = service.saved().save(&desk.id).await? else { return Ok(()) };
    let (presence_version, leases) = broker.connections(&desk.id).await.map_err(failed)?;
    // Also who has a connection and is not a member yet is on the way in.
    let now = broker.now();
    if !empty || leases.iter().any(|lease| lease.until > now) {
        return desk.ask_once(id(wakeup), Action::Due(wakeup.kind, wakeup.deadline)).await;
    }
    if broker.unload(&desk.id, version, presence_version).await.map_err(failed)? {
        service.desks().forget(&desk.id);
    }
    Ok(())
}

/// Looks who is still there, under the connections that were read: if somebody comes or goes
/// meanwhile, they are read again.
async fn presence(service: &RoomsService, desk: &Arc<Desk>, wakeup: &Wakeup) -> Result<(), Refusal> {
    let broker = service.broker();
    let mut outcome = Ok(());
    for _ in 0..TRIES {
        let (version, leases) = broker.connections(&desk.id).await.map_err(|error| {
            tracing::warn!(room.id = %desk.id, %error, "connections could not be read");
            unavailable()
        })?;
        let leases = Leases { version, leases, deadline: wakeup.deadline };
        outcome = desk.ask_once(id(wakeup), Action::Presence(leases)).await;
        match &outcome {
            Err(refusal) if refusal.code == "contended" => {}
            _ => break,
        }
    }
    outcome?;
    let ended_before = broker.now() - service.config().grace().as_secs_f64() * 1e3;
    if let Err(error) = broker.forget_connections(&desk.id, ended_before, &[]).await {
        tracing::warn!(room.id = %desk.id, %error, "leases that have ended could not be removed");
    }
    Ok(())
}

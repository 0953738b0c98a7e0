//! Answering from the state as it is at this moment: one read for everybody who waits for one.

use std::sync::Arc;

use super::Desk;
use super::known::Known;
use super::reply::{Seen, no_room, unavailable};
use super::request::{Action, Request};
use crate::wire::snapshot::{self, Surroundings};
use matinee_broker::RoomState;
use matinee_proto::Refusal;

/// Reads the room and answers all of `requests` from it.
pub async fn answer(desk: &Arc<Desk>, requests: Vec<Request>, cached: &mut Option<Box<Known>>) {
    let span = desk.span("read", &requests);
    let state = span.run(read(desk, cached)).await;
    drop(span);
    let state = match state {
        Ok(state) => state,
        Err(refusal) => {
            *cached = None;
            return requests.into_iter().for_each(|request| request.reply.refuse(refusal.clone()));
        }
    };
    let Some(known) = cached.as_deref() else { return };
    let wanted = requests.iter().any(|request| matches!(request.action, Action::Snapshot));
    let snapshot = wanted.then(|| {
        let (head, now) = (&known.head, desk.shared.broker.now());
        let around = Surroundings { id: &desk.id, head, reports: &known.reports, now };
        Arc::new(snapshot::room(&known.room, &around, &state.chat, &state.reactions))
    });
    for request in requests {
        let seen = Seen { known, revision: known.head.revision, snapshot: snapshot.as_ref() };
        request.reply.accept(seen);
    }
}

/// Reads the room into `cached`.
async fn read(desk: &Desk, cached: &mut Option<Box<Known>>) -> Result<RoomState, Refusal> {
    let state = desk.shared.saved.load(&desk.id).await.map_err(|error| {
        tracing::warn!(room.id = %desk.id, %error, "a room could not be read");
        unavailable()
    })?;
    let state = state.ok_or_else(no_room)?;
    let read = match cached {
        Some(known) if known.version == state.version && known.head.epoch == state.head.epoch => {
            known.head = state.head.clone();
            Ok(())
        }
        Some(known) => {
            desk.listing.lock().overtaken();
            known.refresh(&state)
        }
        None => Known::read(state.clone()).map(|known| *cached = Some(Box::new(known))),
    };
    read.map_err(|error| {
        tracing::error!(room.id = %desk.id, %error, "a room cannot be read");
        unavailable()
    })?;
    if cached.as_ref().is_some_and(|known| known.room.about.closed) { Err(no_room()) } else { Ok(state) }
}

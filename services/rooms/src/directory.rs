//! The public list of live rooms, kept in the broker.
//!
//! A room is put there when what the list shows of it has changed, at most every two seconds, and
//! again now and then, because entries that are not put again within an hour disappear. The list
//! is a convenience: a write that fails is logged and made good by the next one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use matinee_proto::rooms::v1::RoomSummary;
use prost::Message;
use room_core::{Room, Visibility};

use crate::desk::{Action, Desk};
use crate::wire::snapshot;

/// Time between two writes about one room.
const PAUSE: Duration = Duration::from_secs(2);
/// After so long an entry is put again, though nothing has changed.
const AGAIN: Duration = Duration::from_secs(20 * 60);

/// What this replica has last put into the list about a room.
#[derive(Default)]
pub struct Listing {
    shown: Shown,
    at: Option<Instant>,
    pending: bool,
}

#[derive(Default, PartialEq)]
enum Shown {
    /// Another replica may have written since.
    #[default]
    Unknown,
    Nothing,
    This(RoomSummary),
}

impl Listing {
    /// Another replica has changed the room, and perhaps what is listed of it.
    pub fn overtaken(&mut self) {
        self.shown = Shown::Unknown;
    }
}

/// Puts a room into the list, or out of it, if what is shown there is not what it is. A room that
/// is not public was never there, unless `reshaped`: perhaps it was public until now.
pub fn note(desk: &Arc<Desk>, room: &Room, reshaped: bool) {
    let mut listing = desk.listing.lock();
    let public = matches!(room.about.visibility, Visibility::Public);
    if listing.pending || (!public && !reshaped) {
        return;
    }
    let shown = if is_listed(room) { Shown::This(snapshot::summary(&desk.id, room)) } else { Shown::Nothing };
    let old = listing.at.is_none_or(|at| at.elapsed() >= AGAIN);
    if shown == listing.shown && !(old && shown != Shown::Nothing) {
        return;
    }
    let wait = listing.at.map_or(Duration::ZERO, |at| PAUSE.saturating_sub(at.elapsed()));
    if !wait.is_zero() {
        listing.pending = true;
        drop(listing);
        tokio::spawn(later(Arc::clone(desk), wait));
        return;
    }
    let summary = match &shown {
        Shown::This(summary) => Some(summary.clone()),
        Shown::Nothing | Shown::Unknown => None,
    };
    *listing = Listing { shown, at: Some(Instant::now()), pending: false };
    drop(listing);
    tokio::spawn(write(Arc::clone(desk), summary));
}

/// Listed are public rooms in which somebody is.
fn is_listed(room: &Room) -> bool {
    matches!(room.about.visibility, Visibility::Public) && !room.about.closed && room.members.present_count() > 0
}

/// Looks again after a while, whatever the room is by then.
async fn later(desk: Arc<Desk>, wait: Duration) {
    tokio::time::sleep(wait).await;
    desk.listing.lock().pending = false;
    let again = Arc::clone(&desk);
    let looked = desk.ask("".into(), Action::Peek(None), None, move |seen| note(&again, &seen.known.room, true)).await;
    if looked.is_err() {
        write(desk, None).await;
    }
}

async fn write(desk: Arc<Desk>, summary: Option<RoomSummary>) {
    let broker = &desk.shared.broker;
    let written = match &summary {
        Some(summary) => broker.list_room(&desk.id, summary.member_count, Bytes::from(summary.encode_to_vec())).await,
        None => broker.unlist_room(&desk.id).await,
    };
    if let Err(error) = written {
        tracing::warn!(room.id = %desk.id, %error, "the public list could not be written");
        desk.listing.lock().overtaken();
    }
}

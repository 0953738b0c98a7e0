//! What a hub reads from elsewhere while it goes on handing out events.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use matinee_broker::{Replay, SharedBroker};
use matinee_proto::Refusal;
use matinee_proto::rooms::v1::execute_response::Outcome;
use matinee_proto::rooms::v1::{ExecuteRequest, GetSnapshotRequest};
use matinee_proto::sync::v1::Room;
use matinee_telemetry::{KeyValue, Span, SpanKind};

use crate::resume;
use crate::rooms_link::RoomsLink;
use crate::services::Services;

/// How long the broker may take.
pub(super) const BROKER_WAIT: Duration = Duration::from_secs(5);

/// How much longer to wait after each failure.
const PAUSE: Duration = Duration::from_millis(100);

/// The result of a job. `generation` is that of the hub when it was begun: what was read before
/// an epoch ended says nothing about the next.
pub(super) enum Done {
    /// A snapshot for all who wait.
    Shared { generation: u64, room: Result<Room, Refusal> },
    /// A snapshot for one socket.
    Single { key: u64, generation: u64, room: Result<Room, Refusal> },
    /// What one socket missed.
    Log { key: u64, generation: u64, after: u32, replay: Option<Replay> },
    /// What rooms made of a status.
    Status { key: u64, id: String, outcome: Outcome },
    /// Something was told to others.
    Told,
}

/// A job.
pub(super) type Job = BoxFuture<'static, Done>;

/// Reads a snapshot for all; the more often in vain, the longer it waits first.
pub(super) fn shared(services: Services, room: Arc<str>, generation: u64, failures: u32) -> Job {
    Box::pin(async move {
        if failures > 0 {
            tokio::time::sleep(PAUSE * failures).await;
        }
        Done::Shared { generation, room: snapshot(&services, &room, "").await }
    })
}

/// Tells rooms of a status.
pub(super) fn status(link: RoomsLink, request: ExecuteRequest, key: u64, id: String) -> Job {
    Box::pin(async move { Done::Status { key, id, outcome: link.ask(request).await } })
}

pub(super) fn single(services: Services, room: Arc<str>, member: Arc<str>, key: u64, generation: u64) -> Job {
    Box::pin(async move { Done::Single { key, generation, room: snapshot(&services, &room, &member).await } })
}

pub(super) fn log(broker: SharedBroker, room: Arc<str>, epoch: Arc<str>, after: u32, key: u64, generation: u64) -> Job {
    Box::pin(async move {
        let span = span("replay", &room);
        let replay = tokio::time::timeout(BROKER_WAIT, span.run(broker.replay(&room, &epoch, after))).await;
        Done::Log { key, generation, after, replay: replay.ok().and_then(Result::ok) }
    })
}

/// Notes that a member's stay has ended for good.
pub(super) fn note(broker: SharedBroker, room: Arc<str>, member: String, reason: &'static str) -> Job {
    Box::pin(async move {
        resume::note_ended(&*broker, &room, &member, reason).await;
        Done::Told
    })
}

async fn snapshot(services: &Services, room: &str, member: &str) -> Result<Room, Refusal> {
    let request = GetSnapshotRequest { room_id: room.to_owned(), member_id: member.to_owned() };
    let answer = span("snapshot", room).run(services.get_snapshot(None, request)).await?;
    answer.room.ok_or_else(|| Refusal::new("unavailable", "rooms answered without a room"))
}

/// A read for sockets of a room: nobody's request, so the beginning of a trace, if chance takes it.
fn span(name: &str, room: &str) -> Span {
    let room = || vec![KeyValue::new("matinee.room.id", room.to_owned())];
    Span::root(None, SpanKind::Internal, || name.to_owned(), room)
}

//! The stream of commands of one gateway.
//!
//! A place in the stream of answers is kept before a request is read, so the number of unanswered
//! requests is bounded and an answer never waits. Commands go straight to their room; what has
//! to ask somebody first (a link, a lease) does so in a task of its own and holds up nobody.

use futures::Stream;
use matinee_proto::Refusal;
use matinee_proto::rooms::v1::execute_request::Action as Asked;
use matinee_proto::rooms::v1::{ExecuteRequest, ExecuteResponse};
use matinee_telemetry::{KeyValue, Parent, Span, SpanKind};
use tokio::sync::mpsc::{self, OwnedPermit};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

use super::connection;
use crate::desk::Reply;
use crate::service::RoomsService;

/// Answers the requests of one stream until the gateway ends it or this replica stops.
pub fn execute(
    service: RoomsService,
    requests: Streaming<ExecuteRequest>,
) -> impl Stream<Item = Result<ExecuteResponse, Status>> + Send + 'static {
    let (answers, outgoing) = mpsc::channel(service.config().stream_window.max(1));
    tokio::spawn(read(service, requests, answers));
    ReceiverStream::new(outgoing).map(Ok)
}

async fn read(service: RoomsService, mut requests: Streaming<ExecuteRequest>, answers: mpsc::Sender<ExecuteResponse>) {
    let stopping = service.stopping().clone();
    let reading = async {
        while let Ok(place) = answers.clone().reserve_owned().await {
            match requests.message().await {
                Ok(Some(request)) => take(&service, request, place),
                Ok(None) => break,
                Err(status) => {
                    tracing::debug!(error = %status, "a stream of commands broke");
                    break;
                }
            }
        }
    };
    tokio::select! {
        () = reading => {}
        () = answers.closed() => {}
        () = stopping.cancelled() => {}
    }
}

/// The command's way through this replica, if the gateway traces it.
fn span(request: &ExecuteRequest) -> Span {
    if request.traceparent.is_empty() {
        return Span::NONE;
    }
    let parent = Parent::read(&request.traceparent);
    Span::after(parent.as_ref(), SpanKind::Server, "matinee.rooms.v1.Rooms/Execute", || {
        vec![
            KeyValue::new("rpc.system.name", "grpc"),
            KeyValue::new("rpc.method", "matinee.rooms.v1.Rooms/Execute"),
            KeyValue::new("matinee.room.id", request.room_id.clone()),
            KeyValue::new("matinee.member.id", request.member_id.clone()),
        ]
    })
}

fn take(service: &RoomsService, request: ExecuteRequest, place: OwnedPermit<ExecuteResponse>) {
    let reply = Reply::stream(request.sequence, place).traced(span(&request));
    if !crate::address::plausible(&request.room_id) || request.member_id.is_empty() {
        return reply.refuse(Refusal::new("not_found", "there is no such room"));
    }
    match request.action {
        Some(Asked::Command(frame)) => super::command::take(service, &request.room_id, request.member_id, frame, reply),
        Some(Asked::Connected(connected)) => {
            let (service, room) = (service.clone(), request.room_id);
            tokio::spawn(connection::connected(service, room, request.member_id, connected, reply));
        }
        Some(Asked::Disconnected(gone)) => {
            let (service, room) = (service.clone(), request.room_id);
            tokio::spawn(connection::disconnected(service, room, request.member_id, gone.connection_id, reply));
        }
        None => reply.refuse(Refusal::new("unknown_command", "the request asks for nothing this version knows")),
    }
}

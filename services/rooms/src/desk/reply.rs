//! Where an answer goes: into a gateway's stream or to a waiting call. A reply that is dropped
//! without an answer says `unavailable`, so that whoever waits never waits for nothing.

use std::sync::Arc;
use std::time::Duration;

use matinee_proto::Refusal;
use matinee_proto::rooms::v1::execute_response::Outcome;
use matinee_proto::rooms::v1::{Accepted, ExecuteResponse, Present, Refused};
use matinee_proto::sync::v1::{Member, Room as Snapshot};
use matinee_telemetry::Span;
use room_core::Rejection;
use tokio::sync::mpsc::OwnedPermit;
use tokio::sync::oneshot;

use super::known::Known;

/// What a call gets to see once its request is done.
pub struct Seen<'a> {
    /// The room afterwards.
    pub known: &'a Known,
    /// The last revision that the request made, or the head if it changed nothing.
    pub revision: u32,
    /// What was read for a snapshot.
    pub snapshot: Option<&'a Arc<Snapshot>>,
}

/// Takes the answer of a call.
pub type Waiter = Box<dyn FnOnce(Result<Seen<'_>, Refusal>) + Send>;

/// Where an answer goes, once.
pub struct Reply {
    to: Option<To>,
    span: Span,
}

enum To {
    Stream { sequence: u64, place: OwnedPermit<ExecuteResponse> },
    Call(Waiter),
}

impl Reply {
    /// An answer to the request `sequence` of a stream, in the place that was kept for it.
    pub fn stream(sequence: u64, place: OwnedPermit<ExecuteResponse>) -> Self {
        Self { to: Some(To::Stream { sequence, place }), span: Span::NONE }
    }

    /// The answer to what `span` is about, which it ends.
    pub fn traced(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    /// What it answers, as far as that is traced.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// An answer that `waiter` takes.
    pub fn then(waiter: impl FnOnce(Result<Seen<'_>, Refusal>) + Send + 'static) -> Self {
        Self { to: Some(To::Call(Box::new(waiter))), span: Span::NONE }
    }

    /// An answer made from what `read` sees of the room, and where it arrives; a part of what is being
    /// traced.
    pub fn call<T: Send + 'static>(
        read: impl FnOnce(Seen<'_>) -> T + Send + 'static,
    ) -> (Self, oneshot::Receiver<Result<T, Refusal>>) {
        let (sender, receiver) = oneshot::channel();
        let waiter: Waiter = Box::new(move |seen| {
            // Whoever stopped waiting needs no answer.
            let _ = sender.send(seen.map(read));
        });
        (Self { to: Some(To::Call(waiter)), span: Span::current() }, receiver)
    }

    /// It counts; `seen.revision` is the last one the request made.
    pub fn accept(mut self, seen: Seen<'_>) {
        match self.to.take() {
            Some(To::Stream { sequence, place }) => {
                send(sequence, place, Outcome::Accepted(Accepted { revision: seen.revision }));
            }
            Some(To::Call(waiter)) => waiter(Ok(seen)),
            None => {}
        }
    }

    /// A connection counts, and it is this member's. For streams; a call has seen the room.
    pub fn present(mut self, revision: u32, member: Member) {
        if let Some(To::Stream { sequence, place }) = self.to.take() {
            send(sequence, place, Outcome::Present(Present { revision, member: Some(member) }));
        }
    }

    /// No.
    pub fn refuse(mut self, refusal: Refusal) {
        self.say_no(refusal);
    }

    fn say_no(&mut self, refusal: Refusal) {
        self.span.fail(&refusal.code);
        match self.to.take() {
            Some(To::Stream { sequence, place }) => {
                // In a frame's answer it is the room that is not found, what else.
                let code = if refusal.code == "room_not_found" { "not_found".to_owned() } else { refusal.code };
                let retry_after = refusal.retry_after.map_or(0.0, |after| after.as_secs_f64());
                let refused = Refused { code, detail: refusal.detail, retry_after };
                send(sequence, place, Outcome::Refused(refused));
            }
            Some(To::Call(waiter)) => waiter(Err(refusal)),
            None => {}
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if self.to.is_some() {
            self.say_no(unavailable());
        }
    }
}

fn send(sequence: u64, place: OwnedPermit<ExecuteResponse>, outcome: Outcome) {
    place.send(ExecuteResponse { sequence, outcome: Some(outcome) });
}

/// The refusal for what is nobody's fault and passes.
pub fn unavailable() -> Refusal {
    Refusal::new("unavailable", "rooms cannot be changed at the moment; try again").retry_after(Duration::from_secs(1))
}

/// The refusal for a room that is not there.
pub fn no_room() -> Refusal {
    Refusal::new("room_not_found", "there is no such room")
}

/// The refusal for what others kept changing while it was being judged.
pub fn contended() -> Refusal {
    Refusal::new("contended", "too much happened in the room at once; try again")
        .retry_after(Duration::from_millis(100))
}

/// A rejection of the rules, as it reaches the client.
pub fn refusal(rejection: Rejection) -> Refusal {
    let refusal = Refusal::new(rejection.code.as_str(), rejection.detail);
    match rejection.retry_after.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
        Some(after) => refusal.retry_after(after),
        None => refusal,
    }
}

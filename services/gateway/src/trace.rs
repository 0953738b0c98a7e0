//! Spans of what sockets say and hear. What is not traced costs a comparison.

use matinee_proto::rooms::v1::{Refused, execute_response::Outcome};
use matinee_proto::sync::v1::ClientFrame;
use matinee_telemetry::{KeyValue, Span, SpanKind, published};

use crate::admission::Admitted;
use crate::meters;

/// A command on its way, from the frame to its answer.
pub(crate) fn command(frame: &ClientFrame, by: &Admitted) -> Span {
    let attributes = || {
        vec![
            KeyValue::new("network.protocol.name", "websocket"),
            KeyValue::new("matinee.command.name", name(frame)),
            KeyValue::new("matinee.command.id", frame.id.clone()),
            KeyValue::new("matinee.room.id", by.socket.connection.room.to_string()),
            KeyValue::new("matinee.member.id", by.socket.connection.member.to_string()),
            KeyValue::new("user.id", by.socket.user.to_string()),
        ]
    };
    // What a browser says of its own traces is not asked for: sockets have no headers.
    Span::root(None, SpanKind::Server, || format!("command {}", name(frame)), attributes)
}

/// What became of it.
pub(crate) fn answered(span: &Span, outcome: &Outcome) {
    match outcome {
        Outcome::Refused(Refused { code, .. }) => span.fail(code),
        Outcome::Accepted(accepted) => {
            span.set(|| vec![KeyValue::new("matinee.revision", i64::from(accepted.revision))]);
        }
        Outcome::Present(_) => {}
    }
}

/// The name of a command on the wire.
fn name(frame: &ClientFrame) -> String {
    let written = serde_json::to_value(frame).unwrap_or_default();
    let name = written.as_object().and_then(|fields| fields.keys().find(|name| *name != "id"));
    name.map_or_else(|| "-".to_owned(), Clone::clone)
}

/// What is about to be handed out to a room's sockets.
#[derive(Debug, Default)]
pub(crate) struct FanOut {
    /// When the oldest event of it was judged.
    oldest: Option<f64>,
    /// Spans of the events of it that are traced.
    traced: Vec<Span>,
}

impl FanOut {
    /// A published event is taken up.
    pub(crate) fn begin(&mut self, raw: &[u8], room: &str, revision: u32) {
        let Some(parent) = published::parent(raw) else { return };
        self.traced.push(Span::after(Some(&parent), SpanKind::Consumer, "fan-out", || {
            vec![
                KeyValue::new("messaging.operation.type", "process"),
                KeyValue::new("messaging.destination.name", room.to_owned()),
                KeyValue::new("matinee.revision", i64::from(revision)),
            ]
        }));
    }

    /// It was judged at this instant of the room clock.
    pub(crate) fn judged(&mut self, at: f64) {
        self.oldest.get_or_insert(at);
    }

    /// All of it has been written.
    pub(crate) fn done(&mut self, now: f64, sockets: impl Fn() -> usize) {
        if let Some(oldest) = self.oldest.take() {
            meters::fanned_out(now - oldest);
        }
        for span in self.traced.drain(..) {
            span.set(|| vec![KeyValue::new("matinee.sockets", sockets() as i64)]);
        }
    }
}

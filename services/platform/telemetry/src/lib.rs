//! Spans, and metrics of calls.
//!
//! Whether something is traced is decided once, where it comes in ([`Span::root`]); everything
//! after that asks whether there is a span to go on from. Without one a [`Span`] is an empty
//! `Option`: nothing is made, measured or sent along, and with tracing off not even a random
//! number is drawn. So the path of a command may be full of them.
//!
//! The context crosses processes as W3C `traceparent`: in HTTP headers, in gRPC metadata
//! ([`rpc`]), in the stream of commands, and in front of a published event ([`published`]).

pub mod metric;
pub mod outgoing;
pub mod published;
pub mod rpc;
mod span;

pub use metric::Metric;
pub use opentelemetry::KeyValue;
pub use opentelemetry::trace::SpanKind;
pub use outgoing::Outgoing;
pub use span::{Entered, Parent, Span, carry, enable, request_id};

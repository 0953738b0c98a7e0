//! Log lines as JSON: one flat object, with the request and the trace that it belongs to.

use std::fmt;
use std::time::SystemTime;

use matinee_telemetry::request_id;
use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{DefaultFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Fields of spans, which only people read.
pub(super) type Fields = DefaultFields;

/// See the module's documentation.
pub(super) struct Json;

impl<S, N> FormatEvent<S, N> for Json
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let metadata = event.metadata();
        let mut line = Map::new();
        line.insert("timestamp".to_owned(), now().into());
        line.insert("level".to_owned(), metadata.level().as_str().into());
        line.insert("target".to_owned(), metadata.target().into());
        event.record(&mut Values(&mut line));
        if let Some(id) = request_id() {
            line.insert("request.id".to_owned(), (*id).into());
        }
        Context::map_current(|context| {
            let span = context.span();
            let span = span.span_context();
            if span.is_valid() {
                line.insert("trace_id".to_owned(), span.trace_id().to_string().into());
                line.insert("span_id".to_owned(), span.span_id().to_string().into());
            }
        });
        writeln!(writer, "{}", Value::Object(line))
    }
}

/// RFC 3339 with microseconds.
fn now() -> String {
    let mut text = String::new();
    let time = tracing_subscriber::fmt::time::SystemTime;
    // It writes into memory.
    let _ = tracing_subscriber::fmt::time::FormatTime::format_time(&time, &mut Writer::new(&mut text));
    if text.is_empty() { format!("{:?}", SystemTime::now()) } else { text }
}

/// Takes over the fields of an event.
struct Values<'a>(&'a mut Map<String, Value>);

impl Values<'_> {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Values<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }
}

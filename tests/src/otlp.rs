//! A collector: takes what processes send by OTLP, and keeps it for a test to look at.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{LogsService, LogsServiceServer};
use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsServiceRequest, ExportLogsServiceResponse};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

use crate::loopback::Loopback;
use crate::process::watch_for_secrets;

type Attributes = BTreeMap<String, String>;

/// A span that was received.
#[derive(Clone, Debug)]
pub struct Span {
    /// Trace id, hexadecimal.
    pub trace: String,
    /// Span id, hexadecimal.
    pub id: String,
    /// Id of the span it is a part of; empty at the top.
    pub parent: String,
    /// What it is called.
    pub name: String,
    /// `service.name` of who sent it.
    pub service: String,
    /// `service.instance.id` of who sent it: one process.
    pub instance: String,
    /// Unix nanoseconds.
    pub begun: u64,
    /// Unix nanoseconds.
    pub ended: u64,
    /// What is said of it.
    pub attributes: Attributes,
}

/// A log line that was received.
#[derive(Clone, Debug)]
pub struct Line {
    /// The message.
    pub body: String,
    /// Trace id, hexadecimal; empty outside of traces.
    pub trace: String,
    /// `service.name` of who sent it.
    pub service: String,
    /// Its fields.
    pub attributes: Attributes,
}

#[derive(Debug, Default)]
struct Received {
    spans: Vec<Span>,
    lines: Vec<Line>,
    headers: Vec<Option<String>>,
}

/// A running collector. It ends with the process.
#[derive(Clone, Debug)]
pub struct Collector {
    port: u16,
    received: Arc<Mutex<Received>>,
}

impl Collector {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// If it cannot start.
    #[must_use]
    pub fn start() -> Self {
        let loopback = Loopback::bind();
        let collector = Self { port: loopback.port, received: Arc::default() };
        let service = collector.clone();
        loopback.run(async move |listener| {
            let server = Server::builder()
                .add_service(TraceServiceServer::new(service.clone()))
                .add_service(LogsServiceServer::new(service));
            server.serve_with_incoming(TcpListenerStream::new(listener)).await.expect("it serves");
        });
        collector
    }

    /// Where it is, as `telemetry.endpoint` wants it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All spans so far.
    #[must_use]
    pub fn spans(&self) -> Vec<Span> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).spans.clone()
    }

    /// All log lines so far.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).lines.clone()
    }

    /// The header `x-tenant` of every request so far.
    #[must_use]
    pub fn tenants(&self) -> Vec<Option<String>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).headers.clone()
    }

    fn take<T: std::fmt::Debug>(&self, request: Request<T>, keep: impl FnOnce(&mut Received, T)) {
        let tenant = request.metadata().get("x-tenant").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let message = request.into_inner();
        watch_for_secrets(&format!("{message:?}"), "telemetry");
        let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        received.headers.push(tenant);
        keep(&mut received, message);
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.take(request, |received, message| {
            for of_resource in message.resource_spans {
                let sender = sender(of_resource.resource);
                for span in of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                    received.spans.push(Span {
                        trace: hex(&span.trace_id),
                        id: hex(&span.span_id),
                        parent: hex(&span.parent_span_id),
                        name: span.name,
                        service: named(&sender, "service.name"),
                        instance: named(&sender, "service.instance.id"),
                        begun: span.start_time_unix_nano,
                        ended: span.end_time_unix_nano,
                        attributes: attributes(span.attributes),
                    });
                }
            }
        });
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        self.take(request, |received, message| {
            for of_resource in message.resource_logs {
                let sender = sender(of_resource.resource);
                for line in of_resource.scope_logs.into_iter().flat_map(|scope| scope.log_records) {
                    received.lines.push(Line {
                        body: line.body.map(text).unwrap_or_default(),
                        trace: hex(&line.trace_id),
                        service: named(&sender, "service.name"),
                        attributes: attributes(line.attributes),
                    });
                }
            }
        });
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}

fn sender(resource: Option<Resource>) -> Attributes {
    attributes(resource.unwrap_or_default().attributes)
}

fn named(sender: &Attributes, name: &str) -> String {
    sender.get(name).cloned().unwrap_or_default()
}

fn attributes(pairs: Vec<KeyValue>) -> Attributes {
    pairs.into_iter().map(|pair| (pair.key, pair.value.map(text).unwrap_or_default())).collect()
}

fn text(value: AnyValue) -> String {
    match value.value {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(truth)) => truth.to_string(),
        Some(Value::DoubleValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A trace as text: a line per span, parts below what they are parts of, with when they began and
/// how long they took, in microseconds.
#[must_use]
pub fn tree(spans: &[Span]) -> String {
    let mut text = String::new();
    let begun = spans.iter().map(|span| span.begun).min().unwrap_or_default();
    let tops = spans.iter().filter(|span| spans.iter().all(|other| other.id != span.parent));
    for top in tops {
        branch(&mut text, spans, top, 0, begun);
    }
    text
}

fn branch(text: &mut String, spans: &[Span], span: &Span, depth: usize, begun: u64) {
    let (from, took) = ((span.begun - begun) / 1000, span.ended.saturating_sub(span.begun) / 1000);
    let said: Vec<String> = span.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let head = format!("{}{}", "  ".repeat(depth), span.name);
    let instance = span.instance.get(..4).unwrap_or_default();
    let who = format!("{} {instance}", span.service);
    writeln!(text, "{head:<46} {who:<22} +{from:>6} µs {took:>6} µs  {}", said.join(" ")).expect("into memory");
    let mut parts: Vec<&Span> = spans.iter().filter(|part| part.parent == span.id).collect();
    parts.sort_by_key(|part| part.begun);
    for part in parts {
        branch(text, spans, part, depth + 1, begun);
    }
}

//! Requests to others' HTTP APIs.
//!
//! Never their URL: some carry a key in it, others say what somebody watches. Nor do others get
//! our context: it is none of their business.

use std::time::Instant;

use opentelemetry::KeyValue;
use opentelemetry::trace::SpanKind;

use crate::span::Span;

/// A request under way.
#[derive(Debug)]
pub struct Outgoing {
    span: Span,
    method: &'static str,
    host: String,
    begun: Instant,
}

impl Outgoing {
    /// Begins `method` at `host`; `template` is what is asked for, without names or numbers.
    #[must_use]
    pub fn begin(method: &'static str, host: &str, template: &str) -> Self {
        let attributes = || {
            vec![
                KeyValue::new("http.request.method", method),
                KeyValue::new("server.address", host.to_owned()),
                KeyValue::new("url.template", template.to_owned()),
            ]
        };
        let span = Span::part(SpanKind::Client, || format!("{method} {template}"), attributes);
        Self { span, method, host: host.to_owned(), begun: Instant::now() }
    }

    /// It was answered with this status, or not at all.
    pub fn end(self, status: Option<u16>) {
        let Self { span, method, host, begun } = self;
        match status {
            Some(status) => {
                span.set(|| vec![KeyValue::new("http.response.status_code", i64::from(status))]);
                if status >= 400 {
                    span.fail(&status.to_string());
                }
            }
            None => span.fail("no_answer"),
        }
        let status = status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        let labels = [
            ("http_request_method", method.to_owned()),
            ("server_address", host),
            ("http_response_status_code", status),
        ];
        metrics::histogram!("http_client_request_duration_seconds", &labels).record(begun.elapsed());
    }
}

//! What a metric is, written down once: for `# HELP`, and for `docs/metrics.md`.

use metrics::Unit;

/// How its values behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only rises.
    Counter,
    /// Rises and falls.
    Gauge,
    /// A distribution.
    Histogram,
}

/// One metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// As it is scraped.
    pub name: &'static str,
    /// How its values behave.
    pub kind: Kind,
    /// What is counted or measured.
    pub unit: Unit,
    /// Its labels, and what they may be.
    pub labels: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

impl Metric {
    /// A counter of things.
    #[must_use]
    pub const fn counter(name: &'static str, labels: &'static str, meaning: &'static str) -> Self {
        Self { name, kind: Kind::Counter, unit: Unit::Count, labels, meaning }
    }

    /// A gauge of things.
    #[must_use]
    pub const fn gauge(name: &'static str, labels: &'static str, meaning: &'static str) -> Self {
        Self { name, kind: Kind::Gauge, unit: Unit::Count, labels, meaning }
    }

    /// A histogram of seconds.
    #[must_use]
    pub const fn seconds(name: &'static str, labels: &'static str, meaning: &'static str) -> Self {
        Self { name, kind: Kind::Histogram, unit: Unit::Seconds, labels, meaning }
    }

    /// Tells the recorder what it says.
    pub fn describe(&self) {
        match self.kind {
            Kind::Counter => metrics::describe_counter!(self.name, self.unit, self.meaning),
            Kind::Gauge => metrics::describe_gauge!(self.name, self.unit, self.meaning),
            Kind::Histogram => metrics::describe_histogram!(self.name, self.unit, self.meaning),
        }
    }
}

/// What is measured of calls, whoever makes them.
pub const METRICS: &[Metric] = &[
    Metric::seconds(
        "rpc_client_call_duration_seconds",
        "`rpc_system_name`, `rpc_method`, `rpc_response_status_code`",
        "gRPC calls by who made them, until the answer began; a call to a role in the same process counts too.",
    ),
    Metric::seconds(
        "rpc_server_call_duration_seconds",
        "`rpc_system_name`, `rpc_method`, `rpc_response_status_code`",
        "gRPC calls by who answered them, until the answer began.",
    ),
    Metric::seconds(
        "db_client_operation_duration_seconds",
        "`db_system_name` (`redis`, `postgresql`, `sqlite`), `db_operation_name` (a script of the broker, a command, \
         `transaction`)",
        "Calls of Redis, and transactions that write to the database from their begin to their commit.",
    ),
    Metric::seconds(
        "http_client_request_duration_seconds",
        "`http_request_method`, `server_address`, `http_response_status_code` (`-` without an answer)",
        "Requests to YouTube, oEmbed and Stripe, until the whole answer was there.",
    ),
];

//! Logs, traces and metrics of the process. Logs go to standard error, one line each: for people on
//! a terminal, as JSON where something collects them. Traces, and logs again, go to a collector if
//! there is one ([`otlp`]); metrics are scraped.

use std::io::IsTerminal;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use serde::Deserialize;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

mod json;
mod otlp;
mod reference;

pub(crate) use otlp::{Config, Exporting};
pub(crate) use reference::reference;

/// The section `[log]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogConfig {
    pub(crate) format: Format,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// For people on a terminal, otherwise JSON.
    Auto,
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// Upper bounds of durations in seconds: from a commit in memory to a request that hangs.
const SECONDS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// The same of what may wait for days.
const LAG: [f64; 10] = [0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0, 86_400.0];

/// Starts logging, what `RUST_LOG` says, `info` if it says nothing; and exporting, if there is somebody
/// to export to.
pub(crate) fn start(log: LogConfig, exporting: Option<&Exporting>) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Of a collector that is away one line is enough, and it is ours.
    let filter = filter.add_directive("opentelemetry=off".parse().expect("it is a directive"));
    let terminal = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if log.format == Format::Json || (log.format == Format::Auto && !terminal) {
        lines.event_format(json::Json).fmt_fields(json::Fields::default()).boxed()
    } else {
        lines.with_ansi(terminal).with_target(false).boxed()
    };
    // One filter for all, none of single layers: those forget what is not wanted, so that every frame
    // of HTTP/2 makes spans; and a library that asks whether it should log, and does not, costs the
    // next line.
    let sent = exporting.and_then(Exporting::logs).map(Ours);
    tracing_subscriber::registry().with(filter).with(lines).with(sent).init();
}

/// What we log ourselves. What the exporter's own libraries log must not be exported.
struct Ours<L>(L);

impl<S: Subscriber, L: Layer<S>> Layer<S> for Ours<L> {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target().starts_with("matinee") {
            self.0.on_event(event, context);
        }
    }
}

/// Starts counting.
pub(crate) fn metrics() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Suffix("_lag_seconds".to_owned()), &LAG)?
        .install_recorder()?;
    reference::all().for_each(|metric| metric.describe());
    metrics::gauge!("matinee_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Ok(handle)
}

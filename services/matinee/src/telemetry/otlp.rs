//! Export of traces and logs by OTLP.
//!
//! Spans and lines wait in the SDK's bounded queues and leave in batches from threads of their own;
//! what finds no room is dropped. A collector that is away is told of once, and once more when it
//! is back.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::global;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, SpanExporter, WithExportConfig, WithTonicConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::{LogBatch, SdkLogger, SdkLoggerProvider};
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, SpanData};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tonic::metadata::{MetadataKey, MetadataMap, MetadataValue};
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

use crate::settings::{Settings, SettingsError};

/// How long the collector may take for one batch.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long the last batches may take at the end of the process.
const LAST: Duration = Duration::from_secs(3);

/// The section `[telemetry]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) endpoint: Option<String>,
    pub(crate) headers: Option<SecretString>,
    pub(crate) sampling_ratio: f64,
    pub(crate) trust_traceparent: bool,
    pub(crate) service_name: Option<String>,
    pub(crate) logs: bool,
}

impl Config {
    /// What no type can say: the key, and what is wrong with it.
    pub(crate) fn check(&self) -> Result<(), (&'static str, String)> {
        if !(0.0..=1.0).contains(&self.sampling_ratio) {
            return Err(("telemetry.sampling_ratio", "is not a number from 0 to 1".to_owned()));
        }
        if let Some(endpoint) = &self.endpoint
            && !url::Url::parse(endpoint).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        {
            return Err(("telemetry.endpoint", "is not an http:// or https:// URL".to_owned()));
        }
        self.metadata().map(drop).ok_or_else(|| ("telemetry.headers", "is not a list of name=value".to_owned()))
    }

    fn metadata(&self) -> Option<MetadataMap> {
        let mut metadata = MetadataMap::new();
        let headers = self.headers.as_ref().map_or("", |headers| headers.expose_secret());
        for pair in headers.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=')?;
            let name = MetadataKey::from_bytes(name.trim().to_ascii_lowercase().as_bytes()).ok()?;
            let mut value = MetadataValue::try_from(value.trim()).ok()?;
            value.set_sensitive(true);
            metadata.insert(name, value);
        }
        Some(metadata)
    }
}

/// A variable of the SDK's, if it says anything.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What is exported, until [`Exporting::finish`].
pub(crate) struct Exporting {
    traces: SdkTracerProvider,
    logs: Option<SdkLoggerProvider>,
}

impl Exporting {
    /// Begins, if there is somebody to export to. `roles` names the process where nothing else does.
    pub(crate) fn start(config: &Config, settings: &Settings, roles: &str) -> Result<Option<Self>, SettingsError> {
        let elsewhere = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
        let somewhere = config.endpoint.is_some() || elsewhere.into_iter().any(|name| variable(name).is_some());
        if !somewhere || variable("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Ok(None);
        }
        let invalid = |error: opentelemetry_otlp::ExporterBuildError| {
            settings.invalid("telemetry.endpoint", format!("cannot be used: {error}"))
        };
        let away = Arc::new(AtomicBool::new(false));
        let metadata = config.metadata().unwrap_or_default();
        let exporter = SpanExporter::builder().with_tonic().with_timeout(PATIENCE).with_metadata(metadata.clone());
        let exporter = match &config.endpoint {
            Some(endpoint) => exporter.with_endpoint(endpoint),
            None => exporter,
        };
        let exporter = Watched { inner: exporter.build().map_err(invalid)?, away: away.clone(), signal: "traces" };
        // What is made is sampled: the decision was made before (`matinee_telemetry::Span::root`).
        let traces = SdkTracerProvider::builder()
            .with_resource(resource(config, roles))
            .with_sampler(Sampler::AlwaysOn)
            .with_batch_exporter(exporter)
            .build();
        let logs = if config.logs {
            let exporter = LogExporter::builder().with_tonic().with_timeout(PATIENCE).with_metadata(metadata);
            let exporter = match &config.endpoint {
                Some(endpoint) => exporter.with_endpoint(endpoint),
                None => exporter,
            };
            let exporter = Watched { inner: exporter.build().map_err(invalid)?, away, signal: "logs" };
            let provider = SdkLoggerProvider::builder().with_resource(resource(config, roles));
            Some(provider.with_batch_exporter(exporter).build())
        } else {
            None
        };
        global::set_tracer_provider(traces.clone());
        matinee_telemetry::enable(ratio(config, settings), config.trust_traceparent);
        Ok(Some(Self { traces, logs }))
    }

    /// What takes log lines.
    pub(super) fn logs<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        self.logs.as_ref().map(OpenTelemetryTracingBridge::<SdkLoggerProvider, SdkLogger>::new)
    }

    /// Sends what is left, for as long as that may take.
    pub(crate) async fn finish(self) {
        let last = tokio::task::spawn_blocking(move || {
            // Whoever is not there does not get it; there is nobody to tell any more.
            let _ = self.traces.shutdown_with_timeout(LAST);
            let _ = self.logs.map(|logs| logs.shutdown_with_timeout(LAST));
        });
        let _ = tokio::time::timeout(2 * LAST, last).await;
    }
}

/// The share that is traced: what is set here, else what the SDK's variables say.
fn ratio(config: &Config, settings: &Settings) -> f64 {
    let argument = variable("OTEL_TRACES_SAMPLER_ARG").and_then(|value| value.parse().ok());
    match variable("OTEL_TRACES_SAMPLER").as_deref() {
        _ if settings.is_set("telemetry.sampling_ratio") => config.sampling_ratio,
        Some("always_on" | "parentbased_always_on") => 1.0,
        Some("always_off" | "parentbased_always_off") => 0.0,
        Some("traceidratio" | "parentbased_traceidratio") => argument.unwrap_or(1.0),
        _ => config.sampling_ratio,
    }
}

fn resource(config: &Config, roles: &str) -> Resource {
    let name = config.service_name.clone().or_else(|| variable("OTEL_SERVICE_NAME"));
    let instance: [u8; 8] = rand::random();
    Resource::builder()
        .with_service_name(name.unwrap_or_else(|| roles.to_owned()))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_attribute(KeyValue::new("service.instance.id", format!("{:016x}", u64::from_be_bytes(instance))))
        .build()
}

/// An exporter that says once that the collector is away, and counts.
struct Watched<E> {
    inner: E,
    /// Shared by both signals: it is one collector.
    away: Arc<AtomicBool>,
    signal: &'static str,
}

impl<E> Watched<E> {
    fn went(&self, result: OTelSdkResult) -> OTelSdkResult {
        let outcome = if result.is_ok() { "sent" } else { "failed" };
        metrics::counter!("matinee_telemetry_exports_total", "signal" => self.signal, "outcome" => outcome)
            .increment(1);
        match &result {
            Err(error) if !self.away.swap(true, Ordering::Relaxed) => {
                tracing::warn!(%error, "the OpenTelemetry collector does not take what is sent; some of it is lost");
            }
            Ok(()) if self.away.swap(false, Ordering::Relaxed) => tracing::info!("the OpenTelemetry collector is back"),
            _ => {}
        }
        result
    }
}

impl<E> fmt::Debug for Watched<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Watched({})", self.signal)
    }
}

impl<E: opentelemetry_sdk::trace::SpanExporter> opentelemetry_sdk::trace::SpanExporter for Watched<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.went(self.inner.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

impl<E: opentelemetry_sdk::logs::LogExporter> opentelemetry_sdk::logs::LogExporter for Watched<E> {
    async fn export(&self, batch: LogBatch<'_>) -> OTelSdkResult {
        self.went(self.inner.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

//! All metrics of all crates, and the reference made of them.

use matinee_telemetry::Metric;
use matinee_telemetry::metric::Kind;
use metrics::Unit;

const OWN: &[Metric] = &[
    Metric::gauge("matinee_build_info", "`version`", "Always 1; says which version runs."),
    Metric::counter(
        "matinee_telemetry_exports_total",
        "`signal` (`traces`, `logs`), `outcome` (`sent`, `failed`)",
        "Batches for the OpenTelemetry collector.",
    ),
];

/// Every metric there is.
pub(crate) fn all() -> impl Iterator<Item = &'static Metric> {
    let all = [
        matinee_telemetry::metric::METRICS,
        matinee_gateway::METRICS,
        matinee_rooms::METRICS,
        matinee_broker::METRICS,
        matinee_auth::METRICS,
        matinee_search::METRICS,
        matinee_billing::METRICS,
        OWN,
    ];
    all.into_iter().flatten()
}

/// `docs/metrics.md`.
pub(crate) fn reference() -> String {
    let mut text = String::from(
        "# Metrics\n\nWhat `/metrics` on the admin listener has, as Prometheus scrapes it. A histogram `x` has the \
         series `x_bucket`, `x_sum` and `x_count`. A process has those of its roles, each from its first use on. This \
         page is the output of `matinee metrics`.\n\n| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n",
    );
    for metric in all() {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let unit = if metric.unit == Unit::Seconds { "s" } else { "1" };
        text += &format!("| `{}` | {kind} | {unit} | {} | {} |\n", metric.name, metric.labels, metric.meaning);
    }
    text
}

//! What the broker counts.

use matinee_telemetry::Metric;

/// Every metric of the broker.
pub const METRICS: &[Metric] = &[
    Metric::counter("matinee_broker_failures_total", "", "Calls that Redis did not answer, or refused."),
    Metric::counter("matinee_broker_disconnects_total", "", "Connections for commands that were lost."),
    Metric::counter(
        "matinee_broker_interruptions_total",
        "",
        "Subscriptions that were lost and made anew; rooms compare their heads after each.",
    ),
];

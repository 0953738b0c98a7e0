//! What billing counts.

use matinee_telemetry::Metric;

/// Every metric of billing.
pub const METRICS: &[Metric] = &[
    Metric::counter(
        "matinee_billing_webhooks_total",
        "`outcome` (`stored`, `known`, `ignored`, `mode`, `refused`, `failed`)",
        "Webhooks that came in.",
    ),
    Metric::counter(
        "matinee_billing_events_total",
        "`outcome` (`applied`, `foreign`, `failed`)",
        "Events that were worked off.",
    ),
    Metric::seconds(
        "matinee_billing_event_lag_seconds",
        "",
        "From the arrival of an event to the moment it was worked off.",
    ),
    Metric::gauge("matinee_billing_events_waiting", "", "Events that wait to be worked off, as last looked at."),
    Metric::counter("matinee_billing_events_missed_total", "", "Events that no webhook had brought."),
    Metric::counter("matinee_billing_changes_total", "`plan`", "Users whose plan became another one."),
];

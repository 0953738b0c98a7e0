//! What auth counts.

use matinee_telemetry::Metric;

/// Every metric of auth.
pub const METRICS: &[Metric] = &[
    Metric::counter(
        "matinee_auth_sessions_total",
        "`event` (`created`, `refreshed`, `refused`, `reused`, `ended`, `expired`)",
        "Sessions that began, were renewed or ended.",
    ),
    Metric::counter("matinee_auth_mails_total", "`outcome` (`sent`, `failed`)", "Mails to users."),
    Metric::counter(
        "matinee_auth_hashes_refused_total",
        "",
        "Log-ins refused because too many passwords were being hashed.",
    ),
];

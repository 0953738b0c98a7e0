//! What search counts.

use matinee_telemetry::Metric;

/// Every metric of search.
pub const METRICS: &[Metric] = &[
    Metric::counter(
        "matinee_search_answers_total",
        "`question`, `source` (`cache`, `flight`, `provider`, `stale`, `none`)",
        "Questions that were answered, and from where.",
    ),
    Metric::counter(
        "matinee_search_youtube_calls_total",
        "`method`, `outcome` (`answered`, `refused`, `exhausted`, `failed`)",
        "Calls of the YouTube Data API.",
    ),
    Metric::gauge(
        "matinee_search_youtube_spent",
        "`bucket` (`searches`, `units`)",
        "Spent today of the API's quota by all replicas, as this one saw it last.",
    ),
    Metric::gauge("matinee_search_youtube_budget", "`bucket` (`searches`, `units`)", "What may be spent in a day."),
    Metric::counter(
        "matinee_search_oembed_total",
        "`outcome` (`found`, `refused`, `unanswered`)",
        "Questions to a provider what a link is.",
    ),
];

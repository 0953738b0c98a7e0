//! What the gateway counts. Handles of what happens with every command or event are kept: looking a
//! metric up by its labels costs more than the event.

use std::sync::LazyLock;
use std::time::Duration;

use matinee_broker::Replay;
use matinee_proto::rooms::v1::execute_response::Outcome;
use matinee_telemetry::Metric;
use metrics::{Counter, Histogram};

/// Every metric of the gateway.
pub const METRICS: &[Metric] = &[
    Metric::gauge("matinee_gateway_sockets", "", "Open sockets that were let in."),
    Metric::gauge(
        "matinee_gateway_sockets_max",
        "",
        "Sockets that this gateway takes: `limits.sockets_per_gateway`, or what its open files allow.",
    ),
    Metric::counter(
        "matinee_gateway_sockets_refused_total",
        "`bound` (`gateway`, `address`, `user`)",
        "Sockets refused because as many as allowed were open here, from their address, or of their user.",
    ),
    Metric::gauge("matinee_gateway_hubs", "", "Rooms that somebody here is in."),
    Metric::gauge("matinee_gateway_draining", "", "1 from the moment sockets are told to go elsewhere, else 0."),
    Metric::seconds(
        "matinee_gateway_command_seconds",
        "`outcome` (`accepted`, `refused`, `unavailable`)",
        "From a command's frame to its answer, as far as the server can see; `unavailable` is the server's fault.",
    ),
    Metric::seconds(
        "matinee_gateway_fanout_seconds",
        "",
        "From the judgement of an event, by the room clock, to the moment it was written to the room's sockets here, \
         the commit included; once for what is written together, by its oldest event.",
    ),
    Metric::counter("matinee_gateway_delivered_total", "", "Events times sockets that they were written to."),
    Metric::counter("matinee_gateway_gaps_total", "", "Times that an event was missing and had to be asked for."),
    Metric::counter(
        "matinee_gateway_replays_total",
        "`outcome` (`events`, `too_old`, `failed`)",
        "Answers to such questions; after `too_old` everybody gets a snapshot.",
    ),
    Metric::counter(
        "matinee_gateway_resumes_total",
        "`from` (`memory`, `log`)",
        "Sockets that came back and were given what they had missed.",
    ),
    Metric::counter("matinee_gateway_snapshots_total", "`from` (`shared`, `single`)", "Snapshots sent."),
    Metric::counter(
        "matinee_gateway_closes_total",
        "`code`",
        "Sockets closed by this side, by the close code of PROTOCOL: 1012 restart, 1013 too slow or not served, …",
    ),
    Metric::counter("matinee_gateway_slow_closes_total", "", "Sockets closed because they did not read fast enough."),
    Metric::seconds(
        "http_server_request_duration_seconds",
        "`http_request_method`, `http_route` (`-` for files of the page and what does not exist), \
         `http_response_status_code`",
        "HTTP requests; of a WebSocket, the upgrade.",
    ),
];

/// See the module's documentation.
struct Meters {
    accepted: Histogram,
    refused: Histogram,
    unavailable: Histogram,
    fanout: Histogram,
    gaps: Counter,
}

/// Made with the first use, when the process has its recorder.
static METERS: LazyLock<Meters> = LazyLock::new(|| {
    let command = |outcome: &'static str| metrics::histogram!("matinee_gateway_command_seconds", "outcome" => outcome);
    Meters {
        accepted: command("accepted"),
        refused: command("refused"),
        unavailable: command("unavailable"),
        fanout: metrics::histogram!("matinee_gateway_fanout_seconds"),
        gaps: metrics::counter!("matinee_gateway_gaps_total"),
    }
});

/// Has what is counted seldom there from the start, as zero.
pub(crate) fn begin(sockets_max: u32) {
    METERS.gaps.increment(0);
    metrics::counter!("matinee_gateway_slow_closes_total").increment(0);
    metrics::gauge!("matinee_gateway_draining").set(0.0);
    metrics::gauge!("matinee_gateway_sockets").increment(0.0);
    metrics::gauge!("matinee_gateway_sockets_max").set(sockets_max);
    for bound in ["gateway", "address", "user"] {
        metrics::counter!("matinee_gateway_sockets_refused_total", "bound" => bound).increment(0);
    }
    for outcome in ["events", "too_old", "failed"] {
        metrics::counter!("matinee_gateway_replays_total", "outcome" => outcome).increment(0);
    }
}

/// A socket was one too many for a bound.
pub(crate) fn refused_socket(bound: &'static str) {
    metrics::counter!("matinee_gateway_sockets_refused_total", "bound" => bound).increment(1);
}

/// A command was answered.
pub(crate) fn answered(outcome: &Outcome, took: Duration) {
    let meter = match outcome {
        Outcome::Refused(refused) if refused.code == "unavailable" => &METERS.unavailable,
        Outcome::Refused(_) => &METERS.refused,
        Outcome::Accepted(_) | Outcome::Present(_) => &METERS.accepted,
    };
    meter.record(took);
}

/// Events were handed to all sockets of a room, so many milliseconds after the oldest was judged.
pub(crate) fn fanned_out(milliseconds: f64) {
    METERS.fanout.record(milliseconds.max(0.0) / 1e3);
}

/// An event is missing.
pub(crate) fn gap() {
    METERS.gaps.increment(1);
}

/// What was missing was asked for; the answer, if there was one.
pub(crate) fn replayed(answer: Option<&Replay>) {
    let outcome = match answer {
        Some(Replay::Events(_)) => "events",
        Some(Replay::TooOld(_) | Replay::NoRoom) => "too_old",
        None => "failed",
    };
    metrics::counter!("matinee_gateway_replays_total", "outcome" => outcome).increment(1);
}

//! What leaves the process for those who operate it: one trace from a command on one gateway to the
//! fan-out on another, logs that say to which request they belong, and nothing that hurts if nobody
//! takes it.

use std::time::Duration;

use matinee_tests::commands::{add, chat};
use matinee_tests::otlp::{Collector, Line, Span, tree};
use matinee_tests::process::{free_port, shown_secrets, until};
use matinee_tests::{Deployment, Kind, Person};
use serde_json::Value;

use crate::stage::{CLIP, Pair};

/// How long until what was done has been exported: some of the SDK's intervals.
const EXPORTED: Duration = Duration::from_secs(60);

/// Spans of the trace with this command, once `complete` says that all of it is there.
fn trace_of(
    collector: &Collector,
    what: &str,
    top: impl Fn(&Span) -> bool,
    complete: impl Fn(&[Span]) -> bool,
) -> Vec<Span> {
    let mut trace = Vec::new();
    until(what, EXPORTED, || {
        let spans = collector.spans();
        let Some(top) = spans.iter().find(|span| top(span)) else { return false };
        trace = spans.iter().filter(|span| span.trace == top.trace).cloned().collect();
        complete(&trace)
    });
    trace
}

/// Spans of the first trace with both of these, the one of them at its top.
fn trace_with(collector: &Collector, top: &str, part: &str) -> Vec<Span> {
    let begins = |span: &Span| {
        let has = |other: &Span| other.trace == span.trace && other.name == part;
        span.name == top && span.parent.is_empty() && collector.spans().iter().any(has)
    };
    trace_of(collector, &format!("{top} is traced to {part}"), begins, |_| true)
}

fn named<'a>(trace: &'a [Span], name: &str) -> Vec<&'a Span> {
    trace.iter().filter(|span| span.name == name).collect()
}

fn is_part(trace: &[Span], part: &Span, whole: &Span) -> bool {
    let mut at = part;
    while let Some(above) = trace.iter().find(|span| span.id == at.parent) {
        if above.id == whole.id {
            return true;
        }
        at = above;
    }
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_trace_leads_from_a_command_to_the_fan_out_on_another_gateway() {
    let collector = Collector::start();
    let settings = [
        ("TELEMETRY__ENDPOINT", collector.url()),
        ("TELEMETRY__SAMPLING_RATIO", "1".to_owned()),
        ("TELEMETRY__HEADERS", "x-tenant=cinema".to_owned()),
        ("ROOMS__GRACE_SECONDS", "1".to_owned()),
    ];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let deployment = Deployment::start_with(Kind::Scaled, &settings);
    let mut pair = Pair::enter(&deployment).await;
    pair.a.says("hello from the first gateway").await;
    pair.together().await;

    let both = |trace: &[Span]| named(trace, "fan-out").len() == 2 && !named(trace, "command CHAT").is_empty();
    let trace = trace_of(&collector, "the chat is traced", |span| span.name == "command CHAT", both);
    println!("{}", tree(&trace));
    let [command] = named(&trace, "command CHAT")[..] else { panic!("one command, not {trace:#?}") };
    assert_eq!((command.service.as_str(), command.parent.as_str()), ("matinee-gateway", ""));
    assert_eq!(command.attributes["matinee.room.id"], pair.room);
    assert_eq!(command.attributes["network.protocol.name"], "websocket");
    let [rooms] = named(&trace, "matinee.rooms.v1.Rooms/Execute")[..] else { panic!("one way through rooms") };
    assert_eq!((rooms.service.as_str(), &rooms.parent), ("matinee-rooms", &command.id));
    assert_eq!(rooms.attributes["rpc.system.name"], "grpc");
    // More than one where the other gateway's arrival came in between.
    let (commits, scripts) = (named(&trace, "commit"), named(&trace, "redis commit"));
    assert!(!commits.is_empty() && commits.iter().all(|commit| commit.parent == rooms.id));
    assert_eq!(commits.len(), scripts.len());
    assert!(commits.iter().all(|commit| scripts.iter().any(|script| script.parent == commit.id)));
    assert!(scripts.iter().all(|script| script.attributes["db.system.name"] == "redis"));
    let fan_outs = named(&trace, "fan-out");
    assert!(fan_outs.iter().all(|span| is_part(&trace, span, rooms) && span.attributes["matinee.sockets"] == "1"));
    let elsewhere = fan_outs.iter().filter(|span| span.instance != command.instance).count();
    assert_eq!(elsewhere, 1, "one fan-out on the gateway that took the command, one on the other: {trace:#?}");
    assert!(
        !format!("{:?}", pair.b.take_log()).contains(&command.trace),
        "what is published of it stays among servers"
    );

    // A link is looked up by search, over gRPC and HTTP; the room is joined in PostgreSQL's sight.
    pair.a.does(add(CLIP)).await;
    pair.a.does(add("https://www.youtube.com/watch?v=traced00001")).await;
    let asked = |trace: &[Span]| trace.iter().any(|span| span.name.starts_with("GET "));
    let top = |span: &Span| span.name.starts_with("GET ") && span.service == "matinee-search";
    let trace = trace_of(&collector, "the look-up is traced", top, |trace| {
        asked(trace) && !named(trace, "command ADD").is_empty()
    });
    let [add] = named(&trace, "command ADD")[..] else { panic!("one command, not {trace:#?}") };
    let call = trace.iter().find(|span| span.service == "matinee-search" && span.name.ends_with("ResolveMedia"));
    assert!(is_part(&trace, call.expect("search was called"), add));
    let guest = |span: &Span| span.name == "POST /api/auth/guest";
    let trace = trace_of(&collector, "a transaction is traced", guest, |trace| {
        !named(trace, "postgresql transaction").is_empty()
    });
    assert!(is_part(&trace, named(&trace, "postgresql transaction")[0], named(&trace, "POST /api/auth/guest")[0]));

    assert!(collector.tenants().iter().all(|tenant| tenant.as_deref() == Some("cinema")));
    assert!(shown_secrets().is_empty(), "{:?}", shown_secrets());
    reads_are_traced_to_the_stores(&collector, &pair).await;
    what_a_room_does_by_itself_is_traced(&collector, &mut pair).await;
}

/// Looking at things is traced down to Redis and PostgreSQL.
async fn reads_are_traced_to_the_stores(collector: &Collector, pair: &Pair) {
    let ada = &pair.ada;
    ada.get(&format!("/api/rooms/{}", pair.room)).await.expect(200);
    ada.get("/api/rooms").await.expect(200);
    ada.get("/api/users/me").await.expect(200);
    ada.get("/api/users/me/rooms").await.expect(200);
    for (top, part) in [
        ("GET /api/rooms/{room_id}", "redis load"),
        ("GET /api/rooms", "redis directory"),
        ("GET /api/users/me", "postgresql SELECT users"),
        ("GET /api/users/me/rooms", "postgresql SELECT rooms"),
        ("snapshot", "redis load"),
    ] {
        let trace = trace_with(collector, top, part);
        let (part, top) = (named(&trace, part)[0], named(&trace, top)[0]);
        assert!(is_part(&trace, part, top), "{}", tree(&trace));
        assert_eq!(top.service, "matinee-gateway");
        assert_ne!(part.service, top.service, "through a service");
    }
}

/// Nobody asked for it, so it is a trace of its own, from the deadline to the fan-out.
async fn what_a_room_does_by_itself_is_traced(collector: &Collector, pair: &mut Pair) {
    pair.b.close().await;
    pair.a.until("Bob has left", |socket| socket.room.members.len() == 1).await;
    let trace = trace_with(collector, "wake-up presence", "fan-out");
    println!("{}", tree(&trace));
    let wakeup = named(&trace, "wake-up presence")[0];
    assert_eq!((wakeup.service.as_str(), wakeup.parent.as_str()), ("matinee-rooms", ""));
    assert_eq!(wakeup.attributes["matinee.room.id"], pair.room);
    for part in ["commit", "redis commit", "fan-out"] {
        let spans = named(&trace, part);
        assert!(spans.iter().any(|span| is_part(&trace, span, wakeup)), "{part} in {}", tree(&trace));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_say_to_which_request_and_trace_they_belong() {
    let collector = Collector::start();
    let settings = [
        ("TELEMETRY__ENDPOINT", collector.url()),
        ("TELEMETRY__SAMPLING_RATIO", "0".to_owned()),
        ("TELEMETRY__TRUST_TRACEPARENT", "true".to_owned()),
        ("LOG__FORMAT", "json".to_owned()),
        ("RUST_LOG", "matinee_gateway=debug".to_owned()),
    ];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let deployment = Deployment::start_with(Kind::Embedded, &settings);
    let base = deployment.gateway(0);
    Person::guest(base, "Untraced").await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traceparent = format!("00-{trace}-00f067aa0ba902b7-01");
    let body = serde_json::json!({ "nickname": "" });
    let answer = Person::send(base, "/api/auth/guest", &body, &[("traceparent", &traceparent)]).await;
    let id = answer.headers["x-request-id"].to_str().expect("text").to_owned();

    let mut found = Value::Null;
    until("the request is logged", EXPORTED, || {
        let logs = deployment.logs();
        let lines = logs.lines().filter_map(|line| serde_json::from_str::<Value>(line.split_once("│ ")?.1).ok());
        found = lines.into_iter().find(|line| line["request.id"] == id.as_str()).unwrap_or_default();
        !found.is_null()
    });
    assert_eq!((&found["trace_id"], &found["level"]), (&trace.into(), &"DEBUG".into()), "{found}");
    assert_eq!(found["span_id"].as_str().map(str::len), Some(16), "{found}");

    let sent = |line: &Line| line.trace == trace && line.body == "answered";
    until("the line has been exported", EXPORTED, || collector.lines().iter().any(sent));
    until("the span has been exported", EXPORTED, || !collector.spans().is_empty());
    let spans = collector.spans();
    assert!(spans.iter().all(|span| span.trace == trace), "nothing else is traced: {spans:#?}");
    let top = spans.iter().find(|span| span.name == "POST /api/auth/guest").expect("the request");
    assert_eq!((top.parent.as_str(), top.service.as_str()), ("00f067aa0ba902b7", "matinee"));
    assert_eq!(top.attributes["http.response.status_code"], answer.status.to_string());
    assert_eq!(top.attributes["matinee.request.id"], id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_away_hurts_nobody() {
    let nowhere = format!("http://127.0.0.1:{}", free_port());
    let settings = [("TELEMETRY__ENDPOINT", nowhere.as_str()), ("TELEMETRY__SAMPLING_RATIO", "1")];
    let deployment = Deployment::start_with(Kind::Embedded, &settings);
    let mut pair = Pair::watching(&deployment).await;
    let told = || deployment.logs().lines().filter(|line| line.contains("OpenTelemetry")).count();
    until("the operator is told", EXPORTED, || told() > 0);
    for number in 0..5 {
        pair.a.does(chat(&format!("message {number}"))).await;
    }
    pair.together().await;
    deployment.gateway_role(0).process_ref().signal("TERM");
    deployment.gateway_role(0).process().wait(Duration::from_secs(30));
    assert_eq!(told(), 1, "one line is enough:\n{}", deployment.logs());
}

//! What Prometheus gets: every metric is in the reference, every query of a dashboard works on what
//! a real deployment says, and the rules do what they are for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use matinee_tests::commands::{add, leave, pause, play, remove};
use matinee_tests::servers::{Prometheus, binary, rules};
use matinee_tests::stripe::Fates;
use matinee_tests::{Kind, Person};
use serde_json::Value;

use crate::shop::Shop;
use crate::stage::Pair;

/// How long until what happened has been scraped and evaluated.
const SCRAPED: Duration = Duration::from_secs(60);

/// Of what must not or need not happen in a short story there is nothing to see.
const QUIET: [&str; 9] = [
    "matinee_gateway_resumes_total",
    "matinee_rooms_wakeups_total",
    "matinee_rooms_rebuilt_total",
    "matinee_rooms_imports_total",
    "matinee_broker_",
    "matinee_search_oembed_total",
    "matinee_billing_events_missed_total",
    "matinee_auth_mails_total",
    "matinee_auth_hashes_refused_total",
];

/// What the story must produce, at the least.
const PRODUCED: [&str; 27] = [
    "matinee_build_info",
    "matinee_gateway_sockets",
    "matinee_gateway_hubs",
    "matinee_gateway_draining",
    "matinee_gateway_command_seconds",
    "matinee_gateway_fanout_seconds",
    "matinee_gateway_delivered_total",
    "matinee_gateway_gaps_total",
    "matinee_gateway_replays_total",
    "matinee_gateway_snapshots_total",
    "matinee_gateway_closes_total",
    "matinee_gateway_slow_closes_total",
    "matinee_rooms_commands_total",
    "matinee_rooms_commit_seconds",
    "matinee_rooms_conflicts_total",
    "matinee_rooms_saved_total",
    "matinee_auth_sessions_total",
    "matinee_search_youtube_spent",
    "matinee_search_youtube_budget",
    "matinee_search_youtube_calls_total",
    "matinee_billing_webhooks_total",
    "matinee_billing_event_lag_seconds",
    "http_server_request_duration_seconds",
    "http_client_request_duration_seconds",
    "rpc_client_call_duration_seconds",
    "rpc_server_call_duration_seconds",
    "db_client_operation_duration_seconds",
];

/// People watch, one leaves, somebody searches, somebody pays.
async fn story(shop: &Shop) -> Pair {
    let deployment = &shop.deployment;
    let mut pair = Pair::watching(deployment).await;
    let mut brief = Person::guest(deployment.gateway(0), "Brief").await.enter(&pair.room).await;
    brief.send(leave()).await;
    brief.is_closed().await;
    act(&mut pair).await;
    pair.b.is_refused(remove("nothing")).await;
    pair.ada.get("/api/search/youtube?q=metrics").await.expect(200);
    pair.a.does(add("https://www.youtube.com/watch?v=measured001")).await;
    shop.buys(&shop.person(0, "Paula"), "plus").await;
    pair
}

async fn act(pair: &mut Pair) {
    pair.a.does(pause()).await;
    pair.a.does(play()).await;
    pair.a.says("counted").await;
    pair.together().await;
}

fn run(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().expect("it is installed by tests/setup.sh");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn the_reference_is_what_the_binary_says() {
    let reference = run(binary(), &["metrics"]);
    let written = std::fs::read_to_string(rules().join("../../docs/metrics.md")).expect("docs/metrics.md");
    assert!(written == reference, "docs/metrics.md is not the output of `matinee metrics`: make it again");
}

#[test]
fn the_rules_fire_when_they_should() {
    let rules = rules();
    for file in ["recording.rules.yml", "alerts.rules.yml"] {
        run("promtool", &["check", "rules", "--lint-fatal", &rules.join(file).display().to_string()]);
    }
    let told = run("promtool", &["test", "rules", &rules.join("tests/rules.test.yml").display().to_string()]);
    assert!(told.contains("SUCCESS"), "{told}");
}

/// Names and labels of what the admin listener of one process says, histograms by their own name.
async fn scrape(port: u16) -> BTreeMap<String, BTreeSet<String>> {
    let url = format!("http://127.0.0.1:{port}/metrics");
    let text = matinee_tests::client::http().get(url).send().await.expect("it answers").text().await.expect("text");
    let histograms: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(" histogram")).collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let end = line.find(['{', ' ']).expect("a series has a value");
        let name = &line[..end];
        let of = histograms.iter().find(|histogram| {
            ["_bucket", "_sum", "_count"].iter().any(|part| name.strip_suffix(part) == Some(histogram))
        });
        let labels = found.entry(of.unwrap_or(&name).to_string()).or_default();
        let mut rest = line[end..].strip_prefix('{');
        while let Some((label, value)) = rest.and_then(|rest| rest.split_once("=\"")) {
            if label.trim_start_matches(',') != "le" {
                labels.insert(label.trim_start_matches(',').to_owned());
            }
            rest = value.split_once('"').map(|(_, rest)| rest);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_are_those_of_the_reference_and_dashboards_show_them() {
    let shop = Shop::open(Kind::Scaled, 7, Fates::default(), &[]);
    let prometheus = Prometheus::start(&shop.deployment.admins());
    let mut pair = story(&shop).await;
    for name in PRODUCED {
        prometheus.has(&format!("{{__name__=~\"{name}(_count)?\"}}"), SCRAPED).await;
    }
    let documented: BTreeMap<String, String> = run(binary(), &["metrics"])
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .map(|(name, rest)| (name.to_owned(), rest.to_owned()))
        .collect();
    let mut scraped: BTreeSet<String> = BTreeSet::new();
    for port in shop.deployment.admins() {
        for (name, labels) in scrape(port).await {
            let row = documented.get(&name).unwrap_or_else(|| panic!("{name} is not in docs/metrics.md"));
            for label in labels {
                assert!(row.contains(&format!("`{label}`")), "label {label} of {name} is not in docs/metrics.md");
            }
            scraped.insert(name);
        }
    }
    let missing: Vec<&&str> = PRODUCED.iter().filter(|name| !scraped.contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?} did not come of the story; {scraped:?} did");

    // A rate needs two scrapes with something between them, of whatever the story does again.
    prometheus.has("matinee_gateway_command_seconds_count > 0", SCRAPED).await;
    act(&mut pair).await;
    prometheus.has("sum(rate(matinee_gateway_command_seconds_count[1m])) > 0", SCRAPED).await;
    let mut queries = 0;
    for file in std::fs::read_dir(rules().join("../grafana/dashboards")).expect("dashboards") {
        let file = file.expect("a file").path();
        for (panel, query) in queries_of(&file) {
            queries += 1;
            let asked = query.replace("$__rate_interval", "1m");
            prometheus.query(&asked).await;
            // What has just been scraped for the first time has no rate yet.
            if !QUIET.iter().any(|name| query.contains(name)) && !query.contains("ALERTS") {
                println!("{} · {panel}", file.display());
                prometheus.has(&asked, SCRAPED).await;
            }
        }
    }
    assert!(queries > 40, "only {queries} queries: are the dashboards read?");
    prometheus.has("matinee:commands_in_time:ratio_rate5m > 0", SCRAPED).await;
    assert_eq!(prometheus.broken_rules().await, Vec::<String>::new());
    let firing = prometheus.query("ALERTS{alertstate=\"firing\"}").await;
    assert!(firing.is_empty(), "nothing is wrong: {firing:?}");
}

/// Titles of panels and their queries.
fn queries_of(file: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(file).expect("it can be read");
    let dashboard: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut queries = Vec::new();
    for panel in dashboard["panels"].as_array().expect("panels") {
        for target in panel["targets"].as_array().into_iter().flatten() {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            queries.push((text(&panel["title"]), text(&target["expr"])));
        }
    }
    queries
}

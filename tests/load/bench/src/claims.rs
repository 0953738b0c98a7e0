//! The goals that are no share of the limit: latency, joining, memory, a commit, starting.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Bench;
use crate::contender::{Contender, Deployment, Outcome, Shape};
use crate::entry::{Claim, Entry, Spread, number};

/// Idle connections whose memory is measured: so many rooms of so many members.
const IDLE: (u32, u32) = (1000, 10);
/// Actions a second in the latency rows, in 100 rooms of 10.
const PACE: u32 = 1000;

/// All of them.
pub(crate) fn run(bench: &Bench, entry: &mut Entry) -> Outcome<()> {
    latency(bench, entry, Shape::One, "one process", (1.3, 2.0))?;
    latency(bench, entry, Shape::Scaled(2), "through Redis", (2.0, 2.0))?;
    joins(bench, entry)?;
    memory(bench, entry)?;
    commit(bench, entry)?;
    start(bench, entry)
}

/// Figures of each contender, round by round.
type Figures<T> = Vec<(Contender, Vec<T>)>;

/// Takes them; a run that fails counts as `failed`, and the others go on.
fn each<T: Copy>(
    bench: &Bench,
    shape: Shape,
    options: &[(&'static str, String)],
    failed: T,
    figure: impl Fn(&Value) -> T,
) -> Outcome<Figures<T>> {
    let mut figures: Figures<T> = bench.contenders.iter().map(|contender| (*contender, Vec::new())).collect();
    for _ in 0..bench.rounds {
        for (contender, values) in &mut figures {
            let run = Deployment::start(*contender, shape, bench.server_cpu)
                .and_then(|deployment| deployment.measure(options, bench.generator_cpu));
            match run {
                Ok(report) => values.push(figure(&report)),
                Err(error) => {
                    eprintln!("{error}");
                    values.push(failed);
                }
            }
        }
    }
    Ok(figures)
}

/// The better limit of each round.
fn limits(figures: &Figures<f64>) -> Vec<f64> {
    let of = |wanted| figures.iter().find(|(contender, _)| *contender == wanted).map(|(_, values)| values);
    match (of(Contender::LimitPlain), of(Contender::LimitBatched)) {
        (Some(plain), Some(batched)) => plain.iter().zip(batched).map(|(a, b)| a.min(*b)).collect(),
        _ => Vec::new(),
    }
}

/// The figures of all but Matinee, in words.
fn others(figures: &Figures<f64>, unit: &str) -> String {
    let peers = figures.iter().filter(|(c, _)| !Contender::LIMITS.contains(c) && *c != Contender::Matinee);
    let said = peers.map(|(contender, values)| format!("{} {:.0}", contender.name(), Spread::of(values).median));
    let limit = format!("limit {:.1}", Spread::of(&limits(figures)).median);
    let all: Vec<String> = std::iter::once(limit).chain(said).collect();
    format!("{} {unit}", all.join(", "))
}

fn ours(figures: &Figures<f64>) -> Vec<f64> {
    let of = figures.iter().find(|(contender, _)| *contender == Contender::Matinee);
    of.map(|(_, values)| values.clone()).unwrap_or_default()
}

/// Latency of the last receiver at a steady pace, against the limit's.
fn latency(bench: &Bench, entry: &mut Entry, shape: Shape, where_: &str, goals: (f64, f64)) -> Outcome<()> {
    let load = [
        ("mode", "rate".into()),
        ("rate", PACE.to_string()),
        ("rooms", "100".into()),
        ("members", "10".into()),
        ("duration", bench.seconds.to_string()),
        ("warmup", "1".into()),
        ("settle", "0.3".into()),
    ];
    let quantiles = each(bench, shape, &load, [f64::INFINITY; 2], |report| {
        ["p50_us", "p99_us"].map(|name| number(&report["rate"]["latency_last_receiver"][name]))
    })?;
    let of = |index: usize| -> Figures<f64> {
        let values = |taken: &Vec<[f64; 2]>| taken.iter().map(|quantiles| quantiles[index]).collect();
        quantiles.iter().map(|(contender, taken)| (*contender, values(taken))).collect()
    };
    for (name, figures, goal) in [("p50", &of(0), goals.0), ("p99", &of(1), goals.1)] {
        let ratios: Vec<f64> = ours(figures).iter().zip(limits(figures)).map(|(ours, limit)| ours / limit).collect();
        entry.claims.push(Claim {
            what: format!("last receiver at {PACE}/s in 100 × 10, {where_}, {name}"),
            value: Spread::of(&ratios),
            goal,
            unit: "× limit",
            others: format!("Matinee {:.0}, {}", Spread::of(&ours(figures)).median, others(figures, "µs")),
        });
    }
    Ok(())
}

/// A thousand members join one room at once: from connecting, ticket in hand, until all have the state.
fn joins(bench: &Bench, entry: &mut Entry) -> Outcome<()> {
    let load = [("mode", "join".into()), ("rooms", "1".into()), ("members", "1000".into()), ("settle", "0.1".into())];
    let figures = each(bench, Shape::One, &load, f64::INFINITY, |report| {
        let all = report["joined"] == report["connections"];
        if all { number(&report["join"]["total_ms"]) } else { f64::INFINITY }
    })?;
    entry.claims.push(Claim {
        what: "1000 members join one room at once, from ticket to snapshot".into(),
        value: Spread::of(&ours(&figures)),
        goal: 80.0,
        unit: "ms",
        others: others(&figures, "ms"),
    });
    Ok(())
}

/// Memory of the servers by idle connection.
fn memory(bench: &Bench, entry: &mut Entry) -> Outcome<()> {
    let load = [
        ("mode", "idle".into()),
        ("rooms", IDLE.0.to_string()),
        ("members", IDLE.1.to_string()),
        ("duration", "2".into()),
        ("settle", "1".into()),
    ];
    let once = Bench { rounds: 1, ..bench.clone() };
    let kib = |report: &Value| number(&report["idle"]["rss_per_connection_kib"]);
    let figures = each(&once, Shape::One, &load, f64::INFINITY, kib)?;
    entry.claims.push(Claim {
        what: format!("memory by idle connection, {} of them", IDLE.0 * IDLE.1),
        value: Spread::of(&ours(&figures)),
        goal: 7.0,
        unit: "KiB",
        others: others(&figures, "KiB"),
    });
    Ok(())
}

/// PLAY and PAUSE in turn, from socket to ACK, against a bare script on the same Redis.
fn commit(bench: &Bench, entry: &mut Entry) -> Outcome<()> {
    let (mut ratios, mut ours, mut script) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.rounds {
        let deployment = Deployment::start(Contender::Matinee, Shape::Scaled(2), bench.server_cpu)?;
        let redis = deployment.redis().unwrap_or_default().to_string();
        let load = [
            ("mode", "ask".into()),
            ("redis", redis),
            ("members", "2".into()),
            ("duration", bench.seconds.to_string()),
        ];
        let report = deployment.measure(&load, bench.generator_cpu)?;
        let asked = &report["ask"];
        ratios.push(number(&asked["ratio_p50"]));
        ours.push(number(&asked["command"]["p50_us"]));
        script.push(number(&asked["evalsha"]["p50_us"]));
    }
    entry.claims.push(Claim {
        what: "a PLAY as commit, from socket to ACK: gateway, rooms, Redis".into(),
        value: Spread::of(&ratios),
        goal: 3.0,
        unit: "× EVALSHA",
        others: format!("Matinee {:.0}, EVALSHA {:.0} µs", Spread::of(&ours).median, Spread::of(&script).median),
    });
    Ok(())
}

/// From starting one process to the first page that it serves.
fn start(bench: &Bench, entry: &mut Entry) -> Outcome<()> {
    let mut took = Vec::new();
    for _ in 0..bench.rounds {
        let begun = Instant::now();
        let deployment = Deployment::start(Contender::Matinee, Shape::One, bench.server_cpu)?;
        page(deployment.ports()[0])?;
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    entry.claims.push(Claim {
        what: "from start to the first page served, one process".into(),
        value: Spread::of(&took),
        goal: 1000.0,
        unit: "ms",
        others: "an empty database is made meanwhile".into(),
    });
    Ok(())
}

fn page(port: u16) -> Outcome<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    if answer.starts_with(b"HTTP/1.1 200") { Ok(()) } else { Err("the page is not served".into()) }
}

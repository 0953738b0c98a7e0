//! The printed table: medians of the rounds, and ratios with their spread.

use serde_json::Value;

use crate::Options;
use crate::contender::Contender;
use crate::point::Point;

pub(crate) fn heading(options: &Options) {
    println!(
        "delivered messages per CPU-second of all server processes and Redis; {} rounds of {} s in turn",
        options.rounds, options.duration
    );
    println!("servers on CPU {}, generator on CPU {}", options.server_cpu, options.generator_cpu);
    println!(
        "{:<15} {:>9} {:>9}  {:>22}  {:>5}  {:>10} {:>10}  lost/surplus/misrouted",
        "point", "limit", "matinee", "ratio (lowest–highest)", "goal", "p50 µs", "p99 µs"
    );
}

/// One line: the limit is the better of its two variants, round by round.
pub(crate) fn row(point: &Point, runs: &[(Contender, Value)]) {
    let of = |wanted: Contender| -> Vec<&Value> { runs.iter().filter(|(c, _)| *c == wanted).map(|(_, v)| v).collect() };
    let (plain, batched, matinee) = (of(Contender::LimitPlain), of(Contender::LimitBatched), of(Contender::Matinee));
    let limits: Vec<f64> = plain.iter().zip(&batched).map(|(a, b)| rate(a).max(rate(b))).collect();
    let ours: Vec<f64> = matinee.iter().map(|run| rate(run)).collect();
    let ratios: Vec<f64> = ours.iter().zip(&limits).map(|(ours, limit)| ours / limit).collect();
    let latency =
        |name: &str| median(matinee.iter().map(|run| number(&run["saturate"]["latency_each"][name])).collect());
    let total = |name: &str| matinee.iter().map(|run| number(&run["totals"][name])).sum::<f64>();
    let (lost, surplus, misrouted) = (total("lost"), total("surplus"), total("misrouted"));
    let void = if lost + surplus + misrouted > 0.0 { "  VOID" } else { "" };
    println!(
        "{:<15} {:>8.0}k {:>8.0}k  {:>8.2} ({:.2}–{:.2})    {:>5.2}  {:>10.0} {:>10.0}  {lost}/{surplus}/{misrouted}{void}",
        point.name(),
        median(limits) / 1e3,
        median(ours) / 1e3,
        median(ratios.clone()),
        ratios.iter().copied().fold(f64::INFINITY, f64::min),
        ratios.iter().copied().fold(0.0, f64::max),
        point.goal,
        latency("p50_us"),
        latency("p99_us"),
    );
}

fn rate(run: &Value) -> f64 {
    number(&run["saturate"]["delivered_per_server_cpu_s"])
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

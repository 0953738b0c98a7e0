//! Results in words: lines for a terminal, tables for BENCHMARKS.md.

use std::fmt::Write as _;

use crate::Bench;
use crate::contender::Contender;
use crate::entry::{Claim, Curve, Entry, Row, Spread};

/// What stands above the lines.
pub(crate) fn heading(bench: &Bench) {
    println!(
        "delivered per CPU-second of all server processes and Redis, as a share of the limit; {} rounds of {} s in turn",
        bench.rounds, bench.seconds
    );
    println!("servers on CPU {}, generator on CPU {}", bench.server_cpu, bench.generator_cpu);
}

fn share(row: &Row, contender: Contender) -> Option<Spread> {
    row.of.get(&contender).map(|(share, _)| *share)
}

fn faults(row: &Row, contender: Contender) -> String {
    let Some((_, faults)) = row.of.get(&contender) else { return "–".into() };
    format!("{}/{}/{}", faults.lost, faults.surplus, faults.misrouted)
}

/// Whether the goal is reached; a run with a fault is void.
fn verdict(row: &Row) -> &'static str {
    match row.of.get(&Contender::Matinee) {
        Some((_, faults)) if faults.any() => "void",
        Some((share, _)) if share.median >= row.point.goal => "yes",
        _ => "**no**",
    }
}

/// A load point as a line.
pub(crate) fn row(row: &Row) -> String {
    let mut line = format!("{:<15} limit {:>5.0}k ", row.point.name(), row.limit.median / 1e3);
    for (contender, (share, _)) in &row.of {
        let _ = write!(line, " {} {:.2} ({:.2}–{:.2})", contender.name(), share.median, share.lowest, share.highest);
    }
    let _ = write!(line, "  goal {:.2} {}  lost/surplus/misrouted ", row.point.goal, verdict(row));
    line + &faults(row, Contender::Matinee)
}

/// A claim as a line.
pub(crate) fn claim(claim: &Claim) -> String {
    let met = if claim.value.median <= claim.goal { "yes" } else { "**no**" };
    format!("{}: {} {} (goal ≤ {}) {met}; {}", claim.what, spread(claim.value), claim.unit, claim.goal, claim.others)
}

/// A curve as a line.
pub(crate) fn curve(curve: &Curve) -> String {
    let points: Vec<String> = curve.points.iter().map(|(x, y)| format!("{x:.0} → {}", digits(*y))).collect();
    format!("{}, by {}: {} ({}); exponent {:.2}", curve.name, curve.by, points.join(", "), curve.unit, curve.exponent())
}

fn digits(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

fn spread(spread: Spread) -> String {
    let of = |value: f64| if value >= 20.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    format!("{} ({}–{})", of(spread.median), of(spread.lowest), of(spread.highest))
}

/// The entry as Markdown.
pub(crate) fn markdown(entry: &Entry) -> String {
    let mut text = String::new();
    if !entry.rows.is_empty() {
        table(entry, &mut text);
    }
    if !entry.claims.is_empty() {
        text += "\n| what | Matinee (lowest–highest) | goal | reached | limit and peers |\n|---|---|---|---|---|\n";
        for claim in &entry.claims {
            let met = if claim.value.median <= claim.goal { "yes" } else { "**no**" };
            let (value, Claim { what, unit, goal, others, .. }) = (spread(claim.value), claim);
            let _ = writeln!(text, "| {what} | {value} {unit} | ≤ {goal} | {met} | {others} |");
        }
    }
    if !entry.curves.is_empty() {
        text += "\n| cost of | grows with | at each | exponent | at most |\n|---|---|---|---|---|\n";
        for curve in &entry.curves {
            let points: Vec<String> = curve.points.iter().map(|(x, y)| format!("{x:.0}: {}", digits(*y))).collect();
            let (exponent, Curve { name, by, unit, at_most, .. }) = (curve.exponent(), curve);
            let _ = writeln!(text, "| {name} | {by} | {}, {unit} | {exponent:.2} | {at_most} |", points.join(" · "));
        }
    }
    for note in &entry.notes {
        let _ = writeln!(text, "\n{note}");
    }
    text
}

fn table(entry: &Entry, text: &mut String) {
    let peers = Contender::PEERS.iter().filter(|peer| entry.rows.iter().any(|row| row.of.contains_key(peer)));
    let peers: Vec<Contender> = peers.copied().collect();
    let names: String = peers.iter().map(|peer| format!(" {} |", peer.name())).collect();
    let lines: String = peers.iter().map(|_| "---|").collect();
    let _ =
        writeln!(text, "| load | limit |{names} Matinee (lowest–highest) | goal | reached | lost/doubled/misrouted |");
    let _ = writeln!(text, "|---|---|{lines}---|---|---|---|");
    for row in &entry.rows {
        let _ = write!(text, "| {} | {:.0}k |", row.point.name(), row.limit.median / 1e3);
        for peer in &peers {
            let said = share(row, *peer).map_or("–".into(), |share| format!("{:.2}", share.median));
            let lossy = row.of.get(peer).is_some_and(|(_, faults)| faults.any());
            let _ = write!(text, " {said}{} |", if lossy { " (loses)" } else { "" });
        }
        let ours = share(row, Contender::Matinee).unwrap_or_default();
        let _ = writeln!(
            text,
            " {} | {:.2} | {} | {} |",
            spread(ours),
            row.point.goal,
            verdict(row),
            faults(row, Contender::Matinee)
        );
    }
    let works: Vec<_> = entry.rows.iter().filter_map(|row| Some((row, row.redis?))).collect();
    if !works.is_empty() {
        *text += "\n| Redis, per action | commands (with those in scripts) | bytes in | bytes out | CPU µs |\n|---|---|---|---|---|\n";
        for (row, work) in works {
            let _ = writeln!(
                text,
                "| {} | {:.1} | {:.0} | {:.0} | {:.1} |",
                row.point.name(),
                work.commands,
                work.bytes_in,
                work.bytes_out,
                work.cpu_us
            );
        }
    }
}

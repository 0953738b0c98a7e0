//! `make bench`: the bare limit, peers and Matinee in turn at the same loads, on the same pinned
//! CPUs, in one run (A B C A B C …), so that ratios hold on a noisy machine where no absolute
//! figure does. Prints tables; `--write` puts them into BENCHMARKS.md with a plot, and `--check`
//! fails if a goal is met less well than in the last entry there.

mod claims;
mod contender;
mod entry;
mod growth;
mod history;
mod plot;
mod point;
mod report;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use contender::{Contender, Outcome};
use entry::Entry;
use point::{POINTS, Point};

/// Measures Matinee against the bare limit, peers and its goals.
#[derive(Parser)]
struct Options {
    /// Only some of it: 1 round of 1 s, the table and the claims, without peers.
    #[arg(long)]
    quick: bool,
    /// Only these load points of the table, comma-separated, for example `one:1x1000w16`; nothing else.
    #[arg(long, value_delimiter = ',')]
    points: Vec<String>,
    /// Only these parts, comma-separated.
    #[arg(long, value_delimiter = ',', default_value = "table,claims,growth")]
    parts: Vec<String>,
    /// How often each contender runs at each load.
    #[arg(long)]
    rounds: Option<usize>,
    /// Seconds of measurement per run.
    #[arg(long)]
    duration: Option<f64>,
    /// Leave the peers out.
    #[arg(long)]
    no_peers: bool,
    /// CPU of the server processes and Redis; the generator gets the other one.
    #[arg(long, default_value_t = 0)]
    server_cpu: usize,
    /// CPU of the generator.
    #[arg(long, default_value_t = 1)]
    generator_cpu: usize,
    /// Put the results on top of this file, and a plot into `docs/bench` beside it.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Compare with the last entry of this file and fail if a goal is met less well.
    #[arg(long)]
    check: Option<PathBuf>,
}

/// How it is measured.
#[derive(Clone)]
pub(crate) struct Bench {
    pub(crate) contenders: Vec<Contender>,
    pub(crate) rounds: usize,
    pub(crate) seconds: f64,
    pub(crate) server_cpu: usize,
    pub(crate) generator_cpu: usize,
}

impl Bench {
    fn of(options: &Options) -> Self {
        let mut contenders = Contender::LIMITS.to_vec();
        if !(options.quick || options.no_peers) {
            for peer in Contender::PEERS {
                match peer.missing() {
                    None => contenders.push(peer),
                    Some(why) => eprintln!("left out: {why}"),
                }
            }
        }
        contenders.push(Contender::Matinee);
        let (rounds, seconds) = if options.quick { (1, 1.0) } else { (3, 1.5) };
        Self {
            contenders,
            rounds: options.rounds.unwrap_or(rounds),
            seconds: options.duration.unwrap_or(seconds),
            server_cpu: options.server_cpu,
            generator_cpu: options.generator_cpu,
        }
    }
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and tells; whether nothing has become worse than it was.
fn run(options: &Options) -> Outcome<bool> {
    let points = points(&options.points)?;
    let bench = Bench::of(options);
    let part = |name: &str| options.points.is_empty() && options.parts.iter().any(|part| part == name);
    report::heading(&bench);
    let mut entry = Entry::default();
    if part("table") || !options.points.is_empty() {
        for point in points {
            let row = table::run(&bench, point)?;
            println!("{}", report::row(&row));
            entry.rows.push(row);
        }
    }
    if part("claims") {
        claims::run(&bench, &mut entry)?;
        entry.claims.iter().for_each(|claim| println!("{}", report::claim(claim)));
    }
    if part("growth") && !options.quick {
        entry.curves = growth::run(&bench)?;
        entry.curves.iter().for_each(|curve| println!("{}", report::curve(curve)));
    }
    let last = options.check.as_deref().map(history::last_scores).transpose()?.flatten();
    if let Some(path) = &options.write {
        history::write(path, &bench, &entry)?;
    }
    let worse = last.map(|last| history::worse(&last, &entry.scores())).unwrap_or_default();
    worse.iter().for_each(|line| eprintln!("worse than in the last entry: {line}"));
    Ok(worse.is_empty())
}

fn points(names: &[String]) -> Outcome<Vec<Point>> {
    let found: Vec<Point> =
        POINTS.into_iter().filter(|point| names.is_empty() || names.contains(&point.name())).collect();
    if found.len() < names.len() {
        let known: Vec<String> = POINTS.iter().map(Point::name).collect();
        return Err(format!("no such point; there are {}", known.join(", ")).into());
    }
    Ok(found)
}

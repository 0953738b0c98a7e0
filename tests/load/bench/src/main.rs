//! `make bench`: the bare limit and Matinee in turn at the same load points, on the same pinned
//! CPUs, in one run (A B A B …), so that the ratios hold on a noisy machine where no absolute
//! figure does. Prints a table; `--json` keeps everything the generator reported.

mod contender;
mod point;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use contender::{Contender, Deployment};
use point::{POINTS, Point};

/// Measures fan-out per server CPU-second against the bare limit.
#[derive(Parser)]
struct Options {
    /// Load points to run, comma-separated (default: all), for example `one:1x1000w16`.
    #[arg(long, value_delimiter = ',')]
    points: Vec<String>,
    /// How often each contender runs at each point.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of measurement per run.
    #[arg(long, default_value_t = 4.0)]
    duration: f64,
    /// CPU of the server processes and Redis; the generator gets the other one.
    #[arg(long, default_value_t = 0)]
    server_cpu: usize,
    /// CPU of the generator.
    #[arg(long, default_value_t = 1)]
    generator_cpu: usize,
    /// Where to write every report of the generator.
    #[arg(long)]
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let wanted = |point: &&Point| options.points.is_empty() || options.points.iter().any(|name| *name == point.name());
    let points: Vec<&Point> = POINTS.iter().filter(wanted).collect();
    if points.is_empty() {
        let names: Vec<String> = POINTS.iter().map(Point::name).collect();
        return Err(format!("no such point; there are {}", names.join(", ")).into());
    }
    report::heading(options);
    let mut all = Vec::new();
    for point in points {
        let mut runs = Vec::new();
        for _ in 0..options.rounds {
            for contender in Contender::ALL {
                let deployment = Deployment::start(contender, point.scaled, options.server_cpu)?;
                let result = deployment.measure(point, options.duration, options.generator_cpu)?;
                all.push(result.clone());
                runs.push((contender, result));
            }
        }
        report::row(point, &runs);
    }
    if let Some(path) = &options.json {
        std::fs::write(path, serde_json::to_vec_pretty(&all)?)?;
    }
    Ok(())
}

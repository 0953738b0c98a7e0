//! BENCHMARKS.md: entries on top of each other, the newest first, each with the scores that the
//! next one is compared with.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::Bench;
use crate::contender::Outcome;
use crate::entry::Entry;
use crate::{plot, report};

/// Entries stand below this line.
const MARK: &str = "<!-- entries, newest first; written by `make bench` -->\n";
/// In front of an entry's scores, which are JSON.
const SCORES: &str = "<!-- scores ";
/// A goal may be met this much less well than last time: what rounds differ by on a busy machine.
const TOLERANCE: f64 = 0.12;

/// Puts the entry on top of the file and its plot into `docs/bench` beside it.
pub(crate) fn write(path: &Path, bench: &Bench, entry: &Entry) -> Outcome<()> {
    let before = std::fs::read_to_string(path).unwrap_or_else(|_| format!("# Benchmarks\n\n{MARK}"));
    let (head, entries) = before.split_once(MARK).ok_or("the file has no mark for entries")?;
    let (date, commit) = (said("date", &["-u", "+%Y-%m-%d"]), said("git", &["rev-parse", "--short", "HEAD"]));
    let plots = path.with_file_name("docs").join("bench");
    std::fs::create_dir_all(&plots)?;
    let name = format!("{date}-{commit}.svg");
    std::fs::write(plots.join(&name), plot::svg(entry))?;
    let command: Vec<String> = std::env::args().skip(1).collect();
    let text = format!(
        "\n## {date}, commit {commit}\n\n{}. `matinee-load-bench {}`: {} rounds of {} s in turn, server processes and Redis \
         on one CPU, generator on the other.\n\n![shares of the limit and growth](docs/bench/{name})\n\n{}\n{SCORES}{} -->\n",
        machine(),
        command.join(" "),
        bench.rounds,
        bench.seconds,
        report::markdown(entry),
        serde_json::to_string(&entry.scores())?,
    );
    std::fs::write(path, format!("{head}{MARK}{text}{entries}"))?;
    println!("written to {}", path.display());
    Ok(())
}

/// What this machine is.
fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!(
        "{} × {}, Linux {}, rustc {}, load at the end {}",
        count,
        model.map_or("an unknown CPU", |(_, model)| model),
        said("uname", &["-r"]),
        said("rustc", &["--version"]).split(' ').nth(1).unwrap_or("unknown"),
        load.split(' ').next().unwrap_or("unknown"),
    )
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

/// The scores of the newest entry.
pub(crate) fn last_scores(path: &Path) -> Outcome<Option<BTreeMap<String, f64>>> {
    let text = std::fs::read_to_string(path)?;
    let Some((_, rest)) = text.split_once(SCORES) else { return Ok(None) };
    let json = rest.split(" -->").next().unwrap_or_default();
    let scores: BTreeMap<String, Value> = serde_json::from_str(json)?;
    Ok(Some(scores.into_iter().filter_map(|(name, score)| Some((name, score.as_f64()?))).collect()))
}

/// What is met less well than before, as far as both have measured it.
pub(crate) fn worse(last: &BTreeMap<String, f64>, now: &BTreeMap<String, f64>) -> Vec<String> {
    let pairs = now.iter().filter_map(|(name, now)| Some((name, now, last.get(name)?)));
    pairs
        .filter(|(_, now, last)| **now < **last * (1.0 - TOLERANCE))
        .map(|(name, now, last)| format!("{name}: {now:.2} of the goal, was {last:.2}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(list: &[(&str, f64)]) -> BTreeMap<String, f64> {
        list.iter().map(|(name, score)| ((*name).to_owned(), *score)).collect()
    }

    #[test]
    fn only_what_is_clearly_worse_is_told() {
        let last = scores(&[("a", 1.0), ("b", 1.0), ("c", 1.0)]);
        let now = scores(&[("a", 0.95), ("b", 0.5), ("d", 0.1)]);
        assert_eq!(worse(&last, &now), ["b: 0.50 of the goal, was 1.00"]);
    }

    #[test]
    fn the_newest_entry_is_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("BENCHMARKS.md");
        std::fs::write(&path, "x\n<!-- scores {\"a\":1.5} -->\n<!-- scores {\"a\":2.0} -->\n").unwrap();
        assert_eq!(last_scores(&path).unwrap(), Some(scores(&[("a", 1.5)])));
        std::fs::write(&path, "nothing yet").unwrap();
        assert_eq!(last_scores(&path).unwrap(), None);
    }
}

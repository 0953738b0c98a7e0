//! What every source file keeps to.

use crate::tree::{File, files, none};

/// Lines of a file at most: one room, one purpose.
const LINES: usize = 400;

/// Written by hand; what is generated is checked by making it again.
fn written(endings: &[&str]) -> Vec<File> {
    let generated = |path: &str| path.contains("/gen/") || path.ends_with("src/protocol/messages.ts");
    files(endings).into_iter().filter(|file| !generated(&file.path)).collect()
}

fn with_lines(file: &File) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(file.text.lines())
}

#[test]
fn files_are_short() {
    let long = written(&[".rs", ".ts", ".svelte", ".lua", ".proto"]).into_iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > LINES).then(|| format!("{}: {lines} lines", file.path))
    });
    none("longer than 400 lines", &long.collect::<Vec<_>>());
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent = written(&[".rs"]).into_iter().filter(|file| !file.path.contains("tests.rs"));
    let silent = silent.filter(|file| !file.text.trim_start().starts_with("//!")).map(|file| file.path);
    none("begins without //!", &silent.collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_open() {
    // In halves, so that this file does not find itself.
    let marks = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("FIX", "ME"), concat!("XX", "X:")];
    let skipped = [concat!("#[ig", "nore"), concat!(".on", "ly("), concat!("test.s", "kip(")];
    let mut wrong = Vec::new();
    for file in written(&[".rs", ".ts", ".svelte", ".js", ".lua", ".proto"]) {
        for (number, line) in with_lines(&file) {
            if marks.iter().chain(&skipped).any(|mark| line.contains(mark)) {
                wrong.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    none("left open or skipped", &wrong);
}

#[test]
fn rules_know_no_clock_and_no_dice() {
    let core = files(&[".rs"]).into_iter().filter(|file| file.path.starts_with("services/rooms/core/src/"));
    let mut wrong = Vec::new();
    for file in core {
        for (number, line) in with_lines(&file) {
            let forbidden = ["SystemTime", "Instant::now", "std::env", "std::fs", "std::net", "std::thread", "rand::"];
            if forbidden.iter().any(|word| line.contains(word)) && !line.trim_start().starts_with("//") {
                wrong.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    none("time, chance and the world are arguments of room-core", &wrong);
}

#[test]
fn no_file_carries_a_place_of_one_computer() {
    let endings = [".rs", ".ts", ".js", ".svelte", ".toml", ".md", ".sh", ".yaml", ".yml", ".cfg", ".json", "Makefile"];
    let places = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];
    let mut wrong = Vec::new();
    for file in files(&endings) {
        for (number, line) in with_lines(&file).filter(|(_, line)| places.iter().any(|place| line.contains(place))) {
            wrong.push(format!("{}:{number}: {}", file.path, line.trim()));
        }
    }
    none("a path of somebody's computer", &wrong);
}

#[test]
fn names_say_a_subject() {
    let vague = ["common", "util", "utils", "helpers", "misc"];
    let named = files(&[".rs", ".ts", "Cargo.toml"])
        .into_iter()
        .filter(|file| file.path.split(['/', '.', '-', '_']).any(|word| vague.contains(&word)));
    none("a module named after nothing", &named.map(|file| file.path).collect::<Vec<_>>());
}

//! The files of the project, as git would list them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The top of the project.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests is in the project").to_owned()
}

/// A file of the project, by its path from the top.
pub struct File {
    /// With `/` between folders.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// Every file that is not ignored and is text, with one of these endings.
pub fn files(endings: &[&str]) -> Vec<File> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(top());
    let output = git.output().expect("git is there");
    assert!(output.status.success(), "this is a clone");
    let listed = String::from_utf8(output.stdout).expect("paths are text");
    let wanted = listed.lines().filter(|path| endings.iter().any(|ending| path.ends_with(ending)));
    // A file may be listed and have been removed since.
    let read = |path: &str| std::fs::read_to_string(top().join(path)).ok().map(|text| (path.to_owned(), text));
    let files: Vec<File> = wanted.filter_map(read).map(|(path, text)| File { path, text }).collect();
    assert!(!files.is_empty(), "no file ends with any of {endings:?}");
    files
}

/// Fails with everything that is wrong, one a line.
#[track_caller]
pub fn none(rule: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{rule}:\n  {}", wrong.join("\n  "));
}

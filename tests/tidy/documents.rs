//! Documents that point somewhere point at something.

use std::path::Path;

use crate::tree::{File, files, none, top};

/// What stands in `](…)`.
fn links(file: &File) -> impl Iterator<Item = &str> {
    file.text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next())
}

#[test]
fn links_lead_to_files() {
    let mut wrong = Vec::new();
    for file in files(&[".md"]) {
        let folder = top().join(&file.path).parent().map(Path::to_owned).expect("a file is in a folder");
        for link in links(&file).filter(|link| !link.contains("://") && !link.starts_with(['#', '<'])) {
            let path = link.split('#').next().unwrap_or_default();
            if !folder.join(path).exists() {
                wrong.push(format!("{}: {link}", file.path));
            }
        }
    }
    none("a link to nothing", &wrong);
}

#[test]
fn the_readme_names_both_commands_and_the_whole_tree() {
    let readme = std::fs::read_to_string(top().join("README.md")).expect("there is a README");
    for word in ["make run", "make test"] {
        assert!(readme.contains(word), "README.md does not say {word}");
    }
    let architecture = std::fs::read_to_string(top().join("ARCHITECTURE.md")).expect("there is an ARCHITECTURE");
    let mut wrong = Vec::new();
    // Paths in backticks that look like ours.
    for (name, text) in [("README.md", &readme), ("ARCHITECTURE.md", &architecture)] {
        for path in text.split('`').skip(1).step_by(2) {
            let ours = ["services/", "proto/", "tests/", "deploy/", "k8s/"].iter().any(|top| path.starts_with(top));
            let plain = !path.contains(['*', '{', '…', ' ', '<']);
            if ours && plain && !top().join(path).exists() {
                wrong.push(format!("{name}: {path}"));
            }
        }
    }
    none("a path that is not there", &wrong);
}

//! The committed Rust is what the contract makes. If this fails: `cargo run -p matinee-proto-codegen`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("readable").path());
    entries
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

#[test]
fn committed_code_is_what_the_contract_makes() {
    let proto = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fresh = tempfile::tempdir().expect("a temporary folder");
    matinee_proto_codegen::generate(proto, fresh.path()).expect("the contract is valid");
    let (fresh, committed) = (files(fresh.path()), files(&proto.join("src/gen")));
    assert_eq!(fresh.keys().collect::<Vec<_>>(), committed.keys().collect::<Vec<_>>());
    for (name, code) in &fresh {
        // Not assert_eq: the difference would be thousands of lines.
        assert!(*code == committed[name], "{name} differs; run `cargo run -p matinee-proto-codegen`");
    }
}

#[test]
fn every_message_has_a_comment_and_a_golden_frame() {
    let document: serde_json::Value = serde_json::from_str(matinee_proto::ASYNCAPI).expect("it is JSON");
    for (name, message) in document["components"]["messages"].as_object().expect("messages") {
        assert_ne!(message["examples"], serde_json::json!([]), "{name} has no golden frame");
        assert_ne!(message["summary"], "", "{name} has no comment");
    }
}

#[test]
fn every_file_of_the_contract_is_generated_from() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("matinee");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(root.parent().expect("proto/")).expect("below proto/");
                found.push(below.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    assert_eq!(found, matinee_proto_codegen::FILES);
}

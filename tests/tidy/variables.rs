//! Configuration is documented where it is the default, and nothing that is read is undocumented.

use std::process::Command;

use matinee_tests::servers::binary;

use crate::tree::{files, none};

fn defaults() -> String {
    let output = Command::new(binary()).arg("default-config").env_clear().output().expect("it starts");
    String::from_utf8(output.stdout).expect("text")
}

/// Active and commented-out keys of the defaults, as `section.key`.
fn documented() -> Vec<String> {
    let (mut section, mut keys) = (String::new(), Vec::new());
    for line in defaults().lines() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
            continue;
        }
        let Some((key, _)) = line.trim_start_matches("# ").split_once(" = ") else { continue };
        if key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            keys.push(if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") });
        }
    }
    keys
}

/// Fields of the structs named `Config` (and of those of limits and stores) that are read from TOML.
#[test]
fn every_key_of_a_configuration_is_documented() {
    let documented = documented();
    let mut wrong = Vec::new();
    for (section, path, name) in [
        ("gateway", "services/gateway/src/config.rs", "Config"),
        ("auth", "services/auth/src/config.rs", "Config"),
        ("rooms", "services/rooms/src/config.rs", "Config"),
        ("search", "services/search/src/config.rs", "Config"),
        ("billing", "services/billing/src/config.rs", "Config"),
        ("limits", "services/platform/limits/src/lib.rs", "Limits"),
        ("broker", "services/platform/broker/src/config.rs", "Config"),
        ("database", "services/platform/database/src/lib.rs", "DatabaseConfig"),
    ] {
        let file = files(&[path]).pop().expect(path);
        let (_, body) = file.text.split_once(&format!("pub struct {name} {{")).expect(path);
        let (body, _) = body.split_once("\n}").expect(path);
        let fields = body.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
        for (field, _) in fields {
            let key = format!("{section}.{field}");
            let below = format!("{key}.");
            if !documented.iter().any(|known| *known == key || known.starts_with(&below)) {
                wrong.push(key);
            }
        }
    }
    none("a key that no default.toml documents", &wrong);
}

/// `MATINEE_SECTION__KEY` wherever it stands: in documents, scripts and deployments.
#[test]
fn every_variable_that_is_named_exists() {
    let documented = documented();
    let mut wrong = Vec::new();
    for file in files(&[".md", ".sh", ".yaml", ".yml", ".cfg", ".conf", "Makefile", "Dockerfile", ".toml"]) {
        for rest in file.text.split("MATINEE_").skip(1) {
            let name: String =
                rest.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_').collect();
            if !name.contains("__") || name.ends_with("__") {
                continue;
            }
            let key = name.to_lowercase().replace("__", ".");
            let key = key.strip_suffix("_file").unwrap_or(&key);
            // A table may be set by its parts: limits.frames.burst.
            let known = |key: &str| documented.iter().any(|known| known == key);
            if !known(key) && !key.rsplit_once('.').is_some_and(|(table, _)| known(table)) {
                wrong.push(format!("{}: MATINEE_{name}", file.path));
            }
        }
    }
    none("a variable that does not exist", &wrong);
}

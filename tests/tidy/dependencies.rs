//! Dependencies point one way, and some may stand only in one place.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::tree::{files, none, top};

const SERVICES: [&str; 5] = ["matinee-auth", "matinee-billing", "matinee-gateway", "matinee-rooms", "matinee-search"];
const PLATFORM: [&str; 5] =
    ["matinee-broker", "matinee-database", "matinee-limits", "matinee-telemetry", "matinee-token"];

/// Crates from outside that may stand only where their subject is, and why.
const ONLY_IN: [(&str, &[&str]); 9] = [
    // The edge speaks HTTP. A process without the gateway has an admin listener, too, so the binary
    // may; and the stand-ins of the tests are servers.
    ("axum", &["matinee-gateway", "matinee", "matinee-tests"]),
    ("axum-extra", &["matinee-gateway"]),
    ("redis", &["matinee-broker"]),
    ("fred", &["matinee-broker"]),
    ("jsonwebtoken", &["matinee-token"]),
    // SQL stands in the service that owns the table.
    ("sqlx", &["matinee-database", "matinee-auth", "matinee-rooms", "matinee-billing"]),
    ("reqwest", &["matinee-search", "matinee-auth", "matinee-billing", "matinee-tests"]),
    ("async-stripe", &["matinee-billing"]),
    ("rust-embed", &["matinee-gateway"]),
];

fn packages() -> BTreeMap<String, Package> {
    let mut command = MetadataCommand::new();
    let metadata = command.manifest_path(top().join("Cargo.toml")).no_deps().other_options(["--offline".to_owned()]);
    let metadata = metadata.exec().expect("cargo metadata");
    metadata.workspace_packages().into_iter().map(|package| (package.name.to_string(), package.clone())).collect()
}

/// What a package is built with, tests aside.
fn dependencies(package: &Package) -> BTreeSet<String> {
    let built = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    built.map(|dependency| dependency.name.clone()).collect()
}

/// Which of our own crates a crate may use.
fn allowed(name: &str) -> Vec<&'static str> {
    match name {
        "room-core" | "matinee-proto" | "matinee-proto-codegen" | "matinee-limits" => Vec::new(),
        "matinee-rooms" => [&["matinee-proto", "room-core"][..], &PLATFORM].concat(),
        service if SERVICES.contains(&service) => [&["matinee-proto"][..], &PLATFORM].concat(),
        platform if PLATFORM.contains(&platform) => [&["matinee-proto"][..], &PLATFORM].concat(),
        "matinee" => [&["matinee-proto"][..], &SERVICES, &PLATFORM].concat(),
        "matinee-tests" => vec!["matinee-proto", "matinee-token"],
        _ => Vec::new(),
    }
}

#[test]
fn dependencies_point_one_way() {
    let packages = packages();
    let mut wrong = Vec::new();
    for (name, package) in &packages {
        let allowed = allowed(name);
        for dependency in dependencies(package).iter().filter(|dependency| packages.contains_key(*dependency)) {
            if !allowed.contains(&dependency.as_str()) {
                wrong.push(format!("{name} uses {dependency}"));
            }
        }
    }
    none("a crate uses what DESIGN.md and ARCHITECTURE.md do not let it use", &wrong);
}

#[test]
fn the_rules_of_a_room_use_the_standard_library_alone() {
    let used = dependencies(&packages()["room-core"]);
    none("room-core has dependencies", &used.into_iter().collect::<Vec<_>>());
}

#[test]
fn subjects_stay_in_their_place() {
    let mut wrong = Vec::new();
    for (name, package) in packages() {
        for dependency in dependencies(&package) {
            let place = ONLY_IN.iter().find(|(crate_, _)| *crate_ == dependency);
            if place.is_some_and(|(_, places)| !places.contains(&name.as_str())) {
                wrong.push(format!("{name} uses {dependency}"));
            }
        }
    }
    none("a dependency stands outside the crate whose subject it is", &wrong);
}

#[test]
fn versions_stand_in_one_place() {
    let mut wrong = Vec::new();
    for file in files(&["Cargo.toml"]).into_iter().filter(|file| file.path != "Cargo.toml") {
        let manifest: toml::Table = file.text.parse().expect(&file.path);
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(section) = manifest.get(section).and_then(toml::Value::as_table) else { continue };
            let own = section.iter().filter(|(_, value)| value.get("workspace") != Some(&toml::Value::Boolean(true)));
            wrong.extend(own.map(|(name, _)| format!("{}: {name}", file.path)));
        }
    }
    none("a version stands outside the root Cargo.toml", &wrong);
}

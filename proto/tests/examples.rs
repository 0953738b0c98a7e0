//! Golden frames: `examples/{client,server,event}/<KIND>[.<variant>].json`, one at least for every
//! command, frame and event of the contract. The page's tests read the same files, so that both
//! ends agree on every name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use matinee_proto::sync::v1::{ClientFrame, ServerFrame};
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

fn examples(folder: &str) -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder);
    let paths = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("readable").path());
    let kind = |path: &Path| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        assert!(name.ends_with(".json"), "{name}");
        name.split('.').next().expect("at least one part").to_owned()
    };
    paths.map(|path| (kind(&path), path)).collect()
}

/// Names of the fields of a message of `sync.v1` that belong to a oneof.
fn kinds(message: &str) -> BTreeSet<String> {
    let contract = matinee_proto_codegen::descriptors(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("valid");
    let sync = contract.file.iter().filter(|file| file.package() == "matinee.sync.v1");
    let message = sync.flat_map(|file| &file.message_type).find(|found| found.name() == message).expect("it exists");
    message.field.iter().filter(|field| field.oneof_index.is_some()).map(|field| field.name().to_owned()).collect()
}

/// The same value with every number as a double: 1 and 1.0 are the same JSON number.
fn numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().expect("a double").into(),
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, numbers(value))).collect(),
        other => other,
    }
}

struct Example<T> {
    kind: String,
    path: PathBuf,
    frame: T,
    written: Value,
    again: Value,
}

/// Reads the examples, and checks that each survives binary protobuf unchanged.
fn read<T: DeserializeOwned + Serialize + Message + Default + PartialEq>(folder: &str) -> Vec<Example<T>> {
    let example = |(kind, path): (String, PathBuf)| {
        let text = fs::read_to_string(&path).expect("readable");
        let frame: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let binary = T::decode(frame.encode_to_vec().as_slice()).expect("binary");
        assert!(binary == frame, "{} changes in binary", path.display());
        let written = numbers(serde_json::from_str(&text).expect("JSON"));
        let again = numbers(serde_json::to_value(&frame).expect("JSON"));
        Example { kind, path, frame, written, again }
    };
    let examples: Vec<_> = examples(folder).into_iter().map(example).collect();
    assert!(!examples.is_empty());
    examples
}

fn assert_kinds<T>(examples: &[Example<T>], wanted: BTreeSet<String>) {
    assert_eq!(examples.iter().map(|example| example.kind.clone()).collect::<BTreeSet<_>>(), wanted);
}

#[test]
fn client_frames() {
    let examples = read::<ClientFrame>("client");
    assert_kinds(&examples, kinds("ClientFrame"));
    let mut ids = BTreeSet::new();
    for Example { kind, path, frame, written, again } in examples {
        assert!(frame.command.is_some(), "{}", path.display());
        assert!(ids.insert(frame.id), "{}: ids are unique", path.display());
        assert!(written.get(&kind).is_some_and(Value::is_object), "{} does not hold a {kind}", path.display());
        // Clients leave out what they do not mean; we would write the defaults of such fields.
        assert_eq!(without_defaults(again), without_defaults(written), "{}", path.display());
    }
}

/// Without the fields below the command that hold a default, and without those emptied by that.
fn without_defaults(frame: Value) -> Value {
    fn strip(fields: Map<String, Value>) -> Map<String, Value> {
        let meant = |value: &Value| {
            !matches!(value, Value::Bool(false)) && *value != 0.0 && *value != "" && *value != Value::Array(vec![])
        };
        let deeper = |value| if let Value::Object(fields) = value { Value::Object(strip(fields)) } else { value };
        fields.into_iter().filter(|(_, value)| meant(value)).map(|(name, value)| (name, deeper(value))).collect()
    }
    let Value::Object(fields) = frame else { panic!("a frame is an object") };
    Value::Object(strip(fields))
}

#[test]
fn server_frames() {
    let examples = read::<ServerFrame>("server");
    let mut wanted = kinds("ServerFrame");
    assert!(wanted.remove("EVENT"), "those have a folder of their own");
    assert_kinds(&examples, wanted);
    for Example { kind, path, written, again, .. } in examples {
        assert!(written.get(&kind).is_some_and(Value::is_object), "{} does not hold a {kind}", path.display());
        assert_eq!(again, written, "{}", path.display());
    }
}

#[test]
fn events() {
    let examples = read::<ServerFrame>("event");
    assert_kinds(&examples, kinds("Event"));
    for Example { kind, path, written, again, .. } in examples {
        assert!(written["EVENT"].get(&kind).is_some_and(Value::is_object), "{} does not hold a {kind}", path.display());
        assert_eq!(again, written, "{}", path.display());
    }
}

#[test]
fn an_idle_room_plays_null() {
    for path in ["event/CHANGE_VIDEO.idle.json", "server/SNAPSHOT.idle.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(path);
        let frame: ServerFrame = serde_json::from_str(&fs::read_to_string(path).expect("readable")).expect("valid");
        let json = serde_json::to_string(&frame).expect("JSON");
        assert!(json.contains(r#""item":null"#), "{json}");
    }
}

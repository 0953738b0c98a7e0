//! What the JSON of a client's frame may look like, and what a receiver must still look after.

use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::{ClientFrame, ServerFrame, server_frame};

fn read(json: &str) -> Result<ClientFrame, serde_json::Error> {
    serde_json::from_str(json)
}

fn seek(timestamp: &str) -> Result<f64, serde_json::Error> {
    let frame = read(&format!(r#"{{"id":"c1","SEEK":{{"timestamp":{timestamp}}}}}"#))?;
    let Some(Command::Seek(seek)) = frame.command else { panic!("{frame:?}") };
    Ok(seek.timestamp)
}

#[test]
fn an_unknown_command_is_no_command() {
    for json in [r#"{"id":"c1"}"#, r#"{"id":"c1","EXPLODE":{"now":true}}"#, r#"{"id":"c1","play":{}}"#] {
        let frame = read(json).expect(json);
        assert_eq!((frame.id.as_str(), frame.command), ("c1", None), "{json}");
    }
}

#[test]
fn unknown_fields_are_ignored() {
    let frame = read(r#"{"id":"c1","SEEK":{"timestamp":1,"smoothly":true},"version":2}"#).expect("newer clients");
    assert!(matches!(frame.command, Some(Command::Seek(_))));
}

#[test]
fn two_commands_in_a_frame_are_an_error() {
    for json in [
        r#"{"id":"c1","PLAY":{},"PAUSE":{}}"#,
        r#"{"id":"c1","PLAY":{},"PLAY":{}}"#,
        r#"{"id":"c1","id":"c2","PLAY":{}}"#,
    ] {
        assert!(read(json).is_err(), "{json}");
    }
}

#[test]
fn wrong_types_are_errors() {
    for json in [
        "",
        "null",
        "[]",
        r#""PLAY""#,
        r#"{"id":7,"PLAY":{}}"#,
        r#"{"id":"c1","PLAY":[1]}"#,
        r#"{"id":"c1","PLAY":true}"#,
        r#"{"id":"c1","SEEK":{"timestamp":"soon"}}"#,
        r#"{"id":"c1","SEEK":{"timestamp":true}}"#,
        r#"{"id":"c1","MOVE":{"item_id":"i1","index":-1}}"#,
        r#"{"id":"c1","MOVE":{"item_id":"i1","index":1.5}}"#,
        r#"{"id":"c1","MOVE":{"item_id":"i1","index":4294967296}}"#,
        r#"{"id":"c1","CHAT":{"text":"x"}"#,
        r#"{"id":"c1","CHANGE_VIDEO":{"item_id":"i1","url":"https://example.com/a.mp4"}}"#,
    ] {
        assert!(read(json).is_err(), "{json}");
    }
}

#[test]
fn numbers_that_json_does_not_have_are_errors() {
    for number in ["NaN", "Infinity", "-Infinity", "1e999"] {
        assert!(seek(number).is_err(), "{number}");
    }
}

/// proto3 JSON writes what is not a number as a string, so reading lets it through: whoever
/// receives a frame has to refuse numbers that are not finite.
#[test]
fn strings_can_smuggle_numbers_that_are_none() {
    assert!(seek(r#""NaN""#).is_ok_and(f64::is_nan));
    assert_eq!(seek(r#""Infinity""#).ok(), Some(f64::INFINITY));
    assert_eq!(seek(r#""-Infinity""#).ok(), Some(f64::NEG_INFINITY));
    assert_eq!(seek(r#""12.5""#).ok(), Some(12.5));
}

#[test]
fn left_out_and_default_differ_where_it_matters() {
    let position = |json: &str| match read(json).expect(json).command {
        Some(Command::Play(play)) => play.position,
        other => panic!("{other:?}"),
    };
    assert_eq!(position(r#"{"id":"c1","PLAY":{}}"#), None);
    assert_eq!(position(r#"{"id":"c1","PLAY":{"position":null}}"#), None);
    assert_eq!(position(r#"{"id":"c1","PLAY":{"position":0}}"#), Some(0.0));
}

#[test]
fn defaults_are_written() {
    let frame = ServerFrame { frame: Some(server_frame::Frame::Ack(Default::default())) };
    assert_eq!(serde_json::to_string(&frame).expect("JSON"), r#"{"ACK":{"id":"","revision":0}}"#);
}

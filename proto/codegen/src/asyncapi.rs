//! The AsyncAPI document of the WebSocket: frames, fields and comments come from `sync/v1`,
//! examples are the golden frames. Only what no `.proto` says stands here: the address, the ways
//! to open the socket, and the codes with which it closes.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};
use serde_json::{Map, Value, json};

const PACKAGE: &str = "matinee.sync.v1";

/// Close codes and what they mean. Below 4000, but for 1000, a client comes back by itself.
const CLOSE_CODES: [(u16, &str); 13] = [
    (1000, "The member left."),
    (1001, "The server is going away."),
    (1003, "A binary frame where JSON was agreed, or the other way round."),
    (1007, "A text frame that is no UTF-8."),
    (1009, "A frame larger than `limits.frame_bytes` of WELCOME."),
    (1012, "The server restarts: come back after `retry_after` of GOODBYE, by resume."),
    (1013, "The client read too slowly, or a service was away: come back by resume."),
    (4000, "What the client did is not the protocol."),
    (4001, "The ticket, the resume token or the access token does not count."),
    (4003, "Kicked or banned."),
    (4004, "There is no such room, or not any more."),
    (4008, "Ten times the rate of frames for ten seconds, too many connections in a row, or at once."),
    (4009, "The session has ended."),
];

/// One message of the contract with its comments, by field.
struct Message {
    comment: String,
    proto: DescriptorProto,
    fields: BTreeMap<usize, String>,
}

/// Makes the document of the contract under `root`.
///
/// # Errors
/// An example that cannot be read.
pub fn document(descriptors: &FileDescriptorSet, root: &Path) -> Result<Value, Box<dyn Error>> {
    let contract = contract(descriptors);
    let examples = root.join("examples");
    let mut messages = Map::new();
    for (name, payload, comment) in frames(&contract, "ClientFrame", &["id"]) {
        messages.insert(format!("command.{name}"), message(&name, &comment, payload, &examples.join("client"))?);
    }
    for (name, payload, comment) in frames(&contract, "ServerFrame", &[]) {
        if name != "EVENT" {
            messages.insert(format!("frame.{name}"), message(&name, &comment, payload, &examples.join("server"))?);
        }
    }
    for (name, payload, comment) in frames(&contract, "Event", &["epoch", "revision", "at", "by", "id"]) {
        let payload = json!({ "type": "object", "required": ["EVENT"], "properties": { "EVENT": payload } });
        messages.insert(format!("event.{name}"), message(&name, &comment, payload, &examples.join("event"))?);
    }
    let schemas: Map<String, Value> = contract
        .iter()
        .filter(|(name, _)| !["ClientFrame", "ServerFrame", "Event"].contains(&name.as_str()))
        .map(|(name, message)| (name.clone(), schema(message)))
        .collect();
    Ok(whole(messages, schemas))
}

fn contract(descriptors: &FileDescriptorSet) -> BTreeMap<String, Message> {
    let mut contract = BTreeMap::new();
    for file in descriptors.file.iter().filter(|file| file.package() == PACKAGE) {
        let locations = file.source_code_info.iter().flat_map(|info| &info.location);
        let comments: BTreeMap<&[i32], String> = locations
            .filter(|location| location.leading_comments.is_some())
            .map(|location| (location.path.as_slice(), plain(location.leading_comments())))
            .collect();
        for (index, proto) in file.message_type.iter().enumerate() {
            let at = i32::try_from(index).expect("few messages");
            let comment = |path: &[i32]| comments.get(path).cloned().unwrap_or_default();
            let field = |index: usize| comment(&[4, at, 2, i32::try_from(index).expect("few fields")]);
            let fields = (0..proto.field.len()).map(|index| (index, field(index))).collect();
            let message = Message { comment: comment(&[4, at]), proto: proto.clone(), fields };
            contract.insert(proto.name().to_owned(), message);
        }
    }
    contract
}

/// A comment as running text.
fn plain(comment: &str) -> String {
    comment.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is in the `oneof` of a frame: each one's name, its payload with the fields beside the
/// `oneof`, and the comment of its message.
fn frames(contract: &BTreeMap<String, Message>, frame: &str, beside: &[&str]) -> Vec<(String, Value, String)> {
    let frame = &contract[frame];
    let common: Map<String, Value> = properties(frame).filter(|(name, _)| beside.contains(&name.as_str())).collect();
    let choices = frame.proto.field.iter().filter(|field| field.oneof_index.is_some());
    choices
        .map(|field| {
            let mut properties = common.clone();
            properties.insert(field.name().to_owned(), json!({ "$ref": reference(field) }));
            let required: Vec<&str> = beside.iter().copied().chain([field.name()]).collect();
            let payload = json!({ "type": "object", "required": required, "properties": properties });
            (field.name().to_owned(), payload, contract[short(field.type_name())].comment.clone())
        })
        .collect()
}

/// A message with the golden frames of its name.
fn message(name: &str, comment: &str, payload: Value, examples: &Path) -> Result<Value, Box<dyn Error>> {
    let mut files: Vec<String> = fs::read_dir(examples)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, std::io::Error>>()?;
    files.retain(|file| file.split('.').next() == Some(name));
    files.sort();
    let example = |file: &String| -> Result<Value, Box<dyn Error>> {
        let payload: Value = serde_json::from_str(&fs::read_to_string(examples.join(file))?)?;
        Ok(json!({ "name": file.trim_end_matches(".json"), "payload": payload }))
    };
    let examples: Vec<Value> = files.iter().map(example).collect::<Result<_, _>>()?;
    Ok(json!({ "name": name, "title": name, "summary": comment, "payload": payload, "examples": examples }))
}

fn schema(message: &Message) -> Value {
    let mut schema = json!({ "type": "object", "description": message.comment });
    let properties: Map<String, Value> = properties(message).collect();
    if !properties.is_empty() {
        schema["properties"] = properties.into();
    }
    // Defaults are always sent, and a client has to say what has no default that makes sense.
    let required: Vec<&str> =
        message.proto.field.iter().filter(|field| always(field)).map(|field| field.name()).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    let choices = message.proto.field.iter().filter(|field| field.oneof_index.is_some() && !field.proto3_optional());
    let choices: Vec<Value> = choices.map(|field| json!({ "required": [field.name()] })).collect();
    if !choices.is_empty() {
        schema["oneOf"] = choices.into();
    }
    schema
}

fn always(field: &FieldDescriptorProto) -> bool {
    let list = field.label() == Label::Repeated;
    field.oneof_index.is_none() && (list && field.name() != "urls" || !list && field.r#type() != Type::Message)
}

fn properties(message: &Message) -> impl Iterator<Item = (String, Value)> {
    message.proto.field.iter().zip(message.fields.values()).map(|(field, comment)| {
        let mut value = value(message, field);
        if !comment.is_empty() {
            value["description"] = comment.as_str().into();
        }
        (field.name().to_owned(), value)
    })
}

fn value(message: &Message, field: &FieldDescriptorProto) -> Value {
    let one = match field.r#type() {
        Type::String => json!({ "type": "string" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Double => json!({ "type": "number" }),
        Type::Int32 => json!({ "type": "integer" }),
        Type::Uint32 => json!({ "type": "integer", "minimum": 0 }),
        // The only map there is: emoji to members.
        Type::Message if message.proto.nested_type.iter().any(|entry| entry.name() == short(field.type_name())) => {
            let members = json!({ "type": "array", "items": { "type": "string" } });
            return json!({ "type": "object", "additionalProperties": members });
        }
        Type::Message if field.name() == "item" => {
            json!({ "oneOf": [{ "$ref": reference(field) }, { "type": "null" }] })
        }
        Type::Message => json!({ "$ref": reference(field) }),
        other => unreachable!("{}: {other:?} does not survive JSON", field.name()),
    };
    match field.label() {
        Label::Repeated => json!({ "type": "array", "items": one }),
        _ => one,
    }
}

fn short(type_name: &str) -> &str {
    type_name.rsplit('.').next().unwrap_or_default()
}

fn reference(field: &FieldDescriptorProto) -> String {
    format!("#/components/schemas/{}", short(field.type_name()))
}

fn whole(messages: Map<String, Value>, schemas: Map<String, Value>) -> Value {
    let of = |prefix: &str| -> Vec<Value> {
        let names = messages.keys().filter(|name| name.starts_with(prefix));
        names.map(|name| json!({ "$ref": format!("#/channels/room/messages/{name}") })).collect()
    };
    let channel = json!({ "$ref": "#/channels/room" });
    let scheme = |name| json!({ "$ref": format!("#/components/securitySchemes/{name}") });
    let security = ["ticket", "resume", "bearer"].map(scheme);
    let all: Map<String, Value> = messages
        .keys()
        .map(|name| (name.clone(), json!({ "$ref": format!("#/components/messages/{name}") })))
        .collect();
    let answer = |names: [&str; 2]| -> Vec<Value> {
        names.iter().map(|name| json!({ "$ref": format!("#/channels/room/messages/frame.{name}") })).collect()
    };
    let (asked, others): (Vec<Value>, Vec<Value>) = of("command.")
        .into_iter()
        .partition(|reference| reference["$ref"].as_str().is_some_and(|r| r.ends_with(".PING")));
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Matinee, the room's WebSocket",
            "version": "1.0.0",
            "description": INTRODUCTION,
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "servers": {
            "here": {
                "host": "{host}",
                "protocol": "wss",
                "description": "Whatever `ws_url` of a join says; `ws` where the page came over plain HTTP.",
                "variables": { "host": { "default": "watch.example", "description": "Host of the page." } },
                "security": security,
            }
        },
        "channels": { "room": {
            "address": "/api/rooms/{room_id}/ws",
            "title": "A room",
            "parameters": {
                "room_id": { "description": "Id of the room, or its address.", "examples": ["amber-otter-4821"] }
            },
            "bindings": { "ws": { "method": "GET", "query": query(), "bindingVersion": "0.1.0" } },
            "messages": all,
        } },
        "operations": {
            "takeCommand": {
                "action": "receive", "channel": channel, "title": "A client asks for something",
                "summary": "Answered by exactly one ACK or ERROR with its id.",
                "messages": others, "reply": { "channel": channel, "messages": answer(["ACK", "ERROR"]) },
            },
            "tellTheTime": {
                "action": "receive", "channel": channel, "title": "A client asks for the room clock",
                "messages": asked, "reply": { "channel": channel, "messages": answer(["PONG", "ERROR"]) },
            },
            "sendFrame": {
                "action": "send", "channel": channel, "title": "The server tells", "messages": of("frame."),
            },
            "sendEvent": {
                "action": "send", "channel": channel, "title": "Something happened in the room",
                "summary": "`revision` is the last one plus one, always; a gap means RESYNC.",
                "messages": of("event."),
            },
        },
        "components": { "messages": messages, "schemas": schemas, "securitySchemes": {
            "ticket": in_query("ticket", "From joining; good for 30 s, once."),
            "resume": in_query("resume", "From WELCOME; good for 10 minutes after the socket is gone."),
            "bearer": {
                "type": "http", "scheme": "bearer",
                "description": "An access token or the token of a program: joins under the user's name.",
            },
        } },
        "x-subprotocols": {
            "matinee.v1.json": "Text frames, as described here; also when none is asked for.",
            "matinee.v1.proto": "Binary frames: `matinee.sync.v1.ClientFrame` and `ServerFrame` as protobuf.",
        },
        "x-close-codes": CLOSE_CODES
            .map(|(code, meaning)| json!({ "code": code, "meaning": meaning, "reconnect": code < 4000 && code != 1000 })),
    })
}

fn in_query(name: &str, description: &str) -> Value {
    json!({ "type": "httpApiKey", "in": "query", "name": name, "description": description })
}

fn query() -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    json!({ "type": "object", "properties": {
        "ticket": text("From `POST /api/rooms/{room_id}/join`."),
        "resume": text("`resume` of WELCOME, to come back."),
        "epoch": text("With `resume`: the epoch of the last event or snapshot seen."),
        "revision": { "type": "integer", "minimum": 0, "description": "With `resume`: the last revision seen." },
        "dm": text("With `resume`: `message_id` of the last direct message seen."),
    } })
}

const INTRODUCTION: &str = "What a browser or a program and the server say to each other in a room, from the \
    server's side. Frames are text, each the JSON of one message; a command has an `id` (1–64 characters, random) that \
    makes it idempotent: the same again within ten minutes has no second effect and gets the first answer.\n\n\
    WELCOME comes first, then a SNAPSHOT, or, after a `resume`, the events since. Fold every EVENT into the snapshot; \
    its `revision` is the last one plus one. Instants are Unix milliseconds of the room clock, which PING asks for; \
    the position now is `position + (now − at) / 1000 · rate` while `playing` and not `waiting`.\n\n\
    After a close code below 4000 (but 1000) come back with full jitter and `resume`; after 4000 and above only with a \
    fresh join. `x-close-codes` and `x-subprotocols` list both.";

//! The two forms of one contract: text frames with proto3 JSON, binary frames with protobuf.
//!
//! What is sent is encoded once into the bytes of a whole WebSocket frame, header included: a
//! server's frames are not masked, so the same bytes go to every receiver and nothing is left to
//! do per delivery but to write them.

use bytes::Bytes;
use matinee_proto::sync::v1::{ClientFrame, ServerFrame, client_frame::Command, server_frame};
use prost::Message as _;
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// Subprotocol of text frames with proto3 JSON, also spoken when none is asked for.
pub(crate) const JSON: &str = "matinee.v1.json";
/// Subprotocol of binary frames with protobuf.
pub(crate) const PROTO: &str = "matinee.v1.proto";
/// Characters of a frame's id.
const ID_MAX: usize = 64;

/// How a socket speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    /// Text frames, proto3 JSON.
    Json,
    /// Binary frames, protobuf.
    Proto,
}

/// A frame from a client that is none, with the id to answer to if one could be read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BadFrame {
    pub(crate) id: String,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
}

impl BadFrame {
    fn new(id: &str, code: &'static str, detail: impl Into<String>) -> Self {
        // An id that is itself the fault is not echoed at length.
        Self { id: id.chars().take(ID_MAX).collect(), code, detail: detail.into() }
    }
}

impl Codec {
    /// The first of the offered subprotocols that is ours; `None` if some are offered and none is.
    pub(crate) fn choose<'a>(offered: impl Iterator<Item = &'a str>) -> Option<(Self, Option<&'static str>)> {
        let mut any = false;
        for name in offered.flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
            any = true;
            match name {
                JSON => return Some((Self::Json, Some(JSON))),
                PROTO => return Some((Self::Proto, Some(PROTO))),
                _ => {}
            }
        }
        (!any).then_some((Self::Json, None))
    }

    /// Its place in a table with an entry per codec.
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// The bytes of the WebSocket frame that carries `frame`.
    pub(crate) fn encode(self, frame: server_frame::Frame) -> Bytes {
        self.encode_whole(&ServerFrame { frame: Some(frame) })
    }

    /// The same of a message that is needed afterwards.
    pub(crate) fn encode_whole(self, frame: &ServerFrame) -> Bytes {
        match self {
            Self::Json => self.wrap(&serde_json::to_vec(frame).expect("messages serialize")),
            Self::Proto => self.wrap(&frame.encode_to_vec()),
        }
    }

    /// The bytes of the WebSocket frame that carries an encoded message.
    pub(crate) fn wrap(self, payload: &[u8]) -> Bytes {
        websocket_frame(OpCode::Data(if self == Self::Json { Data::Text } else { Data::Binary }), payload)
    }

    /// Reads a client's frame; its numbers are finite, its id is usable, its command is known.
    pub(crate) fn decode(self, payload: &[u8]) -> Result<(String, Command), BadFrame> {
        let frame = match self {
            Self::Json => serde_json::from_slice(payload).map_err(|error| explain(payload, &error))?,
            Self::Proto => ClientFrame::decode(payload)
                .map_err(|_| BadFrame::new("", "invalid_frame", "the frame is no matinee.sync.v1.ClientFrame"))?,
        };
        let ClientFrame { id, command } = frame;
        if id.is_empty() {
            return Err(BadFrame::new("", "invalid_frame", "a frame has an id"));
        }
        if id.len() > ID_MAX && id.chars().count() > ID_MAX || id.chars().any(char::is_control) {
            return Err(BadFrame::new(&id, "invalid_frame", "an id is 1–64 characters without control characters"));
        }
        let Some(command) = command else { return Err(without_command(self, payload, &id)) };
        if let Some(field) = not_a_number(&command) {
            return Err(BadFrame::new(&id, "invalid_argument", format!("{field} is a finite number")));
        }
        Ok((id, command))
    }
}

/// A ping, to be answered by any WebSocket client.
pub(crate) fn ping() -> Bytes {
    websocket_frame(OpCode::Control(Control::Ping), b"")
}

/// A close frame.
pub(crate) fn close(code: u16, reason: &str) -> Bytes {
    let mut payload = code.to_be_bytes().to_vec();
    // Control frames hold 125 bytes.
    payload.extend_from_slice(reason.as_bytes().get(..123).unwrap_or(reason.as_bytes()));
    websocket_frame(OpCode::Control(Control::Close), &payload)
}

fn websocket_frame(opcode: OpCode, payload: &[u8]) -> Bytes {
    let header = FrameHeader { opcode, ..FrameHeader::default() };
    let mut bytes = Vec::with_capacity(header.len(payload.len() as u64) + payload.len());
    header.format(payload.len() as u64, &mut bytes).expect("a vector takes everything");
    bytes.extend_from_slice(payload);
    Bytes::from(bytes)
}

/// Reads an id out of what may be no frame; everything else is passed over unread.
#[derive(serde::Deserialize)]
struct OnlyId {
    id: String,
}

/// Why a JSON text is no frame, with its id if there is one.
fn explain(payload: &[u8], error: &serde_json::Error) -> BadFrame {
    let id = serde_json::from_slice::<OnlyId>(payload).map(|only| only.id).unwrap_or_default();
    let detail = match error.is_data() {
        true => format!("the frame does not fit the contract: {error}"),
        false => "the frame is not JSON".to_owned(),
    };
    BadFrame::new(&id, "invalid_frame", detail)
}

/// Unknown names are passed over in reading, so a frame without a command may have had one.
fn without_command(codec: Codec, payload: &[u8], id: &str) -> BadFrame {
    if codec == Codec::Proto {
        return BadFrame::new(id, "unknown_command", "the frame has no command that is known here");
    }
    let value: serde_json::Value = serde_json::from_slice(payload).unwrap_or_default();
    let names: Vec<&String> = value.as_object().into_iter().flat_map(|o| o.keys()).filter(|key| *key != "id").collect();
    match names.as_slice() {
        [] => BadFrame::new(id, "unknown_command", "the frame has no command"),
        [name] if name.len() <= 64 => BadFrame::new(id, "unknown_command", format!("{name} is not a command")),
        [_] => BadFrame::new(id, "unknown_command", "the frame has no command that is known here"),
        _ => BadFrame::new(id, "invalid_frame", "a frame has exactly one command"),
    }
}

/// proto3 JSON knows "NaN" and "Infinity"; rooms do not.
fn not_a_number(command: &Command) -> Option<&'static str> {
    let fields: [(&'static str, Option<f64>); 3] = match command {
        Command::Play(play) => [("position", play.position), ("", None), ("", None)],
        Command::Pause(pause) => [("position", pause.position), ("", None), ("", None)],
        Command::Seek(seek) => [("timestamp", Some(seek.timestamp)), ("live_offset", seek.live_offset), ("", None)],
        Command::SetRate(rate) => [("rate", Some(rate.rate)), ("", None), ("", None)],
        Command::Status(s) => [("position", Some(s.position)), ("at", Some(s.at)), ("duration", s.duration)],
        Command::Ping(ping) => [("client_time", Some(ping.client_time)), ("", None), ("", None)],
        _ => return None,
    };
    fields.into_iter().find(|(_, value)| value.is_some_and(|number| !number.is_finite())).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_proto::sync::v1::{Ack, Seek};

    fn json(text: &str) -> Result<(String, Command), (&'static str, String)> {
        Codec::Json.decode(text.as_bytes()).map_err(|bad| (bad.code, bad.id))
    }

    #[test]
    fn reads_a_command() {
        let seek = Command::Seek(Seek { timestamp: 123.45, live_offset: None });
        assert_eq!(json(r#"{"id":"c17","SEEK":{"timestamp":123.45}}"#), Ok(("c17".into(), seek.clone())));
        let binary = ClientFrame { id: "c17".into(), command: Some(seek.clone()) }.encode_to_vec();
        assert_eq!(Codec::Proto.decode(&binary), Ok(("c17".into(), seek)));
    }

    #[test]
    fn names_what_is_wrong() {
        for (text, code, id) in [
            ("{", "invalid_frame", ""),
            ("[]", "invalid_frame", ""),
            ("null", "invalid_frame", ""),
            (r#"{"PLAY":{}}"#, "invalid_frame", ""),
            (r#"{"id":"","PLAY":{}}"#, "invalid_frame", ""),
            (r#"{"id":7,"PLAY":{}}"#, "invalid_frame", ""),
            (r#"{"id":"a\u0000b","PLAY":{}}"#, "invalid_frame", "a\0b"),
            (r#"{"id":"c"}"#, "unknown_command", "c"),
            (r#"{"id":"c","SEEK":{"timestamp":1e999}}"#, "invalid_frame", "c"),
            (r#"{"id":"c","DANCE":{}}"#, "unknown_command", "c"),
            (r#"{"id":"c","DANCE":{},"SING":{}}"#, "invalid_frame", "c"),
            (r#"{"id":"c","PLAY":{},"PAUSE":{}}"#, "invalid_frame", "c"),
            (r#"{"id":"c","SEEK":{"timestamp":"soon"}}"#, "invalid_frame", "c"),
            (r#"{"id":"c","SEEK":{"timestamp":"NaN"}}"#, "invalid_argument", "c"),
            (r#"{"id":"c","SEEK":{"timestamp":"-Infinity"}}"#, "invalid_argument", "c"),
            (r#"{"id":"c","SEEK":[1]}"#, "invalid_frame", "c"),
        ] {
            assert_eq!(json(text), Err((code, id.to_owned())), "{text}");
        }
        let long = "x".repeat(ID_MAX + 1);
        assert_eq!(json(&format!(r#"{{"id":"{long}","PLAY":{{}}}}"#)).unwrap_err().0, "invalid_frame");
        assert!(json(&format!(r#"{{"id":"{}","PLAY":{{}}}}"#, "ü".repeat(ID_MAX))).is_ok());
        assert_eq!(Codec::Proto.decode(&[0xff, 0xff]).unwrap_err().code, "invalid_frame");
    }

    #[test]
    fn chooses_a_subprotocol() {
        assert_eq!(Codec::choose([].into_iter()), Some((Codec::Json, None)));
        assert_eq!(Codec::choose(["chat, matinee.v1.proto"].into_iter()), Some((Codec::Proto, Some(PROTO))));
        assert_eq!(Codec::choose(["chat"].into_iter()), None);
    }

    #[test]
    fn a_frame_is_whole_and_unmasked() {
        let ack = server_frame::Frame::Ack(Ack { id: "c".into(), revision: 3 });
        let bytes = Codec::Json.encode(ack);
        assert_eq!(bytes[0], 0x81);
        assert_eq!(usize::from(bytes[1]), bytes.len() - 2);
        assert_eq!(&bytes[2..], br#"{"ACK":{"id":"c","revision":3}}"#);
        assert_eq!(&close(1000, "left")[..], b"\x88\x06\x03\xe8left");
        assert_eq!(&Codec::Json.wrap(&[b' '; 300])[..4], &[0x81, 126, 1, 44]);
    }
}

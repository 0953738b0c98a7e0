//! One snapshot for many: a room is read once and encoded once, and whoever is not in the part of
//! the member list that it shows is put in front of it, and counted. A thousand members who join at
//! once thus cost one call to rooms and a copy each, not a thousand times a thousand members.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use matinee_proto::sync::v1::{Member, Room, Snapshot, server_frame};

use crate::codec::Codec;

/// Encodings kept, one per codec and address under which the room was opened.
const ENCODINGS: usize = 8;
/// Where the members begin in JSON. Inside a string its quotes would be escaped, and no message
/// in a room but the room itself has such a field.
const MEMBERS: &[u8] = b"\"members\":[";
/// What stands before their number.
const COUNT: &[u8] = b"\"member_count\":";

/// A room at a revision, shared by all who need it.
#[derive(Debug)]
pub(crate) struct SharedSnapshot {
    room: Room,
    taken: Instant,
    encoded: Vec<Encoded>,
}

#[derive(Debug)]
struct Encoded {
    codec: Codec,
    base: Arc<str>,
    /// The message without WebSocket header: a part of the frame.
    payload: Bytes,
    /// The whole, for those who are in it.
    frame: Bytes,
    /// Where in JSON the members begin, and where their number does. Looked up once: the whole is searched for it.
    places: (usize, usize),
}

impl Encoded {
    fn new(codec: Codec, base: Arc<str>, payload: &[u8]) -> Self {
        let frame = codec.wrap(payload);
        let places = match codec {
            Codec::Json => {
                let members = after(payload, MEMBERS, 0);
                (members, after(payload, COUNT, members))
            }
            Codec::Proto => (0, 0),
        };
        Self { codec, base, payload: frame.slice(frame.len() - payload.len()..), frame, places }
    }
}

impl SharedSnapshot {
    pub(crate) fn new(room: Room, now: Instant) -> Self {
        Self { room, taken: now, encoded: Vec::new() }
    }

    pub(crate) fn revision(&self) -> u32 {
        self.room.revision
    }

    /// Seconds since it was taken.
    pub(crate) fn age(&self, now: Instant) -> f64 {
        now.duration_since(self.taken).as_secs_f64()
    }

    /// Whether `member` is in the list.
    pub(crate) fn shows(&self, member: &str) -> bool {
        self.room.members.iter().any(|shown| shown.id == member)
    }

    /// The frame for somebody who opened the room under `base` (`https://host`), with `own` put
    /// in front of the members unless it is `None`.
    pub(crate) fn frame(&mut self, codec: Codec, base: &Arc<str>, own: Option<&Member>) -> Bytes {
        let index = match self.encoded.iter().position(|e| e.codec == codec && e.base == *base) {
            Some(index) => index,
            None => {
                if self.encoded.len() == ENCODINGS {
                    self.encoded.remove(0);
                }
                let payload = payload(codec, with_url(self.room.clone(), base));
                self.encoded.push(Encoded::new(codec, base.clone(), &payload));
                self.encoded.len() - 1
            }
        };
        let encoded = &self.encoded[index];
        match (own, codec) {
            (None, _) => encoded.frame.clone(),
            (Some(own), Codec::Json) => codec.wrap(&spliced(encoded, own, self.room.member_count + 1)),
            (Some(own), Codec::Proto) => {
                // Protobuf: a message given twice is merged, repeated fields are appended, numbers replaced.
                let mut whole = encoded.payload.to_vec();
                let member_count = self.room.member_count + 1;
                let only = Room { members: vec![own.clone()], member_count, ..Room::default() };
                let snapshot = Snapshot { room: Some(only), ..Snapshot::default() };
                let frame =
                    matinee_proto::sync::v1::ServerFrame { frame: Some(server_frame::Frame::Snapshot(snapshot)) };
                prost::Message::encode(&frame, &mut whole).expect("a vector takes everything");
                codec.wrap(&whole)
            }
        }
    }
}

/// A snapshot for one socket alone.
pub(crate) fn single(codec: Codec, base: &str, room: Room) -> Bytes {
    codec.wrap(&payload(codec, with_url(room, base)))
}

fn with_url(room: Room, base: &str) -> Room {
    Room { url: room_url(base, named(&room.id, &room.address)), ..room }
}

/// What a link names a room by: its address, if it has one.
pub(crate) fn named<'a>(id: &'a str, address: &'a str) -> &'a str {
    if address.is_empty() { id } else { address }
}

/// Where a browser opens a room.
pub(crate) fn room_url(base: &str, id: &str) -> String {
    format!("{base}/r/{id}")
}

fn payload(codec: Codec, room: Room) -> Vec<u8> {
    let snapshot = Snapshot { epoch: room.epoch.clone(), revision: room.revision, room: Some(room) };
    let frame = matinee_proto::sync::v1::ServerFrame { frame: Some(server_frame::Frame::Snapshot(snapshot)) };
    match codec {
        Codec::Json => serde_json::to_vec(&frame).expect("messages serialize"),
        Codec::Proto => prost::Message::encode_to_vec(&frame),
    }
}

/// The JSON with `own` in front of the members, who are `count` then.
fn spliced(encoded: &Encoded, own: &Member, count: u32) -> Vec<u8> {
    let member = serde_json::to_vec(own).expect("messages serialize");
    let (payload, (members, number)) = (&encoded.payload, encoded.places);
    let mut whole = Vec::with_capacity(payload.len() + member.len() + 8);
    whole.extend_from_slice(&payload[..members]);
    whole.extend_from_slice(&member);
    if payload[members] != b']' {
        whole.push(b',');
    }
    whole.extend_from_slice(&payload[members..number]);
    whole.extend_from_slice(count.to_string().as_bytes());
    let digits = payload[number..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    whole.extend_from_slice(&payload[number + digits..]);
    whole
}

/// Where `mark` ends that is the first from `from` on.
///
/// # Panics
/// If there is none: every field of a room is written, whatever its value.
fn after(payload: &[u8], mark: &[u8], from: usize) -> usize {
    let at = payload[from..].windows(mark.len()).position(|window| window == mark).expect("every field is written");
    from + at + mark.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_proto::sync::v1::{ChatMessage, ServerFrame};
    use prost::Message as _;

    fn member(id: &str) -> Member {
        Member { id: id.into(), nickname: "\"members\":[".into(), ..Member::default() }
    }

    fn room(members: &[&str]) -> Room {
        let chat = ChatMessage { text: "\"members\":[{".into(), ..ChatMessage::default() };
        Room {
            id: "amber-otter-1".into(),
            name: "\"members\":[".into(),
            members: members.iter().map(|id| member(id)).collect(),
            member_count: u32::try_from(members.len()).unwrap(),
            chat: vec![chat],
            revision: 4,
            epoch: "e".into(),
            ..Room::default()
        }
    }

    fn read(codec: Codec, frame: &Bytes) -> Room {
        let header = match frame[1] {
            126 => 4,
            127 => 10,
            _ => 2,
        };
        let frame: ServerFrame = match codec {
            Codec::Json => serde_json::from_slice(&frame[header..]).unwrap(),
            Codec::Proto => ServerFrame::decode(&frame[header..]).unwrap(),
        };
        let Some(server_frame::Frame::Snapshot(snapshot)) = frame.frame else { panic!("{frame:?}") };
        assert_eq!((snapshot.epoch.as_str(), snapshot.revision), ("e", 4));
        snapshot.room.unwrap()
    }

    #[test]
    fn shows_everybody_themselves() {
        let base: Arc<str> = "https://watch.example".into();
        for codec in [Codec::Json, Codec::Proto] {
            for members in [&[][..], &["a"][..], &["a", "b"][..]] {
                let mut shared = SharedSnapshot::new(room(members), Instant::now());
                let plain = read(codec, &shared.frame(codec, &base, None));
                assert_eq!(plain.url, "https://watch.example/r/amber-otter-1");
                assert_eq!(plain.members.len(), members.len());
                let with = read(codec, &shared.frame(codec, &base, Some(&member("me"))));
                assert_eq!(with.members.len(), members.len() + 1, "{codec:?}");
                assert_eq!(with.member_count as usize, members.len() + 1, "{codec:?}");
                assert!(with.members.contains(&member("me")));
                assert_eq!(with.chat, plain.chat);
                assert_eq!(with.name, plain.name);
            }
        }
    }

    #[test]
    fn each_address_has_its_own_link() {
        let mut shared = SharedSnapshot::new(room(&[]), Instant::now());
        for n in 0..20 {
            let base: Arc<str> = format!("http://host{n}").into();
            assert_eq!(
                read(Codec::Json, &shared.frame(Codec::Json, &base, None)).url,
                format!("{base}/r/amber-otter-1")
            );
        }
        assert_eq!(shared.encoded.len(), ENCODINGS);
    }
}

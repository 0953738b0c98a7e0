//! What goes over a room's channel: one byte that says what it is, then
//!
//! * `1` events: length and bytes of the epoch, first revision (u32, big endian), then per event its length
//!   (u32, big endian) and bytes;
//! * `2` a new epoch: length and bytes of the epoch;
//! * `3` unrevisioned bytes.
//!
//! The scripts write the first two; the events arrive there already packed, so they only put a header
//! in front. Whoever receives one slices it without copying.

use std::sync::Arc;

use bytes::{Buf, BufMut, Bytes, BytesMut};

use crate::{EventBatch, Head, Published};

const EVENTS: u8 = 1;
const RESET: u8 = 2;
const TRANSIENT: u8 = 3;

/// Events as they stand in messages and in the replay stream.
pub(super) fn pack_events(events: &[Bytes]) -> Bytes {
    let mut packed = BytesMut::with_capacity(events.iter().map(|event| event.len() + 4).sum());
    for event in events {
        packed.put_u32(u32::try_from(event.len()).unwrap_or(u32::MAX));
        packed.put_slice(event);
    }
    packed.freeze()
}

/// The inverse of [`pack_events`].
pub(super) fn unpack_events(mut packed: Bytes) -> Option<Vec<Bytes>> {
    let mut events = Vec::new();
    while packed.has_remaining() {
        let length = packed.try_get_u32().ok()? as usize;
        if packed.remaining() < length {
            return None;
        }
        events.push(packed.split_to(length));
    }
    Some(events)
}

/// A message of unrevisioned bytes.
pub(super) fn transient(body: &[u8]) -> Bytes {
    let mut message = BytesMut::with_capacity(body.len() + 1);
    message.put_u8(TRANSIENT);
    message.put_slice(body);
    message.freeze()
}

/// Reads a message; `None` if it is none.
pub(super) fn parse(mut message: Bytes) -> Option<Published> {
    match message.try_get_u8().ok()? {
        EVENTS => {
            let epoch = epoch(&mut message)?;
            let first_revision = message.try_get_u32().ok()?;
            let events = unpack_events(message)?;
            Some(Published::Events(Arc::new(EventBatch { epoch, first_revision, events })))
        }
        RESET => Some(Published::Reset(Head { epoch: epoch(&mut message)?, revision: 0 })),
        TRANSIENT => Some(Published::Transient(message)),
        _ => None,
    }
}

fn epoch(message: &mut Bytes) -> Option<Arc<str>> {
    let length = usize::from(message.try_get_u8().ok()?);
    let epoch = message.get(..length).and_then(|epoch| std::str::from_utf8(epoch).ok())?.into();
    message.advance(length);
    Some(epoch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(parts: &[&[u8]]) -> Bytes {
        parts.concat().into()
    }

    #[test]
    fn messages_are_read_as_the_scripts_write_them() {
        let events = [Bytes::from_static(b"one"), Bytes::new(), Bytes::from_static(&[0, 255])];
        let published = parse(message(&[b"\x01\x03e-1\x00\x00\x01\x02", &pack_events(&events)])).unwrap();
        let batch = EventBatch { epoch: "e-1".into(), first_revision: 258, events: events.to_vec() };
        assert_eq!(published, Published::Events(Arc::new(batch)));
        let head = Head { epoch: "e-2".into(), revision: 0 };
        assert_eq!(parse(message(&[b"\x02\x03e-2"])), Some(Published::Reset(head)));
        assert_eq!(parse(transient(b"x")), Some(Published::Transient(Bytes::from_static(b"x"))));
    }

    #[test]
    fn nonsense_is_no_message() {
        for nonsense in [&b""[..], b"\x00", b"\x01", b"\x01\x09short", b"\x01\x01e\x00\x00", b"\x02\x01\xff", b"\x07x"]
        {
            assert_eq!(parse(Bytes::copy_from_slice(nonsense)), None, "{nonsense:?}");
        }
        assert_eq!(unpack_events(Bytes::from_static(b"\x00\x00\x00\x05abc")), None);
    }
}

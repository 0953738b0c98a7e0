//! The context of a published event, in front of its bytes.
//!
//! An event is published as the bytes of one protobuf message. A traced one gets a field more, the
//! `traceparent`, under a number that the message has reserved: whoever reads the message passes
//! over it, what is encoded anew for browsers does not have it, and whether it is there is seen
//! from the first byte.

use bytes::{BufMut, Bytes, BytesMut};

use crate::span::{Parent, Span, TRACEPARENT_LENGTH};

/// Field 15, length-delimited (`reserved` in `sync/v1/event.proto`), and the length.
const MARK: [u8; 2] = [15 << 3 | 2, TRACEPARENT_LENGTH as u8];

/// The event as it is published on behalf of `span`.
#[must_use]
pub fn mark(event: Bytes, span: &Span) -> Bytes {
    let traceparent = span.traceparent();
    if traceparent.len() != TRACEPARENT_LENGTH {
        return event;
    }
    let mut marked = BytesMut::with_capacity(MARK.len() + TRACEPARENT_LENGTH + event.len());
    marked.put_slice(&MARK);
    marked.put_slice(traceparent.as_bytes());
    marked.put_slice(&event);
    marked.freeze()
}

/// On whose behalf it was published, if that is traced.
#[must_use]
pub fn parent(event: &[u8]) -> Option<Parent> {
    let rest = event.strip_prefix(&MARK)?;
    Parent::read(std::str::from_utf8(rest.get(..TRACEPARENT_LENGTH)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_traced_stays_as_it_is() {
        let event = Bytes::from_static(b"\x19event");
        assert_eq!(mark(event.clone(), &Span::NONE), event);
        assert!(parent(&event).is_none());
    }

    #[test]
    fn the_mark_is_read_and_nonsense_is_not() {
        let traceparent = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let marked = [&MARK[..], traceparent, b"event"].concat();
        assert!(parent(&marked).is_some_and(|parent| parent.is_sampled()));
        for length in 0..MARK.len() + TRACEPARENT_LENGTH {
            assert!(parent(&marked[..length]).is_none(), "{length}");
        }
    }
}

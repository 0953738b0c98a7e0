//! The last events of a room, encoded: what bridges the moment between a snapshot and now, and
//! serves sockets that come back after a blink without asking the broker.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use matinee_proto::sync::v1::{Event, ServerFrame, server_frame};
use prost::Message as _;

use super::catch_up::Held;
use crate::codec::Codec;

/// One event in every form in which it was wanted.
#[derive(Debug)]
struct Kept {
    /// As published: without epoch and revision.
    raw: Bytes,
    /// Whole WebSocket frames, by [`Codec::index`].
    frames: [Option<Bytes>; 2],
}

impl Kept {
    fn bytes(&self) -> usize {
        self.raw.len() + self.frames.iter().flatten().map(Bytes::len).sum::<usize>()
    }
}

/// A room's position and its last events, bounded in bytes.
#[derive(Debug)]
pub(crate) struct Ring {
    epoch: Arc<str>,
    head: u32,
    kept: VecDeque<Kept>,
    bytes: usize,
    limit: usize,
    /// How often [`Ring::rest`] was called since it was used.
    rests: u8,
}

impl Ring {
    pub(crate) fn new(epoch: Arc<str>, head: u32, limit: usize) -> Self {
        Self { epoch, head, kept: VecDeque::new(), bytes: 0, limit, rests: 0 }
    }

    pub(crate) fn epoch(&self) -> &Arc<str> {
        &self.epoch
    }

    pub(crate) fn head(&self) -> u32 {
        self.head
    }

    /// Position and reach, for decisions.
    pub(crate) fn held(&self) -> Held<'_> {
        Held { epoch: &self.epoch, head: self.head, floor: self.head - u32::try_from(self.kept.len()).unwrap_or(0) }
    }

    /// Starts over elsewhere: nothing is kept.
    pub(crate) fn reset(&mut self, epoch: Arc<str>, head: u32) {
        *self = Self::new(epoch, head, self.limit);
    }

    /// Appends the event after the head, encoded for the codecs `wanted`; the event itself, for
    /// whoever wants to read it. Bytes that are no event still are a revision: they become an
    /// event that says nothing.
    pub(crate) fn append(&mut self, raw: Bytes, wanted: [bool; 2]) -> Event {
        let revision = self.head + 1;
        let event = Event { epoch: self.epoch.to_string(), revision, ..decoded(&raw, revision) };
        let mut frames = [None, None];
        let frame = ServerFrame { frame: Some(server_frame::Frame::Event(event)) };
        for codec in [Codec::Json, Codec::Proto] {
            if wanted[codec.index()] {
                frames[codec.index()] = Some(codec.encode_whole(&frame));
            }
        }
        let kept = Kept { raw, frames };
        self.rests = 0;
        self.bytes += kept.bytes();
        self.head += 1;
        self.kept.push_back(kept);
        match frame.frame {
            Some(server_frame::Frame::Event(event)) => event,
            _ => Event::default(),
        }
    }

    /// Lets go of the oldest events beyond the bound, once everything has been handed out.
    pub(crate) fn trim(&mut self) {
        while self.bytes > self.limit && !self.kept.is_empty() {
            self.bytes -= self.kept.pop_front().map_or(0, |gone| gone.bytes());
        }
    }

    /// Lets go of what can be made again, if nobody has wanted it since the last rest: most rooms
    /// are quiet for most of the time.
    pub(crate) fn rest(&mut self) {
        self.rests = self.rests.saturating_add(1);
        // Once: the next ones find nothing more to do.
        if self.rests == 2 {
            self.kept.iter_mut().for_each(|kept| kept.frames = [None, None]);
            self.kept.shrink_to_fit();
            self.bytes = self.kept.iter().map(Kept::bytes).sum();
        }
    }

    /// Frames of the kept events after `revision`, oldest first; `None` if it does not reach so far back.
    pub(crate) fn frames_after(&mut self, revision: u32, codec: Codec) -> Option<Vec<Bytes>> {
        let floor = self.held().floor;
        if revision < floor {
            return None;
        }
        self.rests = 0;
        let skip = (revision - floor) as usize;
        let mut frames = Vec::with_capacity(self.kept.len().saturating_sub(skip));
        for (index, kept) in self.kept.iter_mut().enumerate().skip(skip) {
            let frame = match &kept.frames[codec.index()] {
                Some(frame) => frame.clone(),
                None => {
                    let revision = floor + 1 + u32::try_from(index).unwrap_or(0);
                    let frame = encode(&kept.raw, &self.epoch, revision, codec);
                    self.bytes += frame.len();
                    kept.frames[codec.index()] = Some(frame.clone());
                    frame
                }
            };
            frames.push(frame);
        }
        Some(frames)
    }

    /// The kept events after `revision`, as far as they are kept.
    pub(crate) fn events_after(&self, revision: u32) -> impl Iterator<Item = Event> {
        let skip = revision.saturating_sub(self.held().floor) as usize;
        self.kept.iter().skip(skip).map(|kept| Event::decode(kept.raw.clone()).unwrap_or_default())
    }
}

/// Encodes one published event.
pub(crate) fn encode(raw: &Bytes, epoch: &str, revision: u32, codec: Codec) -> Bytes {
    let event = Event { epoch: epoch.to_owned(), revision, ..decoded(raw, revision) };
    codec.encode(server_frame::Frame::Event(event))
}

fn decoded(raw: &Bytes, revision: u32) -> Event {
    Event::decode(raw.clone()).unwrap_or_else(|error| {
        tracing::error!(revision, %error, "a published event cannot be read");
        Event::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fanout::catch_up::{CatchUp, catch_up};

    fn raw(by: &str) -> Bytes {
        Bytes::from(Event { by: by.to_owned(), ..Event::default() }.encode_to_vec())
    }

    fn ring(limit: usize, events: u32) -> Ring {
        let mut ring = Ring::new("e".into(), 5, limit);
        for index in 0..events {
            ring.append(raw(&format!("m{index}")), [true, false]);
            ring.trim();
        }
        ring
    }

    #[test]
    fn events_get_epoch_and_revision() {
        let mut ring = ring(usize::MAX, 2);
        assert_eq!(ring.head(), 7);
        let frames = ring.frames_after(6, Codec::Json).unwrap();
        assert_eq!(frames.len(), 1);
        assert!(std::str::from_utf8(&frames[0][2..]).unwrap().contains(r#""epoch":"e","revision":7"#));
    }

    #[test]
    fn another_codec_is_made_when_it_is_wanted() {
        let mut ring = ring(usize::MAX, 2);
        let frames = ring.frames_after(5, Codec::Proto).unwrap();
        let frame = matinee_proto::sync::v1::ServerFrame::decode(&frames[1][2..]).unwrap();
        let Some(server_frame::Frame::Event(event)) = frame.frame else { panic!("{frame:?}") };
        assert_eq!((event.revision, event.by.as_str()), (7, "m1"));
    }

    #[test]
    fn what_nobody_wants_for_a_while_is_made_again_when_somebody_does() {
        let mut ring = ring(usize::MAX, 3);
        let frames = ring.frames_after(5, Codec::Json).unwrap();
        let (whole, raw) = (ring.bytes, ring.kept.iter().map(|kept| kept.raw.len()).sum::<usize>());
        ring.rest();
        assert_eq!(ring.bytes, whole, "it has just been used");
        ring.rest();
        assert_eq!(ring.bytes, raw);
        assert_eq!(ring.frames_after(5, Codec::Json).unwrap(), frames);
        assert_eq!(ring.bytes, whole);
    }

    #[test]
    fn it_is_bounded_and_says_how_far_it_reaches() {
        let mut ring = ring(1000, 100);
        let floor = ring.held().floor;
        assert!(floor > 5 && floor < 105, "{floor}");
        assert_eq!(catch_up(ring.held(), Some(("e", floor))), CatchUp::Kept);
        assert_eq!(catch_up(ring.held(), Some(("e", floor - 1))), CatchUp::Log);
        assert_eq!(ring.frames_after(floor, Codec::Json).unwrap().len(), (105 - floor) as usize);
        assert_eq!(ring.frames_after(floor - 1, Codec::Json), None);
    }

    #[test]
    fn nonsense_is_a_revision_all_the_same() {
        let mut ring = ring(1000, 1);
        assert_eq!(ring.append(Bytes::from_static(b"\xff\xff"), [true, true]).event, None);
        assert_eq!(ring.head(), 7);
    }
}

//! What is to be sent to whom: the decisions of fan-out as pure functions, because here is where
//! an event could be lost, doubled or sent out of order.
//!
//! A revision is a position in the sequence of a room's events within one epoch. The gateway's
//! own position is the *head*; it keeps the last few events, those after the *floor*.

/// Where a room's events stand in this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held<'a> {
    pub(crate) epoch: &'a str,
    /// Revision of the last event that was handed out.
    pub(crate) head: u32,
    /// Every event after this revision, up to the head, is kept.
    pub(crate) floor: u32,
}

/// What to make of events that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// All of them are known.
    Known,
    /// They continue the sequence after the first `skip` of them.
    Next { skip: usize },
    /// Some before them are missing: read the log after the head.
    Gap,
    /// Another epoch: everybody needs a snapshot.
    OtherEpoch,
}

/// Judges `count` events of `epoch` of which the first has revision `first`.
pub(crate) fn arrival(held: Held<'_>, epoch: &str, first: u32, count: usize) -> Arrival {
    if epoch != held.epoch {
        return Arrival::OtherEpoch;
    }
    let next = u64::from(held.head) + 1;
    let (first, end) = (u64::from(first), u64::from(first) + count as u64);
    if first > next {
        Arrival::Gap
    } else if end <= next {
        Arrival::Known
    } else {
        Arrival::Next { skip: usize::try_from(next - first).unwrap_or(usize::MAX) }
    }
}

/// How a socket that has seen everything up to a revision is brought to the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CatchUp {
    /// With the kept events after its revision (perhaps none).
    Kept,
    /// With events from the broker's log, which reaches further back.
    Log,
    /// With everything.
    Snapshot,
}

/// Judges a socket that says that it has seen `epoch` up to `revision`.
pub(crate) fn catch_up(held: Held<'_>, seen: Option<(&str, u32)>) -> CatchUp {
    match seen {
        Some((epoch, revision)) if epoch == held.epoch && revision <= held.head => {
            if revision >= held.floor {
                CatchUp::Kept
            } else {
                CatchUp::Log
            }
        }
        // Also one that is ahead: it saw on another gateway what has not arrived here yet.
        _ => CatchUp::Snapshot,
    }
}

/// How many of `count` new events, of which the first has revision `first`, a socket has had
/// already that stands at `cursor`.
pub(crate) fn already_had(cursor: u32, first: u32, count: usize) -> usize {
    let had = (u64::from(cursor) + 1).saturating_sub(u64::from(first));
    usize::try_from(had).unwrap_or(usize::MAX).min(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn held(head: u32, floor: u32) -> Held<'static> {
        Held { epoch: "e", head, floor }
    }

    #[test]
    fn judges_arrivals() {
        for (first, count, expected) in [
            (11, 1, Arrival::Next { skip: 0 }),
            (9, 4, Arrival::Next { skip: 2 }),
            (9, 2, Arrival::Known),
            (10, 1, Arrival::Known),
            (12, 1, Arrival::Gap),
            (u32::MAX, 5, Arrival::Gap),
        ] {
            assert_eq!(arrival(held(10, 0), "e", first, count), expected, "{first} {count}");
        }
        assert_eq!(arrival(held(10, 0), "other", 11, 1), Arrival::OtherEpoch);
    }

    #[test]
    fn judges_who_comes_back() {
        for (seen, expected) in [
            (Some(("e", 10)), CatchUp::Kept),
            (Some(("e", 5)), CatchUp::Kept),
            (Some(("e", 4)), CatchUp::Log),
            (Some(("e", 11)), CatchUp::Snapshot),
            (Some(("old", 10)), CatchUp::Snapshot),
            (None, CatchUp::Snapshot),
        ] {
            assert_eq!(catch_up(held(10, 5), seen), expected, "{seen:?}");
        }
    }

    /// A toy room: events are their revisions. Whatever order, repetition and loss batches arrive
    /// with, what a socket gets is the sequence without hole or repetition.
    fn deliver(log_end: u32, batches: &[(u32, usize)], joins: &[(usize, u32)], kept: u32) -> Vec<Vec<u32>> {
        let (mut head, mut floor) = (0u32, 0u32);
        let mut sockets: Vec<(u32, Vec<u32>)> = Vec::new();
        for (turn, &(first, count)) in batches.iter().enumerate() {
            for &(_, seen) in joins.iter().filter(|(at, _)| *at == turn) {
                let got: Vec<u32> = match catch_up(held(head, floor), Some(("e", seen))) {
                    CatchUp::Kept => (seen + 1..=head).collect(),
                    // The log may already know more than has arrived here.
                    CatchUp::Log => (seen + 1..=log_end).collect(),
                    // A snapshot holds everything up to its revision.
                    CatchUp::Snapshot => (seen + 1..=log_end).collect(),
                };
                sockets.push((got.last().copied().unwrap_or(seen), got));
            }
            let last = (first + u32::try_from(count).unwrap() - 1).min(log_end);
            let (from, to) = match arrival(held(head, floor), "e", first, count) {
                Arrival::Known | Arrival::OtherEpoch => continue,
                Arrival::Next { skip } => (first + u32::try_from(skip).unwrap(), last),
                Arrival::Gap => (head + 1, log_end),
            };
            if to < from {
                continue;
            }
            for (cursor, got) in &mut sockets {
                let skip = already_had(*cursor, from, (to - from + 1) as usize);
                let fresh = from + u32::try_from(skip).unwrap()..=to;
                got.extend(fresh);
                *cursor = (*cursor).max(to);
            }
            head = to;
            floor = floor.max(head.saturating_sub(kept));
        }
        sockets.into_iter().map(|(_, got)| got).collect()
    }

    proptest! {
        #[test]
        fn nothing_is_lost_doubled_or_out_of_order(
            log_end in 1u32..60,
            batches in prop::collection::vec((1u32..60, 1usize..6), 1..40),
            joins in prop::collection::vec((0usize..40, 0u32..60), 1..8),
            kept in 0u32..20,
        ) {
            let batches: Vec<_> = batches.into_iter().filter(|&(first, _)| first <= log_end).collect();
            let joins: Vec<_> = joins.into_iter().map(|(at, seen)| (at, seen.min(log_end))).collect();
            for got in deliver(log_end, &batches, &joins, kept) {
                prop_assert!(got.windows(2).all(|pair| pair[1] == pair[0] + 1), "{got:?}");
            }
        }
    }
}

//! The last events of a room, for replay, bounded in number and bytes.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;

use crate::{EventBatch, REPLAY_BYTES, REPLAY_EVENTS};

/// The replay window: one batch per commit, without holes up to the head.
#[derive(Debug, Default)]
pub(super) struct EventLog {
    batches: VecDeque<Arc<EventBatch>>,
    bytes: usize,
}

impl EventLog {
    /// Appends what was just committed.
    pub(super) fn push(&mut self, batch: Arc<EventBatch>) {
        let head = last_revision(&batch);
        self.bytes += size(&batch);
        self.batches.push_back(batch);
        while let Some(oldest) = self.batches.front() {
            let too_many = head as usize >= last_revision(oldest) as usize + REPLAY_EVENTS;
            if !too_many && self.bytes <= REPLAY_BYTES {
                break;
            }
            self.bytes -= size(oldest);
            self.batches.pop_front();
        }
    }

    /// Everything after revision `after`, or `None` if the window does not reach back that far.
    pub(super) fn after(&self, after: u32) -> Option<Vec<Arc<EventBatch>>> {
        let from = self.batches.partition_point(|batch| last_revision(batch) <= after);
        let first = self.batches.get(from)?;
        if first.first_revision > after + 1 {
            return None;
        }
        let mut found: Vec<_> = self.batches.range(from..).cloned().collect();
        found[0] = without_head(first, after);
        Some(found)
    }
}

/// The batch without its events up to revision `after`.
pub(crate) fn without_head(batch: &Arc<EventBatch>, after: u32) -> Arc<EventBatch> {
    let known = (after + 1).saturating_sub(batch.first_revision) as usize;
    if known == 0 {
        return batch.clone();
    }
    Arc::new(EventBatch {
        epoch: batch.epoch.clone(),
        first_revision: after + 1,
        events: batch.events.get(known..).unwrap_or_default().to_vec(),
    })
}

fn last_revision(batch: &EventBatch) -> u32 {
    batch.first_revision + u32::try_from(batch.events.len()).unwrap_or(u32::MAX) - 1
}

fn size(batch: &EventBatch) -> usize {
    batch.events.iter().map(Bytes::len).sum()
}

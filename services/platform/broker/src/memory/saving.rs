//! Marks of what changed, and letting go what is saved.

use super::room::Room;
use super::{Memory, millis};
use crate::{Broker, DIRTY_HOLD, Millis};

impl Memory {
    /// See [`Broker::unload`].
    pub(super) fn unload_unless_changed(&self, id: &str, version: u64, presence_version: u64) -> bool {
        let gone = self.cells.existing(id, |cell| {
            let same = |room: &Room| room.version == version && room.presence_version == presence_version;
            let gone = cell.room.as_ref().is_none_or(same);
            if gone {
                self.empty(id, cell);
            }
            gone
        });
        self.cells.tidy(id);
        gone.unwrap_or(true)
    }

    /// See [`Broker::claim_dirty`].
    pub(super) fn claim_marks(&self, limit: usize, changed_before: Millis) -> Vec<String> {
        let held = self.now() + millis(DIRTY_HOLD);
        let mut claimed = Vec::new();
        for (at, id) in self.dirty.marked(changed_before, limit) {
            let mine = self.in_room(&id, |room| {
                let mine = room.dirty == Some(at);
                if mine {
                    self.dirty.set(&id, &mut room.dirty, Some(held));
                }
                mine
            });
            if mine.unwrap_or_default() {
                claimed.push(id.to_string());
            }
        }
        claimed
    }

    /// See [`Broker::saved`].
    pub(super) fn clear_marks(&self, rooms: &[(String, u64)]) {
        let now = self.now();
        for (id, version) in rooms {
            self.in_room(id, |room| {
                let changed = (room.version != *version).then_some(now);
                self.dirty.set(id, &mut room.dirty, changed);
            });
        }
    }
}

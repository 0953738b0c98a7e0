//! Where rooms are found: one lock per room, held for microseconds and never across an await.
//!
//! A cell is there while its room exists or somebody listens to it (one may subscribe before the room is
//! made). A cell that is taken out of the map is marked `retired` under its own lock, so that
//! whoever got hold of it just before looks again instead of using an orphan.

use std::sync::Arc;

use dashmap::DashMap;
use parking_lot::Mutex;

use super::room::Room;
use crate::Published;
use crate::outlet::Outlet;

/// What belongs to one room id.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) room: Option<Room>,
    pub(super) outlet: Option<Outlet>,
    retired: bool,
}

impl Cell {
    pub(super) fn publish(&mut self, message: Published) {
        if let Some(outlet) = &mut self.outlet {
            outlet.send(message);
        }
    }

    fn is_unused(&self) -> bool {
        self.room.is_none() && self.outlet.as_ref().is_none_or(Outlet::is_idle)
    }
}

/// All cells.
#[derive(Debug, Default)]
pub(super) struct Cells(DashMap<Arc<str>, Arc<Mutex<Cell>>>);

impl Cells {
    /// Runs `act` on the cell of `room` if there is one.
    pub(super) fn existing<R>(&self, room: &str, act: impl FnOnce(&mut Cell) -> R) -> Option<R> {
        let cell = self.0.get(room)?.value().clone();
        let mut cell = cell.lock();
        // A retired cell had neither room nor listeners.
        (!cell.retired).then(|| act(&mut cell))
    }

    /// Runs `act` on the cell of `room`, making it first.
    pub(super) fn made<R>(&self, room: &str, act: impl FnOnce(&mut Cell) -> R) -> R {
        loop {
            let cell = match self.0.get(room) {
                Some(cell) => cell.value().clone(),
                None => self.0.entry(room.into()).or_default().value().clone(),
            };
            let mut inner = cell.lock();
            if !inner.retired {
                return act(&mut inner);
            }
            drop(inner);
            self.0.remove_if(room, |_, found| Arc::ptr_eq(found, &cell));
        }
    }

    /// Takes the cell of `room` out if nothing needs it any more.
    pub(super) fn tidy(&self, room: &str) {
        let Some(cell) = self.0.get(room).map(|cell| cell.value().clone()) else { return };
        let mut inner = cell.lock();
        if inner.outlet.as_ref().is_some_and(Outlet::is_idle) {
            inner.outlet = None;
        }
        inner.retired = inner.is_unused();
        let retired = inner.retired;
        drop(inner);
        if retired {
            self.0.remove_if(room, |_, found| Arc::ptr_eq(found, &cell));
        }
    }

    /// All room ids, as they are at this moment.
    pub(super) fn ids(&self) -> Vec<Arc<str>> {
        self.0.iter().map(|entry| entry.key().clone()).collect()
    }
}

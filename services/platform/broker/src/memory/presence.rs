//! Leases of a room's connections.

use std::collections::HashMap;
use std::sync::Arc;

use crate::{Connection, Lease, Millis};

#[derive(Debug)]
struct State {
    until: Millis,
    /// A closed one is not renewed by a batch that was under way.
    closed: bool,
}

/// Leases by member and connection.
#[derive(Debug, Default)]
pub(super) struct Leases(HashMap<(Arc<str>, Arc<str>), State>);

impl Leases {
    pub(super) fn open(&mut self, connection: &Connection, until: Millis) {
        self.0.insert(key(connection), State { until, closed: false });
    }

    /// Ends a connection at `now`; whether it was open.
    pub(super) fn close(&mut self, connection: &Connection, now: Millis) -> bool {
        match self.0.get_mut(&key(connection)) {
            Some(state) if !state.closed => {
                *state = State { until: state.until.min(now), closed: true };
                true
            }
            _ => false,
        }
    }

    /// Prolongs a lease; whether it had been forgotten and was put back.
    pub(super) fn renew(&mut self, connection: &Connection, until: Millis) -> bool {
        match self.0.get_mut(&key(connection)) {
            Some(state) => {
                if !state.closed {
                    state.until = state.until.max(until);
                }
                false
            }
            None => {
                self.open(connection, until);
                true
            }
        }
    }

    pub(super) fn forget(&mut self, ended_before: Millis, members: &[String]) {
        self.0
            .retain(|(member, _), state| state.until >= ended_before && !members.iter().any(|gone| **gone == **member));
    }

    pub(super) fn all(&self) -> Vec<Lease> {
        let lease = |((member, connection), state): (&(Arc<str>, Arc<str>), &State)| Lease {
            member: member.to_string(),
            connection: connection.to_string(),
            until: state.until,
        };
        self.0.iter().map(lease).collect()
    }
}

fn key(connection: &Connection) -> (Arc<str>, Arc<str>) {
    (connection.member.clone(), connection.id.clone())
}

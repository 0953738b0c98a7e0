//! Leases of a room's connections.

use std::collections::HashMap;

use crate::{Lease, Millis};

#[derive(Debug)]
struct State {
    until: Millis,
    /// A closed one is not renewed by a batch that was under way.
    closed: bool,
}

/// Leases by member and connection.
#[derive(Debug, Default)]
pub(super) struct Leases(HashMap<(String, String), State>);

impl Leases {
    pub(super) fn open(&mut self, member: &str, connection: &str, until: Millis) {
        self.0.insert((member.to_owned(), connection.to_owned()), State { until, closed: false });
    }

    /// Ends a connection at `now`; whether it was open.
    pub(super) fn close(&mut self, member: &str, connection: &str, now: Millis) -> bool {
        match self.0.get_mut(&(member.to_owned(), connection.to_owned())) {
            Some(state) if !state.closed => {
                *state = State { until: state.until.min(now), closed: true };
                true
            }
            _ => false,
        }
    }

    /// Prolongs a lease; whether it had been forgotten and was put back.
    pub(super) fn renew(&mut self, member: &str, connection: &str, until: Millis) -> bool {
        match self.0.get_mut(&(member.to_owned(), connection.to_owned())) {
            Some(state) => {
                if !state.closed {
                    state.until = state.until.max(until);
                }
                false
            }
            None => {
                self.open(member, connection, until);
                true
            }
        }
    }

    pub(super) fn forget(&mut self, ended_before: Millis, members: &[String]) {
        self.0.retain(|(member, _), state| state.until >= ended_before && !members.contains(member));
    }

    pub(super) fn all(&self) -> Vec<Lease> {
        let lease = |((member, connection), state): (&(String, String), &State)| Lease {
            member: member.clone(),
            connection: connection.clone(),
            until: state.until,
        };
        self.0.iter().map(lease).collect()
    }
}

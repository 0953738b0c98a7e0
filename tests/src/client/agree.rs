//! Whether what a socket was told, event by event, is what the server says all at once.

use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::{Resync, Room};
use serde_json::Value;
use tokio::time::Instant;

use super::{PATIENCE, Socket};

impl Socket {
    /// Asks for a SNAPSHOT; what it says must be what was folded.
    ///
    /// # Panics
    /// If it is not.
    pub async fn agrees(&mut self) {
        let mut folded;
        loop {
            let count = self.snapshots;
            folded = self.room.clone();
            let id = self.send(Command::Resync(Resync {})).await;
            let deadline = Instant::now() + PATIENCE;
            while self.snapshots == count {
                folded = self.room.clone();
                assert!(self.read(deadline).await, "no SNAPSHOT after {id}");
            }
            assert!(self.room.revision >= folded.revision, "nobody is taken back behind what they have seen");
            if self.room.revision == folded.revision {
                break;
            }
            // Something has just happened; the next one is compared.
        }
        let differences = differences(&folded.settled(), &self.room.settled());
        assert!(differences.is_empty(), "folded, and what the snapshot says: {differences:#?}");
    }
}

/// What everybody sees alike.
pub trait Settled {
    /// The room without what one sees otherwise than another.
    #[must_use]
    fn settled(&self) -> Self;
}

impl Settled for Room {
    fn settled(&self) -> Self {
        let mut room = self.clone();
        room.members.sort_by(|a, b| a.id.cmp(&b.id));
        // How a player is travels unrevisioned.
        room.members.iter_mut().for_each(|member| member.state.clear());
        // Where a browser opens it is where this one did: another gateway, another address.
        room.url.clear();
        // While it runs, `ends_at` tells; what remains is as of when it was said.
        room.timer.iter_mut().filter(|timer| timer.running).for_each(|timer| timer.remaining = 0.0);
        room
    }
}

/// What differs between two pictures of a room, field by field.
///
/// # Panics
/// If a room is no JSON.
#[must_use]
pub fn differences(one: &Room, other: &Room) -> Vec<String> {
    fn compare(at: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
        match (one, other) {
            (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
                a.iter().for_each(|(key, value)| compare(&format!("{at}/{key}"), value, &other[key], found));
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                let pairs = a.iter().zip(b).enumerate();
                pairs.for_each(|(index, (a, b))| compare(&format!("{at}/{index}"), a, b, found));
            }
            _ if one == other => {}
            _ => found.push(format!("{at}: {one} and {other}")),
        }
    }
    let mut found = Vec::new();
    let json = |room| serde_json::to_value(room).expect("rooms are JSON");
    compare("", &json(one), &json(other), &mut found);
    found
}

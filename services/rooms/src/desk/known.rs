//! What a replica knows of a room: its state, and the bytes it was read from.
//!
//! The bytes are kept because judging changes the state in place, before anybody knows whether
//! the commit will be taken: if it is not, the parts that were touched are read again from their
//! bytes. That is cheaper than a copy of the room for every command, and cheaper than asking the
//! broker for all of it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use matinee_broker::{Head, Newer, PartChange, RoomState};
use room_core::{MemberId, Millis, Part, Report, Reports, Room};

use crate::stored::{self, Nonsense};

/// A room as last seen.
pub struct Known {
    /// Its state.
    pub room: Room,
    /// How players are.
    pub reports: Reports,
    /// Since when there is nobody.
    pub emptied: Option<Millis>,
    /// Where the log stood; it may have moved on by chat that this replica has not seen.
    pub head: Head,
    /// Version of the parts.
    pub version: u64,
    bytes: HashMap<String, Bytes>,
}

/// A stored part: one of the rules' state, or one of the service's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Of the rules' state.
    Rules(Part),
    /// The last report of a member's player.
    Report(MemberId),
    /// Since when there is nobody.
    Emptied,
}

const REPORT: &str = "report/";
const EMPTIED: &str = "emptied";

impl Piece {
    fn name(&self) -> String {
        match self {
            Self::Rules(part) => part.to_string(),
            Self::Report(member) => format!("{REPORT}{member}"),
            Self::Emptied => EMPTIED.to_owned(),
        }
    }

    /// `None` for parts of a newer version, which are left alone.
    fn parse(name: &str) -> Option<Self> {
        if let Some(member) = name.strip_prefix(REPORT) {
            Some(Self::Report(member.into()))
        } else if name == EMPTIED {
            Some(Self::Emptied)
        } else {
            Part::parse(name).map(Self::Rules)
        }
    }
}

impl Known {
    /// A room that nobody has entered yet, made at `now`.
    pub fn new(room: Room, now: Millis) -> Self {
        let (reports, head) = (Reports::default(), Head { epoch: "".into(), revision: 0 });
        Self { room, reports, emptied: Some(now), head, version: 1, bytes: HashMap::new() }
    }

    /// A room as the broker has it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(state: RoomState) -> Result<Self, Nonsense> {
        let about = state.parts.iter().find(|(name, _)| name == "about");
        let (_, about) = about.ok_or_else(Nonsense::no_room)?;
        let mut known = Self {
            room: Room::new(stored::decode_about(about)?),
            reports: Reports::default(),
            emptied: None,
            head: state.head.clone(),
            version: state.version,
            bytes: HashMap::with_capacity(state.parts.len()),
        };
        known.replace(state.parts)?;
        Ok(known)
    }

    /// Takes over a state that was read anew, at the cost of what differs.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn refresh(&mut self, state: &RoomState) -> Result<(), Nonsense> {
        self.replace(state.parts.clone())?;
        self.head = state.head.clone();
        self.version = state.version;
        Ok(())
    }

    /// Takes over what is newer than this.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn merge(&mut self, newer: Newer) -> Result<(), Nonsense> {
        if newer.whole {
            let parts = newer.changes.into_iter().filter_map(|change| Some((change.name, change.value?)));
            self.replace(parts.collect())?;
        } else {
            for change in newer.changes {
                self.put(change.name, change.value)?;
            }
        }
        self.head = newer.head;
        self.version = newer.version;
        Ok(())
    }

    /// What a commit has to write of these pieces, as the room is now. Those that are as they
    /// were stored are left out.
    pub fn changes(&self, touched: &BTreeSet<Piece>) -> Vec<PartChange> {
        let changed = touched.iter().filter_map(|piece| {
            let (name, value) = (piece.name(), self.encode(piece));
            (self.bytes.get(&name) != value.as_ref()).then_some(PartChange { name, value })
        });
        changed.collect()
    }

    /// Remembers what was committed.
    pub fn committed(&mut self, changes: Vec<PartChange>, revision: u32, version: u64) {
        for change in changes {
            match change.value {
                Some(value) => self.bytes.insert(change.name, value),
                None => self.bytes.remove(&change.name),
            };
        }
        self.head.revision = revision;
        self.version = version;
    }

    /// Takes back what was judged but not committed.
    ///
    /// # Errors
    /// Never in practice: the bytes were read before.
    pub fn restore(&mut self, touched: &BTreeSet<Piece>) -> Result<(), Nonsense> {
        for piece in touched {
            match self.bytes.get(&piece.name()).cloned() {
                Some(bytes) => self.decode(piece.clone(), &bytes)?,
                None => self.forget(piece.clone()),
            }
        }
        Ok(())
    }

    fn replace(&mut self, parts: Vec<(String, Bytes)>) -> Result<(), Nonsense> {
        let names: HashSet<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
        let gone: Vec<String> = self.bytes.keys().filter(|name| !names.contains(name.as_str())).cloned().collect();
        for name in gone {
            self.put(name, None)?;
        }
        for (name, bytes) in parts {
            if self.bytes.get(&name) != Some(&bytes) {
                self.put(name, Some(bytes))?;
            }
        }
        Ok(())
    }

    fn put(&mut self, name: String, value: Option<Bytes>) -> Result<(), Nonsense> {
        let Some(piece) = Piece::parse(&name) else { return Ok(()) };
        match value {
            Some(bytes) => {
                self.decode(piece, &bytes)?;
                self.bytes.insert(name, bytes);
            }
            None => {
                self.forget(piece);
                self.bytes.remove(&name);
            }
        }
        Ok(())
    }

    fn encode(&self, piece: &Piece) -> Option<Bytes> {
        match piece {
            Piece::Rules(part) => stored::encode(&self.room, part),
            // How a player was says nothing once its member is gone.
            Piece::Report(member) => self.if_in(member, self.reports.get(member)).map(stored::encode_report),
            Piece::Emptied => self.emptied.map(stored::encode_instant),
        }
    }

    fn if_in<T>(&self, member: &MemberId, value: Option<T>) -> Option<T> {
        value.filter(|_| self.room.members.get(member).is_some())
    }

    fn decode(&mut self, piece: Piece, bytes: &Bytes) -> Result<(), Nonsense> {
        match piece {
            Piece::Rules(part) => stored::decode(&mut self.room, part, bytes)?,
            Piece::Report(member) => {
                let report: Report = stored::decode_report(bytes)?;
                self.reports.put(member, report);
            }
            Piece::Emptied => self.emptied = Some(stored::decode_instant(bytes)?),
        }
        Ok(())
    }

    fn forget(&mut self, piece: Piece) {
        match piece {
            Piece::Rules(part) => stored::remove(&mut self.room, part),
            Piece::Report(member) => self.reports.forget(&member),
            Piece::Emptied => self.emptied = None,
        }
    }

    /// The parts of a room that nobody has seen yet.
    pub fn initial(room: &Room) -> Vec<(String, Bytes)> {
        let parts = room.parts().into_iter();
        parts.filter_map(|part| Some((part.to_string(), stored::encode(room, &part)?))).collect()
    }

    /// The parts that outlive everything: all but how players are.
    pub fn saved_parts(&self) -> Vec<(String, Bytes)> {
        let mut parts = Self::initial(&self.room);
        parts.extend(self.emptied.map(|since| (EMPTIED.to_owned(), stored::encode_instant(since))));
        parts
    }

    /// When the room is forgotten, if it is empty and belongs to nobody.
    pub fn expires_at(&self, empty: Duration) -> Option<Millis> {
        let kept = self.room.about.persistent;
        self.emptied.filter(|_| !kept).map(|since| since + empty.as_secs_f64() * 1e3)
    }

    /// The epoch under which commits are made.
    pub fn epoch(&self) -> Arc<str> {
        Arc::clone(&self.head.epoch)
    }
}

//! Imports: many items into a queue or a playlist, in steps of fifty.
//!
//! An import is a row in the database, not a task: whichever replica has the turn does the next
//! step and writes down how far it is, and when it dies, another one goes on from there. A step
//! may then happen twice, which adds nothing twice: each item's id follows from the import and
//! the item's number. What a step has put into a queue is in the database before the step counts
//! as done, so that not even the loss of everything that runs costs an item.

mod rows;
mod run;
mod source;
mod target;

use std::collections::HashSet;

use matinee_proto::Refusal;
use matinee_proto::rooms::v1 as proto;
use serde::{Deserialize, Serialize};

use crate::playlists::Entry;
use crate::service::RoomsService;

pub use rows::{cancel, create, delete_all, get, remove};
pub use run::{Hand, go_on, run};

/// Items of one step.
pub const STEP: usize = 50;
/// Items of one import.
pub const ITEMS_MAX: usize = 1_000;
/// Items that were not added, as far as they are named.
const PROBLEMS_KEPT: usize = 200;

/// Where items come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A YouTube playlist, page by page.
    Pages {
        /// Its link.
        url: String,
    },
    /// A list as it was when the import began.
    List {
        /// Its items.
        items: Vec<Entry>,
    },
}

/// Where they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The queue of a room.
    Queue,
    /// A playlist.
    Playlist,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Playlist => "playlist",
        }
    }
}

/// An item that was not added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    url: String,
    title: String,
    reason: String,
}

impl Problem {
    fn new(entry: &Entry, reason: &str) -> Self {
        Self { url: entry.url.clone(), title: entry.title.clone(), reason: reason.to_owned() }
    }
}

/// What became of items so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    done: i64,
    added: i64,
    duplicates: i64,
    unavailable: i64,
    problems: Vec<Problem>,
}

impl Tally {
    fn problem(&mut self, entry: &Entry, reason: &str) {
        match reason {
            "duplicate" => self.duplicates += 1,
            "unavailable" | "unsupported_url" => self.unavailable += 1,
            _ => {}
        }
        if self.problems.len() < PROBLEMS_KEPT {
            self.problems.push(Problem::new(entry, reason));
        }
    }
}

/// An import, as it is written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Random.
    pub id: String,
    /// Whose it is.
    pub owner: String,
    /// What it adds to.
    pub kind: Kind,
    /// Id of the room or playlist.
    pub target: String,
    /// Where items come from.
    pub source: Source,
    /// Of what is imported.
    pub title: String,
    /// `running`, `done`, `failed` or `cancelled`.
    pub status: String,
    /// How far it is.
    pub place: String,
    /// Steps that are done.
    pub step: i64,
    /// Items there are; 0 = not known.
    pub total: i64,
    /// What became of them.
    pub tally: Tally,
    /// Why it ended early.
    pub error: Option<(String, String)>,
    /// Failures of the present step.
    pub failures: i64,
    /// When it began, Unix milliseconds.
    pub created_at: i64,
    /// When it last went on, Unix milliseconds.
    pub updated_at: i64,
}

impl Import {
    /// One that begins now.
    pub fn new(owner: &str, kind: Kind, target: &str, source: Source, title: String, now: i64) -> Self {
        let total = match &source {
            Source::Pages { .. } => 0,
            Source::List { items } => i64::try_from(items.len()).unwrap_or(i64::MAX),
        };
        Self {
            id: crate::ident::fresh(&mut rand::rng()),
            owner: owner.to_owned(),
            kind,
            target: target.to_owned(),
            source,
            title,
            status: "running".to_owned(),
            place: String::new(),
            step: 0,
            total,
            tally: Tally::default(),
            error: None,
            failures: 0,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.status == "running"
    }

    /// The refusal of one that failed before it added or skipped anything.
    pub fn failed_at_once(&self) -> Option<Refusal> {
        let (code, detail) = self.error.clone().filter(|_| self.status == "failed" && self.tally.done == 0)?;
        Some(Refusal::new(code, detail))
    }
}

impl From<Import> for proto::Import {
    fn from(import: Import) -> Self {
        let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let (queue, playlist) = (import.kind == Kind::Queue, import.kind == Kind::Playlist);
        let (error_code, error_detail) = import.error.unwrap_or_default();
        let url = match import.source {
            Source::Pages { url } => url,
            Source::List { .. } => String::new(),
        };
        let problem = |Problem { url, title, reason }| proto::ImportProblem { url, title, reason };
        Self {
            id: import.id,
            kind: import.kind.as_str().to_owned(),
            room_id: if queue { import.target.clone() } else { String::new() },
            playlist_id: if playlist { import.target } else { String::new() },
            url,
            title: import.title,
            status: import.status,
            total: count(import.total),
            done: count(import.tally.done),
            added: count(import.tally.added),
            duplicates: count(import.tally.duplicates),
            unavailable: count(import.tally.unavailable),
            problems: import.tally.problems.into_iter().map(problem).collect(),
            error_code,
            error_detail,
            created_at: import.created_at as f64,
            updated_at: import.updated_at as f64,
        }
    }
}

/// What is in the target already: ids, and what the items are.
#[derive(Clone, Debug, Default)]
pub struct Present {
    ids: HashSet<String>,
    identities: HashSet<(String, String)>,
}

/// Passes if the import's owner may add to the queue of its room.
///
/// # Errors
/// Why not.
pub async fn may_add(service: &RoomsService, import: &Import) -> Result<(), Refusal> {
    target::queue(service, import).await.map(drop)
}

/// The refusal for an import that is not there, or is somebody else's.
pub fn no_import() -> Refusal {
    Refusal::new("import_not_found", "there is no such import")
}

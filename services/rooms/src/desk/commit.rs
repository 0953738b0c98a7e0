//! Judge and commit, until it counts or cannot.
//!
//! Whatever is judged is judged over what this replica knows, which may be old; the broker takes
//! a commit only if it is not. So a refusal, too, is final only once the broker has said that the
//! state is the newest and that the command is none it knows: a repeated REMOVE finds no item, but
//! was accepted the first time. [`Group::probe`] asks just that.

use std::sync::Arc;

use matinee_broker::{BrokerError, CommandRecord, Commit, CommitOutcome};
use matinee_proto::Refusal;
use matinee_telemetry::{KeyValue, Span};

use super::judge::{self, Circumstances, Draft, Verdict};
use super::known::Known;
use super::reply::{Seen, contended, no_room, unavailable};
use super::request::Request;
use super::slow::{self, Spoken};
use super::{Desk, Shared};
use crate::saved::SavedError;
use crate::stored::Nonsense;

/// How often a group is judged again because somebody else was faster.
const TRIES: u32 = 8;
/// A presence version that no room has: a commit under it never counts, but says what is known
/// and what is newer.
const NEVER: u64 = (1 << 53) - 1;

/// Why a group cannot go on.
enum Failed {
    Broker(BrokerError),
    Unreadable(Nonsense),
}

impl From<BrokerError> for Failed {
    fn from(error: BrokerError) -> Self {
        Self::Broker(error)
    }
}

impl From<Nonsense> for Failed {
    fn from(error: Nonsense) -> Self {
        Self::Unreadable(error)
    }
}

/// A group of requests on its way.
///
/// What is seldom done is boxed: a desk's worker is a task of its own, made and thrown away with
/// nearly every command, and as big as the biggest thing that it may come to do.
pub struct Group<'a> {
    desk: &'a Arc<Desk>,
    requests: Vec<Request>,
    conflicts: u32,
    gone: u32,
    failures: u32,
    steps: usize,
    spoken: Spoken,
}

impl<'a> Group<'a> {
    /// Requests that are judged in this order.
    pub fn new(desk: &'a Arc<Desk>, requests: Vec<Request>) -> Self {
        Self { desk, requests, conflicts: 0, gone: 0, failures: 0, steps: 0, spoken: Spoken::new() }
    }

    /// Judges and commits until every request has its answer.
    pub async fn run(mut self, known: &mut Option<Box<Known>>) {
        let most = self.requests.len() * 2 + 16;
        while !self.requests.is_empty() {
            self.steps += 1;
            if self.steps > most {
                self.refuse_all(&contended());
            }
            let step = self.step(known).await;
            let Err(failed) = step else { continue };
            *known = None;
            match failed {
                // It may have counted all the same: the same ids once more, over a state read anew.
                Failed::Broker(_) if self.failures == 0 => self.failures += 1,
                Failed::Broker(error) => {
                    tracing::warn!(room.id = %self.desk.id, %error, "a room could not be changed");
                    self.refuse_all(&unavailable());
                }
                Failed::Unreadable(error) => {
                    tracing::error!(room.id = %self.desk.id, %error, "a room cannot be read");
                    self.refuse_all(&unavailable());
                }
            }
        }
    }

    async fn step(&mut self, cached: &mut Option<Box<Known>>) -> Result<(), Failed> {
        let shared = &self.desk.shared;
        let fresh = cached.is_none();
        if fresh {
            *cached = Box::pin(self.span("read").run(load(shared, &self.desk.id))).await?;
        }
        let Some(known) = cached.as_deref_mut() else {
            self.refuse_all(&no_room());
            return Ok(());
        };
        let questions = slow::questions(shared, &self.desk.id, known, &self.requests, &self.spoken);
        if !questions.is_empty() {
            self.spoken.extend(Box::pin(slow::answers(&*shared.broker, questions)).await?);
        }
        // This replica's idea of the clock may be a moment behind the one that a deadline passed on.
        let due = self.requests.iter().filter_map(|request| request.action.deadline());
        let around = Circumstances {
            now: due.fold(shared.broker.now(), f64::max),
            limits: &shared.limits,
            grace: shared.config.grace(),
            empty: shared.config.empty(),
            unload: shared.config.unload(),
            spoken: &self.spoken,
        };
        let (mut draft, verdicts) = judge::judge(known, &self.requests, &around);
        if !draft.arrivals.is_empty() {
            self.desk.arrived(std::mem::take(&mut draft.arrivals));
        }
        let refused = verdicts.iter().any(|verdict| matches!(verdict, Verdict::No(_)));
        if draft.is_empty() && !refused && (fresh || !draft.verify) {
            let base = known.head.revision;
            self.settle(known, verdicts, base);
            return Ok(());
        }
        if !draft.is_empty() {
            return self.commit(cached, draft, verdicts, around.now).await;
        }
        if fresh && self.requests.iter().all(|request| request.id.is_empty()) {
            self.settle_refused(known, verdicts);
            return Ok(());
        }
        Box::pin(self.probe(cached, verdicts)).await
    }

    async fn commit(
        &mut self,
        cached: &mut Option<Box<Known>>,
        mut draft: Draft,
        verdicts: Vec<Verdict>,
        now: f64,
    ) -> Result<(), Failed> {
        let Some(known) = cached.as_deref_mut() else { return Ok(()) };
        let changes = known.changes(&draft.touched);
        let commit = Commit {
            room: self.desk.id.to_string(),
            epoch: known.epoch(),
            version: known.version,
            presence_version: draft.presence_version,
            now,
            changes: changes.clone(),
            events: std::mem::take(&mut draft.events),
            commands: std::mem::take(&mut draft.records),
            chat: std::mem::take(&mut draft.chat),
            reactions: std::mem::take(&mut draft.reactions),
            wakeups: std::mem::take(&mut draft.wakeups),
        };
        let events = u32::try_from(commit.events.len()).unwrap_or(u32::MAX);
        let started = std::time::Instant::now();
        let span = self.span("commit");
        let outcome = span.run(self.desk.shared.broker.commit(commit)).await?;
        drop(span);
        self.desk.shared.meters.commit.record(started.elapsed());
        match outcome {
            CommitOutcome::Committed { revision, version } => {
                known.committed(changes, revision, version);
                self.desk.committed(known, &draft);
                self.settle(known, verdicts, revision.saturating_sub(events));
                if draft.over {
                    Box::pin(remove(self.desk)).await?;
                    *cached = None;
                }
                Ok(())
            }
            CommitOutcome::Known(first) => {
                known.restore(&draft.touched)?;
                self.settle_known(known, &draft.recorded, &first);
                Ok(())
            }
            CommitOutcome::Conflict(newer) => {
                known.restore(&draft.touched)?;
                let moved = draft.presence_version.is_some_and(|version| version != newer.presence_version);
                known.merge(newer)?;
                self.desk.listing.lock().overtaken();
                self.conflict(moved);
                Ok(())
            }
            CommitOutcome::Gone => {
                *cached = None;
                self.gone();
                Ok(())
            }
        }
    }

    /// The same of [`Desk::span`], with how often others were faster.
    fn span(&self, name: &str) -> Span {
        let span = self.desk.span(name, &self.requests);
        span.set(|| vec![KeyValue::new("matinee.conflicts", i64::from(self.conflicts))]);
        span
    }

    /// Asks whether the state is the newest and whether commands that were refused are known.
    async fn probe(&mut self, cached: &mut Option<Box<Known>>, verdicts: Vec<Verdict>) -> Result<(), Failed> {
        let Some(known) = cached.as_deref_mut() else { return Ok(()) };
        let keys: Vec<usize> = (0..self.requests.len()).filter(|&index| !self.requests[index].id.is_empty()).collect();
        let record = |&index: &usize| CommandRecord { key: judge::key(&self.requests[index]), events_until: 0 };
        let commit = Commit {
            room: self.desk.id.to_string(),
            epoch: known.epoch(),
            version: known.version,
            presence_version: Some(NEVER),
            now: self.desk.shared.broker.now(),
            commands: keys.iter().map(record).collect(),
            ..Commit::default()
        };
        match self.span("probe").run(self.desk.shared.broker.commit(commit)).await? {
            CommitOutcome::Known(first) => self.settle_known(known, &keys, &first),
            CommitOutcome::Conflict(newer) => {
                let same = newer.version == known.version && newer.head.epoch == known.head.epoch;
                known.merge(newer)?;
                self.desk.listing.lock().overtaken();
                if same {
                    self.settle_refused(known, verdicts);
                } else {
                    self.conflict(false);
                }
            }
            CommitOutcome::Gone => {
                *cached = None;
                self.gone();
            }
            CommitOutcome::Committed { .. } => self.settle_refused(known, verdicts),
        }
        Ok(())
    }

    /// Answers what counts; what was refused and has an id is looked at once more.
    fn settle(&mut self, known: &Known, verdicts: Vec<Verdict>, base: u32) {
        let until: Vec<Option<u32>> = (0..verdicts.len()).map(|index| until(&verdicts, index)).collect();
        let requests = std::mem::take(&mut self.requests);
        for ((request, verdict), until) in requests.into_iter().zip(verdicts).zip(until) {
            match (verdict, until) {
                (Verdict::No(refusal), _) if request.id.is_empty() => self.refuse(request, refusal),
                (_, Some(until)) => self.accept(request, known, base.saturating_add(until)),
                (_, None) => self.requests.push(request),
            }
        }
    }

    fn settle_refused(&mut self, known: &Known, verdicts: Vec<Verdict>) {
        let until: Vec<Option<u32>> = (0..verdicts.len()).map(|index| until(&verdicts, index)).collect();
        let requests = std::mem::take(&mut self.requests);
        let mut same = Vec::new();
        for ((request, verdict), until) in requests.into_iter().zip(verdicts).zip(until) {
            match (verdict, until) {
                (Verdict::No(refusal), _) => self.refuse(request, refusal),
                (_, Some(_)) => self.accept(request, known, known.head.revision),
                // The repetition of one that was refused.
                (_, None) => same.push(request),
            }
        }
        self.requests = same;
    }

    /// Answers what had been accepted before.
    fn settle_known(&mut self, known: &Known, keys: &[usize], first: &[(usize, u32)]) {
        let answer = |index: usize| {
            let (_, revision) = first.iter().find(|(key, _)| keys.get(*key) == Some(&index))?;
            Some(*revision)
        };
        let answers: Vec<Option<u32>> = (0..self.requests.len()).map(answer).collect();
        let requests = std::mem::take(&mut self.requests);
        for (request, revision) in requests.into_iter().zip(answers) {
            match revision {
                Some(revision) => self.accept(request, known, revision),
                None => self.requests.push(request),
            }
        }
    }

    fn conflict(&mut self, presence_moved: bool) {
        self.desk.shared.meters.conflicts.increment(1);
        self.conflicts += 1;
        if presence_moved || self.conflicts >= TRIES {
            self.refuse_all(&contended());
        }
    }

    fn gone(&mut self) {
        self.gone += 1;
        if self.gone > 1 {
            self.refuse_all(&no_room());
        }
    }

    fn refuse_all(&mut self, refusal: &Refusal) {
        for request in std::mem::take(&mut self.requests) {
            self.refuse(request, refusal.clone());
        }
    }

    fn accept(&self, request: Request, known: &Known, revision: u32) {
        self.desk.shared.meters.count(request.action.kind(), true);
        let seen = Seen { known, revision, snapshot: None };
        request.reply.accept(seen);
    }

    fn refuse(&self, request: Request, refusal: Refusal) {
        self.desk.shared.meters.count(request.action.kind(), false);
        request.reply.refuse(refusal);
    }
}

/// How many of the draft's events a request made, if it counts.
fn until(verdicts: &[Verdict], index: usize) -> Option<u32> {
    match verdicts[index] {
        Verdict::Done(until) => Some(until),
        Verdict::Same(first) => until(verdicts, first),
        Verdict::No(_) => None,
    }
}

/// What is known of the room, read anew; `None` if there is no such room.
async fn load(shared: &Shared, room: &str) -> Result<Option<Box<Known>>, Failed> {
    let state = shared.saved.load(room).await.map_err(SavedError::into_broker)?;
    Ok(state.map(Known::read).transpose()?.map(Box::new))
}

/// Removes a room whose time is over.
async fn remove(desk: &Desk) -> Result<(), Failed> {
    let Shared { broker, saved, .. } = &*desk.shared;
    broker.unlist_room(&desk.id).await?;
    saved.forget(&desk.id).await.map_err(SavedError::into_broker)?;
    broker.remove(&desk.id).await?;
    Ok(())
}

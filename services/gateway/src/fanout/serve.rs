//! How a hub serves single sockets: brings those who come to the head, tells heartbeats and
//! statuses, answers RESYNC and STATUS.

use std::time::Instant;

use matinee_broker::Replay;
use matinee_proto::Refusal;
use matinee_proto::rooms::v1::execute_response::Outcome;
use matinee_proto::rooms::v1::{ExecuteRequest, Refused, execute_request};
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{Ack, ClientFrame, Error, Event, Room};
use prost::Message as _;

use super::catch_up::{CatchUp, catch_up};
use super::departure::{Departure, Farewell, Since};
use super::hub::Hub;
use super::jobs::{self, Done};
use super::mirror::Mirror;
use super::ring;
use super::slots::{RESYNCS, Slot, Standing, join};
use super::snapshot::{SharedSnapshot, single};
use super::statuses::Report;
use super::{Attach, StatusReport};
use crate::codec::{self, Codec};
use crate::outlet::Close;

/// Seconds for which a snapshot is shared, and events after it with which it is sent at most.
const SHARED_FOR: f64 = 1.0;
const EVENTS_AFTER: u32 = 200;
/// Snapshots in a row that may fail, or turn out to be older than what is kept.
const FAILURES_MAX: u32 = 8;

impl Hub {
    pub(super) fn attach(&mut self, attach: Attach) {
        let outlet = attach.outlet.clone();
        self.take_in(attach);
        // WELCOME, where nothing has gone with it.
        outlet.flush();
    }

    fn take_in(&mut self, attach: Attach) {
        let Attach { key, outlet, member, own, since, base, seen } = attach;
        let standing = Standing::Waiting;
        // Nearly all have opened the room under the same address.
        let base = self.slots.iter().next().filter(|first| first.base == base).map_or(base, |first| first.base.clone());
        let mut slot = Slot { outlet, member, own, since, base, standing, resyncs: Vec::new() };
        let seen = seen.as_ref().map(|(epoch, revision)| (epoch.as_str(), *revision));
        let known = match self.departed.of(&slot.member, slot.since) {
            Since::Gone((close, detail, retry_after)) => {
                slot.outlet.close(close, detail, retry_after);
                return self.slots.insert(key, slot);
            }
            Since::Stayed => true,
            Since::Unknown => false,
        };
        match (catch_up(self.ring.held(), seen), seen) {
            (CatchUp::Kept, Some((_, revision))) if known => {
                let frames = self.ring.frames_after(revision, slot.outlet.codec()).unwrap_or_default();
                if !frames.is_empty() {
                    slot.outlet.push(&[join(&frames)]);
                }
                slot.standing = Standing::At(self.ring.head());
                slot.own = None;
                metrics::counter!("matinee_gateway_resumes_total", "from" => "memory").increment(1);
            }
            (CatchUp::Log, Some((_, revision))) => {
                slot.standing = Standing::Reading;
                let broker = self.hubs.parts().broker.clone();
                let epoch = self.ring.epoch().clone();
                self.jobs.push(jobs::log(broker, self.room.clone(), epoch, revision, key, self.generation));
                metrics::counter!("matinee_gateway_resumes_total", "from" => "log").increment(1);
            }
            _ => {}
        }
        let waiting = slot.standing == Standing::Waiting;
        if waiting && !known {
            // Rooms says whether they are still in.
            slot.standing = Standing::Reading;
            let (services, member) = (self.hubs.parts().services.clone(), slot.member.clone());
            self.jobs.push(jobs::single(services, self.room.clone(), member, key, self.generation));
            return self.slots.insert(key, slot);
        }
        self.slots.insert(key, slot);
        let held = self.ring.held();
        if seen.is_some_and(|(epoch, revision)| epoch == held.epoch && revision > held.head) {
            // It has seen what has not arrived here yet, and is not shown the past again.
            self.fetch();
        } else if waiting {
            self.serve_or_fetch(key);
        }
    }

    /// Serves a socket that waits from the shared snapshot if that is recent, else reads another.
    fn serve_or_fetch(&mut self, key: u64) {
        let held = self.ring.held();
        let recent = self.snapshot.as_ref().is_some_and(|shared| {
            shared.age(Instant::now()) < SHARED_FOR
                && shared.revision() >= held.floor.max(held.head.saturating_sub(EVENTS_AFTER))
        });
        if recent && !self.fetching {
            self.serve(key);
        } else {
            self.fetch();
        }
    }

    pub(super) fn resync(&mut self, key: u64, id: String) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        if slot.resyncs.len() >= RESYNCS {
            let detail = "a snapshot is already on its way".to_owned();
            slot.outlet.send(Frame::Error(Error { id, code: "rate_limited".into(), detail, retry_after: 1.0 }));
            return;
        }
        slot.resyncs.push(id);
        // What is being read for it alone ends with a look at what else it wants.
        let standing = slot.standing;
        if standing != Standing::Reading {
            slot.standing = Standing::Waiting;
            // Nobody is taken back behind what they have seen: a page would show the past again.
            let behind = |shared: &SharedSnapshot| matches!(standing, Standing::At(seen) if shared.revision() < seen);
            if self.snapshot.as_deref().is_some_and(behind) { self.fetch() } else { self.serve_or_fetch(key) }
        }
    }

    pub(super) fn take_snapshot(&mut self, generation: u64, room: Result<Room, Refusal>) {
        if generation != self.generation {
            return;
        }
        self.fetching = false;
        let room = match room {
            Ok(room) => room,
            Err(refusal) if refusal.code == "unavailable" => return self.fetch_again(&refusal),
            Err(refusal) => return self.refuse_waiting(&refusal),
        };
        let held = self.ring.held();
        if room.epoch != held.epoch {
            // Rooms has seen a new epoch before its notice came.
            let head = matinee_broker::Head { epoch: room.epoch.as_str().into(), revision: room.revision };
            self.adopt(head);
            // Adopting asks for a snapshot; this is one.
            self.fetching = false;
            self.generation += 1;
        } else if room.revision < held.floor {
            return self.fetch_again(&Refusal::new("unavailable", "the room moves too fast to be read"));
        }
        self.failures = 0;
        let mut mirror = Mirror::of(&room);
        self.ring.events_after(room.revision).for_each(|event| mirror.apply(&event));
        self.mirror = Some(mirror);
        self.snapshot = Some(Box::new(SharedSnapshot::new(room, Instant::now())));
        let waiting: Vec<u64> =
            self.slots.iter_mut().filter(|(_, slot)| slot.standing == Standing::Waiting).map(|(key, _)| key).collect();
        waiting.into_iter().for_each(|key| self.serve(key));
    }

    /// Reads a snapshot once more, unless that has been tried often enough.
    fn fetch_again(&mut self, why: &Refusal) {
        self.failures += 1;
        if self.failures > FAILURES_MAX {
            self.failures = 0;
            self.refuse_waiting(why);
        } else {
            self.fetch();
        }
    }

    /// Sends the shared snapshot and what came after it.
    fn serve(&mut self, key: u64) {
        let (Some(shared), Some(slot)) = (&mut self.snapshot, self.slots.get_mut(key)) else { return };
        let shown = shared.shows(&slot.member);
        if !shown && slot.own.is_none() {
            // Rooms did not say who this is; then it must say the whole.
            slot.standing = Standing::Reading;
            let (services, member) = (self.hubs.parts().services.clone(), slot.member.clone());
            return self.jobs.push(jobs::single(services, self.room.clone(), member, key, self.generation));
        }
        // Taken: later it would say what the member once was.
        let own = slot.own.take().filter(|_| !shown);
        let frame = shared.frame(slot.outlet.codec(), &slot.base, own.as_deref());
        let revision = shared.revision();
        let after = self.ring.frames_after(revision.min(self.ring.head()), slot.outlet.codec()).unwrap_or_default();
        slot.outlet.push(&[vec![frame], after].concat());
        acknowledge(slot, revision);
        slot.standing = Standing::At(revision.max(self.ring.head()));
        metrics::counter!("matinee_gateway_snapshots_total", "from" => "shared").increment(1);
    }

    pub(super) fn take_single(&mut self, key: u64, generation: u64, room: Result<Room, Refusal>) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        if generation != self.generation || slot.standing != Standing::Reading {
            return;
        }
        let room = match room {
            Ok(room) => room,
            Err(refusal) => {
                return slot.outlet.close(Close::of_refusal(&refusal.code), &refusal.detail, retry_after(&refusal));
            }
        };
        let (revision, held) = (room.revision, self.ring.held());
        if room.epoch != held.epoch || revision < held.floor {
            slot.standing = Standing::Waiting;
            return self.fetch();
        }
        let codec = slot.outlet.codec();
        let after = self.ring.frames_after(revision.min(self.ring.head()), codec).unwrap_or_default();
        slot.outlet.push(&[vec![single(codec, &slot.base, room)], after].concat());
        acknowledge(slot, revision);
        slot.standing = Standing::At(revision.max(self.ring.head()));
        metrics::counter!("matinee_gateway_snapshots_total", "from" => "single").increment(1);
    }

    pub(super) fn take_log(&mut self, key: u64, generation: u64, after: u32, replay: Option<Replay>) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        if generation != self.generation || slot.standing != Standing::Reading {
            return;
        }
        let codec = slot.outlet.codec();
        let (mut frames, mut gone) = (Vec::new(), None);
        let mut cursor = after;
        if let Some(Replay::Events(batches)) = &replay {
            for batch in batches {
                for (index, raw) in batch.events.iter().enumerate() {
                    let revision = batch.first_revision + u32::try_from(index).unwrap_or(u32::MAX);
                    if revision == cursor + 1 {
                        if revision > slot.since {
                            gone = gone.or(removed(raw, &slot.member));
                        }
                        frames.push(ring::encode(raw, &batch.epoch, revision, codec));
                        cursor = revision;
                    }
                }
            }
        }
        let rest = if cursor < self.ring.head() { self.ring.frames_after(cursor, codec) } else { Some(Vec::new()) };
        if let (Some(Replay::Events(_)), Some(rest)) = (replay, rest) {
            frames.extend(rest);
            if !frames.is_empty() {
                slot.outlet.push(&[join(&frames)]);
            }
            slot.standing = Standing::At(cursor.max(self.ring.head()));
            if let Some((close, detail, retry_after)) = gone {
                slot.outlet.close(close, detail, retry_after);
            }
            if slot.resyncs.is_empty() {
                return;
            }
        }
        slot.standing = Standing::Waiting;
        self.serve_or_fetch(key);
    }

    fn refuse_waiting(&mut self, refusal: &Refusal) {
        let close = Close::of_refusal(&refusal.code);
        for (_, slot) in self.slots.iter_mut().filter(|(_, slot)| slot.standing == Standing::Waiting) {
            slot.outlet.close(close, &refusal.detail, retry_after(refusal));
        }
    }

    pub(super) fn status(&mut self, StatusReport { key, id, session, status }: StatusReport) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        // Who came back without a snapshot may speak before this gateway has one.
        let unknown = Mirror::default();
        match self.board.report(&slot.member, &status, self.mirror.as_ref().unwrap_or(&unknown)) {
            Report::Invalid => {
                let detail = "state is one of ready, buffering, ad, blocked, error, ended".to_owned();
                let error = Error { id, code: "invalid_argument".into(), detail, retry_after: 0.0 };
                slot.outlet.send(Frame::Error(error));
            }
            Report::Noted => slot.outlet.send(Frame::Ack(Ack { id, revision: self.ring.head() })),
            Report::Changed => {
                let frame = ClientFrame { id: id.clone(), command: Some(Command::Status(status)) };
                let request = ExecuteRequest {
                    sequence: 0,
                    room_id: self.room.to_string(),
                    member_id: slot.member.to_string(),
                    session_id: session.to_string(),
                    action: Some(execute_request::Action::Command(frame)),
                    traceparent: String::new(),
                };
                self.jobs.push(jobs::status(self.hubs.parts().link.clone(), request, key, id));
            }
        }
    }

    pub(super) fn take_status(&mut self, key: u64, id: String, outcome: Outcome) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        match outcome {
            Outcome::Refused(Refused { code, detail, retry_after }) => {
                // What rooms does not know it is told again.
                self.board.forget(&slot.member);
                slot.outlet.send(Frame::Error(Error { id, code, detail, retry_after }));
            }
            Outcome::Accepted(accepted) => slot.outlet.send(Frame::Ack(Ack { id, revision: accepted.revision })),
            Outcome::Present(present) => slot.outlet.send(Frame::Ack(Ack { id, revision: present.revision })),
        }
    }

    /// Sees to it that a stay that has ended for good is not resumed.
    pub(super) fn note(&mut self, departure: &Departure) {
        let reason = match departure.close.0 {
            Close::Kicked => "kicked",
            Close::Left => "left",
            _ => return,
        };
        if let Some(member) = departure.member.clone() {
            self.jobs.push(jobs::note(self.hubs.parts().broker.clone(), self.room.clone(), member, reason));
        }
    }

    /// HEARTBEAT to everybody, with a ping where one is due; closes who has been silent.
    pub(super) fn beat(&mut self) {
        let config = &self.hubs.parts().config;
        let ping = self.pinged.elapsed() >= config.ping_seconds;
        if ping {
            self.pinged = Instant::now();
        }
        let silent = u32::try_from(config.idle_seconds.as_secs()).unwrap_or(u32::MAX);
        for slot in self.slots.iter().filter(|slot| slot.outlet.silence() > silent) {
            slot.outlet.close(Close::GoingAway, "nothing was heard for too long", 1.0);
        }
        let Some(mirror) = &self.mirror else { return };
        let beat = mirror.heartbeat(self.hubs.parts().broker.now(), self.ring.epoch(), self.ring.head());
        let wanted = self.slots.wanted();
        let frames = [Codec::Json, Codec::Proto].map(|codec| {
            wanted[codec.index()].then(|| {
                let frame = codec.encode(Frame::Heartbeat(beat.clone()));
                if ping { join(&[frame, codec::ping()]) } else { frame }
            })
        });
        self.slots.broadcast(&frames);
    }

    /// Lets go of a snapshot that is not recent any more, and of what is not wanted.
    pub(super) fn tidy(&mut self) {
        self.snapshot.take_if(|shared| shared.age(Instant::now()) >= SHARED_FOR);
        self.ring.rest();
    }

    /// Publishes what was reported here and sends on what was published anywhere.
    pub(super) fn tell_statuses(&mut self) {
        let own = self.board.take_own();
        if !own.statuses.is_empty() {
            let (broker, room) = (self.hubs.parts().broker.clone(), self.room.clone());
            self.jobs.push(Box::pin(async move {
                // A status that is lost is told again by the next one.
                let _ = broker.publish_transient(&room, own.encode_to_vec().into()).await;
                Done::Told
            }));
        }
        let heard = self.board.take_heard();
        if !heard.statuses.is_empty() {
            let wanted = self.slots.wanted();
            let frames = [Codec::Json, Codec::Proto]
                .map(|codec| wanted[codec.index()].then(|| codec.encode(Frame::Statuses(heard.clone()))));
            self.slots.broadcast(&frames);
        }
    }
}

/// How the member's sockets close if the event removes them.
fn removed(raw: &[u8], member: &str) -> Option<Farewell> {
    let departure = Departure::of(&Event::decode(raw).ok()?)?;
    departure.member.as_deref().is_none_or(|gone| gone == member).then_some(departure.close)
}

fn acknowledge(slot: &mut Slot, revision: u32) {
    for id in std::mem::take(&mut slot.resyncs) {
        slot.outlet.send(Frame::Ack(Ack { id, revision }));
    }
}

fn retry_after(refusal: &Refusal) -> f64 {
    refusal.retry_after.map_or(0.0, |after| after.as_secs_f64())
}

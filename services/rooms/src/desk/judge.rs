//! Judging a group of requests, one after the other, each over the state that the ones before it
//! have made. What comes out is a draft of one commit; nothing has happened yet.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use matinee_broker::{CommandRecord, Millis, WakeupKind};
use matinee_proto::Refusal;
use matinee_telemetry::{Span, published};
use room_core::{self as core, Command, Context, Event, Internal, Limits, MemberId, NewMember, Reason};

use super::known::{Known, Piece};
use super::reply::refusal;
use super::request::{Action, Leases, Request};
use super::slow::Spoken;
use crate::presence;
use crate::wire::event::{self, Cause, Kept};

/// How long a closed room can still be read, so that every gateway gets to see how it ended.
const CLOSING: Millis = 5_000.0;

/// The circumstances of one judgement.
pub struct Circumstances<'a> {
    /// The room clock.
    pub now: Millis,
    /// The configured limits.
    pub limits: &'a Limits,
    /// How long a member without a connection is waited for.
    pub grace: Duration,
    /// How long an empty room that belongs to nobody is kept.
    pub empty: Duration,
    /// How long an empty room stays awake.
    pub unload: Duration,
    /// What slow mode has to know.
    pub spoken: &'a Spoken,
}

/// What became of one request.
#[derive(Debug)]
pub enum Verdict {
    /// It counts once so many of the draft's events exist.
    Done(u32),
    /// The same command as that request of the group.
    Same(usize),
    /// No.
    No(Refusal),
}

/// What is to be committed.
#[derive(Default)]
pub struct Draft {
    /// Parts that may have changed.
    pub touched: BTreeSet<Piece>,
    /// Encoded events.
    pub events: Vec<Bytes>,
    /// Messages among them.
    pub chat: Vec<Bytes>,
    /// Reactions among them.
    pub reactions: Vec<Bytes>,
    /// Commands to remember.
    pub records: Vec<CommandRecord>,
    /// The requests behind them, by index.
    pub recorded: Vec<usize>,
    /// Deadlines that changed.
    pub wakeups: Vec<(WakeupKind, Option<Millis>)>,
    /// Members to announce soon.
    pub arrivals: Vec<MemberId>,
    /// Connections under which it was judged.
    pub presence_version: Option<u64>,
    /// Somebody is let in: not by a state that may be old.
    pub verify: bool,
    /// The room's time is over: it is to be removed.
    pub over: bool,
}

impl Draft {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.touched.is_empty() && self.events.is_empty() && self.records.is_empty() && self.wakeups.is_empty()
    }
}

/// Judges `requests` in order. The room in `known` is then as if they had happened; whoever does
/// not commit the draft restores `touched`.
pub fn judge(known: &mut Known, requests: &[Request], around: &Circumstances<'_>) -> (Draft, Vec<Verdict>) {
    let deadlines = deadlines(known);
    let mut judgement = Judgement { known, around, draft: Draft::default() };
    let mut verdicts = Vec::with_capacity(requests.len());
    for (index, request) in requests.iter().enumerate() {
        let same = |other: &Request| !request.id.is_empty() && other.id == request.id && other.by == request.by;
        if let Some(first) = requests[..index].iter().position(same) {
            verdicts.push(Verdict::Same(first));
            continue;
        }
        let before = judgement.draft.events.len();
        verdicts.push(match judgement.one(request) {
            Ok(()) => Verdict::Done(judgement.done(index, request, before)),
            // Whatever the rules call it: there is no such room any more.
            Err(_) if judgement.known.room.about.closed => Verdict::No(super::reply::no_room()),
            Err(refusal) => Verdict::No(refusal),
        });
    }
    judgement.set_wakeups(deadlines);
    (judgement.draft, verdicts)
}

/// When playback and timer want to be looked at.
fn deadlines(known: &Known) -> [(WakeupKind, Option<Millis>); 2] {
    let open = !known.room.about.closed;
    [
        (WakeupKind::Playback, known.room.playback_deadline().filter(|_| open)),
        (WakeupKind::Timer, known.room.timer_deadline().filter(|_| open)),
    ]
}

/// The name under which a command is remembered.
pub fn key(request: &Request) -> String {
    if request.by.as_str().is_empty() { request.id.clone() } else { format!("{}/{}", request.by, request.id) }
}

struct Judgement<'a> {
    known: &'a mut Known,
    around: &'a Circumstances<'a>,
    draft: Draft,
}

impl Judgement<'_> {
    fn one(&mut self, request: &Request) -> Result<(), Refusal> {
        match &request.action {
            Action::Command(command) => self.command(request, command),
            Action::Report(report) => self.report(request, report),
            Action::Manage(user, manage) => {
                let events = core::decide_manage(&self.known.room, user, manage, &self.context(request, None));
                self.happen(request, events.map_err(refusal)?);
                Ok(())
            }
            Action::Join(new, door) => self.join(request, new, door),
            Action::Internal(internal) => self.internal(request, internal),
            Action::Depart(user) => self.depart(request, user),
            Action::Arrive(returning) => self.arrive(request, returning.as_ref()),
            Action::Announce(members) => self.internal(request, &Internal::Announce { members: members.clone() }),
            Action::Due(kind, _) => self.due(request, *kind),
            Action::Presence(leases) => self.presence(request, leases),
            Action::Peek(None) => self.peek(),
            Action::Peek(Some(capability)) => {
                self.known.room.allows(&request.by, *capability).map_err(refusal)?;
                self.peek()
            }
            Action::Refuse(refusal) => Err(refusal.clone()),
            // Reads are never in a group that is judged.
            Action::Look | Action::Snapshot => Ok(()),
        }
    }

    fn command(&mut self, request: &Request, command: &Command) -> Result<(), Refusal> {
        let member = self.known.room.members.get(&request.by);
        if member.is_some_and(|member| !member.is_present()) {
            self.internal(request, &Internal::Announce { members: vec![request.by.clone()] })?;
        }
        let last_chat = match command {
            // Another replica's clock may be a moment ahead of this one's.
            Command::Chat { .. } => self.around.spoken.get(&key(request)).copied().flatten(),
            _ => None,
        };
        let context = self.context(request, last_chat.map(|last| last.min(self.around.now)));
        let events = core::decide(&self.known.room, &request.by, command, &context).map_err(refusal)?;
        self.happen(request, events);
        Ok(())
    }

    /// A report is kept when it says something new; most do not, and cost nothing.
    fn report(&mut self, request: &Request, report: &core::Report) -> Result<(), Refusal> {
        if self.known.room.members.get(&request.by).is_none() {
            return Err(Refusal::new("member_not_found", "there is no such member in the room"));
        }
        let matters = core::reports_matter(&self.known.room, report);
        let before = self.known.reports.get(&request.by);
        let news = before.is_none_or(|before| before.state != report.state || before.item != report.item);
        if !matters && !news {
            return Ok(());
        }
        self.known.reports.put(request.by.clone(), report.clone());
        self.draft.touched.insert(Piece::Report(request.by.clone()));
        if matters { self.internal(request, &Internal::Reported) } else { Ok(()) }
    }

    fn join(&mut self, request: &Request, new: &NewMember, door: &core::Visibility) -> Result<(), Refusal> {
        if self.known.room.about.visibility != *door {
            return Err(Refusal::new("contended", "the room's door has just changed; try again"));
        }
        // The member they were a moment ago has been removed: who comes now is somebody new, or the
        // sockets that were to close would count as theirs.
        let room = &self.known.room;
        let ended = room.departure(&new.id).is_some_and(|departure| departure.reason != Reason::Lost);
        if ended && room.members.get(&new.id).is_none() {
            return Err(Refusal::new("contended", "this stay has just ended; try again"));
        }
        self.draft.verify = true;
        self.internal(request, &Internal::Reserve(new.clone()))
    }

    fn depart(&mut self, request: &Request, user: &core::UserId) -> Result<(), Refusal> {
        let member = self.known.room.members.of_user(user).map(|member| member.id.clone());
        let Some(member) = member else {
            return Err(Refusal::new("member_not_found", "you are not in this room"));
        };
        let context = self.context(request, None);
        let events = core::decide(&self.known.room, &member, &Command::Leave, &context).map_err(refusal)?;
        self.happen_by(member.as_str(), "", events, &Span::NONE);
        Ok(())
    }

    fn arrive(&mut self, request: &Request, returning: Option<&NewMember>) -> Result<(), Refusal> {
        self.peek()?;
        self.draft.verify = true;
        let room = &self.known.room;
        if let Some(member) = room.members.get(&request.by) {
            if !member.is_present() {
                self.draft.arrivals.push(request.by.clone());
            }
            return Ok(());
        }
        match room.departure(&request.by).map(|departure| departure.reason) {
            Some(Reason::Kicked) => return Err(Refusal::new("kicked", "you were removed from this room")),
            Some(Reason::Left) => return Err(Refusal::new("forbidden", "you have left this room; join again")),
            Some(Reason::Lost) | None => {}
        }
        let not_in = || Refusal::new("member_not_found", "you are not in this room; join again");
        let returning = returning.ok_or_else(not_in)?;
        if room.members.of_user(&returning.user).is_some() {
            return Err(not_in());
        }
        self.internal(request, &Internal::Reserve(returning.clone()))?;
        self.internal(request, &Internal::Announce { members: vec![request.by.clone()] })
    }

    fn due(&mut self, request: &Request, kind: WakeupKind) -> Result<(), Refusal> {
        match kind {
            WakeupKind::Playback => self.internal(request, &Internal::PlaybackDue)?,
            WakeupKind::Timer => self.internal(request, &Internal::TimerDue)?,
            WakeupKind::Presence => {}
            WakeupKind::Expiry => return self.expiry(request),
            // It could not be let go: if somebody is in, it is not to be.
            WakeupKind::Unload => {
                let unloads = self.unloads_at();
                self.draft.wakeups.push((WakeupKind::Unload, unloads));
            }
        }
        // Also when nothing happened: the wake-up was claimed and stays hidden until it is set.
        let now = deadlines(self.known).into_iter().find(|(of, _)| *of == kind);
        self.draft.wakeups.extend(now);
        Ok(())
    }

    /// An empty room that belongs to nobody closes; a closed one is over.
    fn expiry(&mut self, request: &Request) -> Result<(), Refusal> {
        if self.known.room.about.closed {
            self.draft.over = true;
            self.draft.wakeups.push((WakeupKind::Expiry, None));
            return Ok(());
        }
        let expires = self.expires_at();
        if expires.is_some_and(|at| at <= self.around.now) {
            return self.internal(request, &Internal::Close { reason: "nobody has been here for a while".to_owned() });
        }
        self.draft.wakeups.push((WakeupKind::Expiry, expires));
        Ok(())
    }

    fn expires_at(&self) -> Option<Millis> {
        self.known.expires_at(self.around.empty)
    }

    /// When an empty room is to be let go.
    fn unloads_at(&self) -> Option<Millis> {
        self.known.emptied.map(|_| self.around.now + self.around.unload.as_secs_f64() * 1e3)
    }

    fn presence(&mut self, request: &Request, leases: &Leases) -> Result<(), Refusal> {
        let review = presence::review(&self.known.room, &leases.leases, self.around.now, self.around.grace);
        self.draft.presence_version = Some(leases.version);
        if !review.lost.is_empty() {
            self.internal(request, &Internal::Lost { members: review.lost })?;
        }
        if !review.arrived.is_empty() {
            self.internal(request, &Internal::Announce { members: review.arrived })?;
        }
        self.draft.wakeups.push((WakeupKind::Presence, review.next));
        Ok(())
    }

    fn peek(&self) -> Result<(), Refusal> {
        if self.known.room.about.closed { Err(super::reply::no_room()) } else { Ok(()) }
    }

    /// What the room itself does, whoever's request made it look: nobody's command comes back by it.
    fn internal(&mut self, request: &Request, internal: &Internal) -> Result<(), Refusal> {
        let events = core::decide_internal(&self.known.room, internal, &self.context(request, None));
        self.happen_by("", "", events.map_err(refusal)?, request.reply.span());
        Ok(())
    }

    fn context<'s>(&'s self, request: &'s Request, last_chat: Option<Millis>) -> Context<'s> {
        let limits = request.limits.as_deref().unwrap_or(self.around.limits);
        Context { now: self.around.now, limits, reports: &self.known.reports, last_chat }
    }

    fn happen(&mut self, request: &Request, events: Vec<Event>) {
        self.happen_by(request.by.as_str(), request.id.as_str(), events, request.reply.span());
    }

    fn happen_by(&mut self, by: &str, id: &str, events: Vec<Event>, span: &Span) {
        // A wake-up's id is nobody's command.
        let id = if by.is_empty() { "" } else { id };
        for event in events {
            self.draft.touched.extend(event.parts().into_iter().map(Piece::Rules));
            core::evolve(&mut self.known.room, &event);
            if let Event::MemberLeft { member, .. } = &event {
                self.forget(member.clone());
            }
            let cause = Cause { by, id, at: self.around.now };
            let Some(encoded) = event::encode(event, &self.known.room, &self.known.reports, cause) else { continue };
            match encoded.kept {
                Kept::Nothing => {}
                Kept::Message(bytes) => self.draft.chat.push(bytes),
                Kept::Reaction(bytes) => self.draft.reactions.push(bytes),
            }
            let traced = !span.is_none();
            self.draft.events.push(if traced { published::mark(encoded.event, span) } else { encoded.event });
        }
    }

    fn forget(&mut self, member: MemberId) {
        if self.known.reports.get(&member).is_some() {
            self.known.reports.forget(&member);
            self.draft.touched.insert(Piece::Report(member));
        }
    }

    /// Remembers a command that counts. A wake-up is remembered only if it did something: the
    /// same deadline may be set again and must then not pass for done.
    fn done(&mut self, index: usize, request: &Request, before: usize) -> u32 {
        let events_until = u32::try_from(self.draft.events.len()).unwrap_or(u32::MAX);
        let idle_wakeup = request.action.deadline().is_some() && self.draft.events.len() == before;
        if !request.id.is_empty() && !idle_wakeup {
            self.draft.records.push(CommandRecord { key: key(request), events_until });
            self.draft.recorded.push(index);
        }
        events_until
    }

    /// Deadlines that follow from what the room has become.
    fn set_wakeups(&mut self, before: [(WakeupKind, Option<Millis>); 2]) {
        for (was, is) in before.into_iter().zip(deadlines(self.known)) {
            let forced = self.draft.wakeups.iter().any(|(kind, _)| *kind == is.0);
            if was != is || forced {
                self.set_wakeup(is.0, is.1);
            }
        }
        let empty = self.known.room.members.is_empty();
        if empty != self.known.emptied.is_some() {
            self.known.emptied = empty.then_some(self.around.now);
            self.draft.touched.insert(Piece::Emptied);
            let (expires, unloads) = (self.expires_at(), self.unloads_at());
            self.set_wakeup(WakeupKind::Expiry, expires);
            self.set_wakeup(WakeupKind::Unload, unloads);
        } else if self.draft.touched.contains(&Piece::Rules(core::Part::About)) {
            // It may be one that stays now, or does not any more.
            let expires = self.expires_at();
            self.set_wakeup(WakeupKind::Expiry, expires);
        }
        if self.known.room.about.closed && self.draft.touched.contains(&Piece::Rules(core::Part::About)) {
            self.set_wakeup(WakeupKind::Expiry, Some(self.around.now + CLOSING));
        }
    }

    fn set_wakeup(&mut self, kind: WakeupKind, at: Option<Millis>) {
        self.draft.wakeups.retain(|(set, _)| *set != kind);
        self.draft.wakeups.push((kind, at));
    }
}

//! A room on its way through a random story, and what must hold of every step.

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;
use room_core::*;

use crate::steps::{Ask, Step, person};

/// Small, so that stories meet the limits.
pub const LIMITS: Limits = Limits { nickname: 8, chat: 20, room_name: 20, queue: 6, queue_per_member: 4, members: 5 };

/// A room on its way through a story.
pub struct Story {
    pub room: Room,
    pub reports: Reports,
    pub now: f64,
    fresh: u32,
    /// When each present member arrived, as this story saw it.
    pub arrivals: HashMap<MemberId, u32>,
}

/// A room that nobody has entered.
pub fn empty(creator: &str) -> Room {
    Room::new(About {
        name: "A room".into(),
        visibility: Visibility::Unlisted,
        persistent: false,
        owner: None,
        creator: creator.into(),
        created_at: 1e12,
        address: String::new(),
        read_only: false,
        closed: false,
    })
}

impl Story {
    fn new() -> Self {
        let (room, reports) = (empty("user-p0"), Reports::default());
        Self { room, reports, now: 1e12, fresh: 0, arrivals: HashMap::new() }
    }

    /// The same with two people in it and something to do.
    pub fn begun() -> Self {
        let mut story = Self::new();
        let ask = Ask::Add(vec![100.0, 50.0, 0.0], false);
        for step in [Step::Reserve(0), Step::Reserve(1), Step::Announce(vec![0, 1]), Step::Command(1, ask)] {
            story.take(&step).expect("a plain beginning");
        }
        story
    }

    fn new_item(&mut self, duration: f64) -> NewItem {
        self.fresh += 1;
        let media = Media { url: "https://example.org".into(), duration, start: duration / 2.0, ..Media::default() };
        NewItem { id: format!("i{}", self.fresh).into(), media }
    }

    /// The item at that place, counting the playing one and one that does not exist.
    fn item(&self, n: u8) -> ItemId {
        let playing = self.room.playback.track.iter().map(|track| &track.item.id);
        let all: Vec<_> = playing.chain(self.room.queue.items().iter().map(|item| &item.id)).collect();
        all.get(usize::from(n) % (all.len() + 1)).map_or_else(|| ItemId::from("none"), |id| (*id).clone())
    }

    pub fn command(&mut self, ask: &Ask) -> Command {
        match ask {
            Ask::Plain(command) => command.clone(),
            Ask::Change(n) => Command::ChangeVideo(Target::Queued(self.item(*n))),
            Ask::ChangeNew(duration) => Command::ChangeVideo(Target::New(self.new_item(*duration))),
            Ask::Add(durations, next) => {
                let items = durations.iter().map(|duration| self.new_item(*duration)).collect();
                Command::Add { items, next: *next }
            }
            Ask::Remove(n) => Command::Remove { item: self.item(*n) },
            Ask::Move(n, index) => Command::Move { item: self.item(*n), index: *index },
            Ask::Vote(n, up) => Command::Vote { item: self.item(*n), up: *up },
        }
    }

    /// One step; everything that must hold afterwards is checked.
    pub fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let before = self.room.clone();
        let decision = self.decide(step);
        prop_assert_eq!(&self.room, &before, "deciding changes nothing");
        let Ok(events) = decision else { return Ok(()) };
        for event in &events {
            evolve(&mut self.room, event);
        }
        if let Step::Command(who, ask) = step {
            self.had_the_right(&before, &person(*who).into(), ask)?;
        }
        prop_assert!(self.room.playback.at >= before.playback.at, "the anchor runs backwards");
        self.parts_suffice(&before, &events)?;
        self.arrive(&events);
        self.succession(&before)?;
        self.invariants()
    }

    fn decide(&mut self, step: &Step) -> Result<Vec<Event>, Rejection> {
        let command = match step {
            Step::Command(_, ask) => Some(self.command(ask)),
            _ => None,
        };
        if let Step::Clock(seconds) = step {
            self.now += seconds * 1_000.0;
        }
        if let Step::Report(who, state, current, at, duration) = step {
            let item = if *current { self.item(0) } else { "none".into() };
            let report = Report { state: *state, item, position: *at, at: self.now + at, duration: *duration };
            self.reports.put(person(*who).into(), report);
        }
        let context = Context { now: self.now, limits: &LIMITS, reports: &self.reports, last_chat: None };
        let ids = |people: &[u8]| people.iter().map(|n| person(*n).into()).collect();
        let internal = match step {
            Step::Command(who, _) => {
                let command = command.expect("made above");
                return decide(&self.room, &person(*who).into(), &command, &context);
            }
            Step::Reserve(n) => Internal::Reserve(NewMember {
                id: person(*n).into(),
                user: format!("user-{}", person(*n)).into(),
                nickname: person(*n),
                guest: true,
                avatar_url: String::new(),
                device: format!("device-{}", n % 3),
            }),
            Step::Announce(people) => Internal::Announce { members: ids(people) },
            Step::Lost(people) => Internal::Lost { members: ids(people) },
            Step::Report(..) => Internal::Reported,
            Step::PlaybackDue | Step::Clock(_) => Internal::PlaybackDue,
            Step::TimerDue => Internal::TimerDue,
            Step::Resolved(n, duration) => {
                let media = Media { url: "u".into(), duration: *duration, ..Media::default() };
                Internal::Resolved { item: self.item(*n), media }
            }
        };
        decide_internal(&self.room, &internal, &context)
    }

    /// A commit writes only the parts that the events name: they must be enough.
    fn parts_suffice(&self, before: &Room, events: &[Event]) -> Result<(), TestCaseError> {
        let mut stored = before.clone();
        for part in events.iter().flat_map(Event::parts) {
            let room = &self.room;
            match part {
                Part::About => stored.about.clone_from(&room.about),
                Part::Policy => stored.policy.clone_from(&room.policy),
                Part::Playback => stored.playback.clone_from(&room.playback),
                Part::Skip => stored.skip.clone_from(&room.skip),
                Part::Queue => stored.queue.set_items(room.queue.items().to_vec()),
                Part::Votes(item) => stored.queue.set_votes(item.clone(), room.queue.votes(&item).cloned()),
                Part::History => stored.history.clone_from(&room.history),
                Part::Undo(number) => stored.undo.set(number, room.undo.get(number).cloned()),
                Part::Timer => stored.timer.clone_from(&room.timer),
                Part::Lead => stored.lead.clone_from(&room.lead),
                Part::Bans => stored.bans.clone_from(&room.bans),
                Part::Departures => stored.departures.clone_from(&room.departures),
                Part::Moderators => stored.moderators.clone_from(&room.moderators),
                Part::Member(id) => match room.members.get(&id) {
                    Some(member) => stored.members.insert(Arc::clone(member)),
                    None => drop(stored.members.remove(&id)),
                },
            }
        }
        prop_assert_eq!(&stored, &self.room);
        Ok(())
    }

    fn arrive(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::MembersJoined { members } => {
                    for member in members {
                        self.fresh += 1;
                        self.arrivals.insert(member.id.clone(), self.fresh);
                    }
                }
                Event::MemberLeft { member, .. } => {
                    self.arrivals.remove(member);
                    self.reports.forget(member);
                }
                _ => {}
            }
        }
    }

    /// When a leader goes, whoever has been there longest leads.
    fn succession(&self, before: &Room) -> Result<(), TestCaseError> {
        let Some(former) = &before.lead.leader else { return Ok(()) };
        if self.arrivals.contains_key(former) {
            return Ok(());
        }
        let longest = self.arrivals.iter().min_by_key(|(_, arrival)| **arrival).map(|(member, _)| member);
        prop_assert_eq!(self.room.lead.leader.as_ref(), longest);
        Ok(())
    }

    /// What a command changed, its sender had the right to change.
    fn had_the_right(&self, before: &Room, who: &MemberId, ask: &Ask) -> Result<(), TestCaseError> {
        let leaves = matches!(ask, Ask::Plain(Command::Leave));
        let by_timer = matches!(ask, Ask::Plain(Command::TimerStart | Command::TimerSkip));
        let by_queue = matches!(ask, Ask::Add(..) | Ask::Plain(Command::Undo));
        let may = |capability| before.allows(who, capability).is_ok();
        if before.playback != self.room.playback && !leaves {
            let way = (by_timer && may(Capability::Timer)) || (by_queue && may(Capability::Queue));
            prop_assert!(may(Capability::Playback) || way || self.removed_somebody(before), "{:?}", ask);
        }
        if before.queue.items() != self.room.queue.items() {
            let plays_from_it = before.playback != self.room.playback;
            let leads = before.role(who) == Some(Role::Leader);
            prop_assert!(may(Capability::Queue) || plays_from_it || leads, "{:?}", ask);
        }
        if before.timer != self.room.timer {
            prop_assert!(may(Capability::Timer), "{:?}", ask);
        }
        if before.policy != self.room.policy {
            prop_assert_eq!(before.role(who), Some(Role::Leader));
        }
        let below = |other: &&Arc<Member>| self.room.members.get(&other.id) != Some(*other) && other.id != *who;
        for other in before.members.all().filter(below) {
            prop_assert!(before.role(who) > before.role(&other.id), "{:?} acted on {:?}", who, other.id);
        }
        Ok(())
    }

    fn removed_somebody(&self, before: &Room) -> bool {
        self.room.members.len() < before.members.len()
    }
}

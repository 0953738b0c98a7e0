//! Whatever several people do, in whatever order, under whatever clock: what always holds.
//!
//! A story is a random list of steps, from members and from the service, over a clock that jumps
//! forwards and backwards. After every step the whole room is looked at. `PROPTEST_CASES` makes
//! more stories than the usual 256.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use room_core::*;

/// People there can be; whoever is not in is on the way or gone.
const PEOPLE: u8 = 6;
/// Small, so that stories meet the limits.
const LIMITS: Limits = Limits { nickname: 8, chat: 20, room_name: 20, queue: 6, queue_per_member: 4, members: 5 };

#[derive(Clone, Debug)]
enum Step {
    Command(u8, Ask),
    Reserve(u8),
    Announce(Vec<u8>),
    Lost(Vec<u8>),
    Report(u8, PlayerState, bool, f64, Option<f64>),
    PlaybackDue,
    TimerDue,
    Resolved(u8, f64),
    Clock(f64),
}

/// A command whose items and members are named by what is there when it is sent.
#[derive(Clone, Debug)]
enum Ask {
    Plain(Command),
    Change(u8),
    ChangeNew(f64),
    Add(Vec<f64>, bool),
    Remove(u8),
    Move(u8, usize),
    Vote(u8, bool),
}

fn person(n: u8) -> String {
    format!("p{}", n % PEOPLE)
}

/// Any float, also those that are none, and often one that makes sense.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..200.0_f64,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => any::<f64>(),
    ]
}

fn permission() -> impl Strategy<Value = Permission> {
    prop_oneof![Just(Permission::Leader), Just(Permission::Moderators), Just(Permission::Anyone)]
}

prop_compose! {
    fn policy()(
        playback in option::of(permission()),
        queue in option::of(permission()),
        chat in option::of(permission()),
        timer in option::of(permission()),
        wait in option::of(any::<bool>()),
        votes in option::of(any::<bool>()),
        repeat in option::of(prop_oneof![Just(Loop::None), Just(Loop::One), Just(Loop::All)]),
        slow_mode in option::weighted(0.2, 0..30_000_u32),
        members_max in option::weighted(0.2, 0..8_u32),
    ) -> PolicyChange {
        let buffering = wait.map(|wait| if wait { Buffering::Wait } else { Buffering::Ignore });
        let order = votes.map(|votes| if votes { Order::Votes } else { Order::Manual });
        PolicyChange { playback, queue, chat, timer, buffering, order, repeat, slow_mode, members_max }
    }
}

prop_compose! {
    fn settings()(
        focus in 0..90_000_u32,
        short_break in 1..100_u32,
        cycles in 0..4_u32,
        auto_start in any::<bool>(),
        focus_action in prop_oneof![Just(PhaseAction::None), Just(PhaseAction::Play), Just(PhaseAction::Pause)],
        break_action in prop_oneof![Just(PhaseAction::None), Just(PhaseAction::Play), Just(PhaseAction::Pause)],
    ) -> TimerSettings {
        TimerSettings { focus, short_break, long_break: 50, cycles, auto_start, focus_action, break_action }
    }
}

fn somebody() -> impl Strategy<Value = MemberId> {
    any::<u8>().prop_map(|n| person(n).into())
}

fn ask() -> BoxedStrategy<Ask> {
    let plain = prop_oneof![
        option::of(number()).prop_map(|position| Command::Play { position }),
        option::of(number()).prop_map(|position| Command::Pause { position }),
        number().prop_map(|timestamp| Command::Seek { timestamp }),
        prop_oneof![0.25..4.0_f64, number()].prop_map(|rate| Command::SetRate { rate }),
        Just(Command::Skip),
        Just(Command::VoteSkip),
        any::<u64>().prop_map(|seed| Command::Shuffle { seed }),
        Just(Command::Clear),
        Just(Command::Undo),
        Just(Command::Undo),
        ("\\PC{0,9}", option::of(somebody())).prop_map(|(nickname, member)| Command::Rename { nickname, member }),
    ];
    let members = prop_oneof![
        somebody().prop_map(|member| Command::TransferLeader { member }),
        (somebody(), any::<bool>()).prop_map(|(member, up)| {
            Command::SetRole { member, grant: if up { Grant::Moderator } else { Grant::Member } }
        }),
        (somebody(), any::<bool>()).prop_map(|(member, ban)| Command::Kick { member, ban }),
        any::<u8>().prop_map(|n| Command::Unban { user: format!("user-{}", person(n)).into() }),
        (somebody(), any::<bool>()).prop_map(|(member, muted)| Command::Mute { member, muted }),
        policy().prop_map(Command::SetPolicy).boxed(),
        policy().prop_map(Command::SetPolicy).boxed(),
        Just(Command::Leave),
    ];
    let talk = prop_oneof![
        "\\PC{0,25}".prop_map(|text| Command::Chat { message: "m".into(), text, reply_to: None }),
        "\\PC{0,3}".prop_map(|emoji| Command::React { message: "m".into(), emoji, remove: false }),
    ];
    let timer = prop_oneof![
        settings().prop_map(Command::TimerConfigure),
        Just(Command::TimerStart),
        Just(Command::TimerPause),
        Just(Command::TimerReset),
        Just(Command::TimerSkip),
    ];
    prop_oneof![
        6 => plain.prop_map(Ask::Plain).boxed(),
        3 => members.prop_map(Ask::Plain).boxed(),
        1 => talk.prop_map(Ask::Plain).boxed(),
        2 => timer.prop_map(Ask::Plain).boxed(),
        1 => any::<u8>().prop_map(Ask::Change),
        1 => number().prop_map(Ask::ChangeNew),
        4 => (vec(number(), 0..4), any::<bool>()).prop_map(|(durations, next)| Ask::Add(durations, next)),
        1 => any::<u8>().prop_map(Ask::Remove),
        1 => (any::<u8>(), 0..8_usize).prop_map(|(item, index)| Ask::Move(item, index)),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(item, up)| Ask::Vote(item, up)),
    ]
    .boxed()
}

fn state() -> BoxedStrategy<PlayerState> {
    use PlayerState::{Ad, Blocked, Buffering, Ended, Error, Ready};
    prop_oneof![Just(Ready), Just(Buffering), Just(Ad), Just(Blocked), Just(Error), Just(Ended)].boxed()
}

fn step() -> BoxedStrategy<Step> {
    prop_oneof![
        20 => (any::<u8>(), ask()).prop_map(|(who, ask)| Step::Command(who, ask)),
        4 => any::<u8>().prop_map(Step::Reserve),
        4 => vec(any::<u8>(), 1..4).prop_map(Step::Announce),
        1 => vec(any::<u8>(), 1..3).prop_map(Step::Lost),
        4 => (any::<u8>(), state(), any::<bool>(), number(), option::of(number()))
            .prop_map(|(who, state, current, at, duration)| Step::Report(who, state, current, at, duration)),
        3 => Just(Step::PlaybackDue),
        2 => Just(Step::TimerDue),
        1 => (any::<u8>(), number()).prop_map(|(item, duration)| Step::Resolved(item, duration)),
        6 => prop_oneof![0.0..5.0_f64, 0.0..300.0_f64, -300.0..0.0_f64].prop_map(Step::Clock),
    ]
    .boxed()
}

/// A room on its way through a story.
struct Story {
    room: Room,
    reports: Reports,
    now: f64,
    fresh: u32,
    /// When each present member arrived, as this story saw it.
    arrivals: HashMap<MemberId, u32>,
}

impl Story {
    fn new() -> Self {
        let about = About {
            name: "A room".into(),
            visibility: Visibility::Unlisted,
            persistent: false,
            owner: None,
            creator: "user-p0".into(),
            created_at: 1e12,
            closed: false,
        };
        let (room, reports) = (Room::new(about), Reports::default());
        Self { room, reports, now: 1e12, fresh: 0, arrivals: HashMap::new() }
    }

    /// The same with two people in it and something to do.
    fn begun() -> Self {
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

    fn command(&mut self, ask: &Ask) -> Command {
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
    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
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

    fn invariants(&self) -> Result<(), TestCaseError> {
        let room = &self.room;
        let present: HashSet<_> = room.members.present().map(|member| member.id.clone()).collect();
        prop_assert_eq!(present.len(), self.arrivals.len());
        match &room.lead.leader {
            Some(leader) => prop_assert!(present.contains(leader), "the leader is present"),
            None => prop_assert!(present.is_empty(), "somebody leads while anybody is present"),
        }
        prop_assert!(room.skip.0.iter().all(|voter| present.contains(voter)));
        let names: HashSet<_> = room.members.all().map(|member| member.nickname.to_lowercase()).collect();
        prop_assert_eq!(names.len(), room.members.len());
        prop_assert!(room.members.len() <= LIMITS.members);
        prop_assert!(present.is_empty().then(|| room.playback.playing()) != Some(true), "nobody to play for");
        self.playback()?;
        let mut ids: HashSet<_> = room.queue.items().iter().map(|item| &item.id).collect();
        ids.extend(room.playback.track.iter().map(|track| &track.item.id));
        let all = room.queue.len() + usize::from(room.playback.track.is_some());
        prop_assert_eq!(ids.len(), all, "ids are unique");
        prop_assert!(room.queue.len() <= LIMITS.queue);
        prop_assert!(
            room.queue.all_votes().all(|(item, votes)| room.queue.index_of(item).is_some() && !votes.is_empty())
        );
        if room.policy.order == Order::Votes {
            let scores: Vec<_> = room.queue.items().iter().map(|item| room.queue.score(&item.id)).collect();
            prop_assert!(scores.is_sorted_by(|a, b| a >= b), "{:?}", scores);
        }
        prop_assert!(room.undo.entries().count() <= UNDO_KEPT && room.history.0.len() <= HISTORY_KEPT);
        self.timer()
    }

    fn playback(&self) -> Result<(), TestCaseError> {
        let playback = &self.room.playback;
        prop_assert!((RATE_MIN..=RATE_MAX).contains(&playback.rate) && playback.at.is_finite());
        let Some(track) = &playback.track else { return Ok(()) };
        for now in [self.now - 1e7, self.now, self.now + 1e7, f64::NAN] {
            let position = playback.position(now);
            prop_assert!((0.0..=track.item.end()).contains(&position), "{}", position);
        }
        prop_assert!((0.0..=track.item.end()).contains(&track.position));
        prop_assert!(playback.deadline().is_none_or(|deadline| deadline.is_finite() && deadline >= playback.at));
        if let Motion::Waiting { since, until, .. } = track.motion {
            prop_assert!(until - since <= WAIT_MAX && since <= until);
            // Whatever the clock does, once three seconds have passed on it nobody waits.
            for now in [until, until + 1e6, since - 1.0] {
                let context = Context { now, limits: &LIMITS, reports: &self.reports, last_chat: None };
                let mut room = self.room.clone();
                for event in decide_internal(&room, &Internal::PlaybackDue, &context).expect("never refused") {
                    evolve(&mut room, &event);
                }
                prop_assert!(!room.playback.waiting());
            }
        }
        Ok(())
    }

    fn timer(&self) -> Result<(), TestCaseError> {
        let timer = &self.room.timer;
        let length = timer.settings.length(timer.phase().unwrap_or(Phase::Focus));
        prop_assert!((0.0..=length).contains(&timer.remaining(self.now)));
        prop_assert!(timer.cycle <= timer.settings.cycles);
        prop_assert_eq!(timer.cycle == timer.settings.cycles, timer.phase() == Some(Phase::LongBreak));
        if let TimerState::Running { ends_at, .. } = timer.state {
            let context = Context { now: ends_at, limits: &LIMITS, reports: &self.reports, last_chat: None };
            let mut room = self.room.clone();
            for event in decide_internal(&room, &Internal::TimerDue, &context).expect("never refused") {
                evolve(&mut room, &event);
            }
            prop_assert_ne!(room.timer.phase(), timer.phase(), "a phase ends at its deadline");
            prop_assert!(decide_internal(&room, &Internal::TimerDue, &context).expect("never refused").is_empty());
        }
        Ok(())
    }
}

fn undoable() -> impl Strategy<Value = Ask> {
    prop_oneof![
        (0.0..100.0_f64).prop_map(|timestamp| Ask::Plain(Command::Seek { timestamp })),
        any::<u64>().prop_map(|seed| Ask::Plain(Command::Shuffle { seed })),
        Just(Ask::Plain(Command::Clear)),
        (vec(number(), 1..3), any::<bool>()).prop_map(|(durations, next)| Ask::Add(durations, next)),
        any::<u8>().prop_map(Ask::Remove),
        (any::<u8>(), 0..4_usize).prop_map(|(item, index)| Ask::Move(item, index)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_always_holds(steps in vec(step(), 1..80)) {
        let mut story = Story::begun();
        for step in &steps {
            story.take(step)?;
        }
    }

    #[test]
    fn undo_restores(steps in vec(step(), 0..40), who in 0..2_u8, ask in undoable(), forward in 0.0..5.0_f64) {
        let mut story = Story::begun();
        for step in &steps {
            story.take(step)?;
        }
        let actor = MemberId::from(person(who).as_str());
        story.take(&Step::Clock(forward))?;
        let before = story.room.clone();
        story.take(&Step::Command(who, ask))?;
        let recorded = story.room.undo.entries().next_back().map(|(number, _)| number);
        let former = before.undo.entries().next_back().map(|(number, _)| number);
        prop_assume!(recorded > former);
        let changed = story.room.clone();
        story.take(&Step::Command(who, Ask::Plain(Command::Undo)))?;
        prop_assert_ne!(&story.room.undo, &changed.undo, "{:?} could be undone", actor);
        let loaded = |room: &Room| room.playback.track.as_ref().map(|track| track.item.id.clone());
        if loaded(&before) != loaded(&changed) && !before.queue.is_empty() {
            // What was added set going what was there already; that it goes is not undone.
            let front = before.queue.items().first().map(|item| item.id.clone());
            prop_assert_eq!(loaded(&story.room), front);
            return Ok(());
        }
        prop_assert_eq!(&story.room.queue, &before.queue);
        prop_assert_eq!(loaded(&story.room), loaded(&before));
        // Nothing moves between an action and its undoing at the same instant.
        let now = story.now;
        prop_assert_eq!(story.room.playback.position(now), before.playback.position(now));
    }
}

//! A room with people in it, for telling short stories.

use room_core::{
    About, Command, Context, Event, Internal, ItemId, Limits, Manage, Media, MemberId, NewItem, NewMember, Part,
    PlayerState, PolicyChange, Rejection, Report, Reports, Room, UserId, Visibility, decide, decide_internal,
    decide_manage, evolve,
};

/// When every story begins.
pub const START: f64 = 1_700_000_000_000.0;

/// A room and its circumstances.
pub struct Scene {
    pub room: Room,
    pub now: f64,
    pub limits: Limits,
    pub reports: Reports,
    pub last_chat: Option<f64>,
}

/// What an id is called in a story.
pub fn member(name: &str) -> MemberId {
    MemberId::from(name)
}

/// A hundred seconds of something.
pub fn clip(id: &str) -> NewItem {
    lasting(id, 100.0)
}

/// Something of that duration; 0 = unknown.
pub fn lasting(id: &str, duration: f64) -> NewItem {
    let url = format!("https://example.org/{id}.mp4");
    let media =
        Media { provider: "file".into(), media_id: url.clone(), title: id.into(), url, duration, ..Media::default() };
    NewItem { id: id.into(), media }
}

/// How somebody asks to come in.
pub fn visitor(name: &str) -> NewMember {
    NewMember {
        id: name.into(),
        user: format!("user-{name}").into(),
        nickname: name.to_owned(),
        guest: true,
        avatar_url: String::new(),
        device: format!("device-{name}"),
    }
}

impl Scene {
    /// A room that `user-ann` made and nobody has entered.
    pub fn empty() -> Self {
        let about = About {
            name: "A room".into(),
            visibility: Visibility::Unlisted,
            persistent: false,
            owner: None,
            creator: "user-ann".into(),
            created_at: START,
            address: String::new(),
            read_only: false,
            closed: false,
        };
        let (limits, reports) = (Limits::default(), Reports::default());
        Self { room: Room::new(about), now: START, limits, reports, last_chat: None }
    }

    /// A room into which these came one after the other.
    pub fn with(names: &[&str]) -> Self {
        let mut scene = Self::empty();
        names.iter().for_each(|name| scene.enter(name));
        scene
    }

    /// The same, with these items: the first plays, the others are queued. No wait is left.
    pub fn playing(names: &[&str], items: &[&str]) -> Self {
        let mut scene = Self::with(names);
        scene.ok(names[0], Command::Add { items: items.iter().map(|id| clip(id)).collect(), next: false });
        scene.pass(3.0);
        scene.due();
        scene
    }

    /// Lets seconds pass.
    pub fn pass(&mut self, seconds: f64) {
        self.now += seconds * 1_000.0;
    }

    fn context(&self) -> Context<'_> {
        Context { now: self.now, limits: &self.limits, reports: &self.reports, last_chat: self.last_chat }
    }

    /// Judges a command and lets it happen.
    pub fn run(&mut self, who: &str, command: Command) -> Result<Vec<Event>, Rejection> {
        let events = decide(&self.room, &member(who), &command, &self.context())?;
        self.happen(&events);
        Ok(events)
    }

    /// A command that must be accepted.
    pub fn ok(&mut self, who: &str, command: Command) -> Vec<Event> {
        self.run(who, command.clone()).unwrap_or_else(|rejection| panic!("{who}: {command:?}: {rejection}"))
    }

    /// The code with which a command must be refused, after which nothing has changed.
    pub fn refused(&mut self, who: &str, command: Command) -> &'static str {
        let before = self.room.clone();
        let rejection = self.run(who, command).expect_err("a refusal");
        assert_eq!(self.room, before, "a refused command changed something");
        rejection.code.as_str()
    }

    /// Something the service found out.
    pub fn internal(&mut self, request: &Internal) -> Result<Vec<Event>, Rejection> {
        let events = decide_internal(&self.room, request, &self.context())?;
        self.happen(&events);
        Ok(events)
    }

    /// A request over HTTP.
    pub fn manage(&mut self, user: &str, request: &Manage) -> Result<Vec<Event>, Rejection> {
        let events = decide_manage(&self.room, &UserId::from(user), request, &self.context())?;
        self.happen(&events);
        Ok(events)
    }

    fn happen(&mut self, events: &[Event]) {
        for event in events {
            let before = self.room.clone();
            evolve(&mut self.room, event);
            only_named_parts_change(&before, &self.room, event);
        }
    }

    /// Somebody comes in and is announced.
    pub fn enter(&mut self, name: &str) {
        self.internal(&Internal::Reserve(visitor(name))).expect("the name is free");
        self.announce(&[name]);
    }

    /// Connections of these stand.
    pub fn announce(&mut self, names: &[&str]) -> Vec<Event> {
        let members = names.iter().map(|name| member(name)).collect();
        self.internal(&Internal::Announce { members }).expect("announcing always works")
    }

    /// These are lost.
    pub fn lose(&mut self, names: &[&str]) -> Vec<Event> {
        let members = names.iter().map(|name| member(name)).collect();
        self.internal(&Internal::Lost { members }).expect("losing always works")
    }

    /// The deadline of playback may have passed.
    pub fn due(&mut self) -> Vec<Event> {
        self.internal(&Internal::PlaybackDue).expect("a deadline is never refused")
    }

    /// A player reports about an item, and the rules look at it.
    pub fn report(&mut self, who: &str, state: PlayerState, item: &str, duration: Option<f64>) -> Vec<Event> {
        let position = self.room.playback.position(self.now);
        let report = Report { state, item: item.into(), position, at: self.now, duration };
        self.reports.put(member(who), report);
        self.internal(&Internal::Reported).expect("reports are never refused")
    }

    /// The leader sets a policy.
    pub fn policy(&mut self, change: PolicyChange) {
        let leader = self.leader();
        self.ok(&leader, Command::SetPolicy(change));
    }

    /// Who leads.
    pub fn leader(&self) -> String {
        self.room.lead.leader.as_ref().expect("somebody leads").to_string()
    }

    /// The ids in the queue, in order, with spaces between.
    pub fn queue(&self) -> String {
        self.room.queue.items().iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The id of what is loaded, empty while idle.
    pub fn loaded(&self) -> String {
        self.room.playback.track.as_ref().map_or_else(String::new, |track| track.item.id.to_string())
    }

    /// Where the room is now, seconds.
    pub fn position(&self) -> f64 {
        self.room.playback.position(self.now)
    }
}

/// The names of events, with spaces between.
pub fn names(events: &[Event]) -> String {
    let name = |event: &Event| format!("{event:?}").split([' ', '{']).next().unwrap_or_default().to_owned();
    events.iter().map(name).collect::<Vec<_>>().join(" ")
}

/// The parts that an event does not name are as they were, or a commit would lose the change.
fn only_named_parts_change(before: &Room, after: &Room, event: &Event) {
    let named = event.parts();
    for part in before.parts().into_iter().chain(after.parts()) {
        assert!(named.contains(&part) || same(before, after, &part), "{event:?} changes {part} without naming it");
    }
}

fn same(a: &Room, b: &Room, part: &Part) -> bool {
    match part {
        Part::About => a.about == b.about,
        Part::Policy => a.policy == b.policy,
        Part::Playback => a.playback == b.playback,
        Part::Skip => a.skip == b.skip,
        Part::Queue => a.queue.items() == b.queue.items(),
        Part::Votes(item) => a.queue.votes(item) == b.queue.votes(item),
        Part::History => a.history == b.history,
        Part::Undo(number) => a.undo.get(*number) == b.undo.get(*number),
        Part::Timer => a.timer == b.timer,
        Part::Lead => a.lead == b.lead,
        Part::Bans => a.bans == b.bans,
        Part::Departures => a.departures == b.departures,
        Part::Moderators => a.moderators == b.moderators,
        Part::Member(member) => a.members.get(member) == b.members.get(member),
    }
}

/// An id of the queue.
pub fn item(id: &str) -> ItemId {
    ItemId::from(id)
}

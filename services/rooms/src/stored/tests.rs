//! A copy of a room that is kept only by the bytes of the parts that events name is the room.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use room_core::{
    About, Capability, Command, Context, Event, Grant, Internal, Limits, Loop, Manage, Media, MemberId, NewItem,
    NewMember, Order, Permission, PhaseAction, PlayerState, PolicyChange, Report, Reports, Room, Target, TimerSettings,
    Visibility,
};

use super::*;

struct Story {
    random: StdRng,
    room: Room,
    copy: Room,
    reports: Reports,
    limits: Limits,
    now: f64,
    drawn: u32,
}

impl Story {
    fn begin(seed: u64) -> Self {
        let about = About {
            name: "Film night".into(),
            visibility: Visibility::Password { hash: "$argon2id$…".into() },
            persistent: false,
            owner: Some("user-0".into()),
            creator: "user-0".into(),
            created_at: 1_000.5,
            address: String::new(),
            read_only: false,
            closed: false,
        };
        let (random, room) = (StdRng::seed_from_u64(seed), Room::new(about.clone()));
        let mut copy = Room::new(About { name: String::new(), ..about });
        for part in room.parts() {
            decode(&mut copy, part.clone(), &encode(&room, &part).expect("it is listed")).expect("it is readable");
        }
        let limits = Limits { queue: 20, ..Limits::default() };
        Self { random, room, copy, reports: Reports::default(), limits, now: 1_000.5, drawn: 0 }
    }

    fn one_of(&mut self, most: u32) -> u32 {
        self.random.random_range(0..most)
    }

    fn drawn(&mut self) -> String {
        self.drawn += 1;
        format!("drawn-{}", self.drawn)
    }

    fn member(&mut self) -> MemberId {
        format!("member-{}", self.one_of(6)).into()
    }

    fn item(&mut self) -> room_core::ItemId {
        let items: Vec<_> = self.room.queue.items().iter().map(|item| item.id.clone()).collect();
        items.choose(&mut self.random).cloned().unwrap_or_else(|| "none".into())
    }

    fn new_item(&mut self) -> NewItem {
        let duration = f64::from(self.one_of(3)) * 20.0;
        let media = Media {
            provider: "file".into(),
            media_id: "https://clips.example/a.mp4".into(),
            url: "https://clips.example/a.mp4".into(),
            title: self.drawn(),
            channel: "Somebody’s".into(),
            duration,
            thumbnail_url: "https://clips.example/a.png".into(),
            live: self.one_of(9) == 0,
            start: 1.5,
        };
        NewItem { id: self.drawn().into(), media }
    }

    fn command(&mut self) -> Command {
        match self.one_of(23) {
            0 => Command::Play { position: None },
            1 => Command::Pause { position: Some(3.25) },
            2 => Command::Seek { timestamp: f64::from(self.one_of(20)) },
            22 => Command::SeekLive { offset: f64::from(self.one_of(20)) },
            3 => Command::SetRate { rate: 1.5 },
            4 => Command::ChangeVideo(Target::New(self.new_item())),
            5 => Command::Skip,
            6 => Command::VoteSkip,
            7..=10 => Command::Add { items: vec![self.new_item(), self.new_item()], next: self.random.random() },
            11 => Command::Remove { item: self.item() },
            12 => Command::Move { item: self.item(), index: 0 },
            13 => Command::Shuffle { seed: self.random.random() },
            14 => Command::Clear,
            15 => Command::Vote { item: self.item(), up: self.random.random() },
            16 => Command::Undo,
            17 => Command::Rename { nickname: self.drawn(), member: None },
            18 => Command::SetRole { member: self.member(), grant: Grant::Moderator },
            19 => Command::Kick { member: self.member(), ban: self.one_of(8) == 0 },
            20 => Command::Mute { member: self.member(), muted: self.random.random() },
            _ => self.rarer(),
        }
    }

    fn rarer(&mut self) -> Command {
        match self.one_of(9) {
            0 => Command::TransferLeader { member: self.member() },
            1 => Command::Unban { user: format!("user-{}", self.one_of(6)).into() },
            2 => Command::Leave,
            3 => Command::TimerConfigure(TimerSettings {
                focus: 5,
                focus_action: PhaseAction::Play,
                ..Default::default()
            }),
            4 => Command::TimerStart,
            5 => Command::TimerPause,
            6 => Command::TimerSkip,
            7 => Command::Chat { message: self.drawn().into(), text: "hello".into(), reply_to: None },
            _ => Command::SetPolicy(PolicyChange {
                playback: Some(Permission::Moderators),
                order: Some(if self.random.random() { Order::Votes } else { Order::Manual }),
                repeat: Some(Loop::All),
                slow_mode: Some(self.one_of(3)),
                ..Default::default()
            }),
        }
    }

    fn internal(&mut self) -> Internal {
        let number = self.one_of(6);
        let id: MemberId = format!("member-{number}").into();
        match self.one_of(7) {
            0..=2 => Internal::Reserve(NewMember {
                id,
                user: format!("user-{number}").into(),
                nickname: format!("Guest {number}"),
                guest: number < 3,
                avatar_url: "https://faces.example/1".into(),
                device: format!("device-{number}"),
            }),
            3 | 4 => Internal::Announce { members: vec![id] },
            5 => Internal::PlaybackDue,
            _ if self.one_of(4) == 0 => Internal::Lost { members: vec![id] },
            _ => Internal::TimerDue,
        }
    }

    fn step(&mut self) {
        self.now += f64::from(self.one_of(4_000)) + 0.25;
        let by = self.member();
        let what = self.one_of(10);
        let command = self.command();
        let internal = self.internal();
        let context = Context { now: self.now, limits: &self.limits, reports: &self.reports, last_chat: None };
        let decided = match what {
            0..=3 => room_core::decide_internal(&self.room, &internal, &context),
            4 => {
                let update = Manage::Update {
                    name: Some(format!("Room at {}", self.now)),
                    visibility: None,
                    keeping: room_core::Keeping::default(),
                };
                room_core::decide_manage(&self.room, &"user-0".into(), &update, &context)
            }
            _ => room_core::decide(&self.room, &by, &command, &context),
        };
        for event in decided.unwrap_or_default() {
            self.happen(&event);
        }
    }

    fn happen(&mut self, event: &Event) {
        room_core::evolve(&mut self.room, event);
        for part in event.parts() {
            assert_eq!(Part::parse(&part.to_string()), Some(part.clone()));
            match encode(&self.room, &part) {
                Some(bytes) => decode(&mut self.copy, part, &bytes).expect("it is readable"),
                None => remove(&mut self.copy, part),
            }
        }
        assert_eq!(self.copy, self.room, "after {event:?}");
    }
}

#[test]
fn what_is_stored_is_the_room() {
    for seed in 0..40 {
        let mut story = Story::begin(seed);
        for _ in 0..250 {
            story.step();
        }
        assert!(story.room.allows(&"nobody".into(), Capability::Chat).is_err());
    }
}

#[test]
fn reports_and_instants_are_kept() {
    let report = Report {
        state: PlayerState::Buffering,
        item: "item".into(),
        position: 12.5,
        at: 1_700_000_000_000.25,
        duration: Some(60.0),
    };
    assert_eq!(decode_report(&encode_report(&report)), Ok(report));
    assert_eq!(decode_instant(&encode_instant(1_700_000_000_000.25)), Ok(1_700_000_000_000.25));
    assert!(decode_instant(b"no").is_err());
}

#[test]
fn nonsense_changes_nothing() {
    let mut story = Story::begin(1);
    let before = story.copy.clone();
    for part in before.parts() {
        assert!(decode(&mut story.copy, part, &[0xff; 7]).is_err());
    }
    assert_eq!(story.copy, before);
}

#[test]
fn fields_of_a_newer_version_are_skipped() {
    let mut story = Story::begin(1);
    for part in story.room.parts() {
        let mut bytes = encode(&story.room, &part).expect("it is listed").to_vec();
        // Field 1000, three bytes long.
        bytes.extend([0xc2, 0x3e, 3, b'n', b'e', b'w']);
        decode(&mut story.copy, part, &bytes).expect("it is readable");
    }
    assert_eq!(story.copy, story.room);
}

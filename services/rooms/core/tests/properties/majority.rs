//! Voting to skip: whoever comes, goes and votes in whatever order, what plays is skipped exactly
//! when more than half of those present want it to be.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use room_core::*;

use crate::story::empty;

const PEOPLE: u8 = 7;

/// One thing that happens, and to whom.
#[derive(Clone, Copy, Debug)]
enum Step {
    Enter(u8),
    Leave(u8),
    Lose(u8),
    Vote(u8),
}

fn step() -> impl Strategy<Value = Step> {
    (0..PEOPLE, 0..8_u8).prop_map(|(who, what)| match what {
        0..2 => Step::Enter(who),
        2 => Step::Leave(who),
        3 => Step::Lose(who),
        _ => Step::Vote(who),
    })
}

fn member(who: u8) -> MemberId {
    format!("p{who}").into()
}

struct Scene {
    room: Room,
    limits: Limits,
    reports: Reports,
    items: u32,
}

impl Scene {
    fn context(&self) -> Context<'_> {
        Context { now: 1e12, limits: &self.limits, reports: &self.reports, last_chat: None }
    }

    fn happen(&mut self, events: Vec<Event>) {
        events.iter().for_each(|event| evolve(&mut self.room, event));
    }

    fn asks(&mut self, who: u8, command: &Command) -> bool {
        let decided = decide(&self.room, &member(who), command, &self.context());
        decided.map(|events| self.happen(events)).is_ok()
    }

    fn internal(&mut self, request: &Internal) {
        let events = decide_internal(&self.room, request, &self.context()).expect("the room has a place");
        self.happen(events);
    }

    fn enter(&mut self, who: u8) {
        let name = member(who).to_string();
        let new = NewMember {
            id: member(who),
            user: format!("user-{name}").into(),
            nickname: name,
            guest: true,
            avatar_url: String::new(),
            device: String::new(),
        };
        self.internal(&Internal::Reserve(new));
        self.internal(&Internal::Announce { members: vec![member(who)] });
        self.refill(who);
    }

    /// There is always something to skip to.
    fn refill(&mut self, who: u8) {
        while self.room.queue.len() < 3 {
            self.items += 1;
            let media = Media { url: "https://example.org".into(), duration: 1e6, ..Media::default() };
            let items = vec![NewItem { id: format!("i{}", self.items).into(), media }];
            assert!(self.asks(who, &Command::Add { items, next: false }));
        }
    }

    fn playing(&self) -> Option<ItemId> {
        self.room.playback.track.as_ref().map(|track| track.item.id.clone())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn more_than_half_of_those_present_skip(steps in vec(step(), 1..60)) {
        let (limits, reports) = (Limits::default(), Reports::default());
        let mut scene = Scene { room: empty("nobody"), limits, reports, items: 0 };
        let (mut present, mut votes) = (BTreeSet::new(), BTreeSet::new());
        for step in steps {
            if let Some(who) = present.first() {
                scene.refill(*who);
            }
            let before = scene.playing();
            let mut wants = false;
            match step {
                Step::Enter(who) if present.insert(who) => scene.enter(who),
                Step::Enter(_) => {}
                Step::Leave(who) => {
                    prop_assert_eq!(scene.asks(who, &Command::Leave), present.remove(&who));
                    wants = votes.remove(&who) || !votes.is_empty();
                }
                Step::Lose(who) => {
                    scene.internal(&Internal::Lost { members: vec![member(who)] });
                    present.remove(&who);
                    wants = votes.remove(&who) || !votes.is_empty();
                }
                Step::Vote(who) => {
                    wants = scene.asks(who, &Command::VoteSkip);
                    prop_assert_eq!(wants, present.contains(&who));
                    if wants {
                        votes.insert(who);
                    }
                }
            }
            let skips = wants && !present.is_empty() && votes.len() * 2 > present.len();
            if before.is_some() {
                prop_assert_eq!(scene.playing() != before, skips, "{:?}: {:?} of {:?}", step, votes, present);
            }
            if skips {
                votes.clear();
            }
            prop_assert_eq!(scene.room.skip.0.len(), votes.len(), "votes are for what plays");
        }
    }
}

//! Whatever several people do, in whatever order, under whatever clock: what always holds.
//!
//! A story is a random list of steps, from members and from the service, over a clock that jumps
//! forwards and backwards. After every step the whole room is looked at. `PROPTEST_CASES` makes
//! more stories than the usual 256.

mod invariants;
mod majority;
mod phases;
mod steps;
mod story;

use proptest::collection::vec;
use proptest::prelude::*;
use room_core::{Command, MemberId, Room};

use steps::{Ask, Step, person, step, undoable};
use story::Story;

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
        if recorded == former {
            return Ok(());
        }
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
        let offset = |room: &Room| room.playback.track.as_ref().map(|track| track.live_offset);
        prop_assert_eq!(offset(&story.room), offset(&before));
    }
}

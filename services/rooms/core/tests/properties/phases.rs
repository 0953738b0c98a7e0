//! The timer under a clock that jumps: phases follow each other in their order, one at a time, none
//! is cut short, and a long break comes after as many focus phases as were asked for.

use proptest::collection::vec;
use proptest::prelude::*;
use room_core::*;

use crate::story::empty;

/// What the service may notice late and still count from the end of the phase, milliseconds.
const NOTICED: f64 = 5_000.0;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The clock moves by so many seconds, perhaps backwards.
    Clock(f64),
    /// The service looks whether a phase has ended, as often as it likes.
    Due(u8),
    Start,
    Pause,
    Skip,
    Reset,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop_oneof![0.0..3.0_f64, 0.0..200.0_f64, -100.0..0.0_f64].prop_map(Step::Clock),
        5 => (1..4_u8).prop_map(Step::Due),
        2 => Just(Step::Start),
        1 => Just(Step::Pause),
        1 => Just(Step::Skip),
        1 => Just(Step::Reset),
    ]
}

prop_compose! {
    fn settings()(
        focus in 1..30_u32, short_break in 1..10_u32, long_break in 1..20_u32, cycles in 1..5_u32, auto_start in any::<bool>(),
    ) -> TimerSettings {
        TimerSettings { focus, short_break, long_break, cycles, auto_start, ..TimerSettings::default() }
    }
}

/// The phase after one, and the finished focus phases then.
fn after(timer: &Timer) -> (Phase, u32) {
    match timer.phase().expect("a phase") {
        Phase::Focus if timer.cycle + 1 == timer.settings.cycles => (Phase::LongBreak, timer.cycle + 1),
        Phase::Focus => (Phase::ShortBreak, timer.cycle + 1),
        Phase::ShortBreak => (Phase::Focus, timer.cycle),
        Phase::LongBreak => (Phase::Focus, 0),
    }
}

fn ends_at(timer: &Timer) -> Option<f64> {
    match timer.state {
        TimerState::Running { ends_at, .. } => Some(ends_at),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn phases_in_order_whole_and_once(settings in settings(), steps in vec(step(), 1..80)) {
        let (limits, reports) = (Limits::default(), Reports::default());
        let (mut room, mut now) = (empty("user"), 1e12_f64);
        let at = |now| Context { now, limits: &limits, reports: &reports, last_chat: None };
        let me = MemberId::from("me");
        let new = NewMember {
            id: me.clone(), user: "user".into(), nickname: "me".into(), guest: true, avatar_url: String::new(), device: String::new(),
        };
        for request in [Internal::Reserve(new), Internal::Announce { members: vec![me.clone()] }] {
            for event in decide_internal(&room, &request, &at(now)).expect("an empty room") {
                evolve(&mut room, &event);
            }
        }
        apply(&mut room, &me, &Command::TimerConfigure(settings), &at(now)).expect("sound settings");
        for step in steps {
            let before = room.timer.clone();
            let command = match step {
                Step::Clock(seconds) => {
                    now += seconds * 1_000.0;
                    continue;
                }
                Step::Due(times) => {
                    let mut changes = 0;
                    for _ in 0..times {
                        let events = decide_internal(&room, &Internal::TimerDue, &at(now)).expect("never refused");
                        prop_assert!(events.len() <= 1);
                        changes += events.len();
                        events.iter().for_each(|event| evolve(&mut room, event));
                        let Some(ended) = ends_at(&before).filter(|ended| *ended <= now) else {
                            prop_assert_eq!(&room.timer, &before, "nothing is due");
                            continue;
                        };
                        if changes == 1 && events.len() == 1 {
                            prop_assert_eq!((room.timer.phase().expect("a phase"), room.timer.cycle), after(&before));
                            prop_assert_eq!(room.timer.running(), before.settings.auto_start);
                            if let Some(next) = ends_at(&room.timer) {
                                let length = room.timer.settings.length(room.timer.phase().expect("a phase")) * 1e3;
                                let from = next - length;
                                prop_assert!(from >= ended && from <= now && (from >= now - NOTICED), "{} {} {}", ended, from, now);
                            }
                        }
                    }
                    // Later looks find no more than the phases that have passed meanwhile.
                    prop_assert!(changes <= usize::from(times));
                    prop_assert_eq!(changes > 0, ends_at(&before).is_some_and(|ended| ended <= now));
                    continue;
                }
                Step::Start => Command::TimerStart,
                Step::Pause => Command::TimerPause,
                Step::Skip => Command::TimerSkip,
                Step::Reset => Command::TimerReset,
            };
            apply(&mut room, &me, &command, &at(now)).expect("anyone may");
            let timer = &room.timer;
            match step {
                Step::Start if before.phase().is_none() => prop_assert_eq!(timer.phase(), Some(Phase::Focus)),
                Step::Start | Step::Pause => prop_assert_eq!(timer.phase(), before.phase(), "it is the same phase"),
                Step::Skip if before.phase().is_some() => {
                    prop_assert_eq!((timer.phase().expect("a phase"), timer.cycle), after(&before));
                    prop_assert_eq!(timer.running(), before.running());
                }
                Step::Skip => prop_assert_eq!(timer, &before),
                _ => prop_assert_eq!((timer.phase(), timer.cycle), (None, 0)),
            }
            // Stopping and starting gives nobody time, and takes none.
            if matches!(step, Step::Start | Step::Pause) && before.phase().is_some() {
                prop_assert!((timer.remaining(now) - before.remaining(now)).abs() < 1e-3);
            }
        }
    }
}

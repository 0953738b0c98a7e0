//! What people and the service may do next, at random.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use room_core::*;

/// People there can be; whoever is not in is on the way or gone.
pub const PEOPLE: u8 = 6;

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Step {
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
pub enum Ask {
    Plain(Command),
    Change(u8),
    ChangeNew(f64),
    Add(Vec<f64>, bool),
    Remove(u8),
    Move(u8, usize),
    Vote(u8, bool),
}

/// What the person of that number is called.
pub fn person(n: u8) -> String {
    format!("p{}", n % PEOPLE)
}

/// Any float, also those that are none, and often one that makes sense.
pub fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..200.0_f64,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => any::<f64>(),
    ]
}

pub fn permission() -> impl Strategy<Value = Permission> {
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

pub fn somebody() -> impl Strategy<Value = MemberId> {
    any::<u8>().prop_map(|n| person(n).into())
}

pub fn ask() -> BoxedStrategy<Ask> {
    let plain = prop_oneof![
        option::of(number()).prop_map(|position| Command::Play { position }),
        option::of(number()).prop_map(|position| Command::Pause { position }),
        number().prop_map(|timestamp| Command::Seek { timestamp }),
        number().prop_map(|offset| Command::SeekLive { offset }),
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

pub fn state() -> BoxedStrategy<PlayerState> {
    use PlayerState::{Ad, Blocked, Buffering, Ended, Error, Ready};
    prop_oneof![Just(Ready), Just(Buffering), Just(Ad), Just(Blocked), Just(Error), Just(Ended)].boxed()
}

pub fn step() -> BoxedStrategy<Step> {
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

/// What can be undone.
pub fn undoable() -> impl Strategy<Value = Ask> {
    prop_oneof![
        (0.0..100.0_f64).prop_map(|timestamp| Ask::Plain(Command::Seek { timestamp })),
        (0.0..100.0_f64).prop_map(|offset| Ask::Plain(Command::SeekLive { offset })),
        any::<u64>().prop_map(|seed| Ask::Plain(Command::Shuffle { seed })),
        Just(Ask::Plain(Command::Clear)),
        (vec(number(), 1..3), any::<bool>()).prop_map(|(durations, next)| Ask::Add(durations, next)),
        any::<u8>().prop_map(Ask::Remove),
        (any::<u8>(), 0..4_usize).prop_map(|(item, index)| Ask::Move(item, index)),
    ]
}

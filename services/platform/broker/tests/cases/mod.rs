//! What every broker must do, whatever it is made of. Each case takes a [`Stage`] and rooms of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use matinee_broker::{
    CommandRecord, Commit, CommitOutcome, PartChange, Published, RoomState, SharedBroker, Subscription, WakeupKind,
};

pub mod commit;
pub mod ledger;
pub mod presence;
pub mod replay;
pub mod saving;
pub mod share;
pub mod subscription;
pub mod talk;
pub mod wakeups;

/// Two replicas on one store (with memory, one broker twice).
pub struct Stage {
    pub a: SharedBroker,
    pub b: SharedBroker,
    rooms: AtomicU32,
}

impl Stage {
    pub fn new(a: SharedBroker, b: SharedBroker) -> Self {
        Self { a, b, rooms: AtomicU32::new(0) }
    }

    /// A room id nobody has used.
    pub fn room_id(&self) -> String {
        format!("quiet-otter-{:04}", self.rooms.fetch_add(1, Ordering::Relaxed))
    }

    /// A new room with the parts `a` and `b`.
    pub async fn room(&self) -> (String, RoomState) {
        let id = self.room_id();
        let parts = vec![("a".to_owned(), bytes("a1")), ("b".to_owned(), bytes("b1"))];
        let (made, state) = self.a.create(&id, parts, Vec::new()).await.unwrap();
        assert!(made);
        (id, state)
    }
}

macro_rules! cases {
    ($($module:ident: $($case:ident),+;)+) => {
        /// Runs every case in turn.
        pub async fn run(stage: &Stage) {
            $($(
                println!("case {}::{}", stringify!($module), stringify!($case));
                let case = $module::$case(stage);
                tokio::time::timeout(Duration::from_secs(60), case).await.expect("the case hangs");
            )+)+
        }
    };
}

cases! {
    commit: create_once, state_changes_in_parts, stale_version_conflicts_with_what_is_newer, removals_are_told,
        forgotten_removals_make_it_whole, wrong_epoch_is_gone, known_commands_get_their_first_answer,
        half_known_commits_change_nothing, chat_leaves_the_version, chat_and_reactions_are_bounded,
        many_commands_in_one_commit, two_replicas_lose_nothing, removed_room_is_gone, binary_survives;
    replay: fills_any_gap, window_is_bounded_in_events, window_is_bounded_in_bytes, foreign_epochs_are_too_old, heads_of_many;
    subscription: before_the_room_exists, nothing_is_lost_between_subscribing_and_reading, both_replicas_hear_the_same,
        transients_and_notices, dropping_and_subscribing_again, slow_receivers_are_told, remaking_a_room_resets;
    presence: leases_and_versions, presence_version_guards_commits, closed_connections_stay_closed,
        forgotten_leases_come_back, presence_wakeup_is_due;
    wakeups: due_ones_are_claimed_once, commits_set_move_and_remove, future_ones_wait, removed_rooms_have_none;
    saving: changes_are_claimed_once, marks_go_when_what_was_saved_is_the_newest, a_room_is_rebuilt_once,
        unloading_never_races_a_join;
    ledger: claims, claims_run_out, renewed_claims, token_buckets, budgets, cached_values, directory_by_rank, clock_is_monotonic;
    share: a_bound_holds_over_all_holders, what_is_given_back_is_free, a_dead_holder_is_forgotten,
        a_renewal_says_what_is, many_at_once_stay_within_the_bound;
    talk: users_come_and_go_once, dead_gateways_take_their_users_along, a_new_name_replaces_the_old,
        active_users_in_pages, a_message_is_in_both_inboxes_once, inboxes_are_bounded, many_at_once_lose_nothing,
        strangers_and_the_blocked_are_not_heard;
}

pub fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

pub fn set(name: &str, value: &str) -> PartChange {
    PartChange { name: name.to_owned(), value: Some(bytes(value)) }
}

pub fn unset(name: &str) -> PartChange {
    PartChange { name: name.to_owned(), value: None }
}

pub fn command(key: &str, events_until: u32) -> CommandRecord {
    CommandRecord { key: key.to_owned(), events_until }
}

/// A commit judged under `state`, with these events.
pub fn on(room: &str, state: &RoomState, events: &[&str]) -> Commit {
    Commit {
        room: room.to_owned(),
        epoch: state.head.epoch.clone(),
        version: state.version,
        now: 1.79e12,
        events: events.iter().map(|event| bytes(event)).collect(),
        ..Commit::default()
    }
}

/// Commits and expects that it counts: revision and version afterwards.
pub async fn committed(broker: &SharedBroker, commit: Commit) -> (u32, u64) {
    match broker.commit(commit).await.unwrap() {
        CommitOutcome::Committed { revision, version } => (revision, version),
        other => panic!("not committed: {other:?}"),
    }
}

pub async fn load(broker: &SharedBroker, room: &str) -> RoomState {
    broker.load(room).await.unwrap().expect("the room exists")
}

pub fn sorted(mut parts: Vec<(String, Bytes)>) -> Vec<(String, Bytes)> {
    parts.sort();
    parts
}

/// Claims until nothing is due: wake-ups of this room.
pub async fn due(broker: &SharedBroker, room: &str) -> Vec<(WakeupKind, f64)> {
    let mut mine = Vec::new();
    loop {
        let claimed = broker.claim_wakeups(100).await.unwrap();
        if claimed.is_empty() {
            return mine;
        }
        mine.extend(claimed.into_iter().filter(|due| due.room == room).map(|due| (due.kind, due.deadline)));
    }
}

pub async fn next(subscription: &mut Subscription) -> Published {
    let received = tokio::time::timeout(Duration::from_secs(30), subscription.recv());
    received.await.expect("nothing arrives").expect("the feed has ended")
}

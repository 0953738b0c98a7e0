use proptest::prelude::*;

use super::*;

const DAY: i64 = 24 * 3600 * 1000;
const NOW: i64 = 1_790_000_000_000;
const GRACE: i64 = 7 * DAY;

fn held(plan: PlanId, word: &str) -> Held {
    Held {
        plan: Some(plan),
        status: Status::named(word),
        period_end: NOW + 10 * DAY,
        ends_at: None,
        past_due_since: NOW - 2 * DAY,
        reversed: false,
    }
}

#[test]
fn each_state_gives_what_it_should() {
    let plus = |word| held(PlanId::Plus, word);
    let ended = Held { period_end: NOW - DAY, ..plus("active") };
    for (what, held, expected) in [
        ("active", plus("active"), Some(NOW + 11 * DAY)),
        ("in a trial", plus("trialing"), Some(NOW + 11 * DAY)),
        ("past due, in grace", plus("past_due"), Some(NOW + 5 * DAY)),
        ("past due for longer", Held { past_due_since: NOW - GRACE, ..plus("past_due") }, None),
        ("not paid at first", plus("incomplete"), None),
        ("never paid", plus("incomplete_expired"), None),
        ("given up", plus("unpaid"), None),
        ("canceled", plus("canceled"), None),
        ("paused", plus("paused"), None),
        ("a word of the future", plus("resting"), None),
        ("cancelled at the end", Held { ends_at: Some(NOW + 10 * DAY), ..plus("active") }, Some(NOW + 10 * DAY)),
        ("cancelled now", Held { ends_at: Some(NOW), ..plus("active") }, None),
        ("past due and cancelled", Held { ends_at: Some(NOW + DAY), ..plus("past_due") }, Some(NOW + DAY)),
        ("refunded", Held { reversed: true, ..plus("active") }, None),
        ("renewal not heard of yet", Held { period_end: NOW - DAY + 1, ..ended }, Some(NOW + 1)),
        ("renewal not heard of for too long", ended, None),
    ] {
        assert_eq!(good_until(&held, NOW, GRACE), expected, "{what}");
        let plan = if expected.is_some() { PlanId::Plus } else { PlanId::Free };
        assert_eq!(standing(&[held], NOW, GRACE), Standing { plan, until: expected }, "{what}");
    }
}

#[test]
fn the_best_one_counts_and_what_is_not_ours_does_not() {
    let other = Held { plan: None, ..held(PlanId::Pro, "active") };
    let all = [held(PlanId::Plus, "active"), held(PlanId::Pro, "past_due"), other];
    assert_eq!(standing(&all, NOW, GRACE), Standing { plan: PlanId::Pro, until: Some(NOW + 5 * DAY) });
    assert_eq!(standing(&all, NOW, 0), Standing { plan: PlanId::Plus, until: Some(NOW + 11 * DAY) });
    assert_eq!(standing(&[other], NOW, GRACE), Standing { plan: PlanId::Free, until: None });
    assert_eq!(standing(&[], NOW, GRACE), Standing { plan: PlanId::Free, until: None });
}

fn any_held() -> impl Strategy<Value = Held> {
    let instant = NOW - 60 * DAY..NOW + 60 * DAY;
    let plan = prop_oneof![Just(None), Just(Some(PlanId::Plus)), Just(Some(PlanId::Pro))];
    let word = prop::sample::select(vec!["active", "trialing", "past_due", "unpaid", "canceled", "incomplete", "?"]);
    (plan, word, instant.clone(), prop::option::of(instant.clone()), instant, any::<bool>()).prop_map(
        |(plan, word, period_end, ends_at, past_due_since, reversed)| Held {
            plan,
            status: Status::named(word),
            period_end,
            ends_at,
            past_due_since,
            reversed,
        },
    )
}

proptest! {
    /// It does not matter in which order subscriptions are read, and one read twice counts once.
    #[test]
    fn order_and_repetition_do_not_matter(mut all in prop::collection::vec(any_held(), 0..6), at in 0..40 * DAY) {
        let before = standing(&all, NOW + at, GRACE);
        all.reverse();
        all.extend(all.clone());
        prop_assert_eq!(standing(&all, NOW + at, GRACE), before);
    }

    /// What it says of its own end is so: the same until then, and less from then on.
    #[test]
    fn it_holds_until_it_says(all in prop::collection::vec(any_held(), 0..6), part in 0.0..1.0f64) {
        let now = standing(&all, NOW, GRACE);
        let later = |at| standing(&all, at, GRACE).plan;
        match now.until {
            Some(until) => {
                prop_assert!(until > NOW);
                prop_assert_eq!(later(NOW + ((until - 1 - NOW) as f64 * part) as i64), now.plan);
                prop_assert!(later(until) < now.plan);
            }
            None => prop_assert_eq!(later(NOW + (100.0 * DAY as f64 * part) as i64), PlanId::Free),
        }
    }

    /// Time alone never gives anything, and another subscription never takes anything.
    #[test]
    fn nothing_is_given_by_waiting_nor_taken_by_paying(
        all in prop::collection::vec(any_held(), 0..6), more in any_held(), wait in 0..90 * DAY,
    ) {
        let now = standing(&all, NOW, GRACE).plan;
        prop_assert!(standing(&all, NOW + wait, GRACE).plan <= now);
        let both = [all, vec![more]].concat();
        prop_assert!(standing(&both, NOW, GRACE).plan >= now);
    }
}

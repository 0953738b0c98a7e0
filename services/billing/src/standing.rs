//! What somebody has paid for at an instant: a function of their subscriptions and nothing else.
//!
//! Pure, so that every rule about money can be read and tested in one place; time is an argument.
//! Whoever calls it has read the subscriptions from Stripe, in any order and any number of times,
//! so the answer may depend on the last reading only.

use crate::plan::PlanId;

/// Milliseconds by which a renewal may be late before a subscription that says `active` is not
/// believed any more: Stripe takes an hour to collect, and we may not reach it for a while.
const RENEWAL_SLACK: i64 = 24 * 3600 * 1000;

/// Stripe's word for the state of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// In a trial: counts as paid.
    Trialing,
    /// Paid.
    Active,
    /// A payment is missing and is tried again.
    PastDue,
    /// Anything else: not paid at first, given up, ended, paused after a trial, or a word that
    /// Stripe did not know when this was written.
    Unpaid,
}

impl Status {
    /// Reads Stripe's word.
    pub(crate) fn named(word: &str) -> Self {
        match word {
            "trialing" => Self::Trialing,
            "active" => Self::Active,
            "past_due" => Self::PastDue,
            _ => Self::Unpaid,
        }
    }
}

/// A subscription, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// What it is for; `None` if its price is not one of ours.
    pub(crate) plan: Option<PlanId>,
    pub(crate) status: Status,
    /// The end of the current period, Unix milliseconds.
    pub(crate) period_end: i64,
    /// When it will end by somebody's wish.
    pub(crate) ends_at: Option<i64>,
    /// Since when a payment is missing.
    pub(crate) past_due_since: i64,
    /// The payment of the current period went back, or is disputed.
    pub(crate) reversed: bool,
}

/// What somebody may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) plan: PlanId,
    /// When that becomes less by time alone, Unix milliseconds; `None` for whoever has nothing.
    pub(crate) until: Option<i64>,
}

/// Until when a subscription gives its plan, if it does at `now`. A payment that is missing is
/// waited for during `grace` milliseconds.
pub(crate) fn good_until(held: &Held, now: i64, grace: i64) -> Option<i64> {
    if held.reversed {
        return None;
    }
    let by_status = match held.status {
        Status::Trialing | Status::Active => held.period_end.saturating_add(RENEWAL_SLACK),
        Status::PastDue => held.past_due_since.saturating_add(grace),
        Status::Unpaid => return None,
    };
    let end = held.ends_at.map_or(by_status, |ends_at| ends_at.min(by_status));
    (now < end).then_some(end)
}

/// The best plan that one of the subscriptions gives at `now`.
pub(crate) fn standing(held: &[Held], now: i64, grace: i64) -> Standing {
    let given = held.iter().filter_map(|held| Some((held.plan?, good_until(held, now, grace)?)));
    match given.max() {
        Some((plan, until)) => Standing { plan, until: Some(until) },
        None => Standing { plan: PlanId::Free, until: None },
    }
}

#[cfg(test)]
#[path = "standing_tests.rs"]
mod tests;

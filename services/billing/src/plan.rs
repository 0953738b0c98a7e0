//! The names of plans and features. They are the contract: PROTOCOL and page use the same.

use std::fmt;

use serde::Deserialize;

/// A plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanId {
    /// For everybody who does not pay.
    Free,
    /// The smaller paid plan.
    Plus,
    /// Everything.
    Pro,
}

impl PlanId {
    /// All plans, the smallest first.
    pub const ALL: [Self; 3] = [Self::Free, Self::Plus, Self::Pro];

    /// Its name, for example `free`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Plus => "plus",
            Self::Pro => "pro",
        }
    }

    /// The plan with that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plan| plan.as_str() == name)
    }
}

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that a plan unlocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Rooms that belong to an account and outlive their visitors.
    PersistentRooms,
    /// A room address of one's own choice.
    CustomAddress,
    /// No advertisements.
    AdFree,
}

impl Feature {
    /// Its name, for example `ad_free`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersistentRooms => "persistent_rooms",
            Self::CustomAddress => "custom_address",
            Self::AdFree => "ad_free",
        }
    }
}

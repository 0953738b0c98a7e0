//! Why YouTube could not be asked, and how that is said to others.

use std::time::Duration;

use matinee_proto::Refusal;
use serde::{Deserialize, Serialize};

/// When it is worth trying again after something that nobody can foresee.
const SOON: Duration = Duration::from_secs(5);
/// Nobody sets a key within the hour.
const LATER: Duration = Duration::from_secs(3600);

/// Why there is no answer of YouTube. It holds no URL, because URLs hold the key.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
pub(crate) enum Trouble {
    /// There is no key, or none that YouTube knows.
    #[error("there is no usable key")]
    NotConfigured,
    /// The day's budget is spent, ours or YouTube's.
    #[error("the quota is exhausted for {0:?}")]
    Quota(Duration),
    /// The user has had their share of the day's budget.
    #[error("a user has had their share for {left:?}")]
    Share { user: String, left: Duration },
    /// Too many calls failed lately.
    #[error("not asked for {0:?}, because too many calls have failed")]
    Resting(Duration),
    /// It did not answer, too late, or with something else.
    #[error("{0}")]
    Unavailable(String),
    /// It does not know what was asked for.
    #[error("there is no such thing")]
    NotFound,
    /// It knows, but does not tell.
    #[error("it may not be read")]
    Closed,
    /// The cursor is none of its own.
    #[error("the page does not exist")]
    BadPage,
}

impl Trouble {
    /// Whether an answer of another day is better than this.
    pub(crate) fn passes(&self) -> bool {
        !matches!(self, Self::NotFound | Self::Closed | Self::BadPage)
    }

    /// Whether it would be the same for everybody who asks now.
    pub(crate) fn concerns_all(&self) -> bool {
        !matches!(self, Self::Share { .. })
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NotConfigured => {
                let refusal = Self::new("search_not_configured", "this server has no key for YouTube's search");
                refusal.retry_after(LATER)
            }
            Trouble::Quota(left) => {
                Self::new("quota_exhausted", "YouTube may not be asked any more today").retry_after(left)
            }
            Trouble::Share { left, .. } => {
                Self::new("rate_limited", "you have searched for as much as one person may in a day").retry_after(left)
            }
            Trouble::Resting(left) => Self::new("unavailable", "YouTube does not answer; try again").retry_after(left),
            Trouble::Unavailable(_) => Self::new("unavailable", "YouTube does not answer; try again").retry_after(SOON),
            Trouble::NotFound => Self::new("unsupported_url", "YouTube says that there is no such playlist"),
            Trouble::Closed => Self::new("unsupported_url", "YouTube says that nobody but its owner may read it"),
            Trouble::BadPage => Self::new("invalid_argument", "cursor: is of no page"),
        }
    }
}

//! A user's sessions, as the user sees them.

use std::fmt;

use matinee_proto::auth::v1 as proto;
use sqlx::{AnyPool, Row};

use crate::sessions::NEVER;
use crate::users::instant;

/// A session in the list.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    id: String,
    user_agent: String,
    created_at: i64,
    refreshed_at: i64,
    expires_at: i64,
    ends_at: i64,
}

/// After which entry a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    refreshed_at: i64,
    id: String,
}

impl Cursor {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (refreshed_at, id) = text.split_once('.')?;
        Some(Self { refreshed_at: refreshed_at.parse().ok()?, id: id.to_owned() })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.refreshed_at, self.id)
    }
}

impl Entry {
    /// As callers are told; `current` is the session that asks.
    pub(crate) fn told(self, current: &str) -> proto::SessionEntry {
        proto::SessionEntry {
            current: self.id == current,
            id: self.id,
            user_agent: self.user_agent,
            created_at: instant(self.created_at),
            refreshed_at: instant(self.refreshed_at),
            expires_at: instant(self.expires_at),
            ends_at: if self.ends_at == NEVER { 0.0 } else { instant(self.ends_at) },
        }
    }
}

/// A page of those that have not expired by `now`, renewed last first, and where the next begins.
pub(crate) async fn page(
    pool: &AnyPool,
    user: &str,
    after: Option<Cursor>,
    limit: u32,
    now: i64,
) -> Result<(Vec<Entry>, Option<Cursor>), sqlx::Error> {
    let after = after.unwrap_or(Cursor { refreshed_at: i64::MAX, id: String::new() });
    let select = "SELECT id, user_agent, created_at, refreshed_at, expires_at, ends_at FROM sessions \
                  WHERE user_id = $1 AND expires_at > $2 AND (refreshed_at < $3 OR (refreshed_at = $4 AND id < $5)) \
                  ORDER BY refreshed_at DESC, id DESC LIMIT $6";
    let select = sqlx::query(select).bind(user).bind(now);
    let select = select.bind(after.refreshed_at).bind(after.refreshed_at).bind(after.id).bind(i64::from(limit) + 1);
    let rows = select.fetch_all(pool).await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows {
        entries.push(Entry {
            id: row.try_get("id")?,
            user_agent: row.try_get("user_agent")?,
            created_at: row.try_get("created_at")?,
            refreshed_at: row.try_get("refreshed_at")?,
            expires_at: row.try_get("expires_at")?,
            ends_at: row.try_get("ends_at")?,
        });
    }
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let last = entries.last().filter(|_| more);
    let next = last.map(|entry| Cursor { refreshed_at: entry.refreshed_at, id: entry.id.clone() });
    Ok((entries, next))
}

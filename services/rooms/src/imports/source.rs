//! Where the items of a step come from.

use matinee_proto::Refusal;
use matinee_proto::search::v1::PlaylistEntry;

use super::{ITEMS_MAX, Import, STEP, Source};
use crate::playlists::Entry;
use crate::service::RoomsService;

/// What a step is about.
pub struct Page {
    /// What is imported is called.
    pub title: Option<String>,
    /// Items there are, as far as is known.
    pub total: i64,
    /// Items in order.
    pub items: Vec<Listed>,
    /// Where the next step begins; `None` at the end.
    pub next: Option<String>,
}

/// An item of a source.
pub struct Listed {
    /// What it is.
    pub entry: Entry,
    /// Whether it can be played, as far as its source knows.
    pub playable: bool,
}

/// The next page of an import.
///
/// # Errors
/// What search says; `unavailable` passes.
pub async fn page(service: &RoomsService, import: &Import) -> Result<Page, Refusal> {
    match &import.source {
        Source::List { items } => {
            let from = usize::try_from(import.step).unwrap_or(usize::MAX).saturating_mul(STEP).min(items.len());
            let to = (from + STEP).min(items.len());
            let next = (to < items.len()).then(|| to.to_string());
            let items = items[from..to].iter().cloned().map(|entry| Listed { entry, playable: true }).collect();
            Ok(Page { title: None, total: import.total, items, next })
        }
        Source::Pages { url } => {
            let listed = service.resolver().playlist(url, &import.place, STEP as u32).await?;
            let done = usize::try_from(import.tally.done).unwrap_or(ITEMS_MAX);
            let room = ITEMS_MAX.saturating_sub(done);
            let more = room > listed.items.len() && !listed.next_page_token.is_empty();
            Ok(Page {
                title: Some(listed.title).filter(|title| !title.is_empty()),
                total: i64::from(listed.total).min(ITEMS_MAX as i64),
                items: listed.items.into_iter().take(room).map(entry).collect(),
                next: more.then_some(listed.next_page_token),
            })
        }
    }
}

fn entry(listed: PlaylistEntry) -> Listed {
    let entry = Entry::found(listed.media.unwrap_or_default());
    let playable = listed.unavailable.is_empty() && entry.is_resolved();
    Listed { entry, playable }
}

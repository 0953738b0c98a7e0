//! Doing imports, step by step.

use std::sync::Arc;
use std::time::Duration;

use matinee_proto::Refusal;
use tokio::sync::Semaphore;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::source::{self, Listed, Page};
use super::target;
use super::{Import, Kind, Present, Tally, rows};
use crate::desk::unavailable;
use crate::playlists::{self, Entry, no_playlist};
use crate::saved::SavedError;
use crate::service::RoomsService;

/// Imports that one replica does at once.
const AT_ONCE: usize = 8;
/// Time between two looks for imports that nobody does.
const LOOK: Duration = Duration::from_secs(1);
/// Time between two sweeps of those that ended long ago.
const SWEEP: Duration = Duration::from_secs(600);
/// How often one step may fail for a reason that passes.
const FAILURES: i64 = 10;
/// How often of these it may fail for links that nobody can name; after that the import goes on without them.
const UNNAMED: i64 = 3;
/// The longest pause after a failure.
const PAUSE: Duration = Duration::from_secs(60);
/// How long one waits for somebody who said when to come back; beyond it the import fails.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long unresolved links of a step may take together.
const RESOLVE: Duration = Duration::from_secs(8);

/// This replica, as imports know it.
#[derive(Clone, Debug)]
pub struct Hand {
    /// Random.
    pub holder: Arc<str>,
}

impl Default for Hand {
    fn default() -> Self {
        Self { holder: crate::ident::fresh(&mut rand::rng()).into() }
    }
}

/// Does imports until `shutdown`, and finishes the steps that were begun.
pub async fn run(service: RoomsService, shutdown: CancellationToken) {
    let (places, doing) = (Arc::new(Semaphore::new(AT_ONCE)), TaskTracker::new());
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sweeps = tokio::time::interval(SWEEP);
    let hand = service.imports().clone();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            _ = sweeps.tick() => {
                let now = service.saved().now();
                if let Err(error) = rows::sweep(service.saved().store(), now).await {
                    tracing::warn!(%error, "imports that have ended could not be forgotten");
                }
                continue;
            }
            _ = looks.tick() => {}
        }
        while let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            let claimed = rows::claim(service.saved().store(), &hand.holder, service.saved().now()).await;
            match claimed {
                Ok(Some(import)) => {
                    let (service, shutdown) = (service.clone(), shutdown.clone());
                    doing.spawn(async move {
                        go_on(&service, import, &shutdown).await;
                        drop(place);
                    });
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(%error, "imports could not be looked at");
                    break;
                }
            }
        }
    }
    doing.close();
    doing.wait().await;
}

/// Does an import whose turn this replica has, until it ends, has to wait, or `shutdown`.
pub async fn go_on(service: &RoomsService, mut import: Import, shutdown: &CancellationToken) {
    while import.is_running() {
        let stopping = shutdown.is_cancelled();
        // On the way out the turn is given up at once.
        let (changed, wait) = if stopping { (import.clone(), Some(0)) } else { step(service, &import).await };
        match note(service, &changed, wait).await {
            Ok(true) if wait.is_none() => import = changed,
            // It waits, or somebody else goes on, or it was cancelled.
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(import.id = %import.id, %error, "an import could not be written down");
                return;
            }
        }
    }
    metrics::counter!("matinee_rooms_imports_total", "status" => import.status.clone()).increment(1);
}

async fn note(service: &RoomsService, import: &Import, wait: Option<i64>) -> Result<bool, SavedError> {
    let saved = service.saved();
    let mut transaction = saved.store().begin().await?;
    let mine = rows::advance(&mut transaction, import, &service.imports().holder, saved.now(), wait).await?;
    transaction.commit().await?;
    Ok(mine)
}

/// One step: the import afterwards, and how many milliseconds to wait before the next, if one is to.
async fn step(service: &RoomsService, import: &Import) -> (Import, Option<i64>) {
    match try_step(service, import).await {
        Ok(changed) => (changed, None),
        Err(refusal) => after_failure(import, refusal),
    }
}

/// What passes is tried again after a while, a bounded number of times; the rest ends the import.
fn after_failure(import: &Import, refusal: Refusal) -> (Import, Option<i64>) {
    let mut changed = import.clone();
    changed.failures += 1;
    let passes = matches!(refusal.code.as_str(), "unavailable" | "contended" | "rate_limited" | "quota_exhausted");
    let backoff = Duration::from_millis(250 << changed.failures.clamp(0, 10)).min(PAUSE);
    let wait = refusal.retry_after.unwrap_or_default().max(backoff);
    if passes && changed.failures < FAILURES && wait <= PATIENCE {
        tracing::debug!(import.id = %import.id, error = %refusal, "a step of an import is to be tried again");
        return (changed, Some(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)));
    }
    tracing::info!(import.id = %import.id, error = %refusal, "an import failed");
    changed.status = "failed".to_owned();
    changed.error = Some((refusal.code, refusal.detail));
    (changed, None)
}

async fn try_step(service: &RoomsService, import: &Import) -> Result<Import, Refusal> {
    let mut changed = Import { failures: 0, ..import.clone() };
    let Page { title, total, items, next } = source::page(service, import).await?;
    let counted = items.len();
    let items = resolve(service, items, import.failures < UNNAMED, &mut changed.tally).await?;
    let numbered = number(import, items);
    let full = match import.kind {
        Kind::Queue => into_queue(service, import, numbered, &mut changed.tally).await?,
        Kind::Playlist => into_playlist(service, import, numbered, &mut changed.tally).await?,
    };
    changed.tally.done += i64::try_from(counted).unwrap_or(i64::MAX);
    changed.total = total.max(changed.tally.done);
    changed.title = title.unwrap_or(changed.title);
    changed.step += 1;
    match next {
        Some(next) if !full => changed.place = next,
        _ => {
            changed.status = "done".to_owned();
            if full {
                let (code, what) = match import.kind {
                    Kind::Queue => ("queue_full", "the queue"),
                    Kind::Playlist => ("playlist_full", "the playlist"),
                };
                changed.error = Some((code.to_owned(), format!("{what} is full")));
            } else {
                changed.total = changed.tally.done;
            }
        }
    }
    Ok(changed)
}

/// Items by ids that follow from the import and their numbers: doing a step again makes no others.
fn number(import: &Import, items: Vec<(usize, Entry)>) -> Vec<(String, Entry)> {
    let id = |place: usize| format!("{}-{}-{place}", import.id, import.step);
    items.into_iter().map(|(place, entry)| (id(place), entry)).collect()
}

/// Items that can be played, by their place in the step. What search cannot say at present fails the
/// step while it is `patient`, so that it is tried again; after that, and what search refuses, is a problem.
async fn resolve(
    service: &RoomsService,
    items: Vec<Listed>,
    patient: bool,
    tally: &mut Tally,
) -> Result<Vec<(usize, Entry)>, Refusal> {
    let unknown = items.iter().filter(|item| item.playable && !item.entry.is_resolved());
    let links: Vec<String> = unknown.map(|item| item.entry.url.clone()).collect();
    let mut found = service.resolver().each(links, RESOLVE).await.into_iter();
    let mut playable = Vec::with_capacity(items.len());
    for (place, Listed { entry, playable: can_be }) in items.into_iter().enumerate() {
        if !can_be {
            tally.problem(&entry, "unavailable");
            continue;
        }
        if entry.is_resolved() {
            playable.push((place, entry));
            continue;
        }
        match found.next().flatten() {
            Some(Ok(media)) if media.kind != "playlist" => playable.push((place, Entry::found(media))),
            Some(Err(refusal)) if refusal.code == "unavailable" && patient => return Err(refusal),
            Some(Err(refusal)) if refusal.code == "unavailable" => tally.problem(&entry, "unavailable"),
            Some(Ok(_) | Err(_)) => tally.problem(&entry, "unsupported_url"),
            None if patient => return Err(unavailable()),
            None => tally.problem(&entry, "unavailable"),
        }
    }
    Ok(playable)
}

/// Those that are new; the others are counted as what they are.
fn news(items: Vec<(String, Entry)>, mut present: Present, tally: &mut Tally) -> Vec<(String, Entry)> {
    let mut fresh = Vec::with_capacity(items.len());
    for (id, entry) in items {
        if present.ids.contains(&id) {
            // Of this very step, which is being done again.
            tally.added += 1;
        } else if present.identities.insert(entry.identity()) {
            fresh.push((id, entry));
        } else {
            tally.problem(&entry, "duplicate");
        }
    }
    fresh
}

/// Puts items into the queue; whether it is full.
async fn into_queue(
    service: &RoomsService,
    import: &Import,
    items: Vec<(String, Entry)>,
    tally: &mut Tally,
) -> Result<bool, Refusal> {
    let mut queue = target::queue(service, import).await?;
    let mut fresh = news(items, std::mem::take(&mut queue.present), tally);
    let rest = fresh.split_off(queue.free.min(fresh.len()));
    let count = fresh.len();
    if count > 0 {
        target::add(service, import, queue, fresh).await?;
    }
    tally.added += i64::try_from(count).unwrap_or(i64::MAX);
    rest.iter().for_each(|(_, entry)| tally.problem(entry, "queue_full"));
    Ok(!rest.is_empty())
}

/// Puts items into the playlist; whether it is full.
async fn into_playlist(
    service: &RoomsService,
    import: &Import,
    items: Vec<(String, Entry)>,
    tally: &mut Tally,
) -> Result<bool, Refusal> {
    let saved = service.saved();
    let database = |error: matinee_database::DatabaseError| Refusal::from(SavedError::from(error));
    let mut transaction = saved.store().begin().await.map_err(database)?;
    let locked = playlists::rows::locked(saved.store(), &mut transaction, &import.owner, &import.target).await?;
    let (playlist, old) = locked.ok_or_else(no_playlist)?;
    let present = Present {
        ids: old.iter().map(|entry| entry.id.clone()).collect(),
        identities: old.iter().map(Entry::identity).collect(),
    };
    let fresh = news(items, present, tally);
    let mut fresh: Vec<Entry> = fresh.into_iter().map(|(id, entry)| Entry { id, ..entry }).collect();
    let rest = fresh.split_off(playlists::ITEMS_MAX.saturating_sub(old.len()).min(fresh.len()));
    if !fresh.is_empty() {
        playlists::rows::append(&mut transaction, &playlist, &fresh, saved.now()).await?;
        transaction.commit().await.map_err(database)?;
    }
    tally.added += i64::try_from(fresh.len()).unwrap_or(i64::MAX);
    rest.iter().for_each(|entry| tally.problem(entry, "playlist_full"));
    Ok(!rest.is_empty())
}

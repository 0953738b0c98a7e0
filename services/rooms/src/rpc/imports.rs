//! Imports of the acting user.

use std::time::Duration;

use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{
    CancelImportRequest, CancelImportResponse, GetImportRequest, GetImportResponse, StartImportRequest,
    StartImportResponse,
};
use matinee_token::Actor;
use tokio_util::sync::CancellationToken;

use super::playlists::{account, of_room};
use crate::imports::{self, ITEMS_MAX, Import, Kind, Source, no_import};
use crate::playlists::{Entry, no_playlist, rows};
use crate::service::RoomsService;

/// How long who begins an import waits for its end.
const SOON: Duration = Duration::from_millis(1_500);
/// Characters of a link.
const LINK_MAX: usize = 2_048;

/// Begins an import. What is wrong with it from the first is refused; the rest it tells itself.
pub async fn start(
    service: &RoomsService,
    actor: Actor,
    request: StartImportRequest,
) -> Result<StartImportResponse, Refusal> {
    let store = service.saved().store();
    let (kind, target) = match (request.to_room_id.as_str(), request.to_playlist_id.as_str()) {
        (room, "") if !room.is_empty() => (Kind::Queue, service.door(room).await?.id.to_string()),
        ("", playlist) if !playlist.is_empty() => {
            account(&actor)?;
            let found = rows::get(store, &actor.user_id, playlist).await?;
            (Kind::Playlist, found.ok_or_else(no_playlist)?.0.id)
        }
        _ => return Err(Refusal::new("invalid_argument", "an import goes into one room or one playlist")),
    };
    let (source, title) = source(service, &actor, kind, request).await?;
    let import = Import::new(&actor.user_id, kind, &target, source, title, service.saved().now());
    if kind == Kind::Queue {
        imports::may_add(service, &import).await?;
    }
    if !imports::create(store, &import, &service.imports().holder).await? {
        let many = Refusal::new("rate_limited", "too many imports of yours are going on");
        return Err(many.retry_after(Duration::from_secs(10)));
    }
    let id = import.id.clone();
    let doing = tokio::spawn({
        let (service, stopping) = (service.clone(), CancellationToken::clone(service.stopping()));
        async move { imports::go_on(&service, import, &stopping).await }
    });
    let _ = tokio::time::timeout(SOON, doing).await;
    let import = imports::get(store, &actor.user_id, &id).await?.ok_or_else(no_import)?;
    if let Some(refusal) = import.failed_at_once() {
        imports::remove(store, &id).await?;
        return Err(refusal);
    }
    Ok(StartImportResponse { import: Some(import.into()) })
}

/// Where items come from, and what that is called.
async fn source(
    service: &RoomsService,
    actor: &Actor,
    kind: Kind,
    request: StartImportRequest,
) -> Result<(Source, String), Refusal> {
    let StartImportRequest { playlist_id, url, links, room_id, .. } = request;
    let one = |detail: &str| Refusal::new("invalid_argument", detail);
    match (playlist_id.as_str(), url.trim(), links.is_empty(), room_id.as_str()) {
        (id, "", true, "") if !id.is_empty() && kind == Kind::Queue => {
            account(actor)?;
            let found = rows::get(service.saved().store(), &actor.user_id, id).await?;
            let (playlist, items) = found.ok_or_else(no_playlist)?;
            Ok((Source::List { items }, playlist.name))
        }
        ("", url, true, "") if !url.is_empty() => {
            if url.len() > LINK_MAX {
                return Err(one("url: too long"));
            }
            Ok((Source::Pages { url: url.to_owned() }, String::new()))
        }
        ("", "", false, "") if kind == Kind::Playlist => {
            if links.len() > ITEMS_MAX || links.iter().any(|link| link.len() > LINK_MAX) {
                return Err(one("links: at most 1000, of at most 2048 characters"));
            }
            Ok((Source::List { items: links.iter().map(|link| Entry::link(link.trim())).collect() }, String::new()))
        }
        ("", "", true, room) if !room.is_empty() && kind == Kind::Playlist => {
            Ok((Source::List { items: of_room(service, actor, room).await? }, String::new()))
        }
        _ if kind == Kind::Queue => Err(one("give playlist_id or url")),
        _ => Err(one("give one of url, links and room_id")),
    }
}

/// How far an import is.
pub async fn get(
    service: &RoomsService,
    actor: Actor,
    request: GetImportRequest,
) -> Result<GetImportResponse, Refusal> {
    let found = imports::get(service.saved().store(), &actor.user_id, &request.import_id).await?;
    Ok(GetImportResponse { import: Some(found.ok_or_else(no_import)?.into()) })
}

/// Stops an import; what was added stays.
pub async fn cancel(
    service: &RoomsService,
    actor: Actor,
    request: CancelImportRequest,
) -> Result<CancelImportResponse, Refusal> {
    let saved = service.saved();
    if imports::cancel(saved.store(), &actor.user_id, &request.import_id, saved.now()).await? {
        Ok(CancelImportResponse {})
    } else {
        Err(no_import())
    }
}

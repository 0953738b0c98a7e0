//! Playlists of the acting user.

use std::sync::Arc;

use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{
    CreatePlaylistRequest, CreatePlaylistResponse, DeletePlaylistRequest, DeletePlaylistResponse, GetPlaylistRequest,
    GetPlaylistResponse, ListPlaylistsRequest, ListPlaylistsResponse, UpdatePlaylistRequest, UpdatePlaylistResponse,
};
use matinee_token::Actor;
use room_core::UserId;

use crate::desk::{Action, contended};
use crate::entitlements::not_in_plan;
use crate::ident;
use crate::playlists::{self, Entry, Playlist, no_playlist, rows};
use crate::service::RoomsService;

/// Playlists on one page at most.
const PAGE_MAX: u32 = 100;
/// How often a list is written over one that changed meanwhile, if nobody minds.
const TRIES: usize = 5;

/// Passes for accounts.
pub fn account(actor: &Actor) -> Result<(), Refusal> {
    if actor.guest { Err(Refusal::new("forbidden", "playlists need an account")) } else { Ok(()) }
}

/// Playlists of the acting user, the last changed first.
pub async fn list(
    service: &RoomsService,
    actor: Actor,
    request: ListPlaylistsRequest,
) -> Result<ListPlaylistsResponse, Refusal> {
    account(&actor)?;
    let limit = request.limit.clamp(1, PAGE_MAX);
    let wrong = || Refusal::new("invalid_argument", "cursor: this is no cursor of ours");
    let after = match request.cursor.as_str() {
        "" => None,
        cursor => {
            let (updated_at, id) = cursor.split_once('.').ok_or_else(wrong)?;
            Some(rows::Place { updated_at: updated_at.parse().map_err(|_| wrong())?, id: id.to_owned() })
        }
    };
    let store = service.saved().store();
    let mut found = rows::of_user(store, &actor.user_id, after.as_ref(), limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| format!("{}.{}", last.updated_at, last.id));
    let playlists = found.into_iter().map(|playlist| playlist.shown(Vec::new())).collect();
    Ok(ListPlaylistsResponse { playlists, next_cursor: next.unwrap_or_default() })
}

/// Makes a playlist of links, or of what a room plays.
pub async fn create(
    service: &RoomsService,
    actor: Actor,
    request: CreatePlaylistRequest,
) -> Result<CreatePlaylistResponse, Refusal> {
    account(&actor)?;
    let name = playlists::name(&request.name)?;
    let most = service.plans().playlists_max(&actor.user_id).await?;
    let mut items = match request.room_id.as_str() {
        "" => Vec::new(),
        room => of_room(service, &actor, room).await?,
    };
    items.extend(playlists::list(service.resolver(), request.items, Vec::new()).await?);
    if items.len() > playlists::ITEMS_MAX {
        return Err(Refusal::new("invalid_argument", format!("items: at most {}", playlists::ITEMS_MAX)));
    }
    let now = service.saved().now();
    let item_count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let id = ident::fresh(&mut rand::rng());
    let playlist = Playlist { id, name, version: 1, item_count, created_at: now, updated_at: now };
    let store = service.saved().store();
    if !rows::create(store, &actor.user_id, &playlist, &items, most).await? {
        return Err(not_in_plan("your plan has no more playlists"));
    }
    Ok(CreatePlaylistResponse { playlist: Some(playlist.shown(items)) })
}

/// What plays and waits in a room, for one of its members.
pub async fn of_room(service: &RoomsService, actor: &Actor, room: &str) -> Result<Vec<Entry>, Refusal> {
    let (desk, user) = (service.door(room).await?, UserId::from(actor.user_id.as_str()));
    let items = desk
        .ask("".into(), Action::Look, None, move |seen| {
            let room = &seen.known.room;
            room.members.of_user(&user)?;
            let playing = room.playback.track.iter().map(|track| &track.item);
            Some(playing.chain(room.queue.items()).map(Arc::clone).collect::<Vec<_>>())
        })
        .await?;
    let items = items.ok_or_else(|| Refusal::new("forbidden", "join the room first"))?;
    Ok(items.iter().map(|item| Entry::from(item.as_ref())).collect())
}

/// A playlist of the acting user.
pub async fn get(
    service: &RoomsService,
    actor: Actor,
    request: GetPlaylistRequest,
) -> Result<GetPlaylistResponse, Refusal> {
    account(&actor)?;
    let found = rows::get(service.saved().store(), &actor.user_id, &request.playlist_id).await?;
    let (playlist, items) = found.ok_or_else(no_playlist)?;
    Ok(GetPlaylistResponse { playlist: Some(playlist.shown(items)) })
}

/// Changes name and list, each if given; under a version, if one is given.
pub async fn update(
    service: &RoomsService,
    actor: Actor,
    request: UpdatePlaylistRequest,
) -> Result<UpdatePlaylistResponse, Refusal> {
    account(&actor)?;
    let name = request.name.as_deref().map(playlists::name).transpose()?;
    let store = service.saved().store();
    for _ in 0..TRIES {
        let found = rows::get(store, &actor.user_id, &request.playlist_id).await?;
        let (before, old) = found.ok_or_else(no_playlist)?;
        if request.if_version.is_some_and(|version| version != before.version as f64) {
            return Err(Refusal::new("version_conflict", "the playlist has been changed meanwhile"));
        }
        let items = match &request.items {
            Some(asked) => Some(playlists::list(service.resolver(), asked.items.clone(), old.clone()).await?),
            None => None,
        };
        let count = items.as_ref().map_or(before.item_count, |items| i64::try_from(items.len()).unwrap_or(i64::MAX));
        let changed = Playlist {
            name: name.clone().unwrap_or_else(|| before.name.clone()),
            version: before.version + 1,
            item_count: count,
            updated_at: service.saved().now(),
            ..before.clone()
        };
        if rows::update(store, &actor.user_id, &changed, items.as_deref(), before.version).await? {
            let items = items.unwrap_or(old);
            return Ok(UpdatePlaylistResponse { playlist: Some(changed.shown(items)) });
        }
    }
    Err(contended())
}

/// Deletes a playlist of the acting user.
pub async fn delete(
    service: &RoomsService,
    actor: Actor,
    request: DeletePlaylistRequest,
) -> Result<DeletePlaylistResponse, Refusal> {
    account(&actor)?;
    let deleted = rows::delete(service.saved().store(), &actor.user_id, &request.playlist_id).await;
    if deleted? { Ok(DeletePlaylistResponse {}) } else { Err(no_playlist()) }
}

//! Where the items of a step go: into a queue by the rules for members, or into a playlist.

use std::sync::Arc;

use matinee_proto::Refusal;
use room_core::{Command, Limits, NewItem, UserId};

use super::{Import, Present};
use crate::desk::{Action, Reply, Request, unavailable};
use crate::entitlements::not_in_plan;
use crate::playlists::Entry;
use crate::service::RoomsService;

/// A queue, seen by the member who imports.
pub struct Queue {
    /// Their stay.
    member: room_core::MemberId,
    /// What is there.
    pub present: Present,
    /// Items that still fit.
    pub free: usize,
    limits: Arc<Limits>,
}

/// The queue of the import's room.
///
/// # Errors
/// `forbidden` for who is not in the room, what the rules say of who may not change the queue,
/// `room_not_found`.
pub async fn queue(service: &RoomsService, import: &Import) -> Result<Queue, Refusal> {
    let desk = service.desks().desk(&import.target);
    let user = UserId::from(import.owner.as_str());
    let seen = desk
        .ask("".into(), Action::Look, None, move |seen| {
            let room = &seen.known.room;
            let member = room.members.of_user(&user)?;
            let may = room.allows(&member.id, room_core::Capability::Queue).map_err(crate::desk::refusal);
            let may = if room.about.read_only { Err(read_only()) } else { may };
            let mut present = Present::default();
            let playing = room.playback.track.iter().map(|track| &track.item);
            for item in playing.chain(room.queue.items()) {
                present.ids.insert(item.id.to_string());
                present.identities.insert((item.media.provider.clone(), item.media.media_id.clone()));
            }
            let mine = room.queue.items().iter().filter(|item| item.added_by == member.id).count();
            let idle = usize::from(room.playback.track.is_none());
            let host = room.about.owner.as_ref().unwrap_or(&room.about.creator).to_string();
            Some((member.id.clone(), may, present, (room.queue.len(), mine, idle), host))
        })
        .await?;
    let not_in = || Refusal::new("forbidden", "join the room first, and stay until the import is over");
    let (member, may, present, (length, mine, idle), host) = seen.ok_or_else(not_in)?;
    may?;
    let rules = service.rules();
    let most = service.plans().queue_max(&host, service.limits().queue).await;
    let free = most.saturating_sub(length).min(rules.queue_per_member.saturating_sub(mine)) + idle;
    Ok(Queue { member, present, free, limits: Arc::new(Limits { queue: most, ..rules.clone() }) })
}

fn read_only() -> Refusal {
    not_in_plan("the plan of this room's owner does not keep rooms")
}

/// Adds items to the queue under the id of the step, and sees to it that they are saved.
///
/// # Errors
/// What the rules say, or `unavailable`: then it may have happened all the same.
pub async fn add(
    service: &RoomsService,
    import: &Import,
    queue: Queue,
    items: Vec<(String, Entry)>,
) -> Result<(), Refusal> {
    let desk = service.desks().desk(&import.target);
    let items = items.into_iter().map(|(id, entry)| NewItem { id: id.into(), media: entry.media() }).collect();
    let (reply, answer) = Reply::call(|_| ());
    desk.submit(Request {
        by: queue.member,
        id: format!("import/{}/{}", import.id, import.step),
        action: Action::Command(Command::Add { items, next: false }),
        limits: Some(queue.limits),
        reply,
    });
    answer.await.unwrap_or_else(|_| Err(unavailable()))?;
    // Before anybody may think it done.
    service.saved().save(&desk.id).await?;
    Ok(())
}

//! One command of a member: read, and put into its room's queue, at once or when it is known what
//! its links are.

use std::sync::Arc;

use matinee_proto::Refusal;
use matinee_proto::search::v1::Media as Found;
use matinee_proto::sync::v1::ClientFrame;
use room_core::{Capability, Command, Limits, Media, MemberId, NewItem, Target};

use crate::desk::{Action, Desk, Reply, Request};
use crate::ident;
use crate::service::RoomsService;
use crate::wire::command::{Purpose, Wanted, command};

/// Characters of a command id.
const ID_MAX: usize = 64;

/// Takes a frame of `member`.
pub fn take(service: &RoomsService, room: &str, member: String, frame: ClientFrame, reply: Reply) {
    if frame.id.is_empty() || frame.id.chars().count() > ID_MAX {
        return reply.refuse(Refusal::new("invalid_frame", format!("id has 1 to {ID_MAX} characters")));
    }
    let Some(asked) = frame.command else {
        return reply.refuse(Refusal::new("unknown_command", "a frame holds exactly one command"));
    };
    let wanted = match command(asked, &mut rand::rng()) {
        Ok(wanted) => wanted,
        Err(refusal) => return reply.refuse(refusal),
    };
    let (desk, by) = (service.desks().desk(room), MemberId::from(member));
    match wanted {
        Wanted::Command(command) => {
            let tightens = matches!(&command, Command::SetPolicy(change) if change.members_max.is_some());
            if matches!(command, Command::Chat { .. })
                && let Err(refusal) = service.may_talk(&by)
            {
                return reply.refuse(refusal);
            }
            let request = Request { by, id: frame.id, action: Action::Command(command), limits: None, reply };
            if tightens {
                let service = service.clone();
                tokio::spawn(async move { submit_by_plan(&service, &desk, request).await });
            } else {
                desk.submit(request);
            }
        }
        // What a player says is the latest it said: there is nothing to remember of it.
        Wanted::Report(report) => {
            desk.submit(Request { by, id: String::new(), action: Action::Report(report), limits: None, reply });
        }
        Wanted::Links { links, purpose } => {
            let (service, mut place) = (service.clone(), desk.line_up(&by));
            tokio::spawn(async move {
                let span = reply.span().clone();
                let judged = span.run(resolve(&service, &desk, &by, links, purpose)).await;
                drop(span);
                let (action, limits) = match judged {
                    Ok((command, limits)) => (Action::Command(command), Some(limits)),
                    Err(refusal) => (Action::Refuse(refusal), None),
                };
                // What the same member pasted before comes before this.
                place.wait().await;
                desk.submit(Request { by, id: frame.id, action, limits, reply });
            });
        }
    }
}

/// Asks what the links are, for a member who may do something with them.
async fn resolve(
    service: &RoomsService,
    desk: &Arc<Desk>,
    by: &MemberId,
    links: Vec<String>,
    purpose: Purpose,
) -> Result<(Command, Arc<Limits>), Refusal> {
    let capability = match purpose {
        Purpose::Add { .. } => Capability::Queue,
        Purpose::Change => Capability::Playback,
    };
    let member = by.clone();
    let (user, host) = desk
        .ask(by.clone(), Action::Peek(Some(capability)), None, move |seen| {
            let room = &seen.known.room;
            let about = &room.about;
            let user = room.members.get(&member).map(|member| member.user.clone());
            (user, about.owner.clone().unwrap_or_else(|| about.creator.clone()))
        })
        .await?;
    let user = user.ok_or_else(|| Refusal::new("member_not_found", "you are not in this room"))?;
    let found = service.resolver().resolve(user.as_str(), &links).await?;
    let queue = service.plans().queue_max(host.as_str(), service.limits().queue).await;
    let limits = Arc::new(Limits { queue, ..service.rules().clone() });
    let mut items =
        found.into_iter().map(|media| NewItem { id: ident::fresh(&mut rand::rng()).into(), media: self::media(media) });
    let command = match purpose {
        Purpose::Add { next } => Command::Add { items: items.collect(), next },
        Purpose::Change => {
            let item = items.next().ok_or_else(|| Refusal::new("invalid_argument", "give a url"))?;
            Command::ChangeVideo(Target::New(item))
        }
    };
    Ok((command, limits))
}

/// Submits a change of the room's size under what the host's plan gives.
async fn submit_by_plan(service: &RoomsService, desk: &Arc<Desk>, mut request: Request) {
    let host = desk
        .ask("".into(), Action::Peek(None), None, |seen| {
            let about = &seen.known.room.about;
            about.owner.clone().unwrap_or_else(|| about.creator.clone())
        })
        .await;
    match host {
        Ok(host) => {
            let members = service.plans().members_max(host.as_str(), service.limits().members).await as usize;
            request.limits = Some(Arc::new(Limits { members, ..service.rules().clone() }));
        }
        Err(refusal) => request.action = Action::Refuse(refusal),
    }
    desk.submit(request);
}

fn media(found: Found) -> Media {
    Media {
        provider: found.provider,
        media_id: found.media_id,
        url: found.url,
        title: found.title,
        channel: found.channel,
        duration: found.duration,
        thumbnail_url: found.thumbnail_url,
        live: found.live,
        start: found.start,
    }
}

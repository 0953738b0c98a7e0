//! The ban list, for those who may end a ban. A snapshot does not hold it: one snapshot goes to
//! everybody in the room, and the list names people who are not there to agree.

use matinee_proto::Refusal;
use matinee_proto::rooms::v1::{Ban, ListBansRequest, ListBansResponse};
use matinee_token::Actor;
use room_core::{BANS_KEPT, UserId};

use crate::desk::{Action, refusal};
use crate::service::RoomsService;

/// Who is banned, the newest first.
pub async fn list(service: &RoomsService, actor: Actor, request: ListBansRequest) -> Result<ListBansResponse, Refusal> {
    let desk = service.door(&request.room_id).await?;
    let user = UserId::from(actor.user_id);
    let after = Cursor::parse(&request.cursor)?;
    let limit = (request.limit as usize).clamp(1, BANS_KEPT);
    let bans = desk.ask("".into(), Action::Look, None, move |seen| {
        let bans = seen.known.room.bans_for(&user).map_err(refusal)?;
        Ok(bans
            .0
            .iter()
            .map(|ban| Ban { user_id: ban.user.to_string(), nickname: ban.nickname.clone(), at: ban.at })
            .collect())
    });
    let bans: Result<Vec<Ban>, Refusal> = bans.await?;
    Ok(page(bans?, after.as_ref(), limit))
}

/// One page, newest first.
fn page(mut bans: Vec<Ban>, after: Option<&Cursor>, limit: usize) -> ListBansResponse {
    bans.sort_by(|a, b| b.at.total_cmp(&a.at).then_with(|| b.user_id.cmp(&a.user_id)));
    if let Some(after) = after {
        bans.retain(|ban| after.is_before(ban));
    }
    let more = bans.len() > limit;
    bans.truncate(limit);
    let next_cursor = bans.last().filter(|_| more).map(Cursor::of).unwrap_or_default();
    ListBansResponse { bans, next_cursor }
}

/// The last ban of a page, by what it is rather than by how many came before it: bans that begin
/// or end between two pages neither repeat nor hide any.
struct Cursor {
    at: f64,
    user: String,
}

impl Cursor {
    fn of(ban: &Ban) -> String {
        format!("{}/{}", ban.at, ban.user_id)
    }

    fn parse(cursor: &str) -> Result<Option<Self>, Refusal> {
        if cursor.is_empty() {
            return Ok(None);
        }
        let parts = cursor.split_once('/').and_then(|(at, user)| Some((at.parse().ok()?, user.to_owned())));
        let (at, user) = parts.ok_or_else(|| Refusal::new("invalid_argument", "this is no cursor of ours"))?;
        Ok(Some(Self { at, user }))
    }

    fn is_before(&self, ban: &Ban) -> bool {
        ban.at < self.at || (ban.at <= self.at && ban.user_id < self.user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ban(user: &str, at: f64) -> Ban {
        Ban { user_id: user.to_owned(), nickname: String::new(), at }
    }

    #[test]
    fn pages_hold_every_ban_once_whatever_ends_between_them() {
        let mut bans = vec![ban("a", 1.5), ban("b", 2.0), ban("c", 2.0), ban("d", 3.0), ban("e", 2.0)];
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let after = Cursor::parse(&cursor).expect("a cursor of ours");
            let page = page(bans.clone(), after.as_ref(), 2);
            bans.retain(|ban| ban.user_id != "e");
            seen.extend(page.bans.into_iter().map(|ban| ban.user_id));
            cursor = page.next_cursor;
            if cursor.is_empty() {
                break;
            }
        }
        assert_eq!(seen, ["d", "e", "c", "b", "a"]);
        assert!(Cursor::parse("nonsense").is_err());
    }
}

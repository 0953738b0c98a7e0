//! The acting user: shown, changed, deleted.

use matinee_proto::auth::v1 as proto;
use matinee_proto::refusal::FieldFault;
use matinee_token::Actor;
use url::Url;

use super::account_of;
use crate::accounts::{self, raced, username_taken};
use crate::email::{self, Email};
use crate::error::{Error, unauthenticated};
use crate::faults::{Faults, fault};
use crate::mail::Errand;
use crate::names::{self, Name, parse_username, taken};
use crate::users::{self, User};
use crate::{AuthService, bot_tokens, ended, now, sessions};

/// Bytes of the address of a picture.
const AVATAR_MAX: usize = 1024;

/// What is to change.
struct Changes {
    name: Option<Name>,
    avatar: Option<String>,
    email: Option<Email>,
}

impl AuthService {
    /// The acting user, whose session has not ended.
    pub(super) async fn user(&self, actor: &Actor) -> Result<User, Error> {
        let store = &self.0.store;
        let find = users::of_session(store.pool(), &actor.user_id, &actor.session_id, now());
        store.read("users", find).await?.ok_or_else(|| unauthenticated("the session has ended"))
    }

    /// The acting user with a changed profile: everything asked for, or nothing.
    pub(super) async fn changed(&self, actor: &Actor, request: proto::UpdateUserRequest) -> Result<User, Error> {
        let before = self.user(actor).await?;
        let proto::UpdateUserRequest { username, avatar_url, email, current_password, base } = request;
        let changes = parse(&before, username, avatar_url, email)?;
        if changes.email.is_some() {
            let actor = Actor { guest: before.guest, ..actor.clone() };
            account_of(&actor)?;
            self.check_password(&actor, "current_password", current_password).await?;
        }
        self.store_changes(actor, &before, &changes).await?;
        if let Some(to) = changes.email {
            let user = before.id;
            // The address stands; the link can be asked for again.
            if let Err(error) = self.0.mail.deliver(Errand::Confirm { user, to, base }) {
                tracing::warn!(%error, "a changed address is confirmed later");
            }
        }
        self.user(actor).await
    }

    /// Claims the new name if there is one, then one transaction.
    async fn store_changes(&self, actor: &Actor, before: &User, changes: &Changes) -> Result<(), Error> {
        let (broker, old) = (&*self.0.broker, &before.username_folded);
        let moved = changes.name.as_ref().filter(|name| name.folded != *old);
        let taken = |name: &Name| if before.guest { taken(&name.shown) } else { username_taken(name) };
        if let Some(name) = moved
            && !names::claim(broker, &name.folded, &actor.session_id).await?
        {
            return Err(taken(name));
        }
        let stored = self.store_profile(before, changes).await;
        let Some(name) = moved else {
            return match (stored, &changes.name) {
                (Ok(false), Some(name)) => Err(taken(name)),
                (stored, _) => stored.map(drop),
            };
        };
        if !matches!(stored, Ok(true)) {
            names::release(broker, &name.folded, &actor.session_id).await;
            return stored.and(Err(taken(name)));
        }
        let mut connection = self.0.store.pool().acquire().await?;
        for session in sessions::of_user(&mut connection, &before.id).await? {
            self.announce_rename(&session.id, &name.folded).await;
            names::release(broker, old, &session.id).await;
        }
        Ok(())
    }

    /// Whether the profile was stored; not if the name is somebody else's with an account.
    async fn store_profile(&self, before: &User, changes: &Changes) -> Result<bool, Error> {
        let (mut transaction, now) = (self.0.store.begin().await?, now());
        let mut ended = Vec::new();
        if let Some(name) = &changes.name {
            let renamed = users::rename(&mut transaction, &before.id, (&name.shown, &name.folded), now).await;
            if !renamed.map_err(raced)? {
                return Ok(false);
            }
            if !before.guest {
                ended = self.end_namesakes(&mut transaction, &name.folded, &before.id, now).await?;
            }
        }
        if let Some(avatar) = &changes.avatar {
            users::set_avatar(&mut transaction, &before.id, avatar, now).await?;
        }
        if let Some(email) = &changes.email {
            accounts::set_email(&mut transaction, &before.id, email, now).await?;
        }
        transaction.commit().await?;
        self.tell_ended(&ended).await;
        Ok(true)
    }

    /// Deletes the acting user, ends all their sessions and takes back all their tokens.
    pub(super) async fn delete(&self, actor: &Actor, password: Option<String>, now: i64) -> Result<(), Error> {
        self.check_password(actor, "password", password).await?;
        let mut transaction = self.0.store.begin().await?;
        let bots = bot_tokens::of_user(&mut transaction, &actor.user_id, now).await?;
        for bot in &bots {
            ended::note(&mut transaction, &bot.id, now).await?;
        }
        let ended = sessions::remove_all(&mut transaction, &actor.user_id, None, now).await?;
        users::delete(&mut transaction, &actor.user_id).await?;
        transaction.commit().await?;
        self.ended(&ended).await;
        let bots: Vec<String> = bots.into_iter().map(|bot| bot.id).collect();
        self.tell_ended(&bots).await;
        Ok(())
    }
}

/// Reads what is to change of a user; an address that is theirs already does not.
fn parse(
    before: &User,
    username: Option<String>,
    avatar: Option<String>,
    email: Option<String>,
) -> Result<Changes, Error> {
    let mut faults = Faults::default();
    let name = match username {
        Some(name) if before.guest => Some(Name::parse("username", &name)?),
        Some(name) => faults.take(parse_username(&name)),
        None => None,
    };
    let avatar = avatar.and_then(|url| faults.take(check_avatar(&url)));
    let email = email.filter(|text| before.email.is_empty() || email::fold(text) != email::fold(&before.email));
    let email = email.and_then(|text| faults.take(Email::parse(&text)));
    faults.check()?;
    Ok(Changes { name, avatar, email })
}

/// The address of a picture, which every browser in a room will fetch; empty for none.
pub(super) fn check_avatar(text: &str) -> Result<String, FieldFault> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let detail = format!("an https address of at most {AVATAR_MAX} bytes, without a password");
    let wrong = || fault("avatar_url", "invalid", detail.clone());
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = url.username().is_empty() && url.password().is_none();
    if url.scheme() != "https" || url.host_str().is_none() || !plain || url.as_str().len() > AVATAR_MAX {
        return Err(wrong());
    }
    Ok(url.into())
}

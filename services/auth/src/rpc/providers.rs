//! Logging in with somebody else's account (OpenID Connect): what is remembered while a browser is
//! away, and whose account it is when it comes back.
//!
//! A state is good once, in the browser that was sent away with it, for ten minutes. It is kept in
//! the broker, because any replica may see the browser come back, and claimed there, because a
//! claim is granted to one.

use std::time::Duration;

use bytes::Bytes;
use matinee_broker::Claim;
use matinee_proto::Refusal;
use matinee_proto::auth::v1 as proto;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::device;
use super::profile::check_avatar;
use crate::AuthService;
use crate::accounts::{self, NewAccount};
use crate::email::Email;
use crate::error::Error;
use crate::identities;
use crate::names::{Name, parse_username};
use crate::oauth::{Person, Provider};
use crate::refresh_token::RefreshToken;
use crate::secret;
use crate::sessions::{self, Device, Session};

/// How long somebody may be away.
const AWAY: Duration = Duration::from_secs(600);
/// How long a state is known to be used: longer than it is good.
const USED: Duration = Duration::from_secs(900);
/// Other names tried when those that the provider tells are taken.
const OTHER_NAMES: u32 = 8;

/// What is remembered of a browser that is away.
#[derive(Serialize, Deserialize)]
struct Away {
    provider: String,
    /// Hash of what the browser has in its cookie.
    browser: String,
    redirect_uri: String,
    return_to: String,
    link: bool,
    nonce: String,
    verifier: String,
}

/// Somebody who is back.
struct Back {
    person: Person,
    device: Device,
    /// The session that this browser has.
    current: Option<(Session, RefreshToken)>,
}

fn refusal(code: &str, detail: &str) -> Error {
    Refusal::new(code, detail).into()
}

fn stale() -> Error {
    refusal("oauth_state", "the log-in took too long, was used already, or began in another browser")
}

impl AuthService {
    /// Which providers are configured, and whether mail is sent.
    pub(super) fn list_providers(&self) -> proto::ListProvidersResponse {
        let told =
            |provider: &Provider| proto::Provider { id: provider.id().to_owned(), name: provider.name().to_owned() };
        proto::ListProvidersResponse {
            providers: self.0.providers.iter().map(told).collect(),
            mail: self.0.mail.is_sent(),
        }
    }

    fn provider(&self, id: &str) -> Result<&Provider, Error> {
        let found = self.0.providers.iter().find(|provider| provider.id() == id);
        found.ok_or_else(|| refusal("not_found", "there is no such provider"))
    }

    /// Where a browser goes to log in.
    pub(super) async fn begin_oauth(
        &self,
        request: proto::BeginOauthRequest,
    ) -> Result<proto::BeginOauthResponse, Error> {
        let proto::BeginOauthRequest { provider, redirect_uri, browser, return_to, link } = request;
        let departure = self.provider(&provider)?.depart(&redirect_uri).await.map_err(|error| {
            tracing::warn!(%error, auth.provider = provider, "nobody can log in with this provider");
            refusal("unavailable", "the provider cannot be reached")
        })?;
        let browser = secret::hash(browser.as_bytes());
        let (nonce, verifier) = (departure.nonce, departure.verifier);
        let away = Away { provider, browser, redirect_uri, return_to, link, nonce, verifier };
        let body = serde_json::to_vec(&away).map(Bytes::from).unwrap_or_default();
        self.0.broker.cache(&key(&departure.state), body, AWAY).await?;
        Ok(proto::BeginOauthResponse { authorization_url: departure.url })
    }

    /// Takes what a browser comes back with. A refusal says where it wanted to return to, too.
    pub(super) async fn finish_oauth(
        &self,
        request: proto::FinishOauthRequest,
        now: i64,
    ) -> Result<proto::FinishOauthResponse, Error> {
        let mut return_to = "/".to_owned();
        match self.come_back(request, &mut return_to, now).await {
            Ok((session, ended)) => Ok(proto::FinishOauthResponse {
                refused: String::new(),
                return_to,
                session,
                ended_session_id: ended.unwrap_or_default(),
            }),
            Err(Error::Refused(refusal)) => {
                let refused = refusal.code;
                Ok(proto::FinishOauthResponse { refused, return_to, ..proto::FinishOauthResponse::default() })
            }
            Err(failure) => Err(failure),
        }
    }

    async fn come_back(
        &self,
        request: proto::FinishOauthRequest,
        return_to: &mut String,
        now: i64,
    ) -> Result<(Option<proto::Session>, Option<String>), Error> {
        let provider = self.provider(&request.provider)?;
        let away = self.recall(&request).await?;
        return_to.clone_from(&away.return_to);
        if !request.error.is_empty() || request.code.is_empty() {
            let denied = request.error == "access_denied";
            let code = if denied { "oauth_denied" } else { "oauth_failed" };
            return Err(refusal(code, "the provider logged nobody in"));
        }
        let person = provider.arrive(&away.redirect_uri, request.code, away.nonce, away.verifier).await;
        let person = person.map_err(|error| {
            tracing::warn!(%error, auth.provider = provider.id(), "a provider's answer was refused");
            refusal("oauth_failed", "the provider's answer is not good")
        })?;
        let device = device(request.device_id, &request.user_agent)?;
        let current = self.current(request.refresh_token.as_deref(), now).await?;
        let back = Back { person, device, current };
        if away.link {
            return self.add_identity(back, now).await.map(|()| (None, None));
        }
        let guest = back.current.as_ref().filter(|(session, _)| session.user.guest);
        let guest = guest.map(|(session, token)| (session.id.clone(), token.encode()));
        let (session, token) = self.enter(back, now).await?;
        // A guest who has become the account keeps the session.
        let left = guest.filter(|(id, _)| *id != session.id);
        let ended = self.end_guest(left.map(|(_, token)| token), now).await?;
        Ok((Some(self.handed_out(session, &token, now).await?), ended))
    }

    /// What was remembered, once.
    async fn recall(&self, request: &proto::FinishOauthRequest) -> Result<Away, Error> {
        let key = key(&request.state);
        let kept = self.0.broker.cached(&key).await?.ok_or_else(stale)?;
        let away: Away = serde_json::from_slice(&kept).map_err(|_| stale())?;
        if away.provider != request.provider || away.browser != secret::hash(request.browser.as_bytes()) {
            return Err(stale());
        }
        match self.0.broker.claim(&key, &Uuid::new_v4().to_string(), USED).await? {
            Claim::Granted => Ok(away),
            Claim::HeldBy(_) => Err(stale()),
        }
    }

    /// The session of a refresh token, if it has not ended.
    async fn current(&self, token: Option<&str>, now: i64) -> Result<Option<(Session, RefreshToken)>, Error> {
        let Some(token) = token.and_then(RefreshToken::decode) else { return Ok(None) };
        let mut connection = self.0.store.pool().acquire().await?;
        Ok(sessions::find(&mut connection, &token, now).await?.map(|session| (session, token)))
    }

    /// Gives the account that is logged in here another identity.
    async fn add_identity(&self, back: Back, now: i64) -> Result<(), Error> {
        let account = back.current.map(|(session, _)| session.user).filter(|user| !user.guest);
        let account = account.ok_or_else(|| refusal("oauth_failed", "nobody is logged in here"))?;
        let identity = &back.person.identity;
        let mut transaction = self.0.store.begin().await?;
        let linked = identities::link(&mut transaction, identity, &account.id, now).await?;
        transaction.commit().await?;
        let owner = identities::owner(self.0.store.pool(), identity).await?;
        if !linked && owner.as_ref() != Some(&account.id) {
            return Err(refusal("identity_taken", "this identity is another account's"));
        }
        Ok(())
    }

    /// A session of the account that the person has, or has from now on.
    async fn enter(&self, back: Back, now: i64) -> Result<(Session, RefreshToken), Error> {
        let pool = self.0.store.pool();
        if let Some(owner) = identities::owner(pool, &back.person.identity).await? {
            let account = accounts::by_id(pool, &owner).await?;
            let account = account.ok_or_else(|| refusal("oauth_failed", "the account has just gone"))?;
            return self.begin_session(account.user, back.device, now).await;
        }
        let email = back.person.email.as_deref().and_then(|email| Email::parse(email).ok());
        let Some(email) = email else { return self.new_account(back, None, now).await };
        let Some(account) = accounts::by_email(pool, &email.folded).await? else {
            return self.new_account(back, Some(email), now).await;
        };
        if !account.user.email_verified {
            // Whoever made that account has not shown that the address is theirs.
            return Err(refusal("email_taken", "an account has this address, unconfirmed"));
        }
        let mut transaction = self.0.store.begin().await?;
        identities::link(&mut transaction, &back.person.identity, &account.user.id, now).await?;
        transaction.commit().await?;
        self.begin_session(account.user, back.device, now).await
    }

    /// An account of what the provider tells, under the first name that is free; a guest keeps theirs.
    async fn new_account(&self, back: Back, email: Option<Email>, now: i64) -> Result<(Session, RefreshToken), Error> {
        let Back { person, device, current } = back;
        let (guest, token) = current.filter(|(session, _)| session.user.guest).unzip();
        let own = guest.as_ref().map(|session: &Session| session.user.username.clone());
        let mut taken = refusal("username_taken", "no name was free");
        for name in candidates(own, &person.names) {
            let new = NewAccount {
                name,
                email: email.clone(),
                email_verified: email.is_some(),
                password_hash: String::new(),
                avatar_url: check_avatar(&person.picture).unwrap_or_default(),
                identity: Some(person.identity.clone()),
            };
            match self.make_account(guest.clone(), new, device.clone(), token.clone(), now).await {
                Err(Error::Refused(refusal)) if refusal.code == "username_taken" => taken = refusal.into(),
                outcome => return outcome,
            }
        }
        Err(taken)
    }
}

/// Names to try: one's own, those that the provider tells, then the best with a number.
fn candidates(own: Option<String>, told: &[String]) -> Vec<Name> {
    let words = own.iter().chain(told).map(|name| name.split('@').next().unwrap_or_default());
    let short = words.map(|name| name.chars().take(24).collect::<String>());
    let mut names: Vec<Name> = short.filter_map(|name| parse_username(&name).ok()).collect();
    let best = names.first().map_or_else(|| "Somebody".to_owned(), |name| name.shown.clone());
    let numbered = (0..OTHER_NAMES).map(|_| format!("{best} {}", rand::random_range(10..10_000)));
    names.extend(numbered.filter_map(|name| parse_username(&name).ok()));
    names
}

fn key(state: &str) -> String {
    format!("oauth/{}", secret::hash(state.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_keeps_their_name_and_an_address_is_none() {
        let told = ["ada@example.org".to_owned(), "Ada Lovelace".to_owned(), " ".to_owned()];
        let names = candidates(Some("Countess".to_owned()), &told);
        let shown: Vec<_> = names.iter().take(3).map(|name| name.shown.as_str()).collect();
        assert_eq!(shown, ["Countess", "ada", "Ada Lovelace"]);
        assert!(names[3].shown.starts_with("Countess "));
        assert!(candidates(None, &[])[0].shown.starts_with("Somebody "));
        let long = candidates(None, &["x".repeat(500)]);
        assert!(long.iter().all(|name| name.shown.chars().count() <= 32) && long.len() > 1);
    }
}

//! Accounts: making one, of nobody or of a guest, and logging in with a password.

use matinee_proto::Refusal;
use matinee_proto::auth::v1 as proto;
use matinee_token::Actor;
use uuid::Uuid;

use super::{count, device};
use crate::AuthService;
use crate::accounts::{self, NewAccount, username_taken};
use crate::email::Email;
use crate::error::{Error, unauthenticated};
use crate::faults::Faults;
use crate::identities;
use crate::mail::Errand;
use crate::names::{self, already_logged_in, parse_username};
use crate::password::check_length;
use crate::refresh_token::RefreshToken;
use crate::sessions::{self, Device, Session};
use crate::users::User;

/// Sessions of one account at most; the one that was renewed longest ago makes room.
const SESSIONS_MAX: i64 = 100;

impl AuthService {
    /// An account with a password. An acting guest becomes it.
    pub(super) async fn register(
        &self,
        actor: Option<Actor>,
        request: proto::RegisterRequest,
        now: i64,
    ) -> Result<proto::RegisterResponse, Error> {
        let proto::RegisterRequest { username, email, password, device_id, user_agent, base, refresh_token } = request;
        let device = device(device_id, &user_agent)?;
        let mut faults = Faults::default();
        let name = faults.take(parse_username(&username));
        let email = faults.take(Email::parse(&email));
        faults.take(check_length("password", &password));
        faults.check()?;
        let (Some(name), Some(email)) = (name, email) else { return Err(unauthenticated("unreachable")) };
        let guest = match actor.filter(|actor| actor.guest) {
            Some(actor) => Some(self.session_of(&actor, now).await?),
            None => None,
        };
        // Told before the password is hashed, which takes longest. What counts is decided later.
        let own = guest.as_ref().map(|session| session.user.id.clone()).unwrap_or_default();
        let mut connection = self.0.store.pool().acquire().await.map_err(Error::from)?;
        accounts::check_free(&mut connection, &own, Some(&name), Some(&email)).await?;
        drop(connection);
        let known = vec![name.folded.clone(), email.folded.clone()];
        let password_hash = self.0.passwords.choose("password", password, known).await?;
        let errand = |user: &User| Errand::Confirm { user: user.id.clone(), to: email.clone(), base };
        let new = NewAccount {
            name,
            email: Some(email.clone()),
            email_verified: false,
            password_hash,
            avatar_url: String::new(),
            identity: None,
        };
        let token = refresh_token.as_deref().and_then(RefreshToken::decode);
        let (session, token) = self.make_account(guest, new, device, token, now).await?;
        let confirmation = self.0.mail.deliver(errand(&session.user)).unwrap_or("log");
        let session = self.handed_out(session, &token, now).await?;
        Ok(proto::RegisterResponse { session: Some(session), confirmation: confirmation.to_owned() })
    }

    /// The session of somebody who acts, if it has not ended.
    pub(super) async fn session_of(&self, actor: &Actor, now: i64) -> Result<Session, Error> {
        let mut connection = self.0.store.pool().acquire().await?;
        let session = sessions::by_id(&mut connection, &actor.session_id, &actor.user_id).await?;
        session.filter(|session| session.expires_at > now).ok_or_else(|| unauthenticated("the session has ended"))
    }

    /// Makes an account, of a guest's session if one is given, and a session of it. The name is
    /// claimed first, so that no guest who is here loses theirs.
    pub(super) async fn make_account(
        &self,
        guest: Option<Session>,
        new: NewAccount,
        device: Device,
        token: Option<RefreshToken>,
        now: i64,
    ) -> Result<(Session, RefreshToken), Error> {
        let id = guest.as_ref().map_or_else(|| Uuid::now_v7().to_string(), |session| session.id.clone());
        let (broker, name) = (&*self.0.broker, &new.name);
        let before = guest.as_ref().map(|session| session.user.username_folded.clone());
        let moves = before.as_ref() != Some(&name.folded);
        if !names::claim(broker, &name.folded, &id).await? {
            return Err(username_taken(name));
        }
        let stored = self.store_account(guest, &new, &id, device, token, now).await;
        let (session, token, ended) = match stored {
            Ok(stored) => stored,
            Err(error) => {
                if moves {
                    names::release(broker, &name.folded, &id).await;
                }
                return Err(error);
            }
        };
        if let Some(before) = before.filter(|_| moves) {
            self.announce_rename(&id, &name.folded).await;
            names::release(broker, &before, &id).await;
        }
        self.tell_ended(&ended).await;
        count("created");
        Ok((session, token))
    }

    async fn store_account(
        &self,
        guest: Option<Session>,
        new: &NewAccount,
        id: &str,
        device: Device,
        token: Option<RefreshToken>,
        now: i64,
    ) -> Result<(Session, RefreshToken, Vec<String>), Error> {
        let mut transaction = self.0.store.begin().await?;
        let user_id = guest.as_ref().map_or_else(|| Uuid::now_v7().to_string(), |guest| guest.user.id.clone());
        let since = guest.as_ref().map_or(now, |guest| guest.user.created_at);
        let mut user = new.user(user_id, since);
        if let Some(guest) = &guest {
            if !accounts::upgrade(&mut transaction, &user.id, new, now).await? {
                return Err(unauthenticated("the session has ended"));
            }
            if !guest.user.avatar_url.is_empty() {
                user.avatar_url.clone_from(&guest.user.avatar_url);
            }
        } else {
            accounts::insert(&mut transaction, &user.id, new, now).await?;
        }
        if let Some(identity) = &new.identity
            && !identities::link(&mut transaction, identity, &user.id, now).await?
        {
            return Err(Refusal::new("identity_taken", "this identity is another account's").into());
        }
        let ended = self.end_namesakes(&mut transaction, &new.name.folded, &user.id, now).await?;
        let device = guest.as_ref().map_or(device, |guest| guest.device.clone());
        let session = sessions::begin(id.to_owned(), user, device, &self.0.lifetimes, now);
        let token = if guest.is_some() {
            sessions::upgrade(&mut transaction, &session, token.as_ref(), now).await?
        } else {
            let token = RefreshToken::random();
            sessions::insert(&mut transaction, &session, &token, now).await?;
            token
        };
        transaction.commit().await?;
        Ok((session, token, ended))
    }

    /// Ends the sessions of guests who left under a name that is an account's from now on.
    pub(super) async fn end_namesakes(
        &self,
        transaction: &mut matinee_database::Transaction,
        folded: &str,
        own: &str,
        now: i64,
    ) -> Result<Vec<String>, Error> {
        let namesakes = accounts::namesakes(transaction, folded, own).await?;
        let mut ended = Vec::new();
        for (session, user) in namesakes {
            if let Some(session) = sessions::by_id(transaction, &session, &user).await? {
                sessions::remove(transaction, &session, now).await?;
                ended.push(session.id);
            }
        }
        Ok(ended)
    }

    /// A session by name or address and password. Whoever has no account takes as long to refuse.
    pub(super) async fn login(&self, request: proto::LoginRequest, now: i64) -> Result<proto::LoginResponse, Error> {
        let proto::LoginRequest { username, password, device_id, user_agent, refresh_token } = request;
        let device = device(device_id, &user_agent)?;
        let account = accounts::find(self.0.store.pool(), &username).await?;
        let hash = account.as_ref().and_then(|account| account.password_hash.clone());
        let matches = self.0.passwords.matches(password, hash).await?;
        let Some(account) = account.filter(|_| matches) else {
            count("refused");
            tracing::info!("a log-in was refused: name and password do not match");
            return Err(Refusal::new("invalid_credentials", "name and password do not match").into());
        };
        let (session, token) = self.begin_session(account.user, device, now).await?;
        let ended = self.end_guest(refresh_token, now).await?;
        let session = self.handed_out(session, &token, now).await?;
        Ok(proto::LoginResponse { session: Some(session), ended_session_id: ended.unwrap_or_default() })
    }

    /// Another session of somebody who has shown who they are.
    pub(super) async fn begin_session(
        &self,
        user: User,
        device: Device,
        now: i64,
    ) -> Result<(Session, RefreshToken), Error> {
        let id = Uuid::now_v7().to_string();
        let (broker, folded) = (&*self.0.broker, user.username_folded.clone());
        if self.0.single_session && !names::claim(broker, &folded, &id).await? {
            return Err(already_logged_in(&user.username));
        }
        let session = sessions::begin(id, user, device, &self.0.lifetimes, now);
        let token = RefreshToken::random();
        let stored = async {
            let mut transaction = self.0.store.begin().await?;
            sessions::insert(&mut transaction, &session, &token, now).await?;
            let most = SESSIONS_MAX;
            let surplus = sessions::surplus(&mut transaction, &session.user.id, most, now).await?;
            transaction.commit().await?;
            Ok::<_, Error>(surplus)
        };
        match stored.await {
            Ok(surplus) => self.tell_ended(&surplus).await,
            Err(error) => {
                names::release(broker, &folded, &session.id).await;
                return Err(error);
            }
        }
        count("created");
        Ok((session, token))
    }

    /// Ends the session of a refresh token if it is a guest's: who logs in is no guest any more.
    pub(super) async fn end_guest(&self, token: Option<String>, now: i64) -> Result<Option<String>, Error> {
        let Some(token) = token.as_deref().and_then(RefreshToken::decode) else { return Ok(None) };
        let mut transaction = self.0.store.begin().await?;
        let found = sessions::find(&mut transaction, &token, i64::MIN).await?;
        let Some(session) = found.filter(|session| session.user.guest) else { return Ok(None) };
        sessions::remove(&mut transaction, &session, now).await?;
        transaction.commit().await?;
        count("ended");
        self.after_end(std::slice::from_ref(&session)).await;
        Ok(Some(session.id))
    }
}

//! The calls of `matinee.auth.v1.Auth`, one method each.

use matinee_proto::Refusal;
use matinee_proto::auth::v1 as proto;
use matinee_proto::auth::v1::auth_server::Auth;
use matinee_token::{AccessClaims, Actor, Caller};
use tonic::{Request, Response, Status};
use url::Url;
use uuid::Uuid;

use crate::error::{Error, invalid, unauthenticated};
use crate::names::{self, Name, taken};
use crate::refresh_token::{RefreshToken, Salt};
use crate::sessions::{self, Refreshed, Session};
use crate::users::{self, User};
use crate::{AuthService, keys, now};

/// Characters of the id that a browser keeps in its cookie.
const DEVICE_MAX: usize = 64;
/// Bytes of the address of a picture.
const AVATAR_MAX: usize = 1024;

#[tonic::async_trait]
impl Auth for AuthService {
    async fn create_guest(
        &self,
        request: Request<proto::CreateGuestRequest>,
    ) -> Result<Response<proto::CreateGuestResponse>, Status> {
        let session = self.guest(request.into_inner(), now()).await?;
        Ok(Response::new(proto::CreateGuestResponse { session: Some(session) }))
    }

    async fn refresh_session(
        &self,
        request: Request<proto::RefreshSessionRequest>,
    ) -> Result<Response<proto::RefreshSessionResponse>, Status> {
        let session = self.renewed(&request.into_inner().refresh_token, now()).await?;
        Ok(Response::new(proto::RefreshSessionResponse { session: Some(session) }))
    }

    async fn end_session(
        &self,
        request: Request<proto::EndSessionRequest>,
    ) -> Result<Response<proto::EndSessionResponse>, Status> {
        let actor = actor(&request).ok().cloned();
        let ended = self.end(actor, request.into_inner().refresh_token).await?;
        Ok(Response::new(proto::EndSessionResponse { session_id: ended.unwrap_or_default() }))
    }

    async fn get_user(
        &self,
        request: Request<proto::GetUserRequest>,
    ) -> Result<Response<proto::GetUserResponse>, Status> {
        let user = self.user(actor(&request)?).await?;
        Ok(Response::new(proto::GetUserResponse { user: Some(user.into()) }))
    }

    async fn update_user(
        &self,
        request: Request<proto::UpdateUserRequest>,
    ) -> Result<Response<proto::UpdateUserResponse>, Status> {
        let actor = actor(&request)?.clone();
        let user = self.changed(&actor, request.into_inner()).await?;
        Ok(Response::new(proto::UpdateUserResponse { user: Some(user.into()) }))
    }

    async fn delete_user(
        &self,
        request: Request<proto::DeleteUserRequest>,
    ) -> Result<Response<proto::DeleteUserResponse>, Status> {
        self.deleted(actor(&request)?).await?;
        Ok(Response::new(proto::DeleteUserResponse {}))
    }

    async fn get_keys(&self, _: Request<proto::GetKeysRequest>) -> Result<Response<proto::GetKeysResponse>, Status> {
        let inner = &self.0;
        let jwks = keys::published(&inner.store, &inner.key, inner.lifetimes.access_s, now()).await;
        Ok(Response::new(proto::GetKeysResponse { jwks: jwks.map_err(Error::from)? }))
    }
}

impl AuthService {
    /// A guest and a session of theirs: a name is claimed, then one transaction.
    async fn guest(&self, request: proto::CreateGuestRequest, now: i64) -> Result<proto::Session, Error> {
        let name = Name::parse("nickname", &request.nickname)?;
        check_device(&request.device_id)?;
        let id = Uuid::now_v7().to_string();
        if !names::claim(&*self.0.broker, &name.folded, &id).await? {
            return Err(taken(&name.shown));
        }
        let user = User {
            id: Uuid::now_v7().to_string(),
            username: name.shown.clone(),
            username_folded: name.folded.clone(),
            guest: true,
            email: String::new(),
            avatar_url: String::new(),
            created_at: now,
        };
        let session = sessions::begin(id, user, request.device_id, &self.0.lifetimes, now);
        let token = RefreshToken::random();
        let stored = self.store_guest(&session, &token, now).await;
        if !matches!(stored, Ok(true)) {
            names::release(&*self.0.broker, &name.folded, &session.id).await;
        }
        if !stored? {
            return Err(taken(&name.shown));
        }
        count("created");
        Ok(self.handed_out(session, &token, now))
    }

    /// Whether the guest was stored; not if the name is somebody's with an account.
    async fn store_guest(&self, session: &Session, token: &RefreshToken, now: i64) -> Result<bool, Error> {
        let mut transaction = self.0.store.begin().await?;
        if !users::insert_guest(&mut transaction, &session.user).await? {
            return Ok(false);
        }
        sessions::insert(&mut transaction, session, token, now).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// A session renewed by its refresh token. A guest whose name somebody else has taken
    /// meanwhile has to choose another one, and the token stays good.
    async fn renewed(&self, token: &str, now: i64) -> Result<proto::Session, Error> {
        let gone = || unauthenticated("the session has ended");
        let token = RefreshToken::decode(token).ok_or_else(gone)?;
        let mut connection = self.0.store.pool().acquire().await?;
        let found = sessions::find(&mut connection, &token, now).await?.ok_or_else(gone)?;
        drop(connection);
        let name = &found.user.username_folded;
        if found.user.guest && !names::claim(&*self.0.broker, name, &found.id).await? {
            return Err(taken(&found.user.username));
        }
        match sessions::refresh(&self.0.store, &self.0.lifetimes, &token, Salt::random(), now).await? {
            Refreshed::Renewed(session, next) => {
                count("refreshed");
                Ok(self.handed_out(session, &next, now))
            }
            Refreshed::Reused(session) => {
                count("reused");
                tracing::warn!(
                    auth.session = session.id,
                    auth.user = session.user.id,
                    "a used refresh token came back; the session has ended"
                );
                self.after_end(&session).await;
                Err(gone())
            }
            Refreshed::Unknown => Err(gone()),
        }
    }

    /// What a client holds after logging in or renewing.
    fn handed_out(&self, session: Session, token: &RefreshToken, now: i64) -> proto::Session {
        let expires_in = self.0.lifetimes.access_s;
        let iat = u64::try_from(now / 1000).unwrap_or_default();
        let access_token = self.0.key.sign(&AccessClaims {
            sub: session.user.id.clone(),
            sid: session.id.clone(),
            name: session.user.username.clone(),
            guest: session.user.guest,
            device: session.device_id,
            iat,
            exp: iat + u64::from(expires_in),
        });
        proto::Session {
            id: session.id,
            user: Some(session.user.into()),
            access_token,
            expires_in,
            refresh_token: token.encode(),
            refresh_expires_in: u32::try_from((session.expires_at - now).max(0) / 1000).unwrap_or(u32::MAX),
        }
    }

    /// Ends the session of a refresh token, or else the acting user's; its id.
    async fn end(&self, actor: Option<Actor>, token: Option<String>) -> Result<Option<String>, Error> {
        let mut transaction = self.0.store.begin().await?;
        let found = match (token, actor) {
            (Some(token), _) => match RefreshToken::decode(&token) {
                Some(token) => sessions::find(&mut transaction, &token, i64::MIN).await?,
                None => None,
            },
            (None, Some(actor)) => sessions::by_id(&mut transaction, &actor.session_id, &actor.user_id).await?,
            (None, None) => return Err(unauthenticated("neither a session nor a refresh token")),
        };
        let Some(session) = found else { return Ok(None) };
        sessions::remove(&mut transaction, &session).await?;
        transaction.commit().await?;
        count("ended");
        self.after_end(&session).await;
        Ok(Some(session.id))
    }

    /// What everybody learns of the end of a session: its name is free, its sockets close.
    async fn after_end(&self, session: &Session) {
        self.announce_end(&session.id).await;
        names::release(&*self.0.broker, &session.user.username_folded, &session.id).await;
    }

    async fn user(&self, actor: &Actor) -> Result<User, Error> {
        let user = users::of_session(self.0.store.pool(), &actor.user_id, &actor.session_id, now()).await?;
        user.ok_or_else(|| unauthenticated("the session has ended"))
    }

    /// The acting user with a changed profile: everything asked for, or nothing.
    async fn changed(&self, actor: &Actor, request: proto::UpdateUserRequest) -> Result<User, Error> {
        let name = request.username.map(|name| Name::parse("username", &name)).transpose()?;
        let avatar = request.avatar_url.map(|url| check_avatar(&url)).transpose()?;
        let before = self.user(actor).await?;
        let Some(name) = name else {
            self.store_profile(actor, None, avatar).await?;
            return self.user(actor).await;
        };
        let moves = before.guest && name.folded != before.username_folded;
        if moves && !names::claim(&*self.0.broker, &name.folded, &actor.session_id).await? {
            return Err(taken(&name.shown));
        }
        let stored = self.store_profile(actor, Some(&name), avatar).await;
        if moves {
            let done = matches!(stored, Ok(true));
            if done {
                self.announce_rename(&actor.session_id, &name.folded).await;
            }
            let free = if done { &before.username_folded } else { &name.folded };
            names::release(&*self.0.broker, free, &actor.session_id).await;
        }
        match stored {
            Ok(true) => self.user(actor).await,
            Ok(false) if before.guest => Err(taken(&name.shown)),
            Ok(false) => Err(Refusal::new("username_taken", format!("{} is somebody else's name", name.shown)).into()),
            Err(error) => Err(error),
        }
    }

    /// Whether the profile was stored; not if the name is somebody else's with an account.
    async fn store_profile(&self, actor: &Actor, name: Option<&Name>, avatar: Option<String>) -> Result<bool, Error> {
        let (mut transaction, now) = (self.0.store.begin().await?, now());
        if let Some(name) = name {
            match users::rename(&mut transaction, &actor.user_id, (&name.shown, &name.folded), now).await {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(sqlx::Error::Database(error)) if error.is_unique_violation() => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(avatar) = avatar {
            users::set_avatar(&mut transaction, &actor.user_id, &avatar, now).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Deletes the acting user and ends all their sessions.
    async fn deleted(&self, actor: &Actor) -> Result<(), Error> {
        self.user(actor).await?;
        let mut transaction = self.0.store.begin().await?;
        if users::has_password(&mut transaction, &actor.user_id).await? {
            return Err(Refusal::new(
                "invalid_credentials",
                "an account that has a password is not deleted without it",
            )
            .into());
        }
        let ended = sessions::of_user(&mut transaction, &actor.user_id).await?;
        users::delete(&mut transaction, &actor.user_id).await?;
        transaction.commit().await?;
        for session in &ended {
            count("ended");
            self.after_end(session).await;
        }
        Ok(())
    }
}

fn count(event: &'static str) {
    metrics::counter!("matinee_auth_sessions_total", "event" => event).increment(1);
}

fn actor<T>(request: &Request<T>) -> Result<&Actor, Error> {
    let caller = request.extensions().get::<Caller>();
    caller.and_then(|caller| caller.actor.as_ref()).ok_or_else(|| unauthenticated("nobody is logged in"))
}

fn check_device(id: &str) -> Result<(), Error> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if id.len() <= DEVICE_MAX && id.bytes().all(plain) {
        return Ok(());
    }
    Err(invalid(format!("device_id: at most {DEVICE_MAX} letters, digits, - and _")))
}

/// The address of a picture, which every browser in a room will fetch; empty for none.
fn check_avatar(text: &str) -> Result<String, Error> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let wrong = || invalid(format!("avatar_url: an https address of at most {AVATAR_MAX} bytes, without a password"));
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = url.username().is_empty() && url.password().is_none();
    if url.scheme() != "https" || url.host_str().is_none() || !plain || url.as_str().len() > AVATAR_MAX {
        return Err(wrong());
    }
    Ok(url.into())
}

//! Sessions: renewed, listed, ended.

use matinee_proto::Refusal;
use matinee_proto::auth::v1 as proto;
use matinee_token::{AccessClaims, Actor};

use super::count;
use crate::AuthService;
use crate::error::{Error, invalid, unauthenticated};
use crate::identities;
use crate::names::{self, already_logged_in, taken};
use crate::refresh_token::{RefreshToken, Salt};
use crate::session_list::{self, Cursor};
use crate::sessions::{self, Refreshed, Session};
use crate::users::User;

/// Entries of a page at most.
const PAGE_MAX: u32 = 100;

impl AuthService {
    /// A session renewed by its refresh token. A guest whose name somebody else has taken
    /// meanwhile has to choose another one, and the token stays good.
    pub(super) async fn renewed(&self, token: &str, now: i64) -> Result<proto::Session, Error> {
        let gone = || unauthenticated("the session has ended");
        let token = RefreshToken::decode(token).ok_or_else(gone)?;
        let mut connection = self.0.store.pool().acquire().await?;
        let found = sessions::find(&mut connection, &token, now).await?.ok_or_else(gone)?;
        drop(connection);
        let name = &found.user.username_folded;
        let exclusive = found.user.guest || self.0.single_session;
        if exclusive && !names::claim(&*self.0.broker, name, &found.id).await? {
            let name = &found.user.username;
            return Err(if found.user.guest { taken(name) } else { already_logged_in(name) });
        }
        match sessions::refresh(&self.0.store, &self.0.lifetimes, &token, Salt::random(), now).await? {
            Refreshed::Renewed(session, next) => {
                count("refreshed");
                self.handed_out(session, &next, now).await
            }
            Refreshed::Reused(session) => {
                count("reused");
                tracing::warn!(
                    auth.session = session.id,
                    auth.user = session.user.id,
                    "a used refresh token came back; the session has ended"
                );
                self.after_end(std::slice::from_ref(&session)).await;
                Err(gone())
            }
            Refreshed::Unknown => Err(gone()),
        }
    }

    /// What a client holds after logging in or renewing.
    pub(super) async fn handed_out(
        &self,
        session: Session,
        token: &RefreshToken,
        now: i64,
    ) -> Result<proto::Session, Error> {
        let refresh_expires_in = u32::try_from((session.expires_at - now).max(0) / 1000).unwrap_or(u32::MAX);
        let access_token = self.access_token(&session.user, &session.id, &session.device.id, None, now);
        Ok(proto::Session {
            id: session.id,
            access_token,
            expires_in: self.0.lifetimes.access_s,
            refresh_token: token.encode(),
            refresh_expires_in,
            user: Some(self.told(session.user).await?),
        })
    }

    /// Signs who somebody is, and for a bot what it may do.
    pub(super) fn access_token(
        &self,
        user: &User,
        session: &str,
        device: &str,
        scopes: Option<String>,
        now: i64,
    ) -> String {
        let iat = u64::try_from(now / 1000).unwrap_or_default();
        self.0.keys.signing().sign(&AccessClaims {
            sub: user.id.clone(),
            sid: session.to_owned(),
            name: user.username.clone(),
            guest: user.guest,
            device: device.to_owned(),
            scope: scopes,
            iat,
            exp: iat + u64::from(self.0.lifetimes.access_s),
        })
    }

    /// A user, as callers are told.
    pub(super) async fn told(&self, user: User) -> Result<proto::User, Error> {
        let identities = match user.guest {
            true => Vec::new(),
            false => identities::providers(self.0.store.pool(), &user.id).await?,
        };
        Ok(user.told(identities))
    }

    /// Ends the session of a refresh token, or else the acting user's, and all others of the same
    /// user if that is asked for.
    pub(super) async fn end(
        &self,
        actor: Option<Actor>,
        request: proto::EndSessionRequest,
        now: i64,
    ) -> Result<proto::EndSessionResponse, Error> {
        let mut transaction = self.0.store.begin().await?;
        let found = match (request.refresh_token, actor) {
            (Some(token), _) => match RefreshToken::decode(&token) {
                Some(token) => sessions::find(&mut transaction, &token, i64::MIN).await?,
                None => None,
            },
            (None, Some(actor)) => sessions::by_id(&mut transaction, &actor.session_id, &actor.user_id).await?,
            (None, None) => return Err(unauthenticated("neither a session nor a refresh token")),
        };
        let Some(session) = found else { return Ok(proto::EndSessionResponse::default()) };
        let session_id = session.id.clone();
        let ended = if request.everywhere {
            sessions::remove_all(&mut transaction, &session.user.id, None, now).await?
        } else {
            sessions::remove(&mut transaction, &session, now).await?;
            vec![session]
        };
        transaction.commit().await?;
        let session_ids = self.ended(&ended).await;
        Ok(proto::EndSessionResponse { session_id, session_ids })
    }

    /// Counts and tells the end of sessions; their ids.
    pub(super) async fn ended(&self, sessions: &[Session]) -> Vec<String> {
        sessions.iter().for_each(|_| count("ended"));
        self.after_end(sessions).await;
        sessions.iter().map(|session| session.id.clone()).collect()
    }

    /// What everybody learns of the end of sessions: their sockets close, their names are free.
    pub(super) async fn after_end(&self, sessions: &[Session]) {
        let ids: Vec<String> = sessions.iter().map(|session| session.id.clone()).collect();
        self.tell_ended(&ids).await;
        for session in sessions {
            names::release(&*self.0.broker, &session.user.username_folded, &session.id).await;
        }
    }

    /// A page of the acting user's sessions, those first that were renewed last.
    pub(super) async fn list_sessions(
        &self,
        actor: &Actor,
        request: proto::ListSessionsRequest,
        now: i64,
    ) -> Result<proto::ListSessionsResponse, Error> {
        self.user(actor).await?;
        if !(1..=PAGE_MAX).contains(&request.limit) {
            return Err(invalid(format!("limit: 1–{PAGE_MAX}")));
        }
        let after = match request.cursor.as_str() {
            "" => None,
            text => Some(Cursor::parse(text).ok_or_else(|| invalid("cursor: not one of a page before"))?),
        };
        let store = &self.0.store;
        let page = session_list::page(store.pool(), &actor.user_id, after, request.limit, now);
        let (entries, next) = store.read("sessions", page).await?;
        let sessions = entries.into_iter().map(|entry| entry.told(&actor.session_id)).collect();
        Ok(proto::ListSessionsResponse {
            sessions,
            next_cursor: next.map(|cursor| cursor.to_string()).unwrap_or_default(),
        })
    }

    /// Ends one session of the acting user, or all but theirs; the ids of those that it were.
    pub(super) async fn revoke_sessions(
        &self,
        actor: &Actor,
        one: Option<String>,
        now: i64,
    ) -> Result<Vec<String>, Error> {
        self.user(actor).await?;
        let mut transaction = self.0.store.begin().await?;
        let ended = match one {
            None => sessions::remove_all(&mut transaction, &actor.user_id, Some(&actor.session_id), now).await?,
            Some(id) => {
                let found = sessions::by_id(&mut transaction, &id, &actor.user_id).await?;
                let gone = || Refusal::new("session_not_found", "there is no such session");
                let session = found.filter(|session| session.expires_at > now).ok_or_else(gone)?;
                sessions::remove(&mut transaction, &session, now).await?;
                vec![session]
            }
        };
        transaction.commit().await?;
        Ok(self.ended(&ended).await)
    }
}

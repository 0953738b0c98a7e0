//! Guests: a name that is theirs while they are here.

use matinee_proto::auth::v1 as proto;
use uuid::Uuid;

use super::{count, device};
use crate::AuthService;
use crate::error::Error;
use crate::names::{self, Name, taken};
use crate::refresh_token::RefreshToken;
use crate::sessions::{self, Session};
use crate::users::{self, User};

impl AuthService {
    /// A guest and a session of theirs: a name is claimed, then one transaction.
    pub(super) async fn guest(&self, request: proto::CreateGuestRequest, now: i64) -> Result<proto::Session, Error> {
        let name = Name::parse("nickname", &request.nickname)?;
        let device = device(request.device_id, &request.user_agent)?;
        let id = Uuid::now_v7().to_string();
        if !names::claim(&*self.0.broker, &name.folded, &id).await? {
            return Err(taken(&name.shown));
        }
        let user = User::guest(Uuid::now_v7().to_string(), &name, now);
        let session = sessions::begin(id, user, device, &self.0.lifetimes, now);
        let token = RefreshToken::random();
        let stored = self.store_guest(&session, &token, now).await;
        if !matches!(stored, Ok(true)) {
            names::release(&*self.0.broker, &name.folded, &session.id).await;
        }
        if !stored? {
            return Err(taken(&name.shown));
        }
        count("created");
        self.handed_out(session, &token, now).await
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
}

//! Another password, and the proof that somebody knows the present one.

use matinee_proto::auth::v1 as proto;
use matinee_token::Actor;

use super::account_of;
use crate::error::{Error, wrong_password};
use crate::password::check_length;
use crate::{AuthService, mail_tokens, sessions, users};

impl AuthService {
    /// Refuses unless `password`, which stands in `field`, is the acting user's or they have none.
    pub(super) async fn check_password(
        &self,
        actor: &Actor,
        field: &str,
        password: Option<String>,
    ) -> Result<(), Error> {
        let user = self.user(actor).await?;
        let Some(hash) = users::password_hash(self.0.store.pool(), &user.id).await? else { return Ok(()) };
        let password = password.filter(|password| !password.is_empty()).ok_or_else(|| wrong_password(field))?;
        if self.0.passwords.matches(password, Some(hash)).await? { Ok(()) } else { Err(wrong_password(field)) }
    }

    /// Gives the acting user another password and ends their other sessions; their ids.
    pub(super) async fn change_password(
        &self,
        actor: &Actor,
        request: proto::ChangePasswordRequest,
        now: i64,
    ) -> Result<Vec<String>, Error> {
        account_of(actor)?;
        let proto::ChangePasswordRequest { current_password, new_password } = request;
        check_length("new_password", &new_password)?;
        self.check_password(actor, "current_password", current_password).await?;
        let user = self.user(actor).await?;
        let known = vec![user.username_folded, user.email];
        let hash = self.0.passwords.choose("new_password", new_password, known).await?;
        let mut transaction = self.0.store.begin().await?;
        users::set_password(&mut transaction, &user.id, &hash, now).await?;
        mail_tokens::forget(&mut transaction, &user.id, mail_tokens::Purpose::Reset).await?;
        let ended = sessions::remove_all(&mut transaction, &user.id, Some(&actor.session_id), now).await?;
        transaction.commit().await?;
        Ok(self.ended(&ended).await)
    }
}

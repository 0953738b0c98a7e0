//! What needs a mail: confirming an address, and another password for one that was forgotten.

use matinee_proto::Refusal;
use matinee_proto::auth::v1 as proto;
use matinee_token::Actor;

use super::account_of;
use crate::email::Email;
use crate::error::Error;
use crate::mail::Errand;
use crate::mail_tokens::{self, Purpose};
use crate::password::check_length;
use crate::secret::Secret;
use crate::{AuthService, sessions, users};

impl AuthService {
    /// Sends the link that confirms the acting user's address; how it goes.
    pub(super) async fn send_confirmation(&self, actor: &Actor, base: String) -> Result<&'static str, Error> {
        account_of(actor)?;
        let user = self.user(actor).await?;
        if user.email_verified {
            return Err(Refusal::new("already_confirmed", "the address is confirmed already").into());
        }
        let to = Email::parse(&user.email)?;
        self.0.mail.deliver(Errand::Confirm { user: user.id, to, base })
    }

    /// Confirms an address by the token of its link; the address.
    pub(super) async fn confirm_email(&self, token: &str, now: i64) -> Result<String, Error> {
        let secret = Secret::decode(token).ok_or_else(used_up)?;
        let mut transaction = self.0.store.begin().await?;
        let user = mail_tokens::find(&mut transaction, &secret, Purpose::Confirm, now).await?.ok_or_else(used_up)?;
        if !mail_tokens::take(&mut transaction, &secret).await? {
            return Err(used_up());
        }
        let email = users::verify_email(&mut transaction, &user, now).await?.ok_or_else(used_up)?;
        transaction.commit().await?;
        Ok(email)
    }

    /// Has a link sent to whoever has the address, if anybody; how it would go. Whether somebody
    /// has it is found out later, so that neither the answer nor its time tells.
    pub(super) fn forgot_password(&self, email: &str, base: String) -> Result<&'static str, Error> {
        let to = Email::parse(email)?;
        self.0.mail.deliver(Errand::Reset { to, base })
    }

    /// Sets another password by the token of a link, and ends all sessions; their ids. Who has read
    /// the mail has shown that the address is theirs.
    pub(super) async fn reset_password(
        &self,
        request: proto::ResetPasswordRequest,
        now: i64,
    ) -> Result<Vec<String>, Error> {
        let proto::ResetPasswordRequest { token, password } = request;
        check_length("password", &password)?;
        let secret = Secret::decode(&token).ok_or_else(used_up)?;
        let mut connection = self.0.store.pool().acquire().await?;
        let user = mail_tokens::find(&mut connection, &secret, Purpose::Reset, now).await?.ok_or_else(used_up)?;
        drop(connection);
        // A password that is not taken leaves the link good.
        let hash = self.0.passwords.choose("password", password, Vec::new()).await?;
        let mut transaction = self.0.store.begin().await?;
        if !mail_tokens::take(&mut transaction, &secret).await? {
            return Err(used_up());
        }
        users::set_password(&mut transaction, &user, &hash, now).await?;
        users::verify_email(&mut transaction, &user, now).await?;
        mail_tokens::forget(&mut transaction, &user, Purpose::Reset).await?;
        let ended = sessions::remove_all(&mut transaction, &user, None, now).await?;
        transaction.commit().await?;
        Ok(self.ended(&ended).await)
    }
}

fn used_up() -> Error {
    Refusal::new("token_invalid", "the link was used, is too old, or is for another address").into()
}

//! Calls about accounts, as a gateway makes them.

use matinee_proto::Refusal;
use matinee_proto::auth::v1::{
    ChangePasswordRequest, ConfirmEmailRequest, DeleteUserRequest, EndSessionRequest, ExchangeTokenRequest,
    ForgotPasswordRequest, ListSessionsRequest, ListSessionsResponse, LoginRequest, RegisterRequest,
    ResetPasswordRequest, RevokeSessionsRequest, Session, UpdateUserRequest, User,
};
use matinee_token::Actor;

use super::setup::{DEVICE, Setup, actor, refusal};

/// The password of everybody.
pub const PASSWORD: &str = "tulip marble orchid 47";
/// Where links lead.
pub const BASE: &str = "http://localhost:8080";

/// Which fields a request was refused for, and why.
pub fn fields<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Vec<String> {
    let refusal = answer.unwrap_err();
    assert_eq!(refusal.code, "invalid_argument");
    refusal.fields.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

impl Setup {
    pub async fn sign_up(&self, name: &str, email: &str) -> Result<Session, Refusal> {
        self.register_with(name, email, PASSWORD).await
    }

    pub async fn register_with(&self, name: &str, email: &str, password: &str) -> Result<Session, Refusal> {
        self.registration(name, email, password, None).await
    }

    /// Makes a guest an account.
    pub async fn upgrade(&self, guest: &Session, name: &str, email: &str) -> Result<Session, Refusal> {
        self.registration(name, email, PASSWORD, Some(guest)).await
    }

    async fn registration(
        &self,
        name: &str,
        email: &str,
        password: &str,
        guest: Option<&Session>,
    ) -> Result<Session, Refusal> {
        let message = RegisterRequest {
            username: name.to_owned(),
            email: email.to_owned(),
            password: password.to_owned(),
            device_id: DEVICE.to_owned(),
            user_agent: "Mozilla/5.0".to_owned(),
            base: BASE.to_owned(),
            refresh_token: guest.map(|guest| guest.refresh_token.clone()),
        };
        let acting = guest.map(actor);
        let answer = self.client.clone().register(self.call(message, acting.as_ref())).await;
        let answer = answer.map_err(refusal)?.into_inner();
        assert!(["mail", "log"].contains(&answer.confirmation.as_str()));
        Ok(answer.session.unwrap())
    }

    pub async fn log_in(&self, name: &str, password: &str) -> Result<Session, Refusal> {
        let message = LoginRequest {
            username: name.to_owned(),
            password: password.to_owned(),
            device_id: DEVICE.to_owned(),
            user_agent: "Mozilla/5.0".to_owned(),
            refresh_token: None,
        };
        let answer = self.client.clone().login(self.call(message, None)).await;
        Ok(answer.map_err(refusal)?.into_inner().session.unwrap())
    }

    pub async fn sessions(&self, who: &Actor, asked: ListSessionsRequest) -> Result<ListSessionsResponse, Refusal> {
        let answer = self.client.clone().list_sessions(self.call(asked, Some(who))).await;
        Ok(answer.map_err(refusal)?.into_inner())
    }

    pub async fn revoke(&self, who: &Actor, one: Option<&str>) -> Result<Vec<String>, Refusal> {
        let message = RevokeSessionsRequest { session_id: one.map(str::to_owned) };
        let answer = self.client.clone().revoke_sessions(self.call(message, Some(who))).await;
        Ok(answer.map_err(refusal)?.into_inner().session_ids)
    }

    pub async fn end_everywhere(&self, token: &str) -> Result<Vec<String>, Refusal> {
        let message = EndSessionRequest { refresh_token: Some(token.to_owned()), everywhere: true };
        let answer = self.client.clone().end_session(self.call(message, None)).await;
        Ok(answer.map_err(refusal)?.into_inner().session_ids)
    }

    pub async fn change_password(&self, who: &Actor, now: Option<&str>, new: &str) -> Result<Vec<String>, Refusal> {
        let current_password = now.map(str::to_owned);
        let message = ChangePasswordRequest { current_password, new_password: new.to_owned() };
        let answer = self.client.clone().change_password(self.call(message, Some(who))).await;
        Ok(answer.map_err(refusal)?.into_inner().session_ids)
    }

    pub async fn update_with(&self, who: &Actor, message: UpdateUserRequest) -> Result<User, Refusal> {
        let answer = self.client.clone().update_user(self.call(message, Some(who))).await;
        Ok(answer.map_err(refusal)?.into_inner().user.unwrap())
    }

    pub async fn delete_with(&self, who: &Actor, password: Option<&str>) -> Result<(), Refusal> {
        let message = DeleteUserRequest { password: password.map(str::to_owned) };
        self.client.clone().delete_user(self.call(message, Some(who))).await.map_err(refusal)?;
        Ok(())
    }

    pub async fn forgot(&self, email: &str) -> Result<String, Refusal> {
        let message = ForgotPasswordRequest { email: email.to_owned(), base: BASE.to_owned() };
        let answer = self.client.clone().forgot_password(self.call(message, None)).await;
        Ok(answer.map_err(refusal)?.into_inner().delivery)
    }

    pub async fn reset(&self, token: &str, password: &str) -> Result<Vec<String>, Refusal> {
        let message = ResetPasswordRequest { token: token.to_owned(), password: password.to_owned() };
        let answer = self.client.clone().reset_password(self.call(message, None)).await;
        Ok(answer.map_err(refusal)?.into_inner().session_ids)
    }

    pub async fn confirm(&self, token: &str) -> Result<String, Refusal> {
        let message = ConfirmEmailRequest { token: token.to_owned() };
        let answer = self.client.clone().confirm_email(self.call(message, None)).await;
        Ok(answer.map_err(refusal)?.into_inner().email)
    }

    pub async fn exchange(&self, secret: &str) -> Result<String, Refusal> {
        let message = ExchangeTokenRequest { secret: secret.to_owned() };
        let answer = self.client.clone().exchange_token(self.call(message, None)).await;
        Ok(answer.map_err(refusal)?.into_inner().access_token)
    }
}

//! Auth behind the gateway, as small as a story needs it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use matinee_broker::SharedBroker;
use matinee_proto::auth::v1 as auth;
use matinee_token::access::{AccessClaims, SigningKey, jwks};
use matinee_token::{Actor, ended};
use tonic::Request;
use tonic::Response;

use super::fakes::{Answer, actor, refuse};

/// Everybody may be a guest; names are not taken.
#[derive(Clone)]
pub struct FakeAuth {
    pub key: SigningKey,
    pub broker: SharedBroker,
    pub guests: Arc<AtomicU32>,
}

impl FakeAuth {
    pub fn claims(&self, name: &str, seconds: i64) -> AccessClaims {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        AccessClaims {
            sub: format!("user-{name}"),
            sid: format!("session-{name}"),
            name: name.to_owned(),
            guest: true,
            device: "d".to_owned(),
            scope: None,
            iat: now,
            exp: now.saturating_add_signed(seconds),
        }
    }

    fn session(&self, name: &str) -> auth::Session {
        auth::Session {
            id: format!("session-{name}"),
            user: Some(auth::User {
                id: format!("user-{name}"),
                username: name.to_owned(),
                guest: true,
                ..auth::User::default()
            }),
            access_token: self.key.sign(&self.claims(name, 600)),
            expires_in: 600,
            refresh_token: format!("refresh-{name}"),
            refresh_expires_in: 3600,
        }
    }
}

/// The service, with calls that no story here makes.
macro_rules! auth {
    (not asked { $($name:ident($request:ident) -> $response:ident;)+ } $($asked:tt)+) => {
        #[tonic::async_trait]
        impl auth::auth_server::Auth for FakeAuth {
            $(async fn $name(&self, _: Request<auth::$request>) -> Answer<auth::$response> {
                Err(refuse("forbidden"))
            })+
            $($asked)+
        }
    };
}

auth! {
    not asked {
        register(RegisterRequest) -> RegisterResponse;
        list_sessions(ListSessionsRequest) -> ListSessionsResponse;
        revoke_sessions(RevokeSessionsRequest) -> RevokeSessionsResponse;
        check_password(CheckPasswordRequest) -> CheckPasswordResponse;
        change_password(ChangePasswordRequest) -> ChangePasswordResponse;
        send_confirmation(SendConfirmationRequest) -> SendConfirmationResponse;
        confirm_email(ConfirmEmailRequest) -> ConfirmEmailResponse;
        forgot_password(ForgotPasswordRequest) -> ForgotPasswordResponse;
        reset_password(ResetPasswordRequest) -> ResetPasswordResponse;
        list_providers(ListProvidersRequest) -> ListProvidersResponse;
        begin_oauth(BeginOauthRequest) -> BeginOauthResponse;
        finish_oauth(FinishOauthRequest) -> FinishOauthResponse;
        create_token(CreateTokenRequest) -> CreateTokenResponse;
        list_tokens(ListTokensRequest) -> ListTokensResponse;
        delete_token(DeleteTokenRequest) -> DeleteTokenResponse;
    }

    async fn login(&self, _: Request<auth::LoginRequest>) -> Answer<auth::LoginResponse> {
        Err(refuse("invalid_credentials"))
    }

    /// `mtn_<scope>` is Bot's token with this scope.
    async fn exchange_token(
        &self,
        request: Request<auth::ExchangeTokenRequest>,
    ) -> Answer<auth::ExchangeTokenResponse> {
        let scope =
            request.into_inner().secret.strip_prefix("mtn_").ok_or_else(|| refuse("unauthenticated"))?.to_owned();
        let claims = AccessClaims { guest: false, scope: Some(scope), ..self.claims("Bot", 600) };
        Ok(Response::new(auth::ExchangeTokenResponse { access_token: self.key.sign(&claims) }))
    }

    async fn create_guest(&self, request: Request<auth::CreateGuestRequest>) -> Answer<auth::CreateGuestResponse> {
        self.guests.fetch_add(1, Ordering::Relaxed);
        let auth::CreateGuestRequest { nickname, device_id, .. } = request.into_inner();
        assert!(!device_id.is_empty(), "a browser has an id");
        match nickname.as_str() {
            "" => Err(refuse("invalid_argument")),
            "taken" => Err(refuse("nickname_taken")),
            name => Ok(Response::new(auth::CreateGuestResponse { session: Some(self.session(name)) })),
        }
    }

    async fn refresh_session(
        &self,
        request: Request<auth::RefreshSessionRequest>,
    ) -> Answer<auth::RefreshSessionResponse> {
        let token = request.into_inner().refresh_token;
        let name = token.strip_prefix("refresh-").ok_or_else(|| refuse("unauthenticated"))?;
        Ok(Response::new(auth::RefreshSessionResponse { session: Some(self.session(name)) }))
    }

    async fn end_session(&self, request: Request<auth::EndSessionRequest>) -> Answer<auth::EndSessionResponse> {
        let token = request.into_inner().refresh_token.unwrap_or_default();
        let session_id = token.replace("refresh-", "session-");
        let note = ended::note(self.broker.now()).into();
        self.broker.cache(&ended::key(&session_id), note, ended::KEPT).await.unwrap();
        let notice = serde_json::json!({ "session_ended": session_id }).to_string();
        self.broker.announce(notice.into()).await.unwrap();
        Ok(Response::new(auth::EndSessionResponse { session_ids: vec![session_id.clone()], session_id }))
    }

    async fn get_user(&self, request: Request<auth::GetUserRequest>) -> Answer<auth::GetUserResponse> {
        let Actor { user_id, username, guest, .. } = actor(&request);
        let user = auth::User { id: user_id, username, guest, ..auth::User::default() };
        Ok(Response::new(auth::GetUserResponse { user: Some(user) }))
    }

    async fn update_user(&self, _: Request<auth::UpdateUserRequest>) -> Answer<auth::UpdateUserResponse> {
        Err(refuse("username_taken"))
    }

    async fn delete_user(&self, _: Request<auth::DeleteUserRequest>) -> Answer<auth::DeleteUserResponse> {
        Ok(Response::new(auth::DeleteUserResponse {}))
    }

    async fn get_keys(&self, _: Request<auth::GetKeysRequest>) -> Answer<auth::GetKeysResponse> {
        Ok(Response::new(auth::GetKeysResponse { jwks: jwks([self.key.public()]) }))
    }
}

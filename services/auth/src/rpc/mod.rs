//! The calls of `matinee.auth.v1.Auth`: here each is taken off the wire, what it does is in the
//! file of its subject.

mod accounts;
mod bots;
mod guests;
mod letters;
mod password;
mod profile;
mod providers;
mod sessions;

use matinee_proto::auth::v1 as proto;
use matinee_proto::auth::v1::auth_server::Auth;
use matinee_token::{Actor, Caller};
use tonic::{Request, Response, Status};

use crate::error::{Error, invalid, unauthenticated};
use crate::sessions::Device;
use crate::{AuthService, keys, now};

/// Characters of the id that a browser keeps in its cookie.
const DEVICE_MAX: usize = 64;
/// Characters kept of what a browser calls itself.
const USER_AGENT_MAX: usize = 256;

type Answer<T> = Result<Response<T>, Status>;

/// Calls with nothing but a method of the same subject behind them: name, request, response, what
/// to do with the service, the actor if there is one, and the request.
macro_rules! calls {
    ($($name:ident($request:ident) -> $response:ident = |$service:ident, $actor:pat_param, $message:pat_param| $work:expr;)+) => {
        #[tonic::async_trait]
        impl Auth for AuthService {
            $(async fn $name(&self, request: Request<proto::$request>) -> Answer<proto::$response> {
                let caller = request.extensions().get::<Caller>();
                let acting = caller.and_then(|caller| caller.actor.clone());
                let ($service, $actor, $message) = (self, acting, request.into_inner());
                let answer: Result<proto::$response, Error> = async { $work }.await;
                Ok(Response::new(answer?))
            })+
        }
    };
}

calls! {
    create_guest(CreateGuestRequest) -> CreateGuestResponse = |service, _, request| {
        let session = service.guest(request, now()).await?;
        Ok(proto::CreateGuestResponse { session: Some(session) })
    };
    register(RegisterRequest) -> RegisterResponse = |service, actor, request| service.register(actor, request, now()).await;
    login(LoginRequest) -> LoginResponse = |service, _, request| service.login(request, now()).await;
    refresh_session(RefreshSessionRequest) -> RefreshSessionResponse = |service, _, request| {
        let session = service.renewed(&request.refresh_token, now()).await?;
        Ok(proto::RefreshSessionResponse { session: Some(session) })
    };
    end_session(EndSessionRequest) -> EndSessionResponse = |service, actor, request| service.end(actor, request, now()).await;
    list_sessions(ListSessionsRequest) -> ListSessionsResponse = |service, actor, request| {
        service.list_sessions(&somebody(actor)?, request, now()).await
    };
    revoke_sessions(RevokeSessionsRequest) -> RevokeSessionsResponse = |service, actor, request| {
        let session_ids = service.revoke_sessions(&somebody(actor)?, request.session_id, now()).await?;
        Ok(proto::RevokeSessionsResponse { session_ids })
    };
    get_user(GetUserRequest) -> GetUserResponse = |service, actor, _| {
        let user = service.user(&somebody(actor)?).await?;
        Ok(proto::GetUserResponse { user: Some(service.told(user).await?) })
    };
    update_user(UpdateUserRequest) -> UpdateUserResponse = |service, actor, request| {
        let user = service.changed(&somebody(actor)?, request).await?;
        Ok(proto::UpdateUserResponse { user: Some(service.told(user).await?) })
    };
    check_password(CheckPasswordRequest) -> CheckPasswordResponse = |service, actor, request| {
        service.check_password(&somebody(actor)?, "password", request.password).await?;
        Ok(proto::CheckPasswordResponse {})
    };
    change_password(ChangePasswordRequest) -> ChangePasswordResponse = |service, actor, request| {
        let session_ids = service.change_password(&somebody(actor)?, request, now()).await?;
        Ok(proto::ChangePasswordResponse { session_ids })
    };
    delete_user(DeleteUserRequest) -> DeleteUserResponse = |service, actor, request| {
        service.delete(&somebody(actor)?, request.password, now()).await?;
        Ok(proto::DeleteUserResponse {})
    };
    send_confirmation(SendConfirmationRequest) -> SendConfirmationResponse = |service, actor, request| {
        let delivery = service.send_confirmation(&somebody(actor)?, request.base).await?;
        Ok(proto::SendConfirmationResponse { delivery: delivery.to_owned() })
    };
    confirm_email(ConfirmEmailRequest) -> ConfirmEmailResponse = |service, _, request| {
        let email = service.confirm_email(&request.token, now()).await?;
        Ok(proto::ConfirmEmailResponse { email })
    };
    forgot_password(ForgotPasswordRequest) -> ForgotPasswordResponse = |service, _, request| {
        let delivery = service.forgot_password(&request.email, request.base)?;
        Ok(proto::ForgotPasswordResponse { delivery: delivery.to_owned() })
    };
    reset_password(ResetPasswordRequest) -> ResetPasswordResponse = |service, _, request| {
        let session_ids = service.reset_password(request, now()).await?;
        Ok(proto::ResetPasswordResponse { session_ids })
    };
    list_providers(ListProvidersRequest) -> ListProvidersResponse = |service, _, _| Ok(service.list_providers());
    begin_oauth(BeginOauthRequest) -> BeginOauthResponse = |service, _, request| service.begin_oauth(request).await;
    finish_oauth(FinishOauthRequest) -> FinishOauthResponse = |service, _, request| service.finish_oauth(request, now()).await;
    create_token(CreateTokenRequest) -> CreateTokenResponse = |service, actor, request| {
        service.create_token(&somebody(actor)?, request, now()).await
    };
    list_tokens(ListTokensRequest) -> ListTokensResponse = |service, actor, _| service.list_tokens(&somebody(actor)?, now()).await;
    delete_token(DeleteTokenRequest) -> DeleteTokenResponse = |service, actor, request| {
        service.delete_token(&somebody(actor)?, &request.id, now()).await?;
        Ok(proto::DeleteTokenResponse {})
    };
    exchange_token(ExchangeTokenRequest) -> ExchangeTokenResponse = |service, _, request| {
        let access_token = service.exchange_token(&request.secret, now()).await?;
        Ok(proto::ExchangeTokenResponse { access_token })
    };
    get_keys(GetKeysRequest) -> GetKeysResponse = |service, _, _| {
        let inner = &service.0;
        let jwks = keys::published(&inner.store, &inner.keys.signing(), inner.lifetimes.access_s, now()).await?;
        Ok(proto::GetKeysResponse { jwks })
    };
}

fn somebody(actor: Option<Actor>) -> Result<Actor, Error> {
    actor.ok_or_else(|| unauthenticated("nobody is logged in"))
}

/// Somebody with an account.
fn account_of(actor: &Actor) -> Result<(), Error> {
    if actor.guest {
        return Err(matinee_proto::Refusal::new("forbidden", "this is for accounts").into());
    }
    Ok(())
}

fn count(event: &'static str) {
    metrics::counter!("matinee_auth_sessions_total", "event" => event).increment(1);
}

/// What a session is begun with; the id of the browser is checked, its name is cut.
fn device(id: String, user_agent: &str) -> Result<Device, Error> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if id.len() > DEVICE_MAX || !id.bytes().all(plain) {
        return Err(invalid(format!("device_id: at most {DEVICE_MAX} letters, digits, - and _")));
    }
    let user_agent = user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_MAX).collect();
    Ok(Device { id, user_agent })
}

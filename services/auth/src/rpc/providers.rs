//! Logging in with somebody else's account (OpenID Connect).

use matinee_proto::Refusal;
use matinee_proto::auth::v1 as proto;

use crate::AuthService;
use crate::error::Error;

impl AuthService {
    /// Which providers are configured, and whether mail is sent.
    pub(super) fn list_providers(&self) -> proto::ListProvidersResponse {
        proto::ListProvidersResponse { providers: Vec::new(), mail: self.0.mail.is_sent() }
    }

    pub(super) async fn begin_oauth(&self, _: proto::BeginOauthRequest) -> Result<proto::BeginOauthResponse, Error> {
        Err(Refusal::new("not_found", "there is no such provider").into())
    }

    pub(super) async fn finish_oauth(
        &self,
        _: proto::FinishOauthRequest,
        _: i64,
    ) -> Result<proto::FinishOauthResponse, Error> {
        Err(Refusal::new("not_found", "there is no such provider").into())
    }
}

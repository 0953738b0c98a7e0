//! Providers of identities (OpenID Connect Core 1.0), by the authorization code flow with PKCE.
//!
//! The crate `openidconnect` reads discovery documents, keys and tokens, and checks signature,
//! issuer, audience, expiry and nonce. Here is what is around it: one HTTP client that follows no
//! redirect and reads no more than it must, documents that are kept for an hour and fetched again
//! when a key is not known, and the few facts that are believed. Of an e-mail address only one that
//! the provider calls verified is; the access token that comes along is not used, so it is dropped.

use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse,
};
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use crate::config::ProviderSettings;
use crate::identities::Identity;

/// How long a provider may take to answer, and how much it may say.
const PATIENCE: Duration = Duration::from_secs(6);
const ANSWER_MAX: usize = 512 * 1024;
/// How long a provider's document and keys are kept, and how often they are fetched at most.
const KEPT: Duration = Duration::from_secs(3600);
const FETCH_EVERY: Duration = Duration::from_secs(10);

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Why a provider did not tell who somebody is. For the log: it may quote what the provider said.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("the provider cannot be asked: {0}")]
    Unreachable(String),
    #[error("the provider did not take the code: {0}")]
    Code(String),
    #[error("the provider's token is not good: {0}")]
    Token(String),
}

/// What a provider says of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) identity: Identity,
    /// Verified by the provider.
    pub(crate) email: Option<String>,
    /// Names, the best first.
    pub(crate) names: Vec<String>,
    pub(crate) picture: String,
}

/// Where somebody is sent, and what has to be remembered until they are back.
#[derive(Clone, Debug)]
pub(crate) struct Departure {
    pub(crate) url: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// One provider.
pub(crate) struct Provider {
    settings: ProviderSettings,
    http: reqwest::Client,
    known: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl Provider {
    pub(crate) fn new(settings: ProviderSettings) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .timeout(PATIENCE)
            .user_agent(concat!("Matinee/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { settings, http, known: Mutex::new(None) })
    }

    pub(crate) fn id(&self) -> &'static str {
        self.settings.id
    }

    pub(crate) fn name(&self) -> &str {
        &self.settings.name
    }

    /// Where a browser logs in.
    pub(crate) async fn depart(&self, redirect_uri: &str) -> Result<Departure, ProviderError> {
        let client = self.client(redirect_uri, KEPT).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (url, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Departure {
            url: url.into(),
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        })
    }

    /// Exchanges the code that a browser came back with for who it is.
    pub(crate) async fn arrive(
        &self,
        redirect_uri: &str,
        code: String,
        nonce: String,
        verifier: String,
    ) -> Result<Person, ProviderError> {
        let client = self.client(redirect_uri, KEPT).await?;
        let refused = |error: &dyn std::error::Error| ProviderError::Code(chain(error));
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|error| refused(&error))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let answer = request.request_async(&self.sender()).await.map_err(|error| refused(&error))?;
        let token = answer.id_token().ok_or_else(|| ProviderError::Token("there is none".to_owned()))?;
        let nonce = Nonce::new(nonce);
        match claims(&client, token, &nonce) {
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                // Its keys may be newer than those that are known here.
                let client = self.client(redirect_uri, FETCH_EVERY).await?;
                self.person(claims(&client, token, &nonce).map_err(|error| ProviderError::Token(chain(&error)))?)
            }
            verdict => self.person(verdict.map_err(|error| ProviderError::Token(chain(&error)))?),
        }
    }

    fn person(&self, claims: CoreIdTokenClaims) -> Result<Person, ProviderError> {
        let verified = claims.email_verified() == Some(true);
        let email = claims.email().filter(|_| verified).map(|email| email.to_string());
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        let preferred = claims.preferred_username().map(|name| name.to_string());
        let local = email.as_deref().and_then(|email| email.split('@').next()).map(str::to_owned);
        let picture = claims.picture().and_then(|picture| picture.get(None)).map(|url| url.to_string());
        let identity = Identity {
            provider: self.settings.id.to_owned(),
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
        };
        let names = [preferred, name, local].into_iter().flatten().collect();
        Ok(Person { identity, email, names, picture: picture.unwrap_or_default() })
    }

    /// A client over what the provider says of itself, known for no longer than `kept`.
    async fn client(&self, redirect_uri: &str, kept: Duration) -> Result<Client, ProviderError> {
        let wrong = |error: &dyn std::error::Error| ProviderError::Unreachable(chain(error));
        let mut known = self.known.lock().await;
        let metadata = match &*known {
            Some((fetched, metadata)) if fetched.elapsed() < kept => metadata.clone(),
            _ => {
                let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|error| wrong(&error))?;
                let fetched = CoreProviderMetadata::discover_async(issuer, &self.sender()).await;
                let metadata = fetched.map_err(|error| wrong(&error))?;
                *known = Some((Instant::now(), metadata.clone()));
                metadata
            }
        };
        drop(known);
        let secret = self.settings.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let redirect = RedirectUrl::new(redirect_uri.to_owned()).map_err(|error| wrong(&error))?;
        let id = ClientId::new(self.settings.client_id.clone());
        Ok(CoreClient::from_provider_metadata(metadata, id, secret).set_redirect_uri(redirect))
    }

    fn sender(&self) -> impl Fn(HttpRequest) -> Sending + use<> {
        let http = self.http.clone();
        move |request| Box::pin(send(http.clone(), request))
    }
}

type Sending = std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, SendError>> + Send>>;

/// An exchange with a provider failed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct SendError(String);

async fn send(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, SendError> {
    let failed = |error: reqwest::Error| SendError(chain(&error.without_url()));
    let (parts, body) = request.into_parts();
    let request = http.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body);
    let mut answer = request.send().await.map_err(failed)?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > ANSWER_MAX {
            return Err(SendError("the answer is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = HttpResponse::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    Ok(response)
}

/// What a token says, if it is good: signed with one of the provider's public keys, never with the
/// secret that both know.
fn claims(client: &Client, token: &CoreIdToken, nonce: &Nonce) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let verifier = client.id_token_verifier().set_allowed_algs([
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        CoreJwsSigningAlgorithm::EdDsa,
    ]);
    token.claims(&verifier, nonce).cloned()
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

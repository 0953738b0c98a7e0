//! Who a request is from: an access token, checked here with the public keys of auth.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{FromRequestParts, MatchedPath};
use http::StatusCode;
use http::header::AUTHORIZATION;
use http::request::Parts;
use matinee_proto::auth::v1::GetKeysRequest;
use matinee_token::TokenError;
use matinee_token::access::{AccessClaims, Verifier};
use tokio::sync::Mutex;

use crate::problem::Problem;
use crate::services::Services;
use crate::{Gateway, bots, scopes};

/// Keys are not fetched more often: an unknown key id costs an attacker nothing.
const FETCH_EVERY: Duration = Duration::from_secs(2);
/// Keys are fetched again after so long, so that a withdrawn one ceases to count.
const FETCH_AFTER: Duration = Duration::from_secs(300);

/// The public keys of auth.
pub(crate) struct Keys {
    services: Services,
    known: parking_lot::RwLock<Option<Known>>,
    fetching: Mutex<Option<Instant>>,
}

#[derive(Clone)]
struct Known {
    jwks: Arc<str>,
    verifier: Verifier,
    fetched: Instant,
}

impl Keys {
    pub(crate) fn new(services: Services) -> Self {
        Self { services, known: parking_lot::RwLock::new(None), fetching: Mutex::new(None) }
    }

    /// The key set as auth publishes it, a new key before it signs.
    pub(crate) async fn jwks(&self) -> Result<Arc<str>, Problem> {
        let known = self.recent().await?;
        Ok(self.fetch(known.fetched).await.unwrap_or(known).jwks)
    }

    /// Reads an access token.
    pub(crate) async fn verify(&self, token: &str) -> Result<AccessClaims, Problem> {
        let known = self.recent().await?;
        let verdict = match known.verifier.verify(token) {
            Err(TokenError::UnknownKey) => self.fetch(known.fetched).await?.verifier.verify(token),
            verdict => verdict,
        };
        verdict.map_err(|error| {
            tracing::info!(%error, "an access token was refused");
            match error {
                TokenError::Expired => Problem::unauthenticated("the access token has expired"),
                _ => Problem::unauthenticated("the access token is not valid"),
            }
        })
    }

    async fn recent(&self) -> Result<Known, Problem> {
        let known = self.known.read().clone();
        match known {
            Some(known) if known.fetched.elapsed() < FETCH_AFTER => Ok(known),
            // Old keys are better than none while auth is away.
            Some(known) => Ok(self.fetch(known.fetched).await.unwrap_or(known)),
            None => self.fetch(Instant::now()).await,
        }
    }

    /// Fetches the keys unless somebody did since `than`, or did too recently.
    async fn fetch(&self, than: Instant) -> Result<Known, Problem> {
        let mut last = self.fetching.lock().await;
        let known = self.known.read().clone();
        if let Some(known) = known
            && (known.fetched > than || last.is_some_and(|last| last.elapsed() < FETCH_EVERY))
        {
            return Ok(known);
        }
        *last = Some(Instant::now());
        let jwks = self.services.get_keys(None, GetKeysRequest {}).await?.jwks;
        let verifier = Verifier::from_jwks(&jwks).map_err(|error| {
            tracing::error!(%error, "auth published keys that cannot be read");
            Problem::unavailable()
        })?;
        let known = Known { jwks: jwks.into(), verifier, fetched: Instant::now() };
        *self.known.write() = Some(known.clone());
        Ok(known)
    }
}

/// The user of a request; without a valid access token it is refused with 401.
pub(crate) struct User(pub(crate) AccessClaims);

/// The same where a token may be missing (but not wrong).
pub(crate) struct MaybeUser(pub(crate) Option<AccessClaims>);

impl FromRequestParts<Gateway> for MaybeUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let Some(header) = parts.headers.get(AUTHORIZATION) else { return Ok(Self(None)) };
        let text = header.to_str().unwrap_or_default();
        let token = match text.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => return Err(Problem::unauthenticated("the Authorization header is to carry a bearer token")),
        };
        let claims = match token.starts_with(bots::PREFIX) {
            true => gateway.bot(token).await?,
            false => gateway.keys().verify(token).await?,
        };
        let route = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
        if !scopes::may(&claims, &parts.method, route) {
            let detail = "the token's scopes do not cover this";
            return Err(Problem::new(StatusCode::FORBIDDEN, "insufficient_scope", detail));
        }
        Ok(Self(Some(claims)))
    }
}

impl FromRequestParts<Gateway> for User {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let MaybeUser(claims) = MaybeUser::from_request_parts(parts, gateway).await?;
        claims.map(Self).ok_or_else(|| Problem::unauthenticated("an access token is needed"))
    }
}

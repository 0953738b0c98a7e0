//! Tokens of programs (`mtn_…`): opaque, exchanged at auth for a short access token, and remembered
//! for a minute, or until the notice comes that one was taken back.

use std::time::Duration;

use matinee_proto::auth::v1::ExchangeTokenRequest;
use matinee_token::access::AccessClaims;
use sha2::{Digest, Sha256};

use crate::Gateway;
use crate::problem::Problem;

/// What such a token begins with.
pub(crate) const PREFIX: &str = "mtn_";
/// Bytes of one at most; ours have 47.
const LENGTH_MAX: usize = 128;
/// Tokens remembered, and for how long.
const KEPT: u64 = 10_000;
const KEPT_FOR: Duration = Duration::from_secs(60);

/// By the hash: what is remembered logs nobody in.
pub(crate) struct Bots(moka::future::Cache<[u8; 32], AccessClaims>);

impl Bots {
    pub(crate) fn new() -> Self {
        Self(moka::future::Cache::builder().max_capacity(KEPT).time_to_live(KEPT_FOR).build())
    }

    /// Forgets a token that was taken back.
    pub(crate) async fn forget(&self, session: &str) {
        let named: Vec<_> = self.0.iter().filter(|(_, claims)| claims.sid == session).map(|(key, _)| *key).collect();
        for key in named {
            self.0.invalidate(&key).await;
        }
    }
}

impl Gateway {
    /// For whom a program acts, and within which scopes.
    pub(crate) async fn bot(&self, token: &str) -> Result<AccessClaims, Problem> {
        if token.len() > LENGTH_MAX {
            return Err(Problem::unauthenticated("the token is not valid"));
        }
        let key: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some(known) = self.bots().0.get(&key).await {
            return Ok(known);
        }
        let request = ExchangeTokenRequest { secret: token.to_owned() };
        let exchanged = self.services().exchange_token(None, request).await?;
        let claims = self.keys().verify(&exchanged.access_token).await?;
        self.bots().0.insert(key, claims.clone()).await;
        Ok(claims)
    }
}

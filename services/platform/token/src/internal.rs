//! Identity of services to each other: a short-lived token (HS256 over the shared
//! `internal.key`) for one audience, with the acting user inside. Identity never travels as a
//! bare header, and a service accepts no call without such a token, not even in one process.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tonic::metadata::MetadataValue;
use tonic::service::Interceptor;
use tonic::{Request, Status};

use crate::TokenError;

/// Seconds for which an internal token is good.
const LIFETIME: u64 = 60;
/// Bytes a shared secret must have at least.
pub const KEY_MIN: usize = 32;

/// The user for whom a call is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// User id.
    pub user_id: String,
    /// The name under which they are logged in.
    pub username: String,
    /// Session id.
    pub session_id: String,
    /// Whether they have no account.
    pub guest: bool,
    /// Random id of the browser, empty if unknown; makes bans stick to guests.
    pub device_id: String,
}

/// Who made a call, as found in the request's extensions behind [`InternalAuth`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The calling role, for example `gateway`.
    pub service: String,
    /// For whom.
    pub actor: Option<Actor>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    exp: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<Actor>,
}

/// The secret that services share.
#[derive(Clone)]
pub struct InternalKey(Arc<Keys>);

struct Keys {
    secret: SecretString,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl std::fmt::Debug for InternalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InternalKey(…)")
    }
}

impl InternalKey {
    /// A key from a secret of at least [`KEY_MIN`] bytes; `None` if it is shorter.
    #[must_use]
    pub fn new(secret: SecretString) -> Option<Self> {
        let bytes = secret.expose_secret().as_bytes();
        if bytes.len() < KEY_MIN {
            return None;
        }
        let (encoding, decoding) = (EncodingKey::from_secret(bytes), DecodingKey::from_secret(bytes));
        Some(Self(Arc::new(Keys { secret, encoding, decoding })))
    }

    /// The secret itself, from which keys for other purposes are derived.
    pub(crate) fn secret(&self) -> &SecretString {
        &self.0.secret
    }

    /// Signs a token with which `service` calls `audience` for `actor`.
    #[must_use]
    pub fn sign(&self, service: &str, audience: &str, actor: Option<&Actor>) -> String {
        let claims =
            Claims { iss: service.to_owned(), aud: audience.to_owned(), exp: now() + LIFETIME, actor: actor.cloned() };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.0.encoding)
            .expect("strings and numbers serialize, and HS256 takes any secret")
    }

    /// Puts a signed token on a call.
    pub fn authorize<T>(&self, message: T, service: &str, audience: &str, actor: Option<&Actor>) -> Request<T> {
        let mut request = Request::new(message);
        let bearer = format!("Bearer {}", self.sign(service, audience, actor));
        let value = MetadataValue::try_from(bearer).expect("a JWT is ASCII");
        request.metadata_mut().insert("authorization", value);
        request
    }

    /// Reads a token that was signed for `audience`.
    ///
    /// # Errors
    /// It is not ours, for somebody else, or too old.
    pub fn verify(&self, audience: &str, token: &str) -> Result<Caller, TokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "aud", "iss"]);
        validation.leeway = 5;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.0.decoding, &validation)?.claims;
        Ok(Caller { service: claims.iss, actor: claims.actor })
    }
}

/// Lets a call through to a service only with a token for it, and leaves the [`Caller`] in the
/// request's extensions.
#[derive(Clone, Debug)]
pub struct InternalAuth {
    key: InternalKey,
    audience: &'static str,
}

impl InternalAuth {
    /// The guard of the service called `audience`: `auth`, `rooms`, `search` or `billing`.
    #[must_use]
    pub fn new(key: InternalKey, audience: &'static str) -> Self {
        Self { key, audience }
    }
}

impl Interceptor for InternalAuth {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let caller = request
            .metadata()
            .get("authorization")
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(TokenError::Invalid)
            .and_then(|token| self.key.verify(self.audience, token))
            .map_err(|error| Status::unauthenticated(error.to_string()))?;
        request.extensions_mut().insert(caller);
        Ok(request)
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &str) -> InternalKey {
        InternalKey::new(SecretString::from(secret)).unwrap()
    }

    const SECRET: &str = "a secret that services share, long enough";

    fn ada() -> Actor {
        Actor {
            user_id: "user".to_owned(),
            username: "Ada Ł".to_owned(),
            session_id: "session".to_owned(),
            guest: true,
            device_id: String::new(),
        }
    }

    #[test]
    fn a_call_says_who_calls_and_for_whom() {
        let token = key(SECRET).sign("gateway", "rooms", Some(&ada()));
        let caller = key(SECRET).verify("rooms", &token).unwrap();
        assert_eq!(caller, Caller { service: "gateway".to_owned(), actor: Some(ada()) });
    }

    #[test]
    fn a_token_is_good_for_one_audience_and_one_secret() {
        let token = key(SECRET).sign("gateway", "rooms", None);
        assert_eq!(key(SECRET).verify("auth", &token), Err(TokenError::Invalid));
        assert_eq!(key("another secret, just as long as that one").verify("rooms", &token), Err(TokenError::Invalid));
    }

    #[test]
    fn a_token_dies_and_says_when() {
        let old = Claims { iss: "gateway".to_owned(), aud: "rooms".to_owned(), exp: now() - 60, actor: None };
        let encode = |claims: &Claims, algorithm| {
            jsonwebtoken::encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
        };
        assert_eq!(key(SECRET).verify("rooms", &encode(&old, Algorithm::HS256)), Err(TokenError::Expired));
        let fresh = Claims { exp: now() + 60, ..old };
        assert!(key(SECRET).verify("rooms", &encode(&fresh, Algorithm::HS256)).is_ok());
        assert_eq!(key(SECRET).verify("rooms", &encode(&fresh, Algorithm::HS512)), Err(TokenError::Invalid));
    }

    #[test]
    fn a_short_secret_is_none_and_no_secret_is_shown() {
        assert!(InternalKey::new(SecretString::from("x".repeat(KEY_MIN - 1))).is_none());
        assert!(!format!("{:?}", key(SECRET)).contains("secret"));
    }

    #[test]
    fn the_guard_lets_in_nobody_without_a_token() {
        let mut guard = InternalAuth::new(key(SECRET), "rooms");
        for value in [None, Some("Basic YTpi"), Some("Bearer "), Some("bearer nonsense")] {
            let mut request = Request::new(());
            if let Some(value) = value {
                request.metadata_mut().insert("authorization", value.parse().unwrap());
            }
            assert_eq!(guard.call(request).unwrap_err().code(), tonic::Code::Unauthenticated);
        }
        let request = guard.call(key(SECRET).authorize((), "gateway", "rooms", Some(&ada()))).unwrap();
        assert_eq!(request.extensions().get::<Caller>().unwrap().actor, Some(ada()));
    }
}

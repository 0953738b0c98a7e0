//! Identity of services to each other: a short-lived token (HS256 over the shared
//! `internal.key`) for one audience, with the acting user inside. Identity never travels as a
//! bare header, and a service accepts no call without such a token, not even in one process.
//!
//! The key can be changed while processes run: each signs with the first of the keys that it has
//! and accepts all of them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation};
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
/// Secrets that are accepted at once, at most.
pub const KEYS_MAX: usize = 4;
/// Seconds between two lines about calls whose key is not known.
const LOG_PAUSE: u64 = 10;

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

/// What services share: the secret that they sign with, and others that they accept.
#[derive(Clone)]
pub struct InternalKey(Arc<[Keys]>);

struct Keys {
    secret: SecretString,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// Why something is no internal key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InternalKeyError {
    /// It, or one of several, is too short to be a secret.
    #[error("has fewer than {KEY_MIN} characters; each of several keys, separated by commas, needs as many")]
    Short,
    /// A rotation needs two.
    #[error("has more than {KEYS_MAX} keys")]
    TooMany,
}

impl std::fmt::Debug for InternalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InternalKey(…)")
    }
}

impl InternalKey {
    /// A key from secrets separated by commas, each of at least [`KEY_MIN`] bytes: the first one
    /// signs, all are accepted.
    ///
    /// # Errors
    /// One is too short, or there are more than [`KEYS_MAX`].
    pub fn new(secrets: SecretString) -> Result<Self, InternalKeyError> {
        let parts = secrets.expose_secret().split(',').map(str::trim).filter(|secret| !secret.is_empty());
        let keys: Vec<Keys> = parts.take(KEYS_MAX + 1).map(Keys::new).collect();
        match keys.len() {
            _ if keys.iter().any(|key| key.secret.expose_secret().len() < KEY_MIN) => Err(InternalKeyError::Short),
            0 => Err(InternalKeyError::Short),
            1..=KEYS_MAX => Ok(Self(keys.into())),
            _ => Err(InternalKeyError::TooMany),
        }
    }

    /// The secrets themselves, from which keys for other purposes are derived, the one that signs first.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &SecretString> {
        self.0.iter().map(|keys| &keys.secret)
    }

    /// Signs a token with which `service` calls `audience` for `actor`.
    #[must_use]
    pub fn sign(&self, service: &str, audience: &str, actor: Option<&Actor>) -> String {
        let claims =
            Claims { iss: service.to_owned(), aud: audience.to_owned(), exp: now() + LIFETIME, actor: actor.cloned() };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.0[0].encoding)
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
    /// It is signed with none of our keys, for somebody else, or too old.
    pub fn verify(&self, audience: &str, token: &str) -> Result<Caller, TokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "aud", "iss"]);
        validation.leeway = 5;
        for keys in self.0.iter() {
            match jsonwebtoken::decode::<Claims>(token, &keys.decoding, &validation) {
                Ok(TokenData { claims, .. }) => return Ok(Caller { service: claims.iss, actor: claims.actor }),
                Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(TokenError::UnknownKey)
    }
}

impl Keys {
    fn new(secret: &str) -> Self {
        let (encoding, decoding) =
            (EncodingKey::from_secret(secret.as_bytes()), DecodingKey::from_secret(secret.as_bytes()));
        Self { secret: SecretString::from(secret), encoding, decoding }
    }
}

/// Lets a call through to a service only with a token for it, and leaves the [`Caller`] in the
/// request's extensions.
#[derive(Clone, Debug)]
pub struct InternalAuth {
    key: InternalKey,
    audience: &'static str,
    /// When a call with an unknown key was last logged, in seconds: whoever has it calls often.
    logged: Arc<AtomicU64>,
}

impl InternalAuth {
    /// The guard of the service called `audience`: `auth`, `rooms`, `search` or `billing`.
    #[must_use]
    pub fn new(key: InternalKey, audience: &'static str) -> Self {
        Self { key, audience, logged: Arc::default() }
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
            .map_err(|error| self.refuse(error, request.remote_addr()))?;
        request.extensions_mut().insert(caller);
        Ok(request)
    }
}

impl InternalAuth {
    fn refuse(&self, error: TokenError, peer: Option<SocketAddr>) -> Status {
        if error != TokenError::UnknownKey {
            return Status::unauthenticated(error.to_string());
        }
        let now = now();
        let quiet = |at: u64| (now >= at + LOG_PAUSE).then_some(now);
        if self.logged.fetch_update(Ordering::Relaxed, Ordering::Relaxed, quiet).is_ok() {
            let peer = peer.map(tracing::field::display);
            tracing::warn!(
                service = self.audience,
                network.peer.address = peer,
                "internal_key_unknown: a call was refused, its internal.key is none of those accepted here"
            );
        }
        Status::unauthenticated("the caller's internal.key is none of those accepted here")
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

    const SECRET: &str = "a secret that services share: long enough";
    const OTHER: &str = "another secret that is just as long as that one";

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
        assert_eq!(key(OTHER).verify("rooms", &token), Err(TokenError::UnknownKey));
    }

    #[test]
    fn a_key_is_changed_in_three_steps_that_may_run_side_by_side() {
        let steps = [SECRET.to_owned(), format!("{SECRET},{OTHER}"), format!("{OTHER}, {SECRET}"), OTHER.to_owned()];
        for pair in steps.windows(2) {
            for (one, other) in [(&pair[0], &pair[1]), (&pair[1], &pair[0])] {
                let token = key(one).sign("gateway", "rooms", None);
                assert!(key(other).verify("rooms", &token).is_ok(), "{one} to {other}");
            }
        }
        let (first, last) = (key(&steps[0]), key(&steps[3]));
        assert_eq!(last.verify("rooms", &first.sign("gateway", "rooms", None)), Err(TokenError::UnknownKey));
        let elsewhere = key(&steps[1]).sign("gateway", "auth", None);
        assert_eq!(key(&steps[2]).verify("rooms", &elsewhere), Err(TokenError::Invalid));
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
        let refusal = |text: String| InternalKey::new(SecretString::from(text)).unwrap_err();
        for short in [String::new(), " , ".to_owned(), "x".repeat(KEY_MIN - 1), format!("{SECRET},short")] {
            assert_eq!(refusal(short), InternalKeyError::Short);
        }
        assert_eq!(refusal([SECRET; KEYS_MAX + 1].join(",")), InternalKeyError::TooMany);
        assert!(InternalKey::new([SECRET; KEYS_MAX].join(",").into()).is_ok());
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

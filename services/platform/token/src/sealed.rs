//! Sealed tokens: what a gateway hands to a browser to take back later, on any gateway and
//! without a read: tickets and resume tokens. Signed, not encrypted: nothing secret belongs in.
//!
//! Each purpose has a key of its own, derived from the internal secret (HMAC-SHA256 as the
//! pseudo-random function), so that a ticket is never good as a resume token nor either as an
//! internal token, whatever they say about themselves.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{InternalKey, TokenError};

/// Seals and opens tokens.
#[derive(Clone, Debug)]
pub struct Sealer(InternalKey);

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    /// Purpose.
    aud: String,
    exp: u64,
    body: T,
}

impl Sealer {
    /// A sealer whose tokens open in every process that accepts the internal key that signs here.
    #[must_use]
    pub fn new(key: &InternalKey) -> Self {
        Self(key.clone())
    }

    /// Seals `claims` for `purpose`; good for `ttl` in whole seconds from now.
    ///
    /// # Panics
    /// If `claims` cannot be written as JSON, as maps with keys that are no strings.
    #[must_use]
    pub fn seal<T: Serialize>(&self, purpose: &str, claims: &T, ttl: Duration) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        self.seal_until(purpose, claims, now + ttl.as_secs())
    }

    fn seal_until<T: Serialize>(&self, purpose: &str, body: &T, exp: u64) -> String {
        let secret = self.0.secrets().next().expect("an internal key has a secret");
        let key = EncodingKey::from_secret(derived(secret, purpose).as_bytes());
        let envelope = Envelope { aud: purpose.to_owned(), exp, body };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &envelope, &key)
            .expect("claims serialize, and HS256 takes any secret")
    }

    /// Opens a token that was sealed for `purpose`.
    ///
    /// # Errors
    /// It is not ours, for another purpose, of another shape, or too old.
    pub fn open<T: DeserializeOwned>(&self, purpose: &str, token: &str) -> Result<T, TokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[purpose]);
        validation.set_required_spec_claims(&["exp", "aud"]);
        validation.leeway = 0;
        for secret in self.0.secrets() {
            let key = DecodingKey::from_secret(derived(secret, purpose).as_bytes());
            match jsonwebtoken::decode::<Envelope<T>>(token, &key, &validation) {
                Ok(TokenData { claims, .. }) => return Ok(claims.body),
                Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(TokenError::Invalid)
    }
}

/// The key of a purpose. What is signed here has spaces, so it is never the start of a JWT.
fn derived(secret: &SecretString, purpose: &str) -> String {
    let secret = EncodingKey::from_secret(secret.expose_secret().as_bytes());
    let message = format!("matinee sealed token: {purpose}");
    jsonwebtoken::crypto::sign(message.as_bytes(), &secret, Algorithm::HS256).expect("HS256 takes any secret")
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretString;

    fn sealer(secret: &str) -> Sealer {
        Sealer::new(&InternalKey::new(SecretString::from(secret)).unwrap())
    }

    const SECRET: &str = "an internal secret of more than 32 characters";
    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn opens_what_any_process_with_the_same_key_sealed() {
        let token = sealer(SECRET).seal("ticket", &("room", 7), MINUTE);
        assert_eq!(sealer(SECRET).open::<(String, u32)>("ticket", &token), Ok(("room".to_owned(), 7)));
    }

    #[test]
    fn opens_what_was_sealed_before_the_key_was_changed() {
        let (secret, next) = (SECRET, "the next secret of more than 32 characters".to_owned());
        let old = sealer(secret).seal("resume", &"room", MINUTE);
        let between = sealer(&format!("{next},{secret}"));
        assert_eq!(between.open::<String>("resume", &old), Ok("room".to_owned()));
        let new = between.seal("resume", &"room", MINUTE);
        for later in [format!("{secret},{next}"), next.clone()] {
            assert_eq!(sealer(&later).open::<String>("resume", &new), Ok("room".to_owned()));
        }
        assert_eq!(sealer(&next).open::<String>("resume", &old), Err(TokenError::Invalid));
    }

    #[test]
    fn is_bound_to_its_purpose() {
        let sealer = sealer(SECRET);
        let token = sealer.seal("ticket", &"room", MINUTE);
        assert_eq!(sealer.open::<String>("resume", &token), Err(TokenError::Invalid));
    }

    #[test]
    fn is_no_internal_token_nor_the_other_way_round() {
        let key = InternalKey::new(SecretString::from(SECRET)).unwrap();
        let sealer = Sealer::new(&key);
        let sealed = sealer.seal("rooms", &"x", MINUTE);
        assert_eq!(key.verify("rooms", &sealed), Err(TokenError::UnknownKey));
        let internal = key.sign("gateway", "rooms", None);
        assert_eq!(sealer.open::<serde_json::Value>("rooms", &internal), Err(TokenError::Invalid));
    }

    #[test]
    fn expires() {
        let sealer = sealer(SECRET);
        let token = sealer.seal_until("ticket", &"room", 1_000_000_000);
        assert_eq!(sealer.open::<String>("ticket", &token), Err(TokenError::Expired));
    }

    #[test]
    fn refuses_another_key_another_shape_and_every_changed_character() {
        let sealer = sealer(SECRET);
        let token = sealer.seal("ticket", &"room", MINUTE);
        let other = super::tests::sealer("another secret of more than 32 characters");
        assert_eq!(other.open::<String>("ticket", &token), Err(TokenError::Invalid));
        assert_eq!(sealer.open::<u32>("ticket", &token), Err(TokenError::Invalid));
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(sealer.open::<String>("ticket", &changed), Err(TokenError::Invalid), "character {at}");
        }
    }
}

//! Sealed tokens: what a gateway hands to a browser to take back later, on any gateway and
//! without a read: tickets and resume tokens. Signed, not encrypted: nothing secret belongs in.
//!
//! Each purpose has a key of its own, derived from the internal secret (HMAC-SHA256 as the
//! pseudo-random function), so that a ticket is never good as a resume token nor either as an
//! internal token, whatever they say about themselves.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{InternalKey, TokenError};

/// What a sealed token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To open a room's socket, once.
    Ticket,
    /// To come back to a room after the socket has gone.
    Resume,
}

impl Purpose {
    const ALL: [Self; 2] = [Self::Ticket, Self::Resume];

    /// As it stands in a token, and as its key is derived.
    fn name(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Resume => "resume",
        }
    }
}

/// Seals and opens tokens.
#[derive(Clone)]
pub struct Sealer(Arc<[Seal; Purpose::ALL.len()]>);

/// The keys of one purpose, the one that signs first, and what is asked of its tokens.
struct Seal {
    keys: Vec<(EncodingKey, DecodingKey)>,
    validation: Validation,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(…)")
    }
}

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
        Self(Arc::new(Purpose::ALL.map(|purpose| Seal::new(key, purpose.name()))))
    }

    /// Seals `claims` for `purpose`; good for `ttl` in whole seconds from now.
    ///
    /// # Panics
    /// If `claims` cannot be written as JSON, as maps with keys that are no strings.
    #[must_use]
    pub fn seal<T: Serialize>(&self, purpose: Purpose, claims: &T, ttl: Duration) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        self.seal_until(purpose, claims, now + ttl.as_secs())
    }

    fn seal_until<T: Serialize>(&self, purpose: Purpose, body: &T, exp: u64) -> String {
        let (key, _) = self.of(purpose).keys.first().expect("an internal key has a secret");
        let envelope = Envelope { aud: purpose.name().to_owned(), exp, body };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &envelope, key)
            .expect("claims serialize, and HS256 takes any secret")
    }

    /// Opens a token that was sealed for `purpose`.
    ///
    /// # Errors
    /// It is not ours, for another purpose, of another shape, or too old.
    pub fn open<T: DeserializeOwned>(&self, purpose: Purpose, token: &str) -> Result<T, TokenError> {
        let Seal { keys, validation } = self.of(purpose);
        for (_, key) in keys {
            match jsonwebtoken::decode::<Envelope<T>>(token, key, validation) {
                Ok(TokenData { claims, .. }) => return Ok(claims.body),
                Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(TokenError::Invalid)
    }

    fn of(&self, purpose: Purpose) -> &Seal {
        &self.0[purpose as usize]
    }
}

impl Seal {
    fn new(key: &InternalKey, purpose: &str) -> Self {
        let derived = key.secrets().map(|secret| derived(secret, purpose));
        let keys = derived
            .map(|key| (EncodingKey::from_secret(key.as_bytes()), DecodingKey::from_secret(key.as_bytes())))
            .collect();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[purpose]);
        validation.set_required_spec_claims(&["exp", "aud"]);
        validation.leeway = 0;
        Self { keys, validation }
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
        let token = sealer(SECRET).seal(Purpose::Ticket, &("room", 7), MINUTE);
        assert_eq!(sealer(SECRET).open::<(String, u32)>(Purpose::Ticket, &token), Ok(("room".to_owned(), 7)));
    }

    #[test]
    fn opens_what_was_sealed_before_the_key_was_changed() {
        let (secret, next) = (SECRET, "the next secret of more than 32 characters".to_owned());
        let old = sealer(secret).seal(Purpose::Resume, &"room", MINUTE);
        let between = sealer(&format!("{next},{secret}"));
        assert_eq!(between.open::<String>(Purpose::Resume, &old), Ok("room".to_owned()));
        let new = between.seal(Purpose::Resume, &"room", MINUTE);
        for later in [format!("{secret},{next}"), next.clone()] {
            assert_eq!(sealer(&later).open::<String>(Purpose::Resume, &new), Ok("room".to_owned()));
        }
        assert_eq!(sealer(&next).open::<String>(Purpose::Resume, &old), Err(TokenError::Invalid));
    }

    #[test]
    fn is_bound_to_its_purpose() {
        let sealer = sealer(SECRET);
        let token = sealer.seal(Purpose::Ticket, &"room", MINUTE);
        assert_eq!(sealer.open::<String>(Purpose::Resume, &token), Err(TokenError::Invalid));
    }

    #[test]
    fn is_no_internal_token_nor_the_other_way_round() {
        let key = InternalKey::new(SecretString::from(SECRET)).unwrap();
        let sealer = Sealer::new(&key);
        let sealed = sealer.seal(Purpose::Ticket, &"x", MINUTE);
        assert_eq!(key.verify(Purpose::Ticket.name(), &sealed), Err(TokenError::UnknownKey));
        let internal = key.sign("gateway", Purpose::Ticket.name(), None);
        assert_eq!(sealer.open::<serde_json::Value>(Purpose::Ticket, &internal), Err(TokenError::Invalid));
    }

    #[test]
    fn expires() {
        let sealer = sealer(SECRET);
        let token = sealer.seal_until(Purpose::Ticket, &"room", 1_000_000_000);
        assert_eq!(sealer.open::<String>(Purpose::Ticket, &token), Err(TokenError::Expired));
    }

    #[test]
    fn refuses_another_key_another_shape_and_every_changed_character() {
        let sealer = sealer(SECRET);
        let token = sealer.seal(Purpose::Ticket, &"room", MINUTE);
        let other = super::tests::sealer("another secret of more than 32 characters");
        assert_eq!(other.open::<String>(Purpose::Ticket, &token), Err(TokenError::Invalid));
        assert_eq!(sealer.open::<u32>(Purpose::Ticket, &token), Err(TokenError::Invalid));
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(sealer.open::<String>(Purpose::Ticket, &changed), Err(TokenError::Invalid), "character {at}");
        }
    }
}

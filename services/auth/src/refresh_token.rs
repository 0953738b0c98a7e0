//! Refresh tokens: opaque to those who hold them, and nowhere at rest.
//!
//! The token that follows another is not drawn but derived, from the one that was used and a salt
//! that is drawn and kept. So twenty requests that present the same token at once all get the same
//! successor and one chain is left; and neither a copy of the database (salts without tokens) nor
//! a stolen token (no salt) is enough to compute what follows.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Bytes of a token and of its hash.
const LENGTH: usize = 32;
/// What the hash of a successor begins with, so that it is never that of anything else.
const SUCCESSOR: &[u8] = b"matinee refresh token: successor\0";

/// A refresh token.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RefreshToken([u8; LENGTH]);

/// The random part of a successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Salt([u8; LENGTH]);

impl Salt {
    pub(crate) fn random() -> Self {
        Self(rand::random())
    }

    /// As it is kept.
    pub(crate) fn encode(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(crate) fn decode(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }
}

impl RefreshToken {
    pub(crate) fn random() -> Self {
        Self(rand::random())
    }

    /// Reads a token as somebody presents it.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// As it is handed out.
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// As it is kept. A plain hash will do: 256 random bits cannot be guessed.
    pub(crate) fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0))
    }

    /// The token that follows.
    pub(crate) fn successor(&self, salt: Salt) -> Self {
        let digest = Sha256::new().chain_update(SUCCESSOR).chain_update(self.0).chain_update(salt.0).finalize();
        Self(digest.into())
    }
}

fn decode(text: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    let written = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    (written == LENGTH).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nothing_else_is() {
        let token = RefreshToken::random();
        assert!(RefreshToken::decode(&token.encode()) == Some(token.clone()));
        let text = token.encode();
        for nonsense in ["", "x", &text[1..], &format!("{text}A"), &format!("{text}="), &"ü".repeat(22), "' OR 1=1 --"]
        {
            assert!(RefreshToken::decode(nonsense).is_none(), "{nonsense}");
        }
        assert!(RefreshToken::decode(&"A".repeat(1_000_000)).is_none());
    }

    #[test]
    fn a_successor_takes_both_the_token_and_the_salt() {
        let (token, salt) = (RefreshToken::random(), Salt::random());
        assert!(token.successor(salt) == token.successor(Salt::decode(&salt.encode()).unwrap()));
        assert!(token.successor(salt) != token.successor(Salt::random()));
        assert!(token.successor(salt) != RefreshToken::random().successor(salt));
        assert_ne!(token.hash(), token.encode());
    }
}

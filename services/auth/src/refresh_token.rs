//! Refresh tokens: opaque to those who hold them, and nowhere at rest.
//!
//! The token that follows another is not drawn but derived, from the one that was used and a salt
//! that is drawn and kept. So twenty requests that present the same token at once all get the same
//! successor and one chain is left; and neither a copy of the database (salts without tokens) nor
//! a stolen token (no salt) is enough to compute what follows.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::secret::{LENGTH, Secret, decode};

/// What the hash of a successor begins with, so that it is never that of anything else.
const SUCCESSOR: &[u8] = b"matinee refresh token: successor\0";

/// A refresh token.
pub(crate) type RefreshToken = Secret;

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
    /// The token that follows.
    pub(crate) fn successor(&self, salt: Salt) -> Self {
        let digest = Sha256::new().chain_update(SUCCESSOR).chain_update(self.0).chain_update(salt.0).finalize();
        Self(digest.into())
    }
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

//! Random secrets that are handed out and kept only as hashes: refresh tokens, tokens of links in
//! mails, tokens of bots.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Bytes of a secret and of its hash.
pub(crate) const LENGTH: usize = 32;

/// 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub(crate) [u8; LENGTH]);

impl Secret {
    pub(crate) fn random() -> Self {
        Self(rand::random())
    }

    /// Reads a secret as somebody presents it.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// As it is handed out.
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// As it is kept. A plain hash will do: 256 random bits cannot be guessed.
    pub(crate) fn hash(&self) -> String {
        hash(&self.0)
    }
}

/// A hash in the form in which secrets are kept.
pub(crate) fn hash(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

/// Reads 256 bits.
pub(crate) fn decode(text: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    let written = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    (written == LENGTH).then_some(bytes)
}

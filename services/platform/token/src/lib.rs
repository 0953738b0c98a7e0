//! Tokens: who a user is to the edge ([`access`]), who calls a service and for whom
//! ([`internal`]), and what a gateway hands out to take back later ([`sealed`]); and when two
//! names mean one person ([`names`]).

pub mod access;
pub mod ended;
pub mod internal;
pub mod names;
pub mod scope;
pub mod sealed;

pub use access::{AccessClaims, SigningKey, Verifier};
pub use internal::{Actor, Caller, InternalAuth, InternalKey, InternalKeyError};
pub use sealed::Sealer;

/// Why a token was refused. Deliberately coarse: the reason goes to the log, not to the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of ours: malformed, wrong signature, algorithm, key, issuer or audience.
    #[error("the token is not valid")]
    Invalid,
    /// It names a signing key that is not known, or not yet.
    #[error("the token's key is not known")]
    UnknownKey,
    /// It was good once.
    #[error("the token has expired")]
    Expired,
}

impl From<jsonwebtoken::errors::Error> for TokenError {
    fn from(error: jsonwebtoken::errors::Error) -> Self {
        match error.kind() {
            jsonwebtoken::errors::ErrorKind::ExpiredSignature => Self::Expired,
            _ => Self::Invalid,
        }
    }
}

//! Tokens: who a user is to the edge ([`access`]), who calls a service and for whom
//! ([`internal`]), and what a gateway hands out to take back later ([`sealed`]).

pub mod internal;

pub use internal::{Actor, Caller, InternalAuth, InternalKey};

/// Why a token was refused. Deliberately coarse: the reason goes to the log, not to the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of ours: malformed, wrong signature, algorithm, key, issuer or audience.
    #[error("the token is not valid")]
    Invalid,
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

//! Room passwords: Argon2id, in a pool of two, because a hash costs megabytes and milliseconds.
//!
//! Cheaper parameters than an account's: a room password is shared by many, guards nothing but
//! the door, and tries at it are counted per user over all replicas.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// KiB of memory, passes and lanes of one hash.
const COST: (u32, u32, u32) = (8 * 1024, 2, 1);
/// Hashes computed at once.
static POOL: Semaphore = Semaphore::const_new(2);

/// The work of hashing could not be done. The caller is not to blame.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed")]
pub struct HashingFailed;

/// Hashes a password into a string that names its own parameters (PHC format).
///
/// # Errors
/// No randomness or no memory.
pub async fn hash(password: String) -> Result<String, HashingFailed> {
    in_pool(move || {
        let hashed = hasher().hash_password(password.as_bytes()).map_err(|_| HashingFailed)?;
        Ok(hashed.to_string())
    })
    .await
}

/// Whether this is the password that was hashed.
///
/// # Errors
/// The work could not be done.
pub async fn matches(password: String, hash: String) -> Result<bool, HashingFailed> {
    in_pool(move || Ok(hasher().verify_password(password.as_bytes(), hash.as_str()).is_ok())).await
}

fn hasher() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).expect("the parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

async fn in_pool<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HashingFailed> + Send + 'static,
) -> Result<T, HashingFailed> {
    let _permit = POOL.acquire().await.map_err(|_| HashingFailed)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| HashingFailed)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_opens_and_no_other() {
        let hashed = hash("sesame".to_owned()).await.expect("hashing works");
        assert!(hashed.starts_with("$argon2id$"), "{hashed}");
        assert!(matches("sesame".to_owned(), hashed.clone()).await.expect("verifying works"));
        assert!(!matches("Sesame".to_owned(), hashed).await.expect("verifying works"));
        assert!(!matches("sesame".to_owned(), "rubbish".to_owned()).await.expect("verifying works"));
    }
}

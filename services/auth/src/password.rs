//! Passwords of accounts: which are good enough, and how they are hashed.
//!
//! Argon2id with 19 MiB, two passes and one lane (the second of OWASP's equivalent choices, and
//! the parameters of the argon2 crate). A hash takes tens of milliseconds of one core, so hashes
//! are computed a few at a time, on threads of their own, and whoever cannot be served within some
//! seconds is told to come back: a crowd at the door does not stop the rooms in the same process.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use matinee_proto::Refusal;
use matinee_proto::refusal::FieldFault;
use tokio::sync::Semaphore;
use zxcvbn::Score;

use crate::error::Error;
use crate::faults::fault;

/// KiB of memory, passes and lanes of one hash.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// Characters of a password.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=256;
/// Characters of it that guessing is estimated for: what it takes grows with the square.
const ESTIMATED: usize = 100;
/// Callers who may wait for a hash at the same time, and how long.
const WAITING: usize = 512;
const PATIENCE: Duration = Duration::from_secs(7);
/// When it is worth trying again after that.
const COME_BACK: Duration = Duration::from_secs(3);

/// Computes hashes, a few at once.
pub(crate) struct Passwords {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// A hash of a password that nobody has, to be compared with where there is none.
    nobodys: String,
}

impl Passwords {
    /// A pool for `at_once` hashes; 0: half of the processor's cores.
    pub(crate) fn new(at_once: usize) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let at_once = if at_once == 0 { (cores / 2).max(1) } else { at_once };
        let nobody: [u8; 32] = rand::random();
        let nobodys = hasher().hash_password(&nobody).map(|hash| hash.to_string()).unwrap_or_default();
        Self { places: Arc::new(Semaphore::new(at_once)), waiting: AtomicUsize::new(0), nobodys }
    }

    /// Checks a password somebody chooses and hashes it. `known` is what a guesser would try
    /// first: name and address.
    pub(crate) async fn choose(&self, field: &str, password: String, known: Vec<String>) -> Result<String, Error> {
        let field = field.to_owned();
        let hashed = self.run(move || {
            if is_weak(&password, &known) {
                let detail = "too easy to guess; a longer one, or several words, will do";
                return Ok(Err(fault(&field, "weak", detail)));
            }
            Ok(Ok(hasher().hash_password(password.as_bytes())?.to_string()))
        });
        Ok(hashed.await??)
    }

    /// Whether a password is the one that was hashed; without a hash never, after the same time.
    pub(crate) async fn matches(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let (hash, somebodys) = match hash {
            Some(hash) => (hash, true),
            None => (self.nobodys.clone(), false),
        };
        let same = self.run(move || Ok(hasher().verify_password(password.as_bytes(), hash.as_str()).is_ok()));
        Ok(same.await? && somebodys)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, argon2::password_hash::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let busy = || {
            metrics::counter!("matinee_auth_hashes_refused_total").increment(1);
            Refusal::new("unavailable", "too many people log in at the moment; try again").retry_after(COME_BACK)
        };
        let waiting = Waiting::new(&self.waiting).ok_or_else(busy)?;
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| busy())?.map_err(|_| busy())?;
        drop(waiting);
        // The place is kept by the work, not by the caller: one who gives up does not let in another
        // while the thread is still busy.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        match done.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(Error::Hashing(error.to_string())),
            Err(_) => Err(Error::Hashing("the thread ended".to_owned())),
        }
    }
}

/// A place in the queue.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Option<Self> {
        let taken = count.fetch_add(1, Ordering::Relaxed);
        let place = Self(count);
        (taken < WAITING).then_some(place)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn hasher() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).expect("the parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// What the length alone says of a password in `field`.
pub(crate) fn check_length(field: &str, password: &str) -> Result<(), FieldFault> {
    match password.chars().count() {
        0 => Err(fault(field, "required", "a password")),
        few if few < *LENGTH.start() => {
            Err(fault(field, "too_short", format!("at least {} characters", LENGTH.start())))
        }
        many if many > *LENGTH.end() => Err(fault(field, "too_long", format!("at most {} characters", LENGTH.end()))),
        _ => Ok(()),
    }
}

/// Whether it would be guessed within some ten thousand tries.
fn is_weak(password: &str, known: &[String]) -> bool {
    let start: String = password.chars().take(ESTIMATED).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    zxcvbn::zxcvbn(&start, &known).score() < Score::Two
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(error: Error) -> String {
        let Error::Refused(refusal) = error else { panic!("{error}") };
        refusal.fields.first().map_or(refusal.code, |fault| fault.code.clone())
    }

    #[tokio::test]
    async fn the_right_password_matches_and_no_other() {
        let pool = Passwords::new(2);
        let good = "correct horse battery".to_owned();
        let hash = pool.choose("password", good.clone(), Vec::new()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(pool.matches(good.clone(), Some(hash.clone())).await.unwrap());
        assert!(!pool.matches("Correct horse battery".to_owned(), Some(hash)).await.unwrap());
        assert!(!pool.matches(good.clone(), None).await.unwrap());
        assert!(!pool.matches(good, Some("rubbish".to_owned())).await.unwrap());
    }

    #[tokio::test]
    async fn what_is_easily_guessed_is_not_taken() {
        let pool = Passwords::new(1);
        let known = vec!["gracehopper".to_owned(), "grace@example.org".to_owned()];
        for weak in ["password1", "aaaaaaaa", "12345678", "qwertyui", "gracehopper"] {
            assert_eq!(
                code(pool.choose("password", weak.to_owned(), known.clone()).await.unwrap_err()),
                "weak",
                "{weak}"
            );
        }
        let long = format!("{:.<256}", "tulip marble orchid 47 quarry lantern");
        assert!(check_length("password", &long).is_ok());
        pool.choose("password", long, known).await.unwrap();
    }

    #[test]
    fn length_is_counted_in_characters() {
        let code = |password: &str| check_length("password", password).map_err(|fault| fault.code);
        assert_eq!(code(""), Err("required".to_owned()));
        assert_eq!(code("üüüüüüü"), Err("too_short".to_owned()));
        assert_eq!(code(&"ü".repeat(8)), Ok(()));
        assert_eq!(code(&"ü".repeat(256)), Ok(()));
        assert_eq!(code(&"ü".repeat(257)), Err("too_long".to_owned()));
    }

    #[tokio::test]
    async fn who_does_not_fit_into_the_queue_is_told_to_come_back() {
        let pool = Passwords::new(1);
        pool.waiting.store(WAITING, Ordering::Relaxed);
        let Err(Error::Refused(refusal)) = pool.matches("x".to_owned(), None).await else { panic!("served") };
        assert_eq!((refusal.code.as_str(), refusal.retry_after), ("unavailable", Some(COME_BACK)));
        assert_eq!(pool.waiting.load(Ordering::Relaxed), WAITING, "the place is given back");
    }
}

//! How often something may be done, counted in the broker, so that it holds over all gateways.

use matinee_broker::Rate;
use matinee_limits::Frequency;
use matinee_token::names;
use sha2::{Digest, Sha256};

use crate::Gateway;
use crate::problem::Problem;

impl Gateway {
    /// Takes a token of a name or an address that somebody typed, whether anybody has it or not. Other
    /// spellings of it count together; what was typed is not part of a key of ours.
    pub(crate) async fn allow_name(&self, what: &str, typed: &str, frequency: Frequency) -> Result<(), Problem> {
        let hash = Sha256::digest(names::fold(typed).as_bytes());
        let who: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        self.allow(what, &who, frequency).await
    }

    /// Takes a token of `who` for `what`.
    ///
    /// # Errors
    /// There is none left: 429 with the time until there is.
    pub(crate) async fn allow(&self, what: &str, who: &str, frequency: Frequency) -> Result<(), Problem> {
        if !self.limits().enabled {
            return Ok(());
        }
        let rate = Rate { burst: frequency.burst, interval: frequency.interval() };
        match self.broker().take_token(&format!("{what}/{who}"), rate).await {
            Ok(None) => Ok(()),
            Ok(Some(wait)) => Err(Problem::rate_limited(wait)),
            Err(error) => {
                // A broker that cannot count fails what needs it, not everything.
                tracing::warn!(%error, "a rate could not be counted");
                Ok(())
            }
        }
    }
}

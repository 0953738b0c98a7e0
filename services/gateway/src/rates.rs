//! How often something may be done, counted in the broker, so that it holds over all gateways.

use matinee_broker::Rate;
use matinee_limits::Frequency;

use crate::Gateway;
use crate::problem::Problem;

impl Gateway {
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

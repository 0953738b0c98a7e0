//! Taking in what Stripe sends: believed or not, stored once, answered. Acting comes later.

use matinee_proto::Refusal;

use crate::envelope::Envelope;
use crate::error::{Error, invalid};
use crate::events;
use crate::service::Open;
use crate::signature::{self, Unbelieved};

impl Open {
    /// Stores an event; what became of it, for the log.
    pub(crate) async fn accept(&self, payload: &[u8], header: &str) -> Result<&'static str, Error> {
        let outcome = self.take_in(payload, header).await;
        let told = match &outcome {
            Ok(told) => told,
            Err(Error::Refused(_)) => "refused",
            Err(_) => "failed",
        };
        metrics::counter!("matinee_billing_webhooks_total", "outcome" => told).increment(1);
        outcome
    }

    async fn take_in(&self, payload: &[u8], header: &str) -> Result<&'static str, Error> {
        let now = (self.clock)();
        signature::verify(&self.webhook_secrets, header, payload, now / 1000).map_err(unbelieved)?;
        let event = Envelope::parse(payload).ok_or_else(|| invalid("the body is no event"))?;
        if event.livemode != self.stripe.livemode() {
            tracing::warn!(event.id, event.livemode, "an event of the other mode: the wrong key or the wrong endpoint");
            return Ok("mode");
        }
        if !event.handled() {
            return Ok("ignored");
        }
        let new = events::store(&self.store, &[event], "webhook", now).await?;
        if new == 0 {
            return Ok("known");
        }
        self.wake.notify_one();
        Ok("stored")
    }
}

fn unbelieved(why: Unbelieved) -> Error {
    Refusal::new("invalid_signature", why.to_string()).into()
}

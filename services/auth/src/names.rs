//! Who has which name at present: claims in the broker, so that they hold over all replicas.
//!
//! A name is claimed at log-in for [`HELD`]; from then on the gateway renews it as long as a
//! socket of the session is open, so that the name of somebody who went away is free soon.

use std::time::Duration;

use matinee_broker::{Broker, Claim};
use matinee_proto::Refusal;
use matinee_proto::refusal::FieldFault;
use matinee_token::names::{NameError, clean, fold};

use crate::error::{Error, invalid};
use crate::faults::fault;

/// For how long a name is held without a socket.
pub(crate) const HELD: Duration = Duration::from_secs(60);

/// A name as it is shown and as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) shown: String,
    pub(crate) folded: String,
}

impl Name {
    /// Cleans and checks a name; `field` is what the caller calls it.
    pub(crate) fn parse(field: &str, text: &str) -> Result<Self, Error> {
        let shown = clean(text).map_err(|error| invalid(format!("{field}: {error}")))?;
        let folded = fold(&shown);
        Ok(Self { shown, folded })
    }
}

/// A name of an account: without `@`, so that it is never taken for an e-mail address, nor somebody
/// for the one who has it.
pub(crate) fn parse_username(text: &str) -> Result<Name, FieldFault> {
    if text.trim().is_empty() {
        return Err(fault("username", "required", "a name"));
    }
    let shown = clean(text).map_err(|error| {
        let code = if error == NameError::TooLong { "too_long" } else { "invalid" };
        fault("username", code, error.to_string())
    })?;
    let folded = fold(&shown);
    if folded.contains('@') {
        return Err(fault("username", "invalid", "a name has no @"));
    }
    Ok(Name { shown, folded })
}

/// Somebody who may not log in twice has done so already.
pub(crate) fn already_logged_in(name: &str) -> Error {
    Refusal::new("already_logged_in", format!("{name} is logged in elsewhere; log out there first")).into()
}

pub(crate) fn taken(name: &str) -> Error {
    Refusal::new("nickname_taken", format!("somebody is here as {name} already")).into()
}

/// Holds a name for a session, or goes on holding it.
pub(crate) async fn claim(broker: &dyn Broker, folded: &str, session: &str) -> Result<bool, Error> {
    Ok(broker.claim(&key(folded), session, HELD).await? == Claim::Granted)
}

/// Frees a name if the session has it. A claim that cannot be freed now runs out by itself.
pub(crate) async fn release(broker: &dyn Broker, folded: &str, session: &str) {
    if let Err(error) = broker.release(&key(folded), session).await {
        tracing::warn!(%error, "a name is freed later, when its claim has run out");
    }
}

fn key(folded: &str) -> String {
    format!("name/{folded}")
}

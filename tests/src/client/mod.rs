//! A client of the public contract: HTTP as a [`Person`], the WebSocket as a [`Socket`].

mod agree;
mod answer;
pub mod commands;
mod fold;
mod person;
mod socket;
mod upgrade;

pub use agree::{Settled, differences};
pub use answer::Answer;
pub use fold::fold;
pub use person::{Joined, PASSWORD, Person, http, unique};
pub use socket::{Refusal, Socket};
pub use upgrade::{Subprotocol, Upgrade};

use std::time::Duration;

/// How long anything may take on a busy machine before a story gives up on it.
pub const PATIENCE: Duration = Duration::from_secs(15);

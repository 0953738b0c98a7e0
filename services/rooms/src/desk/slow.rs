//! Slow mode: who has lately said something, over all replicas.
//!
//! It is no part of the room's state, because chat never touches that: a message would raise the
//! version and every command that is on its way would be judged again. So the right to speak is a
//! claim in the broker that runs out by itself, and nobody asks for it unless the room is slow and
//! the message would be taken otherwise. The owner of a claim is the command and when it came: a
//! command that is sent or judged again finds its own claim, and the rules learn from another's
//! how long is left.

use std::collections::HashMap;
use std::time::Duration;

use futures::future::try_join_all;
use matinee_broker::{Broker, BrokerError, Claim, Millis};
use room_core::{self as core, Command, Context, Role};

use super::Shared;
use super::judge::key;
use super::known::Known;
use super::request::{Action, Request};

/// How often a claim that no longer counts is taken over.
const TRIES: usize = 3;

/// When somebody's last message before a command came; `None`: it does not slow the command.
pub type Spoken = HashMap<String, Option<Millis>>;

/// What is to be asked for a group of requests.
pub struct Questions {
    slow: Duration,
    /// Claims and the commands that want them.
    claims: Vec<(String, String)>,
}

impl Questions {
    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }
}

/// Which of `requests` have to be asked for, apart from those that have been already.
pub fn questions(shared: &Shared, room: &str, known: &Known, requests: &[Request], spoken: &Spoken) -> Questions {
    let slow = known.room.policy.slow_mode;
    let slowed = requests.iter().filter(|request| slow > 0 && is_slowed(shared, known, request));
    let claims = slowed.filter_map(|request| {
        let (command, user) = (key(request), &known.room.members.get(&request.by)?.user);
        (!spoken.contains_key(&command)).then(|| (format!("chat/{room}/{user}"), command))
    });
    Questions { slow: Duration::from_secs(slow.into()), claims: claims.collect() }
}

/// Asks.
///
/// # Errors
/// The broker cannot be asked.
pub async fn answers(broker: &dyn Broker, questions: Questions) -> Result<Spoken, BrokerError> {
    let Questions { slow, claims } = questions;
    let asked = claims.into_iter().map(|(claim, command)| async move {
        let last = last_message(broker, &claim, &command, slow).await?;
        Ok((command, last))
    });
    Ok(try_join_all(asked).await?.into_iter().collect())
}

/// Whether it is a message of somebody whom slow mode slows, and nothing else is wrong with it as
/// far as this replica knows.
fn is_slowed(shared: &Shared, known: &Known, request: &Request) -> bool {
    let Action::Command(command @ Command::Chat { .. }) = &request.action else { return false };
    if known.room.role(&request.by) != Some(Role::Member) {
        return false;
    }
    // Who is not announced yet will be before the message is judged.
    let announced = known.room.members.get(&request.by).is_some_and(|member| member.is_present());
    let context =
        Context { now: shared.broker.now(), limits: &shared.limits, reports: &known.reports, last_chat: None };
    !announced || core::decide(&known.room, &request.by, command, &context).is_ok()
}

/// Claims the right to speak; when the message came that has it.
async fn last_message(
    broker: &dyn Broker,
    claim: &str,
    command: &str,
    slow: Duration,
) -> Result<Option<Millis>, BrokerError> {
    let mut last = None;
    for _ in 0..TRIES {
        let now = broker.now();
        let owner = format!("{command} {now}");
        let Claim::HeldBy(holder) = broker.claim(claim, &owner, slow).await? else { return Ok(None) };
        match holder.rsplit_once(' ').and_then(|(by, at)| Some((by, at.parse::<Millis>().ok()?))) {
            Some((by, _)) if by == command => return Ok(None),
            Some((_, at)) if at + slow.as_secs_f64() * 1e3 > now => return Ok(Some(at)),
            // The room was slower when that came.
            Some((_, at)) => last = Some(at),
            None => {}
        }
        broker.release(claim, &holder).await?;
    }
    Ok(last)
}

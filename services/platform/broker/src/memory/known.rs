//! Accepted command ids and their answers, bounded in time and number.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::{COMMAND_MEMORY, COMMANDS_KEPT, CommandRecord, Millis};

/// What a room remembers of accepted commands.
#[derive(Debug, Default)]
pub(super) struct KnownCommands {
    answers: HashMap<Arc<str>, u32>,
    order: VecDeque<(Millis, Arc<str>)>,
}

impl KnownCommands {
    /// First answers of those that were accepted before, by index.
    pub(super) fn answers(&self, commands: &[CommandRecord]) -> Vec<(usize, u32)> {
        let known = |(index, command): (usize, &CommandRecord)| {
            self.answers.get(command.key.as_str()).map(|revision| (index, *revision))
        };
        commands.iter().enumerate().filter_map(known).collect()
    }

    /// Remembers commands accepted at `now` on top of `revision`.
    pub(super) fn remember(&mut self, commands: &[CommandRecord], revision: u32, now: Millis) {
        for command in commands {
            let key: Arc<str> = command.key.as_str().into();
            self.answers.insert(key.clone(), revision + command.events_until);
            self.order.push_back((now, key));
        }
        let too_old = now - COMMAND_MEMORY.as_secs_f64() * 1e3;
        while self.order.front().is_some_and(|(at, _)| *at < too_old) || self.order.len() > COMMANDS_KEPT {
            if let Some((_, key)) = self.order.pop_front() {
                self.answers.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(key: String) -> [CommandRecord; 1] {
        [CommandRecord { key, events_until: 1 }]
    }

    #[test]
    fn ids_are_forgotten_after_their_time_and_beyond_their_number() {
        let mut known = KnownCommands::default();
        known.remember(&command("a".into()), 6, 0.0);
        known.remember(&command("b".into()), 7, 599_000.0);
        assert_eq!(known.answers(&command("a".into())), [(0, 7)]);
        known.remember(&command("c".into()), 8, 601_000.0);
        assert_eq!(known.answers(&command("a".into())), []);
        assert_eq!(known.answers(&command("b".into())), [(0, 8)]);
        for n in 0..COMMANDS_KEPT {
            known.remember(&command(n.to_string()), 9, 602_000.0);
        }
        assert_eq!(known.answers(&command("c".into())), []);
        assert_eq!(known.order.len(), COMMANDS_KEPT);
        assert_eq!(known.answers.len(), COMMANDS_KEPT);
    }
}

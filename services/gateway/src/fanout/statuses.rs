//! How each member's player is: reported often, told to the room at most once a second, and to
//! the rooms service only when something changes that rules depend on.

use std::collections::HashMap;

use matinee_proto::sync::v1::{MemberStatus, Status, Statuses};

use super::mirror::Mirror;

/// States a player can be in.
const STATES: [&str; 6] = ["ready", "buffering", "ad", "blocked", "error", "ended"];

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// Not one of the states.
    Invalid,
    /// Nothing new for the rules.
    Noted,
    /// State, item or duration are new: rooms wants to know.
    Changed,
}

/// Reports of the members of one room that are connected here, and what others' gateways told.
#[derive(Debug, Default)]
pub(crate) struct Board {
    /// The last report of each member, as rooms knows it.
    known: HashMap<String, (String, String, f64)>,
    /// Reports to publish.
    own: HashMap<String, (String, f64)>,
    /// What was published, by any gateway, and is to be sent to the sockets.
    heard: HashMap<String, (String, f64)>,
}

impl Board {
    /// Takes a member's report.
    pub(crate) fn report(&mut self, member: &str, status: &Status, mirror: &Mirror) -> Report {
        if !STATES.contains(&status.state.as_str()) {
            return Report::Invalid;
        }
        let of_current = !status.item_id.is_empty() && mirror.item_id() == Some(status.item_id.as_str());
        let offset = if of_current { status.position - mirror.position(status.at) } else { 0.0 };
        self.own.insert(member.to_owned(), (status.state.clone(), offset));
        let now = (status.state.clone(), status.item_id.clone(), status.duration.unwrap_or(0.0));
        match self.known.get_mut(member) {
            Some(known) if *known == now => Report::Noted,
            Some(known) => {
                *known = now;
                Report::Changed
            }
            None => {
                self.known.insert(member.to_owned(), now);
                Report::Changed
            }
        }
    }

    /// A refused report is told again next time.
    pub(crate) fn forget(&mut self, member: &str) {
        self.known.remove(member);
    }

    /// Everything is told again next time.
    pub(crate) fn forget_all(&mut self) {
        self.known.clear();
    }

    /// Takes what a gateway published.
    pub(crate) fn hear(&mut self, statuses: Statuses) {
        for status in statuses.statuses {
            self.heard.insert(status.member_id, (status.state, status.offset));
        }
    }

    /// What is to be published now; empty if nothing is.
    pub(crate) fn take_own(&mut self) -> Statuses {
        listed(&mut self.own)
    }

    /// What is to be sent to the sockets now; empty if nothing is.
    pub(crate) fn take_heard(&mut self) -> Statuses {
        listed(&mut self.heard)
    }
}

fn listed(from: &mut HashMap<String, (String, f64)>) -> Statuses {
    let mut statuses: Vec<MemberStatus> =
        from.drain().map(|(member_id, (state, offset))| MemberStatus { member_id, state, offset }).collect();
    statuses.sort_by(|a, b| a.member_id.cmp(&b.member_id));
    Statuses { statuses }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_proto::sync::v1::{Item, Playback, Room};

    fn room() -> Mirror {
        let item = Item { id: "i".into(), ..Item::default() };
        let playback = Playback {
            item: Some(item),
            playing: true,
            position: 10.0,
            rate: 1.0,
            at: 1_000.0,
            waiting: false,
            live_offset: 0.0,
        };
        Mirror::of(&Room { playback: Some(playback), ..Room::default() })
    }

    fn status(state: &str, item: &str, position: f64) -> Status {
        Status { state: state.into(), item_id: item.into(), position, at: 2_000.0, duration: None }
    }

    #[test]
    fn tells_rooms_only_what_changes() {
        let mut board = Board::default();
        assert_eq!(board.report("a", &status("ready", "i", 11.0), &room()), Report::Changed);
        assert_eq!(board.report("a", &status("ready", "i", 11.5), &room()), Report::Noted);
        assert_eq!(board.report("a", &status("buffering", "i", 11.5), &room()), Report::Changed);
        board.forget("a");
        assert_eq!(board.report("a", &status("buffering", "i", 11.5), &room()), Report::Changed);
        board.forget_all();
        assert_eq!(board.report("a", &status("buffering", "i", 11.5), &room()), Report::Changed);
        assert_eq!(board.report("a", &status("dancing", "i", 11.5), &room()), Report::Invalid);
    }

    #[test]
    fn publishes_the_last_report_once_with_the_offset() {
        let mut board = Board::default();
        board.report("a", &status("ready", "i", 10.75), &room());
        board.report("b", &status("ready", "other", 99.0), &room());
        let own = board.take_own();
        assert_eq!(own.statuses.iter().map(|s| s.offset).collect::<Vec<_>>(), [-0.25, 0.0]);
        assert!(board.take_own().statuses.is_empty());
        board.hear(own.clone());
        assert_eq!(board.take_heard(), own);
    }
}

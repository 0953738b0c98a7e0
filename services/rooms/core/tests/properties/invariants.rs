//! What must hold of a room at any time.

use std::collections::HashSet;

use proptest::prelude::*;
use room_core::*;

use crate::story::{LIMITS, Story};

impl Story {
    /// Looks at the whole room.
    pub fn invariants(&self) -> Result<(), TestCaseError> {
        let room = &self.room;
        let present: HashSet<_> = room.members.present().map(|member| member.id.clone()).collect();
        prop_assert_eq!(present.len(), self.arrivals.len());
        match &room.lead.leader {
            Some(leader) => prop_assert!(present.contains(leader), "the leader is present"),
            None => prop_assert!(present.is_empty(), "somebody leads while anybody is present"),
        }
        prop_assert!(room.skip.0.iter().all(|voter| present.contains(voter)));
        let names: HashSet<_> = room.members.all().map(|member| member.nickname.to_lowercase()).collect();
        prop_assert_eq!(names.len(), room.members.len());
        prop_assert!(room.members.len() <= LIMITS.members);
        prop_assert!(present.is_empty().then(|| room.playback.playing()) != Some(true), "nobody to play for");
        self.playback()?;
        let mut ids: HashSet<_> = room.queue.items().iter().map(|item| &item.id).collect();
        ids.extend(room.playback.track.iter().map(|track| &track.item.id));
        let all = room.queue.len() + usize::from(room.playback.track.is_some());
        prop_assert_eq!(ids.len(), all, "ids are unique");
        prop_assert!(room.queue.len() <= LIMITS.queue);
        prop_assert!(
            room.queue.all_votes().all(|(item, votes)| room.queue.index_of(item).is_some() && !votes.is_empty())
        );
        if room.policy.order == Order::Votes {
            let scores: Vec<_> = room.queue.items().iter().map(|item| room.queue.score(&item.id)).collect();
            prop_assert!(scores.is_sorted_by(|a, b| a >= b), "{:?}", scores);
        }
        prop_assert!(room.undo.entries().count() <= UNDO_KEPT && room.history.0.len() <= HISTORY_KEPT);
        self.timer()
    }

    fn playback(&self) -> Result<(), TestCaseError> {
        let playback = &self.room.playback;
        prop_assert!((RATE_MIN..=RATE_MAX).contains(&playback.rate) && playback.at.is_finite());
        let Some(track) = &playback.track else { return Ok(()) };
        for now in [self.now - 1e7, self.now, self.now + 1e7, f64::NAN] {
            let position = playback.position(now);
            prop_assert!((0.0..=track.item.end()).contains(&position), "{}", position);
        }
        prop_assert!((0.0..=track.item.end()).contains(&track.position));
        prop_assert!((0.0..=LIVE_OFFSET_MAX).contains(&track.live_offset));
        prop_assert!(playback.deadline().is_none_or(|deadline| deadline.is_finite() && deadline >= playback.at));
        if let Motion::Waiting { since, until, .. } = track.motion {
            prop_assert!(until - since <= WAIT_MAX && since <= until);
            // Whatever the clock does, once three seconds have passed on it nobody waits.
            for now in [until, until + 1e6, since - 1.0] {
                let context = Context { now, limits: &LIMITS, reports: &self.reports, last_chat: None };
                let mut room = self.room.clone();
                for event in decide_internal(&room, &Internal::PlaybackDue, &context).expect("never refused") {
                    evolve(&mut room, &event);
                }
                prop_assert!(!room.playback.waiting());
            }
        }
        Ok(())
    }

    fn timer(&self) -> Result<(), TestCaseError> {
        let timer = &self.room.timer;
        let length = timer.settings.length(timer.phase().unwrap_or(Phase::Focus));
        prop_assert!((0.0..=length).contains(&timer.remaining(self.now)));
        prop_assert!(timer.cycle <= timer.settings.cycles);
        prop_assert_eq!(timer.cycle == timer.settings.cycles, timer.phase() == Some(Phase::LongBreak));
        if let TimerState::Running { ends_at, .. } = timer.state {
            let context = Context { now: ends_at, limits: &LIMITS, reports: &self.reports, last_chat: None };
            let mut room = self.room.clone();
            for event in decide_internal(&room, &Internal::TimerDue, &context).expect("never refused") {
                evolve(&mut room, &event);
            }
            prop_assert_ne!(room.timer.phase(), timer.phase(), "a phase ends at its deadline");
            prop_assert!(decide_internal(&room, &Internal::TimerDue, &context).expect("never refused").is_empty());
        }
        Ok(())
    }
}

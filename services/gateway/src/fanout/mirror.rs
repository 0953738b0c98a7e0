//! What a HEARTBEAT tells: player and timer, followed event by event.

use matinee_proto::sync::v1::event::Event as Kind;
use matinee_proto::sync::v1::{Event, Heartbeat, Playback, Room, Timer};

/// Player and timer of a room as of the last event seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Mirror {
    playback: Playback,
    timer: Option<Timer>,
}

impl Mirror {
    pub(crate) fn of(room: &Room) -> Self {
        Self { playback: room.playback.clone().unwrap_or_default(), timer: room.timer.clone() }
    }

    /// Follows an event.
    pub(crate) fn apply(&mut self, event: &Event) {
        let playback = match &event.event {
            Some(Kind::Play(event)) => &event.playback,
            Some(Kind::Pause(event)) => &event.playback,
            Some(Kind::Seek(event)) => &event.playback,
            Some(Kind::SetRate(event)) => &event.playback,
            Some(Kind::ChangeVideo(event)) => &event.playback,
            Some(Kind::ItemUpdated(event)) => {
                if let (Some(item), Some(playing)) = (&event.item, &mut self.playback.item)
                    && item.id == playing.id
                {
                    *playing = item.clone();
                }
                return;
            }
            Some(Kind::Timer(event)) => {
                self.timer.clone_from(&event.timer);
                return;
            }
            _ => return,
        };
        if let Some(playback) = playback {
            self.playback = playback.clone();
        }
    }

    /// The item that plays.
    pub(crate) fn item_id(&self) -> Option<&str> {
        self.playback.item.as_ref().map(|item| item.id.as_str())
    }

    /// Whether the position moves.
    pub(crate) fn moving(&self) -> bool {
        self.playback.playing && !self.playback.waiting
    }

    /// Where the room is at the instant `at`, seconds into the item.
    pub(crate) fn position(&self, at: f64) -> f64 {
        let anchor = &self.playback;
        let moved = if self.moving() { (at - anchor.at).max(0.0) / 1000.0 * anchor.rate } else { 0.0 };
        let position = anchor.position + moved;
        match anchor.item.as_ref().map_or(0.0, |item| item.duration) {
            end if end > 0.0 => position.min(end),
            _ => position,
        }
    }

    /// The heartbeat of this moment.
    pub(crate) fn heartbeat(&self, now: f64, epoch: &str, revision: u32) -> Heartbeat {
        Heartbeat {
            server_time: now,
            epoch: epoch.to_owned(),
            revision,
            playing: self.playback.playing,
            position: self.position(now),
            timer: self.timer.as_ref().map(|timer| Timer { remaining: remaining(timer, now), ..timer.clone() }),
        }
    }
}

/// Seconds left of the timer's phase: what is told while it runs is as of when it was said.
fn remaining(timer: &Timer, now: f64) -> f64 {
    if !timer.running {
        return timer.remaining;
    }
    // A clock that was set back does not make a phase longer.
    ((timer.ends_at - now) / 1_000.0).clamp(0.0, timer.remaining.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_proto::sync::v1::{Item, ItemUpdated, Played};

    fn playing() -> Mirror {
        let item = Item { id: "i".into(), ..Item::default() };
        let playback = Playback {
            item: Some(item),
            playing: true,
            position: 10.0,
            rate: 2.0,
            at: 1_000.0,
            waiting: false,
            live_offset: 0.0,
        };
        let mut mirror = Mirror::default();
        mirror.apply(&Event {
            event: Some(Kind::Play(Played { playback: Some(playback), position: 10.0 })),
            ..Event::default()
        });
        mirror
    }

    #[test]
    fn the_position_follows_the_anchor() {
        let mirror = playing();
        assert_eq!(mirror.position(1_000.0), 10.0);
        assert_eq!(mirror.position(3_500.0), 15.0);
        assert_eq!(mirror.position(0.0), 10.0, "a clock that is behind moves nothing back");
        let beat = mirror.heartbeat(3_500.0, "e", 7);
        assert_eq!((beat.position, beat.playing, beat.revision), (15.0, true, 7));
    }

    #[test]
    fn a_start_that_waits_does_not_move() {
        let mut mirror = playing();
        mirror.playback.waiting = true;
        assert_eq!(mirror.position(9_000.0), 10.0);
    }

    #[test]
    fn a_heartbeat_tells_what_is_left_of_the_phase() {
        let timer = |running| Timer { running, remaining: 60.0, ends_at: 61_000.0, ..Timer::default() };
        let mut mirror = Mirror { timer: Some(timer(true)), ..Mirror::default() };
        let mut left = |now| mirror.heartbeat(now, "e", 1).timer.expect("a timer").remaining;
        assert_eq!([1_000.0, 31_000.0, 61_000.0, 90_000.0, -9e9].map(&mut left), [60.0, 30.0, 0.0, 0.0, 60.0]);
        mirror.timer = Some(timer(false));
        assert_eq!(mirror.heartbeat(90_000.0, "e", 1).timer.expect("a timer").remaining, 60.0);
    }

    #[test]
    fn the_end_is_the_end_once_it_is_known() {
        let mut mirror = playing();
        let item = Item { id: "i".into(), duration: 12.0, ..Item::default() };
        mirror.apply(&Event { event: Some(Kind::ItemUpdated(ItemUpdated { item: Some(item) })), ..Event::default() });
        assert_eq!(mirror.position(60_000.0), 12.0);
    }
}

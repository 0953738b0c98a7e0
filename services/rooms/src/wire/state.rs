//! What a room is made of, as a browser sees it.

use matinee_proto::sync::v1 as sync;
use room_core as core;

/// An item with the sum of its votes.
pub fn item(item: &core::Item, votes: i32) -> sync::Item {
    let media = &item.media;
    sync::Item {
        id: item.id.to_string(),
        provider: media.provider.clone(),
        media_id: media.media_id.clone(),
        url: media.url.clone(),
        title: media.title.clone(),
        channel: media.channel.clone(),
        duration: media.duration,
        thumbnail_url: media.thumbnail_url.clone(),
        live: media.live,
        added_by: item.added_by.to_string(),
        votes,
    }
}

/// The playback anchor.
pub fn playback(playback: &core::Playback) -> sync::Playback {
    let track = playback.track.as_ref();
    sync::Playback {
        item: track.map(|track| item(&track.item, 0)),
        playing: playback.playing(),
        position: track.map_or(0.0, |track| track.position),
        rate: playback.rate,
        at: playback.at,
        waiting: playback.waiting(),
        live_offset: track.map_or(0.0, |track| track.live_offset),
    }
}

/// Something that played.
pub fn played(played: &core::Played) -> sync::HistoryEntry {
    sync::HistoryEntry { item: Some(item(&played.item, 0)), position: played.position, at: played.at }
}

/// `skip` of a room and of VOTES.
pub fn skip(tally: core::Tally) -> sync::SkipVotes {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    sync::SkipVotes { votes: count(tally.votes), needed: count(tally.needed) }
}

/// The queue, entire.
pub fn queue(queue: &core::Queue) -> Vec<sync::Item> {
    queue.items().iter().map(|entry| item(entry, queue.score(&entry.id))).collect()
}

/// A member, with how their player is.
pub fn member(room: &core::Room, member: &core::Member, reports: &core::Reports) -> sync::Member {
    let (core::Standing::Reserved { since } | core::Standing::Present { since, .. }) = member.standing;
    let state = reports.get(&member.id).map_or(core::PlayerState::Ready, |report| report.state);
    sync::Member {
        id: member.id.to_string(),
        user_id: member.user.to_string(),
        nickname: member.nickname.clone(),
        role: room.role(&member.id).unwrap_or(core::Role::Member).as_str().to_owned(),
        guest: member.guest,
        avatar_url: member.avatar_url.clone(),
        joined_at: since,
        state: state.as_str().to_owned(),
        muted: member.muted,
    }
}

/// Who may do what.
pub fn policy(policy: &core::Policy) -> sync::Policy {
    sync::Policy {
        playback: policy.playback.as_str().to_owned(),
        queue: policy.queue.as_str().to_owned(),
        chat: policy.chat.as_str().to_owned(),
        timer: policy.timer.as_str().to_owned(),
        buffering: policy.buffering.as_str().to_owned(),
        order: policy.order.as_str().to_owned(),
        r#loop: policy.repeat.as_str().to_owned(),
        slow_mode: policy.slow_mode,
        members_max: policy.members_max,
    }
}

/// The timer as of `now`.
pub fn timer(timer: &core::Timer, now: core::Millis) -> sync::Timer {
    let settings = &timer.settings;
    sync::Timer {
        phase: timer.phase_name().to_owned(),
        running: timer.running(),
        remaining: timer.remaining(now),
        ends_at: timer.deadline().unwrap_or(0.0),
        cycle: timer.cycle,
        focus: settings.focus,
        short_break: settings.short_break,
        long_break: settings.long_break,
        cycles: settings.cycles,
        auto_start: settings.auto_start,
        focus_action: settings.focus_action.as_str().to_owned(),
        break_action: settings.break_action.as_str().to_owned(),
    }
}

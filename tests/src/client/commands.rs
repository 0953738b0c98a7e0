//! Commands, as short as the contract writes them.

use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::{
    Add, ChangeVideo, Chat, Clear, Kick, Leave, Move, Mute, Pause, Play, PolicyChange, React, Remove, Rename, Seek,
    SetPolicy, SetRate, SetRole, Shuffle, Skip, Status, TimerConfigure, TimerPause, TimerReset, TimerSkip, TimerStart,
    TransferLeader, Unban, Undo, Vote, VoteSkip, change_video,
};

/// PLAY
#[must_use]
pub fn play() -> Command {
    Command::Play(Play { position: None })
}

/// PAUSE
#[must_use]
pub fn pause() -> Command {
    Command::Pause(Pause { position: None })
}

/// SEEK
#[must_use]
pub fn seek(timestamp: f64) -> Command {
    Command::Seek(Seek { timestamp, live_offset: None })
}

/// SEEK in a live stream
#[must_use]
pub fn seek_live(offset: f64) -> Command {
    Command::Seek(Seek { timestamp: 0.0, live_offset: Some(offset) })
}

/// SET_RATE
#[must_use]
pub fn set_rate(rate: f64) -> Command {
    Command::SetRate(SetRate { rate })
}

/// CHANGE_VIDEO to an item of the queue
#[must_use]
pub fn change_to(item_id: &str) -> Command {
    Command::ChangeVideo(ChangeVideo { target: Some(change_video::Target::ItemId(item_id.to_owned())) })
}

/// CHANGE_VIDEO to a link
#[must_use]
pub fn change_to_url(url: &str) -> Command {
    Command::ChangeVideo(ChangeVideo { target: Some(change_video::Target::Url(url.to_owned())) })
}

/// SKIP
#[must_use]
pub fn skip() -> Command {
    Command::Skip(Skip {})
}

/// ADD at the end
#[must_use]
pub fn add(url: &str) -> Command {
    Command::Add(Add { url: Some(url.to_owned()), ..Add::default() })
}

/// ADD several at the end
#[must_use]
pub fn add_all(urls: &[&str]) -> Command {
    Command::Add(Add { urls: urls.iter().map(|url| (*url).to_owned()).collect(), ..Add::default() })
}

/// ADD in front
#[must_use]
pub fn add_next(url: &str) -> Command {
    Command::Add(Add { url: Some(url.to_owned()), next: Some(true), ..Add::default() })
}

/// REMOVE
#[must_use]
pub fn remove(item_id: &str) -> Command {
    Command::Remove(Remove { item_id: item_id.to_owned() })
}

/// MOVE
#[must_use]
pub fn move_to(item_id: &str, index: u32) -> Command {
    Command::Move(Move { item_id: item_id.to_owned(), index })
}

/// CLEAR
#[must_use]
pub fn clear() -> Command {
    Command::Clear(Clear {})
}

/// RENAME of oneself
#[must_use]
pub fn rename(nickname: &str) -> Command {
    Command::Rename(Rename { nickname: nickname.to_owned(), member_id: None })
}

/// STATUS `ready`, with what the player says of the item's duration
#[must_use]
pub fn ready(item_id: &str, position: f64, at: f64, duration: f64) -> Command {
    Command::Status(Status {
        state: "ready".to_owned(),
        item_id: item_id.to_owned(),
        position,
        at,
        duration: Some(duration),
    })
}

/// TRANSFER_LEADER
#[must_use]
pub fn transfer_leader(member_id: &str) -> Command {
    Command::TransferLeader(TransferLeader { member_id: member_id.to_owned() })
}

/// SET_POLICY of who may control playback
#[must_use]
pub fn playback_by(who: &str) -> Command {
    let policy = PolicyChange { playback: Some(who.to_owned()), ..PolicyChange::default() };
    Command::SetPolicy(SetPolicy { policy: Some(policy) })
}

/// CHAT
#[must_use]
pub fn chat(text: &str) -> Command {
    Command::Chat(Chat { text: text.to_owned(), reply_to: None })
}

/// LEAVE
#[must_use]
pub fn leave() -> Command {
    Command::Leave(Leave {})
}

/// VOTE_SKIP
#[must_use]
pub fn vote_skip() -> Command {
    Command::VoteSkip(VoteSkip {})
}

/// SHUFFLE
#[must_use]
pub fn shuffle() -> Command {
    Command::Shuffle(Shuffle {})
}

/// VOTE
#[must_use]
pub fn vote(item_id: &str, up: bool) -> Command {
    Command::Vote(Vote { item_id: item_id.to_owned(), up })
}

/// UNDO
#[must_use]
pub fn undo() -> Command {
    Command::Undo(Undo {})
}

/// RENAME of another
#[must_use]
pub fn rename_other(member_id: &str, nickname: &str) -> Command {
    Command::Rename(Rename { nickname: nickname.to_owned(), member_id: Some(member_id.to_owned()) })
}

/// SET_ROLE
#[must_use]
pub fn set_role(member_id: &str, role: &str) -> Command {
    Command::SetRole(SetRole { member_id: member_id.to_owned(), role: role.to_owned() })
}

/// KICK
#[must_use]
pub fn kick(member_id: &str, ban: bool) -> Command {
    Command::Kick(Kick { member_id: member_id.to_owned(), ban })
}

/// UNBAN
#[must_use]
pub fn unban(user_id: &str) -> Command {
    Command::Unban(Unban { user_id: user_id.to_owned() })
}

/// MUTE
#[must_use]
pub fn mute(member_id: &str, muted: bool) -> Command {
    Command::Mute(Mute { member_id: member_id.to_owned(), muted })
}

/// SET_POLICY of what is given
#[must_use]
pub fn policy(change: PolicyChange) -> Command {
    Command::SetPolicy(SetPolicy { policy: Some(change) })
}

/// REACT
#[must_use]
pub fn react(message_id: &str, emoji: &str, remove: bool) -> Command {
    Command::React(React { message_id: message_id.to_owned(), emoji: emoji.to_owned(), remove: Some(remove) })
}

/// STATUS without a duration
#[must_use]
pub fn status(state: &str, item_id: &str, position: f64, at: f64) -> Command {
    Command::Status(Status { state: state.to_owned(), item_id: item_id.to_owned(), position, at, duration: None })
}

/// TIMER_CONFIGURE with phases of these seconds that follow each other by themselves
#[must_use]
pub fn timer_of(focus: u32, short_break: u32, long_break: u32, cycles: u32) -> TimerConfigure {
    let (focus_action, break_action) = ("none".to_owned(), "none".to_owned());
    TimerConfigure { focus, short_break, long_break, cycles, auto_start: true, focus_action, break_action }
}

/// TIMER_START
#[must_use]
pub fn timer_start() -> Command {
    Command::TimerStart(TimerStart {})
}

/// TIMER_PAUSE
#[must_use]
pub fn timer_pause() -> Command {
    Command::TimerPause(TimerPause {})
}

/// TIMER_RESET
#[must_use]
pub fn timer_reset() -> Command {
    Command::TimerReset(TimerReset {})
}

/// TIMER_SKIP
#[must_use]
pub fn timer_skip() -> Command {
    Command::TimerSkip(TimerSkip {})
}

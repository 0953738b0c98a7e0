//! Commands, as short as the contract writes them.

use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::{
    Add, ChangeVideo, Chat, Clear, Leave, Move, Pause, Play, PolicyChange, Remove, Rename, Seek, SetPolicy, SetRate,
    Skip, Status, TransferLeader, change_video,
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
    Command::Seek(Seek { timestamp })
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

//! Commands as clients send them.

use matinee_proto::sync::v1 as sync;
use matinee_proto::sync::v1::client_frame::Command;

pub fn play() -> Command {
    Command::Play(sync::Play::default())
}

pub fn pause() -> Command {
    Command::Pause(sync::Pause::default())
}

pub fn chat(text: &str) -> Command {
    Command::Chat(sync::Chat { text: text.to_owned(), reply_to: None })
}

pub fn add(name: &str) -> Command {
    Command::Add(sync::Add { url: Some(link(name)), ..Default::default() })
}

pub fn link(name: &str) -> String {
    format!("https://clips.example/{name}")
}

pub fn mv(item: &str, index: u32) -> Command {
    Command::Move(sync::Move { item_id: item.to_owned(), index })
}

pub fn remove(item: &str) -> Command {
    Command::Remove(sync::Remove { item_id: item.to_owned() })
}

pub fn status(state: &str, item: &str, at: f64, duration: Option<f64>) -> Command {
    let (state, item_id) = (state.to_owned(), item.to_owned());
    Command::Status(sync::Status { state, item_id, position: 0.0, at, duration })
}

//! What rooms promise, told over two replicas on one broker.

mod commands;
mod doors;
mod ear;
mod fakes;
mod faults;
mod frames;
mod house;
mod playlists;
mod presence;
mod races;
mod redis;
mod saved;
mod wakeups;

//! What rooms promise, told over two replicas on one broker.

mod commands;
mod doors;
mod fakes;
mod faults;
mod frames;
mod house;
mod presence;
mod races;
mod redis;
mod saved;
mod wakeups;

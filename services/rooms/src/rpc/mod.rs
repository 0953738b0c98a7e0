//! One file per concern of the gRPC service; every function reads as what it does.

pub mod bans;
pub mod command;
pub mod connection;
pub mod create;
pub mod execute;
pub mod imports;
pub mod join;
pub mod manage;
pub mod playlists;
pub mod read;

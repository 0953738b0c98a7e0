//! The rules of a room, by example: a file per group of commands.

mod chat;
mod keeping;
mod live;
mod members;
mod moderation;
mod parts;
mod playback;
mod policy;
mod queue;
mod reports;
mod scene;
mod timer;
mod undo;

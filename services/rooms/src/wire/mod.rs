//! The public messages and the types of the rules, into each other. Only here are both known.

pub mod command;
pub mod event;
pub mod snapshot;
pub mod state;

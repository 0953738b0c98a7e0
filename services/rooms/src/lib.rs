//! Rooms: load, apply, commit; presence and wake-ups.
//!
//! **Nobody holds a room.** Any replica serves any room at any time: it judges a command with the
//! rules of `room-core` over the state it knows and commits the outcome through the broker, which
//! takes it only if that state is still the newest. A replica keeps recently seen rooms
//! (`desk`), so an uncontended command costs one broker call; what it keeps is never trusted
//! without that check.
//!
//! What happens late (a video ends, a grace period runs out) are deadlines in the broker, acted on
//! by whichever replica claims them (`wakeups`). No timer in a process's memory decides anything.

mod address;
mod config;
mod desk;
mod directory;
mod entitled;
mod entitlements;
mod ident;
mod imports;
mod media;
mod password;
mod playlists;
mod presence;
mod rpc;
mod saved;
mod service;
mod stored;
mod talk_rate;
mod wakeups;
mod wire;

pub use config::{Config, DEFAULTS};
pub use desk::METRICS;
pub use saved::migrate;
pub use service::{Guarded, RoomsService};

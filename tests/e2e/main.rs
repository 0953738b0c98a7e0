//! What people do with Matinee, a file per story, over real sockets. Every story runs on one
//! process and on the scaled deployment, where its people are on different gateways.
//!
//! All stories of a run share one deployment of each kind, so each makes its own people and rooms;
//! those that break servers start their own.

mod accounts;
mod accounts_at_risk;
mod accounts_elsewhere;
mod backup;
mod bad_input;
mod bad_upgrade;
mod chat;
mod control;
mod crowd;
mod failover;
mod guests;
mod imports;
mod internal_key;
mod ledger;
mod limits;
mod members;
mod metrics;
mod operate;
mod payments;
mod payments_bad_input;
mod payments_unreliable;
mod playback;
mod players;
mod playlists;
mod presence;
mod proxies;
mod queue;
mod races;
mod reconnect;
mod rolling;
mod rooms;
mod saved;
mod search;
mod sessions;
mod shop;
mod signing_keys;
mod socket_bounds;
mod stage;
mod talk;
mod telemetry;
mod timer;
mod voting;

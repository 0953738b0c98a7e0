//! What a link is, and what YouTube has.
//!
//! A link is first read as text ([`Link::parse`]): which provider, which id, where to start. That
//! needs no network and refuses whatever could make somebody's browser, or this server, call on a
//! place that it should not. Then the provider's public oEmbed endpoint is asked for a title;
//! what it says is kept for a day in the broker, and asked for once however many ask at the same
//! time. Nothing but the configured endpoints is ever connected to: the host of a direct link is
//! the browsers' business alone.
//!
//! With a key of the YouTube Data API there is more: searching (`find`), playlists (`playlist`)
//! and durations (`videos`). The key's quota is small, so every answer is kept in the broker,
//! asked for once however many want it on however many replicas (`flight`), and counted against
//! the day's budgets (`quota`); what is known of another day is better than nothing.
//!
//! "The provider says no" (gone, not embeddable) refuses the link; "the provider cannot be asked"
//! does not, because YouTube being unreachable from the server is no reason not to watch it.

mod breaker;
mod config;
mod find;
mod flight;
mod link;
mod metadata;
mod meters;
mod oembed;
mod pacific;
mod playlist;
mod provider;
mod quota;
mod service;
mod trouble;
mod videos;
mod youtube;

pub use config::{Config, ConfigError, DEFAULTS};
pub use link::{Link, MediaHosts, Unsupported};
pub use meters::METRICS;
pub use service::SearchService;

//! What a link is, and what YouTube has.
//!
//! A link is first read as text ([`Link::parse`]): which provider, which id, where to start. That
//! needs no network and refuses whatever could make somebody's browser, or this server, call on a
//! place that it should not. Then the provider's public oEmbed endpoint is asked for a title;
//! what it says is kept for a day in the broker, and asked for once however many ask at the same
//! time. Nothing but the configured endpoints is ever connected to: the host of a direct link is
//! the browsers' business alone.
//!
//! "The provider says no" (gone, not embeddable) refuses the link; "the provider cannot be asked"
//! does not, because YouTube being unreachable from the server is no reason not to watch it.

mod config;
mod link;
mod metadata;
mod oembed;
mod service;

pub use config::{Config, ConfigError, DEFAULTS};
pub use link::{Link, MediaHosts, Unsupported};
pub use service::SearchService;

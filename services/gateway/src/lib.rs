//! The edge: HTTP, WebSocket, fan-out, the page.
//!
//! A gateway keeps no state that matters: who somebody is stands in their token, what a room is
//! stands in the broker, and a socket that dies comes back on any other gateway with a resume
//! token. What it adds is speed and manners: every event is encoded once and written to all who
//! are in the room ([`fanout`]), and whatever comes from outside has a size, a rate and a
//! grammar before a service sees it.
//!
//! A command's way: `socket` (decode, rate) → `rooms_link` (one stream for all) → rooms → broker →
//! `fanout::hub` (encode once) → `outlet` (write).

mod admission;
mod bots;
mod codec;
mod config;
mod entitlements;
mod fanout;
mod frame_rate;
mod http;
mod idempotency;
mod identity;
mod meters;
mod origin;
mod outlet;
mod presence;
mod problem;
mod rates;
mod resume;
mod rooms_link;
mod scopes;
mod serve;
mod services;
mod socket;
mod socket_bounds;
mod sockets;
mod talk;
mod trace;
mod upgrade;

use std::sync::Arc;
use std::time::Duration;

use matinee_broker::SharedBroker;
use matinee_limits::Limits;
use matinee_proto::Transport;
use matinee_proto::auth::v1::auth_client::AuthClient;
use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::billing::v1::{Entitlements, ListPlansResponse};
use matinee_proto::rooms::v1::rooms_client::RoomsClient;
use matinee_proto::search::v1::search_client::SearchClient;
use matinee_token::InternalKey;
use matinee_token::sealed::Sealer;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

pub use config::{Config, DEFAULTS, TrustedProxies};
pub use http::document as openapi;
pub use meters::METRICS;
pub use serve::bind;

use bots::Bots;
use fanout::{HubParts, Hubs};
use identity::Keys;
use origin::Origins;
use rooms_link::RoomsLink;
use services::Services;
use socket_bounds::SocketBounds;
use sockets::Sockets;
use talk::Talk;

/// Users whose plans are remembered, and for how long.
const PLANS_KEPT: u64 = 10_000;
const PLANS_FOR: Duration = Duration::from_secs(10);
/// For how long the list of plans is remembered.
const CATALOGUE_FOR: Duration = Duration::from_secs(30);

/// What a gateway is made of.
pub struct GatewayParts {
    /// The section `[gateway]`.
    pub config: Config,
    /// The section `[limits]`.
    pub limits: Limits,
    /// Where browsers reach this installation; `None`: wherever they say that they do.
    pub public_url: Option<Url>,
    /// Live rooms.
    pub broker: SharedBroker,
    /// Who somebody is.
    pub auth: AuthClient<Transport>,
    /// Rooms and their commands.
    pub rooms: RoomsClient<Transport>,
    /// What a link is.
    pub search: SearchClient<Transport>,
    /// What a plan unlocks.
    pub billing: BillingClient<Transport>,
    /// Identity of services to each other; tickets and resume tokens are sealed with it too.
    pub key: InternalKey,
    /// How many files this process may have open; `None`: any number.
    pub files: Option<u64>,
}

/// The edge, cheap to clone.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    /// Of this process; a process that starts is another gateway.
    id: String,
    config: Config,
    limits: Limits,
    origins: Origins,
    broker: SharedBroker,
    services: Services,
    sealer: Sealer,
    keys: Keys,
    bots: Bots,
    plans: moka::future::Cache<String, Arc<Entitlements>>,
    catalogue: moka::future::Cache<(), Arc<ListPlansResponse>>,
    /// Held by whoever tells sockets of a changed plan: what was asked last is told last.
    telling: tokio::sync::Mutex<()>,
    link: RoomsLink,
    hubs: Hubs,
    sockets: Sockets,
    bounds: SocketBounds,
    talk: Talk,
    /// Tasks of sockets and connections, for the end.
    tasks: TaskTracker,
    /// No new sockets from now on.
    stopping: CancellationToken,
}

impl Gateway {
    /// A gateway. Must be called within a Tokio runtime: the way to rooms is a task of its own.
    #[must_use]
    pub fn new(parts: GatewayParts) -> Self {
        let GatewayParts { config, limits, public_url, broker, auth, rooms, search, billing, key, files } = parts;
        let sealer = Sealer::new(&key);
        let id = uuid::Uuid::new_v4().simple().to_string();
        let bounds = SocketBounds::new(broker.clone(), &id, &config, &limits, files);
        let talk = Talk::new(broker.clone(), &id, &config);
        let services = Services { auth, rooms, search, billing, key };
        let link = RoomsLink::open(&services, config.rooms_streams, config.command_seconds);
        let hubs = Hubs::new(HubParts {
            broker: broker.clone(),
            services: services.clone(),
            link: link.clone(),
            config: config.clone(),
        });
        Self(Arc::new(Inner {
            id,
            origins: Origins::new(config.origins.as_deref(), public_url.as_ref()),
            keys: Keys::new(services.clone()),
            bots: Bots::new(),
            plans: moka::future::Cache::builder().max_capacity(PLANS_KEPT).time_to_live(PLANS_FOR).build(),
            catalogue: moka::future::Cache::builder().max_capacity(1).time_to_live(CATALOGUE_FOR).build(),
            telling: tokio::sync::Mutex::default(),
            sockets: Sockets::default(),
            bounds,
            talk,
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            config,
            limits,
            broker,
            services,
            sealer,
            link,
            hubs,
        }))
    }

    pub(crate) fn id(&self) -> &str {
        &self.0.id
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.0.origins
    }

    pub(crate) fn broker(&self) -> &SharedBroker {
        &self.0.broker
    }

    pub(crate) fn services(&self) -> &Services {
        &self.0.services
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn bots(&self) -> &Bots {
        &self.0.bots
    }

    /// Closes the sockets here of sessions that have ended. The notice of auth reaches all gateways;
    /// the one that asked need not wait for it.
    pub(crate) fn end_sessions(&self, sessions: &[String]) {
        for session in sessions.iter().filter(|session| !session.is_empty()) {
            self.sockets().end_session(session);
        }
    }

    pub(crate) fn plans(&self) -> &moka::future::Cache<String, Arc<Entitlements>> {
        &self.0.plans
    }

    pub(crate) fn catalogue(&self) -> &moka::future::Cache<(), Arc<ListPlansResponse>> {
        &self.0.catalogue
    }

    pub(crate) fn link(&self) -> &RoomsLink {
        &self.0.link
    }

    pub(crate) fn hubs(&self) -> &Hubs {
        &self.0.hubs
    }

    pub(crate) fn sockets(&self) -> &Sockets {
        &self.0.sockets
    }

    pub(crate) fn bounds(&self) -> &SocketBounds {
        &self.0.bounds
    }

    pub(crate) fn talk(&self) -> &Talk {
        &self.0.talk
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }
}

//! The listeners of this process, opened before anything else is: a port that is taken is said at
//! once, by the key that names it, and nothing has been started by then.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::roles::{Each, Place, Plan};
use crate::settings::SettingsError;
use crate::{config::Loaded, settings::Settings};

/// What this process listens on.
pub(crate) struct Listeners {
    pub(crate) admin: TcpListener,
    pub(crate) gateway: Option<TcpListener>,
    pub(crate) services: Each<Option<TcpListener>>,
}

impl Listeners {
    /// Opens what the plan needs.
    pub(crate) fn open(loaded: &Loaded, plan: &Plan) -> Result<Self, SettingsError> {
        let (config, settings) = (&loaded.config, &loaded.settings);
        let open = |key, address| bind(settings, key, address);
        let service = |place: &Place, key, address| place.listens.then(|| open(key, address)).transpose();
        Ok(Self {
            admin: open("admin.listen", config.admin.listen)?,
            gateway: plan.gateway.then(|| open("gateway.listen", config.gateway.listen)).transpose()?,
            services: Each {
                auth: service(&plan.services.auth, "auth.listen", config.auth.listen)?,
                rooms: service(&plan.services.rooms, "rooms.listen", config.rooms.listen)?,
                search: service(&plan.services.search, "search.listen", config.search.listen)?,
                billing: service(&plan.services.billing, "billing.listen", config.billing.listen)?,
            },
        })
    }
}

fn bind(settings: &Settings, key: &str, address: SocketAddr) -> Result<TcpListener, SettingsError> {
    matinee_gateway::bind(address).map_err(|error| {
        let problem = match error.kind() {
            io::ErrorKind::AddrInUse => format!("{address} is in use by another program; choose another port"),
            io::ErrorKind::PermissionDenied => format!("this user may not listen on {address}"),
            io::ErrorKind::AddrNotAvailable => format!("this computer has no address {}", address.ip()),
            _ => format!("cannot listen on {address}: {error}"),
        };
        settings.invalid(key, problem)
    })
}

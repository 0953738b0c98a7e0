//! A process from its start to its end.
//!
//! It starts from the outside in: ports, then stores, then services, then the gateway, so that
//! nothing half-started is ever reachable. It stops the other way round: `/readyz` says no, the
//! gateway tells its sockets where to go and lets them go, the services finish what they were
//! asked, and the broker is left last, because everybody before needs it.

use std::time::Duration;

use matinee_database::Database;
use matinee_gateway::Gateway;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use crate::admin::Admin;
use crate::cli::Choice;
use crate::config::{Loaded, Shutdown};
use crate::failure::Failure;
use crate::listeners::Listeners;
use crate::roles::{Each, Plan};
use crate::wiring::{Stores, Task, Wired, wire};
use crate::{files, greeting, shutdown};

/// For how long services may finish what they are doing once the gateway is done. A stream from a
/// gateway elsewhere ends when its health check says so, or with this.
const SERVICES_GRACE: Duration = Duration::from_secs(5);

/// How a part ended.
type Ended = (&'static str, Result<(), String>);

/// Runs the chosen roles until told to stop.
pub(crate) async fn serve(loaded: Loaded, choices: &[Choice], metrics: PrometheusHandle) -> Result<(), Failure> {
    let (plan, key) = loaded.plan(choices)?;
    let files = files::raise();
    let Listeners { admin: admin_listener, gateway: gateway_listener, services } = Listeners::open(&loaded, &plan)?;
    let Loaded { config, settings } = loaded;
    let stopping = config.shutdown;
    let (listen, public_url) = (config.gateway.listen, config.public_url.clone());

    let broker = matinee_broker::open(&config.broker).await.map_err(|error| Failure::broker(&settings, error))?;
    let sells = plan.services.billing.here && config.billing.enabled();
    let database = if plan.services.auth.here || plan.services.rooms.here || sells {
        let opened = Database::open(&config.database).await;
        Some(opened.map_err(|error| Failure::database(&settings, &error))?)
    } else {
        None
    };
    say_what_was_chosen(&plan, config.broker.url.is_some(), database.as_ref());

    let admin = Admin::new(broker.clone(), database.clone(), metrics);
    let tokens = Tokens::default();
    let stores = Stores { broker: broker.clone(), database: database.clone(), key, files };
    let (Wired { gateway, tasks }, health) = wire(config, &plan, stores, services, &tokens.services).await?;

    let mut parts = Parts::default();
    for task in tasks {
        parts.spawn_service(task);
    }
    parts.spawn_admin(admin.clone(), admin_listener, tokens.admin.clone());
    if let Some((gateway, listener)) = gateway.zip(gateway_listener) {
        parts.spawn_gateway(gateway, listener, tokens.gateway.clone());
        greeting::print(listen, public_url.as_ref());
    }

    let outcome = parts.until_told_to_stop().await;
    admin.stop();
    let orderly = stop(parts, tokens, stopping, &health);
    if timeout(stopping.timeout, orderly).await.is_err() {
        tracing::error!(timeout.seconds = stopping.timeout.as_secs_f64(), "stopping took too long: forced");
    }
    broker.close().await;
    if let Some(database) = database {
        database.close().await;
    }
    tracing::info!("stopped");
    outcome
}

/// What is cancelled when, in the order of a stop.
#[derive(Default)]
struct Tokens {
    gateway: CancellationToken,
    services: CancellationToken,
    admin: CancellationToken,
}

/// Everything that runs.
#[derive(Default)]
struct Parts {
    gateway: JoinSet<Ended>,
    services: JoinSet<Ended>,
    admin: JoinSet<Ended>,
}

impl Parts {
    fn spawn_service(&mut self, task: Task) {
        let Task { name, run } = task;
        self.services.spawn(async move { (name, run.await.map_err(|error| error.to_string())) });
    }

    fn spawn_admin(&mut self, admin: Admin, listener: TcpListener, shutdown: CancellationToken) {
        let serve = admin.serve(listener, shutdown);
        self.admin.spawn(async move { ("admin", serve.await.map_err(|error| error.to_string())) });
    }

    fn spawn_gateway(&mut self, gateway: Gateway, listener: TcpListener, shutdown: CancellationToken) {
        let serve = gateway.serve(listener, shutdown);
        self.gateway.spawn(async move { ("gateway", serve.await.map_err(|error| error.to_string())) });
    }

    /// Waits for a signal, or for a part that ends although nobody told it to.
    async fn until_told_to_stop(&mut self) -> Result<(), Failure> {
        let ended = tokio::select! {
            signal = shutdown::requested() => {
                let signal = signal.map_err(|source| Failure::System { what: "signals", source })?;
                tracing::info!(signal, "told to stop; once more stops at once");
                return Ok(());
            }
            Some(ended) = self.gateway.join_next() => ended,
            Some(ended) = self.services.join_next() => ended,
            Some(ended) = self.admin.join_next() => ended,
        };
        Err(match ended {
            Ok((part, Ok(()))) => Failure::part(part, "ended by itself"),
            Ok((part, Err(problem))) => Failure::part(part, problem),
            Err(panic) => Failure::part("a task", panic),
        })
    }
}

/// Stops everything in order.
async fn stop(mut parts: Parts, tokens: Tokens, config: Shutdown, health: &HealthReporter) {
    health.set_service_status("", ServingStatus::NotServing).await;
    tokio::time::sleep(config.delay).await;
    tokens.gateway.cancel();
    drain(&mut parts.gateway).await;
    tokens.services.cancel();
    if timeout(SERVICES_GRACE, drain(&mut parts.services)).await.is_err() {
        tracing::info!("calls of others were still open");
        parts.services.shutdown().await;
    }
    tokens.admin.cancel();
    drain(&mut parts.admin).await;
}

async fn drain(parts: &mut JoinSet<Ended>) {
    while let Some(ended) = parts.join_next().await {
        match ended {
            Ok((_, Ok(()))) => {}
            Ok((part, Err(problem))) => tracing::error!(part, problem, "ended badly"),
            Err(panic) => tracing::error!(%panic, "ended badly"),
        }
    }
}

fn say_what_was_chosen(plan: &Plan, redis: bool, database: Option<&Database>) {
    let Each { auth, rooms, search, billing } = &plan.services;
    let database = match database.map(Database::dialect) {
        Some(matinee_database::Dialect::Sqlite) => "sqlite",
        Some(matinee_database::Dialect::Postgres) => "postgres",
        None => "not needed",
    };
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        gateway = if plan.gateway { "here" } else { "not here" },
        %auth,
        %rooms,
        %search,
        %billing,
        broker = if redis { "redis" } else { "memory" },
        database,
        "starting"
    );
}

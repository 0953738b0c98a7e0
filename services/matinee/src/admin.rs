//! The admin listener: `/healthz`, `/readyz`, `/metrics`. It belongs to the process and not to the
//! edge, since a process without the gateway has one too; that is why this crate uses axum.

use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use matinee_broker::SharedBroker;
use matinee_database::Database;
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How often the exporter folds its histograms, so that they do not grow while nobody scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// What the answers depend on.
#[derive(Clone)]
pub(crate) struct Admin {
    stores: Arc<Stores>,
    metrics: PrometheusHandle,
}

struct Stores {
    stopping: AtomicBool,
    broker: SharedBroker,
    database: Option<Database>,
}

impl Admin {
    pub(crate) fn new(broker: SharedBroker, database: Option<Database>, metrics: PrometheusHandle) -> Self {
        Self { stores: Arc::new(Stores { stopping: AtomicBool::new(false), broker, database }), metrics }
    }

    /// From now on `/readyz` says no.
    pub(crate) fn stop(&self) {
        self.stores.stopping.store(true, Ordering::Release);
    }

    /// Answers on `listener` until `shutdown`.
    pub(crate) async fn serve(self, listener: TcpListener, shutdown: CancellationToken) -> std::io::Result<()> {
        let upkeep = self.metrics.clone();
        let router = Router::new()
            .route("/healthz", get(healthz))
            .route("/readyz", get(readyz))
            .route("/metrics", get(render))
            .with_state(self);
        let upkeep = async {
            loop {
                tokio::time::sleep(UPKEEP).await;
                upkeep.run_upkeep();
            }
        };
        tokio::select! {
            served = axum::serve(listener, router).into_future() => served,
            () = upkeep => Ok(()),
            () = shutdown.cancelled() => Ok(()),
        }
    }
}

/// The process lives.
async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether work may be sent here: the stores answer and nobody told the process to stop.
async fn readyz(State(admin): State<Admin>) -> Response {
    let stores = &admin.stores;
    let broker = stores.broker.healthy();
    let database = match &stores.database {
        Some(database) => Some(database.healthy().await),
        None => None,
    };
    let stopping = stores.stopping.load(Ordering::Acquire);
    let ready = broker && database != Some(false) && !stopping;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "stopping": stopping, "broker": broker, "database": database })))
        .into_response()
}

async fn render(State(admin): State<Admin>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], admin.metrics.render())
}

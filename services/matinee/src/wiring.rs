//! Makes the services of this process and connects each with those that it calls, in this process
//! or elsewhere; which, the plan says. A call reads the same either way.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::IntoResponse;
use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Request, Response};
use matinee_auth::AuthService;
use matinee_billing::BillingService;
use matinee_broker::SharedBroker;
use matinee_database::Database;
use matinee_gateway::{Gateway, GatewayParts};
use matinee_proto::auth::v1::auth_client::AuthClient;
use matinee_proto::billing::v1::billing_client::BillingClient;
use matinee_proto::rooms::v1::rooms_client::RoomsClient;
use matinee_proto::search::v1::search_client::SearchClient;
use matinee_proto::{Transport, transport};
use matinee_rooms::RoomsService;
use matinee_search::SearchService;
use matinee_telemetry::rpc::{Answering, Calling};
use matinee_token::InternalKey;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::server::HealthReporter;
use tower::{BoxError, Service};

use crate::config::Config;
use crate::failure::Failure;
use crate::roles::{Each, Place, Plan};
use crate::settings::SettingsError;

/// Age at which a gRPC connection is asked to begin anew, so that callers find new replicas, and
/// how long it may take to finish what it is doing.
const CONNECTION_AGE: Duration = Duration::from_secs(30 * 60);
const CONNECTION_GRACE: Duration = Duration::from_secs(30);
/// How often a silent gRPC connection is tried.
const KEEPALIVE: Duration = Duration::from_secs(20);

/// Something that runs until its token is cancelled.
pub(crate) struct Task {
    /// For the log.
    pub(crate) name: &'static str,
    pub(crate) run: BoxFuture<'static, Result<(), BoxError>>,
}

/// What this process runs besides the gateway.
pub(crate) struct Wired {
    pub(crate) gateway: Option<Gateway>,
    pub(crate) tasks: Vec<Task>,
}

/// What the wiring takes.
pub(crate) struct Stores {
    pub(crate) broker: SharedBroker,
    pub(crate) database: Option<Database>,
    pub(crate) key: InternalKey,
    /// How many files may be open.
    pub(crate) files: Option<u64>,
}

/// Makes and connects everything. Servers listen, and background work goes on, until `shutdown`.
pub(crate) async fn wire(
    config: Config,
    plan: &Plan,
    stores: Stores,
    listeners: Each<Option<TcpListener>>,
    shutdown: &CancellationToken,
) -> Result<(Wired, HealthReporter), Failure> {
    let Stores { broker, database, key, files } = stores;
    let Each { auth: at_auth, rooms: at_rooms, search: at_search, billing: at_billing } = &plan.services;
    let (reporter, health) = tonic_health::server::health_reporter();
    let mut tasks = Vec::new();

    let billing = if at_billing.here {
        let opened = BillingService::open(config.billing, database.clone(), broker.clone()).await;
        Some(opened.map_err(part("billing"))?)
    } else {
        None
    };
    tasks.extend(billing.clone().map(|service| background("billing", service.run(shutdown.clone()))));
    let server = billing.map(|service| Answering(service.server(key.clone())));
    let to_billing = reach("billing.url", at_billing, server.as_ref())?;
    tasks.extend(listen("billing", listeners.billing, server, &health, shutdown));

    let search = at_search.here.then(|| SearchService::new(config.search, broker.clone())).transpose();
    let search = search.map_err(part("search"))?;
    let server = search.map(|service| Answering(service.server(key.clone())));
    let to_search = reach("search.url", at_search, server.as_ref())?;
    tasks.extend(listen("search", listeners.search, server, &health, shutdown));

    let auth = match database.clone().filter(|_| at_auth.here) {
        Some(database) => Some(AuthService::open(config.auth, database, broker.clone()).await.map_err(part("auth"))?),
        None => None,
    };
    tasks.extend(auth.clone().map(|service| background("auth", service.run(shutdown.clone()))));
    let server = auth.map(|service| Answering(service.server(key.clone())));
    let to_auth = reach("auth.url", at_auth, server.as_ref())?;
    tasks.extend(listen("auth", listeners.auth, server, &health, shutdown));

    let clients = to_search.clone().map(SearchClient::new).zip(to_billing.clone().map(BillingClient::new));
    let rooms = match clients.zip(database).filter(|_| at_rooms.here) {
        Some(((search, billing), database)) => {
            let (limits, broker) = (config.limits.clone(), broker.clone());
            let rooms = RoomsService::open(config.rooms, limits, &database, broker, search, billing, key.clone());
            Some(rooms.await.map_err(part("rooms"))?)
        }
        None => None,
    };
    tasks.extend(rooms.clone().map(|service| background("rooms", service.run(shutdown.clone()))));
    let server = rooms.map(|service| Answering(service.server(key.clone())));
    let to_rooms = reach("rooms.url", at_rooms, server.as_ref())?;
    tasks.extend(listen("rooms", listeners.rooms, server, &health, shutdown));

    let peers = (to_auth, to_rooms, to_search, to_billing);
    let gateway = match peers {
        (Some(auth), Some(rooms), Some(search), Some(billing)) if plan.gateway => Some(Gateway::new(GatewayParts {
            config: config.gateway,
            limits: config.limits,
            public_url: config.public_url,
            broker,
            auth: AuthClient::new(auth),
            rooms: RoomsClient::new(rooms),
            search: SearchClient::new(search),
            billing: BillingClient::new(billing),
            key,
            files,
        })),
        _ => None,
    };
    Ok((Wired { gateway, tasks }, reporter))
}

/// How a service is called from this process; `None` if nothing here calls it.
fn reach<S, B>(key: &str, place: &Place, server: Option<&S>) -> Result<Option<Transport>, SettingsError>
where
    S: Service<Request<Body>, Response = Response<B>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    B: tonic::codegen::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    match (&place.url, server) {
        _ if !place.called => Ok(None),
        (Some(url), _) => {
            let invalid = |error| SettingsError::Invalid { key: key.to_owned(), problem: error, origin: None };
            let remote = transport::remote(url).map_err(|error| invalid(error.to_string()))?;
            Ok(Some(Transport::new(Calling(remote))))
        }
        (None, server) => Ok(server.cloned().map(|server| Transport::new(Calling(transport::local(server))))),
    }
}

/// A gRPC server for others, where a listener is open for it.
fn listen<S, H>(
    name: &'static str,
    listener: Option<TcpListener>,
    server: Option<S>,
    health: &H,
    shutdown: &CancellationToken,
) -> Option<Task>
where
    S: Service<Request<Body>, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
    H: Service<Request<Body>, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
    H::Response: IntoResponse,
    H::Future: Send + 'static,
{
    let incoming = TcpIncoming::from(listener?).with_nodelay(Some(true));
    let router = Server::builder()
        .max_connection_age(CONNECTION_AGE)
        .max_connection_age_grace(CONNECTION_GRACE)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .add_service(health.clone())
        .add_service(server?);
    let served = router.serve_with_incoming_shutdown(incoming, shutdown.clone().cancelled_owned());
    Some(Task { name, run: Box::pin(async move { served.await.map_err(BoxError::from) }) })
}

/// What a service does when nobody calls it.
fn background(name: &'static str, run: impl Future<Output = ()> + Send + 'static) -> Task {
    let run = async move {
        run.await;
        Ok(())
    };
    Task { name, run: Box::pin(run) }
}

fn part<E: std::fmt::Display>(part: &'static str) -> impl Fn(E) -> Failure {
    move |problem| Failure::part(part, problem)
}

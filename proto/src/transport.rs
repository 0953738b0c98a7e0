//! How a service is reached: [`local`] in this process, [`remote`] over the network. Both are of
//! one type, so that a generated client over either is the same type and a call reads the same.
//!
//! gRPC's own answer to many replicas, a stable virtual address, keeps every caller on the one
//! connection that it opened first. So [`remote`] looks the names up itself, again and again,
//! asks every address for its health (`grpc.health.v1`) and spreads calls over those that answer;
//! see [`Addresses`] for how one comes and goes.
//!
//! How long a call may take is the caller's business (`tokio::time::timeout` around it); dropping
//! a call ends it on the other side, too.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Request, Response};
use tokio::sync::mpsc::Sender;
use tonic::body::Body;
use tonic::transport::channel::Change;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tower::util::BoxCloneSyncService;
use tower::{BoxError, Service, ServiceExt};

mod address;
mod health;
mod resolve;

pub use address::UrlError;
pub use health::{Addresses, Healthy};

/// What generated clients run over. Its error is a status rather than a boxed error, because
/// futures over the latter cannot always be shown to be `Send`.
pub type Transport = BoxCloneSyncService<Request<Body>, Response<Body>, Status>;

/// For how long a call waits for an address to become healthy before it fails as unavailable:
/// longer than a first look-up and check take, shorter than people wait.
const PATIENCE: Duration = Duration::from_secs(2);
/// Changes of the set of addresses on their way to the balancer.
const CHANGES: usize = 64;

/// A service in this process: the generated server, bare or behind an interceptor, is called
/// directly and nothing is opened. Messages are encoded and decoded all the same, so that what
/// works here works over the network too.
pub fn local<S, B>(server: S) -> Transport
where
    S: Service<Request<Body>, Response = Response<B>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    B: tonic::codegen::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let server = server
        .map_response(|response: Response<B>| response.map(Body::new))
        .map_err(|never: Infallible| match never {});
    BoxCloneSyncService::new(server)
}

/// A service elsewhere: a comma-separated list of `http://host:port` and `dns:///host:port`.
/// Calls are balanced over all addresses that the names resolve to and that are healthy. While
/// there is none, a call fails as unavailable after two seconds. Background work ends when the
/// last clone of the transport is dropped. Call it within a Tokio runtime.
///
/// # Errors
/// An entry that is no such URL, named.
pub fn remote(url: &str) -> Result<Transport, UrlError> {
    let addresses = remote_each(url)?;
    let (channel, changes) = Channel::balance_channel(CHANGES);
    tokio::spawn(feed(addresses.clone(), changes));
    Ok(BoxCloneSyncService::new(Balanced { channel, addresses, url: url.into() }))
}

/// The same addresses one by one, for whoever wants something of each of them, such as a stream.
///
/// # Errors
/// As [`remote`].
pub fn remote_each(url: &str) -> Result<Addresses, UrlError> {
    Ok(Addresses::watch(address::parse(url)?, Arc::new(resolve::System)))
}

/// Tells the balancer which addresses to use, until it is gone.
async fn feed(mut addresses: Addresses, changes: Sender<Change<std::net::SocketAddr, Endpoint>>) {
    let mut used = Healthy::default();
    loop {
        let healthy = addresses.current();
        for gone in used.keys().filter(|address| !healthy.contains_key(address)) {
            if changes.send(Change::Remove(*gone)).await.is_err() {
                return;
            }
        }
        for (new, endpoint) in healthy.iter().filter(|(address, _)| !used.contains_key(address)) {
            if changes.send(Change::Insert(*new, endpoint.clone())).await.is_err() {
                return;
            }
        }
        used = healthy;
        tokio::select! {
            () = changes.closed() => return,
            changed = addresses.changed() => if !changed { return },
        }
    }
}

/// A balanced channel that neither waits for ever nor keeps to itself that a call failed.
#[derive(Clone)]
struct Balanced {
    channel: Channel,
    addresses: Addresses,
    url: Arc<str>,
}

impl Service<Request<Body>> for Balanced {
    type Response = Response<Body>;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Response<Body>, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        // Waiting for the balancer happens in the call, where it is bounded.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Self { channel, mut addresses, url } = self.clone();
        Box::pin(async move {
            let reporter = addresses.clone();
            tokio::select! {
                response = channel.oneshot(request) => response.map_err(|error| {
                    // No answer at all, rather than one that says no: look at once who still lives.
                    reporter.suspect();
                    no_answer(error)
                }),
                () = addresses.deserted(PATIENCE) => {
                    Err(Status::unavailable(format!("no healthy address of {url}")))
                }
            }
        })
    }
}

/// What it means to a caller that no answer came: unavailable, unless it is known better.
fn no_answer(error: tonic::transport::Error) -> Status {
    let status = Status::from_error(error.into());
    if status.code() == Code::Unknown { Status::unavailable(status.message()) } else { status }
}

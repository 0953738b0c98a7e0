//! How a service is reached: [`local`] in this process, [`remote`] over the network. Both are of
//! one type, so that a generated client over either is the same type and a call reads the same.

use std::convert::Infallible;

use http::{Request, Response};
use tonic::body::Body;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, Service, ServiceExt};

/// What generated clients run over.
pub type Transport = BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>;

/// A service in this process: the generated server is called directly, nothing is opened.
pub fn local<S>(server: S) -> Transport
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    BoxCloneSyncService::new(server.map_err(|never: Infallible| match never {}))
}

//! How a service is reached: [`local`] in this process, [`remote`] over the network. Both are of
//! one type, so that a generated client over either is the same type and a call reads the same.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use tonic::body::Body;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, Service, ServiceExt};

/// What generated clients run over.
pub type Transport = BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>;

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

//! Accepting connections: hyper's HTTP/1.1 directly, because what matters here cannot be set from
//! further up. Headers have a deadline, the backlog is deep enough for a thousand people who come
//! at once, small writes leave at once, and an upgraded connection comes back as a bare TCP stream.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::Service;

use crate::{Gateway, http, meters, presence};

/// Connections that may wait to be accepted; the system's own bound applies too.
const BACKLOG: u32 = 4096;
/// Bytes of a request's head.
const HEAD_BYTES: usize = 32 * 1024;
/// Header fields of a request.
const HEADERS_MAX: usize = 64;
/// Pause after a connection could not be accepted, as when all file descriptors are taken.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long requests and sockets may take to end, after everybody has been told.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens a listener with a backlog for crowds.
///
/// # Errors
/// The address cannot be bound.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

impl Gateway {
    /// All routes, for serving with [`Gateway::serve`]: sockets need connections that it accepted.
    pub fn router(&self) -> axum::Router {
        http::router(self)
    }

    /// Serves until `shutdown`, then tells all sockets to come back elsewhere, waits for requests
    /// under way, and returns: after the configured time and a few seconds more at most.
    ///
    /// # Errors
    /// The listener has no address.
    pub async fn serve(self, listener: TcpListener, shutdown: CancellationToken) -> io::Result<()> {
        let address = listener.local_addr()?;
        meters::begin(self.bounds().here_at_most());
        tracing::info!(server.address = %address, "the gateway listens");
        let background = [
            tokio::spawn(presence::renew(self.clone())),
            tokio::spawn(presence::heed(self.clone())),
            tokio::spawn(self.hubs().clone().compare_heads()),
            tokio::spawn(self.talk().clone().keep()),
            tokio::spawn(self.talk().clone().heed()),
            tokio::spawn(self.bounds().clone().keep()),
        ];
        self.accept(listener, &shutdown).await;
        self.stopping().cancel();
        metrics::gauge!("matinee_gateway_draining").set(1.0);
        presence::say_goodbye(&self).await;
        self.tasks().close();
        let ended = tokio::time::timeout(PATIENCE, self.tasks().wait()).await;
        if ended.is_err() {
            tracing::warn!(connections = self.tasks().len(), "some connections did not end in time");
        }
        self.hubs().ended(PATIENCE).await;
        background.iter().for_each(tokio::task::JoinHandle::abort);
        self.bounds().leave().await;
        Ok(())
    }

    async fn accept(&self, listener: TcpListener, shutdown: &CancellationToken) {
        let router = self.router();
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(self.config().header_seconds)
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEADERS_MAX);
        loop {
            let accepted = tokio::select! {
                biased;
                () = shutdown.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    self.tasks().spawn(connection(builder.clone(), router.clone(), stream, peer, shutdown.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

async fn connection(
    builder: http1::Builder,
    router: axum::Router,
    stream: TcpStream,
    peer: SocketAddr,
    shutdown: CancellationToken,
) {
    // A frame that waits for an acknowledgement waits 40 ms.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection went before it came");
        return;
    }
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let serving = builder.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut serving = std::pin::pin!(serving);
    let result = tokio::select! {
        result = serving.as_mut() => result,
        () = shutdown.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended badly");
    }
}

//! From an HTTP request to a WebSocket (RFC 6455, section 4.2).
//!
//! The connection is taken back from hyper as a bare TCP stream, so that fan-out can write whole
//! frames into it from anywhere and an idle socket keeps no buffers but the small one it reads into.

use std::io;
use std::sync::Arc;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL};
use http::header::{SEC_WEBSOCKET_VERSION, UPGRADE};
use http::{HeaderMap, HeaderName, StatusCode, Version};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::io::Interest;
use tokio::net::TcpStream;
use tungstenite::handshake::derive_accept_key;
use tungstenite::protocol::{Role, WebSocketConfig};

use crate::codec::Codec;
use crate::outlet::Outlet;
use crate::problem::Problem;

/// Bytes read at once; the buffer is there for as long as the socket, and most commands have fewer.
const READ_BUFFER: usize = 256;

/// A WebSocket implementation that reads from the connection and writes into its [`Outlet`].
pub(crate) type Incoming = tungstenite::WebSocket<Inbound>;

/// The reading half of a socket.
#[derive(Debug)]
pub(crate) struct Inbound(pub(crate) Arc<Outlet>);

impl io::Read for Inbound {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let tcp = self.0.tcp();
        let mut read = 0;
        // Less than there was room for is all there is: said to the runtime here, that saves the
        // call that would only find it out. More that comes meanwhile is told by a new readiness.
        let outcome = tcp.try_io(Interest::READABLE, || {
            read = tcp.try_read(buffer)?;
            if read > 0 && read < buffer.len() { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
        });
        match outcome {
            Err(error) if read == 0 => Err(error),
            _ => Ok(read),
        }
    }
}

/// Pongs and the answer to a close frame, each whole.
impl io::Write for Inbound {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.control(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A request that may become a WebSocket.
pub(crate) struct Handshake {
    key: String,
    upgrade: OnUpgrade,
    /// `None`: subprotocols were offered and none is ours.
    codec: Option<(Codec, Option<&'static str>)>,
}

impl Handshake {
    /// Reads the request's headers.
    ///
    /// # Errors
    /// It is no request for a WebSocket.
    pub(crate) fn of(request: &mut Request) -> Result<Self, Problem> {
        let no = |detail: &str| Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", detail);
        let headers = request.headers();
        if request.version() != Version::HTTP_11 || !lists(headers, &CONNECTION, "upgrade") {
            return Err(no("this is a WebSocket; ask for an upgrade over HTTP/1.1"));
        }
        if !lists(headers, &UPGRADE, "websocket") || !lists(headers, &SEC_WEBSOCKET_VERSION, "13") {
            return Err(no("this is a WebSocket of version 13"));
        }
        let key = headers.get(SEC_WEBSOCKET_KEY).and_then(|key| key.to_str().ok());
        let key = key.ok_or_else(|| no("Sec-WebSocket-Key is missing"))?.to_owned();
        let offered = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
        let codec = Codec::choose(offered);
        let upgrade = request.extensions_mut().remove::<OnUpgrade>();
        Ok(Self { key, upgrade: upgrade.ok_or_else(|| no("this connection cannot be upgraded"))?, codec })
    }

    /// The codec that was agreed upon, if any of those offered is ours.
    pub(crate) fn codec(&self) -> Option<Codec> {
        self.codec.map(|(codec, _)| codec)
    }

    /// The answer that switches protocols, and what becomes the connection after it.
    pub(crate) fn accept(self) -> (Response, OnUpgrade) {
        let accept = derive_accept_key(self.key.as_bytes());
        let headers = [(CONNECTION, "Upgrade"), (UPGRADE, "websocket"), (SEC_WEBSOCKET_ACCEPT, accept.as_str())];
        let mut response = (StatusCode::SWITCHING_PROTOCOLS, headers).into_response();
        response.headers_mut().remove(http::header::CONTENT_LENGTH);
        if let Some((_, Some(name))) = self.codec {
            response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, http::HeaderValue::from_static(name));
        }
        (response, self.upgrade)
    }
}

/// Takes the connection over. `None` if it is not one that this server accepted.
pub(crate) fn take_over(
    upgraded: Upgraded,
    codec: Codec,
    queue_bytes: usize,
    frame_bytes: usize,
) -> Option<(Arc<Outlet>, Incoming)> {
    let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
    let outlet = Arc::new(Outlet::new(parts.io.into_inner(), codec, queue_bytes));
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(READ_BUFFER)
        .max_message_size(Some(frame_bytes))
        .max_frame_size(Some(frame_bytes));
    let inbound = Inbound(outlet.clone());
    let early = parts.read_buf.to_vec();
    let incoming = if early.is_empty() {
        Incoming::from_raw_socket(inbound, Role::Server, Some(config))
    } else {
        Incoming::from_partially_read(inbound, early, Role::Server, Some(config))
    };
    Some((outlet, incoming))
}

/// Whether a comma-separated header has `token`, in any case.
fn lists(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

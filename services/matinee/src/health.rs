//! `matinee health`: what the server in this container says of itself, as an exit code. The image
//! has no shell and no curl, so the binary asks its own admin listener.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use http::{Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::BoxError;

use crate::failure::Failure;

/// Less than what supervisors wait before they count a check as failed.
const PATIENCE: Duration = Duration::from_secs(4);
/// The answers are a line.
const ANSWER_MAX: usize = 16 * 1024;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Whether it lives: what a restart would mend.
    Live,
    /// Whether work may be sent here: the stores answer, and nobody told it to stop.
    Ready,
}

/// Asks the admin listener that is configured here, and prints what it says.
pub(crate) async fn check(listen: SocketAddr, question: Question) -> Result<(), Failure> {
    let address = reachable(listen);
    let asked = tokio::time::timeout(PATIENCE, ask(address, question)).await;
    let answer = asked.map_err(|_| format!("{address} has not answered for {} s", PATIENCE.as_secs()));
    let answer = answer.and_then(|answer| answer.map_err(|error| format!("no server answers at {address}: {error}")));
    let (status, text) = answer.map_err(|problem| Failure::part("health", problem))?;
    if status != StatusCode::OK {
        return Err(Failure::part("health", format!("{status}: {}", text.trim())));
    }
    println!("{}", text.trim());
    Ok(())
}

async fn ask(address: SocketAddr, question: Question) -> Result<(StatusCode, String), BoxError> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let path = match question {
        Question::Live => "/healthz",
        Question::Ready => "/readyz",
    };
    let request = Request::get(path).header(header::HOST, address.to_string()).body(Body::empty())?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let bytes = to_bytes(Body::new(response.into_body()), ANSWER_MAX).await?;
    Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
}

/// Who listens everywhere also listens on loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everywhere_is_asked_on_loopback() {
        for (listen, asked) in [
            ("0.0.0.0:8081", "127.0.0.1:8081"),
            ("[::]:8081", "[::1]:8081"),
            ("127.0.0.1:9", "127.0.0.1:9"),
            ("192.0.2.7:8081", "192.0.2.7:8081"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()), asked.parse().unwrap(), "{listen}");
        }
    }
}

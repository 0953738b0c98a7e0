//! The real servers under a deployment: Redis, PostgreSQL, a proxy, and Matinee's own roles.

mod matinee;
mod postgres;
mod prometheus;
mod proxy;
mod redis;

pub use matinee::{Role, binary};
pub use postgres::Postgres;
pub use prometheus::{Prometheus, rules};
pub use proxy::{Backend, Front, Proxy};
pub use redis::Redis;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long a server may take to come up on a busy machine.
pub(crate) const START: Duration = Duration::from_secs(60);

/// The status of `GET path`, if anything answers there.
pub(crate) fn status(port: u16, path: &str) -> Option<u16> {
    ask(port, path)?.split_whitespace().nth(1)?.parse().ok()
}

/// The body of `GET path` at a server of loopback, if it answers.
#[must_use]
pub fn fetch(url: &str, path: &str) -> Option<String> {
    let port = url.rsplit_once(':')?.1.parse().ok()?;
    Some(ask(port, path)?.split_once("\r\n\r\n")?.1.to_owned())
}

fn ask(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

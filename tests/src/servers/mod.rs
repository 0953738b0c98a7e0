//! The real servers under a deployment: Redis, PostgreSQL, a proxy, and Matinee's own roles.

mod matinee;
mod postgres;
mod proxy;
mod redis;

pub use matinee::{Role, binary};
pub use postgres::Postgres;
pub use proxy::{Backend, Front, Proxy};
pub use redis::Redis;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long a server may take to come up on a busy machine.
pub(crate) const START: Duration = Duration::from_secs(60);

/// The status of `GET path`, if anything answers there.
pub(crate) fn status(port: u16, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split_whitespace().nth(1)?.parse().ok()
}

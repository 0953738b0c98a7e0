//! One Redis that keeps nothing on disk.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::START;
use crate::process::{Process, Program, folder, free_port, until};

/// A running Redis.
#[derive(Debug)]
pub struct Redis {
    process: Process,
    port: u16,
}

impl Redis {
    /// Starts one on a free port.
    #[must_use]
    pub fn start() -> Self {
        let port = free_port();
        Self { process: process(port), port }
    }

    /// Starts it again on its port, after it has ended: another Redis that knows nothing.
    pub fn again(&mut self) {
        self.process.kill();
        self.process = process(self.port);
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// The process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }
}

fn process(port: u16) -> Process {
    let directory = folder("redis");
    let arguments = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"].map(str::to_owned);
    let place = [port.to_string(), "--dir".to_owned(), directory.display().to_string()];
    let process = Program::new("redis", "redis-server").arguments(arguments).arguments(place).start();
    until("redis answers", START, || answers(port));
    process
}

fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"PING\r\n")?;
        let mut answer = [0; 5];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"+PONG")
    };
    ask().unwrap_or(false)
}

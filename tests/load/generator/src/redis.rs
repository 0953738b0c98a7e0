//! What Redis says of its own work.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// Counters of a Redis server since it began.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    /// Commands, those within scripts included.
    pub(crate) commands: f64,
    pub(crate) bytes_in: f64,
    pub(crate) bytes_out: f64,
    pub(crate) cpu_s: f64,
}

impl Work {
    /// Asks the server on this port of loopback.
    pub(crate) fn read(port: u16) -> Result<Self, String> {
        let text = info(port).map_err(|error| format!("redis: {error}"))?;
        Ok(Self::of(&text))
    }

    /// What it did since `before`, by action.
    pub(crate) fn by_action(&self, before: &Self, actions: u64) -> Value {
        let by = |now: f64, then: f64| (now - then) / actions.max(1) as f64;
        json!({
            "commands": by(self.commands, before.commands),
            "bytes_in": by(self.bytes_in, before.bytes_in),
            "bytes_out": by(self.bytes_out, before.bytes_out),
            "cpu_us": by(self.cpu_s, before.cpu_s) * 1e6,
        })
    }

    fn of(info: &str) -> Self {
        let field = |name: &str| {
            let value = info.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':'));
            value.and_then(|value| value.parse().ok()).unwrap_or_default()
        };
        // Scripts count as one in total_commands_processed, and each of their calls in its own line.
        let calls = info.lines().filter_map(|line| line.strip_prefix("cmdstat_")?.split_once("calls="));
        let calls = calls.filter_map(|(_, rest)| rest.split(',').next()?.parse::<f64>().ok());
        Self {
            commands: calls.sum(),
            bytes_in: field("total_net_input_bytes"),
            bytes_out: field("total_net_output_bytes"),
            cpu_s: field("used_cpu_sys") + field("used_cpu_user"),
        }
    }
}

/// The answer to INFO.
fn info(port: u16) -> std::io::Result<String> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream);
    reader.get_mut().write_all(b"*2\r\n$4\r\nINFO\r\n$10\r\neverything\r\n")?;
    let mut length = String::new();
    reader.read_line(&mut length)?;
    let length = length.trim().trim_start_matches('$').parse().map_err(std::io::Error::other)?;
    let mut text = vec![0; length];
    reader.read_exact(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_counters() {
        let info = "# Stats\r\ntotal_net_input_bytes:10\r\ntotal_net_output_bytes:20\r\nused_cpu_sys:0.5\r\n\
                    used_cpu_user:1.25\r\ncmdstat_get:calls=3,usec=1\r\ncmdstat_evalsha:calls=4,usec=9\r\n";
        let work = Work::of(info);
        assert_eq!((work.commands, work.bytes_in, work.bytes_out, work.cpu_s), (7.0, 10.0, 20.0, 1.75));
    }
}

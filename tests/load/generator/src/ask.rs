//! One member, one command after the other, each waited for: what a command takes from socket to
//! ACK, in turn with a bare `EVALSHA` on the same Redis, and what it costs the servers.

use crate::adapter::{Adapter, Who};
use crate::engine::{hist, now};
use crate::procstat::{self, r};
use crate::{Args, quantiles, ws};
use hdrhistogram::Histogram;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Links in one ADD.
const LINKS: u32 = 50;

/// A socket that is waited on.
struct Socket {
    tcp: TcpStream,
    read: Vec<u8>,
    key: u32,
    ids: u32,
}

impl Socket {
    fn open(a: &Args, adapter: &dyn Adapter, room: &str) -> Result<Self, String> {
        let fail = |e: std::io::Error| format!("{}: {e}", a.urls[0].host);
        let tcp = TcpStream::connect(&a.urls[0].host).map_err(fail)?;
        tcp.set_nodelay(true).map_err(fail)?;
        tcp.set_read_timeout(Some(Duration::from_secs(10))).map_err(fail)?;
        let (path, extra) = adapter.upgrade(&Who { room: 0, member: 0, room_name: room, slot: 0 });
        let mut socket = Self { tcp, read: Vec::new(), key: 1, ids: 0 };
        socket.tcp.write_all(&ws::upgrade_request(&a.urls[0].host, &path, &extra)).map_err(fail)?;
        while memchr::memmem::find(&socket.read, b"\r\n\r\n").is_none() {
            socket.more()?;
        }
        let head = memchr::memmem::find(&socket.read, b"\r\n\r\n").unwrap_or(0) + 4;
        socket.read.drain(..head);
        socket.until(b"\"SNAPSHOT\"")?;
        Ok(socket)
    }

    fn more(&mut self) -> Result<(), String> {
        let mut buffer = [0; 65536];
        match self.tcp.read(&mut buffer) {
            Ok(0) => Err("the server closed".into()),
            Ok(n) => {
                self.read.extend_from_slice(&buffer[..n]);
                Ok(())
            }
            Err(e) => Err(format!("no answer: {e}")),
        }
    }

    /// Reads frames up to one that holds `mark`.
    fn until(&mut self, mark: &[u8]) -> Result<Vec<u8>, String> {
        loop {
            while let Some((frame, length)) = ws::parse(&self.read) {
                let text = frame.payload.to_vec();
                self.read.drain(..length);
                if memchr::memmem::find(&text, mark).is_some() {
                    return Ok(text);
                }
            }
            self.more()?;
        }
    }

    /// Sends `{"id":…,<command>}` and waits for its answer; how long that took.
    fn ask(&mut self, command: &str) -> Result<u64, String> {
        self.ids += 1;
        let id = format!("ask{:08x}", self.ids);
        let mut out = Vec::new();
        self.key = self.key.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ws::push_frame(&mut out, ws::TEXT, format!(r#"{{"id":"{id}",{command}}}"#).as_bytes(), self.key);
        let begun = now();
        self.tcp.write_all(&out).map_err(|e| e.to_string())?;
        let mark = format!(r#":{{"id":"{id}""#);
        let answer = self.until(mark.as_bytes())?;
        let took = now() - begun;
        if memchr::memmem::find(&answer, b"\"ACK\"").is_none() {
            return Err(format!("{command}: {}", String::from_utf8_lossy(&answer)));
        }
        Ok(took)
    }

    fn fill_queue(&mut self, items: u32) -> Result<(), String> {
        let mut added = 0;
        while added < items {
            let some = LINKS.min(items - added);
            let links: Vec<String> =
                (added..added + some).map(|n| format!(r#""https://media.example/{n}.mp4""#)).collect();
            self.ask(&format!(r#""ADD":{{"urls":[{}]}}"#, links.join(",")))?;
            added += some;
        }
        Ok(())
    }
}

/// A bare script on Redis.
struct Script {
    tcp: TcpStream,
    call: Vec<u8>,
}

impl Script {
    fn load(port: &str) -> Result<Self, String> {
        let fail = |e: std::io::Error| format!("redis: {e}");
        let mut tcp = TcpStream::connect(format!("127.0.0.1:{port}")).map_err(fail)?;
        tcp.set_nodelay(true).map_err(fail)?;
        tcp.set_read_timeout(Some(Duration::from_secs(10))).map_err(fail)?;
        tcp.write_all(b"*3\r\n$6\r\nSCRIPT\r\n$4\r\nLOAD\r\n$8\r\nreturn 1\r\n").map_err(fail)?;
        let mut answer = [0; 128];
        let n = tcp.read(&mut answer).map_err(fail)?;
        let text = String::from_utf8_lossy(&answer[..n]).into_owned();
        let hash = text.lines().nth(1).ok_or(format!("redis: {text}"))?;
        let call = format!("*3\r\n$7\r\nEVALSHA\r\n$40\r\n{hash}\r\n$1\r\n0\r\n").into_bytes();
        Ok(Self { tcp, call })
    }

    fn call(&mut self) -> Result<u64, String> {
        let begun = now();
        self.tcp.write_all(&self.call).map_err(|e| e.to_string())?;
        let mut answer = [0; 64];
        let n = self.tcp.read(&mut answer).map_err(|e| e.to_string())?;
        let took = now() - begun;
        if answer[..n] == *b":1\r\n" { Ok(took) } else { Err("redis: not the script's answer".into()) }
    }
}

/// `--commands` a list of commands separated by `|`, taken in turn, for example
/// `"PLAY":{}|"PAUSE":{}`; `--queue` items first; `--redis PORT` for the script.
pub(crate) fn run(a: &Args, adapter: &dyn Adapter, room: &str, seconds: f64) -> Result<Value, String> {
    let commands = a.get("commands").unwrap_or(r#""PLAY":{}|"PAUSE":{}"#.into());
    let commands: Vec<&str> = commands.split('|').collect();
    let mut socket = Socket::open(a, adapter, room)?;
    socket.fill_queue(a.num("queue", 1.0)? as u32)?;
    let mut script = a.get("redis").map(|port| Script::load(&port)).transpose()?;
    let (mut asked, mut called): (Histogram<u64>, Histogram<u64>) = (hist(), hist());
    for n in 0..200 {
        socket.ask(commands[n % commands.len()])?;
    }
    let end = now() + (seconds * 1e9) as u64;
    let before = procstat::snapshot(&a.pids);
    let mut n = 0;
    while now() < end {
        // The script in between costs the servers but Redis nothing, and Redis a microsecond.
        if let Some(script) = &mut script {
            let _ = called.record(script.call()?);
        }
        let _ = asked.record(socket.ask(commands[n % commands.len()])?);
        n += 1;
    }
    let after = procstat::snapshot(&a.pids);
    let cpu = procstat::cpu_total(&before, &after);
    Ok(json!({
        "command": quantiles(&asked), "evalsha": quantiles(&called),
        "ratio_p50": script.map(|_| r(asked.value_at_quantile(0.5) as f64 / called.value_at_quantile(0.5) as f64)),
        "server_cpu_us_per_command": r(cpu * 1e6 / n as f64),
    }))
}

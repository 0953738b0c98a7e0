//! Blocking HTTP/1.1 for adapters' set-up calls, outside every measured window. A [`Caller`] keeps
//! its connection, so that ten thousand members are not ten thousand connections more.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Answers larger than this are not read.
const BODY_MAX: usize = 4 << 20;

/// One connection to one host.
pub(crate) struct Caller {
    host: String,
    stream: Option<BufReader<TcpStream>>,
}

impl Caller {
    pub(crate) fn new(host: &str) -> Self {
        Self { host: host.into(), stream: None }
    }

    /// Calls; an answer that is not 2xx is an error, one without a body is null.
    pub(crate) fn json(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: Option<&Value>,
    ) -> Result<Value, String> {
        let fail = |e: std::io::Error| format!("{method} {path}: {e}");
        let body = body.map(|b| b.to_string()).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{headers}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(&self.host).map_err(fail)?;
                stream.set_read_timeout(Some(Duration::from_secs(20))).map_err(fail)?;
                stream.set_nodelay(true).map_err(fail)?;
                BufReader::new(stream)
            }
        };
        stream.get_mut().write_all(request.as_bytes()).map_err(fail)?;
        let (status, keep, answer) = read(&mut stream).map_err(fail)?;
        if keep {
            self.stream = Some(stream);
        }
        let text = String::from_utf8_lossy(&answer);
        if !status.starts_with('2') {
            return Err(format!("{method} {path}: HTTP {status}: {text}"));
        }
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).map_err(|e| format!("{path}: {e}"))
    }
}

/// Status, whether the connection stays, and body of one answer.
fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<(String, bool, Vec<u8>)> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line.split(' ').nth(1).unwrap_or("?").to_owned();
    let (mut length, mut chunked, mut keep) = (None, false, true);
    loop {
        let mut header = String::new();
        if stream.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
        let header = header.trim().to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse::<usize>().ok();
        }
        chunked |= header.starts_with("transfer-encoding:") && header.contains("chunked");
        keep &= header != "connection: close";
    }
    let mut body = Vec::new();
    if chunked {
        loop {
            let mut size = String::new();
            stream.read_line(&mut size)?;
            let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0).min(BODY_MAX);
            let mut chunk = vec![0; size + 2];
            stream.read_exact(&mut chunk)?;
            if size == 0 {
                break;
            }
            body.extend_from_slice(&chunk[..size]);
        }
    } else if let Some(length) = length {
        body = vec![0; length.min(BODY_MAX)];
        stream.read_exact(&mut body)?;
    } else if status != "204" {
        stream.read_to_end(&mut body)?;
        keep = false;
    }
    Ok((status, keep, body))
}

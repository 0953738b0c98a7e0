//! Blocking HTTP/1.1 for adapters' set-up calls, outside every measured window.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub(crate) fn json(host: &str, method: &str, path: &str, headers: &str, body: Option<&Value>) -> Result<Value, String> {
    let fail = |e: std::io::Error| format!("{method} {path}: {e}");
    let mut s = TcpStream::connect(host).map_err(fail)?;
    s.set_read_timeout(Some(Duration::from_secs(20))).map_err(fail)?;
    let body = body.map(|b| b.to_string()).unwrap_or_default();
    let req = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    s.write_all(req.as_bytes()).map_err(fail)?;
    let mut buf = Vec::new();
    s.read_to_end(&mut buf).map_err(fail)?;
    let text = String::from_utf8_lossy(&buf);
    let status = text.split(' ').nth(1).unwrap_or("?").to_string();
    if !status.starts_with('2') {
        return Err(format!("{method} {path}: HTTP {status}: {text}"));
    }
    // Good for identity and for single-object chunked bodies alike.
    let body = text.split_once("\r\n\r\n").map(|x| x.1).unwrap_or("");
    let (a, b) = (body.find('{'), body.rfind('}'));
    match (a, b) {
        (Some(a), Some(b)) => serde_json::from_str(&body[a..=b]).map_err(|e| format!("{path}: {e}")),
        _ => Ok(Value::Null),
    }
}

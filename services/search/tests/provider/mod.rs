//! A real HTTP server on loopback that stands for a provider: it answers as it is told and
//! remembers what it was asked. Written on bare sockets, because it must also misbehave.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the provider says to every request.
#[derive(Clone)]
pub struct Answer {
    head: String,
    body: String,
    delay: Duration,
    endless: bool,
}

impl Answer {
    pub fn json(status: u16, body: &str) -> Self {
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\n");
        Self { head, body: body.to_owned(), delay: Duration::ZERO, endless: false }
    }

    /// Bytes that need not be HTTP.
    pub fn raw(bytes: &str) -> Self {
        Self { head: String::new(), body: bytes.to_owned(), delay: Duration::ZERO, endless: false }
    }

    /// A title that never ends.
    pub fn endless() -> Self {
        Self { endless: true, ..Self::json(200, r#"{"title":""#) }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

struct State {
    answer: Answer,
    requests: Vec<String>,
}

/// The server; it stops when dropped.
pub struct Provider {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Provider {
    pub async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let state = Arc::new(Mutex::new(State { answer, requests: Vec::new() }));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, shared.clone()));
            }
        });
        Self { address, state, task }
    }

    /// From now on.
    pub fn answer(&self, answer: Answer) {
        self.state.lock().expect("no panic").answer = answer;
    }

    /// Path and query of every request, in order.
    pub fn requests(&self) -> Vec<String> {
        self.state.lock().expect("no panic").requests.clone()
    }

    /// Closes the port.
    pub async fn stop(mut self) {
        self.task.abort();
        drop((&mut self.task).await);
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut socket: TcpStream, state: Arc<Mutex<State>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).expect("a request head is ASCII");
    let target = head.split(' ').nth(1).expect("a request line").to_owned();
    let answer = {
        let mut state = state.lock().expect("no panic");
        state.requests.push(target);
        state.answer.clone()
    };
    tokio::time::sleep(answer.delay).await;
    let separator = if answer.head.is_empty() { "" } else { "\r\n" };
    // The client may have hung up by now, which is among what is tested.
    let mut sent = socket.write_all(format!("{}{separator}{}", answer.head, answer.body).as_bytes()).await;
    while answer.endless && sent.is_ok() {
        sent = socket.write_all(&[b'x'; 4096]).await;
    }
    drop(socket.shutdown().await);
}

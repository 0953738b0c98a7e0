//! One socket, from its upgrade to its end: who it is, what it says, how it closes.
//!
//! A socket is one small task. It sleeps until something arrives or something that waits can be
//! written; what rooms and the hub have for it they write themselves ([`crate::outlet`]). Nothing
//! here waits for rooms once the socket stands: an answer finds its own way.

use std::future::poll_fn;
use std::io::ErrorKind;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use hyper::upgrade::OnUpgrade;
use matinee_broker::Connection;
use matinee_proto::rooms::v1::{ExecuteRequest, execute_request::Action};
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{ClientFrame, Error, Pong};
use tungstenite::{Bytes, Message};

use crate::Gateway;
use crate::admission::{self, Admitted, Knock};
use crate::codec::{BadFrame, Codec};
use crate::fanout::{StatusReport, ToHub};
use crate::frame_rate::{FrameRate, Verdict};
use crate::outlet::{Close, Drained, Outlet};
use crate::resume;
use crate::rooms_link::Reply;
use crate::socket_bounds::Places;
use crate::talk::{self, ToWatch};
use crate::trace;
use crate::upgrade::{self, Incoming};

/// How long a closing socket may take to accept what waits for it, and to answer the close frame.
const LAST_WORDS: Duration = Duration::from_secs(5);
const LAST_ANSWER: Duration = Duration::from_secs(2);

/// What the other end did.
enum Turn {
    Text(Bytes),
    Binary(Bytes),
    /// A ping or pong.
    Control,
    /// This end closes.
    Closing,
    /// It broke the protocol.
    Broke(Close, &'static str),
    Gone,
}

/// Runs a socket, which keeps its places to its end. `codec` is `None` if none of the offered subprotocols is ours.
pub(crate) fn run(
    gateway: Gateway,
    upgrade: OnUpgrade,
    codec: Option<Codec>,
    knock: Knock,
    places: Places,
) -> impl Future<Output = ()> + Send {
    // Boxed: what letting somebody in takes is not kept for as long as they stay.
    let begun = Box::pin(begin(gateway, upgrade, codec, knock));
    async move {
        if let Some(socket) = begun.await {
            socket.stay().await;
        }
        drop(places);
    }
}

/// Lets somebody in, or closes with the reason.
async fn begin(gateway: Gateway, upgrade: OnUpgrade, codec: Option<Codec>, knock: Knock) -> Option<Box<Socket>> {
    let upgraded = upgrade.await.ok()?;
    let limits = gateway.limits();
    let (queue, frame) = (limits.socket_queue_bytes, limits.frame_bytes);
    let Some((outlet, mut incoming)) = upgrade::take_over(upgraded, codec.unwrap_or(Codec::Json), queue, frame) else {
        tracing::error!("a connection was upgraded that this server did not accept");
        return None;
    };
    let (close, detail, retry_after) = if codec.is_none() {
        (Close::Protocol, "none of the offered subprotocols is spoken here".to_owned(), 0.0)
    } else {
        match admission::admit(&gateway, &outlet, knock).await {
            Ok(admitted) => {
                return Some(Box::new(Socket { gateway, outlet, incoming, admitted, rate: None, broken: false }));
            }
            Err(refused) => refused,
        }
    };
    outlet.close(close, &detail, retry_after);
    farewell(&outlet, &mut incoming, true).await;
    None
}

/// What has to wait for others. Boxed: what few frames need is not room that every socket keeps.
type Slow<'a> = Option<BoxFuture<'a, ()>>;

struct Socket {
    gateway: Gateway,
    outlet: Arc<Outlet>,
    incoming: Incoming,
    admitted: Admitted,
    /// Made with the first frame: most sockets only listen.
    rate: Option<Box<FrameRate>>,
    /// The other end sent what cannot be read; nothing after it can, either.
    broken: bool,
}

impl Socket {
    async fn stay(mut self: Box<Self>) {
        loop {
            let slow = match next(&self.outlet, &mut self.incoming).await {
                Turn::Text(payload) => self.take(Codec::Json, &payload),
                Turn::Binary(payload) => self.take(Codec::Proto, &payload),
                Turn::Control => {
                    self.count();
                    None
                }
                Turn::Broke(close, detail) => {
                    self.broken = true;
                    self.outlet.close(close, detail, 0.0);
                    None
                }
                Turn::Closing | Turn::Gone => break,
            };
            if let Some(slow) = slow {
                slow.await;
            }
            // Whoever always has something to say does not keep others from being heard.
            tokio::task::coop::consume_budget().await;
        }
        Box::pin(self.leave()).await;
    }

    /// Takes a frame of the client; what is still to be done about it, before the next one.
    fn take(&mut self, codec: Codec, payload: &[u8]) -> Slow<'_> {
        self.outlet.hear();
        if codec != self.outlet.codec() {
            self.outlet.close(Close::Unsupported, "another kind of frame was agreed upon", 0.0);
            return None;
        }
        let decoded = codec.decode(payload);
        let retry_after = match self.judge() {
            Verdict::Pass => None,
            Verdict::Refuse(after) => Some(after),
            Verdict::Close => {
                self.outlet.close(Close::RateLimited, "too many frames for too long", 0.0);
                return None;
            }
        };
        match (decoded, retry_after) {
            (Ok((id, _)) | Err(BadFrame { id, .. }), Some(after)) => {
                self.refuse(id, "rate_limited", "too many frames".to_owned(), after);
            }
            (Ok((id, command)), None) => return self.command(id, command),
            (Err(BadFrame { id, code, detail }), None) => self.refuse(id, code, detail, 0.0),
        }
        None
    }

    /// Takes a control frame, of which there may be no more than of others.
    fn count(&mut self) {
        self.outlet.hear();
        if self.judge() == Verdict::Close {
            self.outlet.close(Close::RateLimited, "too many frames for too long", 0.0);
        }
    }

    fn judge(&mut self) -> Verdict {
        let limits = self.gateway.limits();
        if !limits.enabled {
            return Verdict::Pass;
        }
        let now = Instant::now();
        self.rate.get_or_insert_with(|| Box::new(FrameRate::new(limits.frames, now))).judge(now)
    }

    fn refuse(&self, id: String, code: &str, detail: String, retry_after: f64) {
        self.outlet.send(Frame::Error(Error { id, code: code.to_owned(), detail, retry_after }));
    }

    /// Answers what the edge knows, passes on the rest.
    fn command(&self, id: String, command: Command) -> Slow<'_> {
        let key = self.admitted.key;
        match command {
            Command::Ping(ping) => {
                let server_time = self.gateway.broker().now();
                self.outlet.send(Frame::Pong(Pong { id, client_time: ping.client_time, server_time }));
            }
            Command::Resync(_) => return Some(Box::pin(self.admitted.hub.tell(ToHub::Resync { key, id }))),
            Command::Status(status) => {
                let session = self.admitted.socket.session.clone();
                let status = ToHub::Status(Box::new(StatusReport { key, id, session, status }));
                return Some(Box::pin(self.admitted.hub.tell(status)));
            }
            Command::DirectMessage(_) | Command::Block(_) | Command::WatchUsers(_) => {
                return Some(Box::pin(talk::act(&self.gateway, &self.admitted, &self.outlet, id, command)));
            }
            command => {
                let leave = matches!(command, Command::Leave(_));
                let frame = ClientFrame { id: id.clone(), command: Some(command) };
                let span = trace::command(&frame, &self.admitted);
                let Connection { room, member, .. } = &self.admitted.socket.connection;
                let request = ExecuteRequest {
                    sequence: 0,
                    room_id: room.to_string(),
                    member_id: member.to_string(),
                    session_id: self.admitted.socket.session.to_string(),
                    action: Some(Action::Command(frame)),
                    traceparent: span.traceparent(),
                };
                let outlet = self.outlet.clone();
                let awaiting = self.admitted.hub.awaited().note(member, &id, &outlet);
                self.gateway.link().send(request, Reply::Command { outlet, id, awaiting, leave, span });
            }
        }
        None
    }

    /// Takes the socket out of everything, and lets it end in peace.
    async fn leave(mut self: Box<Self>) {
        let Admitted { key, socket, hub, .. } = &self.admitted;
        hub.tell(ToHub::Detach(*key)).await;
        let talk = self.gateway.talk();
        talk.watch(ToWatch::Off(*key)).await;
        talk.leave(&socket.user, *key, self.outlet.is_for_good()).await;
        self.gateway.sockets().remove(*key);
        self.gateway.link().disconnected(&socket.connection, &socket.session);
        resume::note_gone(&**self.gateway.broker(), &socket.connection.id).await;
        farewell(&self.outlet, &mut self.incoming, !self.broken).await;
    }
}

/// What the other end does next, while what waits for it is written.
async fn next(outlet: &Outlet, incoming: &mut Incoming) -> Turn {
    poll_fn(|cx| {
        match outlet.poll_drain(cx) {
            Drained::Open => {}
            Drained::Closing | Drained::Closed => return Poll::Ready(Turn::Closing),
            Drained::Gone => return Poll::Ready(Turn::Gone),
        }
        loop {
            let turn = match incoming.read() {
                Ok(Message::Text(text)) => Turn::Text(text.into()),
                Ok(Message::Binary(bytes)) => Turn::Binary(bytes),
                // Pings are answered by the implementation; a close frame too, and then it ends.
                Ok(Message::Ping(_) | Message::Pong(_)) => Turn::Control,
                Ok(_) => continue,
                Err(tungstenite::Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                    match outlet.tcp().poll_read_ready(cx) {
                        Poll::Ready(Ok(())) => continue,
                        Poll::Ready(Err(_)) => Turn::Gone,
                        Poll::Pending => return Poll::Pending,
                    }
                }
                Err(tungstenite::Error::Capacity(_)) => Turn::Broke(Close::TooBig, "the frame is too big"),
                Err(tungstenite::Error::Utf8(_)) => Turn::Broke(Close::BadText, "a text frame is UTF-8"),
                Err(tungstenite::Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => {
                    Turn::Gone
                }
                Err(tungstenite::Error::Protocol(_)) => Turn::Broke(Close::Protocol, "that is no WebSocket frame"),
                Err(_) => Turn::Gone,
            };
            return Poll::Ready(turn);
        }
    })
    .await
}

/// Lets what waits be written, then waits a moment for the other end to close.
async fn farewell(outlet: &Outlet, incoming: &mut Incoming, readable: bool) {
    let standing = poll_fn(|cx| Poll::Ready(outlet.poll_drain(cx))).await;
    if matches!(standing, Drained::Closing | Drained::Closed) {
        let written = poll_fn(|cx| match outlet.poll_drain(cx) {
            Drained::Open | Drained::Closing => Poll::Pending,
            Drained::Closed => Poll::Ready(true),
            Drained::Gone => Poll::Ready(false),
        });
        if matches!(tokio::time::timeout(LAST_WORDS, written).await, Ok(true)) {
            let _ = tokio::time::timeout(LAST_ANSWER, answered(outlet, incoming, readable)).await;
        }
    }
    // One that the other end has closed has nothing more to be told.
    outlet.abandon();
}

/// Waits for the answer to the close frame. After a frame that could not be read what follows is
/// read unseen: a connection that is closed with unread bytes is reset, and the other end might
/// lose the close frame with its reason.
async fn answered(outlet: &Outlet, incoming: &mut Incoming, mut readable: bool) {
    poll_fn(|cx| {
        loop {
            let blocked = if readable {
                match incoming.read() {
                    Ok(_) => false,
                    Err(tungstenite::Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => true,
                    Err(tungstenite::Error::ConnectionClosed | tungstenite::Error::Io(_)) => return Poll::Ready(()),
                    Err(_) => {
                        readable = false;
                        false
                    }
                }
            } else {
                match outlet.tcp().try_read(&mut [0; 1024]) {
                    Ok(0) => return Poll::Ready(()),
                    Ok(_) => false,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => true,
                    Err(_) => return Poll::Ready(()),
                }
            };
            if blocked {
                match outlet.tcp().poll_read_ready(cx) {
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(_)) => return Poll::Ready(()),
                    Poll::Pending => return Poll::Pending,
                }
            }
        }
    })
    .await;
}

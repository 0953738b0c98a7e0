//! The way out of a socket: a bounded queue that is nearly always empty.
//!
//! Whoever has something for a socket writes it into the kernel's buffer at once, from where they
//! are; only what does not fit waits here for the socket's own task. A room's thousand members
//! thus cost a thousand writes and no wake-up, and since a frame's bytes are shared, what waits
//! costs a pointer each. More waiting bytes than allowed and the socket is closed as too slow: it
//! comes back by resume and misses nothing.

use std::collections::VecDeque;
use std::io::{ErrorKind, IoSlice};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::{Buf, Bytes};
use futures::task::AtomicWaker;
use matinee_proto::sync::v1::{Goodbye, server_frame};
use parking_lot::Mutex;
use tokio::net::TcpStream;

use crate::codec::{self, Codec};

/// Buffers handed to one vectored write; Linux takes 1024.
const VECTORED: usize = 64;

macro_rules! close_codes {
    ($(#[doc = $meaning:literal] $name:ident = $code:literal,)+) => {
        /// A close code of the contract, PROTOCOL.md §3. The AsyncAPI document says the same of each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Close { $(#[doc = $meaning] $name = $code,)+ }

        impl Close {
            /// All of them, and what they mean.
            #[cfg(test)]
            const ALL: &[(Self, &str)] = &[$((Self::$name, $meaning)),+];
        }
    };
}

close_codes! {
    /// The member left.
    Left = 1000,
    /// The server is going away.
    GoingAway = 1001,
    /// A binary frame where JSON was agreed, or the other way round.
    Unsupported = 1003,
    /// A text frame that is no UTF-8.
    BadText = 1007,
    /// A frame larger than `limits.frame_bytes` of WELCOME.
    TooBig = 1009,
    /// The server restarts: come back after `retry_after` of GOODBYE, by resume.
    Restart = 1012,
    /// The client read too slowly, or a service was away: come back by resume.
    TooSlow = 1013,
    /// What the client did is not the protocol.
    Protocol = 4000,
    /// The ticket, the resume token or the access token does not count.
    Unauthenticated = 4001,
    /// Kicked or banned.
    Kicked = 4003,
    /// There is no such room, or not any more.
    RoomNotFound = 4004,
    /// Ten times the rate of frames for ten seconds, too many connections in a row, or at once.
    RateLimited = 4008,
    /// The session has ended.
    SessionEnded = 4009,
}

impl Close {
    /// The number on the wire.
    pub(crate) fn code(self) -> u16 {
        self as u16
    }

    /// What a refusal's code means for the socket it was meant for.
    pub(crate) fn of_refusal(code: &str) -> Self {
        match code {
            "room_not_found" | "not_found" => Self::RoomNotFound,
            "unauthenticated" => Self::Unauthenticated,
            "rate_limited" => Self::RateLimited,
            "unavailable" | "contended" => Self::TooSlow,
            "banned" | "kicked" | "forbidden" | "blocked" | "member_not_found" | "wrong_password" => Self::Kicked,
            _ => Self::Protocol,
        }
    }
}

/// The writing half of a socket, shared by all who have something for it.
#[derive(Debug)]
pub(crate) struct Outlet {
    tcp: TcpStream,
    codec: Codec,
    limit: usize,
    out: Mutex<Out>,
    waker: AtomicWaker,
    heard: AtomicU32,
}

#[derive(Debug, Default)]
struct Out {
    /// Whole frames, except that the first may have been written in part.
    queue: VecDeque<Bytes>,
    bytes: usize,
    /// Whether the first has been written in part.
    begun: bool,
    /// Whether nobody has tried yet to write what waits: it is held for the next write.
    held: bool,
    phase: Phase,
    /// What it was closed for on this side.
    close: Option<Close>,
}

impl Out {
    /// Nothing waits any more, and nothing is taken.
    fn gone(&self) -> Self {
        Self { phase: Phase::Gone, close: self.close, ..Self::default() }
    }
}

/// How an [`Outlet`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drained {
    /// More may come.
    Open,
    /// The close frame still waits to be written.
    Closing,
    /// The close frame has been written.
    Closed,
    /// The connection is gone.
    Gone,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Open,
    /// Nothing more is taken; what waits, a close frame at its end, is still written.
    Closing,
    /// The connection is gone.
    Gone,
}

impl Outlet {
    pub(crate) fn new(tcp: TcpStream, codec: Codec, limit: usize) -> Self {
        let heard = AtomicU32::new(seconds());
        Self { tcp, codec, limit, out: Mutex::default(), waker: AtomicWaker::new(), heard }
    }

    pub(crate) fn tcp(&self) -> &TcpStream {
        &self.tcp
    }

    pub(crate) fn codec(&self) -> Codec {
        self.codec
    }

    /// Sends one message to this socket alone.
    pub(crate) fn send(&self, frame: server_frame::Frame) {
        self.push(&[self.codec.encode(frame)]);
    }

    /// Sends one message together with the next one that comes, or with [`Outlet::flush`], which
    /// whoever calls this sees to: a write of its own would cost as much as one with ten events.
    pub(crate) fn hold(&self, frame: server_frame::Frame) {
        let frame = self.codec.encode(frame);
        let mut out = self.out.lock();
        if out.phase != Phase::Open || out.bytes > self.limit {
            return;
        }
        out.held |= out.queue.is_empty();
        out.bytes += frame.len();
        out.queue.push_back(frame);
    }

    /// Writes what is held.
    pub(crate) fn flush(&self) {
        let mut out = self.out.lock();
        if out.held {
            self.append(&mut out, &[]);
        }
    }

    /// Sends encoded frames, in order and all or none. What the kernel does not take at once
    /// waits; too much of it closes the socket.
    pub(crate) fn push(&self, frames: &[Bytes]) {
        let mut out = self.out.lock();
        if out.phase != Phase::Open {
            return;
        }
        self.append(&mut out, frames);
        if out.bytes > self.limit {
            metrics::counter!("matinee_gateway_slow_closes_total").increment(1);
            // What has begun must end, or the close frame would be read as part of it.
            let keep = usize::from(out.begun);
            out.queue.truncate(keep);
            out.bytes = out.queue.iter().map(Bytes::len).sum();
            self.finish(&mut out, Close::TooSlow, "too slow to keep up; come back", 1.0);
        }
    }

    /// Says goodbye and closes; what waits is written first. Does nothing twice.
    pub(crate) fn close(&self, close: Close, detail: &str, retry_after: f64) {
        let mut out = self.out.lock();
        if out.phase == Phase::Open {
            self.finish(&mut out, close, detail, retry_after);
        }
    }

    fn finish(&self, out: &mut Out, close: Close, detail: &str, retry_after: f64) {
        out.close = Some(close);
        metrics::counter!("matinee_gateway_closes_total", "code" => close.code().to_string()).increment(1);
        let goodbye = Goodbye { code: u32::from(close.code()), detail: detail.to_owned(), retry_after };
        let frames = [self.codec.encode(server_frame::Frame::Goodbye(goodbye)), codec::close(close.code(), detail)];
        self.append(out, &frames);
        if out.phase == Phase::Open {
            out.phase = Phase::Closing;
        }
        self.waker.wake();
    }

    /// Takes bytes that a WebSocket implementation wants written: whole control frames.
    pub(crate) fn control(&self, bytes: &[u8]) {
        let mut out = self.out.lock();
        // A pong more for a reader who does not read is worth nothing.
        if out.phase == Phase::Open && out.bytes <= self.limit {
            self.append(&mut out, &[Bytes::copy_from_slice(bytes)]);
        }
    }

    /// Ends it where it stands.
    pub(crate) fn abandon(&self) {
        let mut out = self.out.lock();
        *out = out.gone();
        self.waker.wake();
    }

    /// Whether it was closed because somebody left or logged out, and not by accident.
    pub(crate) fn is_for_good(&self) -> bool {
        matches!(self.out.lock().close, Some(Close::Left | Close::SessionEnded))
    }

    fn phase(&self) -> Phase {
        self.out.lock().phase
    }

    /// Notes that something has been heard from the other end.
    pub(crate) fn hear(&self) {
        self.heard.store(seconds(), Ordering::Relaxed);
    }

    /// Seconds since something was heard from the other end.
    pub(crate) fn silence(&self) -> u32 {
        seconds().saturating_sub(self.heard.load(Ordering::Relaxed))
    }

    fn append(&self, out: &mut Out, frames: &[Bytes]) {
        if std::mem::take(&mut out.held) {
            out.bytes += frames.iter().map(Bytes::len).sum::<usize>();
            out.queue.extend(frames.iter().cloned());
            self.drain(out);
            if !out.queue.is_empty() || out.phase == Phase::Gone {
                self.waker.wake();
            }
            return;
        }
        let mut written = 0;
        if out.queue.is_empty() {
            match self.write(frames.iter()) {
                Ok(count) => written = count,
                Err(_) => {
                    *out = out.gone();
                    self.waker.wake();
                    return;
                }
            }
        }
        for frame in frames {
            if written >= frame.len() {
                written -= frame.len();
                continue;
            }
            out.begun |= written > 0;
            let rest = frame.slice(written..);
            written = 0;
            out.bytes += rest.len();
            out.queue.push_back(rest);
        }
        if !out.queue.is_empty() {
            self.waker.wake();
        }
    }

    /// Writes as much as the kernel takes now.
    fn write<'a>(&self, mut frames: impl ExactSizeIterator<Item = &'a Bytes>) -> std::io::Result<usize> {
        let result = match frames.len() {
            1 => frames.next().map_or(Ok(0), |one| self.tcp.try_write(one)),
            _ => {
                let mut slices = [IoSlice::new(&[]); VECTORED];
                let mut count = 0;
                for (slice, frame) in slices.iter_mut().zip(frames) {
                    *slice = IoSlice::new(frame);
                    count += 1;
                }
                self.tcp.try_write_vectored(&slices[..count])
            }
        };
        match result {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
            other => other,
        }
    }

    /// Writes what waits, as far as the kernel takes it, and says how it stands. The calling task
    /// is woken when there is more to do.
    pub(crate) fn poll_drain(&self, cx: &mut Context<'_>) -> Drained {
        self.waker.register(cx.waker());
        loop {
            {
                let mut out = self.out.lock();
                if !out.queue.is_empty() {
                    out.held = false;
                    self.drain(&mut out);
                }
                match (out.phase, out.queue.is_empty()) {
                    (Phase::Gone, _) => return Drained::Gone,
                    (Phase::Closing, true) => return Drained::Closed,
                    (Phase::Open, true) => return Drained::Open,
                    (_, false) => {}
                }
            }
            match self.tcp.poll_write_ready(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(_)) => self.abandon(),
                Poll::Pending => {
                    return if self.phase() == Phase::Open { Drained::Open } else { Drained::Closing };
                }
            }
        }
    }

    fn drain(&self, out: &mut Out) {
        while !out.queue.is_empty() {
            match self.write(out.queue.iter()) {
                Ok(0) => return,
                Ok(mut written) => {
                    out.bytes -= written;
                    while let Some(first) = out.queue.front_mut() {
                        if written < first.len() {
                            first.advance(written);
                            out.begun |= written > 0;
                            break;
                        }
                        written -= first.len();
                        out.queue.pop_front();
                        out.begun = false;
                    }
                }
                Err(_) => {
                    *out = out.gone();
                    return;
                }
            }
        }
        // An idle socket keeps no buffer.
        out.queue = VecDeque::new();
    }
}

/// Seconds since the process began to need them.
fn seconds() -> u32 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    u32::try_from(START.elapsed().as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "outlet_tests.rs"]
mod tests;

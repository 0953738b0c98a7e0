//! The limit's way through Redis: one connection publishes, one subscribes, RESP is read by hand.

use std::os::fd::{IntoRawFd, RawFd};

use crate::{Server, header, send};

#[derive(Default)]
pub(crate) struct Link {
    pub(crate) fd: RawFd,
    pub(crate) inbuf: Vec<u8>,
    pub(crate) out: Vec<u8>,
}

impl Link {
    /// A connection to Redis on this port; without one, a link that is never used.
    pub(crate) fn connect(port: Option<u32>) -> Self {
        let stream = port.map(|p| std::net::TcpStream::connect(("127.0.0.1", p as u16)).expect("redis"));
        if let Some(s) = &stream {
            s.set_nodelay(true).expect("TCP_NODELAY");
        }
        Self { fd: stream.map(IntoRawFd::into_raw_fd).unwrap_or(-1), ..Default::default() }
    }
}

impl Server {
    pub(crate) fn link_read(&mut self, sub: bool, buf: &mut [u8]) {
        let fd = if sub { self.subs.fd } else { self.publ.fd };
        let n = unsafe { libc::recv(fd, buf.as_mut_ptr() as _, buf.len(), libc::MSG_DONTWAIT) };
        if n <= 0 {
            if n == 0 {
                eprintln!("redis closed the connection");
                std::process::exit(1);
            }
            return;
        }
        if !sub {
            return; // replies to PUBLISH
        }
        let mut data = std::mem::take(&mut self.subs.inbuf);
        data.extend_from_slice(&buf[..n as usize]);
        let mut at = 0;
        while let Some((room, from, body, next)) = self.push(&data, at) {
            if let Some(room) = room {
                let mut f = std::mem::take(&mut self.frame);
                f.clear();
                header(&mut f, body.len());
                f.extend_from_slice(body);
                self.frame = f;
                let skip = if from.0 == self.replica { from.1 } else { u32::MAX };
                self.fan_out(room, skip);
            }
            at = next;
        }
        data.drain(..at);
        self.subs.inbuf = data;
    }

    /// One RESP push (message or subscribe confirmation) at `at`.
    #[allow(clippy::type_complexity)]
    fn push<'d>(&self, d: &'d [u8], at: usize) -> Option<(Option<u32>, (u32, u32), &'d [u8], usize)> {
        let line = |at: usize| -> Option<(&'d [u8], usize)> {
            let k = memchr::memchr(b'\n', d.get(at..)?)?;
            Some((&d[at..at + k - 1], at + k + 1))
        };
        let num = |l: &[u8]| -> usize { std::str::from_utf8(&l[1..]).ok().and_then(|s| s.parse().ok()).unwrap_or(0) };
        let bulk = |at: usize| -> Option<(&'d [u8], usize)> {
            let (l, p) = line(at)?;
            let n = num(l);
            Some((d.get(p..p + n)?, p + n + 2)).filter(|x| x.1 <= d.len())
        };
        let (_, p) = line(at)?;
        let (kind, p) = bulk(p)?;
        let (chan, p) = bulk(p)?;
        if kind != b"message" {
            let (_, p) = line(p)?;
            return Some((None, (0, 0), b"", p));
        }
        let (body, p) = bulk(p)?;
        let id = |b: &[u8]| u32::from_str_radix(std::str::from_utf8(b).unwrap_or("0"), 16).unwrap_or(0);
        Some((self.rooms.get(chan).copied(), (id(&body[..8]), id(&body[8..16])), &body[16..], p))
    }

    pub(crate) fn link_flush(&mut self) {
        for l in [&mut self.publ, &mut self.subs] {
            while !l.out.is_empty() {
                let n = send(l.fd, &l.out);
                if n <= 0 {
                    break;
                }
                l.out.drain(..n as usize);
            }
        }
    }
}

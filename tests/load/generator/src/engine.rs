//! One thread, one epoll: connects, joins, acts, and counts who received what and when.

use crate::adapter::{Adapter, Who};
use crate::ws;
use crate::Args;
use hdrhistogram::Histogram;
use std::collections::VecDeque;
use std::os::fd::RawFd;

const RING: usize = 256; // outstanding actions remembered per room
const MARK: &[u8] = b"LG~";
pub const STAMP_LEN: usize = 38; // LG~room~seq~time~, hex, safe in JSON and URLs

#[derive(Clone, Copy, PartialEq, Debug)]
enum St {
    New,
    Connecting,
    Upgrading,
    Joining,
    Joined,
    Dead,
}

struct Conn {
    fd: RawFd,
    st: St,
    room: u32,
    member: u32,
    url: u16,
    slot: u8,
    writing: bool,
    started: u64,
    joined: u64,
    inbuf: Vec<u8>,
    out: Vec<u8>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    seq: u32,
    remaining: u32,
    ts: u64,
}

struct Room {
    name: String,
    first: u32,
    next_seq: u32,
    ring: Vec<Slot>,
}

pub struct Counters {
    pub sent: u64,
    pub delivered: u64,
    pub completed: u64,
    pub echoes: u64,
    pub misrouted: u64,
    pub surplus: u64,
    pub lost: u64,
    pub other_frames: u64,
    pub bytes_in: u64,
    pub closed: u64,
    pub connect_errors: u64,
}

pub struct Engine<'a> {
    a: &'a Args,
    ad: Box<dyn Adapter>,
    ep: RawFd,
    conns: Vec<Conn>,
    rooms: Vec<Room>,
    finder: memchr::memmem::Finder<'static>,
    pub c: Counters,
    pub each: Histogram<u64>,
    pub last: Histogram<u64>,
    /// Latencies of actions sent at or after this time are recorded.
    pub record_from: u64,
    pub joined: usize,
    pending: usize,
    done_rooms: Vec<u32>,
    key: u32,
    pad: String,
    buf: Vec<u8>,
}

pub fn now() -> u64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut t) };
    t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64
}

pub fn hist() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 120_000_000_000, 3).unwrap()
}

fn hex(b: &[u8]) -> Option<u64> {
    b.iter().try_fold(0u64, |v, c| Some(v << 4 | (*c as char).to_digit(16)? as u64))
}

impl<'a> Engine<'a> {
    pub fn new(a: &'a Args, ad: Box<dyn Adapter>, names: Vec<String>) -> Self {
        let ep = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        let mut conns = Vec::new();
        // Members of different rooms are interleaved, so every room fills evenly.
        let rooms: Vec<Room> = names
            .into_iter()
            .enumerate()
            .map(|(r, name)| Room { name, first: r as u32 * a.members, next_seq: 1, ring: vec![Slot::default(); RING] })
            .collect();
        for r in 0..a.rooms {
            for m in 0..a.members {
                conns.push(Conn {
                    fd: -1,
                    st: St::New,
                    room: r,
                    member: m,
                    url: ((r + m) as usize % a.urls.len()) as u16,
                    slot: 0,
                    writing: false,
                    started: 0,
                    joined: 0,
                    inbuf: Vec::new(),
                    out: Vec::new(),
                });
            }
        }
        Engine {
            a,
            ad,
            ep,
            conns,
            rooms,
            finder: memchr::memmem::Finder::new(MARK),
            c: Counters {
                sent: 0,
                delivered: 0,
                completed: 0,
                echoes: 0,
                misrouted: 0,
                surplus: 0,
                lost: 0,
                other_frames: 0,
                bytes_in: 0,
                closed: 0,
                connect_errors: 0,
            },
            each: hist(),
            last: hist(),
            record_from: u64::MAX,
            joined: 0,
            pending: 0,
            done_rooms: Vec::new(),
            key: 0x9e37_79b9,
            pad: "x".repeat(a.payload.saturating_sub(STAMP_LEN)),
            buf: vec![0; 256 * 1024],
        }
    }

    pub fn total(&self) -> usize {
        self.conns.len()
    }

    fn ctl(&self, op: i32, i: usize, events: i32) {
        let mut ev = libc::epoll_event { events: events as u32, u64: i as u64 };
        unsafe { libc::epoll_ctl(self.ep, op, self.conns[i].fd, &mut ev) };
    }

    fn connect(&mut self, i: usize) {
        let url = &self.a.urls[self.conns[i].url as usize];
        self.conns[i].started = now();
        unsafe {
            let fd = libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC, 0);
            if fd < 0 {
                self.c.connect_errors += 1;
                self.conns[i].st = St::Dead;
                return;
            }
            let one = 1i32;
            libc::setsockopt(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, &one as *const _ as _, 4);
            let sa = libc::sockaddr_in {
                sin_family: libc::AF_INET as u16,
                sin_port: url.port.to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from(url.ip).to_be() },
                sin_zero: [0; 8],
            };
            let rc = libc::connect(fd, &sa as *const _ as _, std::mem::size_of_val(&sa) as u32);
            let err = std::io::Error::last_os_error();
            self.conns[i].fd = fd;
            if rc != 0 && err.raw_os_error() != Some(libc::EINPROGRESS) {
                self.c.connect_errors += 1;
                self.conns[i].st = St::Dead;
                libc::close(fd);
                return;
            }
        }
        self.conns[i].st = St::Connecting;
        self.pending += 1;
        self.ctl(libc::EPOLL_CTL_ADD, i, libc::EPOLLIN | libc::EPOLLOUT);
        self.conns[i].writing = true;
    }

    /// Connect and join everyone, at most `at_once` handshakes open at a time.
    pub fn connect_all(&mut self, at_once: usize, deadline: u64) -> bool {
        // Round-robin over rooms so that all rooms exist early.
        let mut order: VecDeque<usize> = (0..self.a.members)
            .flat_map(|m| (0..self.a.rooms).map(move |r| (r, m)))
            .map(|(r, m)| (r * self.a.members + m) as usize)
            .collect();
        while (self.joined as u64)
            < self.conns.len() as u64 - self.c.connect_errors - self.c.closed.min(self.conns.len() as u64)
        {
            while self.pending < at_once {
                match order.pop_front() {
                    Some(i) => self.connect(i),
                    None => break,
                }
            }
            if now() > deadline {
                return false;
            }
            self.poll(10_000_000);
            self.done_rooms.clear();
        }
        self.joined == self.conns.len()
    }

    /// Time from connect() to first state, per member.
    pub fn join_times(&self) -> Histogram<u64> {
        let mut h = hist();
        for c in self.conns.iter().filter(|c| c.joined > 0) {
            let _ = h.record(c.joined - c.started);
        }
        h
    }

    pub fn join_span(&self) -> u64 {
        let first = self.conns.iter().map(|c| c.started).filter(|t| *t > 0).min().unwrap_or(0);
        self.conns.iter().map(|c| c.joined).max().unwrap_or(0).saturating_sub(first)
    }

    fn write(&mut self, i: usize) {
        let c = &mut self.conns[i];
        while !c.out.is_empty() {
            let n = unsafe { libc::send(c.fd, c.out.as_ptr() as _, c.out.len(), libc::MSG_NOSIGNAL) };
            if n < 0 {
                break;
            }
            c.out.drain(..n as usize);
        }
        let want = !c.out.is_empty();
        if want != c.writing {
            c.writing = want;
            let ev = libc::EPOLLIN | if want { libc::EPOLLOUT } else { 0 };
            self.ctl(libc::EPOLL_CTL_MOD, i, ev);
        }
    }

    fn next_key(&mut self) -> u32 {
        self.key = self.key.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.key
    }

    fn send_texts(&mut self, i: usize, texts: Vec<String>) {
        if texts.is_empty() {
            return;
        }
        for t in texts {
            let key = self.next_key();
            ws::push_frame(&mut self.conns[i].out, ws::TEXT, t.as_bytes(), key);
        }
        self.write(i);
    }

    /// One member of room `r` acts. `ts` is what latency is counted from.
    pub fn act(&mut self, r: u32, ts: u64) {
        let room = &mut self.rooms[r as usize];
        let seq = room.next_seq;
        room.next_seq += 1;
        let s = &mut room.ring[seq as usize % RING];
        if s.remaining > 0 {
            self.c.lost += s.remaining as u64;
        }
        *s = Slot { seq, remaining: self.a.members - 1, ts };
        let member = if self.a.rotate { seq % self.a.members } else { 0 };
        let i = (room.first + member) as usize;
        let stamp = format!("LG~{r:08x}~{seq:08x}~{ts:016x}~{}", self.pad);
        let who = Who { room: r, member, room_name: &self.rooms[r as usize].name, slot: 0 };
        let text = self.ad.act(&who, &stamp);
        let key = self.next_key();
        ws::push_frame(&mut self.conns[i].out, ws::TEXT, text.as_bytes(), key);
        self.c.sent += 1;
        self.write(i);
    }

    fn received(&mut self, i: usize, rec: &[u8], t: u64) {
        if rec.len() < STAMP_LEN {
            return;
        }
        let (Some(r), Some(seq), Some(ts)) = (hex(&rec[3..11]), hex(&rec[12..20]), hex(&rec[21..37])) else {
            return;
        };
        let c = &self.conns[i];
        if r != c.room as u64 {
            self.c.misrouted += 1;
            return;
        }
        let sender = if self.a.rotate { seq as u32 % self.a.members } else { 0 };
        if c.member == sender {
            self.c.echoes += 1;
            return;
        }
        let s = &mut self.rooms[r as usize].ring[seq as usize % RING];
        if s.seq != seq as u32 || s.remaining == 0 {
            self.c.surplus += 1;
            return;
        }
        s.remaining -= 1;
        let last = s.remaining == 0;
        self.c.delivered += 1;
        if ts >= self.record_from {
            let _ = self.each.record(t.saturating_sub(ts));
            if last {
                let _ = self.last.record(t.saturating_sub(ts));
            }
        }
        if last {
            self.c.completed += 1;
            self.done_rooms.push(r as u32);
        }
    }

    /// Rooms whose action just reached everyone (for the closed loop).
    pub fn take_done(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.done_rooms)
    }

    /// Forget actions older than `age` that never reached everyone; returns their rooms.
    pub fn expire(&mut self, age: u64) -> Vec<u32> {
        let t = now();
        let mut out = Vec::new();
        for (r, room) in self.rooms.iter_mut().enumerate() {
            for s in room.ring.iter_mut().filter(|s| s.remaining > 0 && t.saturating_sub(s.ts) > age) {
                self.c.lost += s.remaining as u64;
                s.remaining = 0;
                out.push(r as u32);
            }
        }
        out
    }

    pub fn outstanding(&self) -> bool {
        self.rooms.iter().any(|r| r.ring.iter().any(|s| s.remaining > 0))
    }

    fn kill(&mut self, i: usize) {
        let c = &mut self.conns[i];
        if c.st == St::Dead {
            return;
        }
        match c.st {
            St::Joined => self.joined -= 1,
            _ => self.pending -= 1,
        }
        if std::env::var_os("LOADGEN_DEBUG").is_some() {
            eprintln!("closed in {:?}: {}", c.st, String::from_utf8_lossy(&c.inbuf));
        }
        c.st = St::Dead;
        unsafe { libc::close(c.fd) };
        self.c.closed += 1;
    }

    fn text(&mut self, i: usize, p: &[u8], t: u64) {
        if self.conns[i].st == St::Joined {
            let mut at = 0;
            let mut hit = false;
            while let Some(k) = self.finder.find(&p[at..]) {
                hit = true;
                self.received(i, &p[at + k..], t);
                at += k + MARK.len();
            }
            if !hit {
                self.c.other_frames += 1;
                let mut out = Vec::new();
                self.ad.on_idle_text(p, &mut out);
                self.send_texts(i, out);
            }
            return;
        }
        let mut out = Vec::new();
        let c = &self.conns[i];
        let mut who =
            Who { room: c.room, member: c.member, room_name: &self.rooms[c.room as usize].name, slot: c.slot };
        let ok = self.ad.on_text(&mut who, p, &mut out);
        let slot = who.slot;
        let c = &mut self.conns[i];
        c.slot = slot;
        if ok {
            c.st = St::Joined;
            c.joined = t;
            self.joined += 1;
            self.pending -= 1;
        }
        self.send_texts(i, out);
    }

    /// Consume complete frames of `data`; returns how many bytes were used.
    fn frames(&mut self, i: usize, data: &[u8], t: u64) -> usize {
        let mut used = 0;
        if self.conns[i].st == St::Upgrading {
            let Some(k) = memchr::memmem::find(data, b"\r\n\r\n") else { return 0 };
            if !data.starts_with(b"HTTP/1.1 101") {
                if std::env::var_os("LOADGEN_DEBUG").is_some() {
                    eprintln!("upgrade refused: {}", String::from_utf8_lossy(data));
                }
                self.kill(i);
                return data.len();
            }
            used = k + 4;
            self.conns[i].st = St::Joining;
            let mut out = Vec::new();
            let c = &self.conns[i];
            let who = Who { room: c.room, member: c.member, room_name: &self.rooms[c.room as usize].name, slot: 0 };
            self.ad.on_open(&who, &mut out);
            self.send_texts(i, out);
        }
        while let Some((f, n)) = ws::parse(&data[used..]) {
            match f.opcode {
                ws::PING => {
                    let key = self.next_key();
                    ws::push_frame(&mut self.conns[i].out, ws::PONG, f.payload, key);
                    self.write(i);
                }
                ws::PONG => {}
                ws::CLOSE => {
                    self.kill(i);
                    return data.len();
                }
                _ => self.text(i, f.payload, t),
            }
            used += n;
            if self.conns[i].st == St::Dead {
                return data.len();
            }
        }
        used
    }

    fn readable(&mut self, i: usize) {
        let mut buf = std::mem::take(&mut self.buf);
        let n = unsafe { libc::recv(self.conns[i].fd, buf.as_mut_ptr() as _, buf.len(), 0) };
        if n <= 0 {
            if n == 0 || std::io::Error::last_os_error().kind() != std::io::ErrorKind::WouldBlock {
                self.kill(i);
            }
            self.buf = buf;
            return;
        }
        let t = now();
        let n = n as usize;
        self.c.bytes_in += n as u64;
        if self.conns[i].inbuf.is_empty() {
            let used = self.frames(i, &buf[..n], t);
            if used < n {
                self.conns[i].inbuf.extend_from_slice(&buf[used..n]);
            }
        } else {
            let mut rest = std::mem::take(&mut self.conns[i].inbuf);
            rest.extend_from_slice(&buf[..n]);
            let used = self.frames(i, &rest, t);
            rest.drain(..used);
            self.conns[i].inbuf = rest;
        }
        self.buf = buf;
    }

    fn writable(&mut self, i: usize) {
        if self.conns[i].st == St::Connecting {
            let mut err = 0i32;
            let mut len = 4u32;
            unsafe {
                libc::getsockopt(self.conns[i].fd, libc::SOL_SOCKET, libc::SO_ERROR, &mut err as *mut _ as _, &mut len)
            };
            if err != 0 {
                self.kill(i);
                return;
            }
            let c = &self.conns[i];
            let who = Who { room: c.room, member: c.member, room_name: &self.rooms[c.room as usize].name, slot: 0 };
            let (path, extra) = self.ad.upgrade(&who);
            let host = &self.a.urls[c.url as usize].host;
            self.conns[i].out = ws::upgrade_request(host, &path, &extra);
            self.conns[i].st = St::Upgrading;
        }
        self.write(i);
    }

    /// Wait at most `timeout` ns, then handle what is ready.
    pub fn poll(&mut self, timeout: u64) {
        let mut evs: [libc::epoll_event; 512] = unsafe { std::mem::zeroed() };
        let ts = libc::timespec { tv_sec: (timeout / 1_000_000_000) as i64, tv_nsec: (timeout % 1_000_000_000) as i64 };
        let n = unsafe {
            libc::syscall(
                libc::SYS_epoll_pwait2,
                self.ep,
                evs.as_mut_ptr(),
                evs.len() as i32,
                &ts as *const libc::timespec,
                std::ptr::null::<libc::sigset_t>(),
                8usize,
            )
        };
        for ev in &evs[..n.max(0) as usize] {
            let (i, e) = (ev.u64 as usize, ev.events as i32);
            if e & libc::EPOLLOUT != 0 && self.conns[i].st != St::Dead {
                self.writable(i);
            }
            if e & (libc::EPOLLIN | libc::EPOLLHUP | libc::EPOLLERR) != 0
                && !matches!(self.conns[i].st, St::Dead | St::Connecting)
            {
                self.readable(i);
            }
        }
    }

    pub fn close_all(&mut self) {
        for c in self.conns.iter_mut().filter(|c| c.fd >= 0 && c.st != St::Dead) {
            unsafe { libc::close(c.fd) };
            c.st = St::Dead;
        }
    }
}

//! One thread, one epoll: connects, joins, acts, and counts who received what and when.

use crate::Args;
use crate::adapter::{Adapter, Who};
use crate::ws;
use hdrhistogram::Histogram;
use std::collections::VecDeque;
use std::os::fd::RawFd;

pub(crate) const RING: usize = 256; // outstanding actions remembered per room
pub(crate) const MARK: &[u8] = b"LG~";
pub(crate) const STAMP_LEN: usize = 38; // LG~room~seq~time~, hex, safe in JSON and URLs

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum St {
    New,
    Connecting,
    Upgrading,
    Joining,
    Joined,
    Dead,
}

pub(crate) struct Conn {
    pub(crate) fd: RawFd,
    pub(crate) st: St,
    pub(crate) room: u32,
    pub(crate) member: u32,
    pub(crate) url: u16,
    pub(crate) slot: u8,
    pub(crate) writing: bool,
    pub(crate) started: u64,
    pub(crate) joined: u64,
    pub(crate) inbuf: Vec<u8>,
    pub(crate) out: Vec<u8>,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Slot {
    pub(crate) seq: u32,
    pub(crate) remaining: u32,
    pub(crate) ts: u64,
}

pub(crate) struct Room {
    pub(crate) name: String,
    pub(crate) first: u32,
    pub(crate) next_seq: u32,
    pub(crate) ring: Vec<Slot>,
}

pub(crate) struct Counters {
    pub(crate) sent: u64,
    pub(crate) delivered: u64,
    pub(crate) completed: u64,
    pub(crate) echoes: u64,
    pub(crate) misrouted: u64,
    pub(crate) surplus: u64,
    pub(crate) lost: u64,
    pub(crate) other_frames: u64,
    pub(crate) bytes_in: u64,
    pub(crate) closed: u64,
    pub(crate) connect_errors: u64,
}

pub(crate) struct Engine<'a> {
    pub(crate) a: &'a Args,
    pub(crate) ad: Box<dyn Adapter>,
    pub(crate) ep: RawFd,
    pub(crate) conns: Vec<Conn>,
    pub(crate) rooms: Vec<Room>,
    pub(crate) finder: memchr::memmem::Finder<'static>,
    pub(crate) c: Counters,
    pub(crate) each: Histogram<u64>,
    pub(crate) last: Histogram<u64>,
    /// Latencies of actions sent at or after this time are recorded.
    pub(crate) record_from: u64,
    pub(crate) joined: usize,
    pub(crate) pending: usize,
    pub(crate) done_rooms: Vec<u32>,
    pub(crate) key: u32,
    pub(crate) pad: String,
    pub(crate) buf: Vec<u8>,
}

pub(crate) fn now() -> u64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut t) };
    t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64
}

pub(crate) fn hist() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 120_000_000_000, 3).unwrap()
}

pub(crate) fn hex(b: &[u8]) -> Option<u64> {
    b.iter().try_fold(0u64, |v, c| Some(v << 4 | (*c as char).to_digit(16)? as u64))
}

impl<'a> Engine<'a> {
    pub(crate) fn new(a: &'a Args, ad: Box<dyn Adapter>, names: Vec<String>) -> Self {
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

    pub(crate) fn total(&self) -> usize {
        self.conns.len()
    }

    pub(crate) fn ctl(&self, op: i32, i: usize, events: i32) {
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
    pub(crate) fn connect_all(&mut self, at_once: usize, deadline: u64) -> bool {
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
    pub(crate) fn join_times(&self) -> Histogram<u64> {
        let mut h = hist();
        for c in self.conns.iter().filter(|c| c.joined > 0) {
            let _ = h.record(c.joined - c.started);
        }
        h
    }

    pub(crate) fn join_span(&self) -> u64 {
        let first = self.conns.iter().map(|c| c.started).filter(|t| *t > 0).min().unwrap_or(0);
        self.conns.iter().map(|c| c.joined).max().unwrap_or(0).saturating_sub(first)
    }

    pub(crate) fn write(&mut self, i: usize) {
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

    pub(crate) fn next_key(&mut self) -> u32 {
        self.key = self.key.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.key
    }

    pub(crate) fn send_texts(&mut self, i: usize, texts: Vec<String>) {
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
    pub(crate) fn act(&mut self, r: u32, ts: u64) {
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

    /// Rooms whose action just reached everyone (for the closed loop).
    pub(crate) fn take_done(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.done_rooms)
    }

    /// Forget actions older than `age` that never reached everyone; returns their rooms.
    pub(crate) fn expire(&mut self, age: u64) -> Vec<u32> {
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

    pub(crate) fn outstanding(&self) -> bool {
        self.rooms.iter().any(|r| r.ring.iter().any(|s| s.remaining > 0))
    }

    pub(crate) fn kill(&mut self, i: usize) {
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
    pub(crate) fn poll(&mut self, timeout: u64) {
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

    pub(crate) fn close_all(&mut self) {
        for c in self.conns.iter_mut().filter(|c| c.fd >= 0 && c.st != St::Dead) {
            unsafe { libc::close(c.fd) };
            c.st = St::Dead;
        }
    }
}

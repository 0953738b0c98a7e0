//! The receiving half: bytes to frames, frames to stamps, stamps to counts.

use crate::adapter::Who;
use crate::engine::{Engine, MARK, RING, STAMP_LEN, St, hex, now};
use crate::ws;

impl Engine<'_> {
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

    pub(crate) fn readable(&mut self, i: usize) {
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
}

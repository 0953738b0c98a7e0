//! The limit's side of WebSocket: the upgrade, and frames from clients.

use base64::Engine as _;
use sha1::{Digest, Sha1};

use crate::{Server, header};

impl Server {
    fn join(&mut self, i: u32, path: &[u8]) {
        let name = path.strip_prefix(b"/r/").unwrap_or(path).to_vec();
        let next = self.names.len() as u32;
        let room = *self.rooms.entry(name.clone()).or_insert(next);
        if room == next {
            self.names.push(name.clone());
            self.members.push(Vec::new());
            if self.redis {
                let cmd = format!("*2\r\n$9\r\nSUBSCRIBE\r\n${}\r\n", name.len());
                self.subs.out.extend_from_slice(cmd.as_bytes());
                self.subs.out.extend_from_slice(&name);
                self.subs.out.extend_from_slice(b"\r\n");
            }
        }
        let list = &mut self.members[room as usize];
        let c = &mut self.conns[i as usize];
        c.room = room;
        c.place = list.len() as u32;
        c.open = true;
        list.push(i);
        let state = format!(r#"{{"type":"state","members":{}}}"#, list.len());
        header(&mut c.out, state.len());
        c.out.extend_from_slice(state.as_bytes());
    }

    pub(crate) fn upgrade(&mut self, i: u32, head: &[u8]) -> bool {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.split("\r\n");
        let path = lines.next().and_then(|l| l.split(' ').nth(1)).unwrap_or("/").to_string();
        let key = lines
            .filter_map(|l| l.split_once(':'))
            .find(|(k, _)| k.eq_ignore_ascii_case("sec-websocket-key"))
            .map(|(_, v)| v.trim().to_string());
        let Some(key) = key else { return false };
        let digest = Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
        let accept = base64::engine::general_purpose::STANDARD.encode(digest);
        let resp = format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        );
        self.conns[i as usize].out.extend_from_slice(resp.as_bytes());
        self.join(i, path.as_bytes());
        self.flush(i);
        true
    }

    /// One inbound frame at the start of `b`; returns its length, 0 if incomplete.
    pub(crate) fn inbound(&mut self, i: u32, b: &[u8]) -> usize {
        if b.len() < 2 {
            return 0;
        }
        let (len, at) = match b[1] & 0x7f {
            126 if b.len() >= 4 => (u16::from_be_bytes([b[2], b[3]]) as usize, 4),
            127 if b.len() >= 10 => (u64::from_be_bytes(b[2..10].try_into().unwrap()) as usize, 10),
            126 | 127 => return 0,
            n => (n as usize, 2),
        };
        let body = at + 4;
        if b.len() < body + len {
            return 0;
        }
        let key = [b[at], b[at + 1], b[at + 2], b[at + 3]];
        match b[0] & 0x0f {
            1 | 2 => {
                let room = self.conns[i as usize].room;
                let mut f = std::mem::take(if self.redis { &mut self.publ.out } else { &mut self.frame });
                if self.redis {
                    // The sender travels with the message, so that it can be left out.
                    let name = &self.names[room as usize];
                    use std::io::Write;
                    let _ = write!(f, "*3\r\n$7\r\nPUBLISH\r\n${}\r\n", name.len());
                    f.extend_from_slice(name);
                    let _ = write!(f, "\r\n${}\r\n{:08x}{:08x}", len + 16, self.replica, i);
                } else {
                    f.clear();
                    header(&mut f, len);
                }
                f.extend(b[body..body + len].iter().enumerate().map(|(k, x)| x ^ key[k & 3]));
                if self.redis {
                    f.extend_from_slice(b"\r\n");
                    self.publ.out = f;
                } else {
                    self.frame = f;
                    self.fan_out(room, i);
                }
            }
            8 => self.close(i),
            9 => {
                let c = &mut self.conns[i as usize];
                c.out.extend_from_slice(&[0x8a, len as u8]);
                c.out.extend(b[body..body + len].iter().enumerate().map(|(k, x)| x ^ key[k & 3]));
                self.flush(i);
            }
            _ => {}
        }
        body + len
    }
}

//! A mail server that keeps what it is handed (RFC 5321, as much as a client needs), so that stories
//! can open the links in mails.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a mail may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail, as it was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Who it is from, of the envelope.
    pub from: String,
    /// Who gets it, of the envelope.
    pub to: Vec<String>,
    /// Head and body, the body decoded from quoted-printable.
    pub text: String,
}

impl Mail {
    /// The token of the link to `page` in it.
    #[must_use]
    pub fn token(&self, page: &str) -> Option<String> {
        let (_, rest) = self.text.split_once(&format!("/{page}#token="))?;
        Some(rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect())
    }
}

/// The server. It ends with the process.
#[derive(Clone, Debug)]
pub struct MailSink {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl MailSink {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// There is no free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let sink = Self { address: listener.local_addr().expect("it is bound"), mails: Arc::default() };
        let mails = Arc::clone(&sink.mails);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mails = Arc::clone(&mails);
                thread::spawn(move || serve(&stream, &mails));
            }
        });
        sink
    }

    /// What `auth.smtp_url` is to be.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// All mails to an address so far.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<Mail> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.iter().filter(|mail| mail.to.iter().any(|to| to == address)).cloned().collect()
    }

    /// The `number`th mail to an address, from 1, once it is there.
    ///
    /// # Panics
    /// It does not come.
    #[must_use]
    pub fn wait(&self, address: &str, number: usize) -> Mail {
        let begun = Instant::now();
        loop {
            if let Some(mail) = self.to(address).into_iter().nth(number - 1) {
                return mail;
            }
            assert!(begun.elapsed() < PATIENCE, "mail {number} to {address} did not come");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn serve(stream: &TcpStream, mails: &Mutex<Vec<Mail>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut writer = stream;
    let (mut from, mut to) = (String::new(), Vec::new());
    writer.write_all(b"220 sink\r\n").ok()?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" | "RSET" | "NOOP" => "250 ok",
            "MAIL" => {
                (from, to) = (address(), Vec::new());
                "250 ok"
            }
            "RCPT" => {
                to.push(address());
                "250 ok"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").ok()?;
                let text = data(&mut reader)?;
                let mail = Mail { from: from.clone(), to: to.clone(), text };
                mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                "250 taken"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").ok()?;
                return Some(());
            }
            _ => "502 not here",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).ok()?;
    }
}

/// What follows DATA, without dots that were stuffed and with soft line ends joined.
fn data(reader: &mut impl BufRead) -> Option<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end_matches(['\r', '\n']);
        if line == "." {
            return Some(text.replace("=3D", "="));
        }
        let line = line.strip_prefix('.').unwrap_or(line);
        match line.strip_suffix('=') {
            Some(soft) => text.push_str(soft),
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
}

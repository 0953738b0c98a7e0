//! One WebSocket of one member: frames typed by the contract, in either subprotocol, and a
//! picture of the room that is checked with every event.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event as Happened;
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{
    Chat, ClientFrame, Event, Goodbye, Heartbeat, Ping, Playback, Pong, Room, ServerFrame, Welcome,
};
use prost::Message as _;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{PATIENCE, fold};

/// Frames that a story may still ask for.
const FRAMES_KEPT: usize = 10_000;

/// A command was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The named code.
    pub code: String,
    /// For people.
    pub detail: String,
}

/// An open socket, or one that has been closed since.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    binary: bool,
    /// The room as this client sees it.
    pub room: Room,
    /// The first frame.
    pub welcome: Welcome,
    /// Close code, once the server has closed.
    pub closed: Option<u16>,
    /// What came before the close.
    pub goodbye: Option<Goodbye>,
    /// How many snapshots have come.
    pub snapshots: usize,
    /// How many frames are kept to be asked for later; a crowd that asks for none keeps none.
    pub kept: usize,
    events: VecDeque<Event>,
    frames: VecDeque<Frame>,
    answers: HashMap<String, Result<u32, Refusal>>,
}

impl Socket {
    pub(super) fn new(stream: WebSocketStream<MaybeTlsStream<TcpStream>>, binary: bool) -> Self {
        Self {
            stream,
            binary,
            room: Room::default(),
            welcome: Welcome::default(),
            closed: None,
            goodbye: None,
            snapshots: 0,
            kept: FRAMES_KEPT,
            events: VecDeque::new(),
            frames: VecDeque::new(),
            answers: HashMap::new(),
        }
    }

    /// Waits for WELCOME and SNAPSHOT.
    pub async fn entered(mut self) -> Self {
        self.until("the state has arrived", |socket| socket.snapshots > 0).await;
        self
    }

    /// Who this is in the room.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.welcome.member_id
    }

    /// What plays, and how.
    #[must_use]
    pub fn playback(&self) -> Playback {
        self.room.playback.clone().unwrap_or_default()
    }

    /// The ids of the queue, in order.
    #[must_use]
    pub fn queue(&self) -> Vec<String> {
        self.room.queue.iter().map(|item| item.id.clone()).collect()
    }

    /// Reads one frame; `false` once the socket is closed or nothing came in time.
    pub async fn read(&mut self, deadline: Instant) -> bool {
        if self.closed.is_some() {
            return false;
        }
        let Ok(message) = timeout_at(deadline, self.stream.next()).await else { return false };
        match message {
            Some(Ok(Message::Text(text))) => {
                assert!(!self.binary, "text on the binary subprotocol: {text}");
                self.take(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}")));
            }
            Some(Ok(Message::Binary(bytes))) => {
                assert!(self.binary, "binary on the JSON subprotocol");
                self.take(ServerFrame::decode(bytes).expect("a frame"));
            }
            Some(Ok(Message::Close(frame))) => self.closed = Some(frame.map_or(1005, |frame| frame.code.into())),
            Some(Ok(_)) => {}
            None | Some(Err(_)) => self.closed = Some(1006),
        }
        true
    }

    fn take(&mut self, frame: ServerFrame) {
        let frame = frame.frame.expect("a frame says what it is");
        match &frame {
            Frame::Welcome(welcome) => self.welcome = welcome.clone(),
            Frame::Snapshot(snapshot) => {
                self.room = snapshot.room.clone().expect("a snapshot has a room");
                assert_eq!((&snapshot.epoch, snapshot.revision), (&self.room.epoch, self.room.revision));
                self.snapshots += 1;
            }
            Frame::Event(event) => {
                fold(&mut self.room, event);
                self.events.push_back(event.clone());
            }
            Frame::Ack(ack) => self.answered(ack.id.clone(), Ok(ack.revision)),
            Frame::Error(error) => {
                let refusal = Refusal { code: error.code.clone(), detail: error.detail.clone() };
                self.answered(error.id.clone(), Err(refusal));
            }
            Frame::Goodbye(goodbye) => self.goodbye = Some(goodbye.clone()),
            _ => {}
        }
        self.frames.push_back(frame);
        while self.frames.len() > self.kept {
            self.frames.pop_front();
        }
    }

    fn answered(&mut self, id: String, answer: Result<u32, Refusal>) {
        let before = self.answers.insert(id.clone(), answer);
        assert!(before.is_none() || id.is_empty(), "{id} is answered twice");
    }

    /// Reads until `condition` holds.
    ///
    /// # Panics
    /// If it does not in time.
    #[track_caller]
    pub fn until<'a>(
        &'a mut self,
        what: &'a str,
        condition: impl Fn(&Self) -> bool + 'a,
    ) -> impl Future<Output = ()> + 'a {
        self.until_in(PATIENCE, what, condition)
    }

    /// The same within another time.
    pub async fn until_in(&mut self, patience: Duration, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + patience;
        while !condition(self) {
            if !self.read(deadline).await {
                panic!("in vain until {what}; closed: {:?}, goodbye: {:?}", self.closed, self.goodbye);
            }
        }
    }

    /// The next event, not yet taken, of which `pick` makes something; those before it are passed over.
    ///
    /// # Panics
    /// If none comes in time.
    pub async fn event<T>(&mut self, what: &str, pick: impl Fn(&Event) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            while let Some(event) = self.events.pop_front() {
                if let Some(picked) = pick(&event) {
                    return picked;
                }
            }
            assert!(self.read(deadline).await, "no event in time: {what}; closed: {:?}", self.closed);
        }
    }

    /// The next frame, not yet taken, of which `pick` makes something; those before it are passed over.
    ///
    /// # Panics
    /// If none comes in time.
    pub async fn frame<T>(&mut self, what: &str, pick: impl Fn(&Frame) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            while let Some(frame) = self.frames.pop_front() {
                if let Some(picked) = pick(&frame) {
                    return picked;
                }
            }
            assert!(self.read(deadline).await, "no frame in time: {what}; closed: {:?}", self.closed);
        }
    }

    /// Every event not yet taken.
    pub fn take_events(&mut self) -> Vec<Happened> {
        self.events.drain(..).filter_map(|event| event.event).collect()
    }

    /// Every event not yet taken, whole.
    pub fn take_log(&mut self) -> Vec<Event> {
        self.events.drain(..).collect()
    }

    /// The answer to the frame with this id, if it has come.
    pub fn answered_with(&mut self, id: &str) -> Option<Result<u32, Refusal>> {
        self.answers.remove(id)
    }

    /// The next HEARTBEAT.
    pub async fn heartbeat(&mut self) -> Heartbeat {
        self.frames.clear();
        self.frame("HEARTBEAT", |frame| match frame {
            Frame::Heartbeat(heartbeat) => Some(heartbeat.clone()),
            _ => None,
        })
        .await
    }

    /// Sends a command under a fresh id, and does not wait for the answer.
    pub async fn send(&mut self, command: Command) -> String {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = format!("c{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        self.send_as(&id, command).await;
        id
    }

    /// Sends a command under this id.
    ///
    /// # Panics
    /// If the socket is closed.
    pub async fn send_as(&mut self, id: &str, command: Command) {
        let message = self.message(id, command);
        self.stream.send(message).await.expect("the socket is open");
    }

    /// The same where the server may be closing at this moment; what it has to say is read as ever.
    pub async fn try_send(&mut self, id: &str, command: Command) -> bool {
        let message = self.message(id, command);
        self.stream.send(message).await.is_ok()
    }

    fn message(&self, id: &str, command: Command) -> Message {
        let frame = ClientFrame { id: id.to_owned(), command: Some(command) };
        if self.binary {
            Message::Binary(frame.encode_to_vec().into())
        } else {
            Message::Text(serde_json::to_string(&frame).expect("frames are JSON").into())
        }
    }

    /// Sends whatever it is.
    ///
    /// # Panics
    /// If the socket is closed.
    pub async fn send_raw(&mut self, message: Message) {
        self.stream.send(message).await.expect("the socket is open");
    }

    /// Sends text as it is.
    pub async fn send_text(&mut self, text: &str) {
        self.send_raw(Message::Text(text.into())).await;
    }

    /// The answer to the frame with this id.
    ///
    /// # Errors
    /// It was refused.
    ///
    /// # Panics
    /// If no answer comes in time.
    pub async fn answer(&mut self, id: &str) -> Result<u32, Refusal> {
        self.until(&format!("{id} is answered"), |socket| socket.answers.contains_key(id)).await;
        self.answers.remove(id).expect("it is there")
    }

    /// Sends a command and waits for its answer.
    ///
    /// # Errors
    /// It was refused.
    pub async fn ask(&mut self, command: Command) -> Result<u32, Refusal> {
        let id = self.send(command).await;
        self.answer(&id).await
    }

    /// Sends a command that must be accepted, and reads until its last event has come.
    ///
    /// # Panics
    /// If it is refused.
    pub async fn does(&mut self, command: Command) -> u32 {
        let shown = format!("{command:?}");
        let revision = self.ask(command).await.unwrap_or_else(|refusal| panic!("{shown}: {refusal:?}"));
        self.reaches(revision).await;
        revision
    }

    /// Sends a command that must be refused; the code.
    ///
    /// # Panics
    /// If it is accepted.
    pub async fn is_refused(&mut self, command: Command) -> String {
        let shown = format!("{command:?}");
        self.ask(command).await.expect_err(&shown).code
    }

    /// Reads until the room has this revision.
    pub async fn reaches(&mut self, revision: u32) {
        self.until(&format!("revision {revision} is reached"), |socket| socket.room.revision >= revision).await;
    }

    /// Says something; the revision.
    pub async fn says(&mut self, text: &str) -> u32 {
        self.does(Command::Chat(Chat { text: text.to_owned(), reply_to: None })).await
    }

    /// Asks for the room clock.
    pub async fn pings(&mut self) -> Pong {
        let id = self.send(Command::Ping(Ping { client_time: 12.5 })).await;
        self.frame("PONG", |frame| match frame {
            Frame::Pong(pong) if pong.id == id => Some(pong.clone()),
            _ => None,
        })
        .await
    }

    /// Waits until the server has closed; the code.
    pub async fn is_closed(&mut self) -> u16 {
        self.is_closed_in(PATIENCE).await
    }

    /// Waits for at most that long until the server has closed; the code.
    pub async fn is_closed_in(&mut self, patience: Duration) -> u16 {
        let deadline = Instant::now() + patience;
        while self.closed.is_none() {
            assert!(self.read(deadline).await || self.closed.is_some(), "the server did not close");
        }
        self.closed.expect("it is closed")
    }

    /// Closes as a browser does that goes elsewhere.
    pub async fn close(&mut self) {
        let frame = CloseFrame { code: 1001.into(), reason: "".into() };
        // It may be closed already.
        let _ = self.stream.close(Some(frame)).await;
    }
}

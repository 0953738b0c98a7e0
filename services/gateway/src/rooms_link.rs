//! Commands on their way to rooms: one bidirectional stream for all sockets, so that a command
//! costs no call, no token and no task, and rooms sees together what waits together.
//!
//! A stream that breaks or ends is opened again and what has no answer is sent again with the same
//! ids, which rooms knows from the first time if that counted. Every command is answered: by rooms,
//! or with `unavailable` once its time has run out or streams have broken under it again and again.
//! A replica that stops ends its streams in order and may still be found for a moment: that counts
//! against no command.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use matinee_broker::Connection;
use matinee_proto::rooms::v1::{
    Disconnected, ExecuteRequest, ExecuteResponse, Refused, execute_request::Action, execute_response::Outcome,
};
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{Ack, Error};
use matinee_telemetry::Span;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

use crate::fanout::Awaiting;
use crate::meters;
use crate::outlet::{Close, Outlet};
use crate::services::Services;
use crate::trace;

/// Requests without an answer, per stream; more are refused.
const PENDING_MAX: usize = 65_536;
/// Requests waiting to be taken up, per stream.
const QUEUE: usize = 16_384;
/// Streams that may break while a request waits: it may be what breaks them.
const BREAKS: u8 = 3;
/// Pause before a stream is opened again after one that gave no answer, doubled up to the longest.
const PAUSE: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(2);
/// Precision of deadlines.
const SWEEP: Duration = Duration::from_millis(250);
/// How long an answer is held for the event that it is about.
const HELD: Duration = Duration::from_millis(3);
/// Requests and answers taken in one turn.
const TURN: usize = 256;

/// Who wants to know what became of a request.
pub(crate) enum Reply {
    /// A socket: ACK or ERROR, unless an event has said it before, and goodbye if it has left.
    Command { outlet: Arc<Outlet>, id: String, awaiting: Awaiting, leave: bool, span: Span },
    /// The gateway itself.
    Outcome(oneshot::Sender<Outcome>),
    /// Nobody.
    Nobody,
}

impl Reply {
    /// Says what became of it. An ACK is held if the event is still to come, which is about to be
    /// written to the same socket: one write can carry both. The outlet that is to be flushed then.
    fn give(self, outcome: Outcome) -> Option<Arc<Outlet>> {
        match self {
            Self::Command { outlet, id, awaiting, leave, span } => {
                trace::answered(&span, &outcome);
                let first = awaiting.end();
                let revision = match outcome {
                    Outcome::Refused(Refused { code, detail, retry_after }) => {
                        if first {
                            outlet.send(Frame::Error(Error { id, code, detail, retry_after }));
                        }
                        return None;
                    }
                    Outcome::Accepted(accepted) => accepted.revision,
                    Outcome::Present(present) => present.revision,
                };
                let early = first && !awaiting.has_reached(revision);
                let ack = Frame::Ack(Ack { id, revision });
                if early {
                    outlet.hold(ack);
                } else if first {
                    outlet.send(ack);
                }
                if leave {
                    outlet.close(Close::Left, "left", 0.0);
                }
                return early.then_some(outlet);
            }
            Self::Outcome(sender) => drop(sender.send(outcome)),
            Self::Nobody => {}
        }
        None
    }
}

/// The way to rooms, cheap to clone.
#[derive(Clone)]
pub(crate) struct RoomsLink(Arc<[mpsc::Sender<(ExecuteRequest, Reply)>]>);

impl RoomsLink {
    /// Opens `streams` streams; a room's requests all take the same one.
    pub(crate) fn open(services: &Services, streams: usize, deadline: Duration) -> Self {
        let senders = (0..streams.max(1)).map(|_| {
            let (sender, requests) = mpsc::channel(QUEUE);
            tokio::spawn(Link::new(services.clone(), deadline).run(requests));
            sender
        });
        Self(senders.collect())
    }

    /// Sends a request; the reply is given in any case.
    pub(crate) fn send(&self, request: ExecuteRequest, reply: Reply) {
        let mut hasher = DefaultHasher::new();
        request.room_id.hash(&mut hasher);
        let stream = (hasher.finish() % self.0.len() as u64) as usize;
        if let Err(error) = self.0[stream].try_send((request, reply)) {
            error.into_inner().1.give(unavailable());
        }
    }

    /// Sends a request and waits for what became of it.
    pub(crate) async fn ask(&self, request: ExecuteRequest) -> Outcome {
        let (sender, outcome) = oneshot::channel();
        self.send(request, Reply::Outcome(sender));
        outcome.await.unwrap_or_else(|_| unavailable())
    }

    /// Tells rooms that a connection is gone.
    pub(crate) fn disconnected(&self, connection: &Connection, session: &str) {
        let Connection { room, member, id } = connection;
        let request = ExecuteRequest {
            sequence: 0,
            room_id: room.to_string(),
            member_id: member.to_string(),
            session_id: session.to_owned(),
            action: Some(Action::Disconnected(Disconnected { connection_id: id.to_string() })),
            traceparent: String::new(),
        };
        // If nobody takes it the lease runs out.
        self.send(request, Reply::Nobody);
    }
}

fn unavailable() -> Outcome {
    Outcome::Refused(Refused {
        code: "unavailable".to_owned(),
        detail: "rooms did not answer; try again".to_owned(),
        retry_after: 1.0,
    })
}

/// Writes the answers that are still held once the event has had time to come: where it is lost it
/// is found missing only later.
async fn flush(mut outlets: mpsc::Receiver<Arc<Outlet>>) {
    let mut held = Vec::new();
    while outlets.recv_many(&mut held, PENDING_MAX).await > 0 {
        tokio::time::sleep(HELD).await;
        held.drain(..).for_each(|outlet| outlet.flush());
    }
}

/// A request without an answer.
struct Pending {
    request: ExecuteRequest,
    reply: Reply,
    deadline: Instant,
    /// Streams that broke while it waited.
    breaks: u8,
}

struct Link {
    services: Services,
    deadline: Duration,
    pending: HashMap<u64, Pending>,
    last: u64,
    /// Before the next stream is opened; none after one that gave answers.
    pause: Duration,
    /// Where outlets go that hold an answer.
    held: mpsc::Sender<Arc<Outlet>>,
}

/// An open stream.
struct Open {
    requests: mpsc::Sender<ExecuteRequest>,
    answers: Streaming<ExecuteResponse>,
}

/// How a stream ended.
enum Ended {
    /// In order, by a replica that stops, or never opened.
    Elsewhere,
    /// Without a word.
    Broke,
    /// Nobody will send anything any more.
    Done,
}

impl Link {
    fn new(services: Services, deadline: Duration) -> Self {
        let (held, outlets) = mpsc::channel(PENDING_MAX);
        tokio::spawn(flush(outlets));
        Self { services, deadline, pending: HashMap::new(), last: 0, pause: PAUSE, held }
    }

    async fn run(mut self, mut incoming: mpsc::Receiver<(ExecuteRequest, Reply)>) {
        while !incoming.is_closed() || !incoming.is_empty() {
            let ended = match self.connect(&mut incoming).await {
                Some(open) => self.serve(open, &mut incoming).await,
                None => Ended::Elsewhere,
            };
            match ended {
                Ended::Elsewhere => {}
                Ended::Broke => self.broke(),
                Ended::Done => return,
            }
            self.wait(&mut incoming).await;
        }
    }

    /// Opens a stream and sends what has no answer yet.
    async fn connect(&mut self, incoming: &mut mpsc::Receiver<(ExecuteRequest, Reply)>) -> Option<Open> {
        // Idle until there is something to send: a gateway may start before rooms does.
        if self.pending.is_empty() {
            let (request, reply) = incoming.recv().await?;
            self.note(request, reply);
        }
        let (requests, stream) = mpsc::channel(PENDING_MAX);
        self.resend(&requests);
        let request = self.services.key.authorize(ReceiverStream::new(stream), "gateway", "rooms", None);
        let mut client = self.services.rooms.clone();
        match tokio::time::timeout(self.deadline, client.execute(request)).await {
            Ok(Ok(answers)) => Some(Open { requests, answers: answers.into_inner() }),
            Ok(Err(status)) => {
                tracing::warn!(status.code = ?status.code(), status.message = status.message(), "rooms refused a stream");
                None
            }
            Err(_) => None,
        }
    }

    fn resend(&self, requests: &mpsc::Sender<ExecuteRequest>) {
        let mut again: Vec<&ExecuteRequest> = self.pending.values().map(|waiting| &waiting.request).collect();
        again.sort_by_key(|request| request.sequence);
        // There is room for all of them.
        again.into_iter().for_each(|request| drop(requests.try_send(request.clone())));
    }

    /// Gives up on what streams have broken under once too often.
    fn broke(&mut self) {
        self.pending.values_mut().for_each(|waiting| waiting.breaks += 1);
        self.give_up(|waiting| waiting.breaks >= BREAKS);
    }

    /// Serves an open stream until it ends.
    async fn serve(&mut self, mut open: Open, incoming: &mut mpsc::Receiver<(ExecuteRequest, Reply)>) -> Ended {
        let mut sweep = tokio::time::interval(SWEEP);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // They have their numbers, and are sent again with the others should the stream break.
        let mut noted = Vec::new();
        let mut gathered: BoxFuture<'static, ()> = Box::pin(std::future::ready(()));
        loop {
            tokio::select! {
                // Answers first: whoever has one has waited longest, and may be about to be written to.
                biased;
                _ = sweep.tick() => self.sweep(),
                answer = open.answers.message() => match answer {
                    Ok(Some(ExecuteResponse { sequence, outcome: Some(outcome) })) => {
                        self.pause = Duration::ZERO;
                        self.answer(sequence, outcome);
                    }
                    Ok(Some(_)) => tracing::warn!("rooms gave an answer without an outcome"),
                    Ok(None) => return Ended::Elsewhere,
                    Err(status) => {
                        tracing::warn!(status.code = ?status.code(), status.message = status.message(), "the stream to rooms broke");
                        return Ended::Broke;
                    }
                },
                () = &mut gathered, if !noted.is_empty() => {
                    while noted.len() < TURN && let Ok((request, reply)) = incoming.try_recv() {
                        noted.extend(self.note(request, reply));
                    }
                    // There is room for all that have no answer; one that finds none runs out of time.
                    noted.drain(..).for_each(|request| drop(open.requests.try_send(request)));
                }
                first = incoming.recv(), if noted.is_empty() => match first {
                    // Sockets that are about to send something get to do so first: what rooms is
                    // handed together it commits together. Answers are taken meanwhile.
                    Some((request, reply)) => {
                        noted.extend(self.note(request, reply));
                        gathered = Box::pin(tokio::task::yield_now());
                    }
                    None => return Ended::Done,
                },
            }
        }
    }

    /// Waits without a stream; deadlines run on.
    async fn wait(&mut self, incoming: &mut mpsc::Receiver<(ExecuteRequest, Reply)>) {
        let until = Instant::now() + self.pause;
        self.pause = (self.pause * 2).clamp(PAUSE, PAUSE_MAX);
        while let Ok(Some((request, reply))) = tokio::time::timeout_at(until, incoming.recv()).await {
            self.note(request, reply);
        }
        self.sweep();
    }

    /// Numbers a request and keeps it until it is answered; what is to be sent.
    fn note(&mut self, request: ExecuteRequest, reply: Reply) -> Option<ExecuteRequest> {
        if self.pending.len() >= PENDING_MAX {
            reply.give(unavailable());
            return None;
        }
        self.last += 1;
        let request = ExecuteRequest { sequence: self.last, ..request };
        let waiting = Pending { request: request.clone(), reply, deadline: Instant::now() + self.deadline, breaks: 0 };
        self.pending.insert(self.last, waiting);
        Some(request)
    }

    fn answer(&mut self, sequence: u64, outcome: Outcome) {
        let Some(waiting) = self.pending.remove(&sequence) else { return };
        if matches!(waiting.reply, Reply::Command { .. }) {
            meters::answered(&outcome, self.deadline.saturating_sub(waiting.deadline - Instant::now()));
        }
        if let Some(outlet) = waiting.reply.give(outcome)
            && let Err(full) = self.held.try_send(outlet)
        {
            full.into_inner().flush();
        }
    }

    /// Gives up on what has waited too long.
    fn sweep(&mut self) {
        let now = Instant::now();
        self.give_up(|waiting| waiting.deadline <= now);
    }

    fn give_up(&mut self, hopeless: impl Fn(&Pending) -> bool) {
        let hopeless: Vec<u64> =
            self.pending.iter().filter(|(_, waiting)| hopeless(waiting)).map(|(key, _)| *key).collect();
        hopeless.into_iter().for_each(|sequence| self.answer(sequence, unavailable()));
    }
}

//! A connection that carries subscriptions: one per server, RESP3, never revived.
//!
//! Messages are handed to the topics from the connection's own task, so that there is no queue in between
//! that could grow. A subscription counts as confirmed only if the very channel is named in the answer.
//!
//! A starved connection looks healthy. So each listener also hears a probe channel of its own, to which this process
//! publishes every second by the ordinary path; two that do not come back in time end the listener.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use ::redis::aio::MultiplexedConnection;
use ::redis::{Client, Cmd, ConnectionInfo, ErrorKind, PushInfo, PushKind, RedisResult, Value, cmd};
use bytes::Bytes;

use super::endpoint::with_resp3;
use super::link::Timeouts;

/// Probes that may be under way before the connection counts as dead.
const PROBES: u64 = 2;

/// What a listener tells.
#[derive(Debug)]
pub(super) enum Heard {
    /// A message on a channel.
    Message(String, Bytes),
    /// The server says that this channel is not subscribed any more; also the answer to unsubscribing.
    Unsubscribed(String),
    /// The connection is gone.
    Disconnected,
}

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Listener {
    connection: MultiplexedConnection,
    sharded: bool,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    probe_channel: String,
    dead: AtomicBool,
    sent: AtomicU64,
    heard: AtomicU64,
}

impl Listener {
    /// Connects and subscribes to the probe channel; `hear` is called with all that comes.
    pub(super) async fn connect(
        info: ConnectionInfo,
        timeouts: Timeouts,
        sharded: bool,
        probe_channel: String,
        hear: impl Fn(Heard) + Send + Sync + 'static,
    ) -> RedisResult<Self> {
        let state = Arc::new(State {
            probe_channel,
            dead: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            heard: AtomicU64::new(0),
        });
        let told = state.clone();
        let push = move |info: PushInfo| -> Result<(), std::convert::Infallible> {
            told.sort(info).into_iter().for_each(&hear);
            Ok(())
        };
        let config = timeouts.of_connections().set_push_sender(push);
        let client = Client::open(with_resp3(info))?;
        let connection = client.get_multiplexed_async_connection_with_config(&config).await?;
        let listener = Self { connection, sharded, state };
        listener.subscribe(&listener.state.probe_channel).await?;
        Ok(listener)
    }

    pub(super) fn is_dead(&self) -> bool {
        self.state.dead.load(Ordering::Relaxed)
    }

    /// Gives the connection up.
    pub(super) fn end(&self) {
        self.state.dead.store(true, Ordering::Relaxed);
    }

    /// Subscribes to a channel and waits until the server has confirmed it.
    pub(super) async fn subscribe(&self, channel: &str) -> RedisResult<()> {
        let (command, kind) = match self.sharded {
            true => ("SSUBSCRIBE", PushKind::SSubscribe),
            false => ("SUBSCRIBE", PushKind::Subscribe),
        };
        match self.send(cmd(command).arg(channel)).await? {
            Value::Push { kind: confirmed, data }
                if confirmed == kind && name(data.first()).is_some_and(|named| named == channel) =>
            {
                Ok(())
            }
            _ => {
                // Answers have come out of step (a server may unsubscribe on its own): start again.
                self.end();
                Err((ErrorKind::Client, "the subscription was not confirmed").into())
            }
        }
    }

    /// Ends a subscription. Should it fail, the connection is given up.
    pub(super) async fn unsubscribe(&self, channel: &str) {
        let command = if self.sharded { "SUNSUBSCRIBE" } else { "UNSUBSCRIBE" };
        if self.send(cmd(command).arg(channel)).await.is_err() {
            self.end();
        }
    }

    async fn send(&self, command: &Cmd) -> RedisResult<Value> {
        let answer = command.query_async(&mut self.connection.clone()).await;
        if let Err(error) = &answer
            && (error.is_unrecoverable_error() || error.is_timeout())
        {
            self.end();
        }
        answer
    }

    /// The probe channel and what to publish there next; `None` if the last ones have not come back,
    /// in which case the listener has ended.
    pub(super) fn probe(&self) -> Option<(&str, u64)> {
        let (sent, heard) = (self.state.sent.load(Ordering::Relaxed), self.state.heard.load(Ordering::Relaxed));
        if sent >= heard + PROBES {
            self.end();
            return None;
        }
        Some((&self.state.probe_channel, sent + 1))
    }

    /// Says that the probe was published.
    pub(super) fn probed(&self, number: u64) {
        self.state.sent.fetch_max(number, Ordering::Relaxed);
    }
}

impl State {
    fn sort(&self, info: PushInfo) -> Option<Heard> {
        let mut data = info.data.into_iter();
        match info.kind {
            PushKind::Message | PushKind::SMessage => {
                let channel = name(data.next().as_ref())?;
                let Some(Value::BulkString(body)) = data.next() else { return None };
                if channel == self.probe_channel {
                    let number = std::str::from_utf8(&body).ok()?.parse().ok()?;
                    self.heard.fetch_max(number, Ordering::Relaxed);
                    return None;
                }
                Some(Heard::Message(channel, body.into()))
            }
            PushKind::SUnsubscribe | PushKind::Unsubscribe => name(data.next().as_ref()).map(Heard::Unsubscribed),
            PushKind::Disconnection => {
                self.dead.store(true, Ordering::Relaxed);
                Some(Heard::Disconnected)
            }
            _ => None,
        }
    }
}

fn name(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::BulkString(name) => String::from_utf8(name.clone()).ok(),
        Value::SimpleString(name) => Some(name.clone()),
        _ => None,
    }
}

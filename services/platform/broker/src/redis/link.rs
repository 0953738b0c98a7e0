//! A connection together with the identity of the server process behind it.
//!
//! Whether the store may have forgotten is decided by the server's `run_id`, and it must be the id of the very
//! process that carries a call out. A client that reconnects by itself cannot promise that: a call
//! could reach a server that was restarted a moment ago with the id of the one before. So the id is read on
//! the connection it belongs to, a broken connection is never revived, and every script gets the
//! id of the connection it is sent on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ::redis::aio::MultiplexedConnection;
use ::redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionInfo, ErrorKind, Pipeline, RedisError, RedisResult, Value,
};

use super::script::{Call, Scripts};

/// Oldest major version of Redis that has sharded publication and all the scripts use.
const MAJOR: u32 = 7;

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timeouts {
    pub(super) connect: Duration,
    pub(super) response: Duration,
}

impl Timeouts {
    /// What a new connection is to be like.
    pub(super) fn of_connections(self) -> AsyncConnectionConfig {
        AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.connect))
            .set_response_timeout(Some(self.response))
    }
}

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Link {
    connection: MultiplexedConnection,
    run_id: String,
    address: String,
    broken: AtomicBool,
}

impl Link {
    /// Connects, learns who is there and hands over the scripts.
    pub(super) async fn connect(info: ConnectionInfo, timeouts: Timeouts, scripts: &Scripts) -> RedisResult<Self> {
        let address = info.addr().to_string();
        let client = Client::open(info)?;
        let mut connection = client.get_multiplexed_async_connection_with_config(&timeouts.of_connections()).await?;
        let about: String = ::redis::cmd("INFO").arg("server").query_async(&mut connection).await?;
        let field = |name: &str| about.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let major = field("redis_version").and_then(|version| version.split('.').next()?.parse().ok());
        if major.is_none_or(|major: u32| major < MAJOR) {
            return Err((ErrorKind::InvalidClientConfig, "Redis 7 or newer is needed").into());
        }
        let run_id = field("run_id").ok_or((ErrorKind::Client, "the server does not tell its run id"))?.to_owned();
        let mut load = ::redis::pipe();
        for code in scripts.codes() {
            load.cmd("SCRIPT").arg("LOAD").arg(code).ignore();
        }
        load.query_async::<()>(&mut connection).await?;
        Ok(Self { connection, run_id, address, broken: AtomicBool::new(false) })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// Gives the connection up; the next call makes another one.
    pub(super) fn break_off(&self) {
        self.broken.store(true, Ordering::Relaxed);
    }

    /// Sends a call; a script the server does not have any more is sent whole.
    pub(super) async fn send(&self, call: &Call, scripts: &Scripts) -> RedisResult<Value> {
        let answer = self.query(&call.packed(scripts, &self.run_id, false)).await;
        match answer {
            Err(error) if error.kind() == ErrorKind::Server(::redis::ServerErrorKind::NoScript) => {
                self.query(&call.packed(scripts, &self.run_id, true)).await
            }
            other => other,
        }
    }

    /// Sends a call to a node that is about to take over its slot.
    pub(super) async fn send_asking(&self, call: &Call, scripts: &Scripts) -> RedisResult<Value> {
        let mut pipeline = ::redis::pipe();
        pipeline.cmd("ASKING").ignore().add_command(call.packed(scripts, &self.run_id, true));
        let answers = pipeline.query_async(&mut self.connection.clone()).await;
        let answers: Vec<Value> = self.judge(answers)?;
        answers.into_iter().next().ok_or_else(|| (ErrorKind::Client, "no answer").into())
    }

    /// Sends many calls at once; each has an answer of its own.
    pub(super) async fn send_all(&self, calls: &[&Call], scripts: &Scripts) -> RedisResult<Vec<RedisResult<Value>>> {
        let mut pipeline = Pipeline::with_capacity(calls.len());
        for call in calls {
            pipeline.add_command(call.packed(scripts, &self.run_id, false));
        }
        pipeline.ignore_errors();
        let answers = pipeline.query_async(&mut self.connection.clone()).await;
        self.judge(answers)
    }

    /// Sends a command.
    pub(super) async fn query(&self, command: &Cmd) -> RedisResult<Value> {
        let answer = command.query_async(&mut self.connection.clone()).await;
        self.judge(answer)
    }

    fn judge<T>(&self, answer: RedisResult<T>) -> RedisResult<T> {
        if let Err(error) = &answer
            && (error.is_unrecoverable_error() || error.is_timeout())
            && !self.broken.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(broker.address = self.address, %error, "lost the connection to Redis");
            metrics::counter!("matinee_broker_disconnects_total").increment(1);
        }
        answer
    }
}

/// Whether the server certainly did not carry out what was asked, and may do so soon.
pub(super) fn is_refusal_for_now(error: &RedisError) -> bool {
    use ::redis::ServerErrorKind as Kind;
    matches!(
        error.kind(),
        ErrorKind::Server(
            Kind::BusyLoading | Kind::TryAgain | Kind::ClusterDown | Kind::MasterDown | Kind::ReadOnly | Kind::Moved
        )
    )
}

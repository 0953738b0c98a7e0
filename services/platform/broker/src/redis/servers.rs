//! The servers behind a URL: finds the one that owns a slot, connects on demand and repeats a call
//! where that is certain to be harmless.
//!
//! A call whose connection broke under way may have been carried out. It is repeated only if the caller said
//! that this changes nothing; a commit is if it has command ids, by which the repetition is known.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ::redis::sentinel::{Sentinel, SentinelNodeConnectionInfo};
use ::redis::{ConnectionInfo, ErrorKind, RedisError, RedisResult, ServerErrorKind, TlsMode, Value};
use futures::future::join_all;
use matinee_telemetry::{KeyValue, Span, SpanKind};
use parking_lot::RwLock;
use tokio::sync::Mutex;

use super::endpoint::{Endpoint, sibling};
use super::link::{Link, Timeouts, is_refusal_for_now};
use super::script::{Call, Scripts};
use super::slots::{SlotMap, split};
use crate::turn::{Turn, Turns};
use crate::{BrokerError, Result};

/// Address of the only server there is, or of whichever the Sentinels name.
const PRIMARY: &str = "primary";
/// After a failed attempt to connect, calls fail at once for so long.
const COOL_DOWN: Duration = Duration::from_millis(100);
/// The slots are not read more often than this.
const REFRESH: Duration = Duration::from_millis(100);
/// The first pause before a call is tried again; it doubles.
const PAUSE: Duration = Duration::from_millis(10);

/// A connection that is made when it is needed.
#[derive(Debug, Default)]
struct Node {
    link: RwLock<Option<Arc<Link>>>,
    turns: Turns,
    /// Held while connecting; when that last failed.
    connecting: Mutex<Option<Instant>>,
}

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Servers {
    endpoint: Endpoint,
    timeouts: Timeouts,
    scripts: Scripts,
    nodes: RwLock<HashMap<Arc<str>, Arc<Node>>>,
    slots: RwLock<Arc<SlotMap>>,
    /// When the slots were last read.
    refreshed: Mutex<Option<Instant>>,
    primary: Arc<str>,
    /// Connections made so far.
    generation: AtomicU64,
}

impl Servers {
    pub(super) fn new(endpoint: Endpoint, timeouts: Timeouts) -> Self {
        let scripts = Scripts::new(endpoint.is_cluster());
        Self {
            endpoint,
            timeouts,
            scripts,
            nodes: RwLock::default(),
            slots: RwLock::default(),
            refreshed: Mutex::default(),
            primary: PRIMARY.into(),
            generation: AtomicU64::new(0),
        }
    }

    /// Whether it is a Cluster, where channels are sharded.
    pub(super) fn sharded(&self) -> bool {
        self.scripts.sharded()
    }

    pub(super) fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Rises with every connection made: while it stays, the same servers answer.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// Who owns a slot, as far as is known.
    pub(super) fn owner(&self, slot: u16) -> Option<Arc<str>> {
        if self.endpoint.is_cluster() { self.slots.read().owner(slot).cloned() } else { Some(self.primary.clone()) }
    }

    /// How to reach the server at an address. Asks the Sentinels where there are any.
    pub(super) async fn locate(&self, address: &str) -> RedisResult<ConnectionInfo> {
        match &self.endpoint {
            Endpoint::Single(info) => Ok(info.clone()),
            Endpoint::Sentinel { sentinels, service, login, tls } => {
                let node = SentinelNodeConnectionInfo::default().set_redis_connection_info(login.clone());
                let node = if *tls { node.set_tls_mode(TlsMode::Secure) } else { node };
                let mut sentinel = Sentinel::build(sentinels.clone())?;
                let master = sentinel.async_master_for(service, Some(&node));
                let master = tokio::time::timeout(2 * self.timeouts.connect, master).await;
                let timed_out = |_| RedisError::from((ErrorKind::Io, "the Sentinels do not answer in time"));
                Ok(master.map_err(timed_out)??.get_connection_info().clone())
            }
            Endpoint::Cluster { seeds } => {
                let (host, port) = split(address).ok_or((ErrorKind::Client, "an address without a port"))?;
                Ok(sibling(&seeds[0], host, port))
            }
        }
    }

    async fn link(&self, slot: u16) -> RedisResult<Arc<Link>> {
        let address = match self.owner(slot) {
            Some(address) => address,
            None => {
                self.refresh().await;
                self.owner(slot).ok_or((ErrorKind::ClusterConnectionNotFound, "no node owns the slot"))?
            }
        };
        self.link_to(&address).await
    }

    fn node(&self, address: &Arc<str>) -> Arc<Node> {
        let known = self.nodes.read().get(address).cloned();
        known.unwrap_or_else(|| self.nodes.write().entry(address.clone()).or_default().clone())
    }

    /// A turn to commit to the owner of a slot; at once if nobody knows who that is.
    pub(super) async fn turn(&self, slot: u16) -> Turn {
        match self.owner(slot) {
            Some(owner) => self.node(&owner).turns.next().await,
            None => Turn::default(),
        }
    }

    async fn link_to(&self, address: &Arc<str>) -> RedisResult<Arc<Link>> {
        let node = self.node(address);
        let usable = || node.link.read().clone().filter(|link| !link.is_broken());
        if let Some(link) = usable() {
            return Ok(link);
        }
        let mut failed = node.connecting.lock().await;
        if let Some(link) = usable() {
            return Ok(link);
        }
        if failed.is_some_and(|at| at.elapsed() < COOL_DOWN) {
            return Err((ErrorKind::Io, "the server cannot be reached").into());
        }
        let connected = match self.locate(address).await {
            Ok(info) => Link::connect(info, self.timeouts, &self.scripts).await,
            Err(error) => Err(error),
        };
        match connected {
            Ok(link) => {
                let link = Arc::new(link);
                self.generation.fetch_add(1, Ordering::Relaxed);
                tracing::info!(broker.address = link.address(), "connected to Redis");
                (*node.link.write(), *failed) = (Some(link.clone()), None);
                Ok(link)
            }
            Err(error) => {
                *failed = Some(Instant::now());
                Err(error)
            }
        }
    }

    /// Reads the slots of a Cluster again; whether another node owns any now.
    pub(super) async fn refresh(&self) -> bool {
        self.refresh_by(None).await
    }

    /// Reads the slots again after an error, first from the node it names: others may not have heard of
    /// the move for seconds.
    pub(super) async fn refresh_after(&self, error: &RedisError) {
        let named = error.redirect_node().map(|(address, _)| address).filter(|address| !address.starts_with(':'));
        self.refresh_by(named.map(Arc::from)).await;
    }

    async fn refresh_by(&self, first: Option<Arc<str>>) -> bool {
        let Endpoint::Cluster { seeds } = &self.endpoint else { return false };
        let mut refreshed = self.refreshed.lock().await;
        if refreshed.is_some_and(|at| at.elapsed() < REFRESH) {
            return false;
        }
        let known = self.slots.read().clone();
        let seeds = seeds.iter().map(|seed| Arc::from(seed.addr().to_string()));
        let mut asked: Vec<Arc<str>> = Vec::new();
        for address in first.into_iter().chain(known.owners().cloned()).chain(seeds) {
            if asked.contains(&address) {
                continue;
            }
            asked.push(address.clone());
            match self.slots_by(&address).await {
                Ok(slots) => {
                    *refreshed = Some(Instant::now());
                    self.nodes.write().retain(|address, _| slots.owners().any(|owner| owner == address));
                    let changed = *known != slots;
                    *self.slots.write() = Arc::new(slots);
                    return changed;
                }
                Err(error) => tracing::debug!(broker.address = %address, %error, "cannot read the slots"),
            }
        }
        *refreshed = Some(Instant::now());
        false
    }

    async fn slots_by(&self, address: &Arc<str>) -> RedisResult<SlotMap> {
        let link = self.link_to(address).await?;
        let answer = link.query(::redis::cmd("CLUSTER").arg("SLOTS")).await?;
        let slots = SlotMap::read(answer, split(address).map_or("", |(host, _)| host))?;
        if slots == SlotMap::default() {
            return Err((ErrorKind::ClusterConnectionNotFound, "the node knows no slots").into());
        }
        Ok(slots)
    }

    /// Calls the owner of the call's slot.
    pub(super) async fn call(&self, call: &Call) -> Result<Value> {
        let (span, begun) = (span(call), Instant::now());
        let answer = span.run(self.repeat(call, &span)).await;
        if answer.is_err() {
            span.fail("unavailable");
        }
        call.took(begun.elapsed());
        answer
    }

    async fn repeat(&self, call: &Call, span: &Span) -> Result<Value> {
        let until = Instant::now() + self.timeouts.response;
        let mut pause = PAUSE;
        loop {
            let error = match self.link(call.slot).await.inspect(|link| at(span, link)) {
                Ok(link) => match link.send(call, &self.scripts).await {
                    Ok(answer) => return Ok(answer),
                    Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::Ask) => {
                        match self.ask(call, &error).await {
                            Ok(answer) => return Ok(answer),
                            Err(error) => error,
                        }
                    }
                    Err(error) => {
                        self.learn(&link, &error).await;
                        let again = is_refusal_for_now(&error) || (call.repeatable && link.is_broken());
                        if !again {
                            return Err(failed(&error));
                        }
                        error
                    }
                },
                Err(error) => {
                    self.refresh().await;
                    error
                }
            };
            let hopeless = matches!(error.kind(), ErrorKind::AuthenticationFailed | ErrorKind::InvalidClientConfig);
            if hopeless || Instant::now() + pause > until {
                return Err(failed(&error));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(200));
        }
    }

    /// Takes from an error what it says about who owns what.
    async fn learn(&self, link: &Link, error: &RedisError) {
        match error.kind() {
            // A primary that was demoted: whoever is it now is found by connecting anew.
            ErrorKind::Server(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown) => {
                link.break_off();
                self.refresh().await;
            }
            ErrorKind::Server(ServerErrorKind::Moved | ServerErrorKind::ClusterDown) => {
                self.refresh_after(error).await;
            }
            _ if link.is_broken() => {
                self.refresh().await;
            }
            _ => {}
        }
    }

    async fn ask(&self, call: &Call, error: &RedisError) -> RedisResult<Value> {
        let (address, _) = error.redirect_node().ok_or((ErrorKind::Client, "ASK without an address"))?;
        self.link_to(&address.into()).await?.send_asking(call, &self.scripts).await
    }

    /// Makes many calls that may be repeated, in one round trip per server; the answers in their order.
    pub(super) async fn call_all(&self, calls: &[Call]) -> Vec<Result<Value>> {
        let mut by_owner: HashMap<Option<Arc<str>>, Vec<usize>> = HashMap::new();
        for (index, call) in calls.iter().enumerate() {
            by_owner.entry(self.owner(call.slot)).or_default().push(index);
        }
        let batches = by_owner.into_iter().map(|(owner, indices)| async move {
            let batch: Vec<&Call> = indices.iter().map(|index| &calls[*index]).collect();
            let answers = match owner {
                Some(owner) => match self.link_to(&owner).await {
                    Ok(link) => link.send_all(&batch, &self.scripts).await,
                    Err(error) => Err(error),
                },
                None => Err((ErrorKind::ClusterConnectionNotFound, "no node owns the slot").into()),
            };
            let answers = answers.map(|answers| answers.into_iter().map(RedisResult::ok).collect::<Vec<_>>());
            // What went wrong is tried one by one, which follows redirections.
            let answers = answers.unwrap_or_else(|_| vec![None; batch.len()]);
            join_all(answers.into_iter().zip(indices).map(|(answer, index)| async move {
                let answer = match answer {
                    Some(answer) => Ok(answer),
                    None => self.call(&calls[index]).await,
                };
                (index, answer)
            }))
            .await
        });
        let mut answers: Vec<_> = join_all(batches).await.into_iter().flatten().collect();
        answers.sort_by_key(|(index, _)| *index);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}

/// The call, as a part of what is being traced.
fn span(call: &Call) -> Span {
    Span::part(
        SpanKind::Client,
        || format!("redis {}", call.name()),
        || {
            vec![
                KeyValue::new("db.system.name", "redis"),
                KeyValue::new("db.operation.name", call.operation()),
                KeyValue::new("db.stored_procedure.name", call.name()),
            ]
        },
    )
}

/// Says where it went.
fn at(span: &Span, link: &Link) {
    span.set(|| vec![KeyValue::new("server.address", link.address().to_owned())]);
}

/// An error of the store, as the trait has it.
pub(super) fn failed(error: &RedisError) -> BrokerError {
    metrics::counter!("matinee_broker_failures_total").increment(1);
    match error.kind() {
        ErrorKind::Server(ServerErrorKind::ResponseError) | ErrorKind::Parse | ErrorKind::UnexpectedReturnType => {
            BrokerError::Corrupt(error.to_string())
        }
        _ => BrokerError::Unavailable(error.to_string()),
    }
}

//! Which addresses of a peer role can be used: those that its names resolve to, and that say by
//! `grpc.health.v1` that they serve.
//!
//! One task looks the names up every few seconds; one task per address asks for its health every
//! second, and at once when a call found nobody there. An address that says that it does not serve
//! is out at once. One that does not answer is asked a second time right away before it is out,
//! because a connection that the server has just retired, or a busy machine, is not a dead one. A
//! look-up that fails or finds nothing changes nothing: what was known stays while it is healthy.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tonic::Code;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, ServiceExt};

use super::Transport;
use super::address::Target;
use super::resolve::Resolve;

/// Addresses that serve.
pub type Healthy = Arc<BTreeMap<SocketAddr, Endpoint>>;

/// Between two look-ups of the names: a new replica is used soon, name servers are left in peace.
const RESOLVE_EVERY: Duration = Duration::from_secs(3);
/// How long a look-up may take.
const RESOLVE_TIMEOUT: Duration = Duration::from_secs(5);
/// Between two questions for the health of one address.
const CHECK_EVERY: Duration = Duration::from_secs(1);
/// Between two questions when calls report failures, however many.
const CHECK_GAP: Duration = Duration::from_millis(50);
/// How long the answer may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// A connection on which nothing has come for so long is asked whether it still stands …
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// … and given up if it does not answer for so long.
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(3);
/// Addresses used of one URL; more are left out.
const ADDRESSES_MAX: usize = 256;

/// The addresses of a peer role as they come and go. Background work ends with the last clone.
#[derive(Clone, Debug)]
pub struct Addresses {
    healthy: watch::Receiver<Healthy>,
    suspicion: watch::Sender<()>,
}

impl Addresses {
    /// Starts to look the targets up and to ask for their health.
    pub(super) fn watch(targets: Vec<Target>, resolve: Arc<dyn Resolve>) -> Self {
        let (sender, healthy) = watch::channel(Healthy::default());
        let suspicion = watch::Sender::new(());
        let monitor = Monitor { healthy: sender, suspicion: suspicion.subscribe() };
        tokio::spawn(monitor.run(targets, resolve));
        Self { healthy, suspicion }
    }

    /// Those that are healthy now.
    #[must_use]
    pub fn current(&mut self) -> Healthy {
        self.healthy.borrow_and_update().clone()
    }

    /// Waits until the set differs from what [`Addresses::current`] returned last; `false` if it
    /// never will again.
    pub async fn changed(&mut self) -> bool {
        self.healthy.changed().await.is_ok()
    }

    /// A transport to one address alone, connected at its first call. It reconnects by itself.
    #[must_use]
    pub fn transport(endpoint: &Endpoint) -> Transport {
        BoxCloneSyncService::new(endpoint.connect_lazy().map_err(super::no_answer))
    }

    /// Reports that a call found nobody: all addresses are asked at once how they are.
    pub fn suspect(&self) {
        self.suspicion.send_replace(());
    }

    /// Returns once there has been no healthy address for as long as `patience`.
    pub(super) async fn deserted(&mut self, patience: Duration) {
        loop {
            if self.healthy.wait_for(|healthy| healthy.is_empty()).await.is_err() {
                return;
            }
            if timeout(patience, self.healthy.wait_for(|healthy| !healthy.is_empty())).await.is_err() {
                return;
            }
        }
    }
}

struct Monitor {
    healthy: watch::Sender<Healthy>,
    suspicion: watch::Receiver<()>,
}

impl Monitor {
    async fn run(self, targets: Vec<Target>, resolve: Arc<dyn Resolve>) {
        let mut checks = JoinSet::new();
        let mut checked = BTreeMap::new();
        loop {
            let wanted = self.look_up(&targets, &*resolve, checked.keys()).await;
            checked.retain(|address, check: &mut tokio::task::AbortHandle| {
                let stays = wanted.contains(address);
                if !stays {
                    tracing::info!(peer.address = %address, "address is gone from the name");
                    check.abort();
                    set(&self.healthy, *address, None);
                }
                stays
            });
            for address in wanted {
                checked
                    .entry(address)
                    .or_insert_with(|| checks.spawn(check(address, self.healthy.clone(), self.suspicion.clone())));
            }
            while checks.try_join_next().is_some() {}
            tokio::select! {
                () = sleep(RESOLVE_EVERY) => {}
                () = self.healthy.closed() => return,
            }
        }
    }

    /// The addresses of all targets; those known already if any look-up fails or finds nothing.
    async fn look_up<'a>(
        &self,
        targets: &[Target],
        resolve: &dyn Resolve,
        known: impl Iterator<Item = &'a SocketAddr>,
    ) -> BTreeSet<SocketAddr> {
        let found = join_all(targets.iter().map(|target| async move {
            let failed = |reason: BoxError| {
                tracing::warn!(peer.host = target.host, error = reason, "name does not resolve; keeping what is known");
            };
            match timeout(RESOLVE_TIMEOUT, resolve.addresses(&target.host)).await {
                Ok(Ok(found)) if !found.is_empty() => {
                    return Some(found.into_iter().map(|ip| SocketAddr::new(ip, target.port)));
                }
                Ok(Ok(_)) => failed("it has no address".into()),
                Ok(Err(error)) => failed(error),
                Err(late) => failed(late.into()),
            }
            None
        }));
        let found = found.await;
        let mut addresses: BTreeSet<_> =
            if found.iter().all(Option::is_some) { BTreeSet::new() } else { known.copied().collect() };
        addresses.extend(found.into_iter().flatten().flatten());
        if addresses.len() > ADDRESSES_MAX {
            tracing::warn!(
                peer.addresses = addresses.len(),
                peer.max = ADDRESSES_MAX,
                "too many addresses; using the first ones"
            );
        }
        addresses.into_iter().take(ADDRESSES_MAX).collect()
    }
}

/// What one question for the health of an address brought.
enum Answer {
    Serves,
    /// It says that it does not serve, or that it does not know the question.
    Declines(String),
    /// Nobody there, or too slow.
    Missing(String),
}

/// Asks one address again and again, and puts it in or takes it out.
async fn check(address: SocketAddr, healthy: watch::Sender<Healthy>, mut suspicion: watch::Receiver<()>) {
    let endpoint = endpoint(address);
    let mut client = HealthClient::new(endpoint.connect_lazy());
    let mut missed = false;
    loop {
        suspicion.mark_unchanged();
        let answer = ask(&mut client).await;
        let again_at_once = !missed && matches!(answer, Answer::Missing(_));
        missed = matches!(answer, Answer::Missing(_));
        match answer {
            Answer::Serves => drop(set(&healthy, address, Some(&endpoint))),
            Answer::Missing(_) if again_at_once => {}
            Answer::Declines(reason) | Answer::Missing(reason) => {
                if set(&healthy, address, None) {
                    tracing::warn!(peer.address = %address, reason, "address does not serve; taken out");
                }
            }
        }
        sleep(CHECK_GAP).await;
        if !again_at_once {
            tokio::select! {
                () = sleep(CHECK_EVERY) => {}
                Ok(()) = suspicion.changed() => {}
            }
        }
    }
}

async fn ask(client: &mut HealthClient<Channel>) -> Answer {
    match timeout(CHECK_TIMEOUT, client.check(HealthCheckRequest::default())).await {
        Ok(Ok(answer)) => match answer.get_ref().status() {
            ServingStatus::Serving => Answer::Serves,
            other => Answer::Declines(other.as_str_name().to_owned()),
        },
        Ok(Err(status)) if status.code() == Code::Unimplemented => Answer::Declines(status.to_string()),
        Ok(Err(status)) => Answer::Missing(status.to_string()),
        Err(late) => Answer::Missing(late.to_string()),
    }
}

/// Puts an address in (`Some`) or takes it out; whether that changed anything.
fn set(healthy: &watch::Sender<Healthy>, address: SocketAddr, endpoint: Option<&Endpoint>) -> bool {
    healthy.send_if_modified(|healthy| match endpoint {
        Some(endpoint) if !healthy.contains_key(&address) => {
            tracing::info!(peer.address = %address, "address serves");
            Arc::make_mut(healthy).insert(address, endpoint.clone());
            true
        }
        None if healthy.contains_key(&address) => {
            Arc::make_mut(healthy).remove(&address);
            true
        }
        _ => false,
    })
}

fn endpoint(address: SocketAddr) -> Endpoint {
    let uri = http::Uri::builder().scheme("http").authority(address.to_string()).path_and_query("/").build();
    Endpoint::from(uri.expect("a socket address is an authority"))
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Mutex;

    use tokio::net::TcpListener;
    use tonic::transport::server::TcpIncoming;

    use super::*;

    /// A name whose addresses the test decides.
    #[derive(Default)]
    struct Name {
        addresses: Mutex<Vec<IpAddr>>,
        asked: watch::Sender<usize>,
    }

    impl Name {
        fn is(&self, addresses: &[&str]) {
            *self.addresses.lock().expect("no panic") =
                addresses.iter().map(|address| address.parse().expect("literal")).collect();
        }
    }

    #[async_trait::async_trait]
    impl Resolve for Name {
        async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, BoxError> {
            assert_eq!(host, "rooms");
            self.asked.send_modify(|asked| *asked += 1);
            Ok(self.addresses.lock().expect("no panic").clone())
        }
    }

    async fn serve(address: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind(address).await.expect("free");
        let address = listener.local_addr().expect("bound");
        let (_, health) = tonic_health::server::health_reporter();
        let server = tonic::transport::Server::builder().add_service(health);
        tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
        address
    }

    async fn until(addresses: &mut Addresses, wanted: &[SocketAddr]) {
        let reached = async {
            while !addresses.current().keys().eq(wanted) {
                assert!(addresses.changed().await);
            }
        };
        timeout(Duration::from_secs(20), reached).await.expect("in time");
    }

    #[tokio::test]
    async fn follows_the_name() {
        let one = serve("127.0.0.1:0".parse().expect("literal")).await;
        let two = serve(SocketAddr::new([127, 0, 0, 2].into(), one.port())).await;
        let name = Arc::new(Name::default());
        name.is(&["127.0.0.1"]);
        let target = Target { host: "rooms".to_owned(), port: one.port() };
        let mut addresses = Addresses::watch(vec![target], name.clone());
        until(&mut addresses, &[one]).await;
        name.is(&["127.0.0.1", "127.0.0.2"]);
        until(&mut addresses, &[one, two]).await;
        // 127.0.0.3 is in the name, but nobody listens there.
        name.is(&["127.0.0.2", "127.0.0.3"]);
        until(&mut addresses, &[two]).await;
        // A name that has no address any more is no reason to let go of a server that answers.
        name.is(&[]);
        let mut asked = name.asked.subscribe();
        let twice = *asked.borrow() + 2;
        timeout(Duration::from_secs(20), asked.wait_for(|asked| *asked >= twice))
            .await
            .expect("in time")
            .expect("open");
        assert!(addresses.current().keys().eq(&[two]));
    }
}

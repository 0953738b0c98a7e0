//! Matinee as people run it: in one process, or split into its roles with two of each behind
//! HAProxy, on Redis and PostgreSQL. A story sees no difference but the number of gateways.

use std::ops::Deref;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::oembed::FakeOEmbed;
use crate::process::{folder, never_show, shown_secrets};
use crate::servers::{Backend, Front, Postgres, Proxy, Redis, Role};
use crate::youtube::{self, FakeYouTube};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One process, nothing else.
    Embedded,
    /// Two gateways, two of each service, HAProxy, Redis, PostgreSQL.
    Scaled,
}

/// Running servers. Dropped, all of them end.
#[derive(Debug)]
pub struct Deployment {
    kind: Kind,
    // In the order in which they end: from the edge inwards.
    proxy: Option<Proxy>,
    gateways: Vec<Mutex<Role>>,
    services: Vec<Mutex<Role>>,
    redis: Option<Mutex<Redis>>,
    postgres: Option<Mutex<Postgres>>,
    /// What the servers are told of the world of video.
    pub oembed: FakeOEmbed,
    /// The YouTube Data API that they ask.
    pub youtube: FakeYouTube,
    urls: Vec<String>,
}

/// How long everything may take to stop in order.
const STOP: Duration = Duration::from_secs(60);

/// Rates that a test run on one address would meet, far above what stories do.
const LIFTED: [&str; 10] = [
    "GUESTS",
    "REQUESTS",
    "ROOMS",
    "JOINS",
    "RESOLVES",
    "SEARCHES",
    "LOGINS",
    "LOGINS_PER_ACCOUNT",
    "REGISTRATIONS",
    "MAILS",
];

/// What stands between people and the gateways of a scaled deployment.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Which proxy.
    pub front: Front,
    /// How many gateways.
    pub gateways: usize,
    /// Seconds after which the proxy cuts what is silent, where not those of its file.
    pub idle: Option<u32>,
}

impl Default for Edge {
    fn default() -> Self {
        Self { front: Front::Haproxy, gateways: 2, idle: None }
    }
}

/// The world that servers are told of, and all settings that they have in common.
fn surroundings(settings: &[(&str, &str)]) -> (FakeOEmbed, FakeYouTube, Vec<(String, String)>) {
    let oembed = FakeOEmbed::start();
    let youtube = FakeYouTube::start();
    never_show(youtube::KEY);
    let mut common = vec![
        ("SEARCH__OEMBED_URL".to_owned(), oembed.url()),
        ("SEARCH__YOUTUBE_URL".to_owned(), youtube.url()),
        ("SEARCH__YOUTUBE_API_KEY".to_owned(), youtube::KEY.to_owned()),
    ];
    for rate in LIFTED {
        common.push((format!("LIMITS__{rate}"), "{ burst = 100000, per_second = 10000.0 }".to_owned()));
    }
    // Everybody comes from loopback.
    common.push(("LIMITS__SOCKETS_PER_ADDRESS".to_owned(), "100000".to_owned()));
    common.extend(settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    (oembed, youtube, common)
}

impl Deployment {
    /// Starts one.
    #[must_use]
    pub fn start(kind: Kind) -> Self {
        Self::start_with(kind, &[])
    }

    /// Starts one with settings of its own (`SECTION__KEY` and value).
    #[must_use]
    pub fn start_with(kind: Kind, settings: &[(&str, &str)]) -> Self {
        let (oembed, youtube, common) = surroundings(settings);
        match kind {
            Kind::Embedded => Self::embedded(oembed, youtube, common),
            Kind::Scaled => Self::scaled(oembed, youtube, common, Edge::default()),
        }
    }

    /// Starts a scaled one with another way in, and settings of its own.
    #[must_use]
    pub fn behind(edge: Edge, settings: &[(&str, &str)]) -> Self {
        let (oembed, youtube, common) = surroundings(settings);
        Self::scaled(oembed, youtube, common, edge)
    }

    fn embedded(oembed: FakeOEmbed, youtube: FakeYouTube, mut settings: Vec<(String, String)>) -> Self {
        let file = folder("embedded").join("matinee.db");
        // In front, so that a test may have another.
        settings.insert(0, ("DATABASE__URL".to_owned(), format!("sqlite://{}", file.display())));
        let mut role = Role::start("all", "matinee", &settings);
        role.ready();
        let urls = vec![role.url()];
        let gateways = vec![Mutex::new(role)];
        let (proxy, services, redis, postgres) = (None, Vec::new(), None, None);
        Self { kind: Kind::Embedded, proxy, gateways, services, redis, postgres, oembed, youtube, urls }
    }

    fn scaled(oembed: FakeOEmbed, youtube: FakeYouTube, mut settings: Vec<(String, String)>, edge: Edge) -> Self {
        // Built first, so that a compile error is not taken for a server that does not start.
        drop(crate::servers::binary());
        let (redis, postgres) = thread::scope(|scope| {
            let redis = scope.spawn(Redis::start);
            (redis.join().expect("redis starts"), Postgres::start())
        });
        settings.push(("BROKER__URL".to_owned(), redis.url()));
        settings.push(("DATABASE__URL".to_owned(), postgres.url()));
        settings.push(("DATABASE__CONNECTIONS".to_owned(), "4".to_owned()));
        // In front, so that a test may have another.
        settings.insert(0, ("INTERNAL__KEY".to_owned(), "what the roles of one test share: long enough".to_owned()));
        settings.push(("GATEWAY__TRUSTED_PROXIES".to_owned(), "127.0.0.1".to_owned()));
        let mut services = Vec::new();
        for role in ["auth", "search", "billing", "rooms"] {
            let replicas = [1, 2].map(|number| Role::start(role, format!("{role}-{number}"), &settings));
            let urls = replicas.each_ref().map(Role::url).join(",");
            settings.push((format!("{}__URL", role.to_uppercase()), urls));
            services.extend(replicas);
        }
        let gateway = |number| Role::start("gateway", format!("gateway-{number}"), &settings);
        let mut gateways: Vec<_> = (1..=edge.gateways).map(gateway).collect();
        services.iter_mut().chain(&mut gateways).for_each(Role::ready);
        let backend = |gateway: &Role| Backend { public: gateway.port(), admin: gateway.admin() };
        let proxy = Proxy::start(edge.front, &gateways.iter().map(backend).collect::<Vec<_>>(), edge.idle);
        Self {
            kind: Kind::Scaled,
            urls: gateways.iter().map(Role::url).collect(),
            proxy: Some(proxy),
            gateways: gateways.into_iter().map(Mutex::new).collect(),
            services: services.into_iter().map(Mutex::new).collect(),
            redis: Some(Mutex::new(redis)),
            postgres: Some(Mutex::new(postgres)),
            oembed,
            youtube,
        }
    }

    /// Which of the two it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Where browsers go: the proxy, if there is one.
    #[must_use]
    pub fn url(&self) -> String {
        self.proxy.as_ref().map_or_else(|| self.urls[0].clone(), Proxy::url)
    }

    /// One gateway by number; in one process every number is the same one.
    #[must_use]
    pub fn gateway(&self, number: usize) -> &str {
        &self.urls[number % self.urls.len()]
    }

    /// All gateways.
    #[must_use]
    pub fn gateways(&self) -> &[String] {
        &self.urls
    }

    /// The admin ports of all processes, gateways first.
    #[must_use]
    pub fn admins(&self) -> Vec<u16> {
        self.gateways.iter().chain(&self.services).map(|role| lock(role).admin()).collect()
    }

    /// The process of a gateway, to kill or to stop.
    pub fn gateway_role(&self, number: usize) -> MutexGuard<'_, Role> {
        lock(&self.gateways[number])
    }

    /// The processes of services, auth first, then search, billing and rooms, two of each.
    pub fn service_role(&self, number: usize) -> MutexGuard<'_, Role> {
        lock(&self.services[number])
    }

    /// Ends everything but the database, at once or (`in_order`) as a deploy does, and starts it
    /// again; Redis, if there is one, comes back knowing nothing.
    pub fn restart(&self, in_order: bool) {
        if in_order {
            self.stop();
        } else {
            self.gateways.iter().chain(&self.services).for_each(|role| lock(role).process().kill());
        }
        self.start_again(&[]);
    }

    /// Ends everything but the stores, as a deploy does.
    pub fn stop(&self) {
        self.gateways.iter().chain(&self.services).for_each(|role| lock(role).process_ref().signal("TERM"));
        for mut role in self.gateways.iter().chain(&self.services).map(lock) {
            role.process().wait(STOP);
        }
    }

    /// Starts what has ended, with other settings (`SECTION__KEY` and value) and a Redis, if there is
    /// one, that knows nothing.
    pub fn start_again(&self, settings: &[(&str, &str)]) {
        if let Some(mut redis) = self.redis() {
            redis.again();
        }
        for mut role in self.services.iter().chain(&self.gateways).map(lock) {
            settings.iter().for_each(|(key, value)| role.set(key, value));
        }
        for mut role in self.services.iter().chain(&self.gateways).map(lock) {
            role.start_again();
        }
        self.services.iter().chain(&self.gateways).for_each(|role| lock(role).ready());
    }

    /// Redis, if there is one, to kill or to start again.
    pub fn redis(&self) -> Option<MutexGuard<'_, Redis>> {
        self.redis.as_ref().map(lock)
    }

    /// PostgreSQL, if there is one, to kill.
    pub fn postgres(&self) -> Option<MutexGuard<'_, Postgres>> {
        self.postgres.as_ref().map(lock)
    }

    /// The last lines of every log of Matinee.
    #[must_use]
    pub fn logs(&self) -> String {
        self.gateways.iter().chain(&self.services).map(|role| lock(role).log()).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The deployment that all stories of a test binary share. It ends with the process.
#[must_use]
pub fn shared(kind: Kind) -> &'static Deployment {
    static EMBEDDED: LazyLock<Deployment> = LazyLock::new(|| Deployment::start(Kind::Embedded));
    static SCALED: LazyLock<Deployment> = LazyLock::new(|| Deployment::start(Kind::Scaled));
    match kind {
        Kind::Embedded => &EMBEDDED,
        Kind::Scaled => &SCALED,
    }
}

/// The shared deployment, whose logs are shown if the story fails.
#[must_use]
pub fn watched(kind: Kind) -> Watched {
    Watched(shared(kind))
}

/// See [`watched`].
#[derive(Debug)]
pub struct Watched(&'static Deployment);

impl Deref for Watched {
    type Target = Deployment;

    fn deref(&self) -> &Deployment {
        self.0
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if thread::panicking() {
            eprint!("{}", self.0.logs());
        } else {
            assert!(shown_secrets().is_empty(), "a secret was shown: {:?}", shown_secrets());
        }
    }
}

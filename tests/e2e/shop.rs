//! Where something is for sale: Matinee with Stripe's stand-in behind it, and people with accounts.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use matinee_tests::stripe::{FakeStripe, Fates};
use matinee_tests::{Deployment, Kind, Person};
use matinee_token::access::{AccessClaims, SigningKey};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

/// How long a payment may take to count, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// A deployment that sells.
pub struct Shop {
    pub deployment: Deployment,
    pub stripe: FakeStripe,
    key: SigningKey,
}

impl Shop {
    /// Opens one; its webhooks go by `fates`, which `seed` decides.
    pub fn open(kind: Kind, seed: u64, fates: Fates, settings: &[(&str, &str)]) -> Self {
        let (stripe, key) = (FakeStripe::start(seed), SigningKey::generate());
        let mut all: Vec<(&str, String)> = stripe.settings();
        all.push(("AUTH__SIGNING_KEY", key.to_pem().expose_secret().to_owned()));
        all.push(("BILLING__EVENTS_SECONDS", "2".to_owned()));
        for rate in ["CHECKOUTS", "WEBHOOKS"] {
            let key = if rate == "CHECKOUTS" { "LIMITS__CHECKOUTS" } else { "LIMITS__WEBHOOKS" };
            all.push((key, "{ burst = 100000, per_second = 10000.0 }".to_owned()));
        }
        all.extend(settings.iter().map(|(key, value)| (*key, (*value).to_owned())));
        let settings: Vec<(&str, &str)> = all.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let deployment = Deployment::start_with(kind, &settings);
        stripe.tell(&deployment.url(), fates);
        Self { deployment, stripe, key }
    }

    /// The one that stories share.
    pub fn of(kind: Kind) -> &'static Self {
        static EMBEDDED: LazyLock<Shop> = LazyLock::new(|| Shop::open(Kind::Embedded, 1, Fates::default(), &[]));
        static SCALED: LazyLock<Shop> = LazyLock::new(|| Shop::open(Kind::Scaled, 1, Fates::default(), &[]));
        match kind {
            Kind::Embedded => &EMBEDDED,
            Kind::Scaled => &SCALED,
        }
    }

    /// Somebody with an account of their own, at a gateway: signed by the operator's key, as auth does.
    pub fn person(&self, gateway: usize, name: &str) -> Person {
        let name = matinee_tests::client::unique(name);
        let user = format!("user-{}", name.replace(' ', "-").to_lowercase());
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
        let token = self.key.sign(&AccessClaims {
            sub: user.clone(),
            sid: format!("session-{user}"),
            name: name.clone(),
            guest: false,
            device: "device".to_owned(),
            scope: None,
            iat: now,
            exp: now + 24 * 3600,
        });
        Person::holding(self.deployment.gateway(gateway), &name, &user, token)
    }

    /// Buys a plan and waits until it counts; the subscription.
    pub async fn buys(&self, person: &Person, plan: &str) -> String {
        let url = checkout(person, plan).await;
        let subscription = self.stripe.pay(&url).expect("the checkout is open");
        has_plan(person, plan).await;
        subscription
    }
}

/// Makes two tests of every named story, `async fn(&Shop)`.
macro_rules! shop_stories {
    ($($story:ident),+ $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story($crate::shop::Shop::of(matinee_tests::Kind::Embedded)).await;
            })+
        }
        mod scaled {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story($crate::shop::Shop::of(matinee_tests::Kind::Scaled)).await;
            })+
        }
    };
}
pub(crate) use shop_stories;

/// Where somebody is sent to pay for a plan.
pub async fn checkout(person: &Person, plan: &str) -> String {
    person.post("/api/billing/checkout", json!({ "plan": plan })).await.expect(200).text("/url")
}

/// What somebody has, as the page asks for it.
pub async fn subscription(person: &Person) -> Value {
    person.get("/api/billing/subscription").await.expect(200).body
}

/// Waits until somebody's plan is this one.
pub async fn has_plan(person: &Person, plan: &str) {
    shows(person, plan, |shown| shown["plan"] == plan).await;
}

/// Waits until what somebody has looks like this.
pub async fn shows(person: &Person, what: &str, looks: impl Fn(&Value) -> bool) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let shown = subscription(person).await;
        if looks(&shown) {
            return;
        }
        assert!(tokio::time::Instant::now() < deadline, "{} waited in vain for {what}: {shown}", person.name);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

//! The gRPC service `matinee.billing.v1.Billing`.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use matinee_broker::SharedBroker;
use matinee_database::{Database, Store};
use matinee_proto::Refusal;
use matinee_proto::billing::v1 as proto;
use matinee_proto::billing::v1::billing_server::{Billing, BillingServer};
use matinee_token::{Actor, Caller, InternalAuth, InternalKey};
use secrecy::SecretString;
use tokio::sync::Notify;
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status};

use crate::catalogue::{Catalogue, Tags};
use crate::config::{Config, PlanConfig};
use crate::customers::{self, Kept};
use crate::error::{Error, OpenError, off};
use crate::plan::PlanId;
use crate::prices::Prices;
use crate::standing::{Standing, good_until, standing};
use crate::stripe::{PriceTag, Stripe};
use crate::{MIGRATIONS, NAME};

/// Bytes of a request at most: a webhook and its header.
const REQUEST_BYTES: usize = 512 * 1024;
const DAY: f64 = 24.0 * 3600.0 * 1000.0;

/// Decides what users may do. Clones are one and the same.
#[derive(Clone, Debug)]
pub struct BillingService(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Config,
    /// What it takes to sell; `None` while nothing is for sale.
    open: Option<Open>,
}

/// Everything behind the till.
pub(crate) struct Open {
    pub(crate) store: Store,
    pub(crate) broker: SharedBroker,
    pub(crate) stripe: Stripe,
    pub(crate) prices: Prices,
    pub(crate) catalogue: Catalogue,
    pub(crate) webhook_secrets: Vec<SecretString>,
    pub(crate) trial_days: u32,
    pub(crate) promotion_codes: bool,
    /// For how long a payment may be missing, milliseconds.
    pub(crate) grace: i64,
    /// Milliseconds between two looks at the list of events, and at a customer of whom nothing is heard.
    pub(crate) events_every: i64,
    pub(crate) recheck: i64,
    /// There is something in the outbox.
    pub(crate) wake: Notify,
    /// Unix milliseconds.
    pub(crate) clock: fn() -> i64,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").field("prices", &self.prices).finish_non_exhaustive()
    }
}

impl BillingService {
    /// A service with checked configuration. The database is needed, and its tables are brought up
    /// to date, only where something is for sale.
    ///
    /// # Errors
    /// The key whose value cannot be used, or what is wrong with the database.
    pub async fn open(config: Config, database: Option<Database>, broker: SharedBroker) -> Result<Self, OpenError> {
        config.validate()?;
        let open = match &config.stripe_secret_key {
            Some(key) if config.enabled() => {
                let stripe = Stripe::new(key, &config.stripe_url)?;
                let store = database.ok_or(OpenError::NoDatabase)?.migrate(NAME, &MIGRATIONS).await?;
                Some(Open::new(&config, stripe, store, broker)?)
            }
            _ => None,
        };
        if let Some(open) = &open {
            tracing::info!(
                billing.livemode = open.stripe.livemode(),
                billing.webhook_secrets = open.webhook_secrets.len(),
                "plans are for sale"
            );
        }
        Ok(Self(Arc::new(Inner { config, open })))
    }

    /// The service behind its guard: no call without an internal token for `billing`.
    #[must_use]
    pub fn server(&self, key: InternalKey) -> InterceptedService<BillingServer<Self>, InternalAuth> {
        let server = BillingServer::new(self.clone()).max_decoding_message_size(REQUEST_BYTES);
        InterceptedService::new(server, InternalAuth::new(key, NAME))
    }

    pub(crate) fn open_part(&self) -> Option<&Open> {
        self.0.open.as_ref()
    }

    fn selling(&self) -> Result<&Open, Error> {
        self.open_part().ok_or_else(off)
    }

    /// What a user holds and what that gives; `None` while nothing is for sale.
    async fn standing(&self, user: &str, now: i64) -> Result<Option<(Standing, Vec<Kept>)>, Error> {
        let Some(open) = self.open_part() else { return Ok(None) };
        let kept = match user.is_empty() {
            true => Vec::new(),
            false => customers::subscriptions(&open.store, user, &open.prices).await?,
        };
        let held: Vec<_> = kept.iter().map(|kept| kept.held).collect();
        Ok(Some((standing(&held, now, open.grace), kept)))
    }

    fn entitlements(&self, standing: Option<Standing>, now: i64) -> proto::Entitlements {
        let plan = standing.map_or(PlanId::Pro, |standing| standing.plan);
        let unlocked = self.0.config.plans.get(plan);
        let valid_until = now.saturating_add(i64::from(self.0.config.valid_seconds) * 1000);
        let until = standing.and_then(|standing| standing.until).map_or(valid_until, |until| until.min(valid_until));
        proto::Entitlements {
            plan: plan.as_str().to_owned(),
            features: features(unlocked),
            limits: Some(limits(unlocked)),
            valid_until: until as f64,
        }
    }

    async fn plans(&self) -> proto::ListPlansResponse {
        let tags = match self.open_part() {
            Some(open) => open.catalogue.tags(&open.stripe, &open.prices).await,
            None => Tags::new(),
        };
        let config = &self.0.config;
        let plan = |id: PlanId| {
            let unlocked = config.plans.get(id);
            proto::Plan {
                id: id.as_str().to_owned(),
                features: features(unlocked),
                limits: Some(limits(unlocked)),
                price: tags.get(&id).map(|tag| price(tag, config.trial_days)),
            }
        };
        let selling = config.enabled();
        let ad = |text: Option<&str>| text.filter(|_| selling).unwrap_or_default().to_owned();
        proto::ListPlansResponse {
            plans: PlanId::ALL.into_iter().map(plan).collect(),
            billing_enabled: selling,
            ad_html: ad(config.ad_html()),
            ad_url: ad(config.ad_url()),
        }
    }

    async fn subscription(&self, user: &str) -> Result<proto::GetSubscriptionResponse, Error> {
        let now = now();
        let Some((standing, kept)) = self.standing(user, now).await? else {
            let entitlements = Some(self.entitlements(None, now));
            return Ok(proto::GetSubscriptionResponse {
                entitlements,
                status: "unlocked".into(),
                ..Default::default()
            });
        };
        let open = self.selling()?;
        // The one that gives the plan, else the newest: that is the one people ask about.
        let gives = |kept: &&Kept| good_until(&kept.held, now, open.grace).is_some();
        let shown = kept.iter().filter(gives).max_by_key(|kept| kept.held.plan).or(kept.last());
        let customer = customers::of_user(&open.store, user).await?;
        Ok(proto::GetSubscriptionResponse {
            entitlements: Some(self.entitlements(Some(standing), now)),
            status: shown.map_or("none", |kept| kept.status.as_str()).to_owned(),
            current_period_end: shown.map_or(0.0, |kept| kept.held.period_end as f64),
            cancel_at_period_end: shown.is_some_and(|kept| kept.held.ends_at.is_some()),
            has_portal: customer.is_some_and(|customer| !customer.id.is_empty()) && !kept.is_empty(),
        })
    }
}

impl Open {
    fn new(config: &Config, stripe: Stripe, store: Store, broker: SharedBroker) -> Result<Self, OpenError> {
        let webhook_secrets = config.webhook_secrets();
        if webhook_secrets.is_empty() {
            tracing::warn!("billing.stripe_webhook_secret is not set: payments count when the list of events is read");
        }
        Ok(Self {
            store,
            broker,
            stripe,
            prices: config.prices()?,
            catalogue: Catalogue::default(),
            webhook_secrets,
            trial_days: config.trial_days,
            promotion_codes: config.promotion_codes,
            grace: (config.grace_days * DAY) as i64,
            events_every: (config.events_seconds * 1000.0) as i64,
            recheck: (config.recheck_hours * DAY / 24.0) as i64,
            wake: Notify::new(),
            clock: now,
        })
    }
}

/// Unix milliseconds.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn features(plan: &PlanConfig) -> Vec<String> {
    let mut features = plan.features.clone();
    features.sort_unstable();
    features.dedup();
    features.into_iter().map(|feature| feature.as_str().to_owned()).collect()
}

fn limits(plan: &PlanConfig) -> proto::PlanLimits {
    proto::PlanLimits { members_max: plan.members_max, queue_max: plan.queue_max, playlists_max: plan.playlists_max }
}

fn price(tag: &PriceTag, trial_days: u32) -> proto::Price {
    proto::Price {
        amount: tag.amount,
        currency: tag.currency.clone(),
        interval: tag.interval.clone(),
        interval_count: tag.interval_count,
        trial_days,
    }
}

/// The user for whom a call is made.
fn actor<T>(request: &Request<T>) -> Result<Actor, Error> {
    let actor = request.extensions().get::<Caller>().and_then(|caller| caller.actor.clone());
    actor.ok_or_else(|| Refusal::new("unauthenticated", "nobody is logged in").into())
}

type Answered<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl Billing for BillingService {
    async fn get_entitlements(
        &self,
        request: Request<proto::GetEntitlementsRequest>,
    ) -> Answered<proto::GetEntitlementsResponse> {
        let user_id = &request.get_ref().user_id;
        let now = now();
        let standing = self.standing(user_id, now).await?.map(|(standing, _)| standing);
        let entitlements = Some(self.entitlements(standing, now));
        Ok(Response::new(proto::GetEntitlementsResponse { entitlements }))
    }

    async fn list_plans(&self, _: Request<proto::ListPlansRequest>) -> Answered<proto::ListPlansResponse> {
        Ok(Response::new(self.plans().await))
    }

    async fn start_checkout(
        &self,
        request: Request<proto::StartCheckoutRequest>,
    ) -> Answered<proto::StartCheckoutResponse> {
        let actor = actor(&request)?;
        let proto::StartCheckoutRequest { plan, base_url } = request.into_inner();
        let url = self.selling()?.checkout(&actor, &plan, &base_url).await?;
        Ok(Response::new(proto::StartCheckoutResponse { url }))
    }

    async fn open_portal(&self, request: Request<proto::OpenPortalRequest>) -> Answered<proto::OpenPortalResponse> {
        let actor = actor(&request)?;
        let url = self.selling()?.portal(&actor, &request.into_inner().base_url).await?;
        Ok(Response::new(proto::OpenPortalResponse { url }))
    }

    async fn get_subscription(
        &self,
        request: Request<proto::GetSubscriptionRequest>,
    ) -> Answered<proto::GetSubscriptionResponse> {
        Ok(Response::new(self.subscription(&actor(&request)?.user_id).await?))
    }

    async fn accept_webhook(
        &self,
        request: Request<proto::AcceptWebhookRequest>,
    ) -> Answered<proto::AcceptWebhookResponse> {
        let proto::AcceptWebhookRequest { payload, signature } = request.into_inner();
        let outcome = self.selling()?.accept(&payload, &signature).await?.to_owned();
        Ok(Response::new(proto::AcceptWebhookResponse { outcome }))
    }

    async fn forget_user(&self, request: Request<proto::ForgetUserRequest>) -> Answered<proto::ForgetUserResponse> {
        let user = actor(&request)?.user_id;
        if let Some(open) = self.open_part() {
            open.forget(&user).await?;
        }
        Ok(Response::new(proto::ForgetUserResponse {}))
    }
}

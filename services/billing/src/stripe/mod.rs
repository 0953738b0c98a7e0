//! Calls to Stripe.
//!
//! The client and the requests are async-stripe's: its types know the names of parameters, and it
//! sends the API version that they were made from, so that answers have one shape whatever the
//! account is set to. Answers are read into structs of our own ([`objects`]): async-stripe reads
//! whole objects strictly, so that a field of a kind that it has not heard of, among hundreds that
//! nobody here looks at, would make a subscription unreadable and a payment without effect.
//!
//! A key, a card or an address never reaches the log: of an error only its code is told.

mod objects;
mod requests;

use std::time::Duration;

use matinee_telemetry::Outgoing;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use stripe::{Client, ClientBuilder, IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use stripe_client_core::StripeMethod;

use crate::config::ConfigError;
pub(crate) use objects::Subscription;
pub(crate) use requests::{Checkout, PriceTag, Reversed};

/// How long one attempt may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Stripe, as this installation's account.
#[derive(Clone, Debug)]
pub(crate) struct Stripe {
    client: Client,
    /// Whom it asks, for telemetry.
    host: String,
    livemode: bool,
}

/// Why Stripe did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StripeFailure {
    /// There is no such object, or not any more.
    #[error("there is no such object at Stripe")]
    Missing,
    /// It would never do that: a bug, or a key without the right.
    #[error("Stripe refused with status {status}: {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Stripe's word for it.
        code: String,
    },
    /// It did not answer, or asked to come back later.
    #[error("Stripe did not answer: {0}")]
    Unreachable(String),
    /// Its answer cannot be understood.
    #[error("an answer of Stripe cannot be read: {0}")]
    Unreadable(String),
}

impl From<StripeError> for StripeFailure {
    fn from(error: StripeError) -> Self {
        match error {
            StripeError::Stripe(error, status) => {
                let code = error.code.as_ref().map(|code| code.as_str().to_owned());
                match code.as_deref() {
                    Some("resource_missing") => Self::Missing,
                    _ if status == 404 => Self::Missing,
                    _ if status == 409 || status == 429 || status >= 500 => {
                        Self::Unreachable(format!("status {status}"))
                    }
                    _ => Self::Refused { status, code: code.unwrap_or_else(|| error.type_.as_str().to_owned()) },
                }
            }
            StripeError::JSONDeserialize(detail) => Self::Unreadable(detail),
            StripeError::Timeout => Self::Unreachable("it took too long".to_owned()),
            StripeError::ClientError(detail) | StripeError::ConfigError(detail) => Self::Unreachable(detail),
        }
    }
}

impl Stripe {
    /// A client for the account of this key.
    pub(crate) fn new(key: &SecretString, url: &str) -> Result<Self, ConfigError> {
        let key = key.expose_secret().trim();
        // What follows is appended as it is.
        let base = format!("{}/", url.trim_end_matches('/'));
        let client = ClientBuilder::new(key).url(base).timeout(PATIENCE).app_info(
            "matinee",
            Some(env!("CARGO_PKG_VERSION").to_owned()),
            None,
        );
        let client = client.build().map_err(|_| ConfigError::new("stripe_secret_key", "is not one of Stripe's"))?;
        let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        Ok(Self { client, host, livemode: !key.contains("_test_") })
    }

    /// Whether money is real.
    pub(crate) fn livemode(&self) -> bool {
        self.livemode
    }

    /// Sends a request that may be sent twice.
    async fn send<R: StripeRequest, T: DeserializeOwned>(&self, request: &R) -> Result<T, StripeFailure> {
        self.call(request, RequestStrategy::Once).await
    }

    /// Sends a request that has an effect: under one key it has it once.
    async fn once<R: StripeRequest, T: DeserializeOwned>(&self, request: &R, key: &str) -> Result<T, StripeFailure> {
        let key = IdempotencyKey::new(key).map_err(|error| StripeFailure::Unreadable(error.to_string()))?;
        self.call(request, RequestStrategy::Idempotent(key)).await
    }

    async fn call<R: StripeRequest, T: DeserializeOwned>(
        &self,
        request: &R,
        strategy: RequestStrategy,
    ) -> Result<T, StripeFailure> {
        let request = request.build();
        let (method, template) = (method(&request.method), collection(&request.path).to_owned());
        let request = request.customize::<miniserde::json::Value>().request_strategy(strategy);
        let call = Outgoing::begin(method, &self.host, &template);
        let answer = request.send(&self.client).await;
        call.end(match &answer {
            Ok(_) => Some(200),
            Err(StripeError::Stripe(_, status)) => Some(*status),
            Err(_) => None,
        });
        let answer = answer?;
        let text = miniserde::json::to_string(&answer);
        serde_json::from_str(&text).map_err(|error| StripeFailure::Unreadable(error.to_string()))
    }
}

fn method(method: &StripeMethod) -> &'static str {
    match method {
        StripeMethod::Get => "GET",
        StripeMethod::Post => "POST",
        StripeMethod::Delete => "DELETE",
    }
}

/// The first words of a path: what comes after them may be an id.
fn collection(path: &str) -> &str {
    let path = path.trim_start_matches('/');
    path.find(['/', '?']).map_or(path, |end| &path[..end])
}

//! Stripe's objects, as far as they matter here, in any shape that an API version gave them.

use serde::Deserialize;
use serde_json::Value;

use crate::envelope::id_of;

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

/// Something of which only the id matters.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
}

/// A page at Stripe where a browser is sent.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) url: Option<String>,
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) expires_at: i64,
    #[serde(default)]
    pub(super) success_url: Option<String>,
    #[serde(default)]
    pub(super) metadata: std::collections::BTreeMap<String, String>,
}

/// A price.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Price {
    pub(super) unit_amount: Option<f64>,
    pub(super) currency: String,
    pub(super) recurring: Option<Recurring>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Recurring {
    pub(super) interval: String,
    #[serde(default)]
    pub(super) interval_count: u32,
}

/// A subscription.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) status: String,
    #[serde(default)]
    created: i64,
    #[serde(default)]
    cancel_at_period_end: bool,
    cancel_at: Option<i64>,
    // Until 2025 a subscription had one period; now each of its items has.
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
    items: List<Item>,
    /// Asked for whole.
    latest_invoice: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct Item {
    price: Option<Named>,
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
}

/// Unix milliseconds of Stripe's seconds.
fn ms(seconds: i64) -> i64 {
    seconds.saturating_mul(1000)
}

impl Subscription {
    /// Ids of what is paid.
    pub(crate) fn prices(&self) -> impl Iterator<Item = &str> {
        self.items.data.iter().filter_map(|item| item.price.as_ref()).map(|price| price.id.as_str())
    }

    /// Unix milliseconds.
    pub(crate) fn created_at(&self) -> i64 {
        ms(self.created)
    }

    /// The end of the current period, Unix milliseconds.
    pub(crate) fn period_end(&self) -> i64 {
        let ends = self.items.data.iter().filter_map(|item| item.current_period_end);
        ms(ends.max().or(self.current_period_end).unwrap_or_default())
    }

    fn period_start(&self) -> i64 {
        let starts = self.items.data.iter().filter_map(|item| item.current_period_start);
        ms(starts.max().or(self.current_period_start).unwrap_or(self.created))
    }

    /// When it will end by somebody's wish, Unix milliseconds; 0 if nobody wishes so.
    pub(crate) fn ends_at(&self) -> i64 {
        match (self.cancel_at, self.cancel_at_period_end) {
            (Some(at), _) => ms(at),
            (None, true) => self.period_end(),
            (None, false) => 0,
        }
    }

    /// Since when a payment is missing, Unix milliseconds; 0 if none is.
    pub(crate) fn past_due_since(&self) -> i64 {
        if self.status != "past_due" {
            return 0;
        }
        let invoice = self.latest_invoice.as_ref().and_then(Value::as_object);
        let open = invoice.filter(|invoice| invoice.get("status").and_then(Value::as_str) != Some("paid"));
        open.and_then(|invoice| invoice.get("created")?.as_i64()).map_or_else(|| self.period_start(), ms)
    }
}

/// A payment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Charge {
    pub(crate) id: String,
    #[serde(default)]
    pub(super) refunded: bool,
    #[serde(default)]
    pub(super) disputed: bool,
    customer: Option<Value>,
    payment_intent: Option<Value>,
    // Until 2025 a charge named its invoice.
    invoice: Option<Value>,
}

impl Charge {
    /// Whose it is; empty if nobody's.
    pub(crate) fn customer(&self) -> &str {
        id_of(self.customer.as_ref())
    }

    pub(super) fn payment_intent(&self) -> &str {
        id_of(self.payment_intent.as_ref())
    }

    pub(super) fn invoice(&self) -> &str {
        id_of(self.invoice.as_ref())
    }
}

/// A dispute.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Dispute {
    status: String,
}

impl Dispute {
    /// Whether the money is, or may be, gone. An inquiry (`warning_…`) takes none yet.
    pub(super) fn takes(&self) -> bool {
        self.status != "won" && self.status != "prevented" && !self.status.starts_with("warning_")
    }
}

/// Which invoice a payment belongs to.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct InvoicePayment {
    invoice: Option<Value>,
}

impl InvoicePayment {
    pub(super) fn invoice(&self) -> &str {
        id_of(self.invoice.as_ref())
    }
}

/// An invoice.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Invoice {
    // Until 2025.
    subscription: Option<Value>,
    // Since then.
    parent: Option<Parent>,
    lines: List<Line>,
}

#[derive(Clone, Debug, Deserialize)]
struct Parent {
    subscription_details: Option<Details>,
}

#[derive(Clone, Debug, Deserialize)]
struct Details {
    subscription: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct Line {
    period: Option<Period>,
}

#[derive(Clone, Debug, Deserialize)]
struct Period {
    end: i64,
}

impl Invoice {
    /// The subscription that it is for, in either shape; empty if it is for none.
    pub(super) fn subscription(&self) -> &str {
        let details = self.parent.as_ref().and_then(|parent| parent.subscription_details.as_ref());
        match id_of(details.and_then(|details| details.subscription.as_ref())) {
            "" => id_of(self.subscription.as_ref()),
            id => id,
        }
    }

    /// The end of what it pays for, Unix milliseconds.
    pub(super) fn covers_until(&self) -> i64 {
        let ends = self.lines.data.iter().filter_map(|line| line.period.as_ref()).map(|period| period.end);
        ms(ends.max().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn reads_both_shapes_of_a_subscription() {
        let old = json!({
            "id": "sub_1", "status": "past_due", "created": 1, "cancel_at_period_end": true, "cancel_at": null,
            "current_period_start": 10, "current_period_end": 20, "latest_invoice": "in_1", "surprise": { "a": [1] },
            "items": { "data": [{ "price": { "id": "price_1" } }] },
        });
        let new = json!({
            "id": "sub_1", "status": "past_due", "created": 1, "cancel_at_period_end": true,
            "latest_invoice": { "id": "in_1", "status": "open", "created": 12 },
            "items": { "data": [{ "price": { "id": "price_1" }, "current_period_start": 10, "current_period_end": 20 }] },
        });
        for (value, since) in [(old, 10_000), (new, 12_000)] {
            let subscription: Subscription = from_value(value).expect("readable");
            assert_eq!(subscription.prices().collect::<Vec<_>>(), ["price_1"]);
            assert_eq!((subscription.period_end(), subscription.ends_at()), (20_000, 20_000));
            assert_eq!(subscription.past_due_since(), since);
        }
    }

    #[test]
    fn reads_both_shapes_of_an_invoice() {
        let lines = json!({ "data": [{ "period": { "start": 1, "end": 9 } }] });
        for value in [
            json!({ "id": "in_1", "subscription": "sub_1", "lines": lines }),
            json!({ "id": "in_1", "subscription": { "id": "sub_1" }, "lines": lines }),
            json!({ "id": "in_1", "lines": lines, "parent": { "subscription_details": { "subscription": "sub_1" } } }),
            json!({ "id": "in_1", "lines": lines,
                    "parent": { "subscription_details": { "subscription": { "id": "sub_1" } } } }),
        ] {
            let invoice: Invoice = from_value(value).expect("readable");
            assert_eq!((invoice.subscription(), invoice.covers_until()), ("sub_1", 9000));
        }
        let one_off: Invoice = from_value(json!({ "id": "in_1", "parent": null, "lines": lines })).expect("readable");
        assert_eq!(one_off.subscription(), "");
    }
}

//! An event of Stripe, as far as it is believed: that something has happened, and to whom.
//!
//! What an event says of an object is how it was, written by whatever API version the account or
//! the endpoint is set to. Neither is wanted: the object is read again, through the client whose
//! version is pinned. So an envelope is read leniently, and from the object in it only ids are
//! taken, which every version has in the same place.

use serde::Deserialize;
use serde_json::Value;

/// Characters of an id of Stripe at most.
const ID_MAX: usize = 255;

/// The types of events that are acted on; others are answered and forgotten. Operators are told to
/// enable these (`deploy/stripe.md`).
pub(crate) const HANDLED: [&str; 18] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "invoice.paid",
    "invoice.payment_succeeded",
    "invoice.payment_failed",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
];

/// What is read of an event.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Envelope {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) livemode: bool,
    /// Unix seconds.
    #[serde(default)]
    pub(crate) created: i64,
    data: Data,
}

#[derive(Clone, Debug, Deserialize)]
struct Data {
    object: Value,
}

impl Envelope {
    /// Reads one; `None` if it is none.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(bytes).ok().filter(|event| is_id(&event.id))
    }

    /// Whether it is acted on.
    pub(crate) fn handled(&self) -> bool {
        HANDLED.contains(&self.kind.as_str())
    }

    /// The object that it is about.
    pub(crate) fn object_id(&self) -> &str {
        id_of(self.data.object.get("id"))
    }

    /// The customer that it is about, if it says so.
    pub(crate) fn customer_id(&self) -> &str {
        if self.kind == "customer.deleted" { self.object_id() } else { id_of(self.data.object.get("customer")) }
    }

    /// The payment that it is about, if it is about one.
    pub(crate) fn charge_id(&self) -> &str {
        match self.kind.as_str() {
            "charge.refunded" => self.object_id(),
            kind if kind.starts_with("charge.dispute.") => id_of(self.data.object.get("charge")),
            _ => "",
        }
    }
}

/// An id, which stands for itself or in an object that was put in its place; empty if there is none.
pub(crate) fn id_of(value: Option<&Value>) -> &str {
    let id = match value {
        Some(Value::String(id)) => Some(id.as_str()),
        Some(Value::Object(object)) => object.get("id").and_then(Value::as_str),
        _ => None,
    };
    id.filter(|id| is_id(id)).unwrap_or_default()
}

/// Whether Stripe could have given this id. It becomes part of a path.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=ID_MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(kind: &str, object: Value) -> Envelope {
        let event =
            json!({ "id": "evt_1", "type": kind, "created": 5, "livemode": true, "data": { "object": object } });
        Envelope::parse(event.to_string().as_bytes()).expect("an event")
    }

    #[test]
    fn takes_ids_from_wherever_a_version_puts_them() {
        for customer in [json!("cus_1"), json!({ "id": "cus_1", "object": "customer" })] {
            let event = event("invoice.paid", json!({ "id": "in_1", "customer": customer, "odd": [1, null] }));
            assert_eq!((event.object_id(), event.customer_id(), event.charge_id()), ("in_1", "cus_1", ""));
            assert!(event.handled() && event.livemode && event.created == 5);
        }
        let refund = event("charge.refunded", json!({ "id": "ch_1", "customer": "cus_1" }));
        assert_eq!((refund.customer_id(), refund.charge_id()), ("cus_1", "ch_1"));
        let dispute = event("charge.dispute.closed", json!({ "id": "dp_1", "charge": "ch_1" }));
        assert_eq!((dispute.customer_id(), dispute.charge_id()), ("", "ch_1"));
        let gone = event("customer.deleted", json!({ "id": "cus_1" }));
        assert_eq!(gone.customer_id(), "cus_1");
        assert!(!event("payout.paid", json!({})).handled());
    }

    #[test]
    fn refuses_what_is_no_event_and_takes_no_id_that_is_a_path() {
        for text in ["", "{}", "[]", r#"{"id":"evt_1"}"#, r#"{"id":"","type":"a","data":{"object":{}}}"#] {
            assert!(Envelope::parse(text.as_bytes()).is_none(), "{text}");
        }
        let odd = event("charge.refunded", json!({ "id": "../customers/cus_2", "customer": 7 }));
        assert_eq!((odd.object_id(), odd.customer_id(), odd.charge_id()), ("", "", ""));
    }
}

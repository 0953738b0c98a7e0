//! What the account holds, and how it changes: the rules of Stripe's objects, as documented for
//! API version 2026-09-30 and, where that matters to a reader, for those before 2025-03-31.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// Seconds of a month.
const MONTH: i64 = 30 * 24 * 3600;

/// All objects of an account, by their ids; each is the JSON that the API gives.
#[derive(Debug, Default)]
pub(super) struct World {
    made: u64,
    pub(super) customers: BTreeMap<String, Value>,
    pub(super) prices: BTreeMap<String, Value>,
    pub(super) sessions: BTreeMap<String, Value>,
    pub(super) portals: BTreeMap<String, Value>,
    pub(super) subscriptions: BTreeMap<String, Value>,
    pub(super) invoices: BTreeMap<String, Value>,
    pub(super) invoice_payments: BTreeMap<String, Value>,
    pub(super) charges: BTreeMap<String, Value>,
    pub(super) disputes: BTreeMap<String, Value>,
    /// The oldest first.
    pub(super) events: Vec<Value>,
    /// Those of them that have not been handed to the courier.
    pub(super) fresh: Vec<Value>,
    /// Whether invoices and charges have the shape of before 2025-03-31.
    pub(super) old_shapes: bool,
}

/// Unix seconds.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// A string of an object.
pub(super) fn text(object: &Value, name: &str) -> String {
    object[name].as_str().unwrap_or_default().to_owned()
}

impl World {
    /// A new id, which sorts after all before it.
    pub(super) fn id(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_{:08}", self.made)
    }

    /// Adds a price of a month.
    pub(super) fn add_price(&mut self, id: &str, amount: i64, currency: &str) {
        let price = json!({
            "id": id, "object": "price", "active": true, "currency": currency, "livemode": false, "type": "recurring",
            "unit_amount": amount, "product": format!("prod_{id}"), "metadata": {},
            "recurring": { "interval": "month", "interval_count": 1, "usage_type": "licensed" },
        });
        self.prices.insert(id.to_owned(), price);
    }

    /// Notes that something has happened to an object, as it is now.
    fn emit(&mut self, kind: &str, object: &Value) {
        let event = json!({
            "id": self.id("evt"), "object": "event", "type": kind, "created": now(), "livemode": false,
            // Whoever set up the account chose this, and nobody told us.
            "api_version": "2022-11-15", "pending_webhooks": 1, "request": { "id": null, "idempotency_key": null },
            "data": { "object": object },
        });
        self.events.push(event.clone());
        self.fresh.push(event);
    }

    fn emit_subscription(&mut self, kind: &str, id: &str) {
        let object = self.subscriptions[id].clone();
        self.emit(&format!("customer.subscription.{kind}"), &object);
    }

    /// An invoice for the current period of a subscription.
    fn invoice(&mut self, subscription: &str, paid: bool) -> String {
        let (id, at) = (self.id("in"), now());
        let held = &self.subscriptions[subscription];
        let (customer, item) = (held["customer"].clone(), held["items"]["data"][0].clone());
        let amount = item["price"]["unit_amount"].clone();
        let period = json!({ "start": item["current_period_start"], "end": item["current_period_end"] });
        let line = json!({ "id": self.id("il"), "object": "line_item", "amount": amount, "period": period });
        let mut invoice = json!({
            "id": id, "object": "invoice", "customer": customer, "created": at, "currency": item["price"]["currency"],
            "status": if paid { "paid" } else { "open" }, "amount_due": amount, "livemode": false,
            "lines": { "object": "list", "data": [line], "has_more": false }, "charge": null,
        });
        if self.old_shapes {
            invoice["subscription"] = json!(subscription);
        } else {
            invoice["parent"] = json!({
                "type": "subscription_details", "quote_details": null,
                "subscription_details": { "subscription": subscription, "metadata": {} },
            });
        }
        self.invoices.insert(id.clone(), invoice);
        if let Some(held) = self.subscriptions.get_mut(subscription) {
            held["latest_invoice"] = json!(id);
        }
        if paid {
            self.collect(&id);
        }
        id
    }

    /// A payment of an invoice.
    fn collect(&mut self, invoice: &str) {
        let (charge, intent, payment) = (self.id("ch"), self.id("pi"), self.id("inpay"));
        let (customer, amount) =
            (self.invoices[invoice]["customer"].clone(), self.invoices[invoice]["amount_due"].clone());
        let mut object = json!({
            "id": charge, "object": "charge", "customer": customer, "payment_intent": intent, "amount": amount,
            "amount_refunded": 0, "refunded": false, "disputed": false, "paid": true, "status": "succeeded",
            "livemode": false, "created": now(), "payment_method_details": { "type": "card" },
        });
        if self.old_shapes {
            object["invoice"] = json!(invoice);
        }
        self.charges.insert(charge.clone(), object);
        let paid = json!({
            "id": payment, "object": "invoice_payment", "invoice": invoice, "status": "paid", "livemode": false,
            "payment": { "type": "payment_intent", "payment_intent": intent },
        });
        self.invoice_payments.insert(payment, paid);
        if let Some(object) = self.invoices.get_mut(invoice) {
            object["status"] = json!("paid");
        }
    }

    fn emit_paid(&mut self, invoice: &str) {
        let object = self.invoices[invoice].clone();
        self.emit("invoice.paid", &object);
        self.emit("invoice.payment_succeeded", &object);
    }

    /// Somebody pays an open checkout.
    pub(super) fn pay(&mut self, session: &str) -> Result<String, String> {
        let open = self.sessions.get(session).ok_or("no such session")?.clone();
        if open["status"] != "open" {
            return Err(format!("the session is {}", open["status"]));
        }
        let (id, item, at) = (self.id("sub"), self.id("si"), now());
        let trial = open["_trial_days"].as_i64().unwrap_or_default() * 24 * 3600;
        let end = at + if trial > 0 { trial } else { MONTH };
        let price = self.prices[&text(&open, "_price")].clone();
        let subscription = json!({
            "id": id, "object": "subscription", "customer": open["customer"], "created": at, "livemode": false,
            "status": if trial > 0 { "trialing" } else { "active" }, "metadata": open["_subscription_metadata"],
            "cancel_at_period_end": false, "cancel_at": null, "canceled_at": null, "ended_at": null,
            "collection_method": "charge_automatically", "currency": price["currency"], "latest_invoice": null,
            "items": { "object": "list", "has_more": false, "data": [{
                "id": item, "object": "subscription_item", "price": price, "quantity": 1, "subscription": id,
                "current_period_start": at, "current_period_end": end,
            }] },
        });
        self.subscriptions.insert(id.clone(), subscription);
        let invoice = self.invoice(&id, true);
        let done = self.sessions.get_mut(session).ok_or("no such session")?;
        done["status"] = json!("complete");
        done["payment_status"] = json!("paid");
        done["subscription"] = json!(id);
        done["url"] = Value::Null;
        let done = done.clone();
        self.emit_subscription("created", &id);
        self.emit("checkout.session.completed", &done);
        self.emit_paid(&invoice);
        // Of which nobody here has heard.
        let odd = self.charges.values().next_back().cloned().unwrap_or_default();
        self.emit("charge.succeeded", &odd);
        Ok(id)
    }

    /// Changes a subscription that has not ended, and tells of it.
    pub(super) fn change(&mut self, id: &str, change: impl FnOnce(&mut Value)) -> Result<(), String> {
        let held = self.subscriptions.get_mut(id).ok_or("no such subscription")?;
        if held["status"] == "canceled" {
            return Err("the subscription has ended".to_owned());
        }
        change(held);
        self.emit_subscription("updated", id);
        Ok(())
    }

    /// Has a subscription end with its period, or not any more.
    pub(super) fn cancel_at_end(&mut self, id: &str, wish: bool) -> Result<(), String> {
        self.change(id, |held| {
            let end = held["items"]["data"][0]["current_period_end"].clone();
            held["cancel_at_period_end"] = json!(wish);
            held["cancel_at"] = if wish { end } else { Value::Null };
            held["canceled_at"] = if wish { json!(now()) } else { Value::Null };
        })
    }

    /// Ends a subscription at once.
    pub(super) fn cancel_now(&mut self, id: &str) -> Result<(), String> {
        let held = self.subscriptions.get_mut(id).ok_or("no such subscription")?;
        if held["status"] == "canceled" {
            return Err("the subscription has ended".to_owned());
        }
        held["status"] = json!("canceled");
        held["ended_at"] = json!(now());
        self.emit_subscription("deleted", id);
        Ok(())
    }

    /// The current period is over: the next one begins, with or without a payment, or none does.
    pub(super) fn end_period(&mut self, id: &str, card_works: bool) -> Result<(), String> {
        let held = self.subscriptions.get(id).ok_or("no such subscription")?;
        if held["cancel_at_period_end"] == true {
            return self.cancel_now(id);
        }
        let item = &held["items"]["data"][0];
        let (start, before) = (now(), item["current_period_end"].as_i64().unwrap_or_default());
        // No two periods end together, however quickly a test goes.
        let end = (start + MONTH).max(before + 1);
        let invoiced = |world: &mut Self| world.invoice(id, card_works);
        if let Some(held) = self.subscriptions.get_mut(id) {
            let item = &mut held["items"]["data"][0];
            item["current_period_start"] = json!(start);
            item["current_period_end"] = json!(end);
            held["status"] = json!(if card_works { "active" } else { "past_due" });
        }
        let invoice = invoiced(self);
        if card_works {
            self.emit_paid(&invoice);
        } else {
            let object = self.invoices[&invoice].clone();
            self.emit("invoice.payment_failed", &object);
        }
        self.emit_subscription("updated", id);
        Ok(())
    }

    /// A payment that was missing is made.
    pub(super) fn settle(&mut self, id: &str) -> Result<(), String> {
        let held = self.subscriptions.get(id).ok_or("no such subscription")?;
        if held["status"] != "past_due" {
            return Err("no payment is missing".to_owned());
        }
        let invoice = text(held, "latest_invoice");
        self.collect(&invoice);
        self.emit_paid(&invoice);
        self.change(id, |held| held["status"] = json!("active"))
    }

    /// The payment of a subscription's last invoice.
    pub(super) fn last_charge(&self, id: &str) -> Result<String, String> {
        let invoice = text(self.subscriptions.get(id).ok_or("no such subscription")?, "latest_invoice");
        let paid = self.invoice_payments.values().find(|paid| paid["invoice"] == invoice.as_str());
        let intent = paid.ok_or("nothing was paid")?["payment"]["payment_intent"].clone();
        let charge = self.charges.values().find(|charge| charge["payment_intent"] == intent);
        Ok(text(charge.ok_or("no such payment")?, "id"))
    }

    /// A payment goes back.
    pub(super) fn refund(&mut self, charge: &str, whole: bool) -> Result<(), String> {
        let object = self.charges.get_mut(charge).ok_or("no such payment")?;
        object["refunded"] = json!(whole);
        object["amount_refunded"] = if whole { object["amount"].clone() } else { json!(1) };
        let object = object.clone();
        self.emit("charge.refunded", &object);
        Ok(())
    }

    /// A bank disputes a payment.
    pub(super) fn dispute(&mut self, charge: &str) -> Result<(), String> {
        let id = self.id("dp");
        let object = self.charges.get_mut(charge).ok_or("no such payment")?;
        object["disputed"] = json!(true);
        let dispute = json!({ "id": id, "object": "dispute", "charge": charge, "status": "needs_response",
                              "amount": object["amount"], "created": now(), "livemode": false });
        self.disputes.insert(id, dispute.clone());
        self.emit("charge.dispute.created", &dispute);
        Ok(())
    }

    /// A dispute of a payment ends.
    pub(super) fn close_dispute(&mut self, charge: &str, won: bool) -> Result<(), String> {
        let dispute = self.disputes.values_mut().rfind(|dispute| dispute["charge"] == charge);
        let dispute = dispute.ok_or("no such dispute")?;
        dispute["status"] = json!(if won { "won" } else { "lost" });
        let dispute = dispute.clone();
        self.emit("charge.dispute.closed", &dispute);
        Ok(())
    }

    /// Deletes a customer, which ends their subscriptions.
    pub(super) fn delete_customer(&mut self, id: &str) -> Result<(), String> {
        let customer = self.customers.get(id).filter(|customer| customer["deleted"] != true).cloned();
        let customer = customer.ok_or("no such customer")?;
        let theirs = |held: &&Value| held["customer"] == id && held["status"] != "canceled";
        let held: Vec<String> = self.subscriptions.values().filter(theirs).map(|held| text(held, "id")).collect();
        for subscription in held {
            self.cancel_now(&subscription)?;
        }
        self.customers.insert(id.to_owned(), json!({ "id": id, "object": "customer", "deleted": true }));
        self.emit("customer.deleted", &customer);
        Ok(())
    }
}

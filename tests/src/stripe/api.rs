//! The API: the part of <https://docs.stripe.com/api> that sells subscriptions.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::any};
use serde_json::{Value, json};

use super::form::Form;
use super::world::{World, now, text};
use super::{SECRET_KEY, Shared};

/// A status and a body.
type Answer = (u16, Value);

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/v1/{*path}", any(call))
}

/// A call: the key, the version, an answer that was given before, then what is asked.
async fn call(
    State(shared): State<Shared>,
    method: Method,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&body).into_owned();
    let mut account = shared.lock();
    *account.calls.entry(format!("{method} {}", shape(&path))).or_default() += 1;
    if account.failing > 0 {
        account.failing -= 1;
        return answer(error(500, "api_error", None, "something is wrong on our end"));
    }
    if header("authorization") != format!("Bearer {SECRET_KEY}") {
        return answer(error(401, "invalid_request_error", None, "Invalid API Key provided"));
    }
    if header("stripe-version").is_empty() {
        return answer(error(400, "invalid_request_error", None, "this account asks for a pinned version"));
    }
    let (key, asked) = (header("idempotency-key"), format!("{method} {path}\n{body}"));
    if let Some((first, given)) = account.answers.get(&key) {
        if *first != asked {
            let detail = "Keys for idempotent requests can only be used with the same parameters";
            return answer(error(400, "idempotency_error", None, detail));
        }
        return answer(given.clone());
    }
    let form = Form::parse(if method == Method::GET { query.as_deref().unwrap_or_default() } else { &body });
    if let Some(customer) = form.get("customer") {
        *account.calls.entry(format!("{method} {path} {customer}")).or_default() += 1;
    }
    let steps: Vec<&str> = path.split('/').collect();
    let base = account.base.clone();
    let given = handle(&mut account.world, &base, &method, &steps, &form);
    if !key.is_empty() && method == Method::POST {
        account.answers.insert(key, (asked, given.clone()));
    }
    let fresh = std::mem::take(&mut account.world.fresh);
    drop(account);
    shared.courier.send(fresh);
    answer(given)
}

/// A path without its ids.
fn shape(path: &str) -> String {
    path.split('/')
        .map(|step| if step.contains('_') && step.chars().any(|c| c.is_ascii_digit()) { "*" } else { step })
        .collect::<Vec<_>>()
        .join("/")
}

fn answer((status, body): Answer) -> Response {
    (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), Json(body)).into_response()
}

fn error(status: u16, kind: &str, code: Option<&str>, message: &str) -> Answer {
    let mut error = json!({ "type": kind, "message": message });
    if let Some(code) = code {
        error["code"] = json!(code);
    }
    (status, json!({ "error": error }))
}

fn missing(what: &str, status: u16) -> Answer {
    error(status, "invalid_request_error", Some("resource_missing"), &format!("No such {what}"))
}

fn handle(world: &mut World, base: &str, method: &Method, steps: &[&str], form: &Form) -> Answer {
    match (method.as_str(), steps) {
        ("POST", ["customers"]) => create_customer(world, form),
        ("DELETE", ["customers", id]) => match world.delete_customer(id) {
            Ok(()) => (200, world.customers[*id].clone()),
            Err(_) => missing("customer", 404),
        },
        ("POST", ["checkout", "sessions"]) => create_session(world, base, form),
        ("GET", ["checkout", "sessions"]) => list(&world.sessions, form, |session| {
            let same = |name: &str| form.get(name).is_none_or(|wanted| session[name] == wanted);
            same("customer") && same("status")
        }),
        ("POST", ["checkout", "sessions", id, "expire"]) => expire(world, id),
        ("POST", ["billing_portal", "sessions"]) => create_portal(world, base, form),
        ("GET", ["subscriptions"]) => list_subscriptions(world, form),
        ("DELETE", ["subscriptions", id]) => match world.cancel_now(id) {
            Ok(()) => (200, world.subscriptions[*id].clone()),
            Err(_) => missing("subscription", 404),
        },
        ("GET", ["prices", id]) => one(&world.prices, id, "price"),
        ("GET", ["subscriptions", id]) => one(&world.subscriptions, id, "subscription"),
        ("GET", ["invoices", id]) => one(&world.invoices, id, "invoice"),
        ("GET", ["charges", id]) => one(&world.charges, id, "charge"),
        ("GET", ["checkout", "sessions", id]) => one(&world.sessions, id, "checkout session"),
        ("GET", ["invoice_payments"]) => {
            let intent = form.get("payment[payment_intent]").unwrap_or_default();
            list(&world.invoice_payments, form, |paid| paid["payment"]["payment_intent"] == intent)
        }
        ("GET", ["disputes"]) => {
            let charge = form.get("charge").unwrap_or_default();
            list(&world.disputes, form, |dispute| dispute["charge"] == charge)
        }
        ("GET", ["events"]) => {
            let (since, types) = (form.number("created[gte]").unwrap_or_default(), form.list("types"));
            let events = world.events.iter().map(|event| (text(event, "id"), event.clone())).collect();
            list(&events, form, |event| {
                let kind = text(event, "type");
                event["created"].as_i64() >= Some(since) && (types.is_empty() || types.contains(&kind))
            })
        }
        _ => error(404, "invalid_request_error", None, "Unrecognized request URL"),
    }
}

fn one(objects: &BTreeMap<String, Value>, id: &str, what: &str) -> Answer {
    objects.get(id).map_or_else(|| missing(what, 404), |object| (200, object.clone()))
}

/// A page of a list, the newest first.
fn list(objects: &BTreeMap<String, Value>, form: &Form, wanted: impl Fn(&Value) -> bool) -> Answer {
    let limit = usize::try_from(form.number("limit").unwrap_or(10).clamp(1, 100)).unwrap_or(10);
    let after = form.get("starting_after");
    if after.is_some_and(|after| !objects.contains_key(after)) {
        return missing("object to start after", 400);
    }
    let rest = objects.iter().rev().filter(|(id, _)| after.is_none_or(|after| id.as_str() < after));
    let mut data: Vec<Value> =
        rest.map(|(_, object)| object).filter(|object| wanted(object)).take(limit + 1).cloned().collect();
    let has_more = data.len() > limit;
    data.truncate(limit);
    (200, json!({ "object": "list", "data": data, "has_more": has_more, "url": "/v1/list" }))
}

fn list_subscriptions(world: &World, form: &Form) -> Answer {
    let customer = form.get("customer").unwrap_or_default();
    let all = form.get("status") == Some("all");
    let (status, mut page) =
        list(&world.subscriptions, form, |held| held["customer"] == customer && (all || held["status"] != "canceled"));
    if form.list("expand").iter().any(|path| path == "data.latest_invoice") {
        for held in page["data"].as_array_mut().into_iter().flatten() {
            held["latest_invoice"] = world.invoices.get(&text(held, "latest_invoice")).cloned().unwrap_or_default();
        }
    }
    (status, page)
}

fn create_customer(world: &mut World, form: &Form) -> Answer {
    let id = world.id("cus");
    let customer = json!({ "id": id, "object": "customer", "created": now(), "livemode": false,
                           "email": form.get("email"), "metadata": form.below("metadata") });
    world.customers.insert(id, customer.clone());
    (200, customer)
}

fn living(world: &World, form: &Form) -> Option<String> {
    let id = form.get("customer")?;
    world.customers.get(id).filter(|customer| customer["deleted"] != true).map(|_| id.to_owned())
}

fn create_session(world: &mut World, base: &str, form: &Form) -> Answer {
    let Some(customer) = living(world, form) else { return missing("customer", 400) };
    let price = form.get("line_items[0][price]").unwrap_or_default().to_owned();
    if !world.prices.contains_key(&price) {
        return missing("price", 400);
    }
    let urls = [form.get("success_url"), form.get("cancel_url")];
    if form.get("mode") != Some("subscription") || urls.iter().flatten().any(|url| !url.starts_with("http")) {
        return error(400, "invalid_request_error", Some("parameter_invalid_empty"), "mode or url");
    }
    let id = world.id("cs_test");
    let session = json!({
        "id": id, "object": "checkout.session", "mode": "subscription", "status": "open", "payment_status": "unpaid",
        "customer": customer, "client_reference_id": form.get("client_reference_id"), "created": now(),
        "expires_at": now() + 24 * 3600, "livemode": false, "url": format!("{base}/c/pay/{id}"), "subscription": null,
        "success_url": form.get("success_url"), "cancel_url": form.get("cancel_url"),
        "allow_promotion_codes": form.get("allow_promotion_codes") == Some("true"),
        "metadata": form.below("metadata"),
        // Not Stripe's: what it remembers of the request.
        "_price": price, "_trial_days": form.number("subscription_data[trial_period_days]"),
        "_subscription_metadata": form.below("subscription_data[metadata]"),
    });
    world.sessions.insert(id, session.clone());
    (200, session)
}

fn expire(world: &mut World, id: &str) -> Answer {
    match world.sessions.get_mut(id) {
        None => missing("checkout session", 404),
        Some(session) if session["status"] != "open" => error(
            400,
            "invalid_request_error",
            None,
            "Only Checkout Sessions with a status in [\"open\"] can be expired",
        ),
        Some(session) => {
            session["status"] = json!("expired");
            session["url"] = Value::Null;
            (200, session.clone())
        }
    }
}

fn create_portal(world: &mut World, base: &str, form: &Form) -> Answer {
    let Some(customer) = living(world, form) else { return missing("customer", 400) };
    let id = world.id("bps");
    let portal = json!({ "id": id, "object": "billing_portal.session", "customer": customer, "livemode": false,
                         "return_url": form.get("return_url"), "url": format!("{base}/p/session/{id}") });
    world.portals.insert(id, portal.clone());
    (200, portal)
}

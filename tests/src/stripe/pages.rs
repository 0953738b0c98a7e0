//! The pages at Stripe where a browser goes: the checkout, and the customer portal.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::Value;

use super::Shared;
use super::world::{World, text};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/c/pay/{session}", get(checkout).post(pay))
        .route("/p/session/{portal}", get(portal))
        .route("/p/session/{portal}/{verb}", post(act))
}

fn page(title: &str, body: &str) -> Response {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    ))
    .into_response()
}

/// Text in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

async fn checkout(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    let account = shared.lock();
    let Some(session) = account.world.sessions.get(&id) else { return StatusCode::NOT_FOUND.into_response() };
    if session["status"] != "open" {
        return page(
            "This page is no longer active",
            "<p data-testid=\"closed\">The link has been used or has expired.</p>",
        );
    }
    let price = &account.world.prices[&text(session, "_price")];
    let amount = price["unit_amount"].as_f64().unwrap_or_default() / 100.0;
    let promotion = match session["allow_promotion_codes"] == true {
        true => "<p><label>Promotion code <input name=\"promotion_code\"></label></p>",
        false => "",
    };
    let body = format!(
        "<p data-testid=\"amount\">{amount:.2} {} per month</p><form method=\"post\">\
         <p><label>Card number <input name=\"card\" value=\"4242 4242 4242 4242\"></label></p>{promotion}\
         <button data-testid=\"pay\">Subscribe</button></form><p><a data-testid=\"back\" href=\"{}\">Back</a></p>",
        text(price, "currency").to_uppercase(),
        escaped(&text(session, "cancel_url"))
    );
    page("Subscribe", &body)
}

async fn pay(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    let paid = shared.change(|world| world.pay(&id));
    let account = shared.lock();
    match (paid, account.world.sessions.get(&id)) {
        (Ok(_), Some(session)) => {
            Redirect::to(&text(session, "success_url").replace("{CHECKOUT_SESSION_ID}", &id)).into_response()
        }
        (Err(problem), _) => (StatusCode::CONFLICT, problem).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn theirs(world: &World, portal: &Value) -> Vec<Value> {
    let customer = text(portal, "customer");
    let held = world.subscriptions.values();
    held.filter(|held| held["customer"] == customer.as_str() && held["status"] != "canceled").cloned().collect()
}

async fn portal(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    let account = shared.lock();
    let Some(portal) = account.world.portals.get(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let mut body = String::new();
    for held in theirs(&account.world, portal) {
        let ends = held["cancel_at_period_end"] == true;
        let (verb, label) = if ends { ("resume", "Renew plan") } else { ("cancel", "Cancel plan") };
        body += &format!(
            "<section><h2>{}</h2><p data-testid=\"state\">{}</p><form method=\"post\" action=\"/p/session/{id}/{verb}\">\
             <button data-testid=\"{verb}\">{label}</button></form></section>",
            text(&held["items"]["data"][0]["price"], "id"),
            if ends { "Ends with the period" } else { "Renews with the period" },
        );
    }
    body += &format!("<p><a data-testid=\"return\" href=\"{}\">Return</a></p>", escaped(&text(portal, "return_url")));
    page("Your plan", &body)
}

async fn act(State(shared): State<Shared>, Path((id, verb)): Path<(String, String)>) -> Response {
    let done = shared.change(|world| {
        let portal = world.portals.get(&id).cloned().ok_or("no such session")?;
        for held in theirs(world, &portal) {
            world.cancel_at_end(&text(&held, "id"), verb == "cancel")?;
        }
        Ok(())
    });
    match done {
        Ok(()) => Redirect::to(&format!("/p/session/{id}")).into_response(),
        Err(problem) => (StatusCode::CONFLICT, problem).into_response(),
    }
}

//! HTTP: problems, cookies, idempotency, rates, headers, the page.

use std::sync::atomic::Ordering;

use matinee_limits::{Frequency, Limits};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::house::{House, limits};

async fn problem(response: Response, status: u16, code: &str) -> Value {
    let (got, kind) = (response.status().as_u16(), response.headers().get("content-type").cloned());
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body: Value = response.json().await.unwrap();
    assert_eq!((got, &body["code"]), (status, &json!(code)), "{body}");
    assert_eq!(kind.unwrap(), "application/problem+json");
    assert_eq!((&body["status"], &body["instance"]), (&json!(status), &json!(id)));
    body
}

#[tokio::test]
async fn every_error_is_a_problem() {
    let house = House::open().await;
    let send = async |method: Method, path: &str, kind: &str, body: &str| {
        let request = house.client.request(method, format!("{}{path}", house.url)).header("content-type", kind);
        request.bearer_auth(house.token("ada")).body(body.to_owned()).send().await.unwrap()
    };
    let json = "application/json";
    let huge = format!("{{\"nickname\":\"{}\"}}", "x".repeat(70_000));
    for (method, path, kind, body, status, code) in [
        (Method::GET, "/api/nowhere", json, "", 404, "not_found"),
        (Method::GET, "/nowhere", json, "", 404, "not_found"),
        (Method::PUT, "/api/rooms", json, "", 405, "method_not_allowed"),
        (Method::POST, "/api/auth/guest", "text/plain", "{}", 415, "unsupported_media_type"),
        (Method::POST, "/api/auth/guest", json, "{", 400, "invalid_argument"),
        (Method::POST, "/api/auth/guest", json, "{\"nickname\":7}", 422, "invalid_argument"),
        (Method::POST, "/api/auth/guest", json, "{}", 422, "invalid_argument"),
        (Method::POST, "/api/auth/guest", json, huge.as_str(), 413, "too_large"),
        (Method::POST, "/api/auth/guest", json, "{\"nickname\":\"taken\"}", 409, "nickname_taken"),
        (Method::GET, "/api/rooms/No-Room", json, "", 404, "room_not_found"),
        (Method::GET, "/api/rooms/no-room", json, "", 404, "room_not_found"),
        (Method::GET, "/api/rooms?limit=0", json, "", 422, "invalid_argument"),
        (Method::GET, "/api/rooms?limit=x", json, "", 422, "invalid_argument"),
        (Method::GET, "/api/rooms/amber-otter-0/bans?limit=501", json, "", 422, "invalid_argument"),
        (Method::GET, "/api/rooms/amber-otter-0/bans", json, "", 403, "forbidden"),
        (Method::PATCH, "/api/rooms/amber-otter-0", json, "{}", 403, "not_leader"),
        (Method::PATCH, "/api/users/me", json, "{}", 409, "username_taken"),
        (Method::GET, "/api/media/resolve?url=x", json, "", 422, "unsupported_url"),
        (Method::GET, "/api/media/resolve", json, "", 422, "invalid_argument"),
    ] {
        problem(send(method, path, kind, body).await, status, code).await;
    }
    problem(house.get("/api/users/me").await, 401, "unauthenticated").await;
    let expired = house.auth.key.sign(&house.auth.claims("ada", -10));
    for token in ["nonsense", expired.as_str()] {
        let me = house.client.get(format!("{}/api/users/me", house.url)).bearer_auth(token).send().await.unwrap();
        problem(me, 401, "unauthenticated").await;
    }
}

#[tokio::test]
async fn a_guest_has_cookies_that_only_our_page_can_use() {
    let house = House::open().await;
    let guest = house.client.post(format!("{}/api/auth/guest", house.url)).json(&json!({ "nickname": "Ada" }));
    let guest = guest.send().await.unwrap();
    assert_eq!(guest.status(), 201);
    let cookies: Vec<String> =
        guest.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect();
    assert!(
        cookies[0].starts_with("matinee_refresh=refresh-Ada; Path=/api/auth; Max-Age=3600; HttpOnly; SameSite=Lax")
    );
    assert!(cookies[1].starts_with("matinee_device=") && cookies[1].contains("HttpOnly"));
    let body: Value = guest.json().await.unwrap();
    assert_eq!(
        (&body["user"]["username"], &body["user"]["guest"], &body["expires_in"]),
        (&json!("Ada"), &json!(true), &json!(600))
    );
    let me =
        house.client.get(format!("{}/api/users/me", house.url)).bearer_auth(body["access_token"].as_str().unwrap());
    assert_eq!(me.send().await.unwrap().json::<Value>().await.unwrap()["id"], "user-Ada");

    let refresh = |origin: &str, cookie: &str| {
        let request = house.client.post(format!("{}/api/auth/refresh", house.url));
        request.header("origin", origin).header("cookie", cookie).send()
    };
    problem(refresh("https://evil.example", "matinee_refresh=refresh-Ada").await.unwrap(), 403, "forbidden").await;
    problem(refresh(&house.url, "other=1").await.unwrap(), 401, "unauthenticated").await;
    let stale = refresh(&house.url, "matinee_refresh=stale").await.unwrap();
    assert!(stale.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    problem(stale, 401, "unauthenticated").await;
    assert_eq!(refresh(&house.url, "matinee_refresh=refresh-Ada").await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_key_makes_a_request_count_once() {
    let house = House::open().await;
    let make = async |who: &str, key: &str, body: Value| {
        let request = house.client.post(format!("{}/api/rooms", house.url)).bearer_auth(house.token(who));
        request.header("idempotency-key", key).json(&body).send().await.unwrap()
    };
    let id = async |response: Response| response.json::<Value>().await.unwrap()["room"]["id"].clone();
    let first = id(make("ada", "k1", json!({})).await).await;
    let again = make("ada", "k1", json!({})).await;
    assert_eq!((again.status().as_u16(), &again.headers()["idempotency-replayed"]), (201, &"true".parse().unwrap()));
    assert_eq!(id(again).await, first);
    assert_ne!(id(make("ada", "k2", json!({})).await).await, first);
    assert_ne!(id(make("bob", "k1", json!({})).await).await, first, "a key is its user's");
    problem(make("ada", "k1", json!({ "name": "x" })).await, 422, "idempotency_key_reused").await;
    problem(make("ada", &"k".repeat(300), json!({})).await, 422, "invalid_argument").await;
    let guest = async || {
        let request = house.client.post(format!("{}/api/auth/guest", house.url)).header("idempotency-key", "g1");
        request.json(&json!({ "nickname": "Ada" })).send().await.unwrap()
    };
    let (one, two) = (guest().await, guest().await);
    assert_eq!(two.headers().get_all("set-cookie").iter().count(), 2);
    assert_eq!(one.text().await.unwrap(), two.text().await.unwrap());
    assert_eq!(house.auth.guests.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn rates_are_kept_per_user_and_address() {
    let once = Frequency { burst: 1, per_second: 0.01 };
    let house = House::with(|_| {}, Limits { rooms: once, ..limits() }).await;
    assert_eq!(house.post("/api/rooms", "ada", json!({})).await.status(), 201);
    let refused = house.post("/api/rooms", "ada", json!({})).await;
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=100).contains(&wait), "{wait}");
    problem(refused, 429, "rate_limited").await;
    assert_eq!(house.post("/api/rooms", "bob", json!({})).await.status(), 201);

    let house = House::with(|_| {}, Limits { requests: Frequency { burst: 2, per_second: 0.01 }, ..limits() }).await;
    for status in [200, 200, 429, 429] {
        assert_eq!(house.get("/api/rooms").await.status(), status);
    }
    assert_eq!(house.get("/").await.status(), 200, "the page is not counted");
}

#[tokio::test]
async fn rooms_are_listed_and_joined() {
    let house = House::open().await;
    let room = house.make_room().await;
    let listed: Value = house.get("/api/rooms?limit=5").await.json().await.unwrap();
    assert_eq!((&listed["items"][0]["id"], &listed["next_cursor"]), (&json!(room), &json!("more")));
    let joined: Value = house.post(&format!("/api/rooms/{room}/join"), "ada", json!({})).await.json().await.unwrap();
    assert_eq!(joined["member_id"], "member-ada");
    assert_eq!(joined["ws_url"], format!("{}/api/rooms/{room}/ws", house.url.replace("http", "ws")));
    assert_eq!(joined["room"]["url"], format!("{}/r/{room}", house.url));
    let resolved = house.client.get(format!("{}/api/media/resolve?url=https://a.example/x.mp4", house.url));
    let resolved: Value = resolved.bearer_auth(house.token("ada")).send().await.unwrap().json().await.unwrap();
    assert_eq!(resolved["provider"], "file");
}

#[tokio::test]
async fn the_page_is_served_with_headers_that_protect_it() {
    let house = House::open().await;
    for path in ["/", "/r/amber-otter-1"] {
        let page = house.get(path).await;
        let headers = page.headers().clone();
        assert_eq!((page.status().as_u16(), &headers["cache-control"]), (200, &"no-cache".parse().unwrap()));
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("https://www.youtube.com"));
        assert!(policy.contains("media-src 'self' blob: data: http: https:"), "plain media on a plain page: {policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "strict-origin-when-cross-origin");
        assert!(!headers.contains_key("strict-transport-security"), "not over http");
        let tag = headers["etag"].clone();
        let again = house.client.get(format!("{}{path}", house.url)).header("if-none-match", tag).send().await.unwrap();
        assert_eq!(again.status(), 304);
        assert!(page.text().await.unwrap().contains("<!doctype html>"));
    }
    let wrong = house.client.get(format!("{}/no/such/page", house.url));
    let lost = wrong.try_clone().unwrap().header("accept", "text/html,*/*;q=0.8").send().await.unwrap();
    assert_eq!((lost.status().as_u16(), &lost.headers()["cache-control"]), (404, &"no-cache".parse().unwrap()));
    assert!(lost.headers().contains_key("content-security-policy"));
    assert!(lost.text().await.unwrap().contains("<!doctype html>"), "the page says that there is nothing");
    let lost: Value = wrong.send().await.unwrap().json().await.unwrap();
    assert_eq!(lost["code"], "not_found");
    let part = house.client.get(format!("{}/index.html", house.url)).header("range", "bytes=0-8");
    let part = part.send().await.unwrap();
    assert_eq!((part.status().as_u16(), part.text().await.unwrap().as_str()), (206, "<!doctype"));
}

#[tokio::test]
async fn the_documents_are_there_and_cors_knows_its_origins() {
    let house = House::with(|config| config.origins = Some("https://app.example".into()), limits()).await;
    let document: Value = house.get("/api/openapi.json").await.json().await.unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in ["/api/auth/guest", "/api/rooms/{room_id}/join", "/api/rooms/{room_id}/ws", "/api/media/resolve"] {
        assert!(document["paths"][path].is_object(), "{path}");
    }
    let keys: Value = house.get("/.well-known/jwks.json").await.json().await.unwrap();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    for (origin, allowed) in [("https://app.example", true), ("https://evil.example", false)] {
        let asked = house.client.request(Method::OPTIONS, format!("{}/api/rooms", house.url));
        let asked =
            asked.header("origin", origin).header("access-control-request-method", "POST").send().await.unwrap();
        let told = asked.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap());
        assert_eq!(told, allowed.then_some(origin));
    }
}

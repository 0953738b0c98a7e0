//! What somebody with bad intentions tries on accounts: each is refused by name, and no secret of
//! it reaches a log.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use matinee_tests::client::{PASSWORD, unique};
use matinee_tests::{Deployment, Kind, Person, stories};
use reqwest::Method;
use serde_json::{Value, json};

stories!(
    forged_access_tokens_are_refused,
    foreign_pages_are_refused,
    fields_that_break_out_do_not,
    too_much_is_too_large,
    no_secret_is_logged,
);

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

async fn forged_access_tokens_are_refused(deployment: &Deployment) {
    let mut ada = Person::account(deployment.gateway(0), "Ada").await;
    let good = ada.token.clone();
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("a JWT has three parts") };
    let read =
        |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON");
    let (head, claims) = (read(header), read(payload));
    let with = |mut part: Value, name: &str, value: Value| {
        part[name] = value;
        encoded(&part)
    };
    let none = with(head.clone(), "alg", json!("none"));
    let symmetric = with(head.clone(), "alg", json!("HS256"));
    let unknown = with(head.clone(), "kid", json!("another"));
    let foreign = with(claims.clone(), "iss", json!("evil"));
    let elsewhere = with(claims.clone(), "aud", json!("evil"));
    let expired = with(claims.clone(), "exp", json!(1));
    let another = with(claims.clone(), "sub", json!("somebody else"));
    let mut last = signature.to_owned();
    last.replace_range(10..11, if last.as_bytes()[10] == b'A' { "B" } else { "A" });
    for forged in [
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{signature}"),
        format!("{symmetric}.{payload}.{signature}"),
        format!("{unknown}.{payload}.{signature}"),
        format!("{header}.{foreign}.{signature}"),
        format!("{header}.{elsewhere}.{signature}"),
        format!("{header}.{expired}.{signature}"),
        format!("{header}.{another}.{signature}"),
        format!("{header}.{payload}.{last}"),
        format!("{header}.{payload}"),
        format!("{header}.{payload}.{signature}.{signature}"),
        "mtn_nonsense".to_owned(),
        "A".repeat(8000),
    ] {
        ada.token.clone_from(&forged);
        ada.get("/api/users/me").await.refused(401, "unauthenticated");
    }
    ada.token = good;
    ada.get("/api/users/me").await.expect(200);
}

async fn foreign_pages_are_refused(deployment: &Deployment) {
    let base = deployment.gateway(0);
    let account = Person::account(base, "Ada").await;
    let cookie = account.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    let bodies = [
        ("/api/auth/guest", json!({ "nickname": unique("Eve") })),
        ("/api/auth/register", json!({ "username": unique("Eve"), "email": "e@example.org", "password": PASSWORD })),
        ("/api/auth/login", json!({ "username": account.name, "password": PASSWORD })),
        ("/api/auth/refresh", json!({})),
        ("/api/auth/logout", json!({})),
        ("/api/auth/logout-all", json!({})),
        ("/api/auth/password/forgot", json!({ "email": "e@example.org" })),
        ("/api/auth/password/reset", json!({ "token": "x", "password": PASSWORD })),
        ("/api/auth/email/confirm", json!({ "token": "x" })),
    ];
    for (path, body) in &bodies {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let answer = Person::send(base, path, body, &[(name, value), ("cookie", &cookie)]).await;
            answer.refused(403, "forbidden");
            assert!(answer.cookies().is_empty(), "{path} {name}: {value}");
        }
    }
    account.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
}

async fn fields_that_break_out_do_not(deployment: &Deployment) {
    let base = deployment.gateway(0);
    for odd in
        ["' OR '1'='1", "x'; DROP TABLE users; --", "a\r\nSet-Cookie: x=y", "\u{0}", "${jndi:ldap://x}", "{{7*7}}"]
    {
        let login = json!({ "username": odd, "password": odd });
        Person::send(base, "/api/auth/login", &login, &[]).await.refused(401, "invalid_credentials");
        let register = json!({ "username": unique("Eve"), "email": odd, "password": PASSWORD });
        let refused = Person::send(base, "/api/auth/register", &register, &[]).await;
        refused.refused(422, "invalid_argument");
        assert_eq!(refused.text("/errors/0/field"), "email", "{odd}");
        let renewal = Person::send(base, "/api/auth/refresh", &json!({ "refresh_token": odd }), &[]).await;
        renewal.refused(401, "unauthenticated");
        let agent = odd.replace(|c: char| c.is_control(), "");
        let name = unique("Bob");
        let guest =
            Person::send(base, "/api/auth/guest", &json!({ "nickname": name }), &[("user-agent", &agent)]).await;
        assert_eq!(guest.expect(201).text("/user/username"), name);
    }
    for (body, status) in
        [("[]", 422), ("{", 400), ("\"x\"", 422), ("null", 422), ("{\"username\":[],\"password\":{}}", 422)]
    {
        let request = matinee_tests::client::http().post(format!("{base}/api/auth/login"));
        let request = request.header("content-type", "application/json").body(body);
        assert_eq!(request.send().await.expect("an answer").status().as_u16(), status, "{body}");
    }
}

async fn too_much_is_too_large(deployment: &Deployment) {
    let base = deployment.gateway(0);
    let body = json!({ "username": "Ada", "email": "ada@example.org", "password": "x".repeat(1_000_000) });
    for path in ["/api/auth/login", "/api/auth/register"] {
        Person::send(base, path, &body, &[]).await.refused(413, "too_large");
    }
    let long = json!({ "username": unique("Ada"), "email": "ada@example.org", "password": "x".repeat(60_000) });
    let refused = Person::send(base, "/api/auth/register", &long, &[]).await;
    refused.refused(422, "invalid_argument");
    assert_eq!(
        (refused.text("/errors/0/field"), refused.text("/errors/0/code")),
        ("password".into(), "too_long".into())
    );
    Person::send(base, "/api/auth/login", &long, &[]).await.refused(401, "invalid_credentials");
}

async fn no_secret_is_logged(deployment: &Deployment) {
    let base = deployment.gateway(0);
    let ada = Person::account(base, "Ada").await;
    let secret = "a secret that nobody may see 81";
    let login = json!({ "username": ada.name, "password": secret });
    Person::send(base, "/api/auth/login", &login, &[]).await.refused(401, "invalid_credentials");
    let made = ada.post("/api/users/me/tokens", json!({ "name": "x", "scopes": ["rooms:join"] })).await.expect(201);
    let refresh = ada.cookies().into_iter().find(|(name, _)| name == "matinee_refresh").expect("a session").1;
    ada.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
    let log = deployment.logs();
    for hidden in [secret, PASSWORD, &refresh, &made.text("/token"), &ada.token] {
        assert!(!log.contains(hidden), "{hidden} is in the log");
    }
}

/// A second log-in under one name is refused while the first is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_session_at_a_time_where_that_is_set() {
    let deployment = Deployment::start_with(Kind::Embedded, &[("AUTH__SINGLE_SESSION", "true")]);
    let base = deployment.gateway(0);
    let ada = Person::account(base, "Ada").await;
    let room = ada.make_room().await;
    let _socket = ada.enter(&room).await;
    let body = json!({ "username": ada.name, "password": PASSWORD });
    Person::send(base, "/api/auth/login", &body, &[]).await.refused(409, "already_logged_in");
    ada.request(Method::POST, "/api/auth/logout", None).await.expect(204);
    Person::send(base, "/api/auth/login", &body, &[]).await.expect(200);
}

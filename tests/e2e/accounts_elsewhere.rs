//! Logging in with somebody else's account: the whole way over a real OpenID provider, as a browser
//! goes it, and what goes wrong on it.

use matinee_tests::client::{Answer, PASSWORD, http, unique};
use matinee_tests::openid::OpenIdProvider;
use matinee_tests::{Deployment, Kind, Person};
use serde_json::json;
use url::Url;

/// A browser: it keeps cookies and follows what it is told, one step at a time.
struct Browser {
    cookies: Vec<(String, String)>,
}

impl Browser {
    fn new() -> Self {
        Self { cookies: Vec::new() }
    }

    async fn get(&mut self, url: &str, accept: &str) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = http().get(url).header("accept", accept).header("cookie", cookies);
        let answer = Answer::read(request.send().await.expect("an answer")).await;
        for cookie in answer.cookies() {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            self.cookies.retain(|(old, _)| old != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    /// Leaves for the provider; where that sends it back to.
    async fn there(&mut self, base: &str, query: &str) -> String {
        let away = self.get(&format!("{base}/api/auth/oauth/oidc{query}"), "text/html").await;
        assert_eq!(away.status, 303, "{}", away.body);
        let provider = location(&away);
        let asked = Url::parse(&provider).expect("a URL");
        let query = |name: &str| asked.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        assert_eq!(query("code_challenge_method").as_deref(), Some("S256"));
        assert!(
            ["state", "nonce", "code_challenge"].iter().all(|name| query(name).is_some_and(|value| value.len() > 15))
        );
        // The provider keeps cookies of its own.
        location(&Browser::new().get(&provider, "text/html").await)
    }

    /// The whole way; where it lands.
    async fn log_in(&mut self, base: &str, query: &str) -> String {
        let back = self.there(base, query).await;
        location(&self.get(&back, "text/html").await)
    }

    /// Who it is logged in as.
    async fn user(&mut self, base: &str) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let answer = Person::send(base, "/api/auth/refresh", &json!({}), &[("cookie", &cookies)]).await.expect(200);
        self.cookies.retain(|(name, _)| name != "matinee_refresh");
        self.cookies.push(("matinee_refresh".to_owned(), answer.text("/refresh_token")));
        answer
    }
}

fn location(answer: &Answer) -> String {
    let location = answer.headers.get("location").and_then(|value| value.to_str().ok());
    location.unwrap_or_else(|| panic!("{} {}", answer.status, answer.body)).to_owned()
}

async fn on(kind: Kind) {
    let provider = OpenIdProvider::start();
    let settings = provider.settings();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let deployment = Deployment::start_with(kind, &settings);
    let base = deployment.url();
    somebody_comes_and_comes_back(&provider, &base).await;
    accounts_are_linked_by_confirmed_addresses_alone(&provider, &base).await;
    a_guest_comes_along(&provider, &base).await;
    what_is_not_good_is_refused(&provider, &base).await;
}

async fn somebody_comes_and_comes_back(provider: &OpenIdProvider, base: &str) {
    let listed = Browser::new().get(&format!("{base}/api/auth/providers"), "*/*").await.expect(200);
    assert_eq!(
        listed.body["providers"],
        json!([{ "id": "oidc", "name": "Example ID", "url": "/api/auth/oauth/oidc" }])
    );
    let name = unique("Ada");
    let email = Person::email(&name);
    provider.vouch(&json!({ "sub": name, "name": name, "email": email, "email_verified": true }));
    let mut browser = Browser::new();
    assert_eq!(browser.log_in(base, "?return_to=/r/some-room?x=1").await, "/r/some-room?x=1&signed_in=oidc");
    let first = browser.user(base).await;
    let user = &first.body["user"];
    assert_eq!((&user["username"], &user["email"]), (&json!(name), &json!(email)));
    assert_eq!(
        (&user["email_verified"], &user["has_password"], &user["identities"]),
        (&json!(true), &json!(false), &json!(["oidc"]))
    );
    let mut elsewhere = Browser::new();
    for (asked, landed) in [
        ("?return_to=//evil.example", "/?signed_in=oidc"),
        ("?return_to=https://evil.example", "/?signed_in=oidc"),
        ("", "/?signed_in=oidc"),
    ] {
        assert_eq!(elsewhere.log_in(base, asked).await, landed, "{asked}");
    }
    assert_eq!(elsewhere.user(base).await.text("/user/id"), first.text("/user/id"), "the same account");
}

async fn accounts_are_linked_by_confirmed_addresses_alone(provider: &OpenIdProvider, base: &str) {
    // Somebody has an account with an address that was never confirmed.
    let squatter = Person::account(base, "Eve").await;
    let claims = json!({ "sub": unique("sub"), "email": Person::email(&squatter.name), "email_verified": true });
    provider.vouch(&claims);
    let mut browser = Browser::new();
    let landed = browser.log_in(base, "?return_to=/r/some-room").await;
    assert_eq!(landed, "/login?error=email_taken&provider=oidc&return_to=%2Fr%2Fsome-room");
    // An address that the provider does not vouch for is nobody's.
    let bob = unique("Bob");
    provider
        .vouch(&json!({ "sub": bob, "name": bob, "email": Person::email(&squatter.name), "email_verified": false }));
    browser.log_in(base, "").await;
    let user = browser.user(base).await;
    assert_ne!(user.text("/user/id"), squatter.user_id);
    assert_eq!(user.text("/user/email"), "");
    // Who is logged in says themselves that the identity is theirs.
    provider.vouch(&claims);
    let mut own = Browser { cookies: squatter.cookies() };
    assert_eq!(own.log_in(base, "?link=true&return_to=/account").await, "/account?signed_in=oidc");
    assert_eq!(own.user(base).await.body["user"]["identities"], json!(["oidc"]));
    let mut browser = Browser::new();
    browser.log_in(base, "").await;
    assert_eq!(browser.user(base).await.text("/user/id"), squatter.user_id);
    let other = Person::account(base, "Carl").await;
    let mut others = Browser { cookies: other.cookies() };
    assert!(others.log_in(base, "?link=true").await.contains("error=identity_taken"));
}

async fn a_guest_comes_along(provider: &OpenIdProvider, base: &str) {
    let guest = Person::guest(base, "Grace").await;
    let room = guest.make_room().await;
    let mut socket = guest.enter(&room).await;
    let claims = json!({ "sub": unique("sub"), "name": unique("Hopper"), "email_verified": true });
    provider.vouch(&claims);
    let mut browser = Browser { cookies: guest.cookies() };
    browser.log_in(base, "").await;
    let user = browser.user(base).await;
    assert_eq!((user.text("/user/id"), user.text("/user/username")), (guest.user_id.clone(), guest.name.clone()));
    assert_eq!(user.body["user"]["guest"], false);
    socket.says("still here").await;
    // A guest who turns out to have an account leaves the guest behind.
    let second = Person::guest(base, "Nobody").await;
    let mut socket = second.enter(&room).await;
    let mut browser = Browser { cookies: second.cookies() };
    browser.log_in(base, "").await;
    assert_eq!(browser.user(base).await.text("/user/id"), guest.user_id);
    assert_eq!(socket.is_closed().await, 4009);
}

async fn what_is_not_good_is_refused(provider: &OpenIdProvider, base: &str) {
    provider.vouch(&json!({ "sub": unique("sub"), "name": unique("Ida") }));
    let json_ = "application/json";
    let mut browser = Browser::new();
    let back = browser.there(base, "").await;
    // In another browser, with another state, with a code that is none, after an error.
    let refused = Browser::new().get(&back, json_).await;
    refused.refused(400, "oauth_state");
    let state = |url: &str, state: &str| {
        let mut url = Url::parse(url).expect("a URL");
        let others: Vec<_> = url.query_pairs().into_owned().filter(|(name, _)| name != "state").collect();
        url.query_pairs_mut().clear().extend_pairs(others).append_pair("state", state);
        url.to_string()
    };
    let cookies = browser.cookies.clone();
    for odd in ["", "x", "' OR 1=1 --"] {
        browser.cookies.clone_from(&cookies);
        browser.get(&state(&back, odd), json_).await.refused(400, "oauth_state");
    }
    browser.cookies.clone_from(&cookies);
    assert_eq!(browser.get(&back, json_).await.status, 303, "what others tried did not use it up");
    browser.cookies.clone_from(&cookies);
    browser.get(&back, json_).await.refused(400, "oauth_state");
    let mut browser = Browser::new();
    let back = browser.there(base, "").await;
    let denied = back.split("code=").next().expect("a start").to_owned()
        + "error=access_denied&"
        + back
            .split('?')
            .nth(1)
            .unwrap_or_default()
            .rsplit('&')
            .find(|pair| pair.starts_with("state="))
            .expect("a state");
    browser.get(&denied, json_).await.refused(400, "oauth_denied");
    // Tokens that are not good: for somebody else, from somebody else, too old, of another log-in.
    for wrong in [
        json!({ "aud": "somebody else" }),
        json!({ "iss": "https://evil.example" }),
        json!({ "exp": 1 }),
        json!({ "nonce": "another" }),
    ] {
        provider.vouch(&wrong);
        let mut browser = Browser::new();
        let back = browser.there(base, "").await;
        browser.get(&back, json_).await.refused(400, "oauth_failed");
        assert!(!browser.cookies.iter().any(|(name, _)| name == "matinee_refresh"), "{wrong}");
    }
    let nowhere = browser.get(&format!("{base}/api/auth/oauth/nobody"), json_).await;
    nowhere.refused(404, "not_found");
    let body = json!({ "username": "johndoe", "password": PASSWORD });
    Person::send(base, "/api/auth/login", &body, &[]).await.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_elsewhere_on_one_process() {
    on(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_elsewhere_scaled_out() {
    on(Kind::Scaled).await;
}

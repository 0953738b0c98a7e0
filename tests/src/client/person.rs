//! Somebody at a browser: a session, the cookies it brings, and requests made with it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, PATIENCE, Socket, Upgrade};

/// The password of everybody with an account.
pub const PASSWORD: &str = "tulip marble orchid 47";

/// Somebody who is logged in.
#[derive(Debug)]
pub struct Person {
    http: reqwest::Client,
    base: String,
    /// The name they are logged in under.
    pub name: String,
    /// Their user id.
    pub user_id: String,
    /// Their access token.
    pub token: String,
    cookies: Mutex<Vec<(String, String)>>,
}

/// What joining a room gives.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Who they are in the room.
    pub member_id: String,
    /// Opens a socket, once, within 30 s.
    pub ticket: String,
    /// Where to open it.
    pub ws_url: String,
}

/// A client as a browser would be: no redirects on its own, everything bounded in time.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn http() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    // Another test may have installed one.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    // Sooner than servers close what is idle: a request on a connection that is just being closed is lost.
    let client = reqwest::Client::builder().timeout(PATIENCE).pool_idle_timeout(std::time::Duration::from_secs(4));
    // Everything is on loopback. Reading the system's certificates for each person takes a debug build
    // longer than what they do.
    let client = client.redirect(reqwest::redirect::Policy::none()).tls_certs_only([]);
    client.build().expect("an HTTP client")
}

/// A name that nobody else in this run has.
#[must_use]
pub fn unique(name: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{name} {}-{number}", std::process::id() % 10_000)
}

impl Person {
    /// Logs a guest in at the gateway `base`, under a name like `name` that is free.
    pub async fn guest(base: &str, name: &str) -> Self {
        Self::named(base, &unique(name)).await
    }

    /// Logs a guest in under exactly this name.
    ///
    /// # Panics
    /// If the name is refused.
    pub async fn named(base: &str, name: &str) -> Self {
        Self::with_cookies(base, name, &[]).await
    }

    /// The same in a browser that has these cookies.
    ///
    /// # Panics
    /// If the name is refused.
    pub async fn with_cookies(base: &str, name: &str, cookies: &[(String, String)]) -> Self {
        let (answer, cookies) = Self::try_named(base, name, cookies).await;
        Self::of(base, &answer.expect(201), cookies)
    }

    /// Somebody who has just logged in, as the answer says.
    fn of(base: &str, answer: &Answer, cookies: Vec<(String, String)>) -> Self {
        Self {
            http: http(),
            base: base.to_owned(),
            name: answer.text("/user/username"),
            user_id: answer.text("/user/id"),
            token: answer.text("/access_token"),
            cookies: Mutex::new(cookies),
        }
    }

    /// Somebody with an account of a name like `name`, whose address is at `example.org` and whose
    /// password is [`PASSWORD`].
    pub async fn account(base: &str, name: &str) -> Self {
        let name = unique(name);
        let body = json!({ "username": name, "email": Self::email(&name), "password": PASSWORD });
        let answer = Self::send(base, "/api/auth/register", &body, &[]).await.expect(201);
        let cookies = set_cookies(&answer);
        Self::of(base, &answer, cookies)
    }

    /// The address of somebody with such an account.
    #[must_use]
    pub fn email(name: &str) -> String {
        format!("{}@example.org", name.to_lowercase().replace(' ', "."))
    }

    /// Another session of an account.
    pub async fn log_in(base: &str, name: &str) -> Self {
        let answer = Self::send(base, "/api/auth/login", &json!({ "username": name, "password": PASSWORD }), &[]).await;
        let answer = answer.expect(200);
        let cookies = set_cookies(&answer);
        Self::of(base, &answer, cookies)
    }

    /// POSTs as somebody who is not logged in, with these headers.
    ///
    /// # Panics
    /// If nothing answers.
    pub async fn send(base: &str, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut request = http().post(format!("{base}{path}")).json(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send().await.expect("the gateway answers")).await
    }

    /// Somebody who holds an access token from elsewhere, and no session to renew it with.
    #[must_use]
    pub fn holding(base: &str, name: &str, user_id: &str, token: String) -> Self {
        Self {
            http: http(),
            base: base.to_owned(),
            name: name.to_owned(),
            user_id: user_id.to_owned(),
            token,
            cookies: Mutex::default(),
        }
    }

    /// What asking for a guest session gets, and the cookies that it sets.
    pub async fn try_named(base: &str, name: &str, cookies: &[(String, String)]) -> (Answer, Vec<(String, String)>) {
        let request = http().post(format!("{base}/api/auth/guest")).json(&json!({ "nickname": name }));
        let request = request.header("cookie", header(cookies));
        let answer = Answer::read(request.send().await.expect("the gateway answers")).await;
        let set = set_cookies(&answer);
        (answer, set)
    }

    /// The same person at another gateway.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self {
            http: self.http.clone(),
            base: base.to_owned(),
            name: self.name.clone(),
            user_id: self.user_id.clone(),
            token: self.token.clone(),
            cookies: Mutex::new(self.cookies()),
        }
    }

    /// The gateway they talk to.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Their cookies.
    #[must_use]
    pub fn cookies(&self) -> Vec<(String, String)> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Any request with their token and cookies; cookies that it sets are kept.
    ///
    /// # Panics
    /// If nothing answers.
    pub async fn request(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        request = request.header("cookie", header(&self.cookies()));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = Answer::read(request.send().await.expect("the gateway answers")).await;
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, value) in set_cookies(&answer) {
            cookies.retain(|(old, _)| *old != name);
            cookies.push((name, value));
        }
        drop(cookies);
        answer
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, None).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.request(Method::POST, path, Some(body)).await
    }

    /// Makes a room with default settings; its id.
    pub async fn make_room(&self) -> String {
        self.post("/api/rooms", json!({})).await.expect(201).text("/room/id")
    }

    /// What asking to join gets.
    pub async fn try_join(&self, room: &str, body: Value) -> Answer {
        self.post(&format!("/api/rooms/{room}/join"), body).await
    }

    /// Joins under the name they are logged in with.
    pub async fn join(&self, room: &str) -> Joined {
        self.join_as(room, json!({})).await
    }

    /// Joins with a nickname or a password.
    pub async fn join_as(&self, room: &str, body: Value) -> Joined {
        let answer = self.try_join(room, body).await.expect(200);
        let (member_id, ticket) = (answer.text("/member_id"), answer.text("/ticket"));
        Joined { member_id, ticket, ws_url: answer.text("/ws_url") }
    }

    /// Joins and opens a socket; the state has arrived when this returns.
    pub async fn enter(&self, room: &str) -> Socket {
        self.enter_as(room, json!({})).await
    }

    /// The same with a nickname or a password.
    pub async fn enter_as(&self, room: &str, body: Value) -> Socket {
        let joined = self.join_as(room, body).await;
        Upgrade::ticket(&joined).open().await.expect("the socket opens").entered().await
    }

    /// Leaves by HTTP.
    pub async fn leave(&self, room: &str) -> Answer {
        self.request(Method::POST, &format!("/api/rooms/{room}/leave"), None).await
    }
}

fn header(cookies: &[(String, String)]) -> String {
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

fn set_cookies(answer: &Answer) -> Vec<(String, String)> {
    let pairs = answer.cookies().into_iter().filter_map(|cookie| {
        let (name, value) = cookie.split(';').next()?.split_once('=')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    });
    pairs.collect()
}

//! Accounts: made of nobody or of a guest, sessions on several browsers, passwords, bots.

use std::time::{Duration, Instant};

use matinee_tests::client::{PASSWORD, unique};
use matinee_tests::{Deployment, Kind, Person, Upgrade, stories};
use reqwest::Method;
use serde_json::json;

stories!(
    somebody_signs_up_and_logs_in,
    a_guest_becomes_an_account_and_stays_in_the_room,
    sessions_are_listed_and_their_sockets_close,
    another_password_ends_the_other_sessions,
    an_account_is_deleted,
    a_program_acts_within_its_scopes,
    a_client_that_is_no_browser_keeps_the_refresh_token,
    twenty_renewals_at_once_leave_one_chain,
    the_operator_finds_the_link_in_the_log,
);

/// Sockets of a session close within two seconds of its end; a machine under load is given more.
const SOON: Duration = Duration::from_secs(10);

async fn somebody_signs_up_and_logs_in(deployment: &Deployment) {
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let me = ada.at(deployment.gateway(1)).get("/api/users/me").await.expect(200);
    assert_eq!(me.text("/email"), Person::email(&ada.name));
    assert_eq!((&me.body["guest"], &me.body["has_password"]), (&json!(false), &json!(true)));
    for name in [ada.name.to_uppercase(), Person::email(&ada.name)] {
        let again = Person::log_in(deployment.gateway(1), &name).await;
        assert_eq!(again.user_id, ada.user_id, "{name}");
    }
    for (name, password) in [(ada.name.as_str(), "not the password"), ("nobody at all", PASSWORD)] {
        let body = json!({ "username": name, "password": password });
        let answer = Person::send(deployment.gateway(0), "/api/auth/login", &body, &[]).await;
        answer.refused(401, "invalid_credentials");
        assert!(answer.cookies().is_empty());
    }
    let (guest, _) = Person::try_named(deployment.gateway(1), &ada.name.to_lowercase(), &[]).await;
    guest.refused(409, "nickname_taken");
    let room = ada.make_room().await;
    let socket = ada.enter(&room).await;
    assert!(!socket.member().is_empty());
}

async fn a_guest_becomes_an_account_and_stays_in_the_room(deployment: &Deployment) {
    let mut guest = Person::guest(deployment.gateway(0), "Grace").await;
    let room = guest.make_room().await;
    let mut socket = guest.enter(&room).await;
    let member = socket.member().to_owned();
    let body = json!({ "username": guest.name, "email": Person::email(&guest.name), "password": PASSWORD });
    let made = guest.request(Method::POST, "/api/auth/register", Some(body)).await.expect(201);
    assert_eq!(made.text("/user/id"), guest.user_id, "the same person");
    assert_eq!((&made.body["user"]["guest"], &made.body["confirmation"]), (&json!(false), &json!("log")));
    socket.says("still here").await;
    guest.token = made.text("/access_token");
    let again = guest.at(deployment.gateway(1)).join(&room).await;
    assert_eq!(again.member_id, member, "the same member");
    guest.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
    let elsewhere = Person::log_in(deployment.gateway(1), &guest.name).await;
    assert_eq!(elsewhere.user_id, guest.user_id);
}

async fn sessions_are_listed_and_their_sockets_close(deployment: &Deployment) {
    let here = Person::account(deployment.gateway(0), "Iris").await;
    let there = Person::log_in(deployment.gateway(1), &here.name).await;
    let third = Person::log_in(deployment.gateway(1), &here.name).await;
    let room = here.make_room().await;
    let (mut first, mut second, mut last) =
        (here.enter(&room).await, there.enter(&room).await, third.enter(&room).await);
    let listed = here.get("/api/users/me/sessions").await.expect(200);
    let items = listed.body["items"].as_array().expect("a list").clone();
    assert_eq!(items.len(), 3, "{}", listed.body);
    assert_eq!(items.iter().filter(|item| item["current"] == true).count(), 1);
    assert!(items.iter().all(|item| item["expires_at"].is_f64() && item["ends_at"].is_f64()), "{}", listed.body);
    let theirs = there.get("/api/users/me/sessions").await.expect(200);
    let current = theirs.body["items"].as_array().expect("a list").iter().find(|item| item["current"] == true);
    let id = current.expect("its own")["id"].as_str().expect("an id").to_owned();
    let begun = Instant::now();
    here.request(Method::DELETE, &format!("/api/users/me/sessions/{id}"), None).await.expect(204);
    assert_eq!(second.is_closed().await, 4009);
    println!("a socket on another gateway closed after {:?}", begun.elapsed());
    assert!(begun.elapsed() < SOON);
    assert_eq!(there.request(Method::POST, "/api/auth/refresh", None).await.status, 401);
    first.says("the others stay").await;
    here.request(Method::DELETE, "/api/users/me/sessions", None).await.expect(204);
    assert_eq!(last.is_closed().await, 4009);
    let fourth = Person::log_in(deployment.gateway(1), &here.name).await;
    fourth.request(Method::POST, "/api/auth/logout-all", None).await.expect(204);
    assert_eq!(first.is_closed().await, 4009, "everywhere");
    // An access token may outlive its session; what is opened with it may not.
    let url = format!("{}/api/rooms/{room}/ws", here.base().replacen("http", "ws", 1));
    let upgrade = Upgrade::to(url).header("authorization", format!("Bearer {}", here.token));
    let code = upgrade.open().await.expect("refused by a close code").is_closed().await;
    assert_eq!(code, 4009);
}

async fn another_password_ends_the_other_sessions(deployment: &Deployment) {
    let here = Person::account(deployment.gateway(0), "Jane").await;
    let there = Person::log_in(deployment.gateway(1), &here.name).await;
    let room = there.make_room().await;
    let mut socket = there.enter(&room).await;
    let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    let put = async |body| here.request(Method::PUT, "/api/users/me/password", Some(body)).await;
    let wrong = put(change("wrong", "seven lanterns in october")).await;
    wrong.refused(403, "wrong_password");
    assert_eq!(wrong.text("/errors/0/field"), "current_password");
    let weak = put(change(PASSWORD, "password1")).await;
    weak.refused(422, "invalid_argument");
    assert_eq!((weak.text("/errors/0/field"), weak.text("/errors/0/code")), ("new_password".into(), "weak".into()));
    put(change(PASSWORD, "seven lanterns in october")).await.expect(204);
    assert_eq!(socket.is_closed().await, 4009);
    here.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
}

async fn an_account_is_deleted(deployment: &Deployment) {
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let room = ada.make_room().await;
    let mut socket = ada.enter(&room).await;
    let delete = async |body| ada.request(Method::DELETE, "/api/users/me", Some(body)).await;
    delete(json!({})).await.refused(403, "wrong_password");
    delete(json!({ "password": "wrong" })).await.refused(403, "wrong_password");
    delete(json!({ "password": PASSWORD })).await.expect(204);
    assert_eq!(socket.is_closed().await, 4009);
    let body = json!({ "username": ada.name, "password": PASSWORD });
    Person::send(deployment.gateway(1), "/api/auth/login", &body, &[]).await.refused(401, "invalid_credentials");
    ada.get("/api/users/me").await.refused(401, "unauthenticated");
}

async fn a_program_acts_within_its_scopes(deployment: &Deployment) {
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let room = ada.make_room().await;
    let body = json!({ "name": "A bot", "scopes": ["rooms:join", "profile:read"] });
    let made = ada.post("/api/users/me/tokens", body).await.expect(201);
    let mut bot = ada.at(deployment.gateway(1));
    bot.token = made.text("/token");
    assert_eq!(bot.get("/api/users/me").await.expect(200).text("/id"), ada.user_id);
    let mut socket = bot.enter(&room).await;
    socket.says("beep").await;
    for (method, path) in [
        (Method::POST, "/api/rooms"),
        (Method::PATCH, "/api/users/me"),
        (Method::DELETE, "/api/users/me"),
        (Method::GET, "/api/users/me/tokens"),
        (Method::POST, "/api/users/me/tokens"),
        (Method::GET, "/api/users/me/sessions"),
        (Method::POST, "/api/auth/logout"),
    ] {
        bot.request(method, path, Some(json!({}))).await.refused(403, "insufficient_scope");
    }
    let listed = ada.get("/api/users/me/tokens").await.expect(200);
    assert!(listed.body["items"][0].get("token").is_none(), "told once: {}", listed.body);
    ada.request(Method::DELETE, &format!("/api/users/me/tokens/{}", made.text("/id")), None).await.expect(204);
    assert_eq!(socket.is_closed().await, 4009);
    let begun = Instant::now();
    while bot.get("/api/users/me").await.status != 401 {
        assert!(begun.elapsed() < SOON, "the other gateway still takes the token");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let guest = Person::guest(deployment.gateway(0), "Bob").await;
    guest
        .post("/api/users/me/tokens", json!({ "name": "x", "scopes": ["rooms:join"] }))
        .await
        .refused(403, "forbidden");
}

async fn a_client_that_is_no_browser_keeps_the_refresh_token(deployment: &Deployment) {
    let name = unique("Robot");
    let (answer, _) = Person::try_named(deployment.gateway(0), &name, &[]).await;
    let token = answer.text("/refresh_token");
    let body = json!({ "refresh_token": token });
    let renewed = Person::send(deployment.gateway(1), "/api/auth/refresh", &body, &[]).await.expect(200);
    assert!(renewed.cookies().is_empty());
    let next = renewed.text("/refresh_token");
    assert_ne!(next, token);
    let origin = deployment.gateway(0).to_owned();
    let page = [("origin", origin.as_str())];
    let browser =
        Person::send(&origin, "/api/auth/guest", &json!({ "nickname": unique("Ann") }), &page).await.expect(201);
    assert!(browser.body.get("refresh_token").is_none(), "a page's scripts never see it: {}", browser.body);
    let body = json!({ "refresh_token": next });
    Person::send(deployment.gateway(0), "/api/auth/logout", &body, &[]).await.expect(204);
    Person::send(deployment.gateway(1), "/api/auth/refresh", &body, &[]).await.refused(401, "unauthenticated");
}

async fn twenty_renewals_at_once_leave_one_chain(deployment: &Deployment) {
    let person = Person::account(deployment.gateway(0), "Kay").await;
    let tabs: Vec<Person> = (0..20).map(|tab| person.at(deployment.gateway(tab))).collect();
    let renewals = tabs.iter().map(|tab| tab.request(Method::POST, "/api/auth/refresh", None));
    let answers = futures::future::join_all(renewals).await;
    let tokens: Vec<String> = answers.into_iter().map(|answer| answer.expect(200).text("/refresh_token")).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]), "one chain is left");
    tabs[7].request(Method::POST, "/api/auth/refresh", None).await.expect(200);
}

async fn the_operator_finds_the_link_in_the_log(deployment: &Deployment) {
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let sent = ada.post("/api/users/me/email/confirmation", json!({})).await.expect(202);
    assert_eq!(sent.text("/delivery"), "log");
    let providers = ada.get("/api/auth/providers").await.expect(200);
    assert_eq!(providers.body["mail"], false);
    let body = json!({ "email": Person::email(&ada.name) });
    let forgot = Person::send(deployment.gateway(1), "/api/auth/password/forgot", &body, &[]).await.expect(202);
    assert_eq!(forgot.text("/delivery"), "log");
    let begun = Instant::now();
    let token = loop {
        let log = deployment.logs();
        let mut lines =
            log.lines().filter(|line| line.contains(&ada.user_id) && line.contains("reset-password#token="));
        if let Some(line) = lines.next_back() {
            let (_, rest) = line.split_once("#token=").expect("it is in the line");
            break rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect::<String>();
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no link in the log");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let body = json!({ "token": token, "password": "seven lanterns in october" });
    Person::send(deployment.gateway(0), "/api/auth/password/reset", &body, &[]).await.expect(204);
    Person::send(deployment.gateway(0), "/api/auth/password/reset", &body, &[]).await.refused(410, "token_invalid");
    assert_eq!(ada.request(Method::POST, "/api/auth/refresh", None).await.status, 401);
}

/// Lifetimes are configuration, and the end of one closes sockets as a logout does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_expires_closes_its_sockets() {
    let lifetimes = [("AUTH__ACCOUNT_MAX_DAYS", "0.0002"), ("AUTH__ACCOUNT_IDLE_DAYS", "0.0002")];
    let deployment = Deployment::start_with(Kind::Embedded, &lifetimes);
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let room = ada.make_room().await;
    let mut socket = ada.enter(&room).await;
    let listed = ada.get("/api/users/me/sessions").await.expect(200);
    let ends = listed.body["items"][0]["ends_at"].as_f64().expect("an instant");
    assert_eq!(socket.is_closed_in(Duration::from_secs(40)).await, 4009, "after 17.28 seconds");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs_f64();
    let late = now - ends / 1000.0;
    println!("a socket closed {late:.2} s after its session");
    assert!((-0.5..10.0).contains(&late), "{late}");
}

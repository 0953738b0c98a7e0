//! Guests: who they are, and that a name is one person.

use matinee_tests::client::unique;
use matinee_tests::{Deployment, Person, stories};
use reqwest::Method;
use serde_json::json;

stories!(a_guest_is_somebody, a_name_is_one_person, logging_out_frees_the_name, a_guest_is_asked_for_a_name);

async fn a_guest_is_somebody(deployment: &Deployment) {
    let name = unique("Grace");
    let (answer, cookies) = Person::try_named(deployment.gateway(0), &name, &[]).await;
    let answer = answer.expect(201);
    assert_eq!(answer.text("/user/username"), name);
    assert_eq!(answer.body["user"]["guest"], true);
    assert!(answer.body["expires_in"].as_u64().is_some_and(|seconds| seconds > 0 && seconds <= 600));
    let refresh = answer.cookies().into_iter().find(|cookie| cookie.contains("Path=/api/auth"));
    let refresh = refresh.expect("the refresh token is a cookie for /api/auth alone");
    assert!(refresh.contains("HttpOnly") && refresh.contains("SameSite=Lax"), "{refresh}");
    assert!(!refresh.contains("Secure"), "plain http would not send it back: {refresh}");
    assert!(!cookies.is_empty());

    let person = Person::guest(deployment.gateway(0), "Grace").await;
    let me = person.at(deployment.gateway(1)).get("/api/users/me").await.expect(200);
    assert!(me.body.to_string().contains(&person.user_id), "{}", me.body);
    let keys = person.get("/.well-known/jwks.json").await.expect(200);
    assert!(keys.body["keys"].as_array().is_some_and(|keys| !keys.is_empty()), "{}", keys.body);
}

async fn a_name_is_one_person(deployment: &Deployment) {
    let first = Person::guest(deployment.gateway(0), "Ömer").await;
    for same in [first.name.clone(), first.name.to_uppercase(), format!("  {}  ", first.name)] {
        let (answer, _) = Person::try_named(deployment.gateway(1), &same, &[]).await;
        answer.refused(409, "nickname_taken");
    }
}

async fn logging_out_frees_the_name(deployment: &Deployment) {
    let first = Person::guest(deployment.gateway(0), "Hedy").await;
    let room = first.make_room().await;
    let mut socket = first.enter(&room).await;
    first.request(Method::POST, "/api/auth/logout", None).await.expect(204);
    assert_eq!(socket.is_closed().await, 4009, "logout closes the session's sockets");
    let second = Person::named(deployment.gateway(1), &first.name).await;
    assert_ne!(first.user_id, second.user_id);
}

async fn a_guest_is_asked_for_a_name(deployment: &Deployment) {
    for name in ["", "   ", "\u{202e}\u{200b}", &"x".repeat(33)] {
        let (answer, cookies) = Person::try_named(deployment.gateway(0), name, &[]).await;
        answer.refused(422, "invalid_argument");
        assert!(answer.body["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{}", answer.body);
        assert!(cookies.iter().all(|(_, value)| value.is_empty() || value.len() < 200), "no session was made");
    }
    let longest = format!("{}{}", unique("x"), "ü".repeat(32));
    let longest: String = longest.chars().take(32).collect();
    let (answer, _) = Person::try_named(deployment.gateway(0), &longest, &[]).await;
    answer.expect(201);
    let without = Person::guest(deployment.gateway(0), "Ann").await.post("/api/auth/guest", json!({})).await;
    assert_eq!(without.status, 422, "{}", without.body);
}

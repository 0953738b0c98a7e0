//! Sessions: access tokens run out, refresh tokens rotate, and a stolen one ends the session.

use matinee_tests::{Deployment, Person, stories};
use reqwest::Method;

stories!(a_session_is_renewed_anywhere, a_used_refresh_token_ends_the_session, without_a_token_nothing_is_done);

async fn a_session_is_renewed_anywhere(deployment: &Deployment) {
    let person = Person::guest(deployment.gateway(0), "Iris").await.at(deployment.gateway(1));
    let before = person.cookies();
    let renewed = person.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
    assert_eq!(renewed.text("/user/id"), person.user_id);
    assert_ne!(before, person.cookies(), "the refresh token rotates");
    let again = person.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
    assert!(!again.text("/access_token").is_empty());
}

async fn a_used_refresh_token_ends_the_session(deployment: &Deployment) {
    let person = Person::guest(deployment.gateway(0), "Jane").await;
    let thief = person.at(deployment.gateway(1));
    // Two renewals on, the first token is no lost answer any more but somebody else's copy.
    person.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
    person.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
    assert_eq!(thief.request(Method::POST, "/api/auth/refresh", None).await.status, 401);
    assert_eq!(person.request(Method::POST, "/api/auth/refresh", None).await.status, 401, "the family has ended");
}

async fn without_a_token_nothing_is_done(deployment: &Deployment) {
    let mut person = Person::guest(deployment.gateway(0), "Kay").await;
    let room = person.make_room().await;
    for token in ["", "nonsense", "eyJhbGciOiJub25lIn0.e30."] {
        person.token = token.to_owned();
        for (method, path) in [
            (Method::GET, "/api/users/me".to_owned()),
            (Method::POST, "/api/rooms".to_owned()),
            (Method::POST, format!("/api/rooms/{room}/join")),
        ] {
            let answer = person.request(method.clone(), &path, Some(serde_json::json!({}))).await;
            answer.refused(401, "unauthenticated");
        }
    }
}

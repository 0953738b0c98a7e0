//! The same stories over both databases, through the transport that gateways use.

#[path = "../../platform/database/tests/postgres/mod.rs"]
mod postgres;
mod setup;

use std::time::{Duration, Instant};

use futures::future::join_all;
use matinee_auth::AuthService;
use matinee_broker::{Claim, Item};
use matinee_proto::auth::v1::{CreateGuestRequest, GetUserRequest, Session};
use matinee_token::SigningKey;
use secrecy::ExposeSecret;
use setup::{Setup, actor, code, config, database, notices, stories};
use tokio_util::sync::CancellationToken;

const MINUTE: Duration = Duration::from_secs(60);

stories!(
    a_guest_logs_in,
    a_name_is_one_person,
    a_bad_name_changes_nothing,
    a_session_is_renewed,
    parallel_renewals_leave_one_chain,
    a_used_token_that_comes_back_ends_the_session,
    renewals_and_ends_at_once_agree,
    a_guest_returns_to_a_name_that_is_taken,
    a_session_ends,
    a_profile_changes_whole_or_not_at_all,
    a_user_is_deleted,
    replicas_share_one_signing_key,
    an_operator_brings_a_signing_key,
    calls_need_an_internal_token,
    expired_sessions_are_swept,
    a_thousand_guests_arrive,
);

async fn a_guest_logs_in(on: Setup) {
    let session = on.guest("  Ada\u{202e}  Lovelace ").await.unwrap();
    let user = session.user.clone().unwrap();
    assert_eq!((user.username.as_str(), user.guest, user.email.as_str()), ("Ada Lovelace", true, ""));
    assert_eq!((session.expires_in, session.refresh_expires_in), (600, 24 * 3600));
    let claims = on.claims(&session).await;
    assert_eq!(claims.actor(), actor(&session));
    assert_eq!(claims.exp - claims.iat, 600);
    assert_eq!(on.user(&actor(&session)).await.unwrap(), user);
    let kept: String = sqlx::query_scalar("SELECT hash FROM refresh_tokens").fetch_one(on.store.pool()).await.unwrap();
    assert_ne!(kept, session.refresh_token, "a copy of the database logs nobody in");
}

async fn a_name_is_one_person(on: Setup) {
    let zoe = on.guest("Zoë").await.unwrap();
    for same in ["Zoë", "ZOE\u{308}", "ｚｏë", " zoë\u{200b}"] {
        assert_eq!(code(on.guest(same).await), "nickname_taken", "{same}");
    }
    assert_eq!(on.broker.claim("name/zoë", &zoe.id, MINUTE).await.unwrap(), Claim::Granted, "held for the session");
    on.register("grace hopper").await;
    assert_eq!(code(on.guest("Grace  Hopper").await), "nickname_taken");
    assert_eq!(
        on.broker.claim("name/grace hopper", "another", MINUTE).await.unwrap(),
        Claim::Granted,
        "what was refused holds no name"
    );
    on.end(Some(&zoe.refresh_token), None).await.unwrap();
    on.guest("zoë").await.unwrap();
}

async fn a_bad_name_changes_nothing(on: Setup) {
    for name in ["", "   ", "\u{0}", "\u{202e}\u{200b}", &"x".repeat(33), &"x".repeat(60_000)] {
        assert_eq!(code(on.guest(name).await), "invalid_argument", "{name:?}");
    }
    for device_id in ["x".repeat(65), "a b".to_owned(), "a\r\nSet-Cookie: b".to_owned(), "ü".to_owned()] {
        let message = CreateGuestRequest { nickname: "Ada".to_owned(), device_id, user_agent: String::new() };
        let status = on.client.clone().create_guest(on.call(message, None)).await.unwrap_err();
        assert_eq!(status.code(), tonic::Code::InvalidArgument);
    }
    assert_eq!(on.count("SELECT COUNT(*) FROM users").await, 0);
    for name in ["'; DROP TABLE users; --", "\" OR 1=1", "$1 ? %s", "x\\'); --"] {
        assert_eq!(on.guest(name).await.unwrap().user.unwrap().username, name);
    }
    assert_eq!(on.count("SELECT COUNT(*) FROM users").await, 4);
}

async fn a_session_is_renewed(on: Setup) {
    let first = on.guest("Ada").await.unwrap();
    let second = on.refresh(&first.refresh_token).await.unwrap();
    assert_eq!((&second.id, &second.user), (&first.id, &first.user));
    assert_ne!(second.refresh_token, first.refresh_token);
    assert_eq!(on.claims(&second).await.actor(), actor(&first));
    let again = on.refresh(&first.refresh_token).await.unwrap();
    assert_eq!(again.refresh_token, second.refresh_token, "a lost response is answered again");
    let third = on.refresh(&second.refresh_token).await.unwrap();
    assert_ne!(third.refresh_token, second.refresh_token);
    for nonsense in ["", "x", &"A".repeat(43), &"A".repeat(60_000), "' OR 1=1 --", &first.access_token] {
        assert_eq!(code(on.refresh(nonsense).await), "unauthenticated", "{nonsense}");
    }
    assert!(on.refresh(&third.refresh_token).await.is_ok());
}

async fn parallel_renewals_leave_one_chain(on: Setup) {
    let session = on.guest("Ada").await.unwrap();
    let answers = join_all((0..20).map(|_| on.refresh(&session.refresh_token))).await;
    let tokens: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().refresh_token).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(on.count("SELECT COUNT(*) FROM refresh_tokens WHERE used_at = 0").await, 1);
    assert!(on.refresh(&tokens[0]).await.is_ok());
}

async fn a_used_token_that_comes_back_ends_the_session(on: Setup) {
    let first = on.guest("Ada").await.unwrap();
    let second = on.refresh(&first.refresh_token).await.unwrap();
    let third = on.refresh(&second.refresh_token).await.unwrap();
    let mut feed = on.broker.notices().await.unwrap();
    assert_eq!(code(on.refresh(&first.refresh_token).await), "unauthenticated");
    assert_eq!(notices(&mut feed), [ended_notice(&first)]);
    assert_eq!(code(on.refresh(&third.refresh_token).await), "unauthenticated");
    assert_eq!(code(on.user(&actor(&third)).await), "unauthenticated");
    on.guest("Ada").await.expect("the name is free");
}

/// Whoever comes first, nobody is told of a failure and no half of a session is left.
async fn renewals_and_ends_at_once_agree(on: Setup) {
    let names: Vec<_> = (0..20).map(|n| format!("guest {n}")).collect();
    let sessions = join_all(names.iter().map(|name| on.guest(name))).await;
    let calls = sessions.iter().flatten().enumerate().map(|(n, session)| {
        let on = &on;
        async move {
            let renew = || on.refresh(&session.refresh_token);
            let end = || on.end(Some(&session.refresh_token), None);
            let delete = || on.delete(session);
            let (one, two, ended, three) = if n % 2 == 0 {
                tokio::join!(renew(), renew(), async { end().await.map(|_| ()) }, renew())
            } else {
                tokio::join!(renew(), renew(), delete(), renew())
            };
            ended.unwrap();
            for answer in [one, two, three] {
                assert!(answer.is_ok() || code(answer.clone()) == "unauthenticated", "{answer:?}");
            }
        }
    });
    join_all(calls).await;
    assert_eq!(on.count("SELECT COUNT(*) FROM users").await, 0);
    assert_eq!(on.count("SELECT COUNT(*) FROM refresh_tokens").await, 0);
}

async fn a_guest_returns_to_a_name_that_is_taken(on: Setup) {
    let away = on.guest("Ada").await.unwrap();
    on.broker.release("name/ada", &away.id).await.unwrap();
    let here = on.guest("ada").await.unwrap();
    assert_eq!(code(on.refresh(&away.refresh_token).await), "nickname_taken");
    on.end(Some(&here.refresh_token), None).await.unwrap();
    let back = on.refresh(&away.refresh_token).await.expect("nothing was used up");
    assert_eq!(back.id, away.id);
    assert_eq!(code(on.guest("Ada").await), "nickname_taken");
}

async fn a_session_ends(on: Setup) {
    let (ada, bob) = (on.guest("Ada").await.unwrap(), on.guest("Bob").await.unwrap());
    let mut feed = on.broker.notices().await.unwrap();
    let renewed = on.refresh(&ada.refresh_token).await.unwrap();
    assert_eq!(on.end(Some(&renewed.refresh_token), Some(&actor(&bob))).await.unwrap(), ada.id);
    assert_eq!(on.end(None, Some(&actor(&bob))).await.unwrap(), bob.id);
    assert_eq!(notices(&mut feed), [ended_notice(&ada), ended_notice(&bob)]);
    for (token, actor) in [(Some(&*renewed.refresh_token), None), (None, Some(actor(&bob))), (Some("nonsense"), None)] {
        assert_eq!(on.end(token, actor.as_ref()).await.unwrap(), "", "there was none to end");
    }
    assert_eq!(code(on.end(None, None).await), "unauthenticated");
    assert!(notices(&mut feed).is_empty());
    assert_eq!(code(on.refresh(&renewed.refresh_token).await), "unauthenticated");
    assert_eq!(code(on.user(&actor(&bob)).await), "unauthenticated");
    assert_eq!(on.count("SELECT COUNT(*) FROM users").await, 0, "guests go with their session");
    assert_eq!(on.count("SELECT COUNT(*) FROM refresh_tokens").await, 0);
}

async fn a_profile_changes_whole_or_not_at_all(on: Setup) {
    let (ada, _bob) = (on.guest("Ada").await.unwrap(), on.guest("Bob").await.unwrap());
    on.register("grace").await;
    let who = actor(&ada);
    let picture = "https://example.org/ada.png?size=64";
    let mut feed = on.broker.notices().await.unwrap();
    let user = on.update(&who, Some(" Ada L "), Some(picture)).await.unwrap();
    assert_eq!(notices(&mut feed), [format!("{{\"name\":\"ada l\",\"session_renamed\":\"{}\"}}", ada.id)]);
    assert_eq!((user.username.as_str(), user.avatar_url.as_str()), ("Ada L", picture));
    for taken in ["BOB", "Grace"] {
        assert_eq!(code(on.update(&who, Some(taken), Some("")).await), "nickname_taken", "{taken}");
    }
    assert_eq!(on.broker.claim("name/grace", "another", MINUTE).await.unwrap(), Claim::Granted);
    for bad in ["http://example.org/a.png", "javascript:alert(1)", "https://a:b@example.org/", "nonsense", "https://"] {
        assert_eq!(code(on.update(&who, Some("Eve"), Some(bad)).await), "invalid_argument", "{bad}");
    }
    let long = format!("https://example.org/{}", "x".repeat(1024));
    assert_eq!(code(on.update(&who, None, Some(&long)).await), "invalid_argument");
    assert_eq!(code(on.update(&who, Some(&"x".repeat(33)), Some("")).await), "invalid_argument");
    assert_eq!(on.user(&who).await.unwrap(), user, "what was refused changed nothing");
    assert!(notices(&mut feed).is_empty());
    on.guest("Ada").await.expect("the old name is free");
    assert_eq!(code(on.guest("ada l").await), "nickname_taken");
    assert_eq!(on.update(&who, Some("ADA L"), Some("")).await.unwrap().username, "ADA L", "another spelling of it");
    let renewed = on.refresh(&ada.refresh_token).await.unwrap();
    assert_eq!(on.claims(&renewed).await.name, "ADA L");
}

async fn a_user_is_deleted(on: Setup) {
    let ada = on.guest("Ada").await.unwrap();
    let mut feed = on.broker.notices().await.unwrap();
    on.delete(&ada).await.unwrap();
    assert_eq!(notices(&mut feed), [ended_notice(&ada)]);
    assert_eq!(on.count("SELECT COUNT(*) FROM users").await, 0);
    assert_eq!(code(on.delete(&ada).await), "unauthenticated");
    on.guest("Ada").await.unwrap();
}

async fn replicas_share_one_signing_key(on: Setup) {
    on.execute("DELETE FROM signing_keys").await;
    let opens = (0..6).map(|_| async {
        let database = database(&on.url).await;
        AuthService::open(config(), database, on.broker.clone()).await.unwrap()
    });
    let replicas = join_all(opens).await;
    assert_eq!(on.count("SELECT COUNT(*) FROM signing_keys").await, 1);
    let keys: Vec<_> = replicas.iter().map(|replica| format!("{replica:?}")).collect();
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    let later = AuthService::open(config(), database(&on.url).await, on.broker.clone()).await.unwrap();
    assert_eq!(format!("{later:?}"), keys[0], "it is kept");
}

async fn an_operator_brings_a_signing_key(on: Setup) {
    let before = on.guest("Ada").await.unwrap();
    let key = SigningKey::generate();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), key.to_pem().expose_secret()).unwrap();
    for given in [key.to_pem().clone(), file.path().display().to_string().into()] {
        let config = matinee_auth::Config { signing_key: Some(given), ..config() };
        let service = AuthService::open(config, database(&on.url).await, on.broker.clone()).await.unwrap();
        assert!(format!("{service:?}").contains(key.kid()));
    }
    assert!(on.jwks().await.contains(key.kid()), "every replica publishes the keys of all");
    on.claims(&before).await;
    let kept = on.count("SELECT COUNT(*) FROM signing_keys WHERE slot <> 'current' AND private_key = ''").await;
    assert_eq!(kept, 1, "the operator keeps the private half");
    for wrong in ["hunter2", "-----BEGIN hunter2"] {
        let config = matinee_auth::Config { signing_key: Some(wrong.into()), ..config() };
        let error = AuthService::open(config, database(&on.url).await, on.broker.clone()).await.unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("auth.signing_key: ") && !text.contains("hunter2"), "{text}");
    }
}

async fn calls_need_an_internal_token(on: Setup) {
    let bare = on.client.clone().get_user(GetUserRequest {}).await.unwrap_err();
    assert_eq!(bare.code(), tonic::Code::Unauthenticated);
    let elsewhere = on.key.authorize(GetUserRequest {}, "gateway", "rooms", None);
    assert_eq!(on.client.clone().get_user(elsewhere).await.unwrap_err().code(), tonic::Code::Unauthenticated);
    let nobody = on.client.clone().get_user(on.call(GetUserRequest {}, None)).await.unwrap_err();
    assert_eq!(matinee_proto::Refusal::from_status(&nobody).code, "unauthenticated");
}

async fn expired_sessions_are_swept(on: Setup) {
    let names: Vec<_> = (0..250).map(|n| format!("guest {n}")).collect();
    let old: Vec<_> = join_all(names.iter().map(|name| on.guest(name))).await.into_iter().map(Result::unwrap).collect();
    on.execute("UPDATE sessions SET expires_at = 1").await;
    let live = on.guest("Ada").await.unwrap();
    assert_eq!(code(on.user(&actor(&old[0])).await), "unauthenticated", "expired counts at once");
    assert_eq!(code(on.refresh(&old[0].refresh_token).await), "unauthenticated");
    let mut feed = on.broker.notices().await.unwrap();
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(on.service.clone().run(shutdown.clone()));
    let mut announced = Vec::new();
    while announced.len() < old.len() {
        let item = tokio::time::timeout(MINUTE, feed.recv()).await.unwrap().unwrap();
        let Item::Value(notice) = item else { panic!("notices were missed") };
        announced.push(String::from_utf8(notice.to_vec()).unwrap());
    }
    shutdown.cancel();
    running.await.unwrap();
    announced.sort();
    let mut expected: Vec<_> = old.iter().map(ended_notice).collect();
    expected.sort();
    assert_eq!(announced, expected);
    assert_eq!(on.count("SELECT COUNT(*) FROM users").await, 1);
    on.user(&actor(&live)).await.unwrap();
}

async fn a_thousand_guests_arrive(on: Setup) {
    let started = Instant::now();
    let names: Vec<_> = (0..1000).map(|n| format!("guest {n}")).collect();
    let sessions = join_all(names.iter().map(|name| on.guest(name))).await;
    println!("1000 guests in {:?}", started.elapsed());
    assert!(sessions.iter().all(Result::is_ok));
    assert_eq!(on.count("SELECT COUNT(*) FROM sessions").await, 1000);
}

fn ended_notice(session: &Session) -> String {
    format!("{{\"session_ended\":\"{}\"}}", session.id)
}

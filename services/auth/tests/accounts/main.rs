//! Accounts over both databases, through the transport that gateways use.

#[path = "../../../platform/database/tests/postgres/mod.rs"]
mod postgres;
#[path = "../setup/mod.rs"]
mod setup;

mod bots;
mod calls;
mod keys;
mod mails;

use std::time::{Duration, Instant};

use bots::{a_bot_acts_within_its_scopes, bots_are_refused_by_name};
use calls::{PASSWORD, fields};
use keys::keys_are_rotated_and_withdrawn;
use mails::{a_forgotten_password_is_set_anew, an_address_is_confirmed_by_mail};
use matinee_broker::Claim;
use matinee_proto::auth::v1::{ListSessionsRequest, UpdateUserRequest};
use setup::{Setup, actor, code, config, notices, refusal, stories};

stories!(
    an_account_is_made_and_logs_in,
    what_cannot_be_taken_is_named_by_field,
    a_name_and_an_address_are_one_account_s,
    a_guest_becomes_an_account_in_place,
    sessions_are_listed_and_ended,
    a_password_is_changed,
    an_account_is_changed_and_deleted,
    one_session_at_a_time,
    odd_input_is_text_and_no_more,
    unknown_names_take_as_long,
    an_end_that_was_not_told_is_told_again,
    an_address_is_confirmed_by_mail,
    a_forgotten_password_is_set_anew,
    a_bot_acts_within_its_scopes,
    bots_are_refused_by_name,
    keys_are_rotated_and_withdrawn,
);

async fn an_account_is_made_and_logs_in(on: Setup) {
    let made = on.sign_up("Ada", "Ada.L@Example.org").await.unwrap();
    let user = made.user.clone().unwrap();
    assert_eq!((user.username.as_str(), user.guest, user.email.as_str()), ("Ada", false, "Ada.L@Example.org"));
    assert!(user.has_password && !user.email_verified && user.identities.is_empty());
    assert_eq!(made.refresh_expires_in, 30 * 24 * 3600);
    for name in ["Ada", "ADA", " ａda ", "ada.l@example.org", "ADA.L@EXAMPLE.ORG"] {
        let session = on.log_in(name, PASSWORD).await.unwrap();
        assert_ne!(session.id, made.id);
        assert_eq!(session.user.as_ref(), Some(&user), "{name}");
        assert_eq!(on.claims(&session).await.actor(), actor(&session));
    }
    let refused =
        [("Ada", "another one entirely"), ("Ada", ""), ("Nobody", PASSWORD), ("no@example.org", PASSWORD), ("", "")];
    let mut answers = Vec::new();
    for (name, password) in refused {
        answers.push(on.log_in(name, password).await.unwrap_err());
    }
    assert_eq!(answers[0].code, "invalid_credentials");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let kept: String = sqlx::query_scalar("SELECT password_hash FROM users").fetch_one(on.store.pool()).await.unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    let renewed = on.refresh(&made.refresh_token).await.unwrap();
    assert_eq!(renewed.user, Some(user));
}

async fn what_cannot_be_taken_is_named_by_field(on: Setup) {
    let refused = async |name: &str, email: &str, password: &str| fields(on.register_with(name, email, password).await);
    assert_eq!(refused("", "", "").await, ["username required", "email required", "password required"]);
    assert_eq!(refused("a@b", "a", "short").await, ["username invalid", "email invalid", "password too_short"]);
    assert_eq!(refused(&"x".repeat(33), "a@b.de", &"x".repeat(257)).await, ["username too_long", "password too_long"]);
    assert_eq!(refused("Ada", "ada@example.org", "password1").await, ["password weak"]);
    assert_eq!(refused("Lovelace", "ada@example.org", "lovelace").await, ["password weak"], "the name itself");
    assert_eq!(on.count("SELECT COUNT(*) FROM users").await, 0);
    assert_eq!(on.broker.claim("name/ada", "another", Duration::from_secs(1)).await.unwrap(), Claim::Granted);
}

async fn a_name_and_an_address_are_one_account_s(on: Setup) {
    on.sign_up("Zoë", "zoe@example.org").await.unwrap();
    for same in ["zoë", "ZOE\u{308}", "Ｚｏë", " zoë\u{200b}"] {
        let refusal = on.register_with(same, "other@example.org", PASSWORD).await.unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.fields[0].field.as_str()), ("username_taken", "username"), "{same}");
        assert_eq!(code(on.guest(same).await), "nickname_taken", "{same}");
    }
    for same in ["zoe@example.org", "ZOE@Example.Org", " zoe@example.org "] {
        let refusal = on.register_with("Bob", same, PASSWORD).await.unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.fields[0].field.as_str()), ("email_taken", "email"), "{same}");
    }
    // A guest who is here keeps the name; one who has left does not.
    let here = on.guest("Grace").await.unwrap();
    assert_eq!(code(on.register_with("grace", "grace@example.org", PASSWORD).await), "username_taken");
    on.broker.release("name/grace", &here.id).await.unwrap();
    on.sign_up("grace", "grace@example.org").await.unwrap();
    assert_eq!(code(on.refresh(&here.refresh_token).await), "unauthenticated");
    let both = [("Eve", "eve@example.org"), ("eve", "eve2@example.org"), ("EVE", "eve@example.org")];
    let at_once = both.map(|(name, email)| on.register_with(name, email, PASSWORD));
    let made = futures::future::join_all(at_once).await;
    assert_eq!(made.iter().filter(|answer| answer.is_ok()).count(), 1, "{made:?}");
}

async fn a_guest_becomes_an_account_in_place(on: Setup) {
    let guest = on.guest("Ada").await.unwrap();
    let mut feed = on.broker.notices().await.unwrap();
    let made = on.upgrade(&guest, "Ada", "ada@example.org").await.unwrap();
    assert_eq!(made.id, guest.id, "the same session");
    let (before, after) = (guest.user.clone().unwrap(), made.user.clone().unwrap());
    assert_eq!((&after.id, after.guest, after.created_at), (&before.id, false, before.created_at));
    assert!(!on.claims(&made).await.guest);
    assert_eq!(made.refresh_expires_in, 30 * 24 * 3600);
    assert!(notices(&mut feed).is_empty(), "nothing has ended and nothing was renamed");
    let again = on.refresh(&guest.refresh_token).await.unwrap();
    assert_eq!(again.refresh_token, made.refresh_token, "another tab that renews meanwhile is on the same chain");
    assert_eq!(on.count("SELECT COUNT(*) FROM refresh_tokens WHERE used_at = 0").await, 1);
    assert_eq!(code(on.upgrade(&guest, "Bob", "bob@example.org").await), "unauthenticated", "once");
    // Under another name.
    let bob = on.guest("Bob").await.unwrap();
    on.upgrade(&bob, "Robert", "bob@example.org").await.unwrap();
    let told = notices(&mut feed);
    assert_eq!(told, [format!("{{\"name\":\"robert\",\"session_renamed\":\"{}\"}}", bob.id)]);
    on.guest("Bob").await.expect("the name before is free");
    let eve = on.guest("Eve").await.unwrap();
    assert_eq!(code(on.upgrade(&eve, "Ada", "eve@example.org").await), "username_taken");
    assert_eq!(on.refresh(&eve.refresh_token).await.unwrap().user.unwrap().username, "Eve");
}

async fn sessions_are_listed_and_ended(on: Setup) {
    let first = on.sign_up("Ada", "ada@example.org").await.unwrap();
    let mut others = Vec::new();
    for _ in 0..4 {
        others.push(on.log_in("ada", PASSWORD).await.unwrap());
    }
    let who = actor(&first);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = on.sessions(&who, ListSessionsRequest { limit: 2, cursor }).await.unwrap();
        assert!(page.sessions.len() <= 2);
        seen.extend(page.sessions);
        cursor = page.next_cursor;
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(seen.len(), 5);
    assert_eq!(seen.iter().filter(|entry| entry.current).map(|entry| &entry.id).collect::<Vec<_>>(), [&first.id]);
    let entry = &seen[0];
    let day = 24.0 * 3_600_000.0;
    assert_eq!(entry.user_agent, "Mozilla/5.0");
    assert!((entry.expires_at - entry.refreshed_at - 30.0 * day).abs() < 1.0);
    assert!((entry.ends_at - entry.created_at - 90.0 * day).abs() < 1.0);
    for bad in ["x", "1", ".", "1.'; DROP TABLE sessions; --"] {
        let page = on.sessions(&who, ListSessionsRequest { limit: 2, cursor: bad.to_owned() }).await;
        assert!(page.is_ok() || code(page) == "invalid_argument", "{bad}");
    }
    let mut feed = on.broker.notices().await.unwrap();
    assert_eq!(on.revoke(&who, Some(&others[0].id)).await.unwrap(), [others[0].id.clone()]);
    assert_eq!(code(on.revoke(&who, Some(&others[0].id)).await), "session_not_found");
    let stranger = on.sign_up("Eve", "eve@example.org").await.unwrap();
    assert_eq!(code(on.revoke(&actor(&stranger), Some(&first.id)).await), "session_not_found");
    assert_eq!(on.revoke(&who, None).await.unwrap().len(), 3);
    assert_eq!(notices(&mut feed).len(), 4);
    assert_eq!(code(on.refresh(&others[1].refresh_token).await), "unauthenticated");
    let again = on.log_in("ada", PASSWORD).await.unwrap();
    assert_eq!(on.end_everywhere(&again.refresh_token).await.unwrap().len(), 2);
    assert_eq!(code(on.refresh(&first.refresh_token).await), "unauthenticated");
    assert!(on.user(&actor(&stranger)).await.is_ok());
    assert_eq!(on.count("SELECT COUNT(*) FROM ended_sessions").await, 0, "everybody was told");
}

async fn a_password_is_changed(on: Setup) {
    let here = on.sign_up("Ada", "ada@example.org").await.unwrap();
    let there = on.log_in("Ada", PASSWORD).await.unwrap();
    let who = actor(&here);
    let good = "seven lanterns in october";
    let wrong = on.change_password(&who, Some("not this"), good).await.unwrap_err();
    assert_eq!((wrong.code.as_str(), wrong.fields[0].field.as_str()), ("wrong_password", "current_password"));
    assert_eq!(code(on.change_password(&who, None, good).await), "wrong_password");
    assert_eq!(fields(on.change_password(&who, Some(PASSWORD), "short").await), ["new_password too_short"]);
    assert_eq!(fields(on.change_password(&who, Some(PASSWORD), "password1").await), ["new_password weak"]);
    assert!(on.refresh(&there.refresh_token).await.is_ok(), "what was refused ended nothing");
    assert_eq!(on.change_password(&who, Some(PASSWORD), good).await.unwrap(), [there.id.as_str()]);
    assert!(on.user(&who).await.is_ok(), "this session goes on");
    assert_eq!(code(on.user(&actor(&there)).await), "unauthenticated");
    assert_eq!(code(on.log_in("Ada", PASSWORD).await), "invalid_credentials");
    on.log_in("Ada", good).await.unwrap();
    let guest = on.guest("Bob").await.unwrap();
    assert_eq!(code(on.change_password(&actor(&guest), None, good).await), "forbidden");
}

async fn an_account_is_changed_and_deleted(on: Setup) {
    let ada = on.sign_up("Ada", "ada@example.org").await.unwrap();
    on.sign_up("Bob", "bob@example.org").await.unwrap();
    let guest = on.guest("Grace").await.unwrap();
    let who = actor(&ada);
    for (name, refused) in [("BOB", "username_taken"), ("grace", "username_taken")] {
        assert_eq!(code(on.update(&who, Some(name), None).await), refused, "{name}");
    }
    assert_eq!(
        fields(on.update(&who, Some("a@b"), Some("http://x")).await),
        ["username invalid", "avatar_url invalid"]
    );
    assert_eq!(on.update(&who, Some("Countess"), None).await.unwrap().username, "Countess");
    on.guest("Ada").await.expect("the name before is free");
    let email = |address: &str, password: Option<&str>| UpdateUserRequest {
        email: Some(address.to_owned()),
        current_password: password.map(str::to_owned),
        ..UpdateUserRequest::default()
    };
    assert_eq!(code(on.update_with(&who, email("new@example.org", None)).await), "wrong_password");
    assert_eq!(code(on.update_with(&who, email("new@example.org", Some("no"))).await), "wrong_password");
    assert_eq!(code(on.update_with(&who, email("BOB@example.org", Some(PASSWORD))).await), "email_taken");
    assert_eq!(
        on.update_with(&who, email("ada@example.org", None)).await.unwrap().email,
        "ada@example.org",
        "as it is"
    );
    let user = on.update_with(&who, email("new@example.org", Some(PASSWORD))).await.unwrap();
    assert_eq!((user.email.as_str(), user.email_verified), ("new@example.org", false));
    let guests = on.update_with(&actor(&guest), email("grace@example.org", None)).await;
    assert_eq!(code(guests), "forbidden");
    let there = on.log_in("countess", PASSWORD).await.unwrap();
    assert_eq!(code(on.delete_with(&who, None).await), "wrong_password");
    assert_eq!(code(on.delete_with(&who, Some("no")).await), "wrong_password");
    let mut feed = on.broker.notices().await.unwrap();
    on.delete_with(&who, Some(PASSWORD)).await.unwrap();
    assert_eq!(notices(&mut feed).len(), 2, "both sessions have ended");
    assert_eq!(code(on.refresh(&there.refresh_token).await), "unauthenticated");
    assert_eq!(code(on.log_in("countess", PASSWORD).await), "invalid_credentials");
    on.sign_up("Countess", "new@example.org").await.expect("name and address are free");
}

async fn one_session_at_a_time(on: Setup) {
    let on = Setup::with(&on.url, matinee_auth::Config { single_session: true, ..config() }).await;
    let first = on.sign_up("Ada", "ada@example.org").await.unwrap();
    assert_eq!(code(on.log_in("ada", PASSWORD).await), "already_logged_in");
    assert_eq!(code(on.log_in("ada", "wrong").await), "invalid_credentials", "that is not told to everybody");
    assert!(on.refresh(&first.refresh_token).await.is_ok());
    on.end(None, Some(&actor(&first))).await.unwrap();
    let second = on.log_in("ada", PASSWORD).await.expect("logged out at once");
    // Somebody whose line was gone for long finds another session in their place.
    on.broker.release("name/ada", &second.id).await.unwrap();
    on.log_in("ada", PASSWORD).await.unwrap();
    assert_eq!(code(on.refresh(&second.refresh_token).await), "already_logged_in");
}

async fn odd_input_is_text_and_no_more(on: Setup) {
    on.sign_up("Ada", "ada@example.org").await.unwrap();
    for odd in [
        "' OR 1=1 --",
        "'; DROP TABLE users; --",
        "ada' --",
        "$1",
        "%",
        "_da",
        "\" OR \"\"=\"",
        "ada\0x",
        "ada@example.org' --",
    ] {
        assert_eq!(code(on.log_in(odd, PASSWORD).await), "invalid_credentials", "{odd}");
        assert_eq!(code(on.log_in("ada", odd).await), "invalid_credentials", "{odd}");
        assert_eq!(code(on.exchange(odd).await), "unauthenticated", "{odd}");
        assert_eq!(code(on.exchange(&format!("mtn_{odd}")).await), "unauthenticated", "{odd}");
        assert_eq!(code(on.reset(odd, "seven lanterns in october").await), "token_invalid", "{odd}");
        assert_eq!(code(on.confirm(odd).await), "token_invalid", "{odd}");
    }
    for (name, email) in [("x\r\nBcc: y", "x@example.org"), ("Robert'); --", "bobby@example.org")] {
        on.sign_up(name, email).await.unwrap();
    }
    for email in ["x@example.org\r\nBcc: y@example.org", "x@example.org%0d%0a", "\"x\r\n\"@example.org"] {
        let refused = on.register_with("Eve", email, PASSWORD).await;
        assert_eq!(fields(refused), ["email invalid"], "{email}");
    }
    assert_eq!(on.count("SELECT COUNT(*) FROM users").await, 3);
}

/// Prints both times side by side. They are of one hash each; what is compared is their medians, by
/// turns, so that whatever else the machine does falls on both.
async fn unknown_names_take_as_long(on: Setup) {
    on.sign_up("Ada", "ada@example.org").await.unwrap();
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..15 {
        for (which, name) in ["Ada", "Nobody"].into_iter().enumerate() {
            let begun = Instant::now();
            assert_eq!(code(on.log_in(name, "not the password at all").await), "invalid_credentials");
            times[which].push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        (times[times.len() / 4], times[times.len() / 2])
    });
    println!("log-in refused, quartile and median: known name {known:.1?} ms, unknown name {unknown:.1?} ms");
    let ratio = known.1 / unknown.1;
    assert!((0.4..2.5).contains(&ratio), "known {known:?} ms, unknown {unknown:?} ms");
}

async fn an_end_that_was_not_told_is_told_again(on: Setup) {
    on.execute("INSERT INTO ended_sessions (session_id, ended_at) VALUES ('gone', 1)").await;
    let mut feed = on.broker.notices().await.unwrap();
    let shutdown = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(on.service.clone().run(shutdown.clone()));
    let told = tokio::time::timeout(Duration::from_secs(60), feed.recv()).await.unwrap();
    let Some(matinee_broker::Item::Value(told)) = told else { panic!("missed") };
    assert_eq!(told, "{\"session_ended\":\"gone\"}");
    let note = on.broker.cached(&matinee_token::ended::key("gone")).await.unwrap();
    assert!(note.is_some_and(|note| note.starts_with(b"ended ")));
    shutdown.cancel();
    running.await.unwrap();
    assert_eq!(on.count("SELECT COUNT(*) FROM ended_sessions").await, 0);
}

//! What mails are for, with a mail server that keeps them.

#[path = "../../../../tests/src/mail.rs"]
mod sink;

use matinee_auth::Config;
use matinee_proto::auth::v1::{SendConfirmationRequest, UpdateUserRequest};
use sink::{Mail, MailSink};
use tokio_util::sync::CancellationToken;

use super::calls::PASSWORD;
use super::setup::{Setup, actor, code, config};

/// A replica that sends mail, and the server it hands it in at.
async fn with_mail(on: &Setup) -> (Setup, MailSink) {
    let sink = MailSink::start();
    let mail_from = Some("Matinee <matinee@example.org>".to_owned());
    let config = Config { smtp_url: Some(sink.url().into()), mail_from, ..config() };
    let on = Setup::with(&on.url, config).await;
    tokio::spawn(on.service.clone().run(CancellationToken::new()));
    (on, sink)
}

async fn mail(sink: &MailSink, address: &str, number: usize) -> Mail {
    let (sink, address) = (sink.clone(), address.to_owned());
    tokio::task::spawn_blocking(move || sink.wait(&address, number)).await.unwrap()
}

pub async fn an_address_is_confirmed_by_mail(on: Setup) {
    let (on, sink) = with_mail(&on).await;
    let ada = on.sign_up("Ada", "ada@example.org").await.unwrap();
    let first = mail(&sink, "ada@example.org", 1).await;
    assert_eq!((first.from.as_str(), first.to.len()), ("matinee@example.org", 1));
    let token = first.token("confirm-email").unwrap();
    assert!(first.text.contains("http://localhost:8080/confirm-email#token="), "{}", first.text);
    let kept: String = sqlx::query_scalar("SELECT hash FROM mail_tokens").fetch_one(on.store.pool()).await.unwrap();
    assert_ne!(kept, token, "a copy of the database confirms nothing");
    assert_eq!(code(on.reset(&token, "seven lanterns in october").await), "token_invalid", "of another purpose");
    // Only the last link is good, and only for the address that it went to.
    let again = SendConfirmationRequest { base: "http://localhost:8080".to_owned() };
    on.client.clone().send_confirmation(on.call(again.clone(), Some(&actor(&ada)))).await.unwrap();
    let second = mail(&sink, "ada@example.org", 2).await.token("confirm-email").unwrap();
    assert_eq!(code(on.confirm(&token).await), "token_invalid");
    assert_eq!(on.confirm(&second).await.unwrap(), "ada@example.org");
    assert_eq!(code(on.confirm(&second).await), "token_invalid", "once");
    assert!(on.user(&actor(&ada)).await.unwrap().email_verified);
    let twice = on.client.clone().send_confirmation(on.call(again, Some(&actor(&ada)))).await.unwrap_err();
    assert_eq!(super::refusal(twice).code, "already_confirmed");
    let change = |address: &str| UpdateUserRequest {
        email: Some(address.to_owned()),
        current_password: Some(PASSWORD.to_owned()),
        base: "http://localhost:8080".to_owned(),
        ..UpdateUserRequest::default()
    };
    on.update_with(&actor(&ada), change("new@example.org")).await.unwrap();
    let stale = mail(&sink, "new@example.org", 1).await.token("confirm-email").unwrap();
    on.update_with(&actor(&ada), change("newer@example.org")).await.unwrap();
    let fresh = mail(&sink, "newer@example.org", 1).await.token("confirm-email").unwrap();
    assert_eq!(code(on.confirm(&stale).await), "token_invalid", "another address meanwhile");
    on.execute("UPDATE mail_tokens SET expires_at = 1").await;
    assert_eq!(code(on.confirm(&fresh).await), "token_invalid", "too late");
}

pub async fn a_forgotten_password_is_set_anew(on: Setup) {
    let (on, sink) = with_mail(&on).await;
    let ada = on.sign_up("Ada", "Ada@example.org").await.unwrap();
    mail(&sink, "Ada@example.org", 1).await;
    assert_eq!(on.forgot("nobody@example.org").await.unwrap(), "mail", "the answer tells nothing");
    assert_eq!(on.forgot("ADA@EXAMPLE.ORG").await.unwrap(), "mail");
    let token = mail(&sink, "Ada@example.org", 2).await.token("reset-password").unwrap();
    assert!(sink.to("nobody@example.org").is_empty());
    assert_eq!(code(on.forgot("nonsense").await), "invalid_argument");
    let good = "seven lanterns in october";
    assert_eq!(code(on.reset(&token, "password1").await), "invalid_argument", "a weak one leaves the link good");
    assert_eq!(on.reset(&token, good).await.unwrap(), [ada.id.as_str()]);
    assert_eq!(code(on.reset(&token, good).await), "token_invalid", "once");
    assert_eq!(code(on.refresh(&ada.refresh_token).await), "unauthenticated", "all sessions have ended");
    assert_eq!(code(on.log_in("Ada", PASSWORD).await), "invalid_credentials");
    let session = on.log_in("Ada", good).await.unwrap();
    assert!(session.user.unwrap().email_verified, "who read the mail has the address");
}

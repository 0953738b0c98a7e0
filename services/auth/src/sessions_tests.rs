//! Tokens over time. The clock is an argument, so nothing here waits.

use matinee_database::{Database, DatabaseConfig};

use super::*;
use crate::MIGRATIONS;

const DAY: i64 = 24 * 3_600_000;
const START: i64 = 1_000 * DAY;
const LIFETIMES: Lifetimes =
    Lifetimes { access_s: 600, guest_idle: DAY, account_idle: 30 * DAY, account_max: 90 * DAY };

struct Fixture {
    store: Store,
    _directory: tempfile::TempDir,
}

impl Fixture {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/matinee.db", directory.path().display());
        let database = Database::open(&DatabaseConfig { url: url.into(), connections: 1 }).await.unwrap();
        let store = database.migrate("auth", &MIGRATIONS).await.unwrap();
        Self { store, _directory: directory }
    }

    /// Somebody who logs in at `START`.
    async fn login(&self, guest: bool) -> (Session, RefreshToken) {
        let name = crate::names::Name { shown: "Ada".to_owned(), folded: "ada".to_owned() };
        let user = User { guest, ..User::guest("ada".to_owned(), &name, START) };
        let mut transaction = self.store.begin().await.unwrap();
        assert!(users::insert_guest(&mut transaction, &user).await.unwrap());
        let kind = sqlx::query("UPDATE users SET guest = $1").bind(i64::from(guest));
        kind.execute(&mut *transaction).await.unwrap();
        let session = begin("session".to_owned(), user, Device::default(), &LIFETIMES, START);
        let token = RefreshToken::random();
        insert(&mut transaction, &session, &token, START).await.unwrap();
        transaction.commit().await.unwrap();
        (session, token)
    }

    async fn refresh(&self, token: &RefreshToken, now: i64) -> Refreshed {
        refresh(&self.store, &LIFETIMES, token, Salt::random(), now).await.unwrap()
    }

    /// What follows a token that is good at `now`.
    async fn next(&self, token: &RefreshToken, now: i64) -> RefreshToken {
        match self.refresh(token, now).await {
            Refreshed::Renewed(_, next) => next,
            Refreshed::Reused(_) => panic!("reused"),
            Refreshed::Unknown => panic!("unknown"),
        }
    }

    async fn is_gone(&self, token: &RefreshToken, now: i64) -> bool {
        matches!(self.refresh(token, now).await, Refreshed::Unknown)
    }
}

#[tokio::test]
async fn within_the_grace_a_token_gets_the_same_successor() {
    let on = Fixture::new().await;
    let (_, first) = on.login(true).await;
    let second = on.next(&first, START + 1).await;
    assert!(on.next(&first, START + 1 + GRACE).await == second);
    assert!(on.next(&second, START + 2 * GRACE).await != second);
}

#[tokio::test]
async fn after_the_grace_a_lost_response_is_made_good_and_its_copy_is_void() {
    let on = Fixture::new().await;
    let (_, first) = on.login(true).await;
    let lost = on.next(&first, START).await;
    let second = on.next(&first, START + GRACE + 1).await;
    assert!(second != lost);
    let third = on.next(&second, START + GRACE + 2).await;
    assert!(
        matches!(on.refresh(&lost, START + GRACE + 3).await, Refreshed::Reused(_)),
        "somebody else had received it"
    );
    assert!(on.is_gone(&third, START + GRACE + 4).await);
}

#[tokio::test]
async fn a_token_whose_successor_was_used_ends_the_session_even_within_the_grace() {
    let on = Fixture::new().await;
    for guest in [true, false] {
        let (session, first) = on.login(guest).await;
        let second = on.next(&first, START).await;
        let third = on.next(&second, START + 1).await;
        let Refreshed::Reused(ended) = on.refresh(&first, START + 2).await else { panic!("still good") };
        assert_eq!(ended.id, session.id);
        assert!(on.is_gone(&third, START + 3).await);
        let users: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(on.store.pool()).await.unwrap();
        assert_eq!(users, i64::from(!guest), "an account outlives its sessions");
    }
}

#[tokio::test]
async fn a_guest_s_session_lasts_a_day_from_each_renewal() {
    let on = Fixture::new().await;
    let (session, mut token) = on.login(true).await;
    assert_eq!(session.expires_at, START + DAY);
    for day in 1..=200 {
        token = on.next(&token, START + day * (DAY - 1)).await;
    }
    assert!(on.is_gone(&token, START + 200 * (DAY - 1) + DAY).await);
}

#[tokio::test]
async fn an_account_s_session_lasts_thirty_idle_days_and_ninety_in_all() {
    let on = Fixture::new().await;
    let (session, mut token) = on.login(false).await;
    assert_eq!((session.expires_at, session.ends_at), (START + 30 * DAY, START + 90 * DAY));
    for days in [29, 58, 87] {
        token = on.next(&token, START + days * DAY).await;
    }
    let Refreshed::Renewed(last, token) = on.refresh(&token, START + 89 * DAY).await else { panic!("ended") };
    assert_eq!(last.expires_at, START + 90 * DAY, "no renewal goes beyond the end");
    assert!(on.is_gone(&token, START + 90 * DAY).await);
}

#[tokio::test]
async fn an_idle_session_is_over() {
    let on = Fixture::new().await;
    let (_, token) = on.login(false).await;
    assert!(on.is_gone(&token, START + 30 * DAY).await);
    assert!(on.is_gone(&RefreshToken::random(), START).await);
}

//! Accounts in the table `users`: what makes one, and by what it is found.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyPool, Row};

use crate::email::{self, Email};
use crate::error::{Error, taken};
use crate::identities::Identity;
use crate::names::Name;
use crate::users::{User, user_columns};

/// Somebody with an account, and what their password is compared with.
pub(crate) struct Account {
    pub(crate) user: User,
    /// None for those who come by an identity alone.
    pub(crate) password_hash: Option<String>,
}

/// What an account is made of.
#[derive(Clone, Debug)]
pub(crate) struct NewAccount {
    pub(crate) name: Name,
    /// None if a provider told of none that may be used.
    pub(crate) email: Option<Email>,
    pub(crate) email_verified: bool,
    /// Empty for those who come by an identity alone.
    pub(crate) password_hash: String,
    pub(crate) avatar_url: String,
    /// Who they are elsewhere.
    pub(crate) identity: Option<Identity>,
}

impl NewAccount {
    /// The user that it makes.
    pub(crate) fn user(&self, id: String, created_at: i64) -> User {
        User {
            id,
            username: self.name.shown.clone(),
            username_folded: self.name.folded.clone(),
            guest: false,
            email: self.email.as_ref().map(|email| email.shown.clone()).unwrap_or_default(),
            email_verified: self.email_verified,
            has_password: !self.password_hash.is_empty(),
            avatar_url: self.avatar_url.clone(),
            created_at,
        }
    }
}

macro_rules! account_select {
    ($condition:literal) => {
        concat!("SELECT u.password_hash, ", user_columns!(), " FROM users u WHERE u.guest = 0 AND ", $condition)
    };
}

/// The account of a name or, if there is an `@` in it, of an e-mail address. Names of accounts have
/// none, so nobody can take another's address as a name.
pub(crate) async fn find(pool: &AnyPool, name_or_email: &str) -> Result<Option<Account>, sqlx::Error> {
    if name_or_email.contains('@') {
        return by_email(pool, &email::fold(name_or_email)).await;
    }
    let folded = matinee_token::names::fold(name_or_email);
    let row = sqlx::query(account_select!("u.username_folded = $1")).bind(folded).fetch_optional(pool).await?;
    row.as_ref().map(from_row).transpose()
}

/// The account of an address, as it is compared.
pub(crate) async fn by_email(pool: &AnyPool, folded: &str) -> Result<Option<Account>, sqlx::Error> {
    if folded.is_empty() {
        return Ok(None);
    }
    let row = sqlx::query(account_select!("u.email_folded = $1")).bind(folded).fetch_optional(pool).await?;
    row.as_ref().map(from_row).transpose()
}

/// The account with an id.
pub(crate) async fn by_id(pool: &AnyPool, id: &str) -> Result<Option<Account>, sqlx::Error> {
    let row = sqlx::query(account_select!("u.id = $1")).bind(id).fetch_optional(pool).await?;
    row.as_ref().map(from_row).transpose()
}

fn from_row(row: &AnyRow) -> Result<Account, sqlx::Error> {
    let hash: String = row.try_get("password_hash")?;
    Ok(Account { user: User::from_row(row)?, password_hash: Some(hash).filter(|hash| !hash.is_empty()) })
}

/// Adds an account.
pub(crate) async fn insert(connection: &mut AnyConnection, id: &str, new: &NewAccount, now: i64) -> Result<(), Error> {
    check_free(connection, id, Some(&new.name), new.email.as_ref()).await?;
    let insert = sqlx::query(
        "INSERT INTO users (id, username, username_folded, guest, email, email_folded, email_verified, \
         password_hash, avatar_url, created_at, updated_at) VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10)",
    );
    let (shown, folded) = parts(new);
    let insert = insert.bind(id).bind(&new.name.shown).bind(&new.name.folded).bind(shown).bind(folded);
    let insert = insert.bind(i64::from(new.email_verified)).bind(&new.password_hash).bind(&new.avatar_url);
    insert.bind(now).bind(now).execute(connection).await.map_err(raced)?;
    Ok(())
}

/// Makes a guest an account; whether there was such a guest.
pub(crate) async fn upgrade(
    connection: &mut AnyConnection,
    id: &str,
    new: &NewAccount,
    now: i64,
) -> Result<bool, Error> {
    check_free(connection, id, Some(&new.name), new.email.as_ref()).await?;
    let update = sqlx::query(
        "UPDATE users SET username = $1, username_folded = $2, guest = 0, email = $3, email_folded = $4, \
         email_verified = $5, password_hash = $6, avatar_url = CASE WHEN avatar_url = '' THEN $7 ELSE avatar_url END, \
         updated_at = $8 WHERE id = $9 AND guest = 1",
    );
    let (shown, folded) = parts(new);
    let update = update.bind(&new.name.shown).bind(&new.name.folded).bind(shown).bind(folded);
    let update = update.bind(i64::from(new.email_verified)).bind(&new.password_hash).bind(&new.avatar_url);
    let done = update.bind(now).bind(id).execute(connection).await.map_err(raced)?;
    Ok(done.rows_affected() == 1)
}

fn parts(new: &NewAccount) -> (&str, &str) {
    new.email.as_ref().map_or(("", ""), |email| (&email.shown, &email.folded))
}

/// Refuses a name or an address that is another account's, by its field.
pub(crate) async fn check_free(
    connection: &mut AnyConnection,
    own: &str,
    name: Option<&Name>,
    email: Option<&Email>,
) -> Result<(), Error> {
    if let Some(name) = name {
        let select = "SELECT COUNT(*) FROM users WHERE username_folded = $1 AND guest = 0 AND id <> $2";
        let count = sqlx::query_scalar::<_, i64>(select).bind(&name.folded).bind(own);
        if count.fetch_one(&mut *connection).await? > 0 {
            return Err(username_taken(name));
        }
    }
    if let Some(email) = email {
        let select = "SELECT COUNT(*) FROM users WHERE email_folded = $1 AND id <> $2";
        let count = sqlx::query_scalar::<_, i64>(select).bind(&email.folded).bind(own);
        if count.fetch_one(&mut *connection).await? > 0 {
            return Err(taken("email_taken", "email", "somebody has an account with this address already"));
        }
    }
    Ok(())
}

pub(crate) fn username_taken(name: &Name) -> Error {
    taken("username_taken", "username", format!("{} is somebody else's name", name.shown))
}

/// Somebody took the same between the look and the change: the index says of which name.
pub(crate) fn raced(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(inner) if inner.is_unique_violation() => {
            if inner.message().contains("email") {
                taken("email_taken", "email", "somebody has an account with this address already")
            } else {
                taken("username_taken", "username", "somebody else has just taken this name")
            }
        }
        _ => error.into(),
    }
}

/// Changes an account's address, unconfirmed.
pub(crate) async fn set_email(
    connection: &mut AnyConnection,
    user: &str,
    email: &Email,
    now: i64,
) -> Result<(), Error> {
    check_free(connection, user, None, Some(email)).await?;
    let update = sqlx::query(
        "UPDATE users SET email = $1, email_folded = $2, email_verified = 0, updated_at = $3 WHERE id = $4 AND guest = 0",
    );
    let update = update.bind(&email.shown).bind(&email.folded).bind(now).bind(user);
    update.execute(connection).await.map_err(raced)?;
    Ok(())
}

/// Sessions (with their users' ids) of guests who have a name that is an account's from now on, and
/// are not here: whoever is here holds the name, and it is not given away.
pub(crate) async fn namesakes(
    connection: &mut AnyConnection,
    folded: &str,
    own: &str,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    let select = "SELECT s.id, u.id FROM sessions s JOIN users u ON u.id = s.user_id \
                  WHERE u.username_folded = $1 AND u.guest = 1 AND u.id <> $2";
    sqlx::query_as(select).bind(folded).bind(own).fetch_all(connection).await
}

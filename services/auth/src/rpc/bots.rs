//! Tokens with which programs act for somebody, within scopes.

use matinee_proto::Refusal;
use matinee_proto::auth::v1 as proto;
use matinee_token::scope::{self, Scope};
use matinee_token::{Actor, names};
use uuid::Uuid;

use super::account_of;
use crate::AuthService;
use crate::bot_tokens::{self, BotToken};
use crate::ended;
use crate::error::{Error, unauthenticated};
use crate::faults::{Faults, fault};
use crate::secret::Secret;

/// What a token begins with, so that people and scanners know one.
const PREFIX: &str = "mtn_";
/// Tokens of one user at most.
const TOKENS_MAX: usize = 20;
/// Days a token may be good, if it is not good for ever.
const DAYS_MAX: u32 = 3650;
const DAY_MS: i64 = 24 * 3_600_000;

impl AuthService {
    /// Makes a token; its secret is told once.
    pub(super) async fn create_token(
        &self,
        actor: &Actor,
        request: proto::CreateTokenRequest,
        now: i64,
    ) -> Result<proto::CreateTokenResponse, Error> {
        account_of(actor)?;
        self.user(actor).await?;
        let proto::CreateTokenRequest { name, scopes, expires_in_days } = request;
        let mut faults = Faults::default();
        let name = faults.take(names::clean(&name).map_err(|error| fault("name", "invalid", error.to_string())));
        let scopes = faults.take(parse_scopes(&scopes));
        let days = expires_in_days.unwrap_or(1);
        let expires = if (1..=DAYS_MAX).contains(&days) {
            Ok(())
        } else {
            Err(fault("expires_in_days", "invalid", format!("1–{DAYS_MAX}")))
        };
        faults.take(expires);
        faults.check()?;
        let secret = Secret::random();
        let token = BotToken {
            id: Uuid::now_v7().to_string(),
            user_id: actor.user_id.clone(),
            name: name.unwrap_or_default(),
            scopes: scopes.unwrap_or_default(),
            created_at: now,
            last_used_at: 0,
            expires_at: expires_in_days.map_or(0, |days| now + i64::from(days) * DAY_MS),
        };
        let mut transaction = self.0.store.begin().await?;
        if bot_tokens::of_user(&mut transaction, &actor.user_id, now).await?.len() >= TOKENS_MAX {
            let detail = format!("{TOKENS_MAX} tokens at most; take one back first");
            return Err(Refusal::new("too_many_tokens", detail).into());
        }
        bot_tokens::insert(&mut transaction, &token, &secret).await?;
        transaction.commit().await?;
        Ok(proto::CreateTokenResponse { token: Some(token.told()), secret: format!("{PREFIX}{}", secret.encode()) })
    }

    pub(super) async fn list_tokens(&self, actor: &Actor, now: i64) -> Result<proto::ListTokensResponse, Error> {
        self.user(actor).await?;
        let mut connection = self.0.store.pool().acquire().await?;
        let tokens = bot_tokens::of_user(&mut connection, &actor.user_id, now).await?;
        Ok(proto::ListTokensResponse { tokens: tokens.into_iter().map(BotToken::told).collect() })
    }

    /// Takes a token back; what was opened with it closes, as when a session ends.
    pub(super) async fn delete_token(&self, actor: &Actor, id: &str, now: i64) -> Result<(), Error> {
        self.user(actor).await?;
        let mut transaction = self.0.store.begin().await?;
        if !bot_tokens::delete(&mut transaction, &actor.user_id, id).await? {
            return Err(Refusal::new("token_not_found", "there is no such token").into());
        }
        ended::note(&mut transaction, id, now).await?;
        transaction.commit().await?;
        self.tell_ended(&[id.to_owned()]).await;
        Ok(())
    }

    /// A short access token for a program's token. The token's id stands for the session.
    pub(super) async fn exchange_token(&self, secret: &str, now: i64) -> Result<String, Error> {
        let wrong = || unauthenticated("the token is not valid, or was taken back");
        let secret = secret.strip_prefix(PREFIX).and_then(Secret::decode).ok_or_else(wrong)?;
        let store = &self.0.store;
        let found = store.read("bot_tokens", bot_tokens::find(store.pool(), &secret, now)).await?;
        let (token, user) = found.ok_or_else(wrong)?;
        bot_tokens::note_use(store, &token, now).await?;
        Ok(self.access_token(&user, &token.id, "", Some(token.scopes), now))
    }
}

/// Scopes as they are kept: known ones, each once, separated by spaces.
fn parse_scopes(scopes: &[String]) -> Result<String, matinee_proto::refusal::FieldFault> {
    if scopes.is_empty() {
        return Err(fault("scopes", "required", "at least one"));
    }
    let unknown = scopes.iter().find(|scope| Scope::parse(scope).is_none());
    if unknown.is_some() {
        let known: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        return Err(fault("scopes", "invalid", format!("only {}", known.join(", "))));
    }
    Ok(scope::join(scopes.iter().filter_map(|scope| Scope::parse(scope))))
}

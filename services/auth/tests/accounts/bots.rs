//! Programs that act for somebody.

use matinee_proto::Refusal;
use matinee_proto::auth::v1::{
    BotToken, CreateTokenRequest, CreateTokenResponse, DeleteTokenRequest, ListTokensRequest,
};
use matinee_token::scope::Scope;
use matinee_token::{Actor, Verifier};

use super::calls::fields;
use super::setup::{Setup, actor, code, notices, refusal};

impl Setup {
    async fn make_token(
        &self,
        who: &Actor,
        scopes: &[&str],
        days: Option<u32>,
    ) -> Result<CreateTokenResponse, Refusal> {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let message = CreateTokenRequest { name: "A bot".to_owned(), scopes, expires_in_days: days };
        Ok(self.client.clone().create_token(self.call(message, Some(who))).await.map_err(refusal)?.into_inner())
    }

    async fn tokens(&self, who: &Actor) -> Vec<BotToken> {
        let answer = self.client.clone().list_tokens(self.call(ListTokensRequest {}, Some(who))).await;
        answer.unwrap().into_inner().tokens
    }

    async fn delete_token(&self, who: &Actor, id: &str) -> Result<(), Refusal> {
        let message = DeleteTokenRequest { id: id.to_owned() };
        self.client.clone().delete_token(self.call(message, Some(who))).await.map_err(refusal)?;
        Ok(())
    }
}

pub async fn a_bot_acts_within_its_scopes(on: Setup) {
    let ada = on.sign_up("Ada", "ada@example.org").await.unwrap();
    let who = actor(&ada);
    let made = on.make_token(&who, &["rooms:join", "profile:read", "rooms:join"], None).await.unwrap();
    let (token, secret) = (made.token.unwrap(), made.secret);
    assert!(secret.starts_with("mtn_") && secret.len() == 47, "{secret}");
    assert_eq!(token.scopes, ["profile:read", "rooms:join"]);
    let kept: String = sqlx::query_scalar("SELECT hash FROM bot_tokens").fetch_one(on.store.pool()).await.unwrap();
    assert!(!secret.contains(&kept), "a copy of the database acts for nobody");
    let access = on.exchange(&secret).await.unwrap();
    let claims = Verifier::from_jwks(&on.jwks().await).unwrap().verify(&access).unwrap();
    assert_eq!((&claims.sub, &claims.sid, claims.guest), (&who.user_id, &token.id, false));
    assert!(claims.allows(Scope::RoomsJoin) && !claims.allows(Scope::RoomsWrite));
    assert_eq!(on.user(&claims.actor()).await.unwrap().username, "Ada");
    let listed = on.tokens(&who).await;
    assert_eq!(listed.len(), 1);
    assert!(listed[0].last_used_at > 0.0 && listed[0].expires_at == 0.0);
    let mut feed = on.broker.notices().await.unwrap();
    on.delete_token(&who, &token.id).await.unwrap();
    assert_eq!(notices(&mut feed), [format!("{{\"session_ended\":\"{}\"}}", token.id)]);
    assert_eq!(code(on.exchange(&secret).await), "unauthenticated");
    assert_eq!(code(on.user(&claims.actor()).await), "unauthenticated");
    let short = on.make_token(&who, &["rooms:read"], Some(1)).await.unwrap();
    on.execute("UPDATE bot_tokens SET expires_at = 1").await;
    assert_eq!(code(on.exchange(&short.secret).await), "unauthenticated", "expired");
}

pub async fn bots_are_refused_by_name(on: Setup) {
    let ada = on.sign_up("Ada", "ada@example.org").await.unwrap();
    let who = actor(&ada);
    assert_eq!(fields(on.make_token(&who, &[], None).await), ["scopes required"]);
    assert_eq!(fields(on.make_token(&who, &["*"], Some(0)).await), ["scopes invalid", "expires_in_days invalid"]);
    let guest = on.guest("Bob").await.unwrap();
    assert_eq!(code(on.make_token(&actor(&guest), &["rooms:read"], None).await), "forbidden");
    for _ in 0..20 {
        on.make_token(&who, &["rooms:read"], None).await.unwrap();
    }
    assert_eq!(code(on.make_token(&who, &["rooms:read"], None).await), "too_many_tokens");
    let eve = on.sign_up("Eve", "eve@example.org").await.unwrap();
    let one = &on.tokens(&who).await[0].id;
    assert_eq!(code(on.delete_token(&actor(&eve), one).await), "token_not_found", "another's");
}

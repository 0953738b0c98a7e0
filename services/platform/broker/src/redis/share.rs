//! Shares: arguments and answers of their scripts.

use std::time::Duration;

use ::redis::Value;
use async_trait::async_trait;

use super::Redis;
use super::keys;
use super::ledger::millis;
use super::reply::corrupt;
use super::script::{Call, Script};
use crate::{Result, Shares};

fn call(script: Script, key: &str, holder: &str, count: u32, lease: Duration) -> Call {
    let key = format!("matinee:share:{key}");
    let call = Call::script(script, keys::slot(&key), vec![key]);
    call.arg(holder.to_owned()).number(count).arg(millis(lease)).repeatable()
}

#[async_trait]
impl Shares for Redis {
    async fn take_share(&self, key: &str, holder: &str, wanted: u32, limit: u32, lease: Duration) -> Result<u32> {
        let call = call(Script::TakeShare, key, holder, wanted, lease).number(limit);
        match self.servers.call(&call).await? {
            Value::Int(granted) => u32::try_from(granted).map_err(|_| corrupt("a share below zero")),
            other => Err(corrupt(&format!("a share was expected, not {other:?}"))),
        }
    }

    async fn renew_shares(&self, holder: &str, shares: &[(String, u32)], lease: Duration) -> Result<()> {
        let renewal = |(key, count): &(String, u32)| call(Script::RenewShare, key, holder, *count, lease);
        let calls: Vec<_> = shares.iter().map(renewal).collect();
        self.servers.call_all(&calls).await.into_iter().try_for_each(|answer| answer.map(drop))
    }
}

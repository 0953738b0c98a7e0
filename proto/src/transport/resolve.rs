//! Which addresses a name has right now.

use std::net::IpAddr;

use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::LookupIpStrategy;
use tower::BoxError;

/// Looks names up.
#[async_trait]
pub(super) trait Resolve: Send + Sync + 'static {
    /// All addresses of `host`, which may be a literal one.
    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, BoxError>;
}

/// The system's hosts file and name servers, read anew for every look-up: nothing is kept, because
/// pods come and go faster than a record's time to live, and resolv.conf and hosts may change too.
pub(super) struct System;

#[async_trait]
impl Resolve for System {
    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, BoxError> {
        if let Ok(literal) = host.parse() {
            return Ok(vec![literal]);
        }
        let mut builder = TokioResolver::builder_tokio()?;
        let options = builder.options_mut();
        options.cache_size = 0;
        // A host with both kinds is one server, not two.
        options.ip_strategy = LookupIpStrategy::Ipv4thenIpv6;
        Ok(builder.build()?.lookup_ip(host).await?.iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn respects_the_hosts_file_and_literals() {
        let loopback: IpAddr = [127, 0, 0, 1].into();
        assert_eq!(System.addresses("localhost").await.expect("in every hosts file"), [loopback]);
        assert_eq!(System.addresses("127.0.0.1").await.expect("literal"), [loopback]);
        let six: IpAddr = "::1".parse().expect("literal");
        assert_eq!(System.addresses("::1").await.expect("literal"), [six]);
    }
}

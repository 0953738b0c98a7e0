//! How providers are called: where the configuration says and nowhere else.
//!
//! Redirects are not followed. The providers' own names must resolve to public addresses: whoever
//! answers for `www.youtube.com` with an address of the network at home has no video to tell of,
//! and would have this server call there. A place of the operator's own choosing (a proxy, a
//! test) may be anywhere.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use matinee_telemetry::Outgoing;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder, RequestBuilder, StatusCode, redirect};
use url::Url;

use crate::link::is_public_address;

/// Whose names are never private.
const PUBLIC: [&str; 3] = ["youtube.com", "googleapis.com", "vimeo.com"];

/// A client for calls to `endpoint`.
///
/// # Errors
/// TLS cannot be set up.
pub(crate) fn client(
    endpoint: &Url,
    timeout: Duration,
    more: impl Fn(ClientBuilder) -> ClientBuilder,
) -> Result<Client, reqwest::Error> {
    let host = endpoint.host_str().unwrap_or_default().to_owned();
    let builder = || {
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .timeout(timeout)
            .connect_timeout(timeout)
            .user_agent(concat!("Matinee/", env!("CARGO_PKG_VERSION")));
        more(if must_be_public(&host) { builder.dns_resolver(PublicOnly) } else { builder })
    };
    builder().build().or_else(|error| {
        // A machine without CA certificates can verify nobody, but it can run rooms.
        tracing::warn!(provider.host = %host, error = %error.without_url(), "cannot verify a provider; it will not be asked");
        builder().tls_certs_only([]).build()
    })
}

/// Sends a request; status and body of the answer, unless that is too long. Errors lose their URL:
/// it has the key in it, or names what somebody watches.
///
/// # Errors
/// A sentence without the URL.
pub(crate) async fn answer(
    call: Outgoing,
    request: RequestBuilder,
    bytes: usize,
) -> Result<(StatusCode, Vec<u8>), String> {
    let answered = async {
        let response = request.send().await.map_err(|error| error.without_url().to_string())?;
        let status = response.status();
        Ok((status, bounded(response, bytes).await?))
    };
    let answered = answered.await;
    call.end(answered.as_ref().ok().map(|(status, _)| status.as_u16()));
    answered
}

/// The body of an answer, unless it is too long.
///
/// # Errors
/// A sentence without the URL.
async fn bounded(mut response: reqwest::Response, bytes: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error.without_url().to_string())? {
        if body.len() + chunk.len() > bytes {
            return Err("the answer is too long".to_owned());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn must_be_public(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    PUBLIC.iter().any(|known| name.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Resolves names, and leaves out every address that is not public.
#[derive(Clone, Copy, Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let resolved = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses = public(resolved);
            if addresses.is_empty() {
                return Err("the name leads to no public address".into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

fn public(addresses: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    addresses.filter(|address| is_public_address(unmapped(address.ip()))).collect()
}

/// An IPv4 address that is written as IPv6 is what it is.
fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_public_and_own_places_may_be_anywhere() {
        for host in ["www.youtube.com", "youtube.com", "www.googleapis.com.", "vimeo.com"] {
            assert!(must_be_public(host), "{host}");
        }
        for host in ["127.0.0.1", "localhost", "proxy.internal", "notyoutube.com", "youtube.com.example.org", ""] {
            assert!(!must_be_public(host), "{host}");
        }
    }

    #[test]
    fn private_addresses_are_left_out() {
        let listed =
            ["127.0.0.1:0", "142.250.1.1:0", "[::1]:0", "[::ffff:10.0.0.1]:0", "[fd00::1]:0", "[2a00:1450::1]:0"];
        let addresses = listed.map(|text| text.parse::<SocketAddr>().unwrap());
        let left: Vec<_> = public(addresses.into_iter()).iter().map(ToString::to_string).collect();
        assert_eq!(left, ["142.250.1.1:0", "[2a00:1450::1]:0"]);
    }

    #[tokio::test]
    async fn a_name_of_this_machine_leads_nowhere() {
        let resolved = PublicOnly.resolve("localhost".parse().unwrap()).await;
        assert!(resolved.is_err());
    }
}

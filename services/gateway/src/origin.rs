//! Where a request comes from: which page (`Origin`), which address, under which name this
//! server was called. Forwarding headers count only from proxies that are configured.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue};
use url::Url;

use crate::config::TrustedProxies;

/// Who called, and as what. In the extensions of every request.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) address: IpAddr,
    /// `https://host[:port]` under which this server was called, for links.
    pub(crate) base: Arc<str>,
    /// Whether the browser's side is https.
    pub(crate) secure: bool,
    /// `host[:port]` as the browser knows it.
    host: String,
}

/// Origins from which a page may use this server.
#[derive(Clone, Debug)]
pub(crate) struct Origins {
    allowed: Vec<String>,
    public: Option<Url>,
}

impl Origins {
    pub(crate) fn new(allowed: Option<&str>, public: Option<&Url>) -> Self {
        let allowed = allowed.unwrap_or_default().split(',').map(str::trim).filter(|origin| !origin.is_empty());
        Self { allowed: allowed.map(normal).collect(), public: public.cloned() }
    }

    /// Whether a page of `origin` may use a server that was called `client.host`.
    pub(crate) fn allows(&self, origin: &str, client: &Client) -> bool {
        // Nearly always our own page, and written as browsers do: nothing needs to be parsed.
        let plainly = |scheme| origin.strip_prefix(scheme) == Some(client.host.as_str());
        if plainly("https://") || plainly("http://") {
            return true;
        }
        let origin = normal(origin);
        let same = ["http", "https"].iter().any(|scheme| origin == normal(&format!("{scheme}://{}", client.host)));
        let public = self.public.as_ref().is_some_and(|url| url.origin().ascii_serialization() == origin);
        same || public || self.allowed.contains(&origin)
    }

    /// Whether a request with a browser's cookies was meant: from our page, or from no page.
    pub(crate) fn trusts(&self, headers: &HeaderMap, client: &Client) -> bool {
        match (headers.get(ORIGIN), headers.get("sec-fetch-site").and_then(|site| site.to_str().ok())) {
            (Some(origin), _) => origin.to_str().is_ok_and(|origin| self.allows(origin, client)),
            (None, Some(site)) => matches!(site, "same-origin" | "none"),
            (None, None) => true,
        }
    }

    /// Where links of mails lead: to the public URL, or to this computer. Whatever else a request calls
    /// this server is not believed, for a link goes to somebody who did not send it. Empty: not known.
    pub(crate) fn link_base(&self, client: &Client) -> String {
        let here = Url::parse(&client.base).is_ok_and(|url| match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        });
        if self.public.is_some() || here { client.base.to_string() } else { String::new() }
    }

    /// Who called.
    pub(crate) fn client(&self, headers: &HeaderMap, peer: SocketAddr, proxies: Option<&TrustedProxies>) -> Client {
        let trusted = |address: IpAddr| proxies.is_some_and(|proxies| proxies.contains(address));
        let behind_proxy = trusted(peer.ip());
        let forwarded = |name: &str| behind_proxy.then(|| headers.get(name)?.to_str().ok()).flatten();
        let address = forwarded("x-forwarded-for").and_then(|list| farthest(list, &trusted)).unwrap_or(peer.ip());
        let secure = match &self.public {
            Some(url) => url.scheme() == "https",
            None => forwarded("x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https")),
        };
        let host = headers.get(HOST).and_then(authority).unwrap_or_else(|| "localhost".to_owned());
        let base = match &self.public {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("{}://{host}", if secure { "https" } else { "http" }),
        };
        Client { address: address.to_canonical(), base: base.into(), secure, host }
    }
}

impl Client {
    /// Whose limits hold for it: the address, or of IPv6 the network, which is one customer's with all addresses in it.
    pub(crate) fn network(&self) -> String {
        match self.address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                format!("{}/64", std::net::Ipv6Addr::from(network))
            }
        }
    }

    /// Where a browser opens the WebSocket of a room.
    pub(crate) fn ws_url(&self, room: &str) -> String {
        // http → ws, https → wss.
        format!("{}/api/rooms/{room}/ws", self.base.replacen("http", "ws", 1))
    }
}

/// The last address of the list that is not one of our own proxies: what stands before it could
/// have been written by anybody.
fn farthest(list: &str, trusted: &impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let mut addresses = list.rsplit(',').map_while(|part| part.trim().parse::<IpAddr>().ok());
    let mut last = None;
    addresses.find(|address| {
        last = Some(*address);
        !trusted(*address)
    });
    last
}

fn authority(host: &HeaderValue) -> Option<String> {
    host.to_str().ok()?.parse::<Authority>().ok().filter(|a| !a.as_str().contains('@')).map(|a| a.to_string())
}

/// An origin as a browser writes it: lower case, without the default port.
fn normal(origin: &str) -> String {
    match Url::parse(origin) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && matches!(url.path(), "" | "/") => {
            url.origin().ascii_serialization()
        }
        _ => origin.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde::de::value::{Error, StrDeserializer};

    const PEER: &str = "10.0.0.1:4711";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn client(origins: &Origins, pairs: &[(&'static str, &str)]) -> Client {
        let proxies = TrustedProxies::deserialize(StrDeserializer::<Error>::new("10.0.0.0/8")).unwrap();
        origins.client(&headers(pairs), PEER.parse().unwrap(), Some(&proxies))
    }

    #[test]
    fn the_same_host_the_public_url_and_the_list_are_allowed() {
        let origins = Origins::new(
            Some("https://a.example, http://b.example:81/"),
            Url::parse("https://pub.example/").ok().as_ref(),
        );
        let client = client(&origins, &[("host", "Watch.Example:8080")]);
        for (origin, allowed) in [
            ("http://watch.example:8080", true),
            ("https://watch.example:8080", true),
            ("http://watch.example", false),
            ("http://watch.example.evil:8080", false),
            ("https://pub.example", true),
            ("http://pub.example", false),
            ("https://a.example", true),
            ("https://a.example:443", true),
            ("http://b.example:81", true),
            ("https://c.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(origins.allows(origin, &client), allowed, "{origin}");
        }
    }

    #[test]
    fn cookies_need_our_page_or_none() {
        let origins = Origins::new(None, None);
        let client = client(&origins, &[("host", "watch.example")]);
        for (pairs, trusted) in [
            (&[][..], true),
            (&[("origin", "http://watch.example")][..], true),
            (&[("origin", "http://evil.example")][..], false),
            (&[("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")][..], false),
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "cross-site")][..], false),
            (&[("sec-fetch-site", "same-site")][..], false),
        ] {
            assert_eq!(origins.trusts(&headers(pairs), &client), trusted, "{pairs:?}");
        }
    }

    #[test]
    fn forwarding_headers_count_only_from_trusted_proxies() {
        let origins = Origins::new(None, None);
        let through =
            [("host", "h"), ("x-forwarded-for", "6.6.6.6, 1.2.3.4, 10.9.9.9"), ("x-forwarded-proto", "https")];
        let behind = client(&origins, &through);
        assert_eq!(behind.address, "1.2.3.4".parse::<IpAddr>().unwrap());
        assert_eq!(&*behind.base, "https://h");
        assert_eq!(behind.ws_url("r"), "wss://h/api/rooms/r/ws");
        let direct = origins.client(&headers(&through), "[::ffff:5.5.5.5]:1".parse().unwrap(), None);
        assert_eq!(direct.address, "5.5.5.5".parse::<IpAddr>().unwrap());
        assert_eq!(&*direct.base, "http://h");
    }

    #[test]
    fn links_of_mails_lead_to_the_public_url_or_to_this_computer() {
        let origins = Origins::new(None, None);
        for (host, base) in [
            ("localhost:8080", "http://localhost:8080"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("evil.example", ""),
            ("localhost.evil.example", ""),
            ("10.1.2.3", ""),
        ] {
            assert_eq!(origins.link_base(&client(&origins, &[("host", host)])), base, "{host}");
        }
        let public = Origins::new(None, Url::parse("https://pub.example").ok().as_ref());
        assert_eq!(public.link_base(&client(&public, &[("host", "evil.example")])), "https://pub.example");
    }

    #[test]
    fn a_strange_host_makes_no_link() {
        let origins = Origins::new(None, None);
        assert_eq!(&*client(&origins, &[("host", "a@b")]).base, "http://localhost");
        assert_eq!(&*client(&origins, &[]).base, "http://localhost");
        let public = Origins::new(None, Url::parse("https://pub.example/").ok().as_ref());
        let client = client(&public, &[("host", "evil")]);
        assert_eq!((&*client.base, client.secure), ("https://pub.example", true));
    }
}

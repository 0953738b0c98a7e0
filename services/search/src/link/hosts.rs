//! Whose hosts a link may name.
//!
//! A link ends up in the browser of everybody in the room, so a link to a router's page or to a
//! neighbour's printer would be a way to make others call there. What is refused: anything but
//! public names and plainly written public IPv4 addresses on their scheme's own port. A name that
//! *resolves* to a private address cannot be told from its text, and is not looked up, because
//! the browser's answer may be another one than ours; browsers guard private networks themselves.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::Unsupported;

pub(super) const PORT: Unsupported = Unsupported("the link names an unusual port");
const PRIVATE: Unsupported = Unsupported("the link leads into a private network");
const DISGUISED: Unsupported = Unsupported("the link's host is written in an unusual way");

/// Names that never leave a private network.
const PRIVATE_SUFFIXES: [&str; 10] =
    ["localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "home.arpa", "test"];

/// The host of a URL that is written as it is meant: no user, no escapes, no number in disguise.
pub(super) fn checked<'u>(url: &'u Url, text: &str) -> Result<&'u str, Unsupported> {
    let authority = text.split_once("://").map_or("", |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(Unsupported("the link names a user"));
    }
    if authority.contains('%') {
        return Err(DISGUISED);
    }
    let Some(host) = url.host() else { return Err(Unsupported("the link names no host")) };
    // The parser understands 0x7f.1 and full-width digits, and so do browsers; people do not.
    if let Host::Ipv4(address) = host
        && authority.split(':').next() != Some(&address.to_string())
    {
        return Err(DISGUISED);
    }
    Ok(url.host_str().unwrap_or_default())
}

/// Whether anybody's browser may be sent there for a direct file.
pub(super) fn public(url: &Url) -> Result<(), Unsupported> {
    match url.host() {
        None => return Err(Unsupported("the link names no host")),
        Some(Host::Ipv6(_)) => return Err(Unsupported("the link's host is a bare IPv6 address")),
        Some(Host::Ipv4(address)) if !is_public(address) => return Err(PRIVATE),
        Some(Host::Ipv4(_)) => {}
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            let private = |suffix: &&str| {
                name.strip_suffix(*suffix).is_some_and(|before| before.is_empty() || before.ends_with('.'))
            };
            if !name.contains('.') || PRIVATE_SUFFIXES.iter().any(private) {
                return Err(PRIVATE);
            }
        }
    }
    if url.port().is_some() { Err(PORT) } else { Ok(()) }
}

/// Whether an address is one of the public internet.
pub(crate) fn is_public_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Global unicast, without documentation and what carries an IPv4 address inside.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    (first & 0xe000) == 0x2000
        && first != 0x2002
        && (first, second) != (0x2001, 0)
        && (first, second) != (0x2001, 0xdb8)
}

/// IANA's registry of special-purpose addresses, as far as nobody serves videos there.
fn is_public(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a, b & 0b1100_0000) == (100, 64)
        || (a, b, c) == (192, 0, 0)
        || (a, b & 0b1111_1110) == (198, 18);
    !special
}

/// Hosts whose direct files are allowed although the public rules refuse them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaHosts(Vec<(String, Option<u16>)>);

impl MediaHosts {
    /// Reads entries `host` or `host:port`.
    ///
    /// # Errors
    /// A sentence that names the wrong entry.
    pub fn parse<S: AsRef<str>>(entries: &[S]) -> Result<Self, String> {
        entries.iter().map(|entry| Self::entry(entry.as_ref().trim())).collect::<Result<_, _>>().map(Self)
    }

    fn entry(entry: &str) -> Result<(String, Option<u16>), String> {
        let wrong = || format!("`{entry}` is neither a host nor host:port");
        if entry.is_empty() || entry.contains(['/', '?', '#', '@', '%', '\\']) {
            return Err(wrong());
        }
        let url = Url::parse(&format!("http://{entry}/")).map_err(|_| wrong())?;
        let host = url.host_str().ok_or_else(wrong)?.to_owned();
        // The parser hides a scheme's own port; here it matters that it was given.
        let port = url.port().or_else(|| entry.ends_with(":80").then_some(80));
        Ok((host, port))
    }

    /// Whether the URL's host, and its port if one is configured, is among them. An entry without
    /// a port means the scheme's own.
    pub(super) fn allow(&self, url: &Url) -> bool {
        self.0.iter().any(|(host, port)| {
            url.host_str() == Some(host)
                && match port {
                    Some(port) => url.port_or_known_default() == Some(*port),
                    None => url.port().is_none(),
                }
        })
    }
}

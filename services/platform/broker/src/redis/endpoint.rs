//! The broker URL.
//!
//! * `redis://[user:password@]host[:port][/db]`: one server; `rediss://` with TLS.
//! * `redis-sentinel://[user:password@]host[:port][,host[:port]…]/service[/db]`: the primary that the Sentinels
//!   at these hosts name for the service. User and password are those of the primary; the Sentinels are
//!   asked without. `rediss-sentinel://` speaks TLS to both.
//! * `redis-cluster://[user:password@]host[:port][,host[:port]…]`: a Cluster, found through any of these
//!   nodes; `rediss-cluster://` with TLS.

use std::fmt;

use ::redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo, ProtocolVersion, RedisConnectionInfo};

use crate::{BrokerError, Result};

/// What a URL leads to.
#[derive(Clone, Debug)]
pub(super) enum Endpoint {
    /// One server.
    Single(ConnectionInfo),
    /// The primary named by Sentinels.
    Sentinel {
        /// The Sentinels.
        sentinels: Vec<ConnectionInfo>,
        /// What they call it.
        service: String,
        /// How to log in to the primary.
        login: RedisConnectionInfo,
        /// Whether everything speaks TLS.
        tls: bool,
    },
    /// A Cluster.
    Cluster {
        /// Nodes to ask for the others.
        seeds: Vec<ConnectionInfo>,
    },
}

impl Endpoint {
    /// Reads a URL. Errors never repeat it, since a password may stand in it.
    pub(super) fn parse(url: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong("has no scheme"))?;
        let (kind, tls) = match scheme {
            "redis" | "rediss" => ("", scheme == "rediss"),
            "redis-sentinel" | "rediss-sentinel" => ("sentinel", scheme.starts_with("rediss")),
            "redis-cluster" | "rediss-cluster" => ("cluster", scheme.starts_with("rediss")),
            other => {
                return Err(BrokerError::Url(format!(
                    "the scheme {other:?} is none of redis, rediss, redis-sentinel and redis-cluster"
                )));
            }
        };
        let (login, rest) = rest.rsplit_once('@').map_or(("", rest), |(login, rest)| (login, rest));
        let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
        let hosts: Vec<&str> = hosts.split(',').map(str::trim).filter(|host| !host.is_empty()).collect();
        if hosts.is_empty() {
            return Err(wrong("names no host"));
        }
        let port = if kind == "sentinel" { 26_379 } else { 6_379 };
        let at = |login: &str, host: &str, db: &str| connection(tls, login, host, port, db);
        match kind {
            "sentinel" => {
                let (service, db) = path.split_once('/').unwrap_or((path, ""));
                if service.is_empty() {
                    return Err(wrong("names no service after the hosts, as in redis-sentinel://host:26379/service"));
                }
                let sentinels = hosts.iter().map(|host| at("", host, "")).collect::<Result<_>>()?;
                let login = at(login, hosts[0], db)?.redis_settings().clone();
                Ok(Self::Sentinel { sentinels, service: service.to_owned(), login, tls })
            }
            "cluster" if !path.is_empty() => Err(wrong("names a database, which a Cluster does not have")),
            "cluster" => {
                let seeds = hosts.iter().map(|host| at(login, host, "")).collect::<Result<_>>()?;
                Ok(Self::Cluster { seeds })
            }
            _ if hosts.len() > 1 => Err(wrong("names several hosts, which only a Cluster or Sentinels have")),
            _ => Ok(Self::Single(at(login, hosts[0], path)?)),
        }
    }

    /// Whether it is a Cluster.
    pub(super) fn is_cluster(&self) -> bool {
        matches!(self, Self::Cluster { .. })
    }
}

/// Where it is, for people: without user and password.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, places) = match self {
            Self::Single(one) => ("", std::slice::from_ref(one)),
            Self::Sentinel { sentinels, .. } => ("Sentinels ", sentinels.as_slice()),
            Self::Cluster { seeds } => ("Cluster ", seeds.as_slice()),
        };
        let places: Vec<String> = places.iter().map(|place| place.addr().to_string()).collect();
        write!(f, "{kind}{}", places.join(", "))
    }
}

/// How to reach another node of the same Cluster.
pub(super) fn sibling(seed: &ConnectionInfo, host: &str, port: u16) -> ConnectionInfo {
    let host = host.to_owned();
    let address = match seed.addr() {
        ConnectionAddr::TcpTls { insecure, tls_params, .. } => {
            ConnectionAddr::TcpTls { host, port, insecure: *insecure, tls_params: tls_params.clone() }
        }
        _ => ConnectionAddr::Tcp(host, port),
    };
    seed.clone().set_addr(address)
}

/// The same with RESP3, whose connections carry subscriptions.
pub(super) fn with_resp3(info: ConnectionInfo) -> ConnectionInfo {
    let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    info.set_redis_settings(settings)
}

fn connection(tls: bool, login: &str, host: &str, port: u16, db: &str) -> Result<ConnectionInfo> {
    let scheme = if tls { "rediss" } else { "redis" };
    let at = if login.is_empty() { "" } else { "@" };
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let port = if has_port { String::new() } else { format!(":{port}") };
    let url = format!("{scheme}://{login}{at}{host}{port}/{db}");
    url.into_connection_info().map_err(|error| wrong(error.detail().unwrap_or("cannot be read")))
}

fn wrong(what: &str) -> BrokerError {
    BrokerError::Url(format!("the URL {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(infos: &[ConnectionInfo]) -> Vec<String> {
        infos.iter().map(|info| info.addr().to_string()).collect()
    }

    #[test]
    fn every_kind_is_read() {
        let Endpoint::Single(info) = Endpoint::parse("redis://ann:s%40c@cache/3").unwrap() else { panic!() };
        assert_eq!(info.addr().to_string(), "cache:6379");
        assert_eq!(info.redis_settings().username(), Some("ann"));
        assert_eq!(info.redis_settings().password(), Some("s@c"));
        assert_eq!(info.redis_settings().db(), 3);
        let url = "redis-sentinel://:secret@one,two:5000/main/2";
        let Endpoint::Sentinel { sentinels, service, login, tls } = Endpoint::parse(url).unwrap() else { panic!() };
        assert_eq!(addresses(&sentinels), ["one:26379", "two:5000"]);
        assert_eq!((service.as_str(), login.db(), login.password(), tls), ("main", 2, Some("secret"), false));
        assert_eq!(sentinels[0].redis_settings().password(), None);
        let Endpoint::Cluster { seeds } = Endpoint::parse("redis-cluster://a:1,b:2,c").unwrap() else { panic!() };
        assert_eq!(addresses(&seeds), ["a:1", "b:2", "c:6379"]);
        let Endpoint::Single(info) = Endpoint::parse("rediss://cache:7000").unwrap() else { panic!() };
        assert!(matches!(info.addr(), ConnectionAddr::TcpTls { insecure: false, .. }));
    }

    #[test]
    fn is_named_without_its_password() {
        for (url, named) in [
            ("redis://ann:secret@cache/3", "cache:6379"),
            ("redis-sentinel://:secret@one,two:5000/main", "Sentinels one:26379, two:5000"),
            ("redis-cluster://:secret@a:1,b:2", "Cluster a:1, b:2"),
        ] {
            assert_eq!(Endpoint::parse(url).unwrap().to_string(), named);
        }
    }

    #[test]
    fn errors_say_what_is_wrong_and_keep_the_password() {
        for url in [
            "secret",
            "http://secret@host",
            "redis://:secret@",
            "redis-sentinel://:secret@host:1",
            "redis-cluster://:secret@host/1",
            "redis://:secret@a,b",
            "redis://:secret@host/x",
        ] {
            let error = Endpoint::parse(url).unwrap_err().to_string();
            assert!(error.starts_with("broker.url: "), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}

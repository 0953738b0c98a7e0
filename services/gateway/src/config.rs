//! The section `[gateway]`. The documented file is the default: nothing here has a value of its own.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer};

/// The commented defaults of the section `[gateway]`.
pub const DEFAULTS: &str = include_str!("../default.toml");

/// The section `[gateway]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Public HTTP and WebSocket.
    pub listen: SocketAddr,
    /// Allowed WebSocket and CORS origins, comma-separated.
    pub origins: Option<String>,
    /// Proxies whose forwarding headers are believed, comma-separated.
    pub trusted_proxies: Option<TrustedProxies>,
    /// Seconds between two HEARTBEATs.
    #[serde(deserialize_with = "seconds")]
    pub heartbeat_seconds: Duration,
    /// Seconds between two WebSocket pings.
    #[serde(deserialize_with = "seconds")]
    pub ping_seconds: Duration,
    /// Seconds of silence after which a connection is closed.
    #[serde(deserialize_with = "seconds")]
    pub idle_seconds: Duration,
    /// Seconds in which request headers must arrive.
    #[serde(deserialize_with = "seconds")]
    pub header_seconds: Duration,
    /// Seconds for which a dropped member is waited for, as told to clients.
    #[serde(deserialize_with = "seconds")]
    pub grace_seconds: Duration,
    /// Seconds for which a connection counts without being renewed.
    #[serde(deserialize_with = "seconds")]
    pub lease_seconds: Duration,
    /// Seconds between two renewals.
    #[serde(deserialize_with = "seconds")]
    pub renew_seconds: Duration,
    /// Seconds between two comparisons of heads.
    #[serde(deserialize_with = "seconds")]
    pub heads_seconds: Duration,
    /// Streams of commands to rooms.
    pub rooms_streams: usize,
    /// Seconds after which an unanswered command is refused.
    #[serde(deserialize_with = "seconds")]
    pub command_seconds: Duration,
    /// Bytes of recent events kept per live room.
    pub ring_bytes: usize,
    /// Seconds over which sockets are told to come back when the gateway stops.
    #[serde(deserialize_with = "seconds")]
    pub drain_seconds: Duration,
}

/// Networks of proxies, read from a comma-separated list of addresses and CIDR blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Whether `address` is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl<'de> Deserialize<'de> for TrustedProxies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let networks = text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(|part| {
            part.parse::<IpNet>()
                .or_else(|_| part.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| serde::de::Error::custom(format!("{part:?} is neither an address nor a CIDR block")))
        });
        Ok(Self(networks.collect::<Result<_, _>>()?))
    }
}

/// A positive number of seconds, at most a day.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    if seconds > 0.0 && seconds <= 86_400.0 {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(serde::de::Error::custom("a number of seconds, more than 0 and at most 86400"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct File {
        gateway: Config,
    }

    fn read(text: &str) -> Result<Config, toml::de::Error> {
        toml::from_str::<File>(text).map(|file| file.gateway)
    }

    #[test]
    fn the_defaults_are_complete() {
        let config = read(DEFAULTS).unwrap();
        assert_eq!(config.heartbeat_seconds, Duration::from_secs(5));
        assert!(config.trusted_proxies.is_none());
        assert!(config.lease_seconds > config.renew_seconds * 2, "one lost renewal must not end a lease");
    }

    #[test]
    fn proxies_are_networks_or_addresses() {
        let with = |value: &str| read(&format!("{DEFAULTS}\ntrusted_proxies = \"{value}\""));
        let proxies = with("10.0.0.0/8, ::1").unwrap().trusted_proxies.unwrap();
        assert!(proxies.contains("10.1.2.3".parse().unwrap()));
        assert!(proxies.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(proxies.contains("::1".parse().unwrap()));
        assert!(!proxies.contains("11.1.2.3".parse().unwrap()));
        assert!(with("ten").unwrap_err().to_string().contains("\"ten\""));
    }

    #[test]
    fn a_duration_is_positive() {
        assert!(read(&DEFAULTS.replace("heartbeat_seconds = 5.0", "heartbeat_seconds = 0.0")).is_err());
        assert!(read(&DEFAULTS.replace("heartbeat_seconds = 5.0", "heartbeat_seconds = nan")).is_err());
    }
}

//! The list of addresses of a peer role, as configured.

use http::Uri;

/// Why a peer's URL cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{url}`: {reason}; expected a comma-separated list of http://host:port or dns:///host:port")]
pub struct UrlError {
    /// The entry that is wrong.
    pub url: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// A name (or literal address) and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Without the brackets of a literal IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
}

/// Reads a comma-separated list.
pub(super) fn parse(list: &str) -> Result<Vec<Target>, UrlError> {
    list.split(',').map(str::trim).map(target).collect()
}

fn target(url: &str) -> Result<Target, UrlError> {
    let wrong = |reason| UrlError { url: url.to_owned(), reason };
    let authority = match (url.strip_prefix("dns:///"), url.strip_prefix("http://")) {
        (Some(rest), _) => rest,
        (_, Some(rest)) => rest.strip_suffix('/').unwrap_or(rest),
        _ if url.is_empty() => return Err(wrong("an entry is empty")),
        _ => return Err(wrong("the scheme is not supported")),
    };
    // The parser accepts more than a host and a port; a user's name or a path would be ignored silently.
    if authority.contains(['@', '/', '?', '#']) {
        return Err(wrong("only a host and a port may be given"));
    }
    let uri = Uri::builder().scheme("http").authority(authority).path_and_query("/").build();
    let uri = uri.map_err(|_| wrong("the host or the port cannot be read"))?;
    let host = uri.host().unwrap_or_default();
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if host.is_empty() {
        return Err(wrong("the host is missing"));
    }
    match uri.port_u16() {
        None | Some(0) => Err(wrong("the port is missing or not between 1 and 65535")),
        Some(port) => Ok(Target { host: host.to_owned(), port }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(list: &str) -> Vec<(String, u16)> {
        parse(list).expect("it is valid").into_iter().map(|target| (target.host, target.port)).collect()
    }

    #[test]
    fn reads_lists() {
        assert_eq!(parsed("http://127.0.0.1:50051"), [("127.0.0.1".to_owned(), 50051)]);
        assert_eq!(
            parsed("http://a:1/, dns:///rooms.matinee.svc:2,http://[::1]:3"),
            [("a".to_owned(), 1), ("rooms.matinee.svc".to_owned(), 2), ("::1".to_owned(), 3)]
        );
    }

    #[test]
    fn names_the_wrong_entry() {
        for (list, entry, reason) in [
            ("", "", "empty"),
            ("http://a:1,", "", "empty"),
            ("http://a:1,https://b:2", "https://b:2", "scheme"),
            ("rooms:50052", "rooms:50052", "scheme"),
            ("http://rooms", "http://rooms", "port is missing"),
            ("http://rooms:0", "http://rooms:0", "port is missing"),
            ("http://rooms:99999", "http://rooms:99999", "port is missing or"),
            ("http://:50052", "http://:50052", "host"),
            ("dns://rooms:50052", "dns://rooms:50052", "scheme"),
            ("http://me@rooms:50052", "http://me@rooms:50052", "only a host"),
            ("http://rooms:50052/path", "http://rooms:50052/path", "only a host"),
        ] {
            let error = parse(list).expect_err(list);
            assert_eq!(error.url, entry, "{list}");
            assert!(error.reason.contains(reason), "{list}: {error}");
            assert!(error.to_string().contains("http://host:port"), "{error}");
        }
    }
}

//! What somebody who typed `make run` reads: where the page is, and how others get there.

use std::io::IsTerminal;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use url::Url;

/// Greets on a terminal; where something collects output, the log says the same.
pub(crate) fn print(listen: SocketAddr, public_url: Option<&Url>) {
    if std::io::stdout().is_terminal() {
        println!("\n{}\n", text(listen, public_url, lan_address()));
    }
}

fn text(listen: SocketAddr, public_url: Option<&Url>, lan: Option<IpAddr>) -> String {
    let port = listen.port();
    let here = if listen.ip().is_loopback() || listen.ip().is_unspecified() {
        format!("http://localhost:{port}")
    } else {
        format!("http://{listen}")
    };
    let place = public_url.map_or(here, |url| url.as_str().trim_end_matches('/').to_owned());
    let others = match lan {
        _ if public_url.is_some() => String::new(),
        Some(lan) if listen.ip().is_unspecified() => {
            format!("\n  Others on your network: http://{}", SocketAddr::new(lan, port))
        }
        _ if listen.ip().is_loopback() => format!(
            "\n  Only this computer can reach it. To share it on your network:\n  MATINEE_GATEWAY__LISTEN=0.0.0.0:{port} make run"
        ),
        _ => String::new(),
    };
    format!("  Matinee is open: {place}{others}\n  Ctrl-C closes it.")
}

/// The address of this computer towards the world. Connecting a datagram socket sends nothing; it
/// only asks the system which of its addresses it would use.
fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_and_how_to_share() {
        let lan = Some("192.168.1.7".parse().unwrap());
        let loopback = text("127.0.0.1:8080".parse().unwrap(), None, lan);
        assert!(
            loopback.contains("http://localhost:8080") && loopback.contains("MATINEE_GATEWAY__LISTEN=0.0.0.0:8080")
        );
        let open = text("0.0.0.0:9000".parse().unwrap(), None, lan);
        assert!(open.contains("http://localhost:9000") && open.contains("http://192.168.1.7:9000"));
        let public = text("0.0.0.0:9000".parse().unwrap(), Some(&"https://m.example".parse().unwrap()), lan);
        assert!(public.contains("https://m.example\n") && !public.contains("192.168"));
    }
}

//! HAProxy in front of the gateways, as `deploy/haproxy.cfg` says.

use std::path::Path;

use super::{START, status};
use crate::process::{Process, Program, free_port, until};

/// A running HAProxy.
#[derive(Debug)]
pub struct Haproxy {
    process: Process,
    port: u16,
}

impl Haproxy {
    /// Starts one in front of two gateways, given as public and admin port.
    #[must_use]
    pub fn start(gateways: [(u16, u16); 2]) -> Self {
        let port = free_port();
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/haproxy.cfg");
        let mut variables = vec![("HAPROXY_LISTEN".to_owned(), format!("127.0.0.1:{port}"))];
        for (number, (public, admin)) in (1..).zip(gateways) {
            variables.push((format!("GATEWAY_{number}"), format!("127.0.0.1:{public}")));
            variables.push((format!("GATEWAY_{number}_ADMIN"), format!("127.0.0.1:{admin}")));
        }
        let program = Program::new("haproxy", "haproxy").arguments(["-db", "-f", &config.display().to_string()]);
        let process = program.environment(variables).start();
        until("haproxy finds a gateway", START, || status(port, "/") == Some(200));
        Self { process, port }
    }

    /// Where browsers would go.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }
}
